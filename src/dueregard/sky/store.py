"""Keeping element sets: added once, never overwritten, with the time they were first seen; loaded by days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from dueregard.model.elements import ELEMENT_SCHEMA, SGP4_COLUMNS, empty_elements
from dueregard.model.errors import DataError
from dueregard.model.time import naive_utc
from dueregard.sky.day_files import day_paths, join, read_day, with_set_key, write_day
from dueregard.sky.folder_lock import locked
from dueregard.sky.folders import remove_leftovers

_SETTLE_TRIES = 5  # how often a reader looks again while a writer is replacing day files


@dataclass(frozen=True, slots=True)
class Kept:
    """What an import did. ``added + already_there`` is the number of sets given.

    ``conflicting`` counts those added that stand beside a different set of the same object at the same epoch (both
    are kept). ``seen_earlier`` counts those already there whose ``first_seen`` this import moved to an earlier time.
    """

    added: int
    already_there: int
    conflicting: int
    seen_earlier: int = 0
    days_written: int = 0


def keep(
    folder: Path,
    elements: pl.DataFrame,
    seen_at: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Kept:
    """Add the element sets to the folder and return what that changed. Keeping the same sets again changes nothing.

    Two records are the same set when object, epoch and the values SGP4 uses are equal; the record with the earliest
    ``first_seen`` then stands for both. Rows without ``first_seen`` get ``seen_at`` (UTC where it has no zone).
    Each day of epoch is written whole or not at all; after an interruption, keeping the same sets again completes
    it. ``progress`` is told the days done and the days in all.

    DataError where the table lacks a column or a needed value, the folder is in use by another process or holds
    a foreign or damaged file; nothing has been written in these cases but days already reported as done.
    """
    incoming = _checked(elements).with_columns(pl.col("first_seen").fill_null(naive_utc(seen_at)))
    dated = incoming.with_columns(pl.col("epoch").dt.date().alias("_day"))
    days = dated.partition_by("_day", as_dict=True, include_key=False)
    kept = Kept(0, 0, 0)
    with locked(folder, "keeping element sets"):
        remove_leftovers(folder)
        there = day_paths(folder)
        for done, (key, sets) in enumerate(sorted(days.items()), start=1):
            day: date = key[0]
            kept = _plus(kept, _keep_day(folder, day, sets, there.get(day, ())))
            if progress is not None:
                progress(done, len(days))
    return kept


def load(
    folder: Path,
    first: datetime | None = None,
    last: datetime | None = None,
    as_known_at: datetime | None = None,
) -> pl.DataFrame:
    """Return the kept sets with ``first <= epoch <= last``, sorted by day, object, epoch and first seen.

    Only the files of the days asked for are opened. ``as_known_at`` leaves out what was first seen after that time:
    the table is then what could have been known. DataError where the folder is not there, or a file in it is
    foreign or damaged.
    """
    if not folder.exists():
        raise DataError(
            "no element sets have been kept here yet",
            where=str(folder),
            expected="a folder that `dueregard import` has written",
            do="import element sets first, or name the right folder with --data",
        )
    low = naive_utc(first) if first is not None else datetime.min
    high = naive_utc(last) if last is not None else datetime.max
    wanted = pl.col("epoch").is_between(low, high)
    if as_known_at is not None:
        wanted &= pl.col("first_seen") <= naive_utc(as_known_at)
    for attempt in range(_SETTLE_TRIES):
        days = [paths for day, paths in day_paths(folder).items() if low.date() <= day <= high.date()]
        try:
            tables = [read_day(paths).filter(wanted) for paths in days]
        except FileNotFoundError:  # a writer has just replaced a day by its next version: look again
            if attempt == _SETTLE_TRIES - 1:
                raise DataError(
                    "the files change while they are read",
                    where=str(folder),
                    do="wait until the import that is running there is done",
                ) from None
            continue
        break
    return pl.concat(tables) if tables else empty_elements()


def _keep_day(folder: Path, day: date, sets: pl.DataFrame, paths: tuple[Path, ...]) -> Kept:
    old = read_day(paths)
    both = join([old, sets])
    added = both.height - old.height
    # A set already there is replaced by the same set seen earlier: then the joined table differs without growing.
    keyed, before = with_set_key(both), with_set_key(old)
    seen_earlier = (
        before.select("_set", pl.col("first_seen").alias("_before"))
        .join(keyed.select("_set", "first_seen"), on="_set", how="inner")
        .select((pl.col("first_seen") < pl.col("_before")).sum())
        .item()
    )
    conflicting = (
        keyed.filter(pl.struct("norad_cat_id", "epoch").is_duplicated())
        .join(before.select("_set"), on="_set", how="anti")
        .height
    )
    written = added > 0 or seen_earlier > 0 or len(paths) > 1
    if written:
        new = write_day(folder, day, both)
        for path in paths:
            if path != new:
                path.unlink(missing_ok=True)
    return Kept(added, sets.height - added, conflicting, seen_earlier, int(written))


def _checked(elements: pl.DataFrame) -> pl.DataFrame:
    wrong = [name for name, kind in ELEMENT_SCHEMA.items() if elements.schema.get(name) != kind]
    if wrong:
        raise DataError(
            f"a table of element sets lacks these columns or has them in another type: {', '.join(wrong)}",
            expected="the columns of dueregard.model.elements.ELEMENT_SCHEMA",
            do="read the sets with dueregard.sky.read.read_elements",
        )
    table = elements.select(list(ELEMENT_SCHEMA))
    for name in ("norad_cat_id", *SGP4_COLUMNS):
        values = table[name]
        missing = values.null_count() + int(values.is_nan().sum() if values.dtype.is_float() else 0)
        if missing:
            raise DataError(
                f"{missing} element sets have no {name}",
                expected="a catalogue number, an epoch and the seven values SGP4 uses in every set",
                do="read the sets with dueregard.sky.read.read_elements, which lists such records as rejects",
            )
    return table


def _plus(a: Kept, b: Kept) -> Kept:
    return Kept(
        a.added + b.added,
        a.already_there + b.already_there,
        a.conflicting + b.conflicting,
        a.seen_earlier + b.seen_earlier,
        a.days_written + b.days_written,
    )
