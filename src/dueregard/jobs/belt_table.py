"""Where geostationary objects stood over a run's window: a row for each element set, and for both ends."""

from datetime import datetime, timedelta
from typing import Final

import polars as pl

from dueregard.model.time import naive_utc
from dueregard.orbit.region import GEO, drift_deg_per_day, mean_longitude_deg, regions

BELT_SCHEMA: Final[dict[str, pl.DataType]] = {
    "norad_cat_id": pl.Int64(),
    "at": pl.Datetime("us"),
    "longitude_deg": pl.Float64(),
    "carried": pl.Boolean(),
    "west_deg": pl.Float64(),
    "span_deg": pl.Float64(),
}
_DAY_US: Final = 86_400e6
INCLINED_DEG: Final = 25.0  # above it an object crosses the belt twice a day rather than standing in it


def belt_table(elements: pl.DataFrame, start: datetime, hours: float) -> pl.DataFrame:
    """Return mean longitudes (degrees east) by object and time, for geostationary orbits up to 25° of inclination.

    An object begins in (-180, 180] and goes on from there: past 180 it does not jump, and how often it went round
    between two sets is told by its drift. ``carried``: no set is of that time: the newest before it (at the start,
    where there is none, the first after it) was carried there by its drift. ``west_deg``, ``span_deg``: the arc it
    passes until the next row, from which meridian in (-180, 180] eastwards and how far, so that nobody is missed who
    was somewhere only between two sets. Objects of which no set lies before the end are left out.
    """
    begin = naive_utc(start)
    end = begin + timedelta(hours=hours)
    circling = elements.filter(
        pl.Series(regions(elements) == GEO), pl.col("inclination_deg") <= INCLINED_DEG, pl.col("epoch") <= end
    )
    if circling.is_empty():
        return pl.DataFrame(schema=BELT_SCHEMA)
    told = circling.select(
        "norad_cat_id",
        "epoch",
        pl.Series("longitude_deg", mean_longitude_deg(circling)),
        pl.Series("drift", drift_deg_per_day(circling)),
    ).sort("norad_cat_id", "epoch", maintain_order=True)
    seen = told.filter(pl.col("epoch") > begin).select(
        "norad_cat_id", pl.col("epoch").alias("at"), "longitude_deg", "drift", carried=pl.lit(value=False)
    )
    before = told.filter(pl.col("epoch") <= begin).group_by("norad_cat_id", maintain_order=True).last()
    first = (
        told.group_by("norad_cat_id", maintain_order=True).first().join(before, on="norad_cat_id", how="anti")
    )
    last = told.group_by("norad_cat_id", maintain_order=True).last()
    ends = [_carried(pl.concat([before, first]), begin), _carried(last, end)]
    rows = pl.concat([seen, *ends]).sort("norad_cat_id", "at", "carried")
    return _with_arcs(_going_on(rows)).select(list(BELT_SCHEMA))


def _carried(sets: pl.DataFrame, to: datetime) -> pl.DataFrame:
    days = (pl.lit(to, dtype=pl.Datetime("us")) - pl.col("epoch")).dt.total_microseconds() / _DAY_US
    return sets.select(
        "norad_cat_id",
        pl.lit(to, dtype=pl.Datetime("us")).alias("at"),
        (pl.col("longitude_deg") + pl.col("drift") * days).alias("longitude_deg"),
        "drift",
        carried=pl.lit(value=True),
    )


def _going_on(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with each longitude in the turn that the drift since the one before leads to."""
    days = pl.col("at").diff().dt.total_microseconds() / _DAY_US
    led = (pl.col("drift") + pl.col("drift").shift(1)) / 2 * days
    step = led + _turned(pl.col("longitude_deg").diff() - led)
    first = _turned(pl.col("longitude_deg").first())
    return rows.with_columns(
        (first + step.fill_null(0.0).cum_sum()).over("norad_cat_id").alias("longitude_deg")
    )


def _with_arcs(rows: pl.DataFrame) -> pl.DataFrame:
    here, there = pl.col("longitude_deg"), pl.col("longitude_deg").shift(-1).over("norad_cat_id")
    after = pl.coalesce(there, here)
    return rows.with_columns(
        _turned(pl.min_horizontal(here, after)).alias("west_deg"), (after - here).abs().alias("span_deg")
    )


def _turned(degrees: pl.Expr) -> pl.Expr:
    """Return angles in (-180, 180]."""
    return -((180.0 - degrees) % 360.0 - 180.0)
