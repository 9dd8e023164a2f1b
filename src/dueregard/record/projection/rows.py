"""An entry as rows of the projection."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pydantic_core import from_json

from dueregard.record.forms.registry import BY_NAME
from dueregard.record.projection.mentions import mentions

Row = tuple[Any, ...]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_NOTHING: Final[Mapping[str, Any]] = {}
# What a filing is called in a list: the first of these fields that it has.
_TITLES: Final = ("operation", "title", "name", "term", "subject", "reference")
# Where a form says from when until when: a table of its own, or fields of the filing.
_SPANS: Final = (
    ("window", "start", "end"),
    ("", "start", "end"),
    ("", "valid_from", "valid_to"),
    ("", "since", "until"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as judged: its place and time, whether it is on the record and else why not, and its filing's JSON.

    ``payload`` is None where it is no filing that can be read.
    """

    index: int
    entry_id: str
    received_at_us: int
    on_record: bool
    reason: str
    payload: bytes | None


def rows_of(log: int, seen: Seen) -> tuple[Row, list[Row]]:
    """Return the row of the filing and those of its mentions, in the order of the tables' columns.

    ``log``: the number of the log.
    """
    index = seen.index
    filing = None if seen.payload is None else from_json(seen.payload)
    form = None if filing is None else BY_NAME.get(filing.get("format", ""))
    if filing is None or form is None:
        return (
            log, index, seen.entry_id, seen.received_at_us, None, None, None, None, None, None, None,
            int(seen.on_record), seen.reason,
        ), []  # fmt: skip
    number = form.ABOUT.number
    document = filing.get("entered_from") or _NOTHING
    title = None
    for name in _TITLES:
        if isinstance(found := filing.get(name), str):
            title = found
            break
    starts, ends = _span(filing)
    row = (
        log, index, seen.entry_id, seen.received_at_us, number, filing.get("filed_by"), document.get("entered_by"),
        document.get("symbol"), title, starts, ends, int(seen.on_record), seen.reason,
    )  # fmt: skip
    return row, [(log, index, what, how, str(value)) for what, how, value in mentions(number, filing)]


def _span(filing: Mapping[str, Any]) -> tuple[int | None, int | None]:
    for table, first, last in _SPANS:
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
