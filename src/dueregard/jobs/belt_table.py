"""Where geostationary objects stood over a run's window: a row for each element set, and for both ends."""

from datetime import datetime, timedelta
from typing import Final

import numpy as np
import polars as pl

from dueregard.model.time import naive_utc
from dueregard.orbit.region import GEO, drift_deg_per_day, mean_longitude_deg, regions

BELT_SCHEMA: Final[dict[str, pl.DataType]] = {
    "norad_cat_id": pl.Int64(),
    "at": pl.Datetime("us"),
    "longitude_deg": pl.Float64(),
    "carried": pl.Boolean(),
}
INCLINED_DEG: Final = 25.0  # above it an object crosses the belt twice a day rather than standing in it


def belt_table(elements: pl.DataFrame, start: datetime, hours: float) -> pl.DataFrame:
    """Return mean longitudes (degrees east) by object and time, for geostationary orbits up to 25° of inclination.

    ``carried``: no set is of that time: the newest before it (at the start, where there is none, the first after it)
    was carried there by its drift. Objects of which no set lies before the end are left out.
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
        "norad_cat_id", pl.col("epoch").alias("at"), "longitude_deg", carried=pl.lit(value=False)
    )
    before = told.filter(pl.col("epoch") <= begin).group_by("norad_cat_id", maintain_order=True).last()
    first = (
        told.group_by("norad_cat_id", maintain_order=True).first().join(before, on="norad_cat_id", how="anti")
    )
    last = told.group_by("norad_cat_id", maintain_order=True).last()
    ends = [_carried(pl.concat([before, first]), begin), _carried(last, end)]
    return pl.concat([seen, *ends]).sort("norad_cat_id", "at", "carried").select(list(BELT_SCHEMA))


def _carried(sets: pl.DataFrame, to: datetime) -> pl.DataFrame:
    days = (pl.lit(to, dtype=pl.Datetime("us")) - pl.col("epoch")).dt.total_microseconds() / 86_400e6
    moved = sets.with_columns(pl.col("longitude_deg") + pl.col("drift") * days)
    east = -(np.mod(180.0 - moved["longitude_deg"].to_numpy(), 360.0) - 180.0)
    return moved.select(
        "norad_cat_id",
        pl.lit(to, dtype=pl.Datetime("us")).alias("at"),
        pl.Series("longitude_deg", east, dtype=pl.Float64),
        carried=pl.lit(value=True),
    )
