"""The whole window: states on a grid, chunk by chunk, and what all pairs do around each instant of it.

The grid divides the window evenly, so it begins and ends with it. A chunk's states are computed by all threads, each
for a part of the objects; then the pairs are looked for by all threads, each around a part of the instants. Rows come
out in the order of the grid whatever the threads do.

The cubic between grid states takes velocities that are the derivative of the positions (``derivative``), not those
that SGP4 prints. Steps in which an object's states are not those of a smooth orbit (``restless``) are looked at apart.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.compiled import compiled
from dueregard.orbit.derivative import BELIEVED_KM_S, differenced, make_consistent
from dueregard.orbit.given_up import FARTHEST_KM, carry, highest_of_low_km, spans_to_the_end
from dueregard.orbit.restless import rough_steps, spans_in_rough_steps, suspects
from dueregard.orbit.sgp4.prepared import Prepared, on_grid_by_time, subset
from dueregard.orbit.span import Asked, over_span

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]
Found = tuple[Ints, Floats]
Progress = Callable[[float], None]

CHUNK_STATES = 1_000_000  # states held at once: about 50 MB of positions and velocities
CHUNK_INSTANTS = (16, 64)
# Instants of the chunk before that a chunk begins with: an anchor two before the end has neighbours on either side, and
# their velocities are made consistent with the positions around them.
SHARED = 4
PIECES = 8  # per thread: the pieces of work are not equally hard
# Of fewer objects a piece is so little work that handing it out costs more than evening it out saves.
FEW_OBJECTS, FEW_PIECES = 4000, 2


@dataclass(frozen=True, slots=True)
class Swept:
    """What the sweep found: spans of pairs within D plus the guard, in order of pair and time.

    ``pairs``: (k, 2) rows of the element table; ``rows``: (k, 3): what (0 from here, 1 until here, 2 minimum, 3
    maximum), seconds after the start, range in km. ``covered_s``: (n,), how far each object was carried.
    """

    pairs: Ints
    rows: Floats
    covered_s: Floats
    error: Codes


def grid(window_s: float, step_s: float) -> Floats:
    """Return the grid: the window divided evenly into steps no longer than ``step_s``."""
    return np.linspace(0.0, window_s, max(2, int(np.ceil(window_s / step_s)) + 1))


def sweep(
    prepared: Prepared,
    window_s: float,
    asked: Asked,
    *,
    step_s: float,
    threads: int = 2,
    progress: Progress | None = None,
) -> Swept:
    """Return all spans during which two objects are within the distance asked for, by the cubic between states.

    The result does not depend on ``threads``.
    """
    n, t = len(prepared), grid(window_s, step_s)
    pieces = (FEW_PIECES if n < FEW_OBJECTS else PIECES) * max(1, threads)
    last = np.full(n, len(t) - 1, np.int64)
    covered, codes = np.full(n, window_s), np.zeros(n, np.uint8)
    size = int(np.clip(CHUNK_STATES // max(n, 1), *CHUNK_INSTANTS))
    room = SHARED + min(size, len(t))
    r, v, error = np.empty((room, n, 3)), np.empty((room, n, 3)), np.empty((room, n), np.uint8)
    rough = np.zeros((room, n), np.uint8)
    ceiling = highest_of_low_km(float(t[1] - t[0]))
    parts: list[Found] = []
    waiting: list[int] = []
    with ThreadPoolExecutor(max_workers=max(1, threads)) as pool:
        groups = [(a, b, subset(prepared, np.arange(a, b))) for a, b in _pieces(0, n, pieces)]
        for begin in range(0, len(t), size):
            end = min(len(t), begin + size)
            count, lo = end - begin, max(0, begin - SHARED)
            # Local instant SHARED is ``begin``; before it lie the last of the chunk before, with printed velocities.
            new = slice(SHARED, SHARED + count)
            # An error may hide in the step from the chunk before: its last instant is looked at again.
            look = slice(SHARED - (1 if begin else 0), SHARED + count)
            lowest = np.empty(n)

            def compute(group: tuple[int, int, Prepared], at: Floats = t[begin:end], new: slice = new,
                        look: slice = look, lowest: Floats = lowest) -> None:  # fmt: skip
                a, b, part = group
                on_grid_by_time(part, at, out=(r[new, a:b], v[new, a:b], error[new, a:b]))
                _lowest(r[look, a:b], error[look, a:b], lowest[a:b])

            list(pool.map(compute, groups))
            first = begin - (1 if begin else 0)
            low = np.flatnonzero((lowest < ceiling) & (codes == 0))
            waiting += carry(
                prepared,
                low,
                r[look],
                v[look],
                error[look],
                t[first:end],
                first,
                last,
                covered,
                codes,
                pool.map,
            )
            whole = slice(SHARED - (begin - lo), SHARED + count)
            tail = v[SHARED + count - min(SHARED, end) : SHARED + count].copy()
            step = float(t[1] - t[0])

            def smooth(group: tuple[int, int, Prepared], whole: slice = whole, step: float = step) -> Ints:
                make_consistent(r[whole], v[whole], step, group[0], group[1])
                return suspects(r[whole], v[whole], step, group[0], group[1])

            named = np.concatenate([np.empty((0, 2), np.int64), *pool.map(smooth, groups)])
            _exact_derivatives(prepared, v[whole], t[lo:end], last - lo, codes, window_s)
            rough[:] = 0
            steps, restless = rough_steps(
                prepared, named, r[whole], v[whole], t[lo:end], last - lo, asked.rough_km
            )
            rough[whole][steps, restless] = 1
            # The last two instants of a chunk are anchors of the next, which knows what follows them.
            done = end if end == len(t) else end - 2
            anchors = _pieces(max(0, begin - 2) - lo, done - lo, pieces)

            def follow(piece: tuple[int, int], whole: slice = whole, lo: int = lo, end: int = end) -> Found:
                return over_span(
                    r[whole], v[whole], t[lo:end], last, piece[0], piece[1], lo, rough[whole], asked.focus, asked.twin,
                    asked.within_km, asked.gate_km_s, asked.fast_km_s, asked.fine_s,
                )  # fmt: skip

            parts += pool.map(follow, anchors)
            # A step is this chunk's where it begins at one of its anchors; a chunk's first instants are the last one's.
            mine = (steps >= max(0, begin - 2) - lo) & (steps < done - lo)
            parts += spans_in_rough_steps(
                prepared, steps[mine], restless[mine], r[whole], t[lo:end], last - lo, asked
            )
            due = [i for i in waiting if last[i] < done]
            waiting = [i for i in waiting if last[i] >= done]
            parts += spans_to_the_end(prepared, due, t, last, covered, r[whole], lo, asked)
            kept = slice(SHARED + count - len(tail), SHARED + count)
            r[SHARED - len(tail) : SHARED], v[SHARED - len(tail) : SHARED] = r[kept].copy(), tail
            error[SHARED - len(tail) : SHARED] = error[kept].copy()
            if progress is not None:
                progress(end / len(t))
    pairs = np.concatenate([p for p, _ in parts])
    rows = np.concatenate([q for _, q in parts])
    return Swept(*joined(pairs, rows, n), covered, codes)


@compiled
def _lowest(r: Floats, error: Codes, out: Floats) -> None:
    """Write each object's least radius at the instants (m, n, 3) into ``out``; zero where there is an error, or where
    the position is that of no orbit about the Earth.
    """
    for i in range(r.shape[1]):
        out[i] = np.inf
    for k in range(r.shape[0]):
        for i in range(r.shape[1]):
            d2 = r[k, i, 0] * r[k, i, 0] + r[k, i, 1] * r[k, i, 1] + r[k, i, 2] * r[k, i, 2]
            out[i] = 0.0 if error[k, i] != 0 or d2 > FARTHEST_KM * FARTHEST_KM else min(out[i], d2)
    for i in range(r.shape[1]):
        out[i] = np.sqrt(out[i])


def _exact_derivatives(
    prepared: Prepared, v: Floats, at: Floats, last: Ints, codes: Codes, window_s: float
) -> None:
    """Change velocities (time, object, xyz) to the derivative of the positions at the ends and before an error."""
    every = np.arange(len(prepared))
    ends = [(every, np.full(len(every), k)) for k in (0, len(at) - 1) if at[k] in (0.0, window_s)]
    given_up = np.flatnonzero((codes != 0) & (last >= 0))
    given_up = given_up[last[given_up] < len(at)]
    for rows, k in (*ends, (given_up, last[given_up])):
        exact = differenced(prepared, rows, at[k])
        known = (np.abs(exact - v[k, rows]) < BELIEVED_KM_S).all(axis=1)
        v[k[known], rows[known]] = exact[known]


def _pieces(first: int, end: int, pieces: int) -> Iterator[tuple[int, int]]:
    edges = np.linspace(first, end, pieces + 1).astype(int).tolist()
    return ((a, b) for a, b in pairwise(edges) if b > a)


def joined(pairs: Ints, rows: Floats, n: int) -> Found:
    """Return the spans ordered by pair and time, those that end where the next begins joined into one."""
    if not len(pairs):
        return pairs.reshape(0, 2), rows.reshape(0, 3)
    # At one instant what ends comes before what begins.
    order = np.lexsort((rows[:, 0] == 0, rows[:, 1], pairs[:, 0] * n + pairs[:, 1]))
    pairs, rows = pairs[order], rows[order]
    same = (pairs[1:] == pairs[:-1]).all(axis=1)
    seam = same & (rows[:-1, 0] == 1) & (rows[1:, 0] == 0) & (np.abs(rows[1:, 1] - rows[:-1, 1]) < 1e-6)
    keep = np.ones(len(rows), np.bool_)
    keep[:-1] &= ~seam
    keep[1:] &= ~seam
    return pairs[keep], rows[keep]
