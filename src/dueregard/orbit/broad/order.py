"""The objects of one instant, sorted by direction and then by height, so that those that can meet lie together.

Directions are cut into cubes of the unit vector's coordinates, as wide as two objects that meet can be apart: partners
are in the same cube or in one that touches it. Within a cube objects stand in the order of their least radius, so that
those whose heights overlap are a run. A few objects sweep more than the cubes allow for (near a low perigee) or change
their height so much that they overlap with everything: they are set apart and held against all cubes in their reach.
"""

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.broad.bounds import bounds
from dueregard.orbit.broad.lanes import FIELDS, LANES, first_of
from dueregard.orbit.broad.pad import MU_KM3_S2
from dueregard.orbit.compiled import compiled

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Flags = NDArray[np.bool_]

MOST_CUBES = 24  # on a side
# Cubes are made for circular orbits from this radius on; the few lower ones are set apart.
CIRCULAR_FROM_KM = 6650.0
WIDE_KM = 1000.0  # what changes its height by more within the step is set apart
# Radii as steps of a kilometre from 4,096 km, of two from 8,192 km, and so on: the leading bits of a single.
LOWEST_KM, HIGHEST_KM, DROPPED_BITS = 4096.0, 131_000.0, 11
N_HEIGHTS = 5 << (23 - DROPPED_BITS)
NOBODY = 1 << 20  # a step above all heights


@compiled
def height_step(radius_km: Floats, count: int, out: Small) -> None:
    """Write the step of each of ``count`` radii into ``out``: whole numbers that never fall where the radius rises."""
    single = np.empty(1, np.float32)
    bits = single.view(np.int32)
    single[0] = LOWEST_KM
    first = bits[0] >> DROPPED_BITS
    for k in range(count):
        single[0] = min(max(radius_km[k], LOWEST_KM), HIGHEST_KM)
        out[k] = (bits[0] >> DROPPED_BITS) - first


@compiled
def in_order(
    r: Floats, v: Floats, alive: Flags, within_km: float, half_s: float, reach_km: float
) -> tuple[Singles, Small, Small, Small, Small, Small, Floats, int]:
    """Return the living objects sorted: states, least and greatest step of height, rows, where cubes begin and end, the
    reach of those set apart, and the number of cubes on a side.

    Objects have places, m in all, ``LANES`` of which are a tile; each cube begins with a tile, and what it leaves of
    its last one belongs to nobody: no height overlaps with it. States are tile by tile (m * ``FIELDS``,): x, y, z,
    velocity and the two steps of ``LANES`` objects each, single precision; steps and rows (m,). Begins and ends
    (side³ + 1): objects of cube q lie from begins[q] to ends[q], those set apart in the last; their reach, (m,), zero
    for others, is how far a partner's unit vector can be from theirs in each coordinate. ``reach_km``: how far apart a
    candidate pair can be at the instant.
    """
    n = r.shape[0]
    radius, low, high, swept = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    for i in range(n):  # of the dead too: without a decision in it the loop is done for several at once
        radius[i], low[i], high[i], swept[i] = bounds(
            r[i, 0], r[i, 1], r[i, 2], v[i, 0], v[i, 1], v[i, 2], half_s
        )
    rows, m, lowest = np.empty(n, np.int32), 0, 1e18
    for i in range(n):
        if alive[i]:
            radius[m], low[m], high[m], swept[m] = radius[i], low[i], high[i], swept[i]
            lowest = min(lowest, low[m])
            rows[m] = i
            m += 1
    base = max(lowest, CIRCULAR_FROM_KM)
    usual = 1.01 * half_s * np.sqrt(MU_KM3_S2 / (base * base * base)) + 1e-4
    apart = within_km / lowest
    width = min(2.0 * usual + apart, reach_km / lowest)
    side = min(MOST_CUBES, max(1, int(2.0 / width)))
    least, greatest, cube = np.empty(m, np.int32), np.empty(m, np.int32), np.empty(m, np.int32)
    height_step(low, m, least)
    for k in range(m):
        high[k] += within_km
    height_step(high, m, greatest)
    cubes, half = side * side * side, 0.5 * side
    place = np.zeros(N_HEIGHTS + 1, np.int32)
    begins, ends = np.zeros(cubes + 1, np.int32), np.zeros(cubes + 1, np.int32)
    for k in range(m):
        i = rows[k]
        if swept[k] > usual or high[k] - low[k] > within_km + WIDE_KM:
            cube[k] = cubes
        else:
            scale = half / radius[k]
            ix = min(side - 1, int(r[i, 0] * scale + half))
            iy = min(side - 1, int(r[i, 1] * scale + half))
            iz = min(side - 1, int(r[i, 2] * scale + half))
            cube[k] = (iz * side + iy) * side + ix
        place[least[k] + 1] += 1
        ends[cube[k]] += 1
    # Two counting sorts: by height, then by cube, the second of which keeps the order of the first.
    for k in range(N_HEIGHTS):
        place[k + 1] += place[k]
    places = 0
    for k in range(cubes + 1):
        count = ends[k]
        begins[k], ends[k] = places, places
        places += (count + LANES - 1) // LANES * LANES
    by_height = np.empty(m, np.int32)
    for k in range(m):
        by_height[place[least[k]]] = k
        place[least[k]] += 1
    states, reach = np.zeros(places * FIELDS, np.float32), np.zeros(places)
    row, floor, ceiling = np.empty(places, np.int32), np.empty(places, np.int32), np.empty(places, np.int32)
    for cube_at in range(cubes + 1):
        stop = begins[cube_at + 1] if cube_at < cubes else places
        for to in range(max(begins[cube_at], stop - LANES), stop):
            floor[to], ceiling[to], row[to] = NOBODY, -1, -1
            states[first_of(to) + 6 * LANES], states[first_of(to) + 7 * LANES] = NOBODY, -1
    for h in range(m):
        k = by_height[h]
        to = ends[cube[k]]
        ends[cube[k]] += 1
        i = rows[k]
        row[to], floor[to], ceiling[to] = i, least[k], greatest[k]
        first = first_of(to)
        for c in range(3):
            states[first + c * LANES], states[first + (3 + c) * LANES] = r[i, c], v[i, c]
        states[first + 6 * LANES], states[first + 7 * LANES] = least[k], greatest[k]
        if cube[k] == cubes:
            reach[to] = min(swept[k] + usual + apart, reach_km / lowest)
    return states, floor, ceiling, row, begins, ends, reach, side
