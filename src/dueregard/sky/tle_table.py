"""Two-line sets in a table of delimited text: ``first_seen_unix<TAB>line1<TAB>line2`` and its like.

Column names are taken in any case; ``tle_line1`` and ``tle1`` mean ``line1``. A name, a catalogue number and the
time when the public could first know the set are read where there are columns for them, the rest is ignored.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
import polars as pl

from dueregard.model.reject import Reading, Reject
from dueregard.sky.check import ASK_PUBLISHER
from dueregard.sky.lines import printable, quoted
from dueregard.sky.table import Rows, read_rows
from dueregard.sky.tle import TwoLines, decode_two_lines

LINE1: Final = ("line1", "tle_line1", "tle1")
LINE2: Final = ("line2", "tle_line2", "tle2")
NAME: Final = ("object_name", "name", "on", "tle_line0")
NUMBER: Final = ("norad_cat_id", "norad", "norad_id")
FIRST_SEEN: Final = ("first_seen_unix",)
LATEST_UNIX_S: Final = 4_133_980_800  # 2101-01-01, as for epochs


def place(columns: Sequence[str], names: Sequence[str]) -> int | None:
    """Return where the first of ``names`` stands among the columns, compared without case; None if it does not.

    >>> place(["NORAD", "Line1"], LINE1)
    1
    """
    lower = [column.strip().lower() for column in columns]
    return next((lower.index(name) for name in names if name in lower), None)


def holds_two_lines(columns: Sequence[str]) -> bool:
    """Return whether a table with these columns carries two-line sets."""
    return place(columns, LINE1) is not None and place(columns, LINE2) is not None


def read_two_line_table(
    batches: Iterable[tuple[int, list[bytes]]], file: str, delimiter: str
) -> Iterator[Reading[pl.DataFrame]]:
    """Yield, batch by batch, the sets of a table with columns for both lines, and the rejects."""
    for rows in read_rows(batches, file, delimiter):
        sound = _decoded(rows, file)
        yield Reading(sound.values, (*rows.rejects, *sound.rejects))


def _decoded(rows: Rows, file: str) -> Reading[pl.DataFrame]:
    def column(names: Sequence[str]) -> list[str] | None:
        at = place(rows.columns, names)
        return None if at is None else rows.cells[at].to_list()

    line1, line2 = column(LINE1), column(LINE2)
    if line1 is None or line2 is None:
        raise ValueError("a table without the columns line1 and line2")
    names = column(NAME)
    first_seen, bad_seen = _whole(column(FIRST_SEEN), rows, file, "first_seen_unix", LATEST_UNIX_S)
    stated, bad_stated = _whole(column(NUMBER), rows, file, "the catalogue number", 10**12)
    wrong = {reject.line for reject in (*bad_seen, *bad_stated)}
    keep = [i for i, line in enumerate(rows.lines) if line not in wrong]

    def kept(values: list[int | None] | None, scale: int = 1) -> list[int | None] | None:
        return None if values is None else [None if values[i] is None else values[i] * scale for i in keep]  # type: ignore[operator]

    lines = [rows.lines[i] for i in keep]
    sets = TwoLines(
        line1=[line1[i].rstrip().encode("latin-1", "replace") for i in keep],
        line2=[line2[i].rstrip().encode("latin-1", "replace") for i in keep],
        number1=lines,
        number2=lines,
        name=[printable(names[i].strip()) or None for i in keep] if names else [None] * len(keep),
        first_seen_us=kept(first_seen, 1_000_000),
        stated_number=kept(stated),
    )
    sound = decode_two_lines(sets, file)
    return Reading(sound.values, (*bad_seen, *bad_stated, *sound.rejects))


def _whole(
    cells: list[str] | None, rows: Rows, file: str, name: str, limit: int
) -> tuple[list[int | None] | None, list[Reject]]:
    """Return the cells as whole numbers, None where empty, and a reject for each that is none."""
    if cells is None:
        return None, []
    text = pl.Series(cells, dtype=pl.String).str.strip_chars()
    number = text.cast(pl.Int64, strict=False)
    empty = (text == "").to_numpy()
    bad = (number.is_null().to_numpy() & ~empty) | ~number.fill_null(0).is_between(0, limit).to_numpy()
    rejects = [
        Reject(
            file,
            rows.lines[i],
            "not_a_number",
            f"{name} is {quoted(cells[i])}",
            f"a whole number from 0 to {limit:,}, or nothing",
            ASK_PUBLISHER,
        )
        for i in np.flatnonzero(bad).tolist()
    ]
    return number.to_list(), rejects
