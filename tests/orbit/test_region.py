"""Where objects fly, and over which longitude they stand."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from invented_orbits import belt, elements, orbit

from dueregard.orbit.propagate import propagate
from dueregard.orbit.region import (
    drift_deg_per_day,
    gmst_deg,
    longitude_deg,
    perigee_km,
    regions,
    semi_major_axis_km,
)

NOON = datetime(2031, 3, 5, 12, tzinfo=UTC)


def test_known_kinds_of_orbit_come_out_in_their_region() -> None:
    rows = [
        (orbit(1, perigee_km=410, apogee_km=420), "LEO"),  # a station
        (orbit(2, perigee_km=1_330, apogee_km=1_340), "LEO"),  # an altimeter
        (orbit(3, perigee_km=1_995, apogee_km=2_003), "MEO"),
        (orbit(4, perigee_km=1_900, apogee_km=1_999), "LEO"),
        (orbit(5, perigee_km=20_180), "MEO"),  # navigation
        (orbit(6, perigee_km=35_786, inclination_deg=0.1), "GEO"),
        (orbit(7, perigee_km=36_100), "GEO"),  # disposal above the belt
        (orbit(8, perigee_km=500, apogee_km=39_800, inclination_deg=63.4), "HEO"),  # half a day, eccentric
        (orbit(9, perigee_km=250, apogee_km=35_786, inclination_deg=7), "HEO"),  # transfer
        (orbit(10, perigee_km=25_000, apogee_km=46_000), "HEO"),  # a day, eccentric
        (orbit(11, perigee_km=34_000, apogee_km=37_572), "GEO"),
        (orbit(12, perigee_km=60_000), "MEO"),
    ]
    assert regions(elements([row for row, _ in rows])).tolist() == [name for _, name in rows]
    assert regions(elements([])).shape == (0,)


def test_axis_and_perigee_are_those_of_kepler() -> None:
    # A sidereal day of 86,164.0905 s has an axis of 42,164 km; 90 minutes 6,652 km.
    axis = semi_major_axis_km(np.array([86_400 / 86_164.0905, 16.0]))
    assert axis == pytest.approx([42_164.17, 6_652.6], abs=0.5)
    assert perigee_km(elements([orbit(1, perigee_km=321, apogee_km=9_876)]))[0] == pytest.approx(
        321, abs=1e-6
    )


def sidereal_of_the_almanac(at: datetime) -> float:
    """Return Greenwich mean sidereal time in degrees by the Astronomical Almanac's day-of-0h form."""
    midnight = datetime(at.year, at.month, at.day)
    centuries = ((midnight - datetime(2000, 1, 1, 12)) / timedelta(days=1)) / 36_525
    hours = 6.697374558 + 2400.051336 * centuries + 0.000025862 * centuries**2
    hours += 1.002737909 * ((at - midnight) / timedelta(hours=1))
    return hours * 15 % 360


@pytest.mark.parametrize(
    "at",
    [
        datetime(1994, 6, 16, 18),
        datetime(2000, 1, 1, 12),
        datetime(2024, 2, 29, 23, 59, 59),
        datetime(2031, 3, 5, 12),
        datetime(2057, 1, 1),
    ],
)  # fmt: skip
def test_sidereal_time_agrees_with_the_almanac(at: datetime) -> None:
    found = float(gmst_deg(np.array([at], "datetime64[us]"))[0])
    gap = (found - sidereal_of_the_almanac(at) + 180) % 360 - 180
    assert abs(gap) < 1e-4


def test_sidereal_time_agrees_with_vallados_worked_example() -> None:
    # Vallado, Fundamentals of Astrodynamics, example 3-5: 20 August 1992, 12:14 UT1, 152.578788 degrees.
    assert gmst_deg(np.array(["1992-08-20T12:14:00"], "datetime64[us]"))[0] == pytest.approx(
        152.578788, abs=1e-4
    )


def test_longitudes_agree_with_an_independent_turn_of_the_earth() -> None:
    rng = np.random.default_rng(2)
    at = np.datetime64("2027-01-01", "us") + (rng.uniform(0, 2000, 300) * 86_400e6).astype("timedelta64[us]")
    fixed = rng.uniform(-180, 180, 300)
    theta = np.array([sidereal_of_the_almanac(t.astype(datetime)) for t in at])
    angle = np.radians(fixed + theta)
    positions = np.stack(
        (42_164 * np.cos(angle), 42_164 * np.sin(angle), rng.uniform(-9000, 9000, 300)), axis=1
    )
    gap = (longitude_deg(positions, at) - fixed + 180) % 360 - 180
    assert np.abs(gap).max() < 1e-4


def test_longitudes_lie_in_their_half_open_circle() -> None:
    at = np.array(["2031-03-05T12:00:00"] * 721, "datetime64[us]")
    theta = np.radians(np.arange(721) / 2 + float(gmst_deg(at[:1])[0]))
    found = longitude_deg(np.stack((np.cos(theta), np.sin(theta), 0 * theta), axis=1) * 42_164, at)
    assert (found > -180).all()
    assert (found <= 180).all()
    assert np.allclose(np.cos(np.radians(found)), np.cos(np.radians(np.arange(721) / 2)), atol=1e-9)


@pytest.mark.parametrize("longitude", [-179.9, -75.0, 0.0, 19.2, 128.0, 179.9])
def test_an_object_put_over_a_longitude_is_found_over_it(longitude: float) -> None:
    row = belt(1, longitude, NOON)
    at = np.array([NOON.replace(tzinfo=None)], "datetime64[us]")
    found = longitude_deg(propagate(elements([row]), at).positions_km[:, 0], at)
    assert abs((found[0] - longitude + 180) % 360 - 180) < 0.1


@pytest.mark.parametrize(
    ("rev_day", "east"), [(1.0027, -0.01), (1.0, -0.99), (1.0055, 1.0), (0.99, -4.6), (1.02, 6.2)]
)
def test_drift_is_what_the_longitude_does_over_ten_days(rev_day: float, east: float) -> None:
    row = belt(1, 70.0, NOON, mean_motion_rev_day=rev_day)
    table = elements([row])
    days = np.arange(0, 11)
    at = np.datetime64(NOON.replace(tzinfo=None), "us") + days * np.timedelta64(86_400_000_000, "us")
    longitude = np.unwrap(np.radians(longitude_deg(propagate(table, at).positions_km[0], at)))
    slope = np.degrees(np.polyfit(days, longitude, 1)[0])
    assert drift_deg_per_day(table)[0] == pytest.approx(slope, abs=0.06)
    assert drift_deg_per_day(table)[0] == pytest.approx(east, abs=0.2)
