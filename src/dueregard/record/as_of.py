"""What was on record at an instant, what was in force then, and which notices and replies touch a pair of objects."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from dueregard.model.filing import AnyFiling, Commitment, Declaration, ProximityNotice, Record, Reply

Filed = TypeVar("Filed", bound=AnyFiling)
Own = TypeVar("Own", Declaration, Commitment)
About = TypeVar("About", ProximityNotice, Reply)


def as_of(record: Record, at: datetime) -> Record:
    """Return what was on record at the instant ``at``: the filings filed then or before whose words stood then.

    ``at`` is aware.
    """
    _aware(at)
    return Record(
        notices=_filed(record.notices, at),
        declarations=_filed(record.declarations, at),
        commitments=_filed(record.commitments, at),
        replies=_filed(record.replies, at),
    )


def in_force(record: Record, at: datetime) -> Record:
    """Return the record with those declarations and commitments alone that were valid at ``at``.

    A declaration is valid from its ``valid_from`` (from its filing, where it gives none) until before its ``valid_to``,
    a commitment from ``since`` until before ``until``. Of several valid texts that one actor filed under one criterion
    id, the last filed stands. Notices and replies stay as they are.

    This asks about validity, not about what was known: ``in_force(as_of(record, t), t)`` is what an observer at ``t``
    could hold anybody to.
    """
    _aware(at)
    declarations = tuple(
        d
        for d in record.declarations
        if (d.criterion.valid_from or d.filing.filed_at) <= at and _before(at, d.criterion.valid_to)
    )
    commitments = tuple(c for c in record.commitments if c.since <= at and _before(at, c.until))
    return Record(
        notices=record.notices,
        declarations=_latest(declarations),
        commitments=_latest(commitments),
        replies=record.replies,
    )


def notices_for(
    record: Record, object1: int, object2: int, start: datetime, end: datetime
) -> tuple[ProximityNotice, ...]:
    """Return the notices about these two objects, in either order, whose window touches [start, end].

    Objects are catalogue numbers. Raises ``ValueError`` where ``end`` is before ``start``.
    """
    pair = _pair(object1, object2)
    touching = _touching(record.notices, start, end)
    return tuple(n for n in touching if _pair(n.object_norad_cat_id, n.target_norad_cat_id) == pair)


def replies_for(
    record: Record, object1: int, object2: int, start: datetime, end: datetime
) -> tuple[Reply, ...]:
    """Return the replies about these two objects, in either order, whose span touches [start, end]."""
    pair = _pair(object1, object2)
    touching = _touching(record.replies, start, end)
    return tuple(r for r in touching if _pair(r.object1_norad_cat_id, r.object2_norad_cat_id) == pair)


def _filed(filings: tuple[Filed, ...], at: datetime) -> tuple[Filed, ...]:
    return tuple(f for f in filings if f.filing.filed_at <= at and _before(at, f.filing.ended_at))


def _before(at: datetime, end: datetime | None) -> bool:
    return end is None or at < end


def _latest(filings: tuple[Own, ...]) -> tuple[Own, ...]:
    """Return the last filed of each actor and criterion id, in order of filing."""
    # Sorting is stable: of two filed at the same instant, the one that stands later in the record is the later.
    ordered = sorted(filings, key=lambda f: f.filing.filed_at)
    last = {(f.filing.filed_by, f.criterion.id): f for f in ordered}
    return tuple(f for f in ordered if last[f.filing.filed_by, f.criterion.id] is f)


def _touching(filings: Iterable[About], start: datetime, end: datetime) -> tuple[About, ...]:
    _aware(start)
    _aware(end)
    if end < start:
        raise ValueError(f"the span ends ({end.isoformat()}) before it starts ({start.isoformat()})")
    return tuple(f for f in filings if f.start <= end and start <= f.end)


def _pair(object1: int, object2: int) -> frozenset[int]:
    return frozenset((object1, object2))


def _aware(at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone; times of a record are aware, in UTC")
