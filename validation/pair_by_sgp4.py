"""Two element sets around an instant by python-sgp4: least ranges, and the place where the orbits cross.

Shares no code with the screen.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sgp4.api import Satrec, jday

Least = tuple[float, float, float, int]  # seconds after the instant, km, km/s, index of the second
ASTRAY_KM = 1e6  # two thirds of the way to where the Sun's pull takes over from the Earth's


@dataclass(frozen=True)
class Crossing:
    """How two objects stand to the crossing of their orbits at the instant.

    ``offsets_km``: along each orbit past the crossing, 0 for both where they meet. ``gap_km``: radius of the first
    orbit there less that of the second. ``speed_km_s``: the relative speed there, were both there at once.
    """

    offsets_km: tuple[float, float]
    gap_km: float
    speed_km_s: float


class Pair:
    """Range of two objects in the ``half_window_s`` before and after ``at`` (UTC).

    ``gives_up`` says whether SGP4 returns an error within the window; nothing else may be asked then. ``astray`` says
    whether it returns none, but a place no Earth satellite has: drag terms carried months backwards can do that.
    """

    def __init__(self, first: Satrec, second: Satrec, at: datetime, half_window_s: int) -> None:
        self.sets = first, second
        self.jd, self.fr = jday(*at.timetuple()[:5], at.second + at.microsecond / 1e6)
        self.grid_s = np.arange(-half_window_s, half_window_s + 1.0)
        dr, _, self.gives_up = self._relative(self.grid_s)
        self.ranges_km = np.linalg.norm(dr, axis=1)
        self.astray = bool((self.ranges_km > ASTRAY_KM).any())

    def _states(self, which: int, seconds: NDArray[np.float64]) -> tuple[NDArray, NDArray, NDArray]:
        days = self.fr + seconds / 86400.0
        return self.sets[which].sgp4_array(np.full(len(days), self.jd), days)

    def _state(self, which: int, second: float) -> tuple[NDArray, NDArray]:
        _, r, v = self._states(which, np.array([second]))
        return r[0], v[0]

    def _relative(self, seconds: NDArray[np.float64]) -> tuple[NDArray, NDArray, bool]:
        (bad1, r1, v1), (bad2, r2, v2) = self._states(0, seconds), self._states(1, seconds)
        return r1 - r2, v1 - v2, bool(bad1.any() or bad2.any())

    def minima(self) -> list[Least]:
        """Return every minimum of the range in the window, its ends included."""
        padded = np.concatenate([[np.inf], self.ranges_km, [np.inf]])
        found = []
        for k in np.flatnonzero((self.ranges_km <= padded[:-2]) & (self.ranges_km < padded[2:])):
            low, high = self.grid_s[max(k - 1, 0)], self.grid_s[min(k + 1, len(self.grid_s) - 1)]
            for _ in range(40):  # bisection of the range rate: 2 s / 2**40 is 2 ps
                middle = (low + high) / 2
                dr, dv, _ = self._relative(np.array([middle]))
                low, high = (middle, high) if np.sum(dr * dv) < 0 else (low, middle)
            dr, dv, _ = self._relative(np.array([low]))
            found.append((float(low), float(np.linalg.norm(dr)), float(np.linalg.norm(dv)), int(k)))
        return found

    def within(self, within_km: float) -> list[Least]:
        """Return the least range of each interval within ``within_km``, in their order."""
        intervals: list[Least] = []
        for one in self.minima():
            if one[1] > within_km:
                continue
            if intervals and self.ranges_km[intervals[-1][3] : one[3] + 1].max() <= within_km:
                intervals[-1] = min(intervals[-1], one, key=lambda x: x[1])
            else:
                intervals.append(one)
        return intervals

    def crossing(self) -> Crossing:
        """Return how both stand to the nearer one of the two crossings of their orbits.

        The planes are those of the instant; each object is carried by SGP4 to where it passes the other's plane.
        """
        now = [self._state(which, 0.0) for which in (0, 1)]
        normals = [np.cross(r, v) / np.linalg.norm(np.cross(r, v)) for r, v in now]
        node = np.cross(*normals) / np.linalg.norm(np.cross(*normals))
        return min(
            (self._crossing_at(place, now, normals) for place in (node, -node)),
            key=lambda one: abs(one.offsets_km[0]) + abs(one.offsets_km[1]),
        )

    def _crossing_at(self, place: NDArray, now: list, normals: list) -> Crossing:
        offsets, there = [], []
        for which, (r, v) in enumerate(now):
            angle = np.arctan2(np.cross(place, r) @ normals[which], place @ r)
            at = -angle * (r @ r) / np.linalg.norm(np.cross(r, v))
            for _ in range(6):  # Newton on the height above the other's plane
                q, w = self._state(which, at)
                at -= (q @ normals[1 - which]) / (w @ normals[1 - which])
            q, w = self._state(which, at)
            offsets.append(float(-at * np.linalg.norm(w)))
            there.append((q, w))
        (q1, w1), (q2, w2) = there
        gap = float(np.linalg.norm(q1) - np.linalg.norm(q2))
        return Crossing((offsets[0], offsets[1]), gap, float(np.linalg.norm(w1 - w2)))
