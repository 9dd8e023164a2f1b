"""A long series made short enough to draw and to print, without losing its least values. Arrays in, arrays out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dueregard.model.run import RangeSeries

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A range series ready to draw. All (n,); ``at_s`` in seconds from the first sample, distances in kilometres.

    ``least_km`` and ``greatest_km`` are the extremes in each bin (equal where every sample is drawn); ``low_km`` is
    the least lower bound in the bin and ``high_km`` the upper bound at the bin's least range.
    """

    at_s: Floats
    least_km: Floats
    greatest_km: Floats
    low_km: Floats
    high_km: Floats
    binned: bool


def seconds_from_start(series: RangeSeries) -> Floats:
    """Return the time of each sample in seconds from the first, (n,)."""
    at = series.at.astype("datetime64[us]")
    seconds: Floats = (at - at[0]).astype(np.int64) / 1e6
    return seconds


def draw_range(series: RangeSeries, bins: int) -> Drawn:
    """Return the series itself, or, where it has more than three samples a bin, its envelope over ``bins`` equal bins
    of time.

    A low orbit's range swings with every revolution: thousands of points would be a solid block of ink. The least
    value of each bin is kept exactly. Bins without a finite sample are NaN, so that a gap stays a gap.
    """
    at_s = seconds_from_start(series)
    if at_s.size <= 3 * bins:
        return Drawn(at_s, series.range_km, series.range_km, series.low_km, series.high_km, binned=False)
    swings = swing_count(series.range_km)
    if (
        swings * 4 > bins
    ):  # fewer than four bins a swing would draw a beat that is not there: two swings a bin
        bins = max(40, min(bins, swings // 2))
    span = max(float(at_s[-1]), 1e-6)
    which = np.minimum((at_s / span * bins).astype(np.int64), bins - 1)
    least, greatest, low, high = (np.full(bins, np.nan) for _ in range(4))
    finite = np.isfinite(series.range_km)
    for number in range(bins):
        inside = np.flatnonzero((which == number) & finite)
        if inside.size:
            here = series.range_km[inside]
            nearest = int(inside[int(np.argmin(here))])
            least[number], greatest[number] = float(here.min()), float(here.max())
            low[number] = float(np.nanmin(series.low_km[inside], initial=least[number]))
            high[number] = float(series.high_km[nearest])
    middle = (np.arange(bins) + 0.5) * span / bins
    return Drawn(middle, least, greatest, low, high, binned=True)


def swing_count(range_km: Floats) -> int:
    """Return how often the range turns from growing to shrinking."""
    finite = range_km[np.isfinite(range_km)]
    rising = np.diff(finite) > 0
    return int(np.count_nonzero(rising[:-1] & ~rising[1:]))


def path_samples(
    series: RangeSeries, entry: np.datetime64, leave: np.datetime64, tca: np.datetime64, most: int
) -> NDArray[np.int64]:
    """Return the indices of the samples to draw as a path: those inside the interval that are finite, and of these at
    most ``most``, the ones nearest in time to ``tca`` (a whole stretch, so that loops stay loops).
    """
    inside = (series.at >= entry) & (series.at <= leave) & np.isfinite(series.rtn_km).all(axis=1)
    indices = np.flatnonzero(inside)
    if indices.size > most:
        centre = int(np.searchsorted(series.at[indices], tca))
        first = min(max(0, centre - most // 2), indices.size - most)
        indices = indices[first : first + most]
    return indices.astype(np.int64)


def table_rows(series: RangeSeries, rows: int) -> NDArray[np.int64]:
    """Return the indices of about ``rows`` samples spread evenly in time, with the one of least range among them."""
    size = series.at.size
    if size == 0:
        return np.empty(0, dtype=np.int64)
    spread = np.linspace(0, size - 1, min(rows, size)).round().astype(np.int64)
    if np.isfinite(series.range_km).any():
        spread = np.append(spread, int(np.nanargmin(series.range_km)))
    return np.unique(spread)
