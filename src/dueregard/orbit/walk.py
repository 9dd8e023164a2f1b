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

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MISSED_KM = 0.002  # the greatest wiggle of the range that may go unseen: a fifth of what a row may be off


def fine_step_s(within_km: float) -> float:
    """Return how densely the range must be sampled so that no wiggle above ``MISSED_KM`` is stepped over."""
    gradient = OBLATENESS * 2.0 * MU_KM3_S2 / EARTH_KM**3
    return float(np.sqrt(8.0 * MISSED_KM / (2.0 * gradient * max(within_km, 0.1))))


@compiled
def relative(states: Floats, t0: float, t1: float, t: float) -> tuple[float, float]:
    """Return the range (km) and range times range rate (km²/s) at ``t`` on the cubic between ``t0`` and ``t1``.

    ``states``: (4, 3): relative position at t0, velocity at t0, position at t1, velocity at t1.
    """
    h = t1 - t0
    s = (t - t0) / h
    a, b = (1 + 2 * s) * (1 - s) ** 2, s * (1 - s) ** 2 * h
    c, d = s * s * (3 - 2 * s), s * s * (s - 1) * h
    da, db = 6 * s * (s - 1) / h, (1 - s) * (1 - 3 * s)
    dc, dd = -da, s * (3 * s - 2)
    d2, dv = 0.0, 0.0
    for k in range(3):
        x = a * states[0, k] + b * states[1, k] + c * states[2, k] + d * states[3, k]
        u = da * states[0, k] + db * states[1, k] + dc * states[2, k] + dd * states[3, k]
        d2 += x * x
        dv += x * u
    return np.sqrt(d2), dv


@compiled
def bisect(states: Floats, t0: float, t1: float, lo: float, hi: float, level_km: float) -> float:
    """Return where the range crosses ``level_km`` between lo and hi, or, for a level of -1, where its rate does."""
    r, g = relative(states, t0, t1, lo)
    low = g < 0.0 if level_km < 0.0 else r > level_km
    for _ in range(40):
        mid = 0.5 * (lo + hi)
        r, g = relative(states, t0, t1, mid)
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

    Rows of ``out``: (what, time, range). what 0: within D from here (an entry, or lo); 1: no longer (an exit, or hi);
    2: a minimum within D; 3: a maximum within D. ``out`` must have room: a full one ends the walk (-1 is returned).
    """
    n = max(1, int(np.ceil((hi - lo) / fine_s)))
    count = 0
    room = out.shape[0] - 4
    t, (r, g) = lo, relative(states, t0, t1, lo)
    inside = r <= within_km
    if inside:
        out[count, 0], out[count, 1], out[count, 2] = 0, lo, r
        count += 1
    for k in range(n):
        u = lo + (hi - lo) * (k + 1) / n if k + 1 < n else hi
        ru, gu = relative(states, t0, t1, u)
        turn = (g < 0.0) != (gu < 0.0)
        middle = bisect(states, t0, t1, t, u, -1.0) if turn else u
        for half in range(2 if turn else 1):
            a, b = (t, middle) if half == 0 else (middle, u)
            rb = relative(states, t0, t1, b)[0]
            if (rb <= within_km) != inside:
                x = bisect(states, t0, t1, a, b, within_km)
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
