"""Velocities that are the derivative of the positions, as the cubic between two states needs them.

The velocity SGP4 prints leaves out how drag and the Moon and Sun change the elements: for some twenty objects of a
catalogue of 26,389 it is off by 2 to 20 m/s, which bends a cubic over a minute by up to 300 m. The positions are taken
as the truth; printed velocities only carry the shape.
"""

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4.prepared import Prepared, at_times

# In its last minutes before SGP4 gives an object up its positions may race off at thousands of km/s. Such a derivative
# says nothing of an orbit, and one such speed would make every pair a candidate: the printed velocity stands.
BELIEVED_KM_S = 0.5

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def make_consistent(r: Floats, v: Floats, step_s: float, begin: int, end: int) -> None:
    """Change velocities (m, n, 3), printed on an even grid of ``step_s``, so that they agree with the positions, of the
    objects from ``begin`` to ``end``.

    Simpson's rule, (r[k+1] - r[k-1]) / 2h = (v[k-1] + 4 v[k] + v[k+1]) / 6, holds for true velocities to h⁴/180 of the
    fifth derivative: 1 mm/s at 60 s in low orbit. What printed velocities miss by it is added to the one in the middle.
    The first and last instant, and those beside a state that is not valid (NaN), are left as printed.
    """
    before = v[0, begin:end].copy()
    for k in range(1, r.shape[0] - 1):
        for i in range(begin, end):
            for c in range(3):
                printed = v[k, i, c]
                rate = (r[k + 1, i, c] - r[k - 1, i, c]) / (2.0 * step_s)
                missing = rate - (before[i - begin, c] + 4.0 * printed + v[k + 1, i, c]) / 6.0
                if abs(missing) < BELIEVED_KM_S:
                    v[k, i, c] = printed + missing
                before[i - begin, c] = printed


def differenced(prepared: Prepared, rows: Ints, at_s: Floats) -> Floats:
    """Return velocities (k, 3) from positions a second apart, good to some mm/s; NaN where there is no state.

    Backwards from ``at_s`` where the object has no state a second later.
    """
    around = np.repeat(at_s, 4) + np.tile((-2.0, -1.0, 0.0, 1.0), len(rows))
    r, _, error = at_times(prepared, np.repeat(rows, 4), around)
    r[error != 0] = np.nan
    r = r.reshape(-1, 4, 3)
    central = (r[:, 3] - r[:, 1]) / 2.0
    backward = (3.0 * r[:, 2] - 4.0 * r[:, 1] + r[:, 0]) / 2.0
    velocity: Floats = np.where(np.isfinite(central), central, backward)
    return velocity
