"""Delimited text: rows of cells, each row by itself, so that one broken row costs no other.

A quote that is opened and not closed would swallow the rows after it in an ordinary CSV reader. Element sets
never have a line end inside a cell, so here a row is a line, whatever stands in it.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dueregard.model.reject import Reject
from dueregard.sky.check import ASK_PUBLISHER
from dueregard.sky.lines import decoded, quoted


@dataclass(frozen=True, slots=True)
class Rows:
    """A batch of rows: the names of the columns as printed, and per row its line and its cells, as many as names."""

    columns: tuple[str, ...]
    lines: tuple[int, ...]
    cells: tuple[list[str], ...]
    rejects: tuple[Reject, ...]


def read_rows(batches: Iterable[tuple[int, list[bytes]]], file: str, delimiter: str) -> Iterator[Rows]:
    """Yield the rows under the header in batches; a row with too few or too many cells is a reject ``truncated``
    or ``layout``. Blank lines and comments (#) are passed over; so is the header where it is repeated.
    """
    columns: tuple[str, ...] | None = None
    for first, raw_lines in batches:
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
                rejects.append(_unlike(file, number, line, f"a quote is not closed ({error})", "layout"))
                continue
            if columns is None:
                columns = tuple(name.strip() for name in row)
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
        if columns is not None:
            yield Rows(columns, tuple(lines), tuple(cells), tuple(rejects))


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
