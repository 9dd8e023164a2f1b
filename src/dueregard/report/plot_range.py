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
    SOFT,
    TINT,
    Drawing,
    panel,
    sheet,
    shorten,
)
from dueregard.report.quantities import grouped, km
from dueregard.report.scales import at_utc, linear_ticks, log_ticks, time_ticks
from dueregard.report.series import Drawn, draw_range
from dueregard.report.svg import to_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes


Taken = tuple[float, float, float]  # from x, to x, and the y of the words that stand there, in pixels


@dataclass(frozen=True, slots=True)
class Line:
    """A threshold to draw: its distance and what it is called."""

    km: float
    label: str


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
    drawn = draw_range(series, drawing.columns)
    merged = _merged(lines, drawing.narrow)
    low, high, log, shown = _limits(drawn, merged)
    with sheet(drawing) as figure:
        margins = (drawing.left, drawing.bottom, drawing.right, drawing.top)
        axes = panel(figure, margins, drawing, drawing.height)
        # before the limits: setting the scale would choose limits of its own
        axes.set_yscale("log" if log else "linear")
        axes.set_ylim(low, high)
        total = float(drawn.at_s[-1])
        if drawn.binned:
            total = _seconds(series, series.at[-1])
        axes.set_xlim(0.0, total)
        start = at_utc(int(series.at[0].astype("datetime64[us]").astype(np.int64)))
        axes.set_xticks(*time_ticks(start, total, drawing.x_labels - 1))
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
        left = _draw_thresholds(axes, drawn, shown, drawing, taken)
        svg = to_svg(figure, name, label, drawing.css_class)
    outside = tuple(line.label for line in merged if line not in shown) + left
    return RangePlot(svg, drawn.binned and _swings(drawn), outside)


def _swings(drawn: Drawn) -> bool:
    """Return whether the range changes by more than a twentieth within a typical bin."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = drawn.greatest_km / drawn.least_km
    return bool(np.nanmedian(ratio) > 1.05)


def _merged(lines: tuple[Line, ...], short: bool) -> tuple[Line, ...]:
    """Return one line per distance, nearest first; criteria that share a distance share the line. ``short`` leaves
    the names to the table.
    """
    by_km: dict[float, list[str]] = {}
    for line in lines:
        names = by_km.setdefault(line.km, [])
        if line.label not in names:
            names.append(line.label)
    return tuple(
        Line(distance, f"{grouped(f'{distance:g}')} km" + ("" if short else f" · {_named(names)}"))
        for distance, names in sorted(by_km.items())
    )


def _named(names: list[str]) -> str:
    return shorten(names[0], 48) if len(names) == 1 else f"{shorten(names[0], 36)}, and {len(names) - 1} more"


def _limits(drawn: Drawn, lines: tuple[Line, ...]) -> tuple[float, float, bool, tuple[Line, ...]]:
    """Return lower and upper limit, whether the axis is logarithmic, and the thresholds that fit."""
    positive = drawn.least_km[np.isfinite(drawn.least_km) & (drawn.least_km > 0)]
    # 10 m: public elements say nothing finer, and a logarithm needs a floor
    least = max(float(positive.min()) if positive.size else 0.01, 0.01)
    greatest = max(float(np.nanmax(drawn.greatest_km)), least)
    # a threshold more than ten times away would press the line flat against the edge
    shown = tuple(line for line in lines if least / 10 <= line.km <= greatest * 10)
    bottom = min([least] + [line.km for line in shown])
    top = max([greatest] + [line.km for line in shown])
    if top / bottom <= 10:
        return 0.0, top * 1.12, False, shown
    bounds = drawn.low_km[np.isfinite(drawn.low_km) & (drawn.low_km > 0)]
    below = float(bounds.min()) if bounds.size else bottom
    low = max(min(bottom * 0.7, below), bottom / 10)
    return low, top * 1.6, True, shown


def _shade(
    axes: "Axes", series: RangeSeries, interval: tuple[np.datetime64, np.datetime64], total: float
) -> None:
    first, last = (_seconds(series, at) for at in interval)
    first, last = max(first, 0.0), min(last, total)
    if last > first:
        axes.axvspan(first, last, color=TINT, linewidth=0, zorder=0)


def _draw_series(axes: "Axes", drawn: Drawn, low: float) -> None:
    floor = max(low * 1e-3, 1e-9)
    if drawn.binned:
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


def _draw_thresholds(
    axes: "Axes", drawn: Drawn, lines: tuple[Line, ...], drawing: Drawing, before: list[Taken]
) -> tuple[str, ...]:
    """Draw each threshold; return the labels of those whose words found no room (the line is drawn all the same)."""
    curve = axes.transData.transform(np.column_stack([drawn.at_s, drawn.least_km]))
    left, right = axes.get_window_extent().x0, axes.get_window_extent().x1
    taken = list(before)
    unlabelled: list[str] = []
    for line in lines:
        axes.axhline(line.km, color=SOFT, linewidth=1.1, dashes=(3, 3), zorder=2)
        words = line.label
        # 0.56 em is about the mean width of a letter in the sans-serif faces of today's systems
        width = len(words) * drawing.text * 0.56
        level = float(axes.transData.transform((0.0, line.km))[1])
        places = [
            (side, start, below)
            for below in (False, True)
            for side, start in (
                ("right", right - 4 - width),
                ("left", left + 4),
                ("center", (left + right - width) / 2),
            )
        ]
        others = [float(axes.transData.transform((0.0, one.km))[1]) for one in lines if one is not line]
        costs = [
            _crossed(curve, start, width, level - drawing.text * below, drawing.text)
            + _struck(others, level - drawing.text * below, width, drawing.text)
            + (1000 if _overlaps(taken, start, width, level - drawing.text * below, drawing.text) else 0)
            for _, start, below in places
        ]
        best = int(np.argmin(costs))
        side, start, below = places[best]
        if costs[best] >= 1000:
            unlabelled.append(line.label)
            continue
        taken.append((start, start + width, level - drawing.text * below))
        anchor = {"right": right - 4, "left": left + 4, "center": (left + right) / 2}[side]
        axes.annotate(
            words,
            (anchor, level + (-4 if below else 4)),
            xycoords="figure pixels",
            ha=side,
            va="top" if below else "bottom",
            fontsize=drawing.text,
            color=INK,
            zorder=5,
        )
    return tuple(unlabelled)


def _crossed(curve: NDArray[np.float64], start: float, width: float, level: float, text: float) -> int:
    """Return over how many of its pixels a label that stands on ``level`` would lie on the curve. (n, 2), pixels."""
    known = curve[np.isfinite(curve).all(axis=1)]
    x = np.arange(start - 4, start + width + 4, 1.0)
    y = np.interp(
        x, known[:, 0], known[:, 1], left=np.nan, right=np.nan
    )  # beside the curve nothing is crossed
    # a steep stretch passes many levels from one pixel to the next: what lies between two of them counts too
    lower, upper = np.minimum(y[:-1], y[1:]), np.maximum(y[:-1], y[1:])
    return int(np.count_nonzero((lower <= level + text + 5) & (upper >= level - 1)))


def _struck(others: list[float], level: float, width: float, text: float) -> float:
    """Return the price of a label through which other thresholds' lines run: worse than a short crossing."""
    return sum(width / 2 for other in others if level - 2 < other < level + text + 4)


def _overlaps(taken: list[Taken], start: float, width: float, level: float, text: float) -> bool:
    return any(
        first < start + width and start < last and abs(level - at) < text + 3 for first, last, at in taken
    )
