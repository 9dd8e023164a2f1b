"""The lattice points that a set of states needs, walked once per object.

A point is counted from the epoch, negative before it; only the points between the first and the last time asked for
are kept. A walk begins at the epoch, or at a point on the way that was walked to before (``walked_to``): the numbers
are the same.
"""

from dataclasses import dataclass, replace

import numpy as np

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4 import fields as f
from dueregard.orbit.sgp4.fields import Constants, Floats, Ints, Kinds
from dueregard.orbit.sgp4.resonance import LONGITUDE, MOTION, N_POINT, STEP_MIN, rates, step, steps_to


@dataclass(frozen=True, slots=True)
class Lattice:
    """``points``: (p, 5), see ``resonance``; point j of the q-th object asked for is at ``base[q] + j``.

    There is always one point, so that what is not resonant has something to point at and not to read.
    """

    points: Floats
    base: Ints


def lattice(constants: Constants, who: Ints, earliest_min: Floats, latest_min: Floats) -> Lattice:
    """Return the lattice for states of the objects ``who`` (u,) between two times (u,), minutes from their epochs."""
    base = np.zeros(len(who), np.int64)
    resonant = np.flatnonzero(constants.kind[who] > f.DEEP)
    if not len(resonant):
        return Lattice(np.zeros((1, N_POINT)), base)
    first, last = np.empty(len(resonant), np.int64), np.empty(len(resonant), np.int64)
    _first_last(earliest_min[resonant], latest_min[resonant], first, last)
    count = last - first + 1
    base[resonant] = np.cumsum(count) - count - first
    points = np.empty((int(count.sum()), N_POINT))
    _walk(
        constants.common, constants.deep, constants.kind, constants.deep_row, who[resonant], first, last,
        base[resonant], points,
    )  # fmt: skip
    return Lattice(points, base)


def walked_to(constants: Constants, minutes: Floats) -> Constants:
    """Return the same constants, from which later walks need not begin at the epoch but at ``minutes`` (n,) from it.

    It pays for old element sets: their lattices have thousands of points before the window.
    """
    resonant = np.flatnonzero(constants.kind > f.DEEP)
    walked = lattice(constants, resonant, minutes[resonant], minutes[resonant])
    deep, row = constants.deep.copy(), constants.deep_row[resonant]
    place = np.empty(len(row), np.int64)
    _first_last(minutes[resonant], minutes[resonant], place, place)
    deep[row, f.FROM] = place
    deep[row, f.FROM_LONGITUDE] = walked.points[walked.base + place, LONGITUDE]
    deep[row, f.FROM_MOTION] = walked.points[walked.base + place, MOTION]
    return replace(constants, deep=deep)


@compiled
def point_before(minutes: float) -> int:
    """Return which lattice point a state is computed from: the last one on its way from the epoch."""
    steps = steps_to(minutes)
    return steps if minutes > 0.0 else -steps


@compiled
def _first_last(earliest_min: Floats, latest_min: Floats, first: Ints, last: Ints) -> None:
    for q in range(len(first)):
        first[q], last[q] = point_before(earliest_min[q]), point_before(latest_min[q])


@compiled
def _walk(
    common: Floats, deep: Floats, kind: Kinds, deep_row: Ints, who: Ints, first: Ints, last: Ints, base: Ints,
    points: Floats,
) -> None:  # fmt: skip
    point = np.empty(N_POINT)
    for q in range(len(who)):
        i = who[q]
        row, own = common[i], deep[deep_row[i]]
        for way in (1, -1):
            near, far = (first[q], last[q]) if way > 0 else (-last[q], -first[q])
            if far < 0:
                continue
            j = 0
            point[LONGITUDE], point[MOTION] = own[f.XLAMO], row[f.NO]
            known = way * int(own[f.FROM])
            if 0 < known <= near:
                j, point[LONGITUDE], point[MOTION] = known, own[f.FROM_LONGITUDE], own[f.FROM_MOTION]
            while True:
                rates(row, own, kind[i], way * j * STEP_MIN, point)
                if j >= near:
                    for c in range(N_POINT):
                        points[base[q] + way * j, c] = point[c]
                if j == far:
                    break
                step(point, way * STEP_MIN)
                j += 1
