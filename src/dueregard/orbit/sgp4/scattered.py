"""States of any object at any time: what refining closest approaches asks for."""

import numpy as np

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4 import lanes as at
from dueregard.orbit.sgp4.fields import N_DEEP, NO_ERROR, Codes, Constants, Floats, Ints, Kinds
from dueregard.orbit.sgp4.lattice import lattice
from dueregard.orbit.sgp4.tile import tile


def scattered(constants: Constants, rows: Ints, minutes: Floats) -> tuple[Floats, Floats, Codes]:
    """Return the state of object ``rows[k]`` at ``minutes[k]`` from its own epoch, for each k.

    Positions (k, 3) in km and velocities (k, 3) in km/s, TEME, and SGP4's error codes (k,). A state with an error is
    NaN. The states are those of ``grid``, to the last bit; the order asked for costs nothing. Raises ``ValueError`` for
    a row that there is not, or a time that is not finite.
    """
    # One kind of array, so that no other kernel is ever compiled.
    rows, minutes = np.ascontiguousarray(rows, np.int64), np.ascontiguousarray(minutes, np.float64)
    n, size = len(constants), len(rows)
    if minutes.shape != (size,):
        raise ValueError(f"one time per row was expected: {size}, not {minutes.shape}")
    if size and not (rows.min() >= 0 and rows.max() < n):
        raise ValueError(f"rows must lie between 0 and {n - 1}")
    if not np.isfinite(minutes).all():
        raise ValueError("times must be finite numbers of minutes")
    who, end, order = _by_object(rows, n)
    earliest, latest = np.empty(len(who)), np.empty(len(who))
    _extremes(order, end, minutes, earliest, latest)
    walked = lattice(constants, who, earliest, latest)
    r, v, error = np.empty((size, 3)), np.empty((size, 3)), np.empty(size, np.uint8)
    _scattered(
        constants.common, constants.deep, constants.kind, constants.deep_row, walked.points, walked.base, who, end,
        order, minutes, r, v, error,
    )  # fmt: skip
    return r, v, error


def _by_object(rows: Ints, n: int) -> tuple[Ints, Ints, Ints]:
    """Return the objects asked for, where each one's entries end in the order by object, and that order."""
    if len(rows) * 8 < n:  # a few: sorting them is less than looking at every object
        order = np.argsort(rows, kind="stable")
        ordered = rows[order]
        last = np.flatnonzero(np.r_[ordered[1:] != ordered[:-1], len(rows) > 0])
        return ordered[last], last + 1, order
    count = np.bincount(rows, minlength=n)
    order = np.empty(len(rows), np.int64)
    _count_out(rows, np.cumsum(count) - count, order)
    who = np.flatnonzero(count)
    return who, np.cumsum(count[who]), order


@compiled
def _count_out(rows: Ints, begin: Ints, order: Ints) -> None:
    for k in range(len(rows)):
        order[begin[rows[k]]] = k
        begin[rows[k]] += 1


@compiled
def _extremes(order: Ints, end: Ints, minutes: Floats, earliest: Floats, latest: Floats) -> None:
    begin = 0
    for q in range(len(end)):
        low = high = minutes[order[begin]]
        for k in range(begin + 1, end[q]):
            low, high = min(low, minutes[order[k]]), max(high, minutes[order[k]])
        earliest[q], latest[q], begin = low, high, end[q]


@compiled
def _scattered(
    common: Floats, deep: Floats, kind: Kinds, deep_row: Ints, points: Floats, base: Ints, who: Ints, end: Ints,
    order: Ints, minutes: Floats, r: Floats, v: Floats, error: Codes,
) -> None:  # fmt: skip
    none, scratch = np.zeros(N_DEEP), np.empty(at.N_SCRATCH)
    begin = 0
    for q in range(len(who)):
        i = who[q]
        own = deep[deep_row[i]] if deep_row[i] >= 0 else none
        while begin < end[q]:
            count = min(at.LANES, end[q] - begin)
            for k in range(count):
                scratch[at.T + k] = minutes[order[begin + k]]
            lone = tile(common[i], own, kind[i], points, base[q], scratch, count)
            for k in range(count):
                to = order[begin + k]
                for c in range(3):
                    r[to, c] = scratch[at.X + c * at.LANES + k]
                    v[to, c] = scratch[at.VX + c * at.LANES + k]
                error[to] = scratch[at.SOUND + k] if lone else NO_ERROR
            begin += count
