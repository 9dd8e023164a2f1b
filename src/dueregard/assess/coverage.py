"""Which objects the element sets cover, by owner: what cannot be seen is said before anything that is seen.

The catalogue sees some owners' objects better than others', and some owners withhold elements. An object without
elements has coverage zero: nothing can be concluded about it, in either direction.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from dueregard.knowledge.owners import resolve
from dueregard.model.actor import Owner
from dueregard.model.time import naive_utc

# Words of the SATCAT's comment for an object that does not orbit the Earth (any more). LUNAR also meets CIRCUMLUNAR.
NOT_IN_EARTH_ORBIT: Final = (
    "HELIOCENTRIC",
    "SELENOCENTRIC",
    "LUNAR",
    "BARYCENTRIC",
    "LAGRANGIAN",
    "ESCAPE",
    "LANDING",
    "IMPACT",
    "ASTEROID",
    "COMET",
    "MERCURY",
    "VENUS",
    "MARS",
    "JUPITER",
    "JOVIAN",
    "SATURN",
    "URANUS",
    "NEPTUNE",
    "PLUTO",
    "NO LONGER ON ORBIT",
    "ORBIT CENTRE",  # a centre that the reader has no word for; the Earth is never written so
)
_LISTED: Final = (
    "norad_cat_id",
    "object_name",
    "object_id",
    "object_type",
    "owner",
    "launch_date",
    "comment",
)


def earth_orbiting(satcat: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """Return the rows of objects in Earth orbit at ``at`` as far as the catalogue says.

    Launched on or before that day (or on a day not given), not decayed by then, and not said by the comment to be
    elsewhere. The comment carries no date: an object that has left since is left out before it left, too. The status
    code D (decayed) without a date counts as decayed.
    """
    day = naive_utc(at).date()
    elsewhere = (
        pl.col("comment").str.to_uppercase().str.contains_any(list(NOT_IN_EARTH_ORBIT)).fill_null(False)
    )
    decayed = pl.col("decay_date").is_null() & (pl.col("ops_status_code") == "D").fill_null(False)
    return satcat.filter(
        (pl.col("launch_date").is_null() | (pl.col("launch_date") <= day))
        & (pl.col("decay_date").is_null() | (pl.col("decay_date") > day))
        & ~elsewhere
        & ~decayed
    )


def coverage_by_owner(
    satcat: pl.DataFrame, elements: pl.DataFrame, owners: Mapping[str, Owner], at: datetime
) -> pl.DataFrame:
    """Return one row for each owner code with an object in Earth orbit at ``at``, in alphabetical order of names.

    ``owner``, ``name``; payloads: ``on_orbit``, ``with_elements``, ``without_elements``, ``median_age_d`` (days from
    the epoch of the set in use to ``at``; null where there is none; negative where only later sets exist); all
    objects: ``objects_on_orbit``, ``objects_with_elements``, ``objects_without_elements``. A row without payloads
    stands where an owner has other objects only. An empty owner code is shown as an empty text.
    """
    known = _with_ages(satcat, elements, at).with_columns(pl.col("owner").fill_null(""))
    payload, seen = pl.col("object_type") == "PAYLOAD", pl.col("element_age_d").is_not_null()
    counted = known.group_by("owner").agg(
        payload.sum().cast(pl.Int64).alias("on_orbit"),
        (payload & seen).sum().cast(pl.Int64).alias("with_elements"),
        (payload & ~seen).sum().cast(pl.Int64).alias("without_elements"),
        pl.col("element_age_d").filter(payload).median().alias("median_age_d"),
        pl.len().cast(pl.Int64).alias("objects_on_orbit"),
        seen.sum().cast(pl.Int64).alias("objects_with_elements"),
        (~seen).sum().cast(pl.Int64).alias("objects_without_elements"),
    )
    names = pl.Series("name", [resolve(code, owners).name for code in counted["owner"]], dtype=pl.String)
    return counted.insert_column(1, names).sort("name", "owner")


def without_elements(satcat: pl.DataFrame, elements: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """Return the objects in Earth orbit at ``at`` that have no element set, by catalogue number.

    ``norad_cat_id, object_name, object_id, object_type, owner, launch_date, comment``. The comment often says why:
    none available, or docked to a station whose elements stand for it.
    """
    missing = _with_ages(satcat, elements, at).filter(pl.col("element_age_d").is_null())
    return missing.select(_LISTED).sort("norad_cat_id")


def not_in_satcat(satcat: pl.DataFrame, elements: pl.DataFrame) -> pl.DataFrame:
    """Return the objects that have elements but no row in the SATCAT (``norad_cat_id``, ``object_name``), by number.

    They are screened like any other; their owner, type and launch are unknown.
    """
    names = elements.group_by("norad_cat_id").agg(pl.col("object_name").last())
    return names.join(satcat, on="norad_cat_id", how="anti").sort("norad_cat_id")


def _with_ages(satcat: pl.DataFrame, elements: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """Return the Earth-orbiting rows with ``element_age_d``, null where the object has no element set.

    The set in use is the newest whose epoch is not after ``at``, else the earliest, as in a screening.
    """
    then = pl.lit(naive_utc(at), dtype=pl.Datetime("us"))
    epoch = pl.col("epoch")
    used = elements.group_by("norad_cat_id").agg(
        pl.coalesce(epoch.filter(epoch <= then).max(), epoch.min()).alias("epoch_in_use")
    )
    age = (then - pl.col("epoch_in_use")) / pl.lit(timedelta(days=1))
    joined = earth_orbiting(satcat, at).join(used, on="norad_cat_id", how="left")
    return joined.with_columns(age.cast(pl.Float64).alias("element_age_d")).drop("epoch_in_use")
