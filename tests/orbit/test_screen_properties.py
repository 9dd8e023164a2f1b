"""Random pairs of orbits: what must hold of every approach whatever the orbits are."""

from datetime import timedelta

import numpy as np
import polars as pl
from brute_force import hold, offset, sky
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented_orbits import NOON, Row, companion, elements, meeting, orbit

from dueregard.orbit.screen import screen

HOURS = 1.5
MIRRORED = (
    "kind",
    "entry",
    "tca",
    "exit",
    "dwell_s",
    "miss_distance_km",
    "relative_speed_km_s",
    "entry_cut",
    "exit_cut",
)

angle = st.floats(0, 359.99)
usual = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@st.composite
def first(draw: st.DrawFn) -> Row:
    """An object anywhere: low, eccentric, high."""
    perigee = draw(st.floats(180, 3_000) | st.floats(3_000, 36_000))
    apogee = perigee + draw(st.floats(0, 300) | st.floats(0, 40_000))
    return orbit(
        100,
        perigee_km=perigee,
        apogee_km=apogee,
        inclination_deg=draw(st.floats(0, 180)),
        ra_of_asc_node_deg=draw(angle),
        arg_of_pericenter_deg=draw(angle),
        mean_anomaly_deg=draw(angle),
        bstar=draw(st.sampled_from([0.0, 1e-5, 1e-4])),
    )


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Row, Row, float]:
    """Two objects that come near each other, crossing or in company, and a distance."""
    one, within_km = draw(first()), draw(st.floats(0.3, 100))
    if draw(st.booleans()):
        at = NOON + timedelta(seconds=draw(st.floats(0, HOURS * 3600)))
        shift = [draw(st.floats(-0.7, 0.7)) * within_km for _ in range(3)]
        two = meeting(
            200, one, at, inclination_deg=draw(st.floats(0, 180)), offset_km=(shift[0], shift[1], shift[2])
        )
    else:
        two = companion(
            200,
            one,
            ahead_km=draw(st.floats(-1.2, 1.2)) * within_km,
            inclination_deg=min(180.0, one["inclination_deg"] + draw(st.floats(0, 0.3))),
            eccentricity=min(0.9, one["eccentricity"] + draw(st.floats(0, 1e-3))),
            mean_motion_rev_day=one["mean_motion_rev_day"] * (1 + draw(st.floats(-1e-4, 1e-4))),
        )
    return one, two, within_km


@usual
@given(pairs())
def test_every_approach_of_a_random_pair_is_there_with_its_ends_on_d(case: tuple[Row, Row, float]) -> None:
    one, two, within_km = case
    found = screen(elements([one, two]), NOON, HOURS, within_km, threads=1).approaches
    hold(found, sky([one, two], NOON, HOURS), NOON, within_km)


@usual
@given(pairs())
def test_swapping_the_numbers_mirrors_the_approach(case: tuple[Row, Row, float]) -> None:
    one, two, within_km = case
    swapped = [one | {"norad_cat_id": 300}, two]
    found = screen(elements([one, two]), NOON, HOURS, within_km, threads=1).approaches
    other = screen(elements(swapped), NOON, HOURS, within_km, threads=1).approaches
    assert found.select(MIRRORED).equals(other.select(MIRRORED))
    assert found["object1_element_age_d"].equals(other["object2_element_age_d"], check_names=False)
    scene = sky([two, one], NOON, 0.001)
    for row in other.filter(pl.col("kind") != "merged").iter_rows(named=True):
        at = (row["tca"] - NOON.replace(tzinfo=None)) / timedelta(seconds=1)
        dr, _ = offset(scene, 0, 1, at)
        _, r, v = scene.records[0].sgp4(scene.jd, scene.fraction + at / 86_400)
        radial, normal = np.array(r), np.cross(r, v)
        along = np.cross(normal, radial)
        seen = [dr @ x / np.linalg.norm(x) for x in (radial, along, normal)]
        assert np.allclose(seen, [row["radial_km"], row["in_track_km"], row["cross_track_km"]], atol=1e-4)


@usual
@given(pairs(), st.floats(0.05, 0.95), st.sampled_from([13.0, 45.0, 150.0]))
def test_a_smaller_distance_a_cut_window_and_another_step_agree(
    case: tuple[Row, Row, float], part: float, step_s: float
) -> None:
    one, two, within_km = case
    table = elements([one, two])
    wide = screen(table, NOON, HOURS, within_km, threads=1).approaches
    assert screen(table, NOON, HOURS, within_km, step_s=step_s, threads=1).approaches.equals(wide)
    narrow = screen(table, NOON, HOURS, within_km * part, threads=1).approaches
    tick = timedelta(microseconds=2)
    for row in narrow.filter(pl.col("kind") != "merged").iter_rows(named=True):
        around = wide.filter(
            (pl.col("entry") <= row["entry"] + tick) & (pl.col("exit") >= row["exit"] - tick)
        )
        assert len(around) == 1
        assert around[0, "miss_distance_km"] <= row["miss_distance_km"] + 1e-3
    early = screen(table, NOON, HOURS * part, within_km, threads=1).approaches
    assert early["dwell_s"].sum() <= wide["dwell_s"].sum() + 1e-3
