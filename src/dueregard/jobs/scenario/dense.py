"""Intervals of nearness of two true trajectories, by dense evaluation and bisection.

Written apart from the orbit room on purpose: the truth of the scenario must not rest on the code that is tested on it.
"""

from dataclasses import dataclass

import numpy as np

from dueregard.jobs.scenario.mean_elements import DAY_US, Floats, Ints
from dueregard.jobs.scenario.published import DAYS
from dueregard.jobs.scenario.trajectory import Trajectory, trajectory_states

# Fine against how fast the range of a slow pair changes: it turns within a revolution.
STEP_US = {"LEO": 60_000_000, "GEO": 300_000_000}
END_US = DAYS * DAY_US


@dataclass(frozen=True, slots=True)
class Stay:
    """A maximal interval within the window during which the true range is at most a distance."""

    entry_us: int
    exit_us: int
    tca_us: int
    least_km: float

    @property
    def dwell_s(self) -> float:
        """How long, in seconds."""
        return (self.exit_us - self.entry_us) / 1e6


@dataclass(frozen=True, slots=True)
class Path:
    """The range of two trajectories at a fine grid that contains every fast minimum. All arrays are (n,)."""

    at_us: Ints
    range_km: Floats
    first: Trajectory
    second: Trajectory
    start_jd: float
    late_us: int
    step_us: int


def path(first: Trajectory, second: Trajectory, start_jd: float, step_us: int, late_us: int = 0) -> Path:
    """Return the range over the window at every step, and at each minimum that is too fast for the step."""
    at = np.arange(0, END_US + 1, step_us, dtype=np.int64)
    p1, v1 = trajectory_states(first, at, start_jd, late_us)
    p2, v2 = trajectory_states(second, at, start_jd, late_us)
    d, v = p2 - p1, v2 - v1
    ahead_s = -np.sum(d * v, axis=1) / np.maximum(np.sum(v * v, axis=1), 1e-12)
    # Straight relative motion over half a step: good to a kilometre for what passes within 50 km in a minute.
    miss = np.linalg.norm(d + v * ahead_s[:, None], axis=1)
    fast = (np.abs(ahead_s) <= step_us / 1.9e6) & (miss < 60.0) & (np.linalg.norm(v, axis=1) > 0.1)
    plain = Path(at, np.linalg.norm(d, axis=1), first, second, start_jd, late_us, step_us)
    extra = np.array(
        [_least_near(plain, int(at[i] + ahead_s[i] * 1e6)) for i in np.flatnonzero(fast)], dtype=np.int64
    )
    extra = np.setdiff1d(extra[(extra > 0) & (extra < END_US)], at)
    every = np.concatenate([at, extra])
    ranges = np.concatenate([plain.range_km, _ranges(plain, extra)])
    order = np.argsort(every)
    return Path(every[order], ranges[order], first, second, start_jd, late_us, step_us)


def stays(along: Path, within_km: float) -> list[Stay]:
    """Return the maximal intervals within the distance; entry and exit to a millisecond, cut by the window."""
    inside = along.range_km <= within_km
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8)))
    found = []
    for begin, after in edges.reshape(-1, 2):
        last = int(after) - 1
        entry, exit_ = int(along.at_us[begin]), int(along.at_us[last])
        if begin > 0:
            entry = _crossing(along, int(along.at_us[begin - 1]), entry, within_km)
        if last + 1 < len(along.at_us):
            exit_ = _crossing(along, int(along.at_us[last + 1]), exit_, within_km)
        lowest = int(begin) + int(np.argmin(along.range_km[begin:after]))
        tca = min(max(_least_near(along, int(along.at_us[lowest])), entry), exit_)
        found.append(Stay(entry, exit_, tca, float(_ranges(along, np.array([tca]))[0])))
    return found


def longest_dwell_s(along: Path, within_km: float) -> float | None:
    """Return the longest unbroken time within the distance to the step of the grid; None where there is none."""
    inside = along.range_km <= within_km
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8))).reshape(-1, 2)
    if not len(edges):
        return None
    return float(np.max(along.at_us[edges[:, 1] - 1] - along.at_us[edges[:, 0]])) / 1e6


def _ranges(along: Path, at_us: Ints) -> Floats:
    p1, _ = trajectory_states(along.first, at_us, along.start_jd, along.late_us)
    p2, _ = trajectory_states(along.second, at_us, along.start_jd, along.late_us)
    return np.asarray(np.linalg.norm(p2 - p1, axis=1), dtype=np.float64)


def _crossing(along: Path, outside_us: int, inside_us: int, within_km: float) -> int:
    while abs(outside_us - inside_us) > 1000:
        middle = (outside_us + inside_us) // 2
        if _ranges(along, np.array([middle]))[0] <= within_km:
            inside_us = middle
        else:
            outside_us = middle
    return inside_us


def _least_near(along: Path, about_us: int) -> int:
    """Return the time of least range within a step of a time near it, to a millisecond."""
    low, high = about_us - along.step_us, about_us + along.step_us
    while high - low > 1000:
        third = (high - low) // 3
        left, right = _ranges(along, np.array([low + third, high - third]))
        if left <= right:
            high -= third
        else:
            low += third
    return (low + high) // 2
