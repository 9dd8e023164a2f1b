"""Entries as rows of the projection."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from dueregard.record.projection.mentions import mentions
from dueregard.record.projection.needed import SPANS, TITLES, needed

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_NOTHING: Final[Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as judged: its place and time, whether it is on the record and else why not, and its filing's JSON.

    ``number``: of its form; None where the payload is no filing that can be read.
    """

    index: int
    entry_id: str
    received_at_us: int
    on_record: bool
    reason: str
    number: str | None
    payload: bytes


class Rows:
    """Rows of both tables, value behind value in the order of their columns.

    A tuple for each row would be kept until all are written, and Python would look through tens of thousands of them
    for cycles again and again: a third of the time.
    """

    __slots__ = ("entries", "filings", "mentions")

    def __init__(self) -> None:
        self.entries = 0
        self.filings: list[Any] = []
        self.mentions: list[Any] = []

    def add(self, log: int, seen: Seen) -> None:
        """Add the row of an entry and those of its mentions. ``log``: the number of the log."""
        index, number = seen.index, seen.number
        self.entries += 1
        if number is None:
            self.filings += (
                log, index, seen.entry_id, seen.received_at_us, None, None, None, None, None, None, None,
                int(seen.on_record), seen.reason,
            )  # fmt: skip
            return
        filing = needed(number, seen.payload)
        document = filing.get("entered_from") or _NOTHING
        title = None
        for name in TITLES:
            if isinstance(found := filing.get(name), str):
                title = found
                break
        starts, ends = _span(filing)
        self.filings += (
            log, index, seen.entry_id, seen.received_at_us, number, filing.get("filed_by"),
            document.get("entered_by"), document.get("symbol"), title, starts, ends, int(seen.on_record), seen.reason,
        )  # fmt: skip
        for what, how, value in mentions(number, filing):
            self.mentions += (log, index, what, how, str(value))


def _span(filing: Mapping[str, Any]) -> tuple[int | None, int | None]:
    for table, first, last in SPANS:
        where = filing.get(table) if table else filing
        if isinstance(where, dict) and isinstance(start := where.get(first), str):
            return _instant_us(start), _instant_us(where.get(last))
    return None, None


def _instant_us(text: Any) -> int | None:
    """Return an instant, or the beginning of a day, in microseconds since 1970; None where the text is neither."""
    if not isinstance(text, str):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - _EPOCH) // _MICROSECOND
