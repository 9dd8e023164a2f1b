"""All pairs over a stretch of grid: candidates at every instant, each followed through its half steps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.broad.candidates import candidates
from dueregard.orbit.broad.pad import pad_km
from dueregard.orbit.compiled import compiled
from dueregard.orbit.pass_by import pass_by
from dueregard.orbit.walk import follow

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sweep looks for: pairs within ``within_km`` of which at least one object is in ``focus`` (n,), not of one
    set (``twin``, (n,): equal numbers; -1 for none), no faster than ``gate_km_s`` at an instant of the grid. From
    ``fast_km_s`` on a pair's range has one dip within a step; slower ones are sampled every ``fine_s``. A step is rough
    for an object where the cubic through its states is off by more than ``rough_km``.
    """

    within_km: float
    focus: Flags
    twin: Ints
    gate_km_s: float
    fast_km_s: float
    fine_s: float
    rough_km: float


@compiled
def over_span(
    r: Floats,
    v: Floats,
    t: Floats,
    last: Ints,
    first_anchor: int,
    end_anchor: int,
    begin_index: int,
    rough: Codes,
    focus: Flags,
    twin: Ints,
    within_km: float,
    gate_km_s: float,
    fast_km_s: float,
    fine_s: float,
) -> tuple[Ints, Floats]:
    """Return what all pairs do around grid instants ``first_anchor`` to ``end_anchor`` (exclusive).

    ``r``, ``v``: (m, n, 3), grid instant first, TEME, km and km/s; ``t``: (m,), seconds. ``last``: (n,), last grid
    index (of the whole grid; ``begin_index`` is that of ``t[0]``) at which the object's state is valid. Around an
    anchor t[k] the span followed reaches half-way to its neighbours, or to the end of the grid, except in steps that
    are rough (``restless``) for one of the two: ``rough``, (m, n), not 0 where a step from t[k] on is. Pairs of at
    least ``fast_km_s`` have one dip of the range there (``pass_by``); slower ones are walked along. Returns pairs
    (k, 2) and rows (k, 3): what, time, range as ``walk.follow`` writes them, pair by pair and in order of time.
    """
    m, n = r.shape[0], r.shape[1]
    pairs = np.empty((1024, 2), np.int64)
    rows = np.empty((1024, 3))
    count = 0
    buffer = np.empty((4096, 3))
    states, powers = np.empty((4, 3)), np.empty((4, 3))
    alive = np.empty(n, np.bool_)
    for k in range(first_anchor, end_anchor):
        before = (t[k] - t[k - 1]) / 2.0 if k > 0 else 0.0
        after = (t[k + 1] - t[k]) / 2.0 if k + 1 < m else 0.0
        for i in range(n):
            alive[i] = last[i] >= begin_index + k
        half_s = max(before, after)
        near = candidates(r[k], v[k], alive, focus, twin, within_km, gate_km_s, half_s)
        for p in range(near.shape[0]):
            i, j = near[p, 0], near[p, 1]
            ends = min(last[i], last[j]) - begin_index
            w2, d2, opening, radius2 = 0.0, 0.0, 0.0, 0.0
            for c in range(3):
                d, w = r[k, j, c] - r[k, i, c], v[k, j, c] - v[k, i, c]
                d2 += d * d
                w2 += w * w
                opening += d * w
                radius2 += r[k, i, c] * r[k, i, c]
            fast = w2 >= fast_km_s * fast_km_s
            limit = within_km + pad_km(within_km, half_s, np.sqrt(w2), np.sqrt(radius2) - np.sqrt(d2))
            clear = d2 > limit * limit
            for side in range(2):
                a, b = (k - 1, k) if side == 0 else (k, k + 1)
                if a < 0 or b >= m or b > ends or rough[a, i] or rough[a, j]:
                    continue
                # Where the straight lines only part on this side the instant itself is the nearest, and too far.
                if fast and clear and (opening < 0.0) == (side == 0):
                    continue
                for c in range(3):
                    states[0, c] = r[a, j, c] - r[a, i, c]
                    states[1, c] = v[a, j, c] - v[a, i, c]
                    states[2, c] = r[b, j, c] - r[b, i, c]
                    states[3, c] = v[b, j, c] - v[b, i, c]
                middle = 0.5 * (t[a] + t[b])
                lo, hi = (middle, t[k]) if side == 0 else (t[k], middle)
                if fast:
                    written = pass_by(states, powers, t[a], t[b], lo, hi, within_km, buffer)
                else:
                    written = follow(states, t[a], t[b], lo, hi, within_km, fine_s, buffer)
                if written < 0:
                    raise ValueError("more turns of a range within one step than can be followed")
                while count + written > rows.shape[0]:
                    more_pairs, more_rows = (
                        np.empty((2 * len(pairs), 2), np.int64),
                        np.empty((2 * len(rows), 3)),
                    )
                    more_pairs[:count], more_rows[:count] = pairs[:count], rows[:count]
                    pairs, rows = more_pairs, more_rows
                for w in range(written):
                    pairs[count, 0], pairs[count, 1] = i, j
                    for c in range(3):
                        rows[count, c] = buffer[w, c]
                    count += 1
    return pairs[:count], rows[:count]
