"""One element set for two objects is named as merged, and nothing else is."""

from itertools import combinations

import numpy as np
import pytest
from brute_force import hold, sky
from invented_orbits import NOON, companion, elements, orbit

from dueregard.orbit.screen import screen
from dueregard.orbit.twins import merged_pairs, twin_numbers

STATION = orbit(
    700, perigee_km=410, apogee_km=420, inclination_deg=51.6, bstar=2e-4, arg_of_pericenter_deg=33.3
)

# What an entry is called does not make it another trajectory.
ONLY_IN_NAME = {
    "object_name": "VISITOR",
    "object_id": "2031-020A",
    "element_set_no": 3,
    "rev_at_epoch": 77_777,
    "source": "elsewhere",
    "line": 9,
    "mean_motion_dot": 1e-3,
    "mean_motion_ddot": 1e-9,
}


@pytest.mark.parametrize("number", [1, 699, 701, 2**40])
def test_a_docked_pair_is_one_row_without_times_or_distances(number: int) -> None:
    visitor = STATION | {"norad_cat_id": number} | ONLY_IN_NAME
    found = screen(elements([STATION, visitor]), NOON, 3, 5)
    assert found.approaches["kind"].to_list() == ["merged"]
    row = found.approaches.row(0, named=True)
    assert row["object1_norad_cat_id"] == min(700, number)
    assert row["object2_norad_cat_id"] == max(700, number)
    assert row["object1_name"] == ("VISITOR" if number < 700 else "INVENTED 700")
    empty = (
        "entry",
        "tca",
        "exit",
        "dwell_s",
        "miss_distance_km",
        "relative_speed_km_s",
        "radial_km",
        "in_track_km",
    )
    assert all(row[name] is None for name in (*empty, "cross_track_km", "entry_cut", "exit_cut"))
    assert row["object1_element_age_d"] == row["object2_element_age_d"] == 0.0


def test_three_and_four_of_a_kind_are_every_pair_of_them() -> None:
    rows = [companion(n, STATION) for n in (9, 3, 5_000_000, 4)]
    other = companion(6, STATION, ahead_km=2.0)
    found = screen(elements([*rows, other]), NOON, 1, 5).approaches
    assert hold(found, sky([*rows, other], NOON, 1), NOON, 5) == 4
    merged = found.filter(found["kind"] == "merged")
    pairs = merged.select("object1_norad_cat_id", "object2_norad_cat_id").rows()
    assert pairs == list(combinations((3, 4, 9, 5_000_000), 2))


def test_minus_zero_drag_is_zero_drag() -> None:
    rows = [orbit(1, bstar=0.0, inclination_deg=0.0), orbit(2, bstar=-0.0, inclination_deg=-0.0)]
    assert screen(elements(rows), NOON, 1, 5).approaches["kind"].to_list() == ["merged"]


@pytest.mark.parametrize(
    ("column", "digit"),
    [
        ("mean_motion_rev_day", 1e-8),
        ("eccentricity", 1e-7),
        ("inclination_deg", 1e-4),
        ("ra_of_asc_node_deg", 1e-4),
        ("arg_of_pericenter_deg", 1e-4),
        ("mean_anomaly_deg", 1e-4),
        ("bstar", 1e-9),
    ],
)
def test_sets_that_differ_in_the_last_digit_are_two_trajectories(column: str, digit: float) -> None:
    other = STATION | {"norad_cat_id": 701, column: STATION[column] + digit}
    rows = [STATION, other]
    assert twin_numbers(elements(rows)).tolist() == [-1, -1]
    found = screen(elements(rows), NOON, 2, 5).approaches
    assert found["kind"].to_list() == ["prolonged_proximity"]
    assert found[0, "miss_distance_km"] < 0.05
    assert hold(found, sky(rows, NOON, 2), NOON, 5) == 1


def test_sets_a_microsecond_apart_are_two_trajectories() -> None:
    other = STATION | {"norad_cat_id": 701, "epoch": STATION["epoch"].replace(microsecond=1)}
    found = screen(elements([STATION, other]), NOON, 1, 5).approaches
    assert found["kind"].to_list() == ["prolonged_proximity"]
    assert found[0, "miss_distance_km"] < 1e-4


def test_merged_pairs_follow_the_focus_and_stay_with_the_prolonged() -> None:
    rows = [companion(n, STATION) for n in (1, 2)] + [companion(n, STATION, ahead_km=900) for n in (3, 4)]
    table = elements(rows)
    full = screen(table, NOON, 1, 5, prolonged_only=True).approaches
    assert full.select("object1_norad_cat_id", "object2_norad_cat_id").rows() == [(1, 2), (3, 4)]
    focus = np.array([False, False, True, False])
    part = screen(table, NOON, 1, 5, focus=focus).approaches
    assert part.select("object1_norad_cat_id", "object2_norad_cat_id").rows() == [(3, 4)]


def test_a_merged_pair_outside_sgp4_is_still_merged_and_both_are_not_covered() -> None:
    gone = orbit(1, perigee_km=-400, apogee_km=-300)
    rows = [gone, gone | {"norad_cat_id": 2}]
    found = screen(elements(rows), NOON, 1, 5)
    assert found.approaches["kind"].to_list() == ["merged"]
    assert found.not_covered["norad_cat_id"].to_list() == [1, 2]


def test_no_twins_among_none() -> None:
    assert twin_numbers(elements([])).shape == (0,)
    assert merged_pairs(elements([])).shape == (0, 2)
    assert merged_pairs(elements([STATION])).shape == (0, 2)
