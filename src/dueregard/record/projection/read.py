"""Reading the projection: filings as they stood on the record at a time, and what was said of each since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, and_, exists, select

from dueregard.ledger.database import Ledger, reading
from dueregard.ledger.rows import instant, microseconds
from dueregard.record.projection.mentions import ACTOR, ENTRY, OBJECT
from dueregard.record.projection.schema import filing_table, mention_table, position_table

MOST: Final = 1_000  # filings in one answer
_ORIGIN: Final = position_table.c.log


@dataclass(frozen=True, slots=True)
class Listed:
    """A filing in a list. ``entered_by`` and ``symbol`` are empty where the actor filed its words itself."""

    log: str
    index: int
    entry_id: str
    received_at: datetime
    number: str | None
    filed_by: str | None
    entered_by: str
    symbol: str
    title: str
    starts: datetime | None
    ends: datetime | None
    on_record: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Sought:
    """What a list is asked for; what is None is not asked. ``as_of``: what was in the log then.

    ``log``: the name of one. ``without``: entries, by id. ``numbers``: of forms. ``actor``, ``norad_cat_id``:
    mentioned anywhere. ``words``: in its title, or its id begins so. ``touching``: from, until: the span the filing is
    about touches it. ``before``: the place (received, log, index) behind which the list goes on.
    """

    as_of: datetime | None = None
    log: str | None = None
    without: tuple[str, ...] = ()
    numbers: tuple[str, ...] | None = None
    filed_by: str | None = None
    actor: str | None = None
    norad_cat_id: int | None = None
    about_entry: str | None = None
    words: str | None = None
    touching: tuple[datetime, datetime] | None = None
    on_record: bool | None = True
    before: tuple[datetime, str, int] | None = None


def filings(ledger: Ledger, sought: Sought, most: int = 100) -> tuple[Listed, ...]:
    """Return the filings sought, the latest first, at most ``most`` (of ``MOST``)."""
    f = filing_table.c
    wanted = _filings()
    if sought.log is None:
        wanted = wanted.order_by(f.received_at_us.desc(), _ORIGIN.desc(), f.entry_index.desc())
    else:
        # Within a log time does not run backwards, and its entries stand in order already.
        wanted = wanted.where(f.log == _number_of(sought.log)).order_by(f.log.desc(), f.entry_index.desc())
    if sought.on_record is not None:
        wanted = wanted.where(f.on_record == int(sought.on_record))
    if sought.as_of is not None:
        wanted = wanted.where(f.received_at_us <= microseconds(sought.as_of))
    if sought.without:
        wanted = wanted.where(f.entry_id.not_in(sought.without))
    if sought.numbers is not None:
        wanted = wanted.where(f.number.in_(sought.numbers))
    if sought.filed_by is not None:
        wanted = wanted.where(f.filed_by == sought.filed_by)
    for what, value in (
        (ACTOR, sought.actor),
        (OBJECT, sought.norad_cat_id),
        (ENTRY, sought.about_entry),
    ):
        if value is not None:
            wanted = wanted.where(_mentioned(what, str(value)))
    if sought.words is not None:
        named = f.title.icontains(sought.words, autoescape=True)
        wanted = wanted.where(named | f.entry_id.startswith(sought.words.lower(), autoescape=True))
    if sought.touching is not None:
        begin, end = (microseconds(at) for at in sought.touching)
        wanted = wanted.where(f.starts_us <= end, (f.ends_us >= begin) | f.ends_us.is_(None))
    if sought.before is not None:
        at, log, index = sought.before
        wanted = wanted.where(
            (f.received_at_us < microseconds(at))
            | and_(f.received_at_us == microseconds(at), _ORIGIN < log)
            | and_(f.received_at_us == microseconds(at), _ORIGIN == log, f.entry_index < index)
        )
    with reading(ledger) as connection:
        rows = connection.execute(wanted.limit(min(most, MOST))).mappings().all()
    return tuple(_listed(row) for row in rows)


def filing(ledger: Ledger, entry_id: str, as_of: datetime | None = None) -> Listed | None:
    """Return the filing with this id, on the record or not; None where no log holds it, or held it then."""
    wanted = _filings().where(filing_table.c.entry_id == entry_id)
    if as_of is not None:
        wanted = wanted.where(filing_table.c.received_at_us <= microseconds(as_of))
    with reading(ledger) as connection:
        row = (
            connection.execute(wanted.order_by(filing_table.c.received_at_us).limit(1))
            .mappings()
            .one_or_none()
        )
    return None if row is None else _listed(row)


def said_since(
    ledger: Ledger, entry_id: str, as_of: datetime | None = None, log: str | None = None
) -> tuple[Listed, ...]:
    """Return what was filed about an entry, in the order in which it came: cleared, sent, acknowledged, amended."""
    return tuple(reversed(filings(ledger, Sought(as_of=as_of, log=log, about_entry=entry_id), MOST)))


def _filings() -> Select[Any]:
    """Select filings with the name of the log that each stands in."""
    joined = filing_table.join(position_table, position_table.c.number == filing_table.c.log)
    return select(filing_table, _ORIGIN.label("origin")).select_from(joined)


def _number_of(log: str) -> Any:
    return select(position_table.c.number).where(position_table.c.log == log).scalar_subquery()


def _mentioned(what: str, value: str) -> Any:
    m = mention_table.c
    same = and_(m.log == filing_table.c.log, m.entry_index == filing_table.c.entry_index)
    return exists().where(same, m.what == what, m.value == value)


def _listed(row: Any) -> Listed:
    return Listed(
        row["origin"], row["entry_index"], row["entry_id"], instant(row["received_at_us"]), row["number"],
        row["filed_by"], row["entered_by"] or "", row["symbol"] or "", row["title"] or "", _at(row["starts_us"]),
        _at(row["ends_us"]), bool(row["on_record"]), row["reason"],
    )  # fmt: skip


def _at(us: int | None) -> datetime | None:
    return None if us is None else instant(us)
