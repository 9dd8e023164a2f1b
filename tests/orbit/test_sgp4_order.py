"""A state depends on its element set and its time alone: not on order, company, layout or threads."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from sgp4_sets import EPOCH, every_kind

from dueregard.orbit.sgp4 import grid, prepared, scattered


@pytest.fixture(scope="module")
def made():
    return prepared.prepare(every_kind(9), EPOCH)


@pytest.fixture(scope="module")
def minutes():
    return np.sort(np.random.default_rng(4).uniform(-9_000.0, 9_000.0, 83))


def same(one, other):
    """Tell whether two arrays hold the same numbers to the last bit, NaN where NaN."""
    return np.array_equal(one, other, equal_nan=True)


def test_a_shuffled_grid_gives_the_same_states(made, minutes):
    r, v, error = grid(made.constants, made.lead_min, minutes)
    order = np.random.default_rng(5).permutation(len(minutes))
    r2, v2, error2 = grid(made.constants, made.lead_min, minutes[order])
    assert same(r[:, order], r2)
    assert same(v[:, order], v2)
    assert (error[:, order] == error2).all()


def test_a_grid_in_pieces_gives_the_same_states(made, minutes):
    r, _, error = grid(made.constants, made.lead_min, minutes)
    pieces = [grid(made.constants, made.lead_min, part) for part in (minutes[:1], minutes[1:8], minutes[8:])]
    assert same(r, np.concatenate([piece[0] for piece in pieces], axis=1))
    assert (error == np.concatenate([piece[2] for piece in pieces], axis=1)).all()


def test_scattered_states_are_those_of_the_grid_in_any_order(made, minutes):
    r, v, error = grid(made.constants, made.lead_min, minutes)
    rows, at = (a.ravel() for a in np.meshgrid(np.arange(len(made)), np.arange(len(minutes)), indexing="ij"))
    order = np.random.default_rng(6).permutation(len(rows))
    rows, at = rows[order], at[order]
    r2, v2, error2 = scattered(made.constants, rows, made.lead_min[rows] + minutes[at])
    assert same(r[rows, at], r2)
    assert same(v[rows, at], v2)
    assert (error[rows, at] == error2).all()


def test_a_subset_gives_the_same_states(made, minutes):
    whole = prepared.on_grid(made, minutes * 60.0)
    rows = np.random.default_rng(8).permutation(len(made))[: len(made) // 2]
    part = prepared.on_grid(prepared.subset(made, rows), minutes * 60.0)
    assert same(whole.positions_km[rows], part.positions_km)
    assert (whole.error[rows] == part.error).all()


def test_time_major_is_the_same_states_with_the_axes_turned(made, minutes):
    r, v, error = grid(made.constants, made.lead_min, minutes)
    r2, v2, error2 = grid(made.constants, made.lead_min, minutes, time_major=True)
    assert r2.flags.c_contiguous
    assert same(r.transpose(1, 0, 2), r2)
    assert same(v.transpose(1, 0, 2), v2)
    assert (error.T == error2).all()


def test_many_threads_give_the_bytes_of_one(made, minutes):
    rows = np.arange(len(made))
    alone = prepared.on_grid(made, minutes * 60.0)
    parts = [prepared.subset(made, part) for part in np.array_split(rows, 7)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda part: prepared.on_grid(part, minutes * 60.0), parts))
    joined = np.concatenate([part.positions_km for part in together])
    assert joined.tobytes() == alone.positions_km.tobytes()


def test_given_arrays_are_filled_and_returned(made, minutes):
    fresh = grid(made.constants, made.lead_min, minutes, time_major=True)
    given = tuple(np.full_like(one, 7) for one in fresh)
    back = grid(made.constants, made.lead_min, minutes, time_major=True, out=given)
    assert all(one is other for one, other in zip(back, given, strict=True))
    assert all(same(one, other) for one, other in zip(back, fresh, strict=True))
    by_time = prepared.on_grid_by_time(made, minutes * 60.0)
    assert same(by_time[0], prepared.on_grid(made, minutes * 60.0).positions_km.transpose(1, 0, 2))


def test_whole_numbers_and_slices_are_times_like_any_other(made):
    steps = np.arange(0, 200, 2)
    assert same(
        grid(made.constants, made.lead_min, steps)[0],
        grid(made.constants, made.lead_min, np.arange(200.0)[::2])[0],
    )
    few = np.arange(5, dtype=np.int32)
    assert same(
        scattered(made.constants, few, np.arange(5))[0],
        scattered(made.constants, few.astype(int), np.arange(5.0))[0],
    )
