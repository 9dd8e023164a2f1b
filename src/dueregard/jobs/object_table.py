"""The objects of a run as a table: what is known of each, and how old its elements are."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from dueregard.assess.coverage import earth_orbiting
from dueregard.assess.scene import ObjectFacts
from dueregard.knowledge.owners import describe
from dueregard.model.actor import Owner
from dueregard.model.time import naive_utc
from dueregard.orbit.region import regions

OBJECT_SCHEMA: Final[dict[str, pl.DataType]] = {
    "norad_cat_id": pl.Int64(),
    "object_name": pl.String(),
    "object_id": pl.String(),
    "object_type": pl.String(),
    "owner": pl.String(),
    "owner_words": pl.String(),
    "launch_date": pl.Date(),
    "region": pl.String(),
    "epoch": pl.Datetime("us"),
    "age_d": pl.Float64(),
}


def object_table(
    elements: pl.DataFrame,
    satcat: pl.DataFrame,
    facts: Mapping[int, ObjectFacts],
    owners: Mapping[str, Owner],
    start: datetime,
    mentioned: Iterable[int] = (),
) -> pl.DataFrame:
    """Return the objects that have elements, are in Earth orbit by the catalogue or are mentioned, by number.

    ``elements``: all sets there are. ``epoch``, ``age_d`` (days from it to ``start``) and ``region`` are those of the
    newest set not after ``start``, else of the earliest, and null where an object has none. ``owner``: the catalogue's
    code; ``owner_words``: by whose rule it is whose.
    """
    then = pl.lit(naive_utc(start), dtype=pl.Datetime("us"))
    ordered = elements.sort((pl.col("epoch") > then), (pl.col("epoch") - then).abs(), maintain_order=True)
    used = ordered.unique("norad_cat_id", keep="first", maintain_order=True)
    seen = used.select("norad_cat_id", "epoch").with_columns(pl.Series("region", regions(used)))
    orbiting = earth_orbiting(satcat, start)["norad_cat_id"].to_list() if not satcat.is_empty() else []
    numbers = sorted({*seen["norad_cat_id"].to_list(), *orbiting, *mentioned} & facts.keys())
    known = [facts[number] for number in numbers]
    table = pl.DataFrame(
        {
            "norad_cat_id": numbers,
            "object_name": [one.name for one in known],
            "object_id": [one.object_id for one in known],
            "object_type": [one.object_type for one in known],
            "owner": [one.owner.code for one in known],
            "owner_words": [describe(one.owner, owners) for one in known],
            "launch_date": [one.launch_date for one in known],
        },
        schema={name: OBJECT_SCHEMA[name] for name in list(OBJECT_SCHEMA)[:7]},
    )
    age = (then - pl.col("epoch")) / pl.lit(timedelta(days=1))
    return (
        table.join(seen, on="norad_cat_id", how="left")
        .with_columns(age.cast(pl.Float64).alias("age_d"))
        .select(list(OBJECT_SCHEMA))
    )
