"""Range over time: the line, its 95 % band, the interval, and each criterion's threshold as a labelled line."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dueregard.model.run import RangeSeries
from dueregard.report.plot_style import (
    BAND,
    ENVELOPE,
    GRID,
    INK,
    TINT,
    Drawing,
    panel,
    sheet,
)
from dueregard.report.plot_thresholds import Line, Taken, draw_thresholds, merged
from dueregard.report.quantities import km
from dueregard.report.scales import at_utc, linear_ticks, log_ticks, time_ticks
from dueregard.report.series import Drawn, draw_range
from dueregard.report.svg import to_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class RangePlot:
    """The drawing, and what the reader must be told about it."""

    svg: str
    enveloped: bool
    not_drawn: tuple[str, ...]  # thresholds too far from the ranges to share a picture with them


def plot_range(
    series: RangeSeries,
    interval: tuple[np.datetime64, np.datetime64] | None,
    closest: tuple[np.datetime64, float] | None,
    lines: tuple[Line, ...],
    drawing: Drawing,
    name: str,
    label: str,
) -> RangePlot | None:
    """Return range over time as an SVG drawn for ``drawing``'s width; None where no sample is finite.

    The vertical axis is logarithmic where the ranges span more than a decade. ``interval`` is shaded, ``closest``
    (when, and how far in kilometres) marked: it comes from the finding, because the least sample is only near it.
    ``name`` must differ from that of every other drawing on the page.
    """
    if series.at.size < 2 or not np.isfinite(series.range_km).any():
        return None
    thresholds = merged(lines, drawing.narrow)
    low, high, log, shown = _limits(series, thresholds)
    drawn = draw_range(series, _heights(series.range_km, low, high, log, drawing), drawing.columns)
    with sheet(drawing) as figure:
        margins = (drawing.left, drawing.bottom, drawing.right, drawing.top)
        axes = panel(figure, margins, drawing, drawing.height)
        # before the limits: setting the scale would choose limits of its own
        axes.set_yscale("log" if log else "linear")
        axes.set_ylim(low, high)
        total = _seconds(series, series.at[-1])
        axes.set_xlim(0.0, total)
        start = at_utc(int(series.at[0].astype("datetime64[us]").astype(np.int64)))
        axes.set_xticks(*time_ticks(start, total, drawing.x_labels - 1))
        _keep_on_sheet(axes, drawing)
        few = 4 if drawing.narrow else 5
        positions, labels = log_ticks(low, high) if log else linear_ticks(low, high, few)
        axes.set_yticks(positions, labels)
        axes.minorticks_off()
        axes.grid(axis="y", color=GRID, linewidth=1)
        if interval is not None:
            _shade(axes, series, interval, total)
        _draw_series(axes, drawn, low)
        taken: list[Taken] = []
        if closest is not None:
            taken = _mark_closest(axes, _seconds(series, closest[0]), closest[1], drawing, total)
        left = draw_thresholds(axes, drawn, shown, drawing, taken)
        svg = to_svg(figure, name, label, drawing.css_class)
    outside = tuple(line.label for line in thresholds if line not in shown) + left
    return RangePlot(svg, drawn.envelope, outside)


def _heights(
    range_km: NDArray[np.float64], low: float, high: float, log: bool, drawing: Drawing
) -> NDArray[np.float64]:
    """Return how high above the axis each sample stands, in units of the drawing; ranges below the axis stand on it."""
    floored = np.maximum(range_km, low)  # NaN stays NaN
    part = np.log(floored / low) / np.log(high / low) if log else (floored - low) / (high - low)
    return np.asarray(part * (drawing.height - drawing.top - drawing.bottom))


def _limits(series: RangeSeries, lines: tuple[Line, ...]) -> tuple[float, float, bool, tuple[Line, ...]]:
    """Return lower and upper limit, whether the axis is logarithmic, and the thresholds that fit."""
    positive = series.range_km[np.isfinite(series.range_km) & (series.range_km > 0)]
    # 10 m: public elements say nothing finer, and a logarithm needs a floor
    least = max(float(positive.min()) if positive.size else 0.01, 0.01)
    greatest = max(float(np.nanmax(series.range_km)), least)
    # a threshold more than ten times away would press the line flat against the edge
    shown = tuple(line for line in lines if least / 10 <= line.km <= greatest * 10)
    bottom = min([least] + [line.km for line in shown])
    top = max([greatest] + [line.km for line in shown])
    if top / bottom <= 10:
        return 0.0, top * 1.12, False, shown
    bounds = series.low_km[np.isfinite(series.low_km) & (series.low_km > 0)]
    below = float(bounds.min()) if bounds.size else bottom
    low = max(min(bottom * 0.7, below), bottom / 10)
    return low, top * 1.6, True, shown


def _keep_on_sheet(axes: "Axes", drawing: Drawing) -> None:
    """Let a tick's words end at their tick where, centred on it, they would run over the sheet's right edge."""
    for at, words in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True):
        half = len(words.get_text()) * drawing.small * 0.28
        if float(axes.transData.transform((at, 0.0))[0]) + half > drawing.width:
            words.set_horizontalalignment("right")


def _shade(
    axes: "Axes", series: RangeSeries, interval: tuple[np.datetime64, np.datetime64], total: float
) -> None:
    first, last = (_seconds(series, at) for at in interval)
    first, last = max(first, 0.0), min(last, total)
    if last > first:
        axes.axvspan(first, last, color=TINT, linewidth=0, zorder=0)


def _draw_series(axes: "Axes", drawn: Drawn, low: float) -> None:
    floor = max(low * 1e-3, 1e-9)
    if drawn.envelope:
        axes.fill_between(
            drawn.at_s, np.maximum(drawn.least_km, floor), drawn.greatest_km, color=ENVELOPE, linewidth=0
        )
    axes.fill_between(
        drawn.at_s, np.maximum(drawn.low_km, floor), drawn.high_km, color=BAND, linewidth=0, zorder=1.5
    )
    axes.plot(drawn.at_s, np.maximum(drawn.least_km, floor), color=INK, linewidth=1.6, zorder=3)


def _seconds(series: RangeSeries, at: np.datetime64) -> float:
    return float((at - series.at[0]) / np.timedelta64(1, "us")) / 1e6


def _mark_closest(axes: "Axes", at: float, value: float, drawing: Drawing, total: float) -> list[Taken]:
    """Mark the closest point; return the place its words take."""
    if not 0 <= at <= total or value <= axes.get_ylim()[0]:
        return []
    axes.plot([at], [value], marker="o", markersize=6, color=INK, zorder=4)
    late = at > total * 0.75
    words = km(value)
    axes.annotate(
        words,
        (at, value),
        xytext=(-9 if late else 9, -13),
        textcoords="offset points",
        ha="right" if late else "left",
        va="center",
        fontsize=drawing.text,
        color=INK,
        annotation_clip=False,
        zorder=5,
    )
    x, y = (float(one) for one in axes.transData.transform((at, value)))
    width = len(words) * drawing.text * 0.56
    start = x - 9 - width if late else x + 9
    return [(start, start + width, y - 13 - drawing.text / 2)]
