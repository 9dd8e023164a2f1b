"""What one object does with all those that can be held against it below the grid."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.compiled import compiled
from dueregard.orbit.derivative import BELIEVED_KM_S, differenced
from dueregard.orbit.nodes.passages import passages
from dueregard.orbit.nodes.steady import Bounds, bounds
from dueregard.orbit.nodes.track import Track, track
from dueregard.orbit.sgp4 import fields as f
from dueregard.orbit.sgp4.prepared import Prepared, at_times
from dueregard.orbit.sweep import joined
from dueregard.orbit.walk import fine_step_s, follow

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# The cubic over a step of the track is off by centimetres in low orbit; the printed digits of a path add to it.
GUARD_KM = 0.1
# An object whose greatest height above the track's plane is less than this many times what is looked at beside the
# plane gains nothing below the grid: the track is in its plane all the time.
LEAST_RATIO = 10.0
PIECES = 8  # per thread


@dataclass(frozen=True, slots=True)
class Below:
    """Whom object ``one`` is held against below the grid, within ``wide_km``. ``looked_at``: (n,), the objects whose
    approaches to it are all found so; ``path`` and ``known``: what is known of the one and of the others.
    """

    one: int
    looked_at: Flags
    path: Track
    known: Bounds
    wide_km: float


def below_the_grid(
    prepared: Prepared, one: int, twin: Ints, window_s: float, within_km: float
) -> Below | None:
    """Return who can be held against object ``one`` without a grid from 0 to ``window_s``: whoever crosses its plane.

    ``twin``: (n,), equal numbers for one element set under two names; -1 for none. None where nobody can, as where the
    one has no state at some instant.
    """
    path = track(prepared, one, window_s)
    if path is None:
        return None
    wide = within_km + GUARD_KM
    known = bounds(prepared, window_s)
    known.steady[one] = False
    if twin[one] >= 0:
        known.steady[twin == twin[one]] = False
    looked_at = known.steady & (_crossing_km(prepared, path) > LEAST_RATIO * (wide + path.bend_km.max()))
    return Below(one, looked_at, path, known, wide) if looked_at.any() else None


def met(prepared: Prepared, below: Below, threads: int = 2) -> tuple[Ints, Floats]:
    """Return the spans of the one with those looked at, within D + ``GUARD_KM``: pairs (k, 2), lesser row first, and
    rows (k, 3) as ``walk.follow`` writes them, in order of pair and time. They do not depend on ``threads``.
    """
    path, known, wide = below.path, below.known, below.wide_km
    radius = np.linalg.norm(path.r, axis=1)
    room = wide + path.bend_km.max()
    at_its_heights = (known.low_km <= radius.max() + room) & (known.high_km >= radius.min() - room)
    parts = np.array_split(np.flatnonzero(below.looked_at & at_its_heights), PIECES * threads)
    with ThreadPoolExecutor(max_workers=threads) as pool:
        found = np.concatenate(
            list(pool.map(lambda some: _passages(prepared, some, path, wide, known), parts))
        )
    return joined(*_followed(prepared, below.one, found, path, wide), len(prepared))


def _crossing_km(prepared: Prepared, path: Track) -> Floats:
    """Return how far the track comes from each object's mean plane at least, in every revolution, at three instants."""
    col = prepared.constants.common.T
    least = np.full(len(prepared), np.inf)
    for k in (0, len(path.r) // 2, len(path.r) - 1):
        minutes = prepared.lead_min + k * path.step_s / 60.0
        node = col[f.NODEO] + minutes * (col[f.NODEDOT] + minutes * col[f.NODECF])
        pole = np.stack((col[f.SINIO] * np.sin(node), -col[f.SINIO] * np.cos(node), col[f.COSIO]), axis=1)
        own = np.cross(path.r[k], path.v[k])
        sine = np.linalg.norm(np.cross(pole, own / np.linalg.norm(own)), axis=1)
        least = np.minimum(least, sine * np.linalg.norm(path.r[k]))
    return least


def _passages(prepared: Prepared, rows: Ints, path: Track, wide_km: float, known: Bounds) -> Ints:
    return passages(
        prepared.constants.common, prepared.lead_min, rows, path.r, path.v, path.step_s, path.bend_km,
        path.fastest_km_s, path.swing_rad_s, path.push_km_s, wide_km, known.phase_rad, known.off_plane, known.low_km,
        known.high_km,
    )  # fmt: skip


def _followed(prepared: Prepared, one: int, found: Ints, path: Track, wide_km: float) -> tuple[Ints, Floats]:
    """Return pairs and rows of the steps ``found`` (object, first state of the step of the track)."""
    who, step = found[:, 0], found[:, 1]
    ends = []
    for k in (step, step + 1):
        at = k.astype(np.float64) * path.step_s
        r, v, _ = at_times(prepared, who, at)
        exact = differenced(prepared, who, at)
        v = np.where(np.abs(exact - v) < BELIEVED_KM_S, exact, v)
        ends += [r - path.r[k], v - path.v[k]]
    states = np.ascontiguousarray(np.stack(ends, axis=1))
    begin_s = step.astype(np.float64) * path.step_s
    of, rows = _spans(states, begin_s, path.step_s, wide_km, fine_step_s(wide_km))
    pairs = np.stack((np.minimum(who[of], one), np.maximum(who[of], one)), axis=1)
    return pairs, rows


@compiled
def _spans(
    states: Floats, begin_s: Floats, step_s: float, within_km: float, fine_s: float
) -> tuple[Ints, Floats]:
    """Return which of the relative cubics (k, 4, 3), each a step long, come within ``within_km``, and rows for each."""
    of, rows, count = np.empty(256, np.int64), np.empty((256, 3)), 0
    buffer = np.empty((4096, 3))
    for k in range(len(begin_s)):
        end = begin_s[k] + step_s
        written = follow(states[k], begin_s[k], end, begin_s[k], end, within_km, fine_s, buffer)
        if written < 0:
            raise ValueError("more turns of a range within one step than can be followed")
        while count + written > len(of):
            more_of, more_rows = np.empty(2 * len(of), np.int64), np.empty((2 * len(of), 3))
            more_of[:count], more_rows[:count] = of[:count], rows[:count]
            of, rows = more_of, more_rows
        for w in range(written):
            of[count + w] = k
            rows[count + w] = buffer[w]
        count += written
    return of[:count], rows[:count]
