"""The lattice points that a set of states needs, walked once per object.

A point is counted from the epoch, negative before it; only the points between the first and the last time asked for
are kept, however long ago the epoch is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4.fields import DEEP, Constants, Floats, Ints
from dueregard.orbit.sgp4.resonance import N_POINT, STEP_MIN, rates, start, step, steps_to


@dataclass(frozen=True, slots=True)
class Lattice:
    """``points``: (p, 5), see ``resonance``; point j of deep-space object d is at ``base[d] + j``."""

    points: Floats
    base: Ints


@compiled
def point_before(minutes: float) -> int:
    """Return which lattice point a state is computed from: the last one on its way from the epoch."""
    steps = steps_to(minutes)
    return steps if minutes > 0.0 else -steps


@compiled
def _first_last(
    kind: NDArray[np.int8], deep_row: Ints, earliest_min: Floats, latest_min: Floats, first: Ints, last: Ints
) -> None:
    for k in range(len(kind)):
        # An object of which nothing was asked has its earliest time after its latest.
        if kind[k] > DEEP and earliest_min[k] <= latest_min[k]:
            first[deep_row[k]], last[deep_row[k]] = point_before(earliest_min[k]), point_before(latest_min[k])


@compiled
def _walk(
    common: Floats, deep: Floats, kind: NDArray[np.int8], deep_row: Ints, first: Ints, last: Ints, base: Ints,
    points: Floats,
) -> None:  # fmt: skip
    point = np.empty(N_POINT)
    for k in range(len(kind)):
        d = deep_row[k]
        if kind[k] <= DEEP or first[d] > last[d]:
            continue
        for way in (1, -1):
            start(common[k], deep[d], point)
            for j in range(max(0, way * (last[d] if way > 0 else first[d])) + 1):
                if j:
                    step(point, way * STEP_MIN)
                rates(common[k], deep[d], kind[k], way * j * STEP_MIN, point)
                if first[d] <= way * j <= last[d]:
                    points[base[d] + way * j] = point


def lattice(constants: Constants, earliest_min: Floats, latest_min: Floats) -> Lattice:
    """Return the lattice for states of each object between two times (n,), minutes from its own epoch.

    Where the earliest time is after the latest nothing is walked. Objects without resonance have no points.
    """
    d = len(constants.deep)
    first, last = np.ones(d, np.int64), np.zeros(d, np.int64)
    _first_last(constants.kind, constants.deep_row, earliest_min, latest_min, first, last)
    count = last - first + 1
    base = np.cumsum(count) - count - first
    points = np.zeros(
        (int(count.sum()) + 1, N_POINT)
    )  # one to spare: what is not resonant points at it and reads nothing
    _walk(constants.common, constants.deep, constants.kind, constants.deep_row, first, last, base, points)
    return Lattice(points, base)
