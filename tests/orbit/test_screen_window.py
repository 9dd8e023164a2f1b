"""Screening at the edges: of the window, of the dwell, of what it is asked, and of the number of objects."""

from datetime import datetime, timedelta, timezone

import numpy as np
import polars as pl
import pytest
from brute_force import hold, sky
from invented_orbits import NOON, companion, elements, meeting, orbit

from dueregard.model.approach import APPROACH_SCHEMA
from dueregard.orbit.screen import NOT_COVERED_SCHEMA, screen

BASE = orbit(10, perigee_km=600, inclination_deg=70)
PASSER = meeting(20, BASE, NOON + timedelta(minutes=30), inclination_deg=100, offset_km=(0.5, 0.2, 0.3))


def whole(within_km: float = 20) -> dict:
    """Return the one approach of the pair in an hour that holds all of it."""
    found = screen(elements([BASE, PASSER]), NOON, 1, within_km).approaches
    assert len(found) == 1
    assert found[0, "entry_cut"] is False
    return found.row(0, named=True)


@pytest.mark.parametrize(
    ("before_s", "after_s"),
    [(-0.9, 60), (0.0, 60), (60, -0.9), (-0.4, -0.4), (0.001, 0.001), (0.3, -0.2), (-1.1, 700), (30, 30)],
)
def test_an_interval_is_cut_where_the_window_cuts_it(before_s: float, after_s: float) -> None:
    full = whole()
    start = full["entry"] - timedelta(seconds=before_s)
    end = full["exit"] + timedelta(seconds=after_s)
    hours = (end - start) / timedelta(hours=1)
    found = screen(elements([BASE, PASSER]), start, hours, 20).approaches
    assert hold(found, sky([BASE, PASSER], start.replace(tzinfo=NOON.tzinfo), hours), start, 20) == 1
    row = found.row(0, named=True)
    if before_s != 0:
        assert row["entry_cut"] == (before_s < 0)
    assert row["exit_cut"] == (after_s < 0)
    assert abs(row["entry"] - max(full["entry"], start)) <= timedelta(microseconds=20)
    assert abs(row["exit"] - min(full["exit"], end)) <= timedelta(microseconds=20)
    assert row["tca"] == min(max(full["tca"], start), end) or abs(row["tca"] - full["tca"]) < timedelta(
        milliseconds=1
    )


@pytest.mark.parametrize("seconds", [0.5, 1.0, 7.0, 59.0, 60.0, 61.0, 60.5 * 60])
def test_windows_shorter_and_longer_than_a_step(seconds: float) -> None:
    start = NOON + timedelta(minutes=30) - timedelta(seconds=min(seconds / 2, 200))
    rows = [BASE, PASSER, companion(30, BASE, ahead_km=1.5)]
    found = screen(elements(rows), start, seconds / 3600, 5).approaches
    assert hold(found, sky(rows, start, seconds / 3600), start, 5) >= 2


def test_an_approach_that_ends_as_the_window_begins_is_not_in_it() -> None:
    full = whole()
    after = full["exit"] + timedelta(seconds=0.01)
    assert screen(elements([BASE, PASSER]), after, 0.2, 20).approaches.is_empty()
    before = full["entry"] - timedelta(seconds=600.01)
    assert screen(elements([BASE, PASSER]), before, 600 / 3600, 20).approaches.is_empty()


def test_the_two_halves_of_a_window_have_the_two_halves_of_an_interval() -> None:
    full = whole()
    at = full["entry"] + (full["exit"] - full["entry"]) / 3
    rows = elements([BASE, PASSER])
    first = screen(rows, NOON, (at - NOON.replace(tzinfo=None)) / timedelta(hours=1), 20).approaches
    second = screen(rows, at, 0.5, 20).approaches
    assert (first[0, "exit_cut"], second[0, "entry_cut"]) == (True, True)
    assert abs(first[0, "dwell_s"] + second[0, "dwell_s"] - full["dwell_s"]) < 1e-4


def test_the_zone_of_the_start_does_not_matter() -> None:
    rows = elements([BASE, PASSER])
    east = NOON.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert screen(rows, east, 1, 20).approaches.equals(screen(rows, NOON, 1, 20).approaches)
    assert screen(rows, NOON.replace(tzinfo=None), 1, 20).approaches.equals(
        screen(rows, NOON, 1, 20).approaches
    )


