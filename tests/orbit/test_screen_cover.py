"""Objects that SGP4 gives up: carried until the first error, found until then, listed from the right instant."""

from datetime import timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest
from brute_force import COVER_S, hold, sky
from invented_orbits import NOON, Row, belt, companion, elements, julian, meeting, orbit, satrec, state

import dueregard.orbit.sweep
from dueregard.orbit.screen import SGP4_ERRORS, Screened, screen


def error_seconds(row: Row, hours: float = 4) -> np.ndarray:
    """Return the seconds after noon at which the reference has an error for the object."""
    jd, fraction = julian(NOON)
    t = np.arange(0.0, hours * 3600)
    return t[satrec(row).sgp4_array(np.full(len(t), jd), fraction + t / 86_400)[0] != 0]


@cache
def perigee_of_dip(seconds: int, apogee_km: float = 800, anomaly_deg: float = 300) -> float:
    """Return the perigee for which SGP4 calls the object decayed for about so many seconds a revolution."""
    low, high = -30.0, 30.0
    for _ in range(30):
        middle = (low + high) / 2
        bad = error_seconds(dipping(1, middle, apogee_km, anomaly_deg), 2 if apogee_km < 5_000 else 12)
        first = int(np.argmax(np.diff(bad) > 1)) + 1 if (np.diff(bad) > 1).any() else len(bad)
        if first > seconds:
            low = middle
        else:
            high = middle
    return low


def dipping(number: int, perigee_km: float, apogee_km: float = 800, anomaly_deg: float = 300, **other) -> Row:
    return orbit(
        number, perigee_km=perigee_km, apogee_km=apogee_km, inclination_deg=60, mean_anomaly_deg=anomaly_deg, **other
    )  # fmt: skip


def held(rows: list[Row], hours: float, within_km: float, **options) -> Screened:
    scene = sky(rows, NOON, hours)
    found = screen(elements(rows), NOON, hours, within_km, **options)
    # In the last second before an error the closest approach rests on the cubic: as good as promised, no better.
    hold(found.approaches, scene, NOON, within_km, miss_km=0.01, tca_s=0.1)
    gaps = {
        rows[k]["norad_cat_id"]: scene.covered_s[k] for k in np.flatnonzero(scene.covered_s < scene.window_s)
    }
    assert found.not_covered["norad_cat_id"].to_list() == sorted(gaps)
    for row in found.not_covered.iter_rows(named=True):
        since = (row["from"] - NOON.replace(tzinfo=None)) / timedelta(seconds=1)
        assert abs(since - gaps[row["norad_cat_id"]]) < COVER_S
        assert row["object_name"] == f"INVENTED {row['norad_cat_id']}"
    return found


FALLING = orbit(50, perigee_km=140, bstar=0.1, inclination_deg=60)


def test_an_object_that_decays_within_the_window_is_found_until_then() -> None:
    last = error_seconds(FALLING)[0]
    assert 60 < last < 600
    assert last % 60 > 5  # between grid instants
    rows = [FALLING, companion(51, FALLING, ahead_km=2.0), companion(52, FALLING, ahead_km=-3.0, bstar=0.05)]
    rows += [
        meeting(60 + k, FALLING, NOON + timedelta(seconds=float(last) - 20 * k - 2), inclination_deg=90 + 10 * k,
                offset_km=(0.2, 0, 0.5))
        for k in range(3)
    ]  # fmt: skip
    found = held(rows, 2, 8)
    assert {50, 51, 52} <= set(found.not_covered["norad_cat_id"])
    assert set(found.not_covered["reason"]) <= {f"SGP4 error {c}: {w}" for c, w in SGP4_ERRORS.items()}
    pair = found.approaches.filter(
        (pl.col("object1_norad_cat_id") == 50) & (pl.col("object2_norad_cat_id") == 51)
    )
    assert pair[-1, "exit_cut"] is True
    assert len(found.approaches.filter(pl.col("object2_norad_cat_id") >= 60)) >= 3


def above(row: Row, at_s: float, height_km: float) -> tuple[float, float, float]:
    """Return the offset that lies so far above the object at an instant."""
    r = state(row, NOON + timedelta(seconds=at_s))[0]
    x, y, z = (r / np.linalg.norm(r) * height_km).tolist()
    return x, y, z


@pytest.mark.parametrize("seconds", [1, 3, 12, 45, 200])
def test_an_error_between_two_good_grid_instants_ends_the_object(seconds: int) -> None:
    base = dipping(50, perigee_of_dip(seconds))
    bad = error_seconds(base)
    assert len(bad)
    first, after = float(bad[0]) - 3, float(bad[0]) + seconds + 50
    rows = [base, *(companion(51 + k, base, ahead_km=1.5 * (k + 1)) for k in range(2))]
    for number, at_s in ((60, first), (61, after)):
        at, offset = NOON + timedelta(seconds=at_s), above(base, at_s, 30.0)
        rows.append(meeting(number, base, at, inclination_deg=100, offset_km=offset))
    assert {50, 51, 52} <= set(held(rows, 3, 6).not_covered["norad_cat_id"])
    near = held(rows, 3, 35).approaches.filter(pl.col("object1_norad_cat_id") == 50)
    assert 60 in near["object2_norad_cat_id"]
    assert (near["exit"] < (NOON + timedelta(seconds=after)).replace(tzinfo=None)).all()


