"""States of any object at any time, one by one: what refining closest approaches asks for."""

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4.fields import DEEP, N_DEEP, Codes, Constants, Floats, Ints
from dueregard.orbit.sgp4.lattice import lattice, point_before
from dueregard.orbit.sgp4.one_state import one_state
from dueregard.orbit.sgp4.resonance import N_POINT, STEP_MIN


def scattered(constants: Constants, rows: Ints, minutes: Floats) -> tuple[Floats, Floats, Codes]:
    """Return the state of object ``rows[k]`` at ``minutes[k]`` from its own epoch, for each k.

    Positions (k, 3) in km and velocities (k, 3) in km/s, TEME, and SGP4's error codes (k,). A state with an error is
    NaN. Raises ``ValueError`` for a row that there is not, or a time that is not finite.
    """
    n, size = len(constants), len(rows)
    if minutes.shape != (size,):
        raise ValueError(f"one time per row was expected: {size}, not {minutes.shape}")
    if size and not (rows.min() >= 0 and rows.max() < n):
        raise ValueError(f"rows must lie between 0 and {n - 1}")
    if not np.isfinite(minutes).all():
        raise ValueError("times must be finite numbers of minutes")
    earliest, latest = np.full(n, np.inf), np.full(n, -np.inf)
    _extremes(rows, minutes, earliest, latest)
    walked = lattice(constants, earliest, latest)
    r, v, error = np.empty((size, 3)), np.empty((size, 3)), np.empty(size, np.uint8)
    _scattered(
        constants.common, constants.deep, constants.kind, constants.deep_row, walked.points, walked.base, rows, minutes,
        r, v, error,
    )  # fmt: skip
    return r, v, error


@compiled
def _extremes(rows: Ints, minutes: Floats, earliest: Floats, latest: Floats) -> None:
    for k in range(len(rows)):
        i = rows[k]
        earliest[i], latest[i] = min(earliest[i], minutes[k]), max(latest[i], minutes[k])


@compiled
def _scattered(
    common: Floats, deep: Floats, kind: NDArray[np.int8], deep_row: Ints, points: Floats, base: Ints, rows: Ints,
    minutes: Floats, r: Floats, v: Floats, error: Codes,
) -> None:  # fmt: skip
    none, point, state = np.zeros(N_DEEP), np.zeros(N_POINT), np.empty(6)
    for k in range(len(rows)):
        i, t, since = rows[k], minutes[k], 0.0
        row = deep_row[i]
        own = none if row < 0 else deep[row]
        if kind[i] > DEEP:
            j = point_before(t)
            point, since = points[base[row] + j], t - j * STEP_MIN
        error[k] = one_state(common[i], own, kind[i], point, since, t, state)
        r[k, 0], r[k, 1], r[k, 2] = state[0], state[1], state[2]
        v[k, 0], v[k, 1], v[k, 2] = state[3], state[4], state[5]
