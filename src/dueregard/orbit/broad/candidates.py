"""The pairs that may come within D around one instant, among all pairs: none is missed, few are named in vain.

Eight objects of a cube, next to each other in height, are held against the run of objects in the cube itself and in
those around it whose heights overlap with theirs. Of two intervals of height that overlap, the one that begins lower
meets the other's beginning: looked at from there, each pair comes up once.
"""

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.broad.lanes import LANES, LOST, ROUNDED_KM, any_near, first_of
from dueregard.orbit.broad.order import in_order
from dueregard.orbit.broad.pad import pad_km
from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4.compiling import inlined

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Flags = NDArray[np.bool_]

# Below so many objects in focus each of them is held against all others, without cubes.
MANY_IN_FOCUS = 100
# Of the 26 cubes around one, the half that is seen from it, and itself; the other half sees it.
AROUND = np.array(
    [(x, y, z) for z in (0, 1) for y in (-1, 0, 1) for x in (-1, 0, 1) if (z, y, x) >= (0, 0, 0)], np.int64
)


@compiled
def near_by_line(
    r: Floats, v: Floats, i: int, j: int, within_km: float, gate_km_s: float, half_s: float
) -> bool:
    """Return whether the straight lines of a pair come within D and the pad in the half step, in double precision."""
    d2, v2, rv, ri2, rj2 = 0.0, 0.0, 0.0, 0.0, 0.0
    for c in range(3):
        d, w = r[j, c] - r[i, c], v[j, c] - v[i, c]
        d2 += d * d
        v2 += w * w
        rv += d * w
        ri2 += r[i, c] * r[i, c]
        rj2 += r[j, c] * r[j, c]
    if v2 > gate_km_s * gate_km_s:
        return False
    t = 0.0
    if v2 > 0.0:
        t = min(half_s, max(-half_s, -rv / v2))
    limit = within_km + pad_km(within_km, half_s, np.sqrt(v2), np.sqrt(min(ri2, rj2)))
    return bool(d2 + 2.0 * t * rv + t * t * v2 <= limit * limit)


@inlined
def _next(
    states: Singles, least: Small, s: int, j: int, stop: int, top_step: int, own_end: int, limits: Singles
) -> int:
    """Return the first place from ``j`` on whose object may come near one of the ``LANES`` from ``s`` on, or ``stop``.

    The run ends at ``stop`` or where objects begin higher than ``top_step``. Those from ``s`` to ``own_end`` stand in
    both, and each meets itself. Nothing is written here and views are made once, so that the states of the eight stay
    in registers.
    """
    first = first_of(s)
    x, y, z = _field(states, first, 0), _field(states, first, 1), _field(states, first, 2)
    u, p, q = _field(states, first, 3), _field(states, first, 4), _field(states, first, 5)
    floor, ceiling = _field(states, first, 6), _field(states, first, 7)
    while j < stop and least[j] <= top_step:
        hits = any_near(
            x, y, z, u, p, q, floor, ceiling, states, j, limits[0], limits[1], limits[2], limits[3], limits[4]
        )
        if hits != (s <= j < own_end):
            return j
        j += 1
    return stop


@inlined
def _field(states: Singles, first: int, field: int) -> Singles:
    return states[first + field * LANES : first + (field + 1) * LANES]


