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
from dueregard.orbit.cubic import powers, square_at

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
def pass_by(
    states: Floats, a: Floats, t0: float, t1: float, lo: float, hi: float, within_km: float, out: Floats
) -> int:
    """Write the one dip below D of a fast pair in [lo, hi] as rows of ``walk.follow``; return how many were written.

    ``states``: (4, 3) as in ``cubic.powers``: the relative cubic between ``t0`` and ``t1``; ``a``: room for them.
    """
    span = t1 - t0
    powers(states, span, a)
    begin, end = (lo - t0) / span, (hi - t0) / span
    low2, g_low, _ = square_at(a, begin)
    high2, g_high, _ = square_at(a, end)
    if g_low >= 0.0:
        least, least2 = begin, low2
    elif g_high <= 0.0:
        least, least2 = end, high2
    else:
        # The product of range and rate is all but linear in time: Newton from where the chord crosses zero.
        left, right = begin, end
        least = begin - g_low * (end - begin) / (g_high - g_low)
        for _ in range(60):
            least2, rate, bend = square_at(a, least)
            if rate < 0.0:
                left = least
            else:
                right = least
            further = least - rate / bend if bend > 0.0 else 0.5 * (left + right)
            if not left <= further <= right:
                further = 0.5 * (left + right)
            if abs(further - least) * span < 1e-5:
                break
            least = further
    within2 = within_km * within_km
    if least2 > within2:
        return 0
    count = 1
    out[0, 0], out[0, 1], out[0, 2] = 0, lo, np.sqrt(low2)
    if low2 > within2:
        out[0, 1], out[0, 2] = t0 + span * _crossing(a, begin, least, within2), within_km
    if begin < least < end:
        out[1, 0], out[1, 1], out[1, 2] = 2, t0 + span * least, np.sqrt(least2)
        count = 2
    out[count, 0], out[count, 1], out[count, 2] = 1, hi, np.sqrt(high2)
    if high2 > within2:
        out[count, 1], out[count, 2] = t0 + span * _crossing(a, end, least, within2), within_km
    return count + 1


@compiled
def _crossing(a: Floats, outside: float, inside: float, within2: float) -> float:
    """Return where the range crosses D between a place outside and one inside, to some 1e-9 of the step."""
    for _ in range(30):
        middle = 0.5 * (outside + inside)
        if square_at(a, middle)[0] > within2:
            outside = middle
        else:
            inside = middle
    return 0.5 * (outside + inside)
