"""Below the grid: what SGP4's formulas bound stays within its bounds, nothing is leapt over, rows are the grid's."""

import numpy as np
import polars as pl
import pytest
from invented_orbits import NOON, elements, meeting, orbit
from sgp4_sets import EPOCH, invented
from test_screen_path import plan, segment

from dueregard.model.ephemeris import Ephemeris, Segment
from dueregard.orbit.nodes.meet import below_the_grid
from dueregard.orbit.nodes.passages import passages
from dueregard.orbit.nodes.steady import bounds
from dueregard.orbit.nodes.track import track
from dueregard.orbit.screen import screen
from dueregard.orbit.sgp4 import fields as f
from dueregard.orbit.sgp4.gravity import MU_KM3_S2
from dueregard.orbit.sgp4.prepared import at_times, on_grid_by_time, prepare, subset, with_path

WINDOW_S = 3 * 86_400.0
NEAR_KINDS = ("low", "low and circular", "low perigee", "decaying", "retrograde and flat")
INSTANTS = 400


def places(prepared, at_s):
    """Return where objects are as SGP4 has it: the angle beyond U, the sine above the mean plane, the radius (n, m)."""
    r, _, error = on_grid_by_time(prepared, at_s)
    assert not error.any()
    r = np.moveaxis(r, 0, 1)
    col = prepared.constants.common.T[:, :, None]
    t = prepared.lead_min[:, None] + at_s[None, :] / 60.0
    node = col[f.NODEO] + t * (col[f.NODEDOT] + t * col[f.NODECF])
    along = np.cos(node) * r[..., 0] + np.sin(node) * r[..., 1]
    beside = np.cos(node) * r[..., 1] - np.sin(node) * r[..., 0]
    across = col[f.COSIO] * beside + col[f.SINIO] * r[..., 2]
    above = col[f.COSIO] * r[..., 2] - col[f.SINIO] * beside
    drag = col[f.T2COF] + t * (col[f.T3COF] + t * (col[f.T4COF] + t * col[f.T5COF]))
    latitude = col[f.MO] + col[f.ARGPO] + (col[f.MDOT] + col[f.ARGPDOT]) * t + col[f.NO] * t * t * drag
    off = np.arctan2(across, along) - latitude
    radius = np.linalg.norm(r, axis=2)
    return (off + np.pi) % (2 * np.pi) - np.pi, above / radius, radius


@pytest.mark.parametrize("kind", NEAR_KINDS)
def test_phase_plane_and_height_stay_within_what_the_formulas_allow(kind):
    prepared = prepare(invented(kind, 300), EPOCH)
    known = bounds(prepared, WINDOW_S)
    rows = np.flatnonzero(known.steady)
    assert len(rows) >= {"retrograde and flat": 0, "decaying": 1}.get(kind, 200)
    if not len(rows):
        return
    at_s = np.sort(np.random.default_rng(3).uniform(0.0, WINDOW_S, INSTANTS))
    off, above, radius = places(subset(prepared, rows), at_s)
    assert (np.abs(off) <= known.phase_rad[rows, None]).all()
    assert (np.abs(above) <= known.off_plane[rows, None] + 1e-12).all()
    assert (radius >= known.low_km[rows, None]).all()
    assert (radius <= known.high_km[rows, None]).all()
    # A bound that is never approached would be one that forgot what it bounds.
    assert (np.abs(off).max(axis=1) / known.phase_rad[rows]).max() > 0.5


def test_what_is_deep_eccentric_or_falling_is_not_steady():
    for kind in ("one day, equatorial", "transfer", "near and eccentric"):
        assert not bounds(prepare(invented(kind, 100), EPOCH), WINDOW_S).steady.any()
    falling = prepare(elements([orbit(1, perigee_km=140.0, bstar=5e-3)]), NOON)
    assert not bounds(falling, WINDOW_S).steady.any()


def carried(y, h):
    """Return a state by two bodies ``h`` seconds on (Runge and Kutta)."""

    def rate(x):
        return np.concatenate((x[3:], -MU_KM3_S2 * x[:3] / np.linalg.norm(x[:3]) ** 3))

    a = rate(y)
    b = rate(y + h / 2 * a)
    c = rate(y + h / 2 * b)
    return y + h / 6 * (a + 2 * b + 2 * c + rate(y + h * c))


