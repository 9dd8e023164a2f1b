"""A trajectory against a catalogue finds what an object on the same path finds, and says what it does not cover."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from invented_orbits import NOON, Row, companion, elements, meeting, orbit, state

from dueregard.model.ephemeris import Ephemeris, Segment
from dueregard.orbit.path_states import path_states
from dueregard.orbit.screen import screen
from dueregard.orbit.screen_path import NO_NUMBER, UNCOVERED, screen_path, screen_paths

HOURS, WITHIN_KM = 6.0, 20.0
FLOWN = orbit(900, perigee_km=550.0, apogee_km=560.0, inclination_deg=53.0)


def microseconds(at: datetime) -> int:
    return (at.replace(tzinfo=None) - datetime(1970, 1, 1)) // timedelta(microseconds=1)


def segment(row: Row, begin_s: float, end_s: float, step_s: float = 20.0) -> Segment:
    """States of an object from the reference, as a plan would hold them."""
    seconds = np.arange(begin_s, end_s + step_s / 2, step_s)
    states = [state(row, NOON + timedelta(seconds=float(s))) for s in seconds]
    epochs = microseconds(NOON) + (seconds * 1e6).astype(np.int64)
    first, last = int(epochs[0]), int(epochs[-1])
    return Segment(
        first, last, first, last, epochs, np.array([r for r, _ in states]), np.array([v for _, v in states])
    )


def plan(*segments: Segment, number: int | None = None) -> Ephemeris:
    return Ephemeris(
        "PLAN", "2099-001A", number, "EARTH", "TEME", "UTC", "HERMITE", 7, segments, "plan.oem", 10
    )


def catalogue() -> list[Row]:
    """Objects that meet the path at several moments, one that stays beside it, and some that never come near."""
    met = [
        meeting(
            100 + k,
            FLOWN,
            NOON + timedelta(minutes=20 + 40 * k),
            offset_km=(1.0 + k, 0.0, 0.0),
            inclination_deg=97.0,
        )
        for k in range(8)
    ]
    far = [orbit(300 + k, perigee_km=p) for k, p in enumerate((300.0, 1_400.0, 20_000.0, 35_786.0))]
    return [*met, companion(200, FLOWN, ahead_km=12.0), *far]


@pytest.fixture(scope="module")
def truth() -> pl.DataFrame:
    """What the object on the same path meets, as the screen of elements has it."""
    table = elements([*catalogue(), FLOWN])
    rows = screen(table, NOON, HOURS, WITHIN_KM).approaches
    return rows.filter((pl.col("object1_norad_cat_id") == 900) | (pl.col("object2_norad_cat_id") == 900))


def partner(rows: pl.DataFrame, number: int) -> pl.DataFrame:
    """The rows with the number of whom the path meets, ordered alike whoever is object 1."""
    other = (
        pl.when(pl.col("object1_norad_cat_id") == number)
        .then("object2_norad_cat_id")
        .otherwise("object1_norad_cat_id")
    )
    return rows.with_columns(other.alias("other")).sort("other", "entry")


def test_a_path_meets_whom_its_object_meets(truth: pl.DataFrame) -> None:
    found = screen_path(
        plan(segment(FLOWN, 0.0, HOURS * 3600)), elements(catalogue()), NOON, HOURS, WITHIN_KM
    )
    expected, rows = partner(truth, 900), partner(found.approaches, NO_NUMBER)
    assert len(expected) >= 9
    assert rows["other"].to_list() == expected["other"].to_list()
    assert rows["kind"].to_list() == expected["kind"].to_list()
    fast = expected["relative_speed_km_s"] > 0.1
    off_s = (rows["tca"] - expected["tca"]).dt.total_microseconds().abs() / 1e6
    assert off_s.filter(fast).max() < 0.02
    assert (rows["miss_distance_km"] - expected["miss_distance_km"]).abs().max() < 0.005
    assert found.approaches["object1_name"].unique().to_list() == ["PLAN"]
    assert found.approaches["object1_element_age_d"].null_count() == len(rows)
    assert found.approaches["object2_element_age_d"].null_count() == 0
    assert len(found.not_covered) == 0
    assert found.rechecked.rows >= 1
    assert found.rechecked.worst_m < 0.01


def test_a_set_of_the_same_number_gives_way_to_the_path(truth: pl.DataFrame) -> None:
    path = plan(segment(FLOWN, 0.0, HOURS * 3600), number=900)
    found = screen_path(path, elements([*catalogue(), FLOWN]), NOON, HOURS, WITHIN_KM)
    assert len(found.approaches) == len(truth)
    assert set(found.approaches["object2_norad_cat_id"]) == {900}  # the larger number


def test_what_the_path_does_not_cover_is_listed_and_the_rest_screened(truth: pl.DataFrame) -> None:
    early, late = segment(FLOWN, 3_600.0, 7_200.0), segment(FLOWN, 10_800.0, 18_000.0)
    found = screen_path(plan(early, late), elements(catalogue()), NOON, HOURS, WITHIN_KM)
    assert found.not_covered["reason"].to_list() == [UNCOVERED] * 3
    since = [(at - NOON.replace(tzinfo=None)).total_seconds() for at in found.not_covered["from"].to_list()]
    assert since == [0.0, 7_200.0, 18_000.0]
    inside = (
        (pl.col("tca") >= NOON.replace(tzinfo=None) + timedelta(seconds=3_600))
        & (pl.col("tca") <= NOON.replace(tzinfo=None) + timedelta(seconds=18_000))
        & ~pl.col("tca").is_between(
            NOON.replace(tzinfo=None) + timedelta(seconds=7_200), NOON.replace(tzinfo=None) + timedelta(seconds=10_800)
        )
    )  # fmt: skip
    fast = truth.filter(inside & (pl.col("relative_speed_km_s") > 0.1))
    rows = found.approaches.filter(pl.col("relative_speed_km_s") > 0.1)
    assert partner(rows, NO_NUMBER)["other"].to_list() == partner(fast, 900)["other"].to_list()
    # The companion is beside it in both stretches: one row for each.
    assert len(found.approaches.filter(pl.col("object2_norad_cat_id") == 200)) == 2


def test_segments_that_touch_are_one_stretch_also_across_a_burn(truth: pl.DataFrame) -> None:
    first, second = segment(FLOWN, 0.0, 9_000.0), segment(FLOWN, 9_000.0, HOURS * 3600)
    found = screen_path(plan(first, second), elements(catalogue()), NOON, HOURS, WITHIN_KM)
    assert len(found.not_covered) == 0
    assert len(found.approaches) == len(truth)


def test_a_path_outside_the_window_meets_nobody_and_says_so() -> None:
    path = plan(segment(FLOWN, -7_200.0, -3_600.0))
    found = screen_paths([path, path], elements(catalogue()), NOON.astimezone(UTC), HOURS, WITHIN_KM)
    assert len(found.approaches) == 0
    assert found.not_covered["reason"].to_list() == [UNCOVERED]


def test_a_change_of_velocity_within_a_step_is_followed() -> None:
    """A burn of 20 m/s between two segments: the companion it leaves is lost at the right moment."""
    burn_s = 4_000.0
    r = state(FLOWN, NOON + timedelta(seconds=burn_s))[0]
    pushed = segment(FLOWN, burn_s, burn_s + 2_000.0)
    away = pushed.epochs_us - pushed.epochs_us[0]
    up = r / np.linalg.norm(r)
    shifted = Segment(
        pushed.start_us, pushed.stop_us, pushed.useable_start_us, pushed.useable_stop_us, pushed.epochs_us,
        pushed.positions_km + 0.02 * (away / 1e6)[:, None] * up, pushed.velocities_km_s + 0.02 * up,
    )  # fmt: skip
    path = plan(segment(FLOWN, 0.0, burn_s), shifted)
    (row,) = (
        screen_path(path, elements([companion(200, FLOWN, ahead_km=12.0)]), NOON, 1.6, WITHIN_KM)
        .approaches.to_dicts()
    )  # fmt: skip
    seconds = np.arange(burn_s, burn_s + 2_000.0)
    beside = np.array(
        [state(companion(200, FLOWN, ahead_km=12.0), NOON + timedelta(seconds=x))[0] for x in seconds]
    )
    beyond = np.linalg.norm(path_states(path, NOON, seconds)[0] - beside, axis=1) > WITHIN_KM
    left = (row["exit"] - NOON.replace(tzinfo=None)).total_seconds()
    assert seconds[beyond][0] - 1.0 <= left <= seconds[beyond][0]
