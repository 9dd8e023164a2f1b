"""Approaches across the seams of pieces: an interval that ends with one piece and goes on in the next is one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from dueregard.model.approach import APPROACH_SCHEMA, CONJUNCTION, MERGED, PROLONGED

_OF_TCA = (
    "tca",
    "miss_distance_km",
    "relative_speed_km_s",
    "radial_km",
    "in_track_km",
    "cross_track_km",
    "object1_element_age_d",
    "object2_element_age_d",
)


def joined(
    tables: Sequence[pl.DataFrame], min_dwell_s: float, seams: Collection[datetime] = ()
) -> pl.DataFrame:
    """Return the approaches of consecutive pieces as one table: one row per interval, one per merged pair.

    The least range of the parts decides TCA and what belongs to it; of equal ones the first. ``kind`` follows the whole
    dwell. ``seams`` are the instants (UTC, without a zone) at which pieces meet: an interval that ends there because
    the next piece has the two farther apart is not cut by the window, and its flags say so.
    """
    if len(tables) == 1 and not seams:
        return tables[0]
    everything = pl.concat(list(tables))
    merged = everything.filter(pl.col("kind") == MERGED).unique(
        ["object1_norad_cat_id", "object2_norad_cat_id"], keep="first", maintain_order=True
    )
    order = ["object1_norad_cat_id", "object2_norad_cat_id", "entry"]
    rows = everything.filter(pl.col("kind") != MERGED).sort(order)
    cut = rows.filter(pl.col("entry_cut") | pl.col("exit_cut"))
    whole = rows.filter(~(pl.col("entry_cut") | pl.col("exit_cut")))
    parts: list[dict[str, Any]] = []
    for row in cut.iter_rows(named=True):
        before = parts[-1] if parts else None
        if before is not None and _goes_on(before, row):
            parts[-1] = _one(before, row)
        else:
            parts.append(row)
    table = pl.concat([whole, pl.DataFrame(parts, schema=APPROACH_SCHEMA)])
    kind = pl.when(pl.col("dwell_s") < min_dwell_s).then(pl.lit(CONJUNCTION)).otherwise(pl.lit(PROLONGED))
    inner = [
        (pl.col(f"{name}_cut") & ~pl.col(name).is_in(list(seams))).alias(f"{name}_cut")
        for name in ("entry", "exit")
    ]
    table = table.with_columns(kind.alias("kind"), *inner)
    return pl.concat([table, merged]).sort(order, maintain_order=True)


def _goes_on(before: dict[str, Any], row: dict[str, Any]) -> bool:
    same = all(before[k] == row[k] for k in ("object1_norad_cat_id", "object2_norad_cat_id"))
    gap: datetime | None = before["exit"]
    return same and bool(before["exit_cut"]) and bool(row["entry_cut"]) and gap == row["entry"]


def _one(before: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    nearer = row if row["miss_distance_km"] < before["miss_distance_km"] else before
    out = dict(before) | {name: nearer[name] for name in _OF_TCA}
    out["exit"], out["exit_cut"] = row["exit"], row["exit_cut"]
    out["dwell_s"] = round((out["exit"] - out["entry"]).total_seconds(), 6)
    return out
