"""From spans to approaches: maximal intervals with a range of at most D, made exact with SGP4.

The sweep works with D plus a guard wider than its error; here the extremes that matter are made exact (the least ones,
and every one near D, which decides whether an interval is one or two), and the crossings of D between them.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.compiled import compiled
from dueregard.orbit.exact import crossings, relative_states, turns
from dueregard.orbit.sgp4.prepared import Prepared
from dueregard.orbit.sweep import Swept

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

WORTH_A_THREAD = 20_000  # rows of spans: fewer are done before a second thread is under way


@dataclass(frozen=True, slots=True)
class Intervals:
    """Approaches as arrays, ordered by pair and time: rows of the table, seconds after the start, km."""

    pairs: Ints
    entry_s: Floats
    tca_s: Floats
    exit_s: Floats
    entry_cut: Flags
    exit_cut: Flags


def in_order(one: Intervals, other: Intervals) -> Intervals:
    """Return the approaches of both as one, ordered by pair and time."""
    columns = [np.concatenate((getattr(one, f.name), getattr(other, f.name))) for f in fields(Intervals)]
    both = Intervals(*columns)
    order = np.lexsort((both.entry_s, both.pairs[:, 1], both.pairs[:, 0]))
    return Intervals(*(column[order] for column in columns))


@compiled
def _between(
    what: Floats, t: Floats, r: Floats, least_t: Floats, least_r: Floats, within_km: float
) -> tuple[Ints, Floats, Flags]:
    """Return the intervals below ``within_km`` of monotonic stretches between knots (``t``, ``r``), each with the
    least of its minima and ends (``least_t``, ``least_r``; of equal ones the first).

    Row of the span (k,); outside and inside instants of the entry, TCA, inside and outside instants of the exit
    (k, 5); whether entry and exit are ends of the span (k, 2).
    """
    of = np.empty(len(t), np.int64)
    times = np.empty((len(t), 5))
    cut = np.zeros((len(t), 2), np.bool_)
    n = 0
    inside, best = False, np.inf
    for k in range(len(t)):
        begins = what[k] == 0
        if begins:
            inside = r[k] <= within_km
            best = np.inf
            if inside:
                times[n, 0] = times[n, 1] = t[k]
                cut[n, 0] = True
        elif (r[k] <= within_km) != inside:
            if inside:
                times[n, 3], times[n, 4] = t[k - 1], t[k]
                cut[n, 1] = False
                of[n] = k
                n += 1
            else:
                times[n, 0], times[n, 1] = t[k - 1], t[k]
                cut[n, 0] = False
                best = np.inf
            inside = not inside
        if inside:
            if least_r[k] < best and what[k] != 3:
                best = least_r[k]
                times[n, 2] = least_t[k]
            if what[k] == 1:
                times[n, 3] = times[n, 4] = t[k]
                cut[n, 1] = True
                of[n] = k
                n += 1
                inside = False
    return of[:n], times[:n], cut[:n]


def exact_intervals(
    prepared: Prepared, swept: Swept, window_s: float, within_km: float, guard_km: float, threads: int = 1
) -> Intervals:
    """Return the approaches at ``within_km`` from spans swept at ``within_km + guard_km``.

    The result does not depend on ``threads``: a pair's spans are made exact together, and apart from other pairs.
    """
    pairs, rows = swept.pairs, swept.rows
    pieces = min(4 * threads, len(rows) // WORTH_A_THREAD) if threads > 1 else 1
    if pieces < 2:
        return _exact(prepared, swept.covered_s, pairs, rows, window_s, within_km, guard_km)
    begins = np.flatnonzero((pairs[1:] != pairs[:-1]).any(axis=1)) + 1
    at = np.linspace(0, len(begins), pieces + 1).astype(int)[1:-1]
    edges = [0, *sorted(set(begins[at].tolist())), len(rows)]
    with ThreadPoolExecutor(max_workers=threads) as pool:
        parts = list(
            pool.map(
                lambda a, b: _exact(
                    prepared, swept.covered_s, pairs[a:b], rows[a:b], window_s, within_km, guard_km
                ),
                edges[:-1],
                edges[1:],
            )
        )
    return Intervals(
        *(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Intervals))
    )


def _exact(
    prepared: Prepared, covered_s: Floats, pairs: Ints, rows: Floats, window_s: float, within_km: float,
    guard_km: float,
) -> Intervals:  # fmt: skip
    rows = rows.copy()
    what, t, r = rows[:, 0], rows[:, 1], rows[:, 2]
    if not len(rows):
        none, flags = np.empty(0), np.empty(0, np.bool_)
        return Intervals(np.empty((0, 2), np.int64), none, none, none, flags, flags)
    ends = np.minimum(np.minimum(covered_s[pairs[:, 0]], covered_s[pairs[:, 1]]), window_s)
    cut = ((what == 0) & (t <= 0.0)) | ((what == 1) & (t >= ends - 1e-6))
    # What matters: turns near D, and turns near the least range between two of those (they may be the TCA). A span that
    # is swept beyond D may hold several approaches, each with a least range of its own.
    span = np.cumsum((what == 0) | ((what == 3) & (r >= within_km - guard_km))) - 1
    least = np.full(span[-1] + 1, np.inf)
    np.minimum.at(least, span, np.where(what == 3, np.inf, r))
    turn = (what == 2) | (what == 3)
    matters = turn & ((r >= within_km - guard_km) | ((what == 2) & (r <= least[span] + 2 * guard_km)))
    k = np.flatnonzero(matters)
    least_t, least_r = t.copy(), r.copy()
    if len(k):
        at, distance = turns(prepared, pairs[k], t[k], what[k] == 2)
        least_t[k], least_r[k] = at, distance
        # As a knot between crossings a turn stays where it was found if its exact place lies beyond its neighbours
        # (two turns within metres of each other): the order of the knots is what counts there.
        keep = (at > t[k - 1]) & (at < t[k + 1])
        t[k[keep]], r[k[keep]] = at[keep], distance[keep]
    edge = np.flatnonzero(cut)
    if len(edge):
        dr, _, good = relative_states(prepared, pairs[edge], t[edge])
        r[edge[good]] = np.sqrt(np.einsum("ki,ki->k", dr, dr))[good]
        least_t[edge], least_r[edge] = t[edge], r[edge]
    of, times, cuts = _between(what, t, r, least_t, least_r, within_km)
    found = pairs[of]
    entry, exit_ = times[:, 0].copy(), times[:, 4].copy()
    for side, outside, inside, result in ((0, 0, 1, entry), (1, 4, 3, exit_)):
        open_ = np.flatnonzero(~cuts[:, side])
        if len(open_):
            result[open_] = crossings(
                prepared, found[open_], times[open_, outside], times[open_, inside], within_km
            )
    tca = np.clip(times[:, 2], entry, exit_)
    return Intervals(found, entry, tca, exit_, cuts[:, 0], cuts[:, 1])
