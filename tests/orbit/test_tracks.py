"""Element sets that follow one another: which one holds when, frozen courses, ages, and what a pair's path says."""

from datetime import timedelta

import numpy as np
import pytest
from invented_orbits import NOON, companion, elements, meeting, orbit, satrec

from dueregard.orbit.tracks import make_tracks, pair_path, rows_at

DAY = 86_400.0
BASE = orbit(10, perigee_km=700, inclination_deg=98)


def at_epoch(row: dict, hours: float, **other) -> dict:
    return row | {"epoch": (NOON + timedelta(hours=hours)).replace(tzinfo=None)} | other


def three_sets() -> list[dict]:
    """Return sets of object 10 at -6, 0 and +12 hours, out of order, and one of object 20 at +3 hours."""
    return [
        at_epoch(BASE, 12, mean_anomaly_deg=200.0),
        at_epoch(companion(20, BASE, ahead_km=5), 3),
        at_epoch(BASE, -6, mean_anomaly_deg=40.0),
        at_epoch(BASE, 0, mean_anomaly_deg=0.0),
    ]


def test_the_newest_set_not_after_the_instant_holds_and_before_all_the_earliest() -> None:
    tracks = make_tracks(elements(three_sets()), NOON)
    t = np.array([-10, -6.0001, -6, -1e-9, 0, 3, 11.9999, 12, 400]) * 3600.0
    epochs = tracks.epoch_s[rows_at(tracks, 10, t)] / 3600.0
    assert epochs.tolist() == [-6, -6, -6, -6, 0, 0, 0, 12, 12]
    assert (tracks.epoch_s[rows_at(tracks, 20, t)] == 3 * 3600.0).all()
    assert rows_at(tracks, 99, t).tolist() == [-1] * len(t)
    assert rows_at(tracks, 10, np.empty(0)).shape == (0,)


def test_the_order_of_the_table_does_not_matter() -> None:
    rows = three_sets()
    t = np.linspace(-8, 20, 57) * 3600.0
    one = pair_path(make_tracks(elements(rows), NOON), 10, 20, t)
    other = pair_path(make_tracks(elements(rows[::-1]), NOON), 10, 20, t)
    assert np.array_equal(one.range_km, other.range_km)
    assert np.array_equal(one.high_km, other.high_km)


def test_ages_are_counted_from_the_set_that_holds() -> None:
    path = pair_path(make_tracks(elements(three_sets()), NOON), 10, 20, np.array([-7, 1, 13, 27]) * 3600.0)
    assert path.age1_d * 24 == pytest.approx([-1, 1, 1, 15], abs=1e-9)
    assert path.age2_d * 24 == pytest.approx([-10, -2, 10, 24], abs=1e-9)


def test_the_path_is_that_of_the_reference_for_the_set_that_holds() -> None:
    rows = three_sets()
    t = np.array([-3.0, 5.0, 15.0]) * 3600
    path = pair_path(make_tracks(elements(rows), NOON), 10, 20, t)
    for k, row in enumerate((rows[2], rows[3], rows[0])):
        at = NOON + timedelta(seconds=float(t[k]))
        jd_fr = satrec(row).jdsatepoch, satrec(row).jdsatepochF
        days = (at.replace(tzinfo=None) - row["epoch"]) / timedelta(days=1)
        _, r1, _ = satrec(row).sgp4(jd_fr[0], jd_fr[1] + days)
        days = (at.replace(tzinfo=None) - rows[1]["epoch"]) / timedelta(days=1)
        other = satrec(rows[1])
        _, r2, _ = other.sgp4(other.jdsatepoch, other.jdsatepochF + days)
        assert path.positions1_km[k] == pytest.approx(r1, abs=1e-4)
        assert path.range_km[k] == pytest.approx(np.linalg.norm(np.subtract(r2, r1)), abs=1e-4)


