"""Thresholds in a picture of ranges: one labelled line per distance, its words where nothing else runs through them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dueregard.report.plot_style import INK, SOFT, Drawing, shorten
from dueregard.report.quantities import grouped
from dueregard.report.series import Drawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Taken = tuple[float, float, float]  # from x, to x, and the y of the words that stand there, in pixels


@dataclass(frozen=True, slots=True)
class Line:
    """A threshold to draw: its distance and what it is called."""

    km: float
    label: str


def merged(lines: tuple[Line, ...], short: bool) -> tuple[Line, ...]:
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


def draw_thresholds(
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
