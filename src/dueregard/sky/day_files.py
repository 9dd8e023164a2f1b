"""Element sets as one Parquet file per day of epoch (UTC), each named after the day and the hash of its bytes.

``2026-04-21.3f9c0a...parquet``: the name is the check. A flipped byte or a foreign file is told by name, without an
index that could itself be out of step. A new version of a day is written whole beside the old, then the old is
removed; an interruption between the two leaves both, and reading joins them again because sets are compared by
what they say.
"""

import hashlib
import io
import re
from datetime import date
from pathlib import Path

import polars as pl

from dueregard.model.elements import ELEMENT_SCHEMA, empty_elements
from dueregard.model.errors import DataError
from dueregard.sky.folders import make_folder, write_whole

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.([0-9a-f]{32})\.parquet")
_HASH_DIGITS = 32  # 128 bits: no two contents meet by chance
_SET = "_set"
# What makes two records the same set: what SGP4 uses. TLE and OMM print the same digits, but the binary numbers may
# differ in the last bit by the way they are read; these roundings are a thousand times finer than what is printed.
_DECIMALS = {
    "mean_motion_rev_day": 11,
    "eccentricity": 11,
    "inclination_deg": 8,
    "ra_of_asc_node_deg": 8,
    "arg_of_pericenter_deg": 8,
    "mean_anomaly_deg": 8,
}
_BSTAR_FIGURES = 9


def day_paths(folder: Path) -> dict[date, tuple[Path, ...]]:
    """Return the files of each day, days ascending. A folder that does not exist has none.

    DataError on anything in the folder that is not one of our files: names beginning with a dot are left alone (the
    lock, a half-written file, what a file browser leaves behind).
    """
    if not folder.exists():
        return {}
    if not folder.is_dir():
        raise DataError("this is a file", where=str(folder), expected="a folder", do="name the data folder")
    found: dict[date, list[Path]] = {}
    for path in _listing(folder):
        found.setdefault(_day_of(path), []).append(path)
    return {day: tuple(found[day]) for day in sorted(found)}


def read_day(paths: tuple[Path, ...]) -> pl.DataFrame:
    """Return the element sets of one day, sorted by object, epoch and first seen, each set once.

    DataError naming the file where its bytes are not the ones it was named after.
    """
    tables = [_read_checked(path) for path in paths]
    if not tables:
        return empty_elements()
    return tables[0] if len(tables) == 1 else join(tables)


def write_day(folder: Path, day: date, sets: pl.DataFrame) -> Path:
    """Write the sets of one day as a new file, whole or not at all, and return its path."""
    make_folder(folder)
    buffer = io.BytesIO()
    sets.write_parquet(buffer, compression="zstd", statistics=False)
    content = buffer.getvalue()
    path = folder / f"{day.isoformat()}.{_digest(content)}.parquet"
    write_whole(path, content)
    return path


def join(tables: list[pl.DataFrame]) -> pl.DataFrame:
    """Return the sets of all tables, each once, sorted by object, epoch and first seen.

    The same object at the same epoch with equal elements is one set: the record seen first stands for it. With
    different elements both stand.
    """
    return (
        with_set_key(pl.concat(tables))
        .sort("norad_cat_id", "epoch", "first_seen", maintain_order=True)
        .unique([_SET], keep="first", maintain_order=True)
        .drop(_SET)
    )


def with_set_key(sets: pl.DataFrame) -> pl.DataFrame:
    """Return the table with a column ``_set``: equal for records of the same object, epoch and elements."""
    values = [
        pl.col(name).round(decimals) + 0.0 for name, decimals in _DECIMALS.items()
    ]  # + 0.0: -0.0 is 0.0
    key = pl.struct("norad_cat_id", "epoch", *values, pl.col("bstar").round_sig_figs(_BSTAR_FIGURES) + 0.0)
    return sets.with_columns(key.alias(_SET))


def _read_checked(path: Path) -> pl.DataFrame:
    content = path.read_bytes()
    match = _NAME.fullmatch(path.name)
    if match is None or match[2] != _digest(content):
        raise DataError(
            "the bytes of this file are not the ones that were written: it is damaged or was changed",
            where=str(path),
            expected=f"content whose sha256 begins with {match[2] if match else 'the hash in its name'}",
            do="restore the file from a copy, or move it away and import its sources again",
        )
    table = pl.read_parquet(io.BytesIO(content))
    if table.schema != pl.Schema(ELEMENT_SCHEMA):
        raise DataError(
            "the file holds other columns than this version reads",
            where=str(path),
            expected=", ".join(ELEMENT_SCHEMA),
            do="import its sources again into a new folder",
        )
    return table


def _listing(folder: Path) -> list[Path]:
    """Return the names in the folder, listed until two listings in a row agree.

    A listing made while a writer swaps a day's file may hold neither the old nor the new name; the next holds one.
    """
    before: list[Path] | None = None
    while True:
        now = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        if now == before:
            return now
        before = now


def _day_of(path: Path) -> date:
    match = _NAME.fullmatch(path.name)
    try:
        # Not is_file: a writer may have removed the file since the folder was listed.
        if match is not None and not path.is_dir():
            return date.fromisoformat(match[1])
    except ValueError:
        pass  # a name like 2026-13-45.<hash>.parquet: not ours either
    raise DataError(
        "this is not a file of the element-set store",
        where=str(path),
        expected="only files named <day>.<hash>.parquet, as `dueregard import` writes them",
        do="move it elsewhere, or name another data folder",
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_HASH_DIGITS]
