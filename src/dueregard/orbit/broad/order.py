"""The objects of one instant, sorted by direction and then by height, so that those that can meet lie together.

Directions are cut into cubes of the unit vector's coordinates, as wide as two objects that meet can be apart: partners
are in the same cube or in one that touches it. Within a cube objects stand in the order of their least radius, so that
those whose heights overlap are a run. A few objects that sweep much more than the rest (eccentric orbits near perigee)
would make every cube wide; they are set apart and looked at against all cubes in their reach.
"""

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.broad.bounds import bounds
from dueregard.orbit.broad.lanes import LANES
from dueregard.orbit.broad.pad import MU_KM3_S2
from dueregard.orbit.compiled import compiled

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Flags = NDArray[np.bool_]

MOST_CUBES = 24  # on a side
# Radii as steps of a kilometre from 4,096 km, of two from 8,192 km, and so on: the leading bits of a single.
LOWEST_KM, HIGHEST_KM, DROPPED_BITS = 4096.0, 131_000.0, 11
N_HEIGHTS = 5 << (23 - DROPPED_BITS)


@compiled
def height_step(radius_km: Floats, out: Small) -> None:
    """Write the step of each radius into ``out``: whole numbers that never fall where the radius rises."""
    single = np.empty(1, np.float32)
    bits = single.view(np.int32)
    single[0] = LOWEST_KM
    first = bits[0] >> DROPPED_BITS
    for k in range(len(radius_km)):
        single[0] = min(max(radius_km[k], LOWEST_KM), HIGHEST_KM)
        out[k] = (bits[0] >> DROPPED_BITS) - first


@compiled
def in_order(
    r: Floats, v: Floats, alive: Flags, within_km: float, half_s: float, reach_km: float
) -> tuple[Singles, Small, Small, Small, Small, int]:
    """Return the living objects sorted: states, least and greatest step of height, rows, where cubes begin, cubes.

    States: (6, m + ``LANES``) as x, y, z and velocity, single precision; steps and rows (m,); cubes on a side c, and
    begins (c³ + 2): regular objects of cube q lie from begins[q] to begins[q + 1]; those set apart follow from
    begins[c³] to begins[c³ + 1]. ``reach_km``: how far apart a candidate pair can be at the instant.
    """
    n = r.shape[0]
    rows, m = np.empty(n, np.int32), 0
    low, high, swept = np.empty(n), np.empty(n), np.empty(n)
    lowest = 1e18
    for i in range(n):
        if alive[i]:
            low[m], high[m], swept[m] = bounds(r[i, 0], r[i, 1], r[i, 2], v[i, 0], v[i, 1], v[i, 2], half_s)
            lowest = min(lowest, low[m])
            rows[m] = i
            m += 1
    # The angle of a circular orbit at the least radius: what sweeps more is set apart.
    usual = 1.02 * half_s * np.sqrt(MU_KM3_S2 / (lowest * lowest * lowest)) + 1e-4
    apart = within_km / lowest
    width = min(2.0 * usual + apart, reach_km / lowest)
    side = min(MOST_CUBES, max(1, int(2.0 / width)))
    floor, ceiling = np.empty(m, np.int32), np.empty(m, np.int32)
    height_step(low[:m], floor)
    height_step(high[:m] + within_km, ceiling)
    cube, cubes = np.empty(m, np.int32), side * side * side
    for k in range(m):
        i = rows[k]
        if swept[k] > usual:
            cube[k] = cubes
            continue
        scale = 0.5 * side / np.sqrt(r[i, 0] * r[i, 0] + r[i, 1] * r[i, 1] + r[i, 2] * r[i, 2])
        half = 0.5 * side
        ix = min(side - 1, int(r[i, 0] * scale + half))
        iy = min(side - 1, int(r[i, 1] * scale + half))
        iz = min(side - 1, int(r[i, 2] * scale + half))
        cube[k] = (iz * side + iy) * side + ix
    # Two counting sorts: by height, then by cube, the second of which keeps the order of the first.
    place = np.zeros(N_HEIGHTS + 1, np.int32)
    for k in range(m):
        place[floor[k] + 1] += 1
    for k in range(N_HEIGHTS):
        place[k + 1] += place[k]
    by_height = np.empty(m, np.int32)
    for k in range(m):
        by_height[place[floor[k]]] = k
        place[floor[k]] += 1
    begins = np.zeros(cubes + 2, np.int32)
    for k in range(m):
        begins[cube[k] + 1] += 1
    for k in range(cubes + 1):
        begins[k + 1] += begins[k]
    place = begins.copy()
    states = np.zeros((6, m + LANES), np.float32)
    row, least, greatest = np.empty(m, np.int32), np.empty(m, np.int32), np.empty(m, np.int32)
    for h in range(m):
        k = by_height[h]
        to = place[cube[k]]
        place[cube[k]] += 1
        i = rows[k]
        row[to], least[to], greatest[to] = i, floor[k], ceiling[k]
        for c in range(3):
            states[c, to], states[3 + c, to] = r[i, c], v[i, c]
    return states, least, greatest, row, begins, side
