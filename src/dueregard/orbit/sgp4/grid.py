"""States of many objects at the same instants."""

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4.fields import DEEP, N_DEEP, Codes, Constants, Floats, Ints
from dueregard.orbit.sgp4.lattice import lattice, point_before
from dueregard.orbit.sgp4.one_state import one_state
from dueregard.orbit.sgp4.resonance import N_POINT, STEP_MIN


def grid(
    constants: Constants, lead_min: Floats, offsets_min: Floats, *, time_major: bool = False
) -> tuple[Floats, Floats, Codes]:
    """Return positions (km), velocities (km/s), both TEME, and SGP4's error codes of n objects at m instants.

    ``offsets_min``: (m,), the instants, in minutes from any common origin, in any order; ``lead_min``: (n,), that
    origin minus each object's own epoch, in minutes. Axes are (n, m, 3) and (n, m), or (m, n, 3) and (m, n) where
    ``time_major``; both contiguous. A state with an error is NaN. Raises ``ValueError`` where a time is not finite.
    """
    n, m = len(constants), len(offsets_min)
    if lead_min.shape != (n,):
        raise ValueError(f"one lead per object was expected: {n}, not {lead_min.shape}")
    if not (np.isfinite(lead_min).all() and np.isfinite(offsets_min).all()):
        raise ValueError("times must be finite numbers of minutes")
    shape = (m, n) if time_major else (n, m)
    r, v, error = np.empty((*shape, 3)), np.empty((*shape, 3)), np.empty(shape, np.uint8)
    if not n or not m:
        return r, v, error
    walked = lattice(constants, lead_min + offsets_min.min(), lead_min + offsets_min.max())
    if time_major:
        views = r.transpose(1, 0, 2), v.transpose(1, 0, 2), error.T
    else:
        views = r, v, error
    _grid(
        constants.common, constants.deep, constants.kind, constants.deep_row, walked.points, walked.base, lead_min,
        offsets_min, *views,
    )  # fmt: skip
    return r, v, error


@compiled
def _grid(
    common: Floats, deep: Floats, kind: NDArray[np.int8], deep_row: Ints, points: Floats, base: Ints, lead_min: Floats,
    offsets_min: Floats, r: Floats, v: Floats, error: Codes,
) -> None:  # fmt: skip
    none, point, state = np.zeros(N_DEEP), np.zeros(N_POINT), np.empty(6)
    for i in range(len(kind)):
        row = deep_row[i]
        own = none if row < 0 else deep[row]
        for k in range(len(offsets_min)):
            t = lead_min[i] + offsets_min[k]
            since = 0.0
            if kind[i] > DEEP:
                j = point_before(t)
                point, since = points[base[row] + j], t - j * STEP_MIN
            error[i, k] = one_state(common[i], own, kind[i], point, since, t, state)
            r[i, k, 0], r[i, k, 1], r[i, k, 2] = state[0], state[1], state[2]
            v[i, k, 0], v[i, k, 1], v[i, k, 2] = state[3], state[4], state[5]
