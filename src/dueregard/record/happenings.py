"""What has happened to a filing by a time: the entries about it that stand on the record and are believed, in order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from dueregard.record.belief import Words
from dueregard.record.filed import Filed
from dueregard.record.forms import Form
from dueregard.record.judged import Judged


class Step(NamedTuple):
    """A step of a course. ``at``: since when it stands on the record; ``said``: when it happened, by its own word."""

    what: str
    by: tuple[str, ...]
    entry_id: str
    at: datetime
    said: datetime


@dataclass(frozen=True, slots=True)
class Happening:
    """An entry on the record: what is kept of it, and its form (of an opened seal, what it held)."""

    filed: Filed
    form: Form
    judged: Judged

    def step(self, what: str, said: datetime | None = None) -> Step:
        """Return this entry as a step."""
        filed = self.filed
        return Step(what, filed.speakers, filed.entry_id, filed.stood_at, said or filed.said_at)


def happened(judged: Iterable[Judged], at: datetime) -> tuple[Happening, ...]:
    """Return every entry that stood on the record at ``at`` and was believed then, in order."""
    known = [one for one in judged if one.received_at <= at]
    gone: set[Words] = set()
    for one in known:
        gone = (gone | one.taken_back) - one.restored
    return tuple(_standing(known, gone))


def thread(happenings: Iterable[Happening], entry_id: str) -> tuple[Happening, ...]:
    """Return the filing and all that amend it, directly or not, in order; ValueError where it is not there."""
    every = tuple(happenings)
    first = next((one.filed.thread for one in every if one.filed.entry_id == entry_id), None)
    if first is None:
        raise ValueError(f"no filing {entry_id} stood on the record at that time")
    return tuple(one for one in every if one.filed.thread == first)


def in_force(versions: Iterable[Happening]) -> tuple[str, ...]:
    """Return the versions that no other amends: one, or several where the same one was amended twice."""
    ids = [one.filed.entry_id for one in versions]
    amended = {one.filed.amends for one in versions}
    return tuple(one for one in ids if one not in amended)


def ended(happenings: Iterable[Happening], versions: frozenset[str]) -> Step | None:
    """Return the withdrawal or replacement that ended the filing; None while it stands."""
    for one in happenings:
        if one.filed.number == "H5" and one.filed.subject in versions:
            return one.step("withdrawn")
        if one.filed.replaces in versions:
            return one.step("replaced")
    return None


def _standing(known: list[Judged], gone: set[Words]) -> Iterator[Happening]:
    for one in known:
        form = one.opened or one.form
        if one.kept is not None and form is not None and Words(one.entry_id) not in gone:
            yield Happening(one.kept.filed, form, one)