def test_kind_follows_the_dwell_to_the_microsecond() -> None:
    rows, dwell = elements([BASE, PASSER]), whole()["dwell_s"]
    for min_dwell_s, kind in (
        (dwell, "prolonged_proximity"),
        (dwell + 1e-6, "conjunction"),
        (dwell - 1e-6, "prolonged_proximity"),
        (0.0, "prolonged_proximity"),
    ):
        assert screen(rows, NOON, 1, 20, min_dwell_s=min_dwell_s).approaches["kind"].to_list() == [kind]


def test_kind_follows_the_dwell_inside_the_window() -> None:
    rows = elements([BASE, companion(30, BASE, ahead_km=1.0)])
    assert screen(rows, NOON, 299 / 3600, 5).approaches["kind"].to_list() == ["conjunction"]
    assert screen(rows, NOON, 300 / 3600, 5).approaches["kind"].to_list() == ["prolonged_proximity"]


@pytest.mark.parametrize("min_dwell_s", [0.0, 1.0, 10.0])
def test_prolonged_only_with_a_short_dwell_leaves_nothing_out(min_dwell_s: float) -> None:
    rows = elements([BASE, PASSER, companion(30, BASE, ahead_km=1.0)])
    full = screen(rows, NOON, 1, 20, min_dwell_s=min_dwell_s).approaches
    only = screen(rows, NOON, 1, 20, min_dwell_s=min_dwell_s, prolonged_only=True).approaches
    assert only.equals(full.filter(pl.col("kind") == "prolonged_proximity"))


def test_no_object_and_one_object_have_no_approach() -> None:
    for rows in ([], [BASE]):
        found = screen(elements(rows), NOON, 1, 20)
        assert found.approaches.is_empty()
        assert dict(found.approaches.schema) == APPROACH_SCHEMA
        assert found.not_covered.is_empty()
        assert dict(found.not_covered.schema) == NOT_COVERED_SCHEMA


def test_one_number_in_two_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="one element set per object"):
        screen(elements([BASE, companion(10, BASE, ahead_km=4)]), NOON, 1, 20)


@pytest.mark.parametrize(
    ("hours", "within_km"),
    [(0, 5), (-1, 5), (1, 0), (1, -5), (float("nan"), 5), (1, float("nan")), (float("inf"), 5), (1, float("inf"))],
)  # fmt: skip
def test_a_window_or_a_distance_that_is_none_is_refused(hours: float, within_km: float) -> None:
    with pytest.raises(ValueError, match="above zero"):
        screen(elements([BASE, PASSER]), NOON, hours, within_km)


def test_focus_on_nothing_finds_nothing_and_focus_on_all_finds_all() -> None:
    rows = elements([BASE, PASSER])
    assert screen(rows, NOON, 1, 20, focus=np.zeros(2, np.bool_)).approaches.is_empty()
    full = screen(rows, NOON, 1, 20).approaches
    assert screen(rows, NOON, 1, 20, focus=np.ones(2, np.bool_)).approaches.equals(full)
    assert screen(rows, NOON, 1, 20, focus=np.array([False, True])).approaches.equals(full)


def test_rows_name_the_lesser_number_first_whatever_the_order_of_the_table() -> None:
    rows = [PASSER | {"norad_cat_id": 3}, BASE | {"norad_cat_id": 4_000_000_000}]
    found = screen(elements(rows[::-1]), NOON, 1, 20).approaches
    assert found[0, "object1_norad_cat_id"] == 3
    assert found[0, "object2_norad_cat_id"] == 4_000_000_000
    assert found[0, "object1_name"] == PASSER["object_name"]
    assert found.equals(screen(elements(rows), NOON, 1, 20).approaches)


def test_ages_are_counted_from_each_epoch_to_closest_approach() -> None:
    old = BASE | {"epoch": datetime(2031, 3, 1)}
    near = meeting(20, old, NOON + timedelta(minutes=10), offset_km=(0.5, 0, 0))
    row = screen(elements([old, near]), NOON, 1, 20).approaches.row(0, named=True)
    assert row["object1_element_age_d"] == pytest.approx(4.5 + 10 / 1440, abs=2e-4)
    assert row["object2_element_age_d"] == pytest.approx(0.0, abs=2e-4)
    assert len({row["object1_element_age_d"], row["object2_element_age_d"]}) == 2


def test_progress_ends_at_one_and_never_goes_back() -> None:
    said: list[float] = []
    screen(elements([BASE, PASSER]), NOON, 1, 20, progress=said.append)
    assert said == sorted(said)
    assert said[-1] == 1.0
