"""A long series made short enough to draw and to print, without losing its least values. Arrays in, arrays out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dueregard.model.run import RangeSeries
from dueregard.report.swings import crowded_s

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A range series ready to draw. All (n,); ``at_s`` in seconds from the first sample, distances in kilometres.

    Of an envelope, ``least_km`` and ``greatest_km`` are the extremes in each bin, ``low_km`` is the least lower bound
    in the bin and ``high_km`` the upper bound at the bin's least range. Elsewhere least and greatest are the range.
    """

    at_s: Floats
    least_km: Floats
    greatest_km: Floats
    low_km: Floats
    high_km: Floats
    envelope: bool


def seconds_from_start(series: RangeSeries) -> Floats:
    """Return the time of each sample in seconds from the first, (n,)."""
    at = series.at.astype("datetime64[us]")
    seconds: Floats = (at - at[0]).astype(np.int64) / 1e6
    return seconds


def draw_range(series: RangeSeries, height: Floats, columns: int) -> Drawn:
    """Return the line to draw in a picture of so many columns, or its envelope where the line swings too fast for them.

    ``height``: (n,), where each sample stands in the picture, in its units. Of a line with more than three samples a
    column, the least and the greatest of each column are kept, so that every swing keeps its depth. The envelope is for
    swings that would run into one another: thousands of points would be a solid block of ink.
    """
    at_s = seconds_from_start(series)
    apart_s = crowded_s(at_s, height, columns)
    if apart_s is not None:
        # Two swings a bin: with one, a bin would now and then miss the bottom, and a beat be drawn that is not there.
        return _envelope(series, at_s, max(1, min(columns, round(float(at_s[-1]) / (2 * apart_s)))))
    kept = np.arange(at_s.size) if at_s.size <= 3 * columns else _outline(series.range_km, at_s, columns)
    line = series.range_km[kept]
    return Drawn(at_s[kept], line, line, series.low_km[kept], series.high_km[kept], envelope=False)


def _columns(at_s: Floats, columns: int) -> NDArray[np.int64]:
    """Return in which of so many equal columns of time each sample falls, (n,)."""
    span = max(float(at_s[-1]), 1e-6)
    return np.minimum((at_s / span * columns).astype(np.int64), columns - 1)


def _outline(range_km: Floats, at_s: Floats, columns: int) -> NDArray[np.int64]:
    """Return the samples that keep the line's shape: of each column the least and the greatest, and both ends.

    A column without a finite sample keeps one that is NaN, so that a gap stays a gap.
    """
    which = _columns(at_s, columns)
    kept = {0, at_s.size - 1}
    for number in range(columns):
        inside = np.flatnonzero(which == number)
        finite = inside[np.isfinite(range_km[inside])]
        if finite.size:
            here = range_km[finite]
            kept |= {int(finite[np.argmin(here)]), int(finite[np.argmax(here)])}
        elif inside.size:
            kept.add(int(inside[0]))
    return np.array(sorted(kept), dtype=np.int64)


def _envelope(series: RangeSeries, at_s: Floats, bins: int) -> Drawn:
    """Return least and greatest in each of so many equal bins of time; bins without a finite sample are NaN."""
    which = _columns(at_s, bins)
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
    middle = (np.arange(bins) + 0.5) * float(at_s[-1]) / bins
    return Drawn(middle, least, greatest, low, high, envelope=True)


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
