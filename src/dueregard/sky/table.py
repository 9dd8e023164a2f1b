"""Delimited text: rows of cells, each row by itself, so that one broken row costs no other.

A quote that is opened and not closed would swallow the rows after it in an ordinary CSV reader. Element sets
never have a line end inside a cell, so here a row is a line, whatever stands in it.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from dueregard.model.reject import Reject
from dueregard.sky.check import ASK_PUBLISHER
from dueregard.sky.lines import decoded, quoted


@dataclass(frozen=True, slots=True)
class Rows:
    """A batch of rows: the names of the columns as printed, the line of each row, and the cells, a series a column."""

    columns: tuple[str, ...]
    lines: Sequence[int]
    cells: tuple[pl.Series, ...]
    rejects: tuple[Reject, ...]


def read_rows(batches: Iterable[tuple[int, list[bytes]]], file: str, delimiter: str) -> Iterator[Rows]:
    """Yield the rows under the header in batches; a row with too few or too many cells is a reject ``truncated``
    or ``layout``. Blank lines and comments (#) are passed over; so is the header where it is repeated.
    """
    columns: tuple[str, ...] | None = None
    for first, raw_lines in batches:
        number, raw = first, raw_lines
        if columns is None:
            passed, columns, rejects = _header(first, raw_lines, file, delimiter)
            number, raw = first + passed, raw_lines[passed:]
            if columns is None:
                continue
            if rejects:
                yield Rows(columns, (), _as_columns([], len(columns)), rejects)
        plain = _plain(number, raw, columns, delimiter)
        yield plain or _row_by_row(number, raw, columns, file, delimiter)


def _header(
    first: int, raw_lines: list[bytes], file: str, delimiter: str
) -> tuple[int, tuple[str, ...] | None, tuple[Reject, ...]]:
    """Return after how many lines the header ends, its names, and what was no line before it."""
    rejects: list[Reject] = []
    for passed, raw in enumerate(raw_lines, 1):
        if not raw or raw.startswith(b"#"):
            continue
        line = decoded(raw)
        try:
            return passed, tuple(name.strip() for name in split_row(line, delimiter)), tuple(rejects)
        except csv.Error as error:
            rejects.append(_open_quote(file, first + passed - 1, line, error))
    return len(raw_lines), None, tuple(rejects)


def _plain(first: int, raw_lines: list[bytes], columns: tuple[str, ...], delimiter: str) -> Rows | None:
    """Return the rows where each line is one, without a quote, a comment or a blank; None where that is not so.

    Nearly every batch of a catalogue is: its lines are then taken apart all at once.
    """
    block = b"\n".join(raw_lines)
    if not block or b'"' in block or b"\n#" in block or block.startswith(b"#") or not block.isascii():
        return None
    lines = pl.Series(block.decode("ascii").split("\n"), dtype=pl.String)
    if not (lines.str.count_matches(delimiter, literal=True) == len(columns) - 1).all():
        return None
    if len(columns) == 1 or (lines == delimiter.join(columns)).any():
        return None
    cells = lines.str.split_exact(delimiter, len(columns) - 1).struct.unnest()
    return Rows(columns, range(first, first + len(lines)), tuple(cells.get_columns()), ())


def _row_by_row(
    first: int, raw_lines: list[bytes], columns: tuple[str, ...], file: str, delimiter: str
) -> Rows:
    lines: list[int] = []
    cells: list[list[str]] = []
    rejects: list[Reject] = []
    for number, raw in enumerate(raw_lines, first):
        if not raw or raw.startswith(b"#"):
            continue
        line = decoded(raw)
        try:
            row = split_row(line, delimiter)
        except csv.Error as error:
            rejects.append(_open_quote(file, number, line, error))
            continue
        if len(row) == len(columns):
            if tuple(row) != columns:  # files joined end to end repeat their header
                lines.append(number)
                cells.append(row)
            continue
        what = f"{len(row)} cells where the header has {len(columns)}"
        rejects.append(
            _unlike(file, number, line, what, "truncated" if len(row) < len(columns) else "layout")
        )
    return Rows(columns, lines, _as_columns(cells, len(columns)), tuple(rejects))


def _as_columns(cells: list[list[str]], count: int) -> tuple[pl.Series, ...]:
    by_column = list(zip(*cells, strict=True)) or [()] * count
    return tuple(pl.Series(column, dtype=pl.String) for column in by_column)


def _open_quote(file: str, number: int, line: str, error: csv.Error) -> Reject:
    return _unlike(file, number, line, f"a quote is not closed ({error})", "layout")


def split_row(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line; quoted cells may hold the delimiter. Raises ``csv.Error`` on an open quote.

    >>> split_row('5,"DEB, VANGUARD 1"', ",")
    ['5', 'DEB, VANGUARD 1']
    """
    if '"' not in line:
        return line.split(delimiter)
    return next(csv.reader([line], delimiter=delimiter, strict=True))


def _unlike(file: str, number: int, line: str, what: str, reason: str) -> Reject:
    return Reject(
        file,
        number,
        reason,
        f"{what}: {quoted(line)}",
        "a row with a cell for each name in the header",
        ASK_PUBLISHER,
    )
