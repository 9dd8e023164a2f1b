"""The satellite catalogue: one columnar table, a row per catalogued object.

Owner, State of registry and the rest are separate facts; here stands only what a catalogue says, in its own
code for the owner. Who that code stands for is decided in ``knowledge.owners``.
"""

from typing import Final

import polars as pl

SATCAT_SCHEMA: Final[dict[str, pl.DataType]] = {
    "norad_cat_id": pl.Int64(),
    "object_name": pl.String(),
    "object_id": pl.String(),  # COSPAR international designator
    "object_type": pl.String(),  # PAYLOAD, ROCKET BODY, DEBRIS, UNKNOWN
    "ops_status_code": pl.String(),  # CelesTrak's: + operational, - not, P, B, S, X, D; null where not given
    "owner": pl.String(),  # the catalogue's owner code as printed
    "launch_date": pl.Date(),
    "launch_site": pl.String(),
    "decay_date": pl.Date(),  # null while on orbit
    "period_min": pl.Float64(),
    "inclination_deg": pl.Float64(),
    "apogee_km": pl.Float64(),
    "perigee_km": pl.Float64(),
    "rcs_m2": pl.Float64(),
    "comment": pl.String(),  # Space-Track's COMMENT, or CelesTrak's data and orbit status in words
    "source": pl.String(),
}


def empty_satcat() -> pl.DataFrame:
    """Return a satellite catalogue with no row."""
    return pl.DataFrame(schema=SATCAT_SCHEMA)
