"""A pair held against a zone: for how long it was surely inside, and for how long possibly.

Intervals are compared with the threshold, never points (DESIGN §5.1). Surely inside: the whole 95 % interval lies in
the zone. Possibly inside: some of it does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dueregard.model.criterion import Criterion, RtnBox, Sphere, Zone
from dueregard.model.finding import Outcome
from dueregard.orbit.tracks import PairPath
from dueregard.orbit.uncertainty import Z95

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Measured:
    """``outcome`` against the criterion; ``surely_s`` and ``possibly_s`` the longest uninterrupted times in the zone;
    ``begin_s`` and ``end_s`` of the longest possible one; ``words`` what decided.
    """

    outcome: Outcome
    surely_s: float
    possibly_s: float
    begin_s: float
    end_s: float
    words: str
    measured_s: float = -1.0  # the longest time for which the measured distances themselves lie in the zone


def _longest(t_s: Floats, inside: Flags) -> tuple[float, float, float]:
    """Return the duration, beginning and end of the longest run of True, (-1, 0, 0) where there is none."""
    if not inside.any():
        return -1.0, 0.0, 0.0
    edges = np.diff(np.concatenate(([0], inside.astype(np.int8), [0])))
    first, last = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    lengths = t_s[last] - t_s[first]
    k = int(np.argmax(lengths))
    return float(lengths[k]), float(t_s[first[k]]), float(t_s[last[k]])


def _inside(zone: Zone, path: PairPath, centre: int) -> tuple[Flags, Flags, Flags]:
    """Return where the pair is surely inside, where possibly, and where even two at one place could not be told."""
    if isinstance(zone, Sphere):
        # The measured range is plausible too, although of two objects measured at one place most plausible distances
        # are greater.
        low = np.minimum(path.low_km, path.range_km)
        return (
            path.good & (path.high_km <= zone.radius_km),
            path.good & (low <= zone.radius_km),
            path.good & (path.floor_km > zone.radius_km),
        )
    if isinstance(zone, RtnBox):
        offset, sigma = (
            (path.rtn_km, path.sigma_rtn_km) if centre == 1 else (path.rtn_of_1_km, path.sigma_rtn_of_1_km)
        )
        half = np.array([zone.radial_km, zone.in_track_km, zone.cross_track_km])
        return (
            path.good & (np.abs(offset) + Z95 * sigma <= half).all(axis=1),
            path.good & (np.abs(offset) - Z95 * sigma <= half).all(axis=1),
            path.good & (Z95 * sigma > half).any(axis=1),
        )
    apart, error = longitudes_apart_deg(path)
    return (
        path.good & (apart + error <= zone.half_width_deg),
        path.good & (apart - error <= zone.half_width_deg),
        path.good & (error > zone.half_width_deg),
    )


def longitudes_apart_deg(path: PairPath) -> tuple[Floats, Floats]:
    """Return how far the longitudes of a pair are apart, (k,), and the half-width of the 95 % interval, degrees."""
    first = np.arctan2(path.positions1_km[:, 1], path.positions1_km[:, 0])
    second = np.arctan2(path.positions2_km[:, 1], path.positions2_km[:, 0])
    apart: Floats = np.abs(np.degrees(np.mod(second - first + np.pi, 2 * np.pi) - np.pi))
    # What in-track error means in longitude at this distance from the Earth's centre.
    error: Floats = Z95 * np.degrees(path.sigma_rtn_km[:, 1] / np.linalg.norm(path.positions1_km, axis=1))
    return apart, error


def _measured_inside(zone: Zone, path: PairPath, centre: int) -> Flags:
    """Return where the measured values lie in the zone, whatever their error."""
    if isinstance(zone, Sphere):
        return path.good & (path.range_km <= zone.radius_km)
    if isinstance(zone, RtnBox):
        offset = path.rtn_km if centre == 1 else path.rtn_of_1_km
        half = np.array([zone.radial_km, zone.in_track_km, zone.cross_track_km])
        return path.good & (np.abs(offset) <= half).all(axis=1)
    return path.good & (longitudes_apart_deg(path)[0] <= zone.half_width_deg)


def measure(criterion: Criterion, path: PairPath, centres: Sequence[int]) -> Measured:
    """Return what was measured against the criterion's zone and dwell.

    ``centres``: which of the two objects (1, 2) the zone may be centred on; where both may, the one that says most
    counts. Raises ``ValueError`` for a criterion without a zone.
    """
    if criterion.zone is None:
        raise ValueError(f"{criterion.id} has no zone and cannot be measured")
    results = [
        replace(
            _measure_one(criterion, criterion.zone, path, centre),
            measured_s=_longest(path.t_s, _measured_inside(criterion.zone, path, centre))[0],
        )
        for centre in centres
    ]
    order = {"inside": 0, "indeterminate": 1, "not verifiable": 2, "outside": 3, "not applicable": 4}
    return min(results, key=lambda m: order[m.outcome])


def _measure_one(criterion: Criterion, zone: Zone, path: PairPath, centre: int) -> Measured:
    surely, possibly, blind = _inside(zone, path, centre)
    sure_s, _, _ = _longest(path.t_s, surely)
    may_s, begin, end = _longest(path.t_s, possibly)
    needed = criterion.dwell_s
    if may_s < 0 or may_s < needed:
        words = "no plausible distance lies in the zone" + (" for that long" if needed and may_s >= 0 else "")
        return Measured("outside", max(sure_s, 0.0), max(may_s, 0.0), begin, end, words)
    if criterion.max_relative_speed_km_s:
        speed = float(np.nanmin(np.where(possibly, path.speed_km_s, np.nan)))
        if speed > criterion.max_relative_speed_km_s:
            words = "the objects pass faster than the criterion speaks of"
            return Measured("not applicable", max(sure_s, 0.0), may_s, begin, end, words)
    if sure_s >= needed and sure_s >= 0:
        return Measured("inside", sure_s, may_s, begin, end, "every plausible distance lies in the zone")
    if blind[possibly].mean() > 0.5:
        words = "the elements could not tell two objects at one place from two on the edge of the zone"
        return Measured("not verifiable", max(sure_s, 0.0), may_s, begin, end, words)
    words = "some plausible distances lie in the zone and some do not"
    return Measured("indeterminate", max(sure_s, 0.0), may_s, begin, end, words)