@pytest.mark.parametrize("step_s", [None, 10.0, 37.0, 60.0, 120.0])
def test_the_step_does_not_change_what_is_covered(step_s: float | None) -> None:
    base = dipping(50, perigee_of_dip(12))
    rows = [
        base,
        companion(51, base, ahead_km=2.0),
        FALLING | {"norad_cat_id": 70, "object_name": "INVENTED 70"},
    ]
    found = held(rows, 2, 5, step_s=step_s)
    usual = screen(elements(rows), NOON, 2, 5)
    assert found.approaches.equals(usual.approaches)
    assert found.not_covered.equals(usual.not_covered)


@pytest.mark.parametrize("size", [4, 5, 6, 7, 9, 13])
def test_where_the_grid_is_cut_into_chunks_does_not_matter(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = dipping(50, perigee_of_dip(12))
    rows = [
        base,
        *(companion(51 + k, base, ahead_km=1.5 * (k + 1)) for k in range(4)),
        FALLING | {"norad_cat_id": 70},
    ]
    rows.append(companion(71, rows[-1], ahead_km=1.0))
    rows.append(meeting(80, base, NOON + timedelta(minutes=5), inclination_deg=90))
    usual = screen(elements(rows), NOON, 1, 5)
    assert len(usual.approaches) >= 10
    monkeypatch.setattr(dueregard.orbit.sweep, "CHUNK_STATES", size * len(rows))
    monkeypatch.setattr(dueregard.orbit.sweep, "CHUNK_INSTANTS", (1, 64))
    for threads, step_s in ((1, 60.0), (3, 60.0), (1, None), (2, 20.0)):
        cut = screen(elements(rows), NOON, 1, 5, threads=threads, step_s=step_s)
        assert cut.approaches.equals(usual.approaches)
        assert cut.not_covered.equals(usual.not_covered)


def test_objects_that_fail_from_the_start_are_listed_from_the_start() -> None:
    base = orbit(10, perigee_km=500)
    inside = orbit(20, perigee_km=-500, apogee_km=-400)
    long_gone = FALLING | {"norad_cat_id": 30, "object_name": "INVENTED 30"}
    long_gone["epoch"] = (NOON - timedelta(days=20)).replace(tzinfo=None)
    late = FALLING | {"norad_cat_id": 40, "object_name": "INVENTED 40"}
    late["epoch"] = (NOON + timedelta(days=20)).replace(tzinfo=None)
    found = held([base, companion(11, base, ahead_km=1), inside, long_gone, late], 1, 5)
    assert {20, 30} <= set(found.not_covered["norad_cat_id"])
    start = found.not_covered.filter(pl.col("norad_cat_id").is_in([20, 30]))["from"].to_list()
    assert start == [NOON.replace(tzinfo=None)] * 2
    assert len(found.approaches) == 1


def test_all_objects_failing_leaves_an_empty_table_and_a_full_list() -> None:
    rows = [orbit(k, perigee_km=-500 - k) for k in range(1, 4)]
    found = held(rows, 1, 5)
    assert found.approaches.is_empty()
    assert len(found.not_covered) == 3


@pytest.mark.parametrize("anomaly_deg", [200.0, 201.4, 202.8, 204.2])  # perigee 2.5 minutes earlier each time
def test_a_dip_at_the_perigee_of_a_transfer_orbit_is_seen_with_long_steps_too(anomaly_deg: float) -> None:
    """Near the belt the internal step is ten minutes; the dip below the surface is seconds, hours away from it."""
    gto = dipping(50, perigee_of_dip(20, 35_600, anomaly_deg), 35_600, anomaly_deg)
    bad = error_seconds(gto, 14)
    assert len(bad)
    apogee = NOON + timedelta(seconds=float(bad[0]) + 5.25 * 3600)
    neighbour = meeting(60, gto, apogee, inclination_deg=60, offset_km=(1, 1, 1))
    rows = [gto, neighbour, belt(61, 10.0, NOON)]
    full = held(rows, 14, 30)
    focus = np.array([False, True, True])
    part = screen(elements(rows), NOON, 14, 30, focus=focus)
    assert part.approaches.equals(full.approaches)
    assert part.not_covered["norad_cat_id"].to_list() == full.not_covered["norad_cat_id"].to_list() == [50]
    only = screen(elements(rows), NOON, 14, 30, focus=focus, prolonged_only=True)
    assert (
        only.approaches.is_empty()
        == full.approaches.filter(pl.col("kind") == "prolonged_proximity").is_empty()
    )
