"""Where an object was at an earlier epoch kept: its mean longitude then."""

from datetime import datetime

import numpy as np
import polars as pl

from dueregard.model.time import naive_utc
from dueregard.orbit.region import gmst_deg


def mean_longitude_deg(
    history: pl.DataFrame, norad_cat_id: int, before: datetime
) -> tuple[float, datetime] | None:
    """Return the mean longitude (degrees east, 0 to 360) at the latest epoch kept not after ``before``, and that epoch.

    Node plus argument of pericentre plus mean anomaly against the Earth's turn: the longitude of a geostationary
    object to about 2e (0.05° at most for kept ones) and i²/4. None where no such epoch is kept.
    """
    sets = history.filter(
        (pl.col("norad_cat_id") == norad_cat_id) & (pl.col("epoch") <= naive_utc(before))
    ).sort("epoch")
    if sets.is_empty():
        return None
    last = sets.row(-1, named=True)
    angle = last["ra_of_asc_node_deg"] + last["arg_of_pericenter_deg"] + last["mean_anomaly_deg"]
    turned = float(gmst_deg(np.array([last["epoch"]], "datetime64[us]"))[0])
    return (angle - turned) % 360.0, last["epoch"]
