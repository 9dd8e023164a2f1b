"""Coverage: every object in Earth orbit is counted once, with elements or without."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from dueregard.assess.coverage import coverage_by_owner, earth_orbiting, not_in_satcat, without_elements
from dueregard.knowledge.owners import load_owners
from dueregard.model.elements import ELEMENT_SCHEMA
from dueregard.model.satcat import SATCAT_SCHEMA

AT = datetime(2024, 11, 1, 6, tzinfo=UTC)
TOLERANCE_D = 1e-9


def thing(number: int, owner: str | None = "BEL", **more: object) -> dict[str, object]:
    start = {"object_type": "PAYLOAD", "launch_date": date(2020, 1, 1), "object_name": f"OBJECT {number}"}
    return {**dict.fromkeys(SATCAT_SCHEMA), "norad_cat_id": number, "owner": owner, **start, **more}


def catalogue(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SATCAT_SCHEMA)


def element_sets(*sets: tuple[int, float]) -> pl.DataFrame:
    """Make sets of (catalogue number, age in days at AT)."""
    rows = [
        {
            **dict.fromkeys(ELEMENT_SCHEMA),
            "norad_cat_id": number,
            "object_name": f"OBJECT {number}",
            "epoch": AT.replace(tzinfo=None) - timedelta(days=age),
        }
        for number, age in sets
    ]
    return pl.DataFrame(rows, schema=ELEMENT_SCHEMA)


def test_only_objects_in_earth_orbit_on_the_day_are_counted() -> None:
    satcat = catalogue(
        thing(1),
        thing(2, decay_date=date(2024, 10, 31)),
        thing(3, decay_date=date(2024, 11, 2)),
        thing(4, launch_date=date(2024, 11, 2)),
        thing(5, launch_date=None),
        thing(6, comment="HELIOCENTRIC ORBIT (SUN)"),
        thing(7, comment="CIRCUMLUNAR"),
        thing(8, comment="NO ELEMENTS AVAILABLE; SELENOCENTRIC ORBIT (MOON)"),
        thing(9, comment="NO LONGER ON ORBIT"),
        thing(10, comment="NO ELEMENTS AVAILABLE"),
        thing(11, ops_status_code="D"),
        thing(12, ops_status_code="D", decay_date=date(2025, 1, 1)),
        thing(13, comment="L2 LAGRANGIAN ORBIT"),
    )
    assert earth_orbiting(satcat, AT)["norad_cat_id"].to_list() == [1, 3, 5, 10, 12]


def test_payloads_and_all_objects_are_counted_by_owner_in_alphabetical_order_of_names() -> None:
    satcat = catalogue(
        thing(1, "US"),
        thing(2, "US"),
        thing(3, "US"),
        thing(4, "US", object_type="DEBRIS"),
        thing(5, "SEAL", object_type="ROCKET BODY"),
        thing(6, None),
        thing(7, "ASRA"),
    )
    elements = element_sets((1, 0.5), (1, 3.0), (2, 1.5), (4, 9.0), (7, 2.0), (99, 1.0))
    table = coverage_by_owner(satcat, elements, load_owners(), AT)
    assert table["name"].to_list() == ["Austria", "Not determined", "Sea Launch", "United States"]
    united_states = table.row(by_predicate=pl.col("owner") == "US", named=True)
    assert united_states == {
        "owner": "US",
        "name": "United States",
        "on_orbit": 3,
        "with_elements": 2,
        "without_elements": 1,
        "median_age_d": pytest.approx(1.0, abs=TOLERANCE_D),
        "objects_on_orbit": 4,
        "objects_with_elements": 3,
        "objects_without_elements": 1,
    }
    sea_launch = table.row(by_predicate=pl.col("owner") == "SEAL", named=True)
    assert (sea_launch["on_orbit"], sea_launch["objects_without_elements"], sea_launch["median_age_d"]) == (
        0,
        1,
        None,
    )


def test_the_age_is_that_of_the_newest_set_not_after_the_time_else_of_the_earliest() -> None:
    satcat = catalogue(thing(1, "US"), thing(2, "UK"))
    elements = element_sets((1, 2.0), (1, -1.0), (2, -3.0), (2, -1.0))
    ages = dict(
        coverage_by_owner(satcat, elements, load_owners(), AT).select("owner", "median_age_d").iter_rows()
    )
    assert ages == {"US": pytest.approx(2.0, abs=TOLERANCE_D), "UK": pytest.approx(-1.0, abs=TOLERANCE_D)}


def test_objects_without_elements_are_listed_with_what_the_catalogue_says_of_them() -> None:
    satcat = catalogue(
        thing(3, comment="DOCKED TO ISS"),
        thing(1),
        thing(2),
        thing(4, decay_date=date(2021, 1, 1)),
    )
    listed = without_elements(satcat, element_sets((1, 1.0)), AT)
    assert listed.select("norad_cat_id", "comment").rows() == [(2, None), (3, "DOCKED TO ISS")]


def test_objects_that_the_satcat_does_not_list_are_named() -> None:
    assert not_in_satcat(
        catalogue(thing(1)), element_sets((1, 1.0), (100001, 1.0), (100001, 2.0))
    ).rows() == [(100001, "OBJECT 100001")]


def test_no_elements_and_no_objects_give_tables_of_the_same_columns() -> None:
    owners = load_owners()
    full = coverage_by_owner(catalogue(thing(1)), element_sets((1, 1.0)), owners, AT)
    assert coverage_by_owner(catalogue(thing(1)), element_sets(), owners, AT)["with_elements"].to_list() == [
        0
    ]
    assert coverage_by_owner(catalogue(), element_sets(), owners, AT).schema == full.schema
