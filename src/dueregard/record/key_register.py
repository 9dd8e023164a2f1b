"""Which keys could sign for an actor at a time, as known at a time: what the key entries (form K2) say.

A key that expires, is lost or makes room for another ends when that stands on the record, or later if the entry says
so: what it signed before stays. Only a revocation reaches back.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from dueregard.ledger.keys import PublicKey, public_key_from_text
from dueregard.record.belief import Believed, Revocation, Said
from dueregard.record.forms.key import KeyEntry


class Key(NamedTuple):
    """A key of an actor, as the entry that added it says."""

    actor: str
    public: PublicKey
    since: datetime
    until: datetime | None
    entry_id: str
    stood_at: datetime


class KeyEnd(NamedTuple):
    """That a key is no longer valid from ``at`` on, by an entry on record since ``stood_at``. ``why``: the step."""

    at: datetime
    why: str
    entry_id: str
    stood_at: datetime


class Keys:
    """The register of keys. A key belongs to one actor for ever, whatever becomes of it.

    ``believed`` says whether an entry is believed, as known at a time.
    """

    def __init__(self, believed: Believed) -> None:
        self._believed = believed
        self._keys: dict[str, Key] = {}
        self._of: dict[str, list[str]] = {}
        self._ends: dict[str, list[KeyEnd]] = {}
        self.revocations: list[Revocation] = []
        self.said_with: dict[str, list[Said]] = {}
        self.added_by: dict[str, str] = {}

    def enter(self, form: KeyEntry, entry_id: str, stood_at: datetime) -> None:
        """Take the step of the form into the register. Whether it may be taken was judged before."""
        if form.public_key is not None:
            key = Key(
                form.actor, public_key_from_text(form.public_key), form.since, form.until, entry_id, stood_at
            )
            self._keys[form.key_id] = key
            self._of.setdefault(form.actor, []).append(form.key_id)
            self.added_by[entry_id] = form.key_id
            if form.old_key_id is not None:
                self._end(form.old_key_id, KeyEnd(max(form.since, stood_at), form.step, entry_id, stood_at))
        elif form.step == "revoke":
            self._end(form.key_id, KeyEnd(form.since, form.step, entry_id, stood_at))
            self.revocations.append(Revocation(entry_id, form.key_id, form.since))
        else:
            self._end(form.key_id, KeyEnd(max(form.since, stood_at), form.step, entry_id, stood_at))

    def owner(self, key_id: str) -> str | None:
        """Return whose key it is, valid and believed or not; None for a key that is not on the record."""
        key = self._keys.get(key_id)
        return None if key is None else key.actor

    def public(self, key_id: str) -> PublicKey | None:
        """Return the public key with this id; None where it is not on the record."""
        key = self._keys.get(key_id)
        return None if key is None else key.public

    def public_keys(self) -> dict[str, PublicKey]:
        """Return every public key on the record, by its id."""
        return {key_id: key.public for key_id, key in self._keys.items()}

    def keys_at(self, actor: str, received_at: datetime, known_at: datetime | None = None) -> frozenset[str]:
        """Return the ids of the keys that could sign for the actor at ``received_at``, as known at ``known_at``.

        Where no time of knowing is given: as known last. What was entered after ``known_at`` does not count, a
        revocation "from" an earlier time among it.
        """
        return frozenset(
            key_id
            for key_id in self._of.get(actor, ())
            if self.why_not(key_id, actor, received_at, known_at) is None
        )

    def why_not(
        self, key_id: str, actor: str, received_at: datetime, known_at: datetime | None = None
    ) -> str | None:
        """Return in words why the key could not sign for the actor at that time; None where it could."""
        key = self._keys.get(key_id)
        if (
            key is None
            or key.actor != actor
            or (known_at is not None and key.stood_at > known_at)
            or not self._believed(key.entry_id, known_at)
        ):
            return "is not on record as one of its keys"
        if received_at < key.since:
            return f"is valid only from {key.since.isoformat()}"
        if key.until is not None and received_at >= key.until:
            return f"was valid until {key.until.isoformat()}"
        for end in self._ended(key_id, known_at):
            if received_at >= end.at:
                return f"{_ENDED[end.why]} from {end.at.isoformat()}, by entry {end.entry_id}"
        return None

    def _ended(self, key_id: str, known_at: datetime | None) -> Iterator[KeyEnd]:
        for end in self._ends.get(key_id, ()):
            if (known_at is None or end.stood_at <= known_at) and self._believed(end.entry_id, known_at):
                yield end

    def _end(self, key_id: str, end: KeyEnd) -> None:
        self._ends.setdefault(key_id, []).append(end)


_ENDED = {
    "rotate": "made room for another key",
    "expire": "ended",
    "revoke": "is revoked",
    "lost": "is lost",
}
