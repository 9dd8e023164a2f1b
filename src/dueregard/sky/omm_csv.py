"""Element sets as OMM in CSV: CelesTrak's and Space-Track's tables, one record a row."""

from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from dueregard.model.errors import DataError
from dueregard.model.reject import Reading
from dueregard.sky.omm import KEYWORDS, REQUIRED, decode_keywords
from dueregard.sky.table import read_rows


def holds_keywords(columns: Sequence[str]) -> bool:
    """Return whether a table with these columns carries OMM records (perhaps with a needed column missing).

    >>> holds_keywords(["OBJECT_NAME", "EPOCH", "MEAN_MOTION"]), holds_keywords(["OBJECT_NAME", "LAUNCH_DATE"])
    (True, False)
    """
    upper = {column.strip().upper() for column in columns}
    return "EPOCH" in upper and ("MEAN_MOTION" in upper or "ECCENTRICITY" in upper)


def read_omm_csv(
    batches: Iterable[tuple[int, list[bytes]]], file: str, delimiter: str, where: str
) -> Iterator[Reading[pl.DataFrame]]:
    """Yield, batch by batch, the records of a CSV file and the rejects.

    Raises :class:`DataError` where the header lacks a column that every record needs: then none can be used.
    """
    for rows in read_rows(batches, file, delimiter):
        names = [name.upper() for name in rows.columns]
        missing = [name for name in REQUIRED if name not in names]
        twice = [name for name in KEYWORDS if names.count(name) > 1]
        if missing or twice:
            raise DataError(
                f"the header has {'no' if missing else 'twice the'} column {', '.join(missing or twice)}",
                where=f"{where}, line 1",
                expected=f"each of {', '.join(REQUIRED)} once",
                do="export the table again with all columns of the OMM",
            )
        columns = {name: rows.cells[names.index(name)] for name in KEYWORDS if name in names}
        sound = decode_keywords(columns, rows.lines, file, message=False)
        yield Reading(sound.values, (*rows.rejects, *sound.rejects))