def pushed(row, burns, hours, step_s=30.0) -> Ephemeris:
    """Return a path that leaves the object's orbit with a burn (seconds, km/s in-track) at a time, by two bodies."""
    first = segment(row, 0.0, 60.0)
    r, v = first.positions_km[0], first.velocities_km_s[0]
    segments, begin = [], 0.0
    for at_s, dv in (*burns, (hours * 3600.0, 0.0)):
        seconds = np.arange(begin, at_s + 0.5, step_s)
        states = [np.concatenate((r, v))]
        for _ in seconds[1:]:
            y = states[-1]
            for _ in range(30):
                y = carried(y, step_s / 30)
            states.append(y)
        table = np.array(states)
        epochs = first.epochs_us[0] + (seconds * 1e6).astype(np.int64)
        ends = int(epochs[0]), int(epochs[-1])
        segments.append(Segment(*ends, *ends, epochs, table[:, :3], table[:, 3:]))
        r, v = table[-1, :3], table[-1, 3:]
        v, begin = v + dv * v / np.linalg.norm(v), float(seconds[-1])
    return plan(*segments)


@pytest.mark.parametrize("burns", [(), ((9_000.0, 0.004), (21_600.0, -0.02))], ids=["free", "with burns"])
def test_no_approach_lies_outside_the_steps_that_are_looked_at(burns):
    hours, within_km = 10.0, 300.0
    own = orbit(1, perigee_km=520.0, apogee_km=700.0, inclination_deg=65.0)
    path = pushed(own, burns, hours)
    others = invented("low", 250, seed=11).with_columns(
        pl.lit(NOON.replace(tzinfo=None)).cast(pl.Datetime("us")).alias("epoch"),
        pl.Series("norad_cat_id", 1_000 + np.arange(250)),
        # Of the heights of the path, so that there is something to miss.
        pl.Series("mean_motion_rev_day", np.random.default_rng(5).uniform(14.6, 15.2, 250)),
    )
    table = pl.concat([elements([own]), others.select(elements([own]).columns)])
    prepared = with_path(prepare(table, NOON), 0, path, NOON)
    known, along = bounds(prepared, hours * 3600.0), track(prepared, 0, hours * 3600.0)
    rows = np.flatnonzero(known.steady)
    assert len(rows) > 200
    found = passages(
        prepared.constants.common, prepared.lead_min, rows, along.r, along.v, along.step_s, along.bend_km,
        along.fastest_km_s, along.swing_rad_s, along.push_km_s, within_km, known.phase_rad, known.off_plane,
        known.low_km, known.high_km,
    )  # fmt: skip
    looked = np.zeros((len(prepared), len(along.r)), np.bool_)
    looked[found[:, 0], found[:, 1]] = True
    seconds = np.arange(0.0, hours * 3600.0, 2.0)
    there = at_times(prepared, np.zeros(len(seconds), np.int64), seconds)[0]
    near = 0
    for i in rows.tolist():
        r, _, _ = at_times(prepared, np.full(len(seconds), i), seconds)
        within = seconds[np.linalg.norm(r - there, axis=1) <= within_km]
        near += len(within)
        assert looked[i, np.minimum((within / along.step_s).astype(int), len(along.r) - 2)].all(), i
    assert near > 500
    assert looked.sum() < 0.3 * looked[rows].size  # most is leapt over, or the test says nothing


def test_rows_are_those_of_the_grid_for_one_object_and_for_a_path():
    own = orbit(900, perigee_km=550.0, apogee_km=560.0, inclination_deg=53.0)
    crossing = [
        meeting(
            100 + k, own, NOON.replace(minute=k), offset_km=(0.5 * k, 1.0, 0.0), inclination_deg=40.0 + 8 * k
        )
        for k in range(1, 8)
    ]
    table = elements([own, *crossing, orbit(300, perigee_km=35_786.0), orbit(301, perigee_km=560.0)])
    focus = (table["norad_cat_id"] == 900).to_numpy()
    for paths in ({}, {900: plan(segment(own, -300.0, 12 * 3600.0 + 300.0))}):
        below, grid = (
            screen(table, NOON, 12.0, 25.0, focus=focus, paths=paths, nodes=yes) for yes in (True, False)
        )
        assert len(below.approaches) >= 7
        assert below.approaches.equals(grid.approaches)
        one_thread = screen(table, NOON, 12.0, 25.0, focus=focus, paths=paths, threads=1)
        assert one_thread.approaches.equals(below.approaches)


def test_a_twin_and_an_orbit_in_the_same_plane_stay_on_the_grid():
    own = orbit(900, perigee_km=550.0, inclination_deg=53.0)
    table = elements([own, own | {"norad_cat_id": 901}, orbit(902, perigee_km=600.0, inclination_deg=53.0),
                      orbit(903, perigee_km=600.0, inclination_deg=80.0)])  # fmt: skip
    below = below_the_grid(prepare(table, NOON), 0, np.array([0, 0, -1, -1]), 86_400.0, 5.0)
    assert below is not None
    assert below.looked_at.tolist() == [False, False, False, True]
