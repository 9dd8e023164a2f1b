"""From grid states to intervals: when a candidate pair is within D, and where its range is least and greatest.

Between two grid instants each object's path is the cubic through its exact states there (Hermite); the range of a
pair is followed on it. The result locates entries, exits and extremes to seconds; ``refine`` makes them exact with
SGP4, so an error of the cubic (metres, see ``sweep``) only has to stay inside the guard.

**No extreme is stepped over.** The range is sampled every ``fine_s`` and its rate's changes of sign are bisected.
Two extremes can hide between samples only where the second derivative of the range changes sign, which needs a
relative speed v with v² ≤ G d² (G = 2μ/r³, d the range); there |d''| ≤ 2 G d, and what is missed is at most
2 G d h²/8. ``fine_step_s`` keeps that below ``MISSED_KM``.
"""

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.broad.pad import EARTH_KM, MU_KM3_S2, OBLATENESS
from dueregard.orbit.compiled import compiled
from dueregard.orbit.cubic import powers, square_at
from dueregard.orbit.sgp4.compiling import inlined

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MISSED_KM = 0.002  # the greatest wiggle of the range that may go unseen: a fifth of what a row may be off


def fine_step_s(within_km: float) -> float:
    """Return how densely the range must be sampled so that no wiggle above ``MISSED_KM`` is stepped over."""
    gradient = OBLATENESS * 2.0 * MU_KM3_S2 / EARTH_KM**3
    return float(np.sqrt(8.0 * MISSED_KM / (2.0 * gradient * max(within_km, 0.1))))


@inlined
def _range(a: Floats, s: float) -> tuple[float, float]:
    """Return the range at ``s`` and half the derivative of its square by s, which has the sign of the range rate."""
    square, rate, _ = square_at(a, s)
    return np.sqrt(square), rate


@compiled
def _bisect(a: Floats, t0: float, t1: float, lo: float, hi: float, level_km: float) -> float:
    """Return where the range crosses ``level_km`` between lo and hi, or, for a level of -1, where its rate does."""
    r, g = _range(a, (lo - t0) / (t1 - t0))
    low = g < 0.0 if level_km < 0.0 else r > level_km
    for _ in range(40):
        mid = 0.5 * (lo + hi)
        r, g = _range(a, (mid - t0) / (t1 - t0))
        if (g < 0.0 if level_km < 0.0 else r > level_km) == low:
            lo = mid
        else:
            hi = mid
        if hi - lo < 1e-6:
            break
    return 0.5 * (lo + hi)


@compiled
def follow(
    states: Floats, t0: float, t1: float, lo: float, hi: float, within_km: float, fine_s: float, out: Floats
) -> int:
    """Write what the range of one pair does in [lo, hi] into ``out`` and return how many rows were written.

    ``states``: (4, 3) as in ``cubic.powers``: the relative cubic between ``t0`` and ``t1``.
    Rows of ``out``: (what, time, range). what 0: within D from here (an entry, or lo); 1: no longer (an exit, or hi);
    2: a minimum within D; 3: a maximum within D. ``out`` must have room: a full one ends the walk (-1 is returned).
    """
    n = max(1, int(np.ceil((hi - lo) / fine_s)))
    count = 0
    room = out.shape[0] - 4
    path, span = np.empty((4, 3)), t1 - t0
    powers(states, span, path)
    t, (r, g) = lo, _range(path, (lo - t0) / span)
    inside = r <= within_km
    if inside:
        out[count, 0], out[count, 1], out[count, 2] = 0, lo, r
        count += 1
    for k in range(n):
        u = lo + (hi - lo) * (k + 1) / n if k + 1 < n else hi
        ru, gu = _range(path, (u - t0) / span)
        turn = (g < 0.0) != (gu < 0.0)
        middle = _bisect(path, t0, t1, t, u, -1.0) if turn else u
        for half in range(2 if turn else 1):
            a, b = (t, middle) if half == 0 else (middle, u)
            rb = _range(path, (b - t0) / span)[0]
            if (rb <= within_km) != inside:
                x = _bisect(path, t0, t1, a, b, within_km)
                out[count, 0], out[count, 1], out[count, 2] = 1 if inside else 0, x, within_km
                count += 1
                inside = not inside
            if half == 0 and turn and inside:
                out[count, 0], out[count, 1], out[count, 2] = 2 if g < 0.0 else 3, b, rb
                count += 1
            if count > room:
                return -1
        t, r, g = u, ru, gu
    if inside:
        out[count, 0], out[count, 1], out[count, 2] = 1, hi, r
        count += 1
    return count
