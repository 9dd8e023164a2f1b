"""Approaches: maximal intervals during which the range of two objects is at most D. One row each.

``object1_norad_cat_id < object2_norad_cat_id``. Positions are of object 2 as seen from object 1, in object
1's RTN frame at TCA. A row of kind ``merged`` (one element set for two objects) has no times and no distances.
"""

from typing import Final

import polars as pl

CONJUNCTION: Final = "conjunction"  # dwell inside the window shorter than --min-dwell
PROLONGED: Final = "prolonged_proximity"
MERGED: Final = "merged"

APPROACH_SCHEMA: Final[dict[str, pl.DataType]] = {
    "object1_norad_cat_id": pl.Int64(),
    "object1_name": pl.String(),
    "object2_norad_cat_id": pl.Int64(),
    "object2_name": pl.String(),
    "kind": pl.String(),
    "entry": pl.Datetime("us"),
    "tca": pl.Datetime("us"),
    "exit": pl.Datetime("us"),
    "dwell_s": pl.Float64(),
    "miss_distance_km": pl.Float64(),
    "relative_speed_km_s": pl.Float64(),
    "radial_km": pl.Float64(),
    "in_track_km": pl.Float64(),
    "cross_track_km": pl.Float64(),
    "entry_cut": pl.Boolean(),  # the interval begins with the window (or with the coverage of an object)
    "exit_cut": pl.Boolean(),  # the interval ends with the window (or with the coverage of an object)
    "object1_element_age_d": pl.Float64(),  # TCA minus epoch, days; window start minus epoch for merged
    "object2_element_age_d": pl.Float64(),
}
