"""Steps of the grid in which an object's states are not those of a smooth orbit, so that the cubic cannot be trusted.

There are two kinds. Sets in their last hours before SGP4 gives them up race off. And SGP4 changes its formula where the
perturbed inclination of a deep-space set passes 0.2 rad: the position jumps, by 14 km for one of July 2024.

Three instants of the grid raise the suspicion: the cubic over the double step, from the first to the third, predicts
the second, and on an orbit misses it by at most (2h)⁴/384 of the fourth derivative, which for the two-body field is

    |r⁗| ≤ μ (μ/r⁵ + 6 |r'| v/r⁴ + 3 |r''|/r³ + 12 r'²/r⁴).

Where the miss is more than twice that, the states half-way through the two steps are computed and decide.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.broad.pad import EARTH_KM, MU_KM3_S2
from dueregard.orbit.compiled import compiled
from dueregard.orbit.few import spans_of_few
from dueregard.orbit.sgp4.prepared import Prepared, at_times, on_grid_by_time, subset
from dueregard.orbit.span import Asked

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]

FINER = 8  # steps for one where a step is rough
ESCAPE_KM_S = 11.5  # no object on a closed orbit is faster
# How far beyond its heights at both ends of a step an object may come within it: gravity over half a step.
BETWEEN_KM = 80.0
ALLOWED = 2.0
ROUGH_KM = 0.25  # what drag, the Moon and Sun and the oblateness may add


@compiled
def suspects(r: Floats, v: Floats, step_s: float, begin: int, end: int) -> Ints:
    """Return (instant, object) of states (m, n, 3) on an even grid that the cubic from one before to one after misses.

    Only objects from ``begin`` to ``end`` are looked at. Instants without a state (NaN) beside them are passed over.
    Shape (k, 2).
    """
    found, count = np.empty((64, 2), np.int64), 0
    h2 = 2.0 * step_s
    scale = ALLOWED * h2**4 / 384.0
    for k in range(1, r.shape[0] - 1):
        for i in range(begin, end):
            off2, climb, speed2, d2 = 0.0, 0.0, 0.0, 0.0
            for c in range(3):
                predicted = (
                    0.5 * (r[k - 1, i, c] + r[k + 1, i, c]) + (v[k - 1, i, c] - v[k + 1, i, c]) * h2 / 8.0
                )
                off2 += (r[k, i, c] - predicted) ** 2
                d2 += r[k, i, c] * r[k, i, c]
            # Most are below what a circular orbit at this height allows: less than any.
            circular = scale * MU_KM3_S2 * MU_KM3_S2 / (d2 * d2 * np.sqrt(d2)) + ROUGH_KM
            if not off2 > circular * circular:
                continue
            lowest2, radius = d2, np.sqrt(d2)
            for c in range(3):
                climb += r[k, i, c] * v[k, i, c]
                speed2 += v[k, i, c] * v[k, i, c]
            for q in (k - 1, k + 1):
                lowest2 = min(lowest2, r[q, i, 0] ** 2 + r[q, i, 1] ** 2 + r[q, i, 2] ** 2)
            # Between the instants the object may have been lower, and faster.
            low = max(EARTH_KM + 80.0, np.sqrt(lowest2) - 0.00125 * step_s * step_s)
            bend = abs((speed2 - (climb / radius) ** 2) / radius - MU_KM3_S2 / d2)
            rise = abs(climb) / radius + bend * step_s
            fast = np.sqrt(speed2 + 2.0 * (MU_KM3_S2 / low - MU_KM3_S2 / radius))
            gravity = MU_KM3_S2 / (low * low)
            fourth = (
                MU_KM3_S2
                / low**3
                * (gravity + 6.0 * rise * fast / low + 3.0 * bend + 12.0 * rise * rise / low)
            )
            allowed = scale * fourth + ROUGH_KM
            if off2 > allowed * allowed:
                if count == len(found):
                    more = np.empty((2 * count, 2), np.int64)
                    more[:count] = found
                    found = more
                found[count, 0], found[count, 1] = k, i
                count += 1
    return found[:count]


def rough_steps(
    prepared: Prepared, named: Ints, r: Floats, v: Floats, at: Floats, alive_to: Ints, limit_km: float
) -> tuple[Ints, Ints]:
    """Return (first instant of the step, object) of steps half-way through which the cubic is off by ``limit_km``.

    ``named``: what ``suspects`` names. ``r``, ``v``: (m, n, 3) at the instants ``at`` (m,), the velocities consistent.
    ``alive_to``: (n,) the last instant at which each object has a state: the step in which SGP4 gives it up, and what
    comes after, are not among them.
    """
    steps: Ints = np.unique(np.concatenate((named - np.array([1, 0]), named)), axis=0)
    steps = steps[steps[:, 0] < alive_to[steps[:, 1]]]
    begin, who = steps[:, 0], steps[:, 1]
    h = at[1] - at[0]
    half = 0.5 * (r[begin, who] + r[begin + 1, who]) + (v[begin, who] - v[begin + 1, who]) * h / 8.0
    true, _, error = at_times(prepared, who, 0.5 * (at[begin] + at[begin + 1]))
    off = np.linalg.norm(true - half, axis=1)
    rough = (error == 0) & np.isfinite(off) & (off > limit_km)
    return begin[rough], who[rough]


def spans_in_rough_steps(
    prepared: Prepared, begin: Ints, who: Ints, r: Floats, at: Floats, alive_to: Ints, asked: Asked
) -> Iterator[tuple[Ints, Floats]]:
    """Yield the spans of objects in their rough steps (``restless``), looked at with ``FINER`` steps for one.

    ``begin``, ``who``: (k,) the first instant of each step among ``at`` (m,), and the object. ``r``: (m, n, 3) there.
    ``alive_to``: (n,) the last instant of ``at`` at which each object has a state; one that SGP4 gives up within the
    step is met in ``given_up``. Steps that several objects share are looked at together.
    """
    in_focus = np.flatnonzero(asked.focus)
    everybody = np.arange(len(asked.focus))
    for k in np.unique(begin).tolist():
        carried = who[begin == k]
        # Who is not in focus is looked at beside those that are, which may be one object.
        partners = everybody if asked.focus[carried].any() else in_focus
        times = np.linspace(at[k], at[k + 1], FINER + 1)
        seen = on_grid_by_time(subset(prepared, carried), times)[0]
        heights = np.linalg.norm(seen, axis=2)
        margin = asked.within_km + np.abs(np.diff(heights, axis=0)).max(axis=0)
        far = np.abs(seen - r[k, carried]).max(axis=(0, 2)) + ESCAPE_KM_S * (at[k + 1] - at[k])
        near = meeting(
            r[k], r[k + 1], partners, carried, heights.min(axis=0) - margin, heights.max(axis=0) + margin,
            far + asked.within_km,
        )  # fmt: skip
        if not near.any():
            continue
        near[carried] = True
        rows = np.flatnonzero(near & (alive_to > k))
        yield spans_of_few(prepared, rows, carried, times, asked)


@compiled
def meeting(
    r: Floats, after: Floats, partners: Ints, carried: Ints, low: Floats, high: Floats, far: Floats
) -> NDArray[np.bool_]:
    """Return (n,) which of ``partners``, at ``r`` and ``after`` (n, 3) when a step begins and ends, come to the heights
    of one of the other objects ``carried`` in it, ``low`` to ``high``, and are within ``far`` of it in each coordinate
    at first.
    """
    near = np.zeros(r.shape[0], np.bool_)
    for i in partners:
        a = np.sqrt(r[i, 0] * r[i, 0] + r[i, 1] * r[i, 1] + r[i, 2] * r[i, 2])
        b = np.sqrt(after[i, 0] * after[i, 0] + after[i, 1] * after[i, 1] + after[i, 2] * after[i, 2])
        if b != b:
            b = a
        for q in range(len(carried)):
            if min(a, b) - BETWEEN_KM <= high[q] and max(a, b) + BETWEEN_KM >= low[q]:
                j = carried[q]
                if (
                    i != j
                    and abs(r[i, 0] - r[j, 0]) <= far[q]
                    and abs(r[i, 1] - r[j, 1]) <= far[q]
                    and abs(r[i, 2] - r[j, 2]) <= far[q]
                ):
                    near[i] = True
                    break
    return near
