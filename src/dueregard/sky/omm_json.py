"""Element sets in JSON: OMM records, records that carry two lines, and arrays that end in two lines.

The text is read record by record, so a broken record costs only itself, and a file of any size little memory.
Numbers stay the texts they are printed as until they are decoded like those of every other format.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

import polars as pl

from dueregard.model.errors import DataError
from dueregard.model.reject import Reading, Reject
from dueregard.sky.check import ASK_PUBLISHER
from dueregard.sky.lines import printable, quoted
from dueregard.sky.omm import KEYWORDS, decode_keywords
from dueregard.sky.tle import TwoLines, decode_two_lines
from dueregard.sky.tle_table import LINE1, LINE2, NAME

BATCH_RECORDS: Final = 20_000
RECORD_LIMIT: Final = 2**16  # characters; the longest record of any publisher is under 2,000

_BETWEEN: Final = re.compile(r"[\s,]*")
_NEXT: Final = re.compile(r"[\[\]},\n]\s*([\[{])")  # where the next record may begin after a broken one
_INSIDE: Final = re.compile(r"\s*\[\s*(?=[\[{\]])")  # the bracket around all records

Record = tuple[int, object]  # line it begins in, what stands there


def read_json(blocks: Iterable[bytes], file: str, where: str) -> Iterator[Reading[pl.DataFrame]]:
    """Yield, batch by batch, the element sets of a JSON file and the rejects.

    One array of records, one record, or records one after the other (JSON lines). Raises :class:`DataError` for
    JSON nested so deeply that it cannot be element sets.
    """
    batch: list[Record] = []
    rejects: list[Reject] = []
    for item in _records(blocks, file, where):
        if isinstance(item, Reject):
            rejects.append(item)
        else:
            batch.append(item)
        if len(batch) >= BATCH_RECORDS:
            yield _decoded(batch, rejects, file)
            batch, rejects = [], []
    yield _decoded(batch, rejects, file)


class _Twice(ValueError):
    """A record names one key twice: two records run into one, or a contradiction."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = {name.upper(): value for name, value in pairs}
    if len(record) != len(pairs):
        names = [name.upper() for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return record


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=str, parse_int=str, parse_constant=str
)


def _records(blocks: Iterable[bytes], file: str, where: str) -> Iterator[Record | Reject]:
    """Yield every record with the line it begins in, and a reject for every stretch that is none."""
    text = _Text(blocks)
    text.fill()
    wrapped = _INSIDE.match(text.buffer)
    if wrapped:
        text.move(wrapped.end())
    closed = not wrapped
    while True:
        text.fill()
        between = _BETWEEN.match(text.buffer, text.at)
        text.move(between.end() if between else text.at)
        text.fill()
        if text.at >= len(text.buffer):
            break
        if wrapped and text.buffer[text.at] == "]":
            closed = True
            text.move(text.at + 1)
            continue
        line, start = text.line, text.at
        try:
            value, end = _DECODER.raw_decode(text.buffer, start)
            closed = not wrapped
            text.move(end)
            yield line, value
        except RecursionError as error:
            raise DataError(
                "JSON nested more deeply than any record of element sets",
                where=f"{where}, line {line}",
                expected="an array of flat records",
                do="check that this is the right file",
            ) from error
        except ValueError as error:
            after = _NEXT.search(text.buffer, start + 1)
            found = text.buffer[start : after.start() if after else start + RECORD_LIMIT]
            text.move(after.start(1) if after else len(text.buffer))
            yield _broken(file, line, found, error, truncated=text.ended and after is None)
    if not closed:
        yield Reject(
            file,
            text.line,
            "truncated",
            "the array is not closed",
            "a ] at the end: records may be missing",
            ASK_PUBLISHER,
        )


def _broken(file: str, line: int, found: str, error: Exception, *, truncated: bool) -> Reject:
    if isinstance(error, _Twice):
        what = f"a record with two values for {quoted(str(error))}: {quoted(found)}"
        return Reject(file, line, "contradiction", what, "each name once in a record", ASK_PUBLISHER)
    what = f"{error.msg if isinstance(error, json.JSONDecodeError) else 'too long a number'}: {quoted(found)}"
    reason = "truncated" if truncated else "layout"
    return Reject(file, line, reason, what, "a JSON record in braces or brackets", ASK_PUBLISHER)


