"""The objects of a run: each that has elements, orbits or is mentioned, with the set that carries it at the start."""

from datetime import UTC, date, datetime, timedelta

import polars as pl

from dueregard.assess.scene import ObjectFacts
from dueregard.jobs.object_table import OBJECT_SCHEMA, object_table
from dueregard.model.actor import Owner

START = datetime(2031, 5, 1, tzinfo=UTC)
OWNER = Owner("AUR", "Aurelia", "State", frozenset(("AUR",)), "invented", "invented", "fictional")


def elements(*rows):
    names = ("norad_cat_id", "epoch", "mean_motion_rev_day", "eccentricity")
    whole = [(number, START.replace(tzinfo=None) + timedelta(days=d), n, 0.001) for number, d, n in rows]
    return pl.DataFrame(whole, schema=names, orient="row").with_columns(
        pl.col("epoch").cast(pl.Datetime("us"))
    )


def facts(*numbers):
    return {k: ObjectFacts(k, f"SAT-{k}", None, "PAYLOAD", "+", OWNER, date(2020, 1, 1)) for k in numbers}


def test_an_object_is_shown_with_the_newest_set_before_the_start_else_with_the_earliest():
    sets = elements((1, -3.0, 15.0), (1, -0.5, 15.1), (1, 0.5, 15.2), (2, 4.0, 1.0027), (2, 2.0, 1.0027))
    table = object_table(sets, pl.DataFrame(), facts(1, 2, 3, 4), {"AUR": OWNER}, START, mentioned=(3,))
    assert dict(table.schema) == OBJECT_SCHEMA
    assert table["norad_cat_id"].to_list() == [1, 2, 3]
    assert table["age_d"].to_list() == [0.5, -2.0, None]
    assert table["region"].to_list() == ["LEO", "GEO", None]
    assert set(table["owner_words"]) == {"Aurelia"}
