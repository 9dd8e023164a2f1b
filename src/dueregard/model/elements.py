"""Element sets: one columnar table, a row per general-perturbations record (CCSDS 502.0 OMM).

Column names are the OMM's keywords in lower case with the unit where the keyword has one. Angles are in
degrees as in the message; the orbit room turns them into radians.
"""

from typing import Final

import polars as pl

ELEMENT_SCHEMA: Final[dict[str, pl.DataType]] = {
    "norad_cat_id": pl.Int64(),
    "object_name": pl.String(),
    "object_id": pl.String(),  # COSPAR international designator, e.g. 1998-067A; null where unknown
    "epoch": pl.Datetime("us"),  # UTC, no zone attached
    "mean_motion_rev_day": pl.Float64(),  # Kozai mean motion as SGP4 takes it
    "eccentricity": pl.Float64(),
    "inclination_deg": pl.Float64(),
    "ra_of_asc_node_deg": pl.Float64(),
    "arg_of_pericenter_deg": pl.Float64(),
    "mean_anomaly_deg": pl.Float64(),
    "bstar": pl.Float64(),  # 1 / Earth radii
    "mean_motion_dot": pl.Float64(),  # rev/day**2, as printed (already divided by 2); not used by SGP4
    "mean_motion_ddot": pl.Float64(),  # rev/day**3, as printed (already divided by 6); not used by SGP4
    "element_set_no": pl.Int64(),
    "rev_at_epoch": pl.Int64(),
    "source": pl.String(),  # what the file is called (sky.told_apart)
    "line": pl.Int64(),  # line in that file, from 1; 0 where the format has none
    "first_seen": pl.Datetime("us"),  # when the public could first know the set; null where not recorded
}

# What SGP4 uses of a set: two sets equal in these are one trajectory (a docked pair, or one entry for two).
SGP4_COLUMNS: Final = (
    "epoch",
    "mean_motion_rev_day",
    "eccentricity",
    "inclination_deg",
    "ra_of_asc_node_deg",
    "arg_of_pericenter_deg",
    "mean_anomaly_deg",
    "bstar",
)


def empty_elements() -> pl.DataFrame:
    """Return a table of element sets with no row."""
    return pl.DataFrame(schema=ELEMENT_SCHEMA)
