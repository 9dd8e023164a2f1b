"""Which pairs can come within D of each other near one instant: no pair is missed, few are named in vain.

**The pad rule.** Take a grid instant t0 and the half step T on either side. Let Δ be the relative position of a
pair, w its greatest relative speed in that span, and suppose |Δ| ≤ D at some instant τ with |τ| ≤ T. The linear
prediction L(τ) = Δ(0) + Δ'(0) τ misses Δ(τ) by ∫₀^τ (τ-s) Δ''(s) ds. In a central field the relative acceleration is
at most G|Δ| with G = 2μ/r³, r the lesser distance from the Earth's centre, and |Δ(s)| ≤ D + w|τ-s|. So

    |Δ(τ) - L(τ)| ≤ G (D T²/2 + w T³/3),

to which are added 5 % for the oblateness (3 J2 (R/r)² of the gradient is below 1 %, doubled and rounded up) and
``T * VELOCITY_SLACK``, because the velocity is not exactly the derivative of the position. A pair is a
candidate where |L| comes below D + pad in the span; nothing else is left out, so the pad is derived, not chosen.

**The speed gate.** When only stays of at least m seconds are asked for, a pair inside D for a span of m has a mean
relative velocity of at most 2D/m there, and its velocity differs from that mean by at most G D m. Its relative speed
anywhere in the stay is therefore at most 2D/m + G D m; with m at sqrt(2/G), where this bound is least, or the stay
itself where that is shorter.

Pairs are found by sorting the objects into cubic cells and walking five of the nine rows of cells around each (the
other four are seen from the other object). A cell is as wide as two objects can be apart and still be candidates.
"""

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

MU_KM3_S2 = 398600.8  # WGS-72, as SGP4 uses it
EARTH_KM = 6378.135
# What velocities may still differ from the derivative of the positions (``derivative``): 0.3 m/s at the longest step in
# low orbit. Printed ones differ by up to 2.7 m/s for all but some twenty objects; twice that for a pair, rounded up.
VELOCITY_SLACK_KM_S = 0.006
OBLATENESS = 1.05


@compiled
def pad_km(within_km: float, half_s: float, speed_km_s: float, radius_km: float) -> float:
    """Return how far the linear prediction can miss a pair within ``within_km``, kilometres (see the module)."""
    low = max(EARTH_KM, radius_km - 8.0 * half_s)
    gradient = OBLATENESS * 2.0 * MU_KM3_S2 / (low * low * low)
    tide = gradient * (within_km * half_s * half_s / 2.0 + speed_km_s * half_s * half_s * half_s / 3.0)
    return float(tide + half_s * VELOCITY_SLACK_KM_S)


def speed_gate_km_s(within_km: float, dwell_s: float, half_s: float) -> float:
    """Return the relative speed above which no pair stays within D for ``dwell_s``, at any instant of the grid.

    The grid instant may lie up to ``half_s`` outside the stay, where the speed may differ by what the tide does in
    that time. A stay of no length has no such speed: infinite.
    """
    if dwell_s <= 0.0:
        return float("inf")
    gradient = OBLATENESS * 2.0 * MU_KM3_S2 / EARTH_KM**3
    span = min(dwell_s, (2.0 / gradient) ** 0.5)
    inside = 2.0 * within_km / span + gradient * within_km * span
    return float(inside + gradient * (within_km + inside * half_s) * half_s + VELOCITY_SLACK_KM_S)