@inlined
def _note(found: Ints, count: int, i: int, j: int) -> tuple[Ints, int]:
    if count == found.shape[0]:
        grown = np.empty((2 * count, 2), np.int64)
        grown[:count] = found
        found = grown
    found[count, 0] = min(i, j)
    found[count, 1] = max(i, j)
    return found, count + 1


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
    living, watched, fastest2, lowest2 = 0, 0, 0.0, 1e18
    for i in range(n):
        if alive[i]:
            living += 1
            watched += focus[i]
            fastest2 = max(fastest2, v[i, 0] ** 2 + v[i, 1] ** 2 + v[i, 2] ** 2)
            lowest2 = min(lowest2, r[i, 0] ** 2 + r[i, 1] ** 2 + r[i, 2] ** 2)
    found, count = np.empty((256, 2), np.int64), 0
    if living < 2 or watched == 0:
        return found[:0]
    top, lowest = min(gate_km_s, 2.0 * np.sqrt(fastest2)), np.sqrt(lowest2)
    still = within_km + pad_km(within_km, half_s, 0.0, lowest) + ROUNDED_KM
    per_speed = pad_km(0.0, half_s, 1.0, lowest) - pad_km(0.0, half_s, 0.0, lowest)
    limits = np.empty(5, np.float32)
    limits[0] = 2.0 * still * still * (1.0 + 1e-6)
    limits[1] = 2.0 * per_speed * per_speed * (1.0 + 1e-6) + LOST * half_s * half_s
    limits[2], limits[3], limits[4] = LOST, half_s * (1.0 + 1e-6), gate_km_s * gate_km_s * (1.0 + 1e-5)
    reach_km = still + (per_speed + half_s) * top
    if watched < MANY_IN_FOCUS and watched < living:
        return _of_few(r, v, alive, focus, twin, within_km, gate_km_s, half_s, reach_km)
    states, least, greatest, row, begins, ends, reach, side = in_order(
        r, v, alive, within_km, half_s, reach_km
    )
    cubes = side * side * side
    for cube in range(cubes):
        first, last = begins[cube], ends[cube]
        if first == last:
            continue
        ix, iy, iz = cube % side, cube // side % side, cube // (side * side)
        for a in range(len(AROUND)):
            x, y, z = ix + AROUND[a, 0], iy + AROUND[a, 1], iz + AROUND[a, 2]
            if x < 0 or y < 0 or z < 0 or x >= side or y >= side or z >= side:
                continue
            other = (z * side + y) * side + x
            if begins[other] == ends[other]:
                continue
            for turn in range(1 if other == cube else 2):
                b1, e1 = (first, last) if turn == 0 else (begins[other], ends[other])
                b2, e2 = (begins[other], ends[other]) if turn == 0 else (first, last)
                begin = b2
                for s in range(b1, e1, LANES):
                    end = min(e1, s + LANES)
                    top_step = greatest[s]
                    for k in range(s + 1, end):
                        top_step = max(top_step, greatest[k])
                    while begin < e2 and least[begin] < least[s]:
                        begin += 1
                    own_end = end if other == cube else s
                    j_at = begin - 1
                    while True:
                        j_at = _next(states, least, s, j_at + 1, e2, top_step, own_end, limits)
                        if j_at >= e2:
                            break
                        j = row[j_at]
                        for k in range(s, end):
                            i = row[k]
                            if least[j_at] > greatest[k] or (twin[i] >= 0 and twin[i] == twin[j]):
                                continue
                            # Of equal beginnings the first turn takes the pair; in one cube the later place.
                            if other == cube:
                                if j_at <= k:
                                    continue
                            elif least[j_at] < least[k] + turn:
                                continue
                            if not (focus[i] or focus[j]):
                                continue
                            if near_by_line(r, v, i, j, within_km, gate_km_s, half_s):
                                found, count = _note(found, count, i, j)
    for k in range(begins[cubes], ends[cubes]):
        i = row[k]
        scale = 0.5 * side / np.sqrt(r[i, 0] * r[i, 0] + r[i, 1] * r[i, 1] + r[i, 2] * r[i, 2])
        low, high = np.empty(3, np.int64), np.empty(3, np.int64)
        for c in range(3):
            middle, far = r[i, c] * scale + 0.5 * side, reach[k] * 0.5 * side
            low[c], high[c] = max(0, int(middle - far)), min(side - 1, int(middle + far))
        for z in range(low[2], high[2] + 1):
            for y in range(low[1], high[1] + 1):
                for x in range(low[0], high[0] + 2):
                    # After the last cube of the first row those that are set apart themselves, later in the order.
                    if x <= high[0]:
                        q, end = begins[(z * side + y) * side + x], ends[(z * side + y) * side + x]
                    elif z == low[2] and y == low[1]:
                        q, end = (k + 1) // LANES * LANES, ends[cubes]
                    else:
                        continue
                    while q < end and least[q] <= greatest[k]:
                        if _next(states, least, q, k, k + 1, least[k], q, limits) == k:
                            for j_at in range(q, min(end, q + LANES)):
                                j = row[j_at]
                                if x > high[0] and j_at <= k:
                                    continue
                                if greatest[j_at] < least[k] or least[j_at] > greatest[k]:
                                    continue
                                if not (focus[i] or focus[j]) or (twin[i] >= 0 and twin[i] == twin[j]):
                                    continue
                                if near_by_line(r, v, i, j, within_km, gate_km_s, half_s):
                                    found, count = _note(found, count, i, j)
                        q += LANES
    return found[:count]


@compiled
def _of_few(
    r: Floats, v: Floats, alive: Flags, focus: Flags, twin: Ints, within_km: float, gate_km_s: float, half_s: float,
    reach_km: float,
) -> Ints:  # fmt: skip
    """Return the candidates where few objects are in focus: each of them held against all."""
    found, count = np.empty((256, 2), np.int64), 0
    for i in range(r.shape[0]):
        if not (focus[i] and alive[i]):
            continue
        x, y, z = r[i, 0], r[i, 1], r[i, 2]
        for j in range(r.shape[0]):
            # Most are too far in the first coordinate or the second.
            if abs(r[j, 0] - x) > reach_km or abs(r[j, 1] - y) > reach_km or abs(r[j, 2] - z) > reach_km:
                continue
            # A pair of two in focus is noted once.
            if not alive[j] or j == i or (focus[j] and j < i) or (twin[i] >= 0 and twin[i] == twin[j]):
                continue
            if near_by_line(r, v, i, j, within_km, gate_km_s, half_s):
                found, count = _note(found, count, i, j)
    return found[:count]
