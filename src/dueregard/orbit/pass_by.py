"""Fast passes: one dip of the range, followed on the cubic between two grid states.

**One dip.** The range d has (d²/2)'' = v² + Δ·Δ'' ≥ v² - G d² (``broad.pad``). Between two dips below D it would have
to rise to a maximum, where v² ≤ G d². Around an anchor with half step T a pair that is within D somewhere is within
D + 2wT everywhere, w its greatest speed, and its speed changes by at most 2T G (D + 2wT). Where the speed at the anchor
is at least ``fast_km_s``, v² > G d² holds throughout and there is one dip at most: a minimum or an end of the span.
"""

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.broad.pad import EARTH_KM, MU_KM3_S2, OBLATENESS
from dueregard.orbit.compiled import compiled
from dueregard.orbit.walk import relative

Floats = NDArray[np.float64]


def fast_km_s(within_km: float, half_s: float, radius_km: float = EARTH_KM) -> float:
    """Return the relative speed at an anchor from which a pair's range has one dip at most in the half steps around it.

    ``radius_km``: the least radius at which pairs meet. Infinite where the step is too long for any speed to do.
    """
    gradient = OBLATENESS * 2.0 * MU_KM3_S2 / radius_km**3
    root, span = gradient**0.5, 2.0 * half_s
    # With w ≤ W = (1 + c) v + b:  v - (c v + b) > root (D + 2 T W), c and b the change of speed over the span.
    change = gradient * span
    c = change * span / max(1e-9, 1.0 - change * span)
    b = change * within_km * (1.0 + c)
    gain = 1.0 - c - root * span * (1.0 + c)
    if gain <= 0.05:
        return float("inf")
    return float(max(0.1, (b + root * (within_km + span * b)) / gain))


@compiled
def pass_by(states: Floats, t0: float, t1: float, lo: float, hi: float, within_km: float, out: Floats) -> int:
    """Write the one dip below D of a fast pair in [lo, hi] as rows of ``walk.follow``; return how many were written.

    ``states``: (4, 3) as in ``walk``: the relative cubic between ``t0`` and ``t1``.
    """
    r_lo, g_lo = relative(states, t0, t1, lo)
    r_hi, g_hi = relative(states, t0, t1, hi)
    if g_lo >= 0.0:
        least_s, least = lo, r_lo
    elif g_hi <= 0.0:
        least_s, least = hi, r_hi
    else:
        a, b = lo, hi
        least_s = lo - g_lo * (hi - lo) / (g_hi - g_lo)
        g_a, g_b = g_lo, g_hi
        least = r_lo
        # The product of range and rate is all but linear in time: the secant needs two or three steps.
        for _ in range(60):
            least, g = relative(states, t0, t1, least_s)
            if g < 0.0:
                a, g_a = least_s, g
            else:
                b, g_b = least_s, g
            further = a - g_a * (b - a) / (g_b - g_a) if g_b > g_a else 0.5 * (a + b)
            if abs(further - least_s) < 1e-7 or b - a < 1e-7:
                break
            least_s = further
            # Far from D it does not matter where exactly: the least range is not below what the tangent says.
    if least > within_km:
        return 0
    count = 0
    out[count, 0], out[count, 1], out[count, 2] = 0, lo, r_lo
    if r_lo > within_km:
        out[count, 1] = _crossing(states, t0, t1, lo, least_s, within_km)
        out[count, 2] = within_km
    count += 1
    if lo < least_s < hi:
        out[count, 0], out[count, 1], out[count, 2] = 2, least_s, least
        count += 1
    out[count, 0], out[count, 1], out[count, 2] = 1, hi, r_hi
    if r_hi > within_km:
        out[count, 1] = _crossing(states, t0, t1, hi, least_s, within_km)
        out[count, 2] = within_km
    return count + 1


@compiled
def _crossing(states: Floats, t0: float, t1: float, outside: float, inside: float, within_km: float) -> float:
    """Return where the range crosses D between an instant outside and one inside, to a microsecond."""
    for _ in range(60):
        middle = 0.5 * (outside + inside)
        if relative(states, t0, t1, middle)[0] > within_km:
            outside = middle
        else:
            inside = middle
        if abs(outside - inside) < 1e-6:
            break
    return 0.5 * (outside + inside)
