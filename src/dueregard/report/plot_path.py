"""The path of object 2 as seen from object 1: in-track against radial, and cross-track where it matters."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dueregard.model.criterion import RtnBox
from dueregard.model.run import RangeSeries
from dueregard.report.plot_style import GRID, ONE, SOFT, TWO, Drawing, panel, sheet, shorten
from dueregard.report.scales import linear_ticks
from dueregard.report.svg import to_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_SAMPLES: Final = 900  # about 7 kB a panel; four panels at most on a page
FEWEST_SAMPLES: Final = 4  # fewer points are not a path
_CROSS_MATTERS: Final = 0.15  # of the larger of the two other spans
_STRETCH: Final = 4.0  # beyond this ratio of spans the axes are scaled apart, and the page says so

_RADIAL, _IN_TRACK, _CROSS_TRACK = 0, 1, 2
_AXIS_NAMES: Final = ("radial", "in-track", "cross-track")


@dataclass(frozen=True, slots=True)
class PathPlot:
    """The drawing, and what the reader must be told about it."""

    svg: str
    stretched: float  # how many times the vertical axis of the first panel is stretched; 1 where it is not
    cross_track: bool


def plot_path(
    series: RangeSeries,
    indices: NDArray[np.int64],
    names: tuple[str, str],
    boxes: tuple[RtnBox, ...],
    drawing: Drawing,
    name: str,
    label: str,
) -> PathPlot | None:
    """Return the path over the samples ``indices`` as an SVG; None where they are fewer than four.

    Object 1 stands at the origin. A second panel (cross-track against radial) is drawn where the path leaves the
    orbital plane by more than 15 % of its size in the plane. ``boxes`` are criteria drawn as dashed rectangles.
    """
    if indices.size < FEWEST_SAMPLES:
        return None
    rtn = series.rtn_km[indices]
    nearest = int(np.argmin(np.linalg.norm(rtn, axis=1)))
    spans = np.maximum(np.ptp(np.vstack([rtn, np.zeros(3)]), axis=0), 1e-3)
    cross = bool(spans[_CROSS_TRACK] > _CROSS_MATTERS * max(spans[_RADIAL], spans[_IN_TRACK]))
    side_by_side = cross and not drawing.narrow
    one = _height(spans, drawing, cross)
    height = one * 2 - 20 if cross and drawing.narrow else one
    with sheet(drawing, height) as figure:
        boxes_of_panels = _panels(drawing, height, cross)
        stretched = 1.0
        for number, (box, across) in enumerate(zip(boxes_of_panels, (_IN_TRACK, _CROSS_TRACK), strict=False)):
            ratio = _panel(figure, box, rtn, across, names, boxes, drawing, height, nearest, side_by_side)
            stretched = ratio if number == 0 else stretched
        svg = to_svg(figure, name, label, drawing.css_class)
    return PathPlot(svg, stretched, cross)


def _height(spans: NDArray[np.float64], drawing: Drawing, cross: bool) -> int:
    """Return the height of a panel with equal scales, as far as it is neither a slit nor a tower."""
    wide = drawing.width - 74 if drawing.narrow or not cross else drawing.width * 0.62 - 82
    across = max(float(spans[_IN_TRACK]), float(spans[_CROSS_TRACK]) if cross else 0.0)
    return round(
        min(max(60 + wide * 1.3 * float(spans[_RADIAL]) / across, 200 if drawing.narrow else 240), 300)
    )


def _panels(drawing: Drawing, height: int, cross: bool) -> list[tuple[float, float, float, float]]:
    """Return the margins (left, bottom, right, top) of each panel."""
    left, right, bottom, top = 58.0, 16.0, 34.0, 26.0
    if not cross:
        return [(left, bottom, right, top)]
    if drawing.narrow:
        half = height / 2
        return [(left, bottom + half, right, top), (left, bottom, right, top + half)]
    split = drawing.width * 0.62
    return [(left, bottom, drawing.width - split + 24, top), (split + 58, bottom, right, top)]


def _panel(
    figure: "Figure",
    margins: tuple[float, float, float, float],
    rtn: NDArray[np.float64],
    across: int,
    names: tuple[str, str],
    boxes: tuple[RtnBox, ...],
    drawing: Drawing,
    height: int,
    nearest: int,
    side_by_side: bool,
) -> float:
    """Draw one panel; return how many times its vertical axis is stretched."""
    axes = panel(figure, margins, drawing, height)
    left, bottom, right, top = margins
    wide_px, high_px = drawing.width - left - right, height - bottom - top
    x, y = rtn[:, across], rtn[:, _RADIAL]
    x_low, x_high, y_low, y_high, stretched = _limits(x, y, wide_px, high_px)
    axes.set_xlim(x_low, x_high)
    axes.set_ylim(y_low, y_high)
    x_most = 3 if drawing.narrow else (4 if side_by_side else 7)
    axes.set_xticks(*linear_ticks(x_low, x_high, x_most, ""))
    axes.set_yticks(*linear_ticks(y_low, y_high, 4, ""))
    axes.axhline(0.0, color=GRID, linewidth=1, zorder=1)
    axes.axvline(0.0, color=GRID, linewidth=1, zorder=1)
    for box in boxes:
        halves = (box.radial_km, box.in_track_km, box.cross_track_km)
        _rectangle(axes, halves[across], halves[_RADIAL])
    axes.plot(x, y, color=TWO, linewidth=1.2, zorder=3)
    axes.plot(
        [x[nearest]], [y[nearest]], marker="o", markersize=7, color=TWO, markerfacecolor="#fffdf9", zorder=4
    )
    axes.plot([0.0], [0.0], marker="s", markersize=7, color=ONE, zorder=5)
    _words(
        axes,
        _AXIS_NAMES[across],
        names,
        (float(x[nearest]), float(y[nearest])),
        np.column_stack([x, y]),
        drawing,
        across,
    )
    return stretched


def _limits(
    x: NDArray[np.float64], y: NDArray[np.float64], wide_px: float, high_px: float
) -> tuple[float, float, float, float, float]:
    """Return the limits that hold the path and the origin, with equal scales unless that would flatten it."""
    x_low, x_high = min(float(x.min()), 0.0), max(float(x.max()), 0.0)
    y_low, y_high = min(float(y.min()), 0.0), max(float(y.max()), 0.0)
    x_span, y_span = max(x_high - x_low, 1e-3) * 1.12, max(y_high - y_low, 1e-3) * 1.3
    per_px_x, per_px_y = x_span / wide_px, y_span / high_px
    if max(per_px_x, per_px_y) / min(per_px_x, per_px_y) <= _STRETCH:
        per_px_x = per_px_y = max(per_px_x, per_px_y)
    x_middle, y_middle = (x_low + x_high) / 2, (y_low + y_high) / 2
    return (
        x_middle - per_px_x * wide_px / 2,
        x_middle + per_px_x * wide_px / 2,
        y_middle - per_px_y * high_px / 2,
        y_middle + per_px_y * high_px / 2,
        per_px_x / per_px_y,
    )


def _rectangle(axes: "Axes", half_x: float, half_y: float) -> None:
    """Draw a criterion's box, clipped to the panel."""
    axes.plot(
        [-half_x, half_x, half_x, -half_x, -half_x],
        [-half_y, -half_y, half_y, half_y, -half_y],
        color=SOFT,
        linewidth=1.1,
        dashes=(3, 3),
        zorder=2,
        scalex=False,
        scaley=False,
    )


