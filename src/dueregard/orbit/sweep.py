"""The whole window: the grid cut into chunks, each object carried until SGP4's first error, spans joined.

The grid divides the window evenly, so it begins and ends with it. States of a chunk are computed while the pairs of
the chunk before are followed on other threads; the rows come out in the order of the grid whatever the threads do.

The cubic between grid states takes velocities that are the derivative of the positions (``derivative``), not those
that SGP4 prints. At 60 s it is then off by less than 2 m for all of 26,389 objects (July 2024) but five in their last
hours before SGP4 gives them up; the guard of ``screen`` covers it, growing with the step.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.broad import EARTH_KM, MU_KM3_S2
from dueregard.orbit.derivative import BELIEVED_KM_S, consistent, differenced
from dueregard.orbit.sgp4.prepared import Prepared, at_times, on_grid, subset
from dueregard.orbit.span import over_span
from dueregard.orbit.walk import fine_step_s

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Progress = Callable[[float], None]

CHUNK_STATES = 1_600_000  # states held at once: about 80 MB of positions and velocities
LOW_KM = 6500.0  # below this radius SGP4's error "decayed" may come and go within a step: look every second
# From perigee the radius rises by at most half of this times time squared (h²/r³ - μ/r² ≤ e μ/r² near the Earth).
RISE_KM_S2 = 0.01


@dataclass(frozen=True, slots=True)
class Swept:
    """What the sweep found: spans of pairs within D plus the guard, in order of pair and time.

    ``pairs``: (k, 2) rows of the element table; ``rows``: (k, 3): what (0 from here, 1 until here, 2 minimum, 3
    maximum), seconds after the start, range in km. ``covered_s``: (n,), how far each object was carried.
    """

    pairs: Ints
    rows: Floats
    covered_s: Floats
    error: NDArray[np.uint8]


def grid(window_s: float, step_s: float) -> Floats:
    """Return the grid: the window divided evenly into steps no longer than ``step_s``."""
    return np.linspace(0.0, window_s, max(2, int(np.ceil(window_s / step_s)) + 1))


def first_error_s(prepared: Prepared, row: int, good_s: float, bad_s: float) -> float:
    """Return the last instant before SGP4's first error, to a microsecond, between a good and a bad instant.

    The first whole second with an error is sought and the second before it halved, so that the instant does not depend
    on the grid that led to it.
    """

    def bad(seconds: Floats) -> NDArray[np.bool_]:
        return np.asarray(at_times(prepared, np.full(len(seconds), row), seconds)[2] != 0, np.bool_)

    whole = np.arange(np.floor(good_s) + 1.0, np.ceil(bad_s) + 1.0)
    failing = bad(whole)
    if failing.any():
        end = float(whole[np.argmax(failing)])
        if end - 1.0 > good_s or not bad(np.array([end - 1.0]))[0]:
            good_s, bad_s = end - 1.0, end
    while bad_s - good_s > 1e-6:
        middle = 0.5 * (good_s + bad_s)
        if bad(np.array([middle]))[0]:
            bad_s = middle
        else:
            good_s = middle
    return good_s


def _hidden_error(
    prepared: Prepared, row: int, t: Floats, low: NDArray[np.bool_]
) -> tuple[int, float, int] | None:
    """Return (index of the step, instant of an error, its code) for errors that no grid instant shows, or None."""
    for k in np.flatnonzero(low[:-1] | low[1:]):
        seconds = np.arange(np.floor(t[k]) + 1, t[k + 1])
        errors = at_times(prepared, np.full(len(seconds), row), seconds)[2]
        if errors.any():
            at = int(np.argmax(errors != 0))
            return int(k), float(seconds[at]), int(errors[at])
    return None


def sweep(
    prepared: Prepared,
    window_s: float,
    within_km: float,
    twin: Ints,
    *,
    focus: NDArray[np.bool_] | None = None,
    gate_km_s: float = float("inf"),
    step_s: float = 60.0,
    threads: int = 2,
    progress: Progress | None = None,
) -> Swept:
    """Return all spans during which two objects are within ``within_km`` of each other, by the cubic between states.

    ``twin``: (n,) objects with the same number share one element set and are not compared; -1 for none. ``focus``:
    only pairs with at least one such object. ``gate_km_s``: only pairs no faster than this at the grid (see
    ``broad``). The result does not depend on ``threads``.
    """
    n, t = len(prepared), grid(window_s, step_s)
    attention = np.ones(n, np.bool_) if focus is None else focus
    fine = fine_step_s(within_km)
    last = np.full(n, len(t) - 1, np.int64)
    covered, codes = np.full(n, window_s), np.zeros(n, np.uint8)
    size = max(4, CHUNK_STATES // max(n, 1))
    parts: list[Future[tuple[Ints, Floats]] | tuple[Ints, Floats]] = []
    waiting: list[int] = []

    def spans(
        r: Floats, v: Floats, at: Floats, alive: Ints, first: int, end: int, begin: int
    ) -> tuple[Ints, Floats]:
        return over_span(r, v, at, alive, first, end, begin, attention, twin, within_km, gate_km_s, fine)

    with ThreadPoolExecutor(max_workers=max(1, threads)) as pool:
        for begin in range(0, len(t), size):
            # Two grid instants more on either side: an anchor's span reaches half-way to its neighbours, and their
            # velocities are made consistent with the positions around them.
            lo, hi = max(0, begin - 2), min(len(t), begin + size + 2)
            at = t[lo:hi]
            states = on_grid(prepared, at)
            failed = _carry(
                prepared, states.error, states.positions_km, states.velocities_km_s, at, lo, last, covered, codes
            )  # fmt: skip
            r = np.ascontiguousarray(states.positions_km.transpose(1, 0, 2))
            v = _velocities(prepared, r, states.velocities_km_s, at, failed, last - lo, window_s)
            end = min(len(t), begin + size) - lo
            for a, b in _slices(begin - lo, end, max(1, threads)):
                parts.append(pool.submit(spans, r, v, at, last.copy(), a, b, lo))
            # An error seen ahead, in the instants shared with the next chunk, waits for the spans that come before it.
            waiting += failed
            due = [i for i in waiting if last[i] < begin + size]
            waiting = [i for i in waiting if last[i] >= begin + size]
            parts.extend(
                _ends(prepared, due, t, last, covered, spans, attention, twin, within_km, gate_km_s, fine)
            )
            _hold_back(parts, 3 * max(1, threads))
            if progress is not None:
                progress(min(1.0, (begin + size) / len(t)))
        done = [part.result() if isinstance(part, Future) else part for part in parts]
    pairs = np.concatenate([p for p, _ in done]) if done else np.empty((0, 2), np.int64)
    rows = np.concatenate([q for _, q in done]) if done else np.empty((0, 3))
    return Swept(*_joined(pairs, rows, n), covered, codes)


def _velocities(
    prepared: Prepared, r: Floats, printed: Floats, at: Floats, failed: list[int], last: Ints, window_s: float
) -> Floats:
    """Return velocities (time, object, xyz) that are the derivative of ``r``, also at the ends and before an error."""
    v = consistent(r, np.ascontiguousarray(printed.transpose(1, 0, 2)), float(at[1] - at[0]))
    every = np.arange(len(prepared))
    ends = [(every, np.full(len(every), k)) for k in (0, len(at) - 1) if at[k] in (0.0, window_s)]
    given_up = np.array([i for i in failed if last[i] >= 0], np.int64)
    for rows, k in (*ends, (given_up, last[given_up])):
        exact = differenced(prepared, rows, at[k])
        known = (np.abs(exact - v[k, rows]) < BELIEVED_KM_S).all(axis=1)
        v[k[known], rows[known]] = exact[known]
    return v


def _hold_back(parts: list[Future[tuple[Ints, Floats]] | tuple[Ints, Floats]], most: int) -> None:
    """Wait until at most ``most`` chunks are under way, so that their states do not pile up in memory."""
    under_way = [part for part in parts if isinstance(part, Future) and not part.done()]
    for part in under_way[: max(0, len(under_way) - most)]:
        part.result()


def _slices(first: int, end: int, pieces: int) -> Iterator[tuple[int, int]]:
    edges = np.linspace(first, end, pieces + 1).astype(int).tolist()
    return ((a, b) for a, b in pairwise(edges) if b > a)


def _low(positions_km: Floats, velocities_km_s: Floats, at: Floats) -> NDArray[np.bool_]:
    """Return where an object is so near the Earth, or so near a perigee so low, that an error may hide in the step.

    With long steps the nearest instant may be far above a low perigee: there the two-body perigee tells.
    """
    radius = np.sqrt(np.einsum("nti,nti->nt", positions_km, positions_km))
    half_s = float(np.diff(at).max(initial=0.0)) / 2.0
    low: NDArray[np.bool_] = radius < LOW_KM
    reach = EARTH_KM + RISE_KM_S2 * half_s * half_s / 2.0
    if reach > LOW_KM:
        where = np.nonzero((radius >= LOW_KM) & (radius < reach))
        r, v, d = positions_km[where], velocities_km_s[where], radius[where]
        h = np.cross(r, v)
        parameter = np.einsum("ki,ki->k", h, h) / MU_KM3_S2
        inverse_axis = 2.0 / d - np.einsum("ki,ki->k", v, v) / MU_KM3_S2
        eccentricity = np.sqrt(np.maximum(0.0, 1.0 - parameter * inverse_axis))
        low[where] = parameter / (1.0 + eccentricity) < LOW_KM
    return low


def _carry(
    prepared: Prepared,
    error: NDArray[np.uint8],
    positions_km: Floats,
    velocities_km_s: Floats,
    at: Floats,
    lo: int,
    last: Ints,
    covered: Floats,
    codes: NDArray[np.uint8],
) -> list[int]:
    """Note in ``last``, ``covered`` and ``codes`` where SGP4 gives an object up in this chunk; return those objects."""
    failed = []
    low = _low(positions_km, velocities_km_s, at)
    for i in np.flatnonzero((error != 0).any(axis=1) | low.any(axis=1)):
        # Neighbouring chunks share two instants: what the first of them gave up, the second must not give up again.
        if codes[i] != 0:
            continue
        bad = np.flatnonzero(error[i])
        end = int(bad[0]) if len(bad) else len(at)
        hidden = _hidden_error(prepared, int(i), at[:end], low[i, :end]) if low[i].any() else None
        if hidden is not None:
            k, bad_s, code = hidden
        elif end < len(at):
            k, bad_s, code = end - 1, float(at[end]), int(error[i, end])
        else:
            continue
        codes[i] = code
        if k < 0:
            last[i], covered[i] = lo - 1, 0.0 if lo == 0 else covered[i]
            if lo == 0:
                continue
            k = 0
        last[i] = lo + k
        covered[i] = first_error_s(prepared, int(i), float(at[k]), bad_s)
        failed.append(int(i))
    return failed


def _ends(
    prepared: Prepared,
    failed: list[int],
    t: Floats,
    last: Ints,
    covered: Floats,
    spans: Callable[..., tuple[Ints, Floats]],
    attention: NDArray[np.bool_],
    twin: Ints,
    within_km: float,
    gate_km_s: float,
    fine: float,
) -> Iterator[tuple[Ints, Floats]]:
    """Yield the spans of objects that SGP4 gives up within a step: from the last good grid instant to the error."""
    for step in sorted({int(last[i]) for i in failed}):
        here = [i for i in failed if last[i] == step and covered[i] > t[step]]
        edges = [float(t[step]), *sorted({float(covered[i]) for i in here})]
        alive_now = np.flatnonzero(last >= step)
        for a, b in pairwise(edges):
            carried = [i for i in here if covered[i] >= b]
            rows = np.array([i for i in alive_now if last[i] > step or covered[i] >= b], np.int64)
            part = subset(prepared, rows)
            states = on_grid(part, np.array([a, b]))
            good = (states.error == 0).all(axis=1)
            velocities = np.stack(
                [differenced(part, np.arange(len(rows)), np.full(len(rows), x)) for x in (a, b)]
            )
            printed = states.velocities_km_s.transpose(1, 0, 2)
            focus = np.isin(rows, carried)
            focus &= attention[rows] if not attention.all() else True
            pairs, found = over_span(
                np.ascontiguousarray(states.positions_km.transpose(1, 0, 2)),
                np.where(np.abs(velocities - printed) < BELIEVED_KM_S, velocities, printed),
                np.array([a, b]),
                np.where(good, 1, -1).astype(np.int64),
                0, 2, 0, focus, twin[rows], within_km, gate_km_s, fine,
            )  # fmt: skip
            yield rows[pairs], found


def _joined(pairs: Ints, rows: Floats, n: int) -> tuple[Ints, Floats]:
    """Return the spans ordered by pair, those that end where the next begins joined into one."""
    if not len(pairs):
        return pairs.reshape(0, 2), rows.reshape(0, 3)
    order = np.argsort(pairs[:, 0] * n + pairs[:, 1], kind="stable")
    pairs, rows = pairs[order], rows[order]
    same = (pairs[1:] == pairs[:-1]).all(axis=1)
    seam = same & (rows[:-1, 0] == 1) & (rows[1:, 0] == 0) & (np.abs(rows[1:, 1] - rows[:-1, 1]) < 1e-6)
    keep = np.ones(len(rows), np.bool_)
    keep[:-1] &= ~seam
    keep[1:] &= ~seam
    return pairs[keep], rows[keep]
