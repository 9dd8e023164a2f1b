"""When two objects were near each other: surely, possibly, and by the measured distances; no pass is lost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.tracks import PairPath, Tracks, pair_path

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Orbits that are not quite alike bring a pair out of a distance and back once a revolution, which in the geostationary
# belt is a day: what lies closer together than that is one stay.
TOGETHER_S = 86_400.0
MOST_INSTANTS = 20_000
FINEST_S = 1.0  # two that cross at 15 km/s are 7.5 km apart half a second before and after
ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Nearness:
    """A pair held against one distance at the instants of ``path``, each (k,).

    ``surely``: the whole 95 % interval of the range lies within it; ``possibly``: some of it does, or one element set
    stands for both; ``measured``: the measured range itself does. ``apart``: a distance was measured at all. ``stays``:
    beginnings and ends, seconds after the start, of what is possible, gaps of less than a day passed over.
    """

    path: PairPath
    surely: Flags
    possibly: Flags
    measured: Flags
    apart: Flags
    stays: tuple[tuple[float, float], ...]


def nearness(
    tracks: Tracks, numbers: tuple[int, int], within_km: float, begin_s: float, end_s: float, step_s: float
) -> Nearness:
    """Return when the two may have been within ``within_km`` of each other between two instants.

    Instants lie ``step_s`` apart, and ever closer where the two may have come that near in between, down to a second:
    a pass at any speed is found. Raises ``ValueError`` where the span is not positive or an object has no elements.
    """
    if not begin_s < end_s:
        raise ValueError(f"a span from {begin_s} to {end_s} s: expected an end after its beginning")
    if not all(number in tracks.rows for number in numbers):
        raise ValueError(f"objects {numbers}: expected element sets of both")
    count = int(np.clip(np.ceil((end_s - begin_s) / step_s) + 1, 41, MOST_INSTANTS))
    path = _dense_enough(tracks, numbers, within_km, np.linspace(begin_s, end_s, count))
    apart = path.good & (path.range_km > 0.0)
    surely = apart & (path.high_km <= within_km)
    possibly = path.good & (np.minimum(path.low_km, path.range_km) <= within_km)
    measured = apart & (path.range_km <= within_km)
    return Nearness(path, surely, possibly, measured, apart, _stays(path.t_s[possibly]))


def _dense_enough(tracks: Tracks, numbers: tuple[int, int], within_km: float, t_s: Floats) -> PairPath:
    path = pair_path(tracks, *numbers, t_s)
    for _ in range(ROUNDS):
        step = np.diff(path.t_s)
        near = np.fmin(path.low_km, path.range_km)
        # Between two instants the range falls by no more than the speed covers in half the step.
        bound = np.fmin(near[1:], near[:-1]) - np.fmax(path.speed_km_s[1:], path.speed_km_s[:-1]) * step / 2.0
        both = (near[1:] <= within_km) & (near[:-1] <= within_km)
        open_ = (bound <= within_km) & ~both & (step > FINEST_S)
        if not open_.any() or len(path.t_s) > MOST_INSTANTS * 2:
            break
        middle = path.t_s[:-1][open_] + step[open_] / 2.0
        path = pair_path(tracks, *numbers, np.unique(np.concatenate((path.t_s, middle))))
    return path


def _stays(t_s: Floats) -> tuple[tuple[float, float], ...]:
    if not len(t_s):
        return ()
    breaks = np.flatnonzero(np.diff(t_s) >= TOGETHER_S)
    first, last = np.r_[0, breaks + 1], np.r_[breaks, len(t_s) - 1]
    return tuple((float(t_s[a]), float(t_s[b])) for a, b in zip(first, last, strict=True))
