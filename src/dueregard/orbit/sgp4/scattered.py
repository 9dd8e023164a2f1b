"""States of any object at any time: what refining closest approaches asks for."""

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4 import lanes as at
from dueregard.orbit.sgp4.fields import N_DEEP, NO_ERROR, Codes, Constants, Floats, Ints
from dueregard.orbit.sgp4.lattice import lattice
from dueregard.orbit.sgp4.tile import tile


def scattered(constants: Constants, rows: Ints, minutes: Floats) -> tuple[Floats, Floats, Codes]:
    """Return the state of object ``rows[k]`` at ``minutes[k]`` from its own epoch, for each k.

    Positions (k, 3) in km and velocities (k, 3) in km/s, TEME, and SGP4's error codes (k,). A state with an error is
    NaN. The states are those of ``grid``, to the last bit; the order asked for costs nothing. Raises ``ValueError`` for
    a row that there is not, or a time that is not finite.
    """
    n, size = len(constants), len(rows)
    if minutes.shape != (size,):
        raise ValueError(f"one time per row was expected: {size}, not {minutes.shape}")
    if size and not (rows.min() >= 0 and rows.max() < n):
        raise ValueError(f"rows must lie between 0 and {n - 1}")
    if not np.isfinite(minutes).all():
        raise ValueError("times must be finite numbers of minutes")
    earliest, latest = np.full(n, np.inf), np.full(n, -np.inf)
    order, end = np.empty(size, np.int64), np.zeros(n, np.int64)
    _by_object(rows, minutes, earliest, latest, order, end)
    walked = lattice(constants, earliest, latest)
    r, v, error = np.empty((size, 3)), np.empty((size, 3)), np.empty(size, np.uint8)
    _scattered(
        constants.common, constants.deep, constants.kind, constants.deep_row, walked.points, walked.base, order, end,
        minutes, r, v, error,
    )  # fmt: skip
    return r, v, error


@compiled
def _by_object(rows: Ints, minutes: Floats, earliest: Floats, latest: Floats, order: Ints, end: Ints) -> None:
    """Order what is asked by object, as it came; ``end[i]`` is where object i ends in ``order``. Note its extremes."""
    for k in range(len(rows)):
        i = rows[k]
        end[i] += 1
        earliest[i], latest[i] = min(earliest[i], minutes[k]), max(latest[i], minutes[k])
    begin = 0
    for i in range(len(end)):
        begin, end[i] = begin + end[i], begin
    for k in range(len(rows)):
        order[end[rows[k]]] = k
        end[rows[k]] += 1


@compiled
def _scattered(
    common: Floats, deep: Floats, kind: NDArray[np.int8], deep_row: Ints, points: Floats, base: Ints, order: Ints,
    end: Ints, minutes: Floats, r: Floats, v: Floats, error: Codes,
) -> None:  # fmt: skip
    none, scratch = np.zeros(N_DEEP), np.empty(at.N_SCRATCH)
    begin = 0
    for i in range(len(kind)):
        while begin < end[i]:
            count = min(at.LANES, end[i] - begin)
            for k in range(count):
                scratch[at.T + k] = minutes[order[begin + k]]
            row = deep_row[i]
            if row >= 0:
                lone = tile(common[i], deep[row], kind[i], points, base[row], scratch, count)
            else:
                lone = tile(common[i], none, kind[i], points, 0, scratch, count)
            for k in range(count):
                to = order[begin + k]
                for c in range(3):
                    r[to, c] = scratch[at.X + c * at.LANES + k]
                    v[to, c] = scratch[at.VX + c * at.LANES + k]
                error[to] = scratch[at.SOUND + k] if lone else NO_ERROR
            begin += count
