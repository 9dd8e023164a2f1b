"""Where geostationary objects stood: each set, both ends carried by the drift, nothing that crosses or flies low."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from dueregard.jobs.belt_table import BELT_SCHEMA, belt_table
from dueregard.model.elements import ELEMENT_SCHEMA
from dueregard.orbit.propagate import propagate
from dueregard.orbit.region import SIDEREAL_DEG_PER_DAY, gmst_deg, longitude_deg, mean_longitude_deg

START = datetime(2031, 5, 1, tzinfo=UTC)


def standing(number, east, day=0.0, drift=0.0, inclination=0.05, eccentricity=0.0002):
    """Return a set of an object at that mean longitude so many days after the start."""
    epoch = (START + timedelta(days=day)).replace(tzinfo=None)
    turned = float(gmst_deg(np.array([epoch], "datetime64[us]"))[0])
    values = dict.fromkeys(ELEMENT_SCHEMA) | {
        "norad_cat_id": number, "object_name": f"SAT-{number}", "epoch": epoch,
        "mean_motion_rev_day": (SIDEREAL_DEG_PER_DAY + drift) / 360.0, "eccentricity": eccentricity,
        "inclination_deg": inclination, "ra_of_asc_node_deg": 40.0, "arg_of_pericenter_deg": 100.0,
        "mean_anomaly_deg": (east + turned - 140.0) % 360.0, "bstar": 0.0, "line": 0,
    }  # fmt: skip
    return values


def table(*sets, hours=240.0):
    return belt_table(pl.DataFrame(list(sets), schema=ELEMENT_SCHEMA), START, hours)


@pytest.mark.parametrize("east", [0.0, 10.0, 179.9, -179.9, -60.0])
def test_the_mean_longitude_is_where_the_satellite_is_seen(east):
    sets = pl.DataFrame([standing(1, east)], schema=ELEMENT_SCHEMA)
    at = sets["epoch"].to_numpy().astype("datetime64[us]")
    seen = longitude_deg(propagate(sets, at).positions_km[0], at)[0]
    mean = mean_longitude_deg(sets)[0]
    assert abs((mean - east + 180) % 360 - 180) < 1e-6
    assert abs((mean - seen + 180) % 360 - 180) < 0.05


def test_an_object_has_a_row_for_each_set_and_for_both_ends():
    found = table(standing(1, 10.0, -1.0, drift=0.5), standing(1, 12.0, 3.0, drift=-1.0))
    assert dict(found.schema) == BELT_SCHEMA
    assert found["carried"].to_list() == [True, False, True]
    days = [(one - START.replace(tzinfo=None)) / timedelta(days=1) for one in found["at"]]
    assert days == [0.0, 3.0, 10.0]
    assert found["longitude_deg"].to_list() == pytest.approx([10.5, 12.0, 5.0], abs=1e-6)


def test_where_no_set_lies_before_the_start_the_first_is_carried_back():
    found = table(standing(1, 10.0, 2.0, drift=1.0))
    assert found["longitude_deg"].to_list() == pytest.approx([8.0, 10.0, 18.0], abs=1e-6)


def test_a_longitude_goes_on_over_the_date_line_and_says_which_arc_it_passes():
    found = table(standing(1, 179.0, 0.0, drift=1.0), hours=72.0)
    assert found["longitude_deg"].to_list() == pytest.approx([179.0, 182.0], abs=1e-6)
    assert found["west_deg"].to_list() == pytest.approx([179.0, -178.0], abs=1e-6)
    assert found["span_deg"].to_list() == pytest.approx([3.0, 0.0], abs=1e-6)


@pytest.mark.parametrize("drift", [-9.0, -4.0, 4.0, 9.0])
def test_how_often_an_object_went_round_between_two_sets_is_told_by_its_drift(drift):
    east = (10.0 + drift * 60.0 + 0.7 + 180.0) % 360.0 - 180.0  # and a little more than the drift alone
    found = table(standing(1, 10.0, 0.0, drift), standing(1, east, 60.0, drift), hours=60 * 24.0)
    assert found["longitude_deg"].to_list()[-1] == pytest.approx(10.0 + drift * 60.0 + 0.7, abs=1e-6)
    whole = found["span_deg"].sum()
    assert whole == pytest.approx(abs(drift * 60.0 + 0.7), abs=1e-6)


def test_objects_are_told_apart_and_each_begins_within_a_turn():
    found = table(standing(1, 170.0, -40.0, drift=3.0), standing(2, -170.0, -40.0, drift=-3.0))
    first = found.group_by("norad_cat_id", maintain_order=True).first()
    assert all(-180 < one <= 180 for one in first["longitude_deg"])
    moved = found.group_by("norad_cat_id", maintain_order=True).agg(
        pl.col("longitude_deg").last() - pl.col("longitude_deg").first()
    )
    assert moved["longitude_deg"].to_list() == pytest.approx([30.0, -30.0], abs=1e-6)


def test_what_does_not_stand_in_the_belt_is_left_out():
    found = table(
        standing(1, 10.0), standing(2, 10.0, inclination=40.0), standing(3, 10.0, drift=-100.0),
        standing(4, 10.0, eccentricity=0.5), standing(5, 10.0, day=30.0),
    )  # fmt: skip
    assert set(found["norad_cat_id"]) == {1}
    assert table().is_empty()
