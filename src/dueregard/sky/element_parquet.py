"""Element sets in Parquet: tables with both lines of a set, and our own tables of ELEMENT_SCHEMA.

A Parquet file has no lines: ``line`` is 0, and a reject names the row, counted from 1.
"""

from dataclasses import replace
from io import BytesIO

import numpy as np
import polars as pl

from dueregard.model.elements import ELEMENT_SCHEMA
from dueregard.model.errors import DataError
from dueregard.model.reject import Reading, Reject
from dueregard.sky.check import ASK_PUBLISHER, Fault, impossible_elements, keep_sound
from dueregard.sky.lines import printable
from dueregard.sky.omm import REQUIRED
from dueregard.sky.tle import TwoLines, decode_two_lines
from dueregard.sky.tle_table import LINE1, LINE2, NAME, NUMBER, holds_two_lines, place

_NEEDED = [name for name in ELEMENT_SCHEMA if name.split("_rev_")[0].removesuffix("_deg").upper() in REQUIRED]


def read_parquet(data: bytes, file: str, where: str) -> Reading[pl.DataFrame]:
    """Return the element sets of a Parquet file, given as its bytes, and the rejects.

    Raises :class:`DataError` where the file is damaged, or has neither both lines nor the columns of ELEMENT_SCHEMA.
    """
    try:
        columns = list(pl.read_parquet_schema(BytesIO(data)))
        own = set(_NEEDED) <= set(columns)
        wanted = [name for name in ELEMENT_SCHEMA if name in columns] if own else _line_columns(columns)
        table = pl.read_parquet(BytesIO(data), columns=wanted) if wanted else None
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise DataError(
            f"the Parquet file is damaged or truncated ({str(error).splitlines()[0]}); nothing of it was used",
            where=where,
            expected="a sound Parquet file",
            do="fetch or copy the file again",
        ) from error
    if table is None:
        raise DataError(
            f"a Parquet table without element sets; its columns are {', '.join(map(printable, columns))}",
            where=where,
            expected="columns tle_line1 and tle_line2, or those of an element-set table",
            do="check that this is the right file",
        )
    found = _own(table, file) if own else _two_lines(table, file)
    rejects = tuple(replace(r, line=0, what=f"row {r.line}: {r.what}") for r in found.rejects)
    return Reading(found.values.with_columns(pl.lit(0, dtype=pl.Int64).alias("line")), rejects)


def _line_columns(columns: list[str]) -> list[str]:
    if not holds_two_lines(columns):
        return []
    places = (place(columns, names) for names in (LINE1, LINE2, NAME, NUMBER))
    return [columns[at] for at in places if at is not None]


def _two_lines(table: pl.DataFrame, file: str) -> Reading[pl.DataFrame]:
    """Return the sets of the rows that have both lines; the others are rejects ``lines_missing``."""

    def column(names: tuple[str, ...], dtype: pl.DataType) -> pl.Series | None:
        at = place(table.columns, names)
        return None if at is None else table.to_series(at).cast(dtype, strict=False)

    line1, line2 = column(LINE1, pl.String()), column(LINE2, pl.String())
    if line1 is None or line2 is None:
        raise ValueError("a table without the columns of both lines")
    names, stated = column(NAME, pl.String()), column(NUMBER, pl.Int64())
    given = (line1.is_not_null() & line2.is_not_null() & (line1 != "") & (line2 != "")).to_numpy()
    lacking = [
        Reject(
            file,
            row + 1,
            "lines_missing",
            f"object {'unknown' if stated is None else stated[row]} has no two lines",
            "both lines of a set in every row",
            "take these objects from an OMM: their sets may not fit two lines",
            None if stated is None else stated[row],
        )
        for row in np.flatnonzero(~given).tolist()
    ]
    keep = np.flatnonzero(given).tolist()
    rows = [row + 1 for row in keep]
    sets = TwoLines(
        line1=[line1[row].rstrip().encode("latin-1", "replace") for row in keep],
        line2=[line2[row].rstrip().encode("latin-1", "replace") for row in keep],
        number1=rows,
        number2=rows,
        name=[None] * len(keep)
        if names is None
        else [None if name is None else printable(name.strip()) or None for name in names.gather(keep)],
        stated_number=None if stated is None else stated.gather(keep).to_list(),
    )
    sound = decode_two_lines(sets, file)
    return Reading(sound.values, (*lacking, *sound.rejects))


def _own(table: pl.DataFrame, file: str) -> Reading[pl.DataFrame]:
    """Return the sound rows of a table of ELEMENT_SCHEMA; columns that are not needed may be missing."""
    elements = table.select(
        pl.col(name).cast(dtype, strict=False)
        if name in table.columns
        else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in ELEMENT_SCHEMA.items()
    ).with_columns(source=pl.lit(file), line=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
    faults = [
        Fault(
            elements[name].is_null().to_numpy(),
            "missing_keyword",
            lambda row, name=name: f"{name} is not given or not of its kind",  # type: ignore[misc]
            f"{name} in every row",
            ASK_PUBLISHER,
        )
        for name in _NEEDED
    ]
    return keep_sound(elements, [*faults, *impossible_elements(elements)], file)