@compiled
def candidates(
    r: Floats,
    v: Floats,
    alive: Flags,
    focus: Flags,
    twin: Ints,
    within_km: float,
    gate_km_s: float,
    half_s: float,
) -> Ints:
    """Return the pairs (rows of ``r``) that may come within D in the half step around this instant: shape (n, 2).

    ``r``, ``v``: (n, 3) at the instant, TEME, km and km/s. ``alive``: objects with a valid state. ``focus``: a pair is
    looked at where at least one of the two is in focus. ``twin``: objects with the same number here share one element
    set and are not compared (-1: none). ``gate_km_s``: faster pairs are left out; infinite for none.
    """
    n = r.shape[0]
    rows = np.empty(n, np.int64)
    m = 0
    fastest, lowest = 0.0, 1e9
    for i in range(n):
        if alive[i]:
            rows[m] = i
            m += 1
            fastest = max(fastest, v[i, 0] ** 2 + v[i, 1] ** 2 + v[i, 2] ** 2)
            lowest = min(lowest, r[i, 0] ** 2 + r[i, 1] ** 2 + r[i, 2] ** 2)
    found = np.empty((256, 2), np.int64)
    count = 0
    if m < 2:
        return found[:0]
    top = min(gate_km_s, 2.0 * np.sqrt(fastest))
    reach = within_km + pad_km(within_km, half_s, top, np.sqrt(lowest)) + top * half_s
    reach2 = reach * reach
    gate2 = gate_km_s * gate_km_s
    # Cells: at most 2 million on a side, so that a key of three of them fits into 63 bits.
    side = max(reach, 1.0)
    low = np.full(3, 1e18)
    for k in range(m):
        for c in range(3):
            low[c] = min(low[c], r[rows[k], c])
    key = np.empty(m, np.int64)
    width = np.int64(1) << 21
    for k in range(m):
        i = rows[k]
        ix = np.int64((r[i, 0] - low[0]) / side) + 1
        iy = np.int64((r[i, 1] - low[1]) / side) + 1
        iz = np.int64((r[i, 2] - low[2]) / side) + 1
        key[k] = (iz * width + iy) * width + ix
    order = np.argsort(key)
    s = np.empty((m, 6))
    radius = np.empty(m)
    climb = np.empty(m)
    key = key[order]
    for k in range(m):
        i = rows[order[k]]
        for c in range(3):
            s[k, c] = r[i, c]
            s[k, 3 + c] = v[i, c]
        radius[k] = np.sqrt(r[i, 0] ** 2 + r[i, 1] ** 2 + r[i, 2] ** 2)
        climb[k] = abs(r[i, 0] * v[i, 0] + r[i, 1] * v[i, 1] + r[i, 2] * v[i, 2]) / radius[k]
    # The radius bends by at most the greater of gravity and the centrifugal term, both below 20 m/s² here.
    bend = 0.02 * half_s * half_s / 2.0
    shift = np.array([0, width - 0, width * width - width, width * width, width * width + width], np.int64)
    for row in range(5):
        first = 0
        for k in range(m):
            if row == 0:
                j = k + 1
                last_key = key[k] + 1
            else:
                base = key[k] + shift[row]
                while first < m and key[first] < base - 1:
                    first += 1
                j = first
                last_key = base + 1
            x, y, z = s[k, 0], s[k, 1], s[k, 2]
            while j < m and key[j] <= last_key:
                dx, dy, dz = s[j, 0] - x, s[j, 1] - y, s[j, 2] - z
                d2 = dx * dx + dy * dy + dz * dz
                if d2 < reach2:
                    u, p, q = s[j, 3] - s[k, 3], s[j, 4] - s[k, 4], s[j, 5] - s[k, 5]
                    v2 = u * u + p * p + q * q
                    if v2 <= gate2:
                        rv = dx * u + dy * p + dz * q
                        t = 0.0
                        if v2 > 0.0:
                            t = min(half_s, max(-half_s, -rv / v2))
                        near2 = d2 + 2.0 * t * rv + t * t * v2
                        speed = np.sqrt(v2)
                        limit = within_km + pad_km(within_km, half_s, speed, min(radius[k], radius[j]))
                        apart = abs(radius[k] - radius[j]) - (climb[k] + climb[j]) * half_s - 2.0 * bend
                        if near2 <= limit * limit and apart <= within_km:
                            a, b = rows[order[k]], rows[order[j]]
                            if (focus[a] or focus[b]) and not (twin[a] >= 0 and twin[a] == twin[b]):
                                if count == found.shape[0]:
                                    grown = np.empty((2 * count, 2), np.int64)
                                    grown[:count] = found
                                    found = grown
                                found[count, 0] = min(a, b)
                                found[count, 1] = max(a, b)
                                count += 1
                j += 1
    return found[:count]