def _words(
    axes: "Axes",
    across: str,
    names: tuple[str, str],
    nearest: tuple[float, float],
    path: NDArray[np.float64],
    drawing: Drawing,
    axis: int,
) -> None:
    """Write the names on what they name: object 1 at the origin, the axes at their ends."""
    small, text = drawing.small, drawing.text
    # At the foot of the panel, or over it where object 1 stands at the foot: its name needs that place.
    origin = float(axes.transData.transform((0.0, 0.0))[1]) - float(axes.bbox.y0)
    axes.text(
        1.0,
        1.02 if origin < 2.5 * text else 0.0,
        f"{across}, km",
        transform=axes.transAxes,
        ha="right",
        va="bottom",
        fontsize=small,
        color=SOFT,
    )
    axes.text(
        0.0, 1.02, "radial, km", transform=axes.transAxes, ha="left", va="bottom", fontsize=small, color=SOFT
    )
    most = 18 if drawing.narrow else 28
    if axis == _IN_TRACK:
        words = shorten(names[0], most)
        # beside the square, on the side where the path is not, if the words have room there; else beneath it
        at = float(axes.transData.transform((0.0, 0.0))[0])
        room = at if nearest[0] >= 0 else drawing.width - at
        beside = len(words) * text * 0.6 + 10 < room
        outwards = -1 if nearest[0] >= 0 else 1
        axes.annotate(
            words,
            (0.0, 0.0),
            xytext=(outwards * 9, -12) if beside else (-outwards * -5, -15),
            textcoords="offset points",
            ha=("right" if outwards < 0 else "left") if beside else ("left" if outwards < 0 else "right"),
            va="center",
            fontsize=text,
            color=ONE,
            zorder=6,
            annotation_clip=False,
        )
        _name_path(axes, names[1], path, drawing)
        reach = abs(float(axes.transData.transform(nearest)[0]) - at)
        inner = 0.0 if beside else len(words) * text * 0.56  # object 1's name may stand there already
        width = len("nearest") * text * 0.56
        # Between square and ring, if there is room and the path does not run there.
        if width + 24 + inner < reach and not _crossed(axes, path, nearest, outwards * (width + 12), text):
            axes.annotate(
                "nearest",
                nearest,
                xytext=(outwards * 9, 0),
                textcoords="offset points",
                ha="right" if outwards < 0 else "left",
                va="center",
                fontsize=text,
                color=SOFT,
                zorder=6,
            )


def _crossed(
    axes: "Axes", path: NDArray[np.float64], at: tuple[float, float], width: float, high: float
) -> bool:
    """Return whether the path runs through the place of a word that begins beside ``at`` and is ``width`` wide."""
    x, y = (axes.transData.transform(path) - axes.transData.transform(at)).T * np.sign(width)
    # Between two samples the path is straight: a tenth of the way at a time it steps over no word.
    steps = np.linspace(0.0, 1.0, 11)[:, None]
    x, y = (one[:-1] + steps * np.diff(one) for one in (x, y))
    return bool(((x > 6.0) & (x < abs(width)) & (np.abs(y) < 0.6 * high)).any())


def _name_path(axes: "Axes", name: str, path: NDArray[np.float64], drawing: Drawing) -> None:
    """Write the name of object 2 above the highest point of its path, inside the sheet. ``path``: (n, 2)."""
    top = path[int(np.argmax(path[:, 1]))]
    words = shorten(name, 18 if drawing.narrow else 28)
    half = len(words) * drawing.text * 0.3
    x = float(axes.transData.transform(top)[0])
    axes.annotate(
        words,
        (min(max(x, half + 4), drawing.width - half - 4), float(axes.transData.transform(top)[1]) + 5),
        xycoords="figure pixels",
        ha="center",
        va="bottom",
        fontsize=drawing.text,
        color=TWO,
        zorder=6,
        annotation_clip=False,
    )
