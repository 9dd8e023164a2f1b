"""Screening held against brute force: meetings of every speed and shape, alone and in crowds."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from brute_force import hold, sky
from invented_orbits import NOON, Row, belt, companion, elements, meeting, orbit

from dueregard.orbit.screen import screen


def held(rows: list[Row], hours: float, *distances_km: float, start: datetime = NOON, **options) -> list[int]:
    """Hold the screen of a scene against brute force at each distance; return the number of intervals."""
    scene = sky(rows, start, hours)
    counts = []
    for within_km in distances_km:
        found = screen(elements(rows), start, hours, within_km, **options)
        counts.append(hold(found.approaches, scene, start, within_km))
    return counts


def minutes(m: float) -> datetime:
    return NOON + timedelta(minutes=m)


def test_crossings_in_low_orbit_at_every_angle() -> None:
    base = orbit(10, perigee_km=420, inclination_deg=51.6)
    rows = [base] + [
        meeting(
            20 + k, base, minutes(9 * k + 4.3), inclination_deg=20 + 14 * k, offset_km=(0.3 * k, -0.2, 0.1 * k),
            descending=k % 2 == 1,
        )
        for k in range(11)
    ]  # fmt: skip
    counts = held(rows, 3, 1, 5, 50)
    assert counts[1] >= 11
    assert counts[0] < counts[1] < counts[2]


def test_low_perigees_below_200_km() -> None:
    base = orbit(10, perigee_km=150, apogee_km=900, inclination_deg=65)
    rows = [base]
    # The base passes perigee every 95 minutes or so; meet it there and around.
    for k, m in enumerate((0.0, 2.0, -2.0 + 95.9, 95.9, 97.3, 191.8)):
        rows.append(meeting(20 + k, base, minutes(m), inclination_deg=80 + 10 * k, offset_km=(0, 0, 0.8 * k)))
    assert held(rows, 4, 2, 20)[1] >= 6


def test_a_highly_elliptical_orbit_against_low_ones_at_its_perigee() -> None:
    molniya = orbit(10, perigee_km=380, apogee_km=39_800, inclination_deg=63.4, arg_of_pericenter_deg=270)
    rows = [molniya]
    for k, m in enumerate((0.0, 0.7, 3.0, -4.0 + 716.0, 716.6, 719.0)):
        rows.append(
            meeting(20 + k, molniya, minutes(m), inclination_deg=64 + 9 * k, offset_km=(0.4 * k, 0.1, 0))
        )
    counts = held(rows, 13, 3, 25)
    assert counts[0] >= 5
    speeds = screen(elements(rows), NOON, 13, 25).approaches["relative_speed_km_s"]
    assert speeds.max() > 9


def test_the_fastest_meetings_of_all_head_on_in_near_circular_orbits() -> None:
    east = orbit(10, perigee_km=170, inclination_deg=8, mean_anomaly_deg=40)
    rows = [east] + [
        meeting(20 + k, east, minutes(11 * k + 6), inclination_deg=172, offset_km=(0, 0, 0.4 * k)) for k in range(6)
    ]  # fmt: skip
    found = screen(elements(rows), NOON, 2, 4).approaches
    assert found["relative_speed_km_s"].max() > 15.4
    assert held(rows, 2, 0.5, 4, 30)[1] >= 6


@pytest.mark.parametrize("ahead_km", [0.005, 0.012, 0.2, 3.0, 49.0])
def test_the_same_orbit_a_few_metres_apart_is_found_like_any_other(ahead_km: float) -> None:
    base = orbit(10, perigee_km=500, apogee_km=530, inclination_deg=97.4, bstar=3e-5)
    rows = [base, companion(11, base, ahead_km=ahead_km)]
    within_km = ahead_km * 1.5 + 0.05
    assert held(rows, 3, within_km) == [1]
    row = screen(elements(rows), NOON, 3, within_km).approaches.row(0, named=True)
    assert row["kind"] == "prolonged_proximity"
    assert row["dwell_s"] == 3 * 3600
    assert (row["entry_cut"], row["exit_cut"]) == (True, True)
    assert row["relative_speed_km_s"] < 0.0012 * max(1.0, ahead_km)


def test_companions_that_drift_by_at_about_a_metre_per_second_and_slower() -> None:
    base = orbit(10, perigee_km=700, inclination_deg=98.1)
    # One metre in the axis is 1.5 mm/s of drift; a kilometre 1.5 m/s.
    rows = [
        base,
        companion(11, base, ahead_km=-6.0, mean_motion_rev_day=base["mean_motion_rev_day"] * (1 + 1.5 * 1.0 / 7078)),
        companion(12, base, ahead_km=9.0, mean_motion_rev_day=base["mean_motion_rev_day"] * (1 - 1.5 * 1.0 / 7078)),
        companion(13, base, ahead_km=-0.4, mean_motion_rev_day=base["mean_motion_rev_day"] * (1 + 1.5 * 0.05 / 7078)),
        companion(14, base, ra_of_asc_node_deg=0.01, ahead_km=1.0),
        companion(15, base, eccentricity=3e-4, ahead_km=-2.0),
        companion(16, base, inclination_deg=98.11),
    ]  # fmt: skip
    counts = held(rows, 4, 0.3, 1, 2, 4, 10)
    assert counts[0] >= 5
    assert counts[2] >= 15


def test_the_range_of_companions_that_breathes_around_d_gives_an_interval_for_each_breath() -> None:
    base = orbit(10, perigee_km=700, apogee_km=700, inclination_deg=98.1)
    rows = [base, companion(11, base, eccentricity=1.4e-3, ahead_km=0.5)]
    scene = sky(rows, NOON, 8)
    least, most = 1e9, 0.0
    for within_km in (1, 2, 4, 8, 12):
        found = screen(elements(rows), NOON, 8, within_km).approaches
        count = hold(found, scene, NOON, within_km)
        least, most = min(least, count), max(most, count)
    assert most >= 4


def test_neighbours_in_the_geostationary_belt_are_near_all_the_time() -> None:
    rows = [belt(10 + k, 19.2 + 0.006 * k, NOON, inclination_deg=0.02 * k) for k in range(6)]
    rows += [belt(30, 21.0, NOON, mean_motion_rev_day=1.02), belt(31, 12.0, NOON, inclination_deg=14.0)]
    counts = held(rows, 12, 3, 30, 1000)
    assert counts[2] >= 15
    far = screen(elements(rows), NOON, 12, 1000).approaches
    assert (far["dwell_s"] == 12 * 3600).sum() >= 15


def test_ten_metres_and_a_thousand_kilometres_in_one_crowd() -> None:
    rng = np.random.default_rng(11)
    base = orbit(1, perigee_km=550, inclination_deg=53)
    rows = [base, companion(2, base, ahead_km=0.006)]
    rows += [
        orbit(
            10 + k, perigee_km=540 + rng.uniform(0, 30), inclination_deg=rng.uniform(40, 140),
            ra_of_asc_node_deg=rng.uniform(0, 360), mean_anomaly_deg=rng.uniform(0, 360),
        )
        for k in range(12)
    ]  # fmt: skip
    counts = held(rows, 2, 0.01, 1000)
    assert counts[0] == 1
    assert counts[1] > 20


@pytest.mark.parametrize("seed", range(4))
def test_crowds_of_mixed_orbits(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    for k in range(40):
        kind = rng.integers(4)
        perigee = rng.uniform(450, 700)
        rows.append(
            orbit(
                100 + k,
                perigee_km=perigee if kind < 3 else rng.uniform(1_000, 20_000),
                apogee_km=perigee + rng.uniform(0, 200) if kind < 2 else rng.uniform(20_000, 40_000),
                inclination_deg=rng.uniform(0, 180),
                ra_of_asc_node_deg=rng.uniform(0, 360),
                arg_of_pericenter_deg=rng.uniform(0, 360),
                mean_anomaly_deg=rng.uniform(0, 360),
                bstar=rng.choice([0.0, 1e-5, 1e-4, -1e-5]),
                epoch=(NOON - timedelta(hours=float(rng.uniform(-3, 40)))).replace(tzinfo=None),
            )
        )
    assert held(rows, 4, 60, 600)[1] > 30


@pytest.mark.parametrize(
    "start",
    [
        datetime(2031, 12, 31, 23, 30, tzinfo=UTC),  # over midnight, into a new year
        datetime(2032, 2, 28, 23, 0, 0, 1, tzinfo=UTC),  # into a leap day
        datetime(2032, 2, 29, 23, 0, 0, 999_999, tzinfo=UTC),  # out of it
        datetime(2033, 2, 28, 23, 17, 3, 141_593, tzinfo=UTC),  # no leap day
        datetime(2036, 6, 30, 23, 59, 59, tzinfo=UTC),  # where leap seconds were put: days have 86,400 s here
    ],
    ids=str,
)
def test_day_month_and_year_boundaries_are_no_boundaries(start: datetime) -> None:
    base = orbit(10, perigee_km=600, inclination_deg=70, epoch=start.replace(tzinfo=None) - timedelta(days=1))
    rows = [base] + [
        meeting(20 + k, base, start + timedelta(minutes=15 * k + 3), inclination_deg=100, offset_km=(0.1, 0.2, k / 2))
        for k in range(6)
    ]  # fmt: skip
    assert held(rows, 2, 5, start=start)[0] >= 6
