"""What a screen cannot be cheaper than on one core of this machine, with what it is made of: states, pairs, rows.

**States.** Every object at every instant of a grid of four minutes, at the speed of the kernel while its states stay
in the cache. **Pairs.** Every two objects whose heights overlap, from perigee to apogee by their mean elements and D
beyond, looked at once, at the speed at which several pairs at a time are held against each other in single precision;
a grid looks at those that are near each other again at every instant, which this leaves out. **Rows.** For every row
twelve states, each at its own time: two objects at entry, closest approach and exit, and there twice each, because a
root is found by a step and confirmed by another.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numba
import numpy as np
import polars as pl
from numpy.typing import NDArray

import dueregard.orbit.sgp4.prepared as kernels
from dueregard.orbit.broad.pad import EARTH_KM
from dueregard.orbit.region import perigee_km, semi_major_axis_km
from dueregard.orbit.sgp4 import fields, grid

STEP_S = 240.0
STATES_OF_A_ROW = 12
CACHED, OBJECTS = 64, 250  # instants and objects of a chunk that stays in the cache
AGAIN = 40
PAIRS_OF = 4096  # objects each held against each other, to measure how fast a pair is looked at
REPEATS = 5

Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Speeds:
    """Millions a second on one core: states near the Earth, in deep space and each at its own time; pairs."""

    near: float
    deep: float
    scattered: float
    pairs: float


@numba.njit(fastmath=True)
def _near(
    x: Singles, y: Singles, z: Singles, u: Singles, p: Singles, q: Singles, i: int, limit2: np.float32
) -> int:
    """Return how many of the objects come within the limit of object i on straight lines."""
    hits = np.int32(0)
    xi, yi, zi, ui, pi, qi = x[i], y[i], z[i], u[i], p[i], q[i]
    for k in range(len(x)):
        dx, dy, dz = x[k] - xi, y[k] - yi, z[k] - zi
        du, dp, dq = u[k] - ui, p[k] - pi, q[k] - qi
        d2 = dx * dx + dy * dy + dz * dz
        w2 = du * du + dp * dp + dq * dq
        rv = dx * du + dy * dp + dz * dq
        hits += np.int32((d2 - limit2) * w2 <= rv * rv)
    return hits


@numba.njit(fastmath=True)
def _all_near(s: Singles, limit2: np.float32) -> int:
    hits = 0
    for i in range(s.shape[1]):
        hits += _near(s[0], s[1], s[2], s[3], s[4], s[5], i, limit2)
    return hits


def _best(count: int, work: Callable[[], object]) -> float:
    work()
    spent = []
    for _ in range(REPEATS):
        begin = time.process_time()
        work()
        spent.append(time.process_time() - begin)
    return count / min(spent) / 1e6


def speeds(elements: pl.DataFrame, start: datetime) -> Speeds:
    """Return how fast this machine does each of the parts, the best of some repeats."""
    made = kernels.prepare(elements, start)
    deep = made.constants.kind != fields.NEAR
    found = []
    for rows in (np.flatnonzero(~deep), np.flatnonzero(deep)):
        few = kernels.subset(made, rows[:OBJECTS])
        minutes = np.arange(CACHED, dtype=np.float64)
        out = grid(few.constants, few.lead_min, minutes, time_major=True)

        def kernel(few: Any = few, minutes: Any = minutes, out: Any = out) -> None:
            for _ in range(AGAIN):
                grid(few.constants, few.lead_min, minutes, time_major=True, out=out)

        found.append(_best(len(few) * CACHED * AGAIN, kernel) if len(few) else float("nan"))
    r = np.random.default_rng(1)
    rows, at = r.integers(0, len(made), 400_000), r.uniform(0.0, 86_400.0, 400_000)
    scattered = _best(len(rows), lambda: kernels.at_times(made, rows, at))
    some = r.normal(0.0, 7000.0, (6, PAIRS_OF)).astype(np.float32)
    some[3:] /= 1000.0
    return Speeds(*found, scattered, _best(PAIRS_OF**2, lambda: _all_near(some, np.float32(100.0))))


def overlapping(elements: pl.DataFrame, within_km: float) -> int:
    """Return how many pairs have heights that overlap or come within D: the others can never meet."""
    axis = semi_major_axis_km(elements["mean_motion_rev_day"].to_numpy())
    perigee = perigee_km(elements)
    apogee = axis * (1 + elements["eccentricity"].to_numpy()) - EARTH_KM
    n = len(elements)
    # Of two that do not overlap exactly one is all above the other.
    above = np.searchsorted(np.sort(apogee), perigee - within_km, side="left").sum()
    return n * (n - 1) // 2 - int(above)


def limit(
    elements: pl.DataFrame, start: datetime, hours: float, within_km: float, rows: int, speed: Speeds
) -> dict[str, Any]:
    """Return what such a screen needs at least, in counts and in seconds of one core."""
    deep = int((kernels.prepare(elements, start).constants.kind != fields.NEAR).sum())
    instants = int(np.ceil(hours * 3600.0 / STEP_S)) + 1
    pairs = overlapping(elements, within_km)
    states_s = ((len(elements) - deep) / speed.near + (deep / speed.deep if deep else 0.0)) * instants / 1e6
    pairs_s = pairs / speed.pairs / 1e6
    rows_s = rows * STATES_OF_A_ROW / speed.scattered / 1e6
    return {
        "states": len(elements) * instants,
        "pairs": pairs,
        "rows": rows,
        "states_s": round(states_s, 4),
        "pairs_s": round(pairs_s, 4),
        "rows_s": round(rows_s, 4),
        "all_s": round(states_s + pairs_s + rows_s, 4),
    }
