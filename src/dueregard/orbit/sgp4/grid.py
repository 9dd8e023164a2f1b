"""States of many objects at the same instants."""

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4 import lanes as at
from dueregard.orbit.sgp4.fields import N_DEEP, NO_ERROR, Codes, Constants, Floats, Ints
from dueregard.orbit.sgp4.lattice import lattice
from dueregard.orbit.sgp4.tile import tile


def grid(
    constants: Constants, lead_min: Floats, offsets_min: Floats, *, time_major: bool = False
) -> tuple[Floats, Floats, Codes]:
    """Return positions (km), velocities (km/s), both TEME, and SGP4's error codes of n objects at m instants.

    ``offsets_min``: (m,), the instants, in minutes from any common origin, in any order; ``lead_min``: (n,), that
    origin minus each object's own epoch, in minutes. Axes are (n, m, 3) and (n, m), or (m, n, 3) and (m, n) where
    ``time_major``; both contiguous. A state with an error is NaN. Raises ``ValueError`` where a time is not finite.

    Runs without the interpreter's lock: threads may each take a part of the objects or of the instants, and the states
    are those of one thread, to the last bit.
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
    views = (r.transpose(1, 0, 2), v.transpose(1, 0, 2), error.T) if time_major else (r, v, error)
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
    none, scratch = np.zeros(N_DEEP), np.empty(at.N_SCRATCH)
    for begin in range(0, len(offsets_min), at.LANES):
        count = min(at.LANES, len(offsets_min) - begin)
        for i in range(len(kind)):
            for k in range(count):
                scratch[at.T + k] = lead_min[i] + offsets_min[begin + k]
            row = deep_row[i]
            if row >= 0:
                lone = tile(common[i], deep[row], kind[i], points, base[row], scratch, count)
            else:
                lone = tile(common[i], none, kind[i], points, 0, scratch, count)
            for k in range(count):
                for c in range(3):
                    r[i, begin + k, c] = scratch[at.X + c * at.LANES + k]
                    v[i, begin + k, c] = scratch[at.VX + c * at.LANES + k]
                error[i, begin + k] = scratch[at.SOUND + k] if lone else NO_ERROR