def test_a_frozen_course_keeps_the_set_it_had_at_that_instant() -> None:
    tracks = make_tracks(elements(three_sets()), NOON)
    t = np.array([-1, 1, 13]) * 3600.0
    free = pair_path(tracks, 10, 20, t)
    first = pair_path(tracks, 10, 20, t, frozen_s=(1.0, None))
    assert np.array_equal(first.positions1_km[1], free.positions1_km[1])
    assert not np.array_equal(first.positions1_km[2], free.positions1_km[2])
    assert first.age1_d * 24 == pytest.approx([-1, 1, 13], abs=1e-9)
    assert np.array_equal(first.positions2_km, free.positions2_km)
    assert not first.relative
    before = pair_path(tracks, 10, 20, t, frozen_s=(-1e9, None))
    assert before.age1_d * 24 == pytest.approx([5, 7, 19], abs=1e-9)
    second = pair_path(tracks, 20, 10, t, frozen_s=(None, 1.0))
    assert np.array_equal(second.positions2_km, first.positions1_km)
    same = pair_path(tracks, 10, 20, t, frozen_s=(None, 1.0))
    assert np.array_equal(same.range_km, free.range_km)  # object 2 has one set only


def test_swapping_the_pair_mirrors_the_path() -> None:
    tracks = make_tracks(elements([BASE, companion(20, BASE, ahead_km=4.0, inclination_deg=98.02)]), NOON)
    t = np.linspace(0, 7000, 40)
    one, other = pair_path(tracks, 10, 20, t), pair_path(tracks, 20, 10, t)
    assert one.range_km == pytest.approx(other.range_km, abs=1e-12)
    assert one.low_km == pytest.approx(other.low_km)
    assert one.high_km == pytest.approx(other.high_km)
    assert np.allclose(one.rtn_km, other.rtn_of_1_km)
    assert np.allclose(one.rtn_of_1_km, other.rtn_km)
    assert np.linalg.norm(one.rtn_km, axis=1) == pytest.approx(one.range_km)
    assert np.allclose(one.sigma_rtn_km, other.sigma_rtn_of_1_km)


def test_neighbours_get_the_relative_error_and_fast_passers_the_absolute_one() -> None:
    passer = meeting(30, BASE, NOON + timedelta(minutes=30), inclination_deg=60, offset_km=(1.0, 0, 0))
    tracks = make_tracks(elements([BASE, companion(20, BASE, ahead_km=4.0), passer]), NOON)
    t = np.linspace(1700, 1900, 21)
    slow, fast = pair_path(tracks, 10, 20, t), pair_path(tracks, 10, 30, t)
    assert (slow.relative, fast.relative) == (True, False)
    assert (slow.speed_km_s < 0.1).all()
    assert (fast.speed_km_s > 1).all()
    for path in (slow, fast):
        assert path.good.all()
        assert (path.low_km <= path.range_km).all()
        assert (path.range_km <= path.high_km).all()
        assert (path.floor_km > 0.1).all()
        assert (path.floor_km < path.high_km).all()
    frozen = pair_path(
        tracks, 10, 20, t, frozen_s=(0.0, None)
    )  # the same set, but the errors are no longer shared
    assert np.array_equal(frozen.range_km, slow.range_km)
    assert not frozen.relative
    assert not np.allclose(frozen.sigma_rtn_km, slow.sigma_rtn_km)


def test_an_object_without_sets_has_no_state_and_the_pair_no_range() -> None:
    tracks = make_tracks(elements([BASE]), NOON)
    path = pair_path(tracks, 10, 77, np.array([0.0, 60.0]))
    assert not path.good.any()
    assert np.isnan(path.range_km).all()
    assert np.isnan(path.low_km).all()
    assert np.isfinite(path.positions1_km).all()
    assert not path.relative


def test_where_sgp4_gives_up_the_path_has_a_gap_and_no_more() -> None:
    falling = orbit(20, perigee_km=140, bstar=0.1, inclination_deg=60)
    fresh = at_epoch(falling, 2, bstar=1e-5)
    fresh |= {k: v for k, v in orbit(20, perigee_km=400).items() if k == "mean_motion_rev_day"}
    tracks = make_tracks(elements([BASE, falling, fresh]), NOON)
    path = pair_path(tracks, 10, 20, np.array([0.0, 3600.0, 3 * 3600.0]))
    assert path.good.tolist() == [True, False, True]
    assert np.isfinite(path.range_km).tolist() == [True, False, True]
    assert np.isfinite(path.high_km).tolist() == [True, False, True]


def test_no_set_at_all_gives_empty_tracks() -> None:
    tracks = make_tracks(elements([]), NOON)
    assert tracks.rows == {}
    assert rows_at(tracks, 1, np.zeros(2)).tolist() == [-1, -1]
