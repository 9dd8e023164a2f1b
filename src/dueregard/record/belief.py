"""Which words a revoked key takes back, and since when that is known.

A revocation "from" an earlier time takes back what the key has signed since, but only from the moment the revocation
itself stood on the record. What a key that is taken back had entered falls with it: a thief's new key, and what that
key signed; a thief's revocation, and then what it had taken back stands again.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

EVER = datetime.min.replace(tzinfo=UTC)


class Said(NamedTuple):
    """That an actor said an entry: when, and by which of its keys. ``own``: it is the one that filed the entry."""

    at: datetime
    entry_id: str
    actor: str
    key_ids: tuple[str, ...]
    own: bool


class Words(NamedTuple):
    """Whose part in an entry: of one actor among several, or (without an actor) the entry as a whole."""

    entry_id: str
    actor: str = ""


class Revocation(NamedTuple):
    """An entry that says that a key must not be believed from ``since`` on."""

    entry_id: str
    key_id: str
    since: datetime


def taken_back(
    revocations: Sequence[Revocation],
    said_with: Mapping[str, Iterable[Said]],
    added_by: Mapping[str, str],
) -> frozenset[Words]:
    """Return the words that are not believed.

    ``revocations``: those on the record, in order. ``said_with``: by key id, what it signed. ``added_by``: by entry id,
    the key which that entry added. The last revocation was judged by all that was known, so it counts; an earlier one
    counts unless a later one has taken it back.
    """
    cut: dict[str, datetime] = {}
    found: set[Words] = set()

    def no_longer(key_id: str, since: datetime) -> None:
        waiting = [(key_id, since)]
        while waiting:
            key, start = waiting.pop()
            if cut.get(key, start) < start:
                continue
            cut[key] = start
            for said in said_with.get(key, ()):
                if not all(one in cut and cut[one] <= said.at for one in said.key_ids):
                    continue
                words = Words(said.entry_id, "" if said.own else said.actor)
                if words not in found:
                    found.add(words)
                    if said.own and said.entry_id in added_by:
                        waiting.append((added_by[said.entry_id], EVER))

    for one in reversed(revocations):
        if Words(one.entry_id) not in found:
            no_longer(one.key_id, one.since)
    return frozenset(found)


class Belief:
    """What is not believed, as it was known at each time."""

    def __init__(self) -> None:
        self._times: list[datetime] = []
        self._sets: list[frozenset[Words]] = []

    def learn(
        self, at: datetime, not_believed: frozenset[Words]
    ) -> tuple[frozenset[Words], frozenset[Words]]:
        """Take note of what is not believed from ``at`` on; return what is taken back now, and what stands again."""
        before = self.not_believed()
        if not_believed != before:
            self._times.append(at)
            self._sets.append(not_believed)
        return not_believed - before, before - not_believed

    def not_believed(self, known_at: datetime | None = None) -> frozenset[Words]:
        """Return what is not believed, as known at a time; as known last where no time is given."""
        place = len(self._times) if known_at is None else bisect_right(self._times, known_at)
        return self._sets[place - 1] if place else frozenset()

    def believed(self, entry_id: str, known_at: datetime | None = None) -> bool:
        """Return whether the entry as a whole is believed, as known at a time."""
        return not self._sets or Words(entry_id) not in self.not_believed(known_at)


Believed = Callable[[str, datetime | None], bool]
"""(entry id, known at) -> whether that entry is believed."""
