"""The one object that all others are held against, as states close enough that what lies between them is bounded."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.broad.pad import EARTH_KM, MU_KM3_S2
from dueregard.orbit.sgp4.prepared import Prepared, on_grid_by_time, subset

Floats = NDArray[np.float64]

STEP_S = 30.0
# A path may leave the chord between two states by a quarter of the greater second difference beside it where its speed
# jumps, by an eighth where it is smooth; the second differences of either end are taken: half of the greater will do.
BEND_SHARE = 0.5
MARGIN = 1.2  # on what is measured between the states of the track, for what happens between those


@dataclass(frozen=True, slots=True)
class Track:
    """States (m, 3) in km and km/s, TEME, every ``step_s``; how the object moves between them and along the window.

    ``bend_km``: (m - 1,), how far from the chord it may be within each step. ``fastest_km_s``: its greatest speed.
    ``swing_rad_s``: the greatest √(μ/r³). ``push_km_s``: how much velocity everything but the central field gives it in
    half a revolution at most: the oblateness some 0.03 km/s, a burn what it has.
    """

    r: Floats
    v: Floats
    step_s: float
    bend_km: Floats
    fastest_km_s: float
    swing_rad_s: float
    push_km_s: float


def track(prepared: Prepared, row: int, window_s: float) -> Track | None:
    """Return the track of one object from 0 to ``window_s``; None where it has no state, or is on no orbit."""
    at = np.linspace(0.0, window_s, max(4, int(np.ceil(window_s / STEP_S)) + 1))
    states = on_grid_by_time(subset(prepared, [row]), at)
    r, v, error = states[0][:, 0], states[1][:, 0], states[2][:, 0]
    if error.any() or not np.isfinite(r).all():
        return None
    step = float(at[1] - at[0])
    second = r[2:] - 2.0 * r[1:-1] + r[:-2]
    size = np.linalg.norm(second, axis=1)
    size = np.r_[size[:1], size, size[-1:]]
    bend = BEND_SHARE * np.maximum(size[:-1], size[1:])
    radius = np.linalg.norm(r, axis=1)
    if not radius.min() - bend.max() > EARTH_KM:
        return None  # states of no orbit: a set that races off
    swing = float(np.sqrt(MU_KM3_S2 / (radius.min() - bend.max()) ** 3))
    other = np.linalg.norm(second / step + step * MU_KM3_S2 * r[1:-1] / radius[1:-1, None] ** 3, axis=1)
    half = int(np.ceil(np.pi / swing / step)) + 2
    total = np.r_[0.0, np.cumsum(other)]
    push = float((total[half:] - total[:-half]).max()) if half < len(total) else float(total[-1])
    # Between two states the speed follows from both ends and what bends the path.
    fastest = float(np.linalg.norm(v, axis=1).max() + 4.0 * bend.max() / step)
    return Track(r, v, step, bend, fastest, swing, MARGIN * push + 0.002)
