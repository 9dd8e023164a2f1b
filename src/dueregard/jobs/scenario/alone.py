"""Nothing stays near what it should not by chance: such objects of the population are found, to be taken out."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sgp4.api import SatrecArray

from dueregard.jobs.scenario.body import Body
from dueregard.jobs.scenario.mean_elements import DAY_US, Floats, Ints, satrec
from dueregard.jobs.scenario.published import DAYS
from dueregard.jobs.scenario.trajectory import trajectory_states

HOUR_US = DAY_US // 24
# The widest distances of any criterion of the scenario are 100 km in GEO and 50 km in LEO; a tenth more for the error
# of published sets. Six hours in GEO are met by at least three looks in a row, the twelve
# hours of low orbits by four: two in a row are enough to be left out.
BELT_KM, BELT_STEP_US = 110.0, 2 * HOUR_US
LOW_KM, LOW_STEP_US = 55.0, 3 * HOUR_US


def by_chance(bodies: Sequence[Body], foreign: Callable[[str, str], bool], start_jd: float) -> set[int]:
    """Return the indices of population bodies that stay near something: in the belt near anything foreign, in low
    orbits near a satellite of the situations; or that SGP4 cannot carry through the thirty days.

    Raises ValueError where two satellites of different situations stay near each other.
    """
    belt = [i for i, b in enumerate(bodies) if b.regime == "GEO" and b.trajectory is not None]
    low = [i for i, b in enumerate(bodies) if b.regime == "LEO"]
    out = _belt(bodies, belt, foreign, start_jd) | _low(bodies, low, start_jd)
    others = [i for i, b in enumerate(bodies) if b.regime in ("MEO", "HEO")]
    ends = np.array([-2 * DAY_US, DAYS * DAY_US], dtype=np.int64)
    carried = _positions(bodies, others, ends, start_jd)
    return out | {i for row, i in enumerate(others) if np.isnan(carried[row]).any()}


def _belt(
    bodies: Sequence[Body], which: Sequence[int], foreign: Callable[[str, str], bool], start_jd: float
) -> set[int]:
    at = np.arange(0, DAYS * DAY_US, BELT_STEP_US, dtype=np.int64)
    positions = _positions(bodies, which, at, start_jd)
    owners = sorted({bodies[i].owner for i in which})
    table = np.array([[foreign(a, b) for b in owners] for a in owners])
    mine = np.array([owners.index(bodies[i].owner) for i in which])
    wanted = np.triu(table[np.ix_(mine, mine)], 1)
    out: set[int] = set()
    near_before = np.zeros_like(wanted)
    for k in range(len(at)):
        near = wanted & _near(positions[:, k], positions[:, k], BELT_KM)
        for a, b in np.argwhere(near & near_before):
            out |= _to_remove(bodies, which[int(a)], which[int(b)])
        near_before = near
    return out


def _low(bodies: Sequence[Body], which: Sequence[int], start_jd: float) -> set[int]:
    at = np.arange(0, DAYS * DAY_US, LOW_STEP_US, dtype=np.int64)
    positions = _positions(bodies, which, at, start_jd)
    special = [row for row, i in enumerate(which) if bodies[i].part]
    out = {i for row, i in enumerate(which) if np.isnan(positions[row]).any()}
    for row in special:
        ranges = np.linalg.norm(positions - positions[row], axis=2)
        near = ranges <= LOW_KM
        for other in np.flatnonzero((near[:, 1:] & near[:, :-1]).any(axis=1)):
            if other != row:
                out |= _to_remove(bodies, which[row], which[int(other)])
    return out


def _to_remove(bodies: Sequence[Body], first: int, second: int) -> set[int]:
    """Return which of a pair goes; none where both are of one situation, because that is what the situation is."""
    if not bodies[second].part:
        return {second}
    if not bodies[first].part:
        return {first}
    kinds = {bodies[first].part.split(".")[0], bodies[second].part.split(".")[0]}
    if len(kinds) > 1:
        raise ValueError(
            f"{bodies[first].part} and {bodies[second].part} stay near each other: keep them apart"
        )
    return set()


def _near(first: Floats, second: Floats, within_km: float) -> NDArray[np.bool_]:
    """Return which of (n, 3) and (m, 3) positions are within the distance: (n, m)."""
    squares = np.sum(first**2, axis=1)[:, None] + np.sum(second**2, axis=1)[None, :] - 2.0 * first @ second.T
    return np.asarray(squares <= within_km**2, dtype=np.bool_)


def _positions(bodies: Sequence[Body], which: Sequence[int], at_us: Ints, start_jd: float) -> Floats:
    """Return true positions, (n_objects, n_times, 3); those left alone all at once, the others one by one."""
    positions = np.empty((len(which), len(at_us), 3))
    single = []
    for row, i in enumerate(which):
        trajectory = bodies[i].trajectory
        if trajectory is None:
            positions[row] = np.nan
        elif len(trajectory.holds_from_us) == 1:
            single.append((row, satrec(trajectory.elements, 0, start_jd)))
        else:
            positions[row], _ = trajectory_states(trajectory, at_us, start_jd)
    if single:
        whole, rest = np.divmod(at_us, DAY_US)
        sats = SatrecArray([sat for _, sat in single])
        errors, found, _ = sats.sgp4(start_jd + whole.astype(np.float64), rest / DAY_US)
        found[errors != 0] = np.nan
        positions[[row for row, _ in single]] = found
    return positions