class _Text:
    """The text of the blocks as a window: ``buffer`` from ``at`` on is not yet used, ``line`` is the line of ``at``."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self.blocks = iter(blocks)
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self.buffer, self.at, self.line, self.ended = "", 0, 1, False

    def fill(self) -> None:
        """Make sure that a whole record lies ahead, unless the text ends before."""
        while not self.ended and len(self.buffer) - self.at < RECORD_LIMIT:
            block = next(self.blocks, None)
            self.ended = block is None
            self.buffer = self.buffer[self.at :] + self.decoder.decode(block or b"", final=block is None)
            self.at = 0

    def move(self, to: int) -> None:
        """Go on at ``to``."""
        self.line += self.buffer.count("\n", self.at, to)
        self.at = to


def _decoded(batch: list[Record], rejects: list[Reject], file: str) -> Reading[pl.DataFrame]:
    """Return the sets of the records in their order, each read as what it is."""
    omm: list[tuple[int, dict[str, object]]] = []
    pairs: list[tuple[int, str | None, str, str, int | None]] = []
    refused = list(rejects)
    for line, record in batch:
        if isinstance(record, dict) and "MEAN_MOTION" not in record and (two := _two_lines(record)):
            pairs.append((line, *two))
        elif isinstance(record, dict):
            omm.append((line, record))
        elif isinstance(record, list) and (two := _row(record)):
            pairs.append((line, *two))
        else:
            refused.append(
                Reject(
                    file,
                    line,
                    "layout",
                    f"neither an OMM record nor one with two lines: {quoted(json.dumps(record))}",
                    "a record with OMM keywords, or with both lines of a set",
                    ASK_PUBLISHER,
                )
            )
    columns = {name: [_text(record.get(name)) for _, record in omm] for name in KEYWORDS}
    messages = decode_keywords(columns, [line for line, _ in omm], file, message=False)
    lines = [pair[0] for pair in pairs]
    sets = decode_two_lines(
        TwoLines(
            name=[pair[1] for pair in pairs],
            line1=[pair[2].rstrip().encode("latin-1", "replace") for pair in pairs],
            line2=[pair[3].rstrip().encode("latin-1", "replace") for pair in pairs],
            stated_number=[pair[4] for pair in pairs],
            number1=lines,
            number2=lines,
        ),
        file,
    )
    values = messages.values.vstack(sets.values)
    if omm and pairs:  # no publisher mixes the two; where somebody did, the lines tell the order
        values = values.sort("line", maintain_order=True)
    return Reading(values, (*refused, *messages.rejects, *sets.rejects))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) or value is None else json.dumps(value)


def _two_lines(record: dict[str, object]) -> tuple[str | None, str, str, int | None] | None:
    """Return name, both lines and no number of a record with two lines; None where it has none."""
    found = [
        next((record[key] for key in map(str.upper, keys) if key in record), None) for keys in (LINE1, LINE2)
    ]
    if not isinstance(found[0], str) or not isinstance(found[1], str):
        return None
    name = next((record[key] for key in map(str.upper, NAME) if isinstance(record.get(key), str)), None)
    return _name(name), found[0], found[1], None


def _row(record: list[object]) -> tuple[str | None, str, str, int | None] | None:
    """Return name, both lines and the number of ``[number, name, type, line1, line2]`` or ``[name, line1, line2]``."""
    if len(record) not in (3, 5) or not isinstance(record[-2], str) or not isinstance(record[-1], str):
        return None
    number, name = (record[0], record[1]) if len(record) == 5 else (None, record[0])
    stated = int(number) if isinstance(number, str) and number.isascii() and number.isdigit() else None
    return _name(name), record[-2], record[-1], stated


def _name(name: object) -> str | None:
    return printable(name.removeprefix("0 ").strip()) or None if isinstance(name, str) else None
