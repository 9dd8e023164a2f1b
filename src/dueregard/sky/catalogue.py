"""What a folder of element sets holds: how many, how old, from where, and as known at a past time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from dueregard.model.time import naive_utc
from dueregard.sky.store import load

_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is there. Times are aware UTC, None where there is no set.

    ``median_age_d`` is the median over objects of ``age_at`` minus the epoch of the newest set, in days (negative for
    an epoch in the future). ``conflicting`` counts sets that share object and epoch with a different set.
    ``by_source``: source, sets, objects, first_epoch, last_epoch, first_seen, last_seen; ``by_day``: day, sets,
    objects; both sorted by their first column.
    """

    objects: int
    sets: int
    conflicting: int
    first_epoch: datetime | None
    last_epoch: datetime | None
    newest_first_seen: datetime | None
    age_at: datetime | None
    median_age_d: float | None
    by_source: pl.DataFrame
    by_day: pl.DataFrame


def catalogue(folder: Path, as_known_at: datetime | None = None, at: datetime | None = None) -> Catalogue:
    """Return what the folder holds, or held as known at a past time.

    Ages count to ``as_known_at``, else to ``at`` (usually now), else to when the newest set was first seen. DataError
    as for ``store.load``.
    """
    sets = load(folder, as_known_at=as_known_at)
    newest_first_seen = _instant(sets["first_seen"].max())
    age_at = as_known_at or at or newest_first_seen
    return Catalogue(
        objects=sets["norad_cat_id"].n_unique(),
        sets=sets.height,
        conflicting=int(sets.select(pl.struct("norad_cat_id", "epoch").is_duplicated().sum()).item()),
        first_epoch=_instant(sets["epoch"].min()),
        last_epoch=_instant(sets["epoch"].max()),
        newest_first_seen=newest_first_seen,
        age_at=age_at,
        median_age_d=_median_age_d(sets, age_at),
        by_source=sets.group_by("source")
        .agg(
            pl.len().alias("sets"),
            pl.col("norad_cat_id").n_unique().alias("objects"),
            pl.col("epoch").min().alias("first_epoch"),
            pl.col("epoch").max().alias("last_epoch"),
            pl.col("first_seen").min().alias("first_seen"),
            pl.col("first_seen").max().alias("last_seen"),
        )
        .sort("source"),
        by_day=sets.group_by(pl.col("epoch").dt.date().alias("day"))
        .agg(pl.len().alias("sets"), pl.col("norad_cat_id").n_unique().alias("objects"))
        .sort("day"),
    )


def _median_age_d(sets: pl.DataFrame, at: datetime | None) -> float | None:
    if at is None or sets.is_empty():
        return None
    newest = sets.group_by("norad_cat_id").agg(pl.col("epoch").max())["epoch"]
    age = pl.select(pl.lit(naive_utc(at), pl.Datetime("us")) - newest).to_series()
    median = age.dt.total_microseconds().median()
    return float(median) / 1e6 / _DAY_S if isinstance(median, int | float) else None


def _instant(value: object) -> datetime | None:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else None
