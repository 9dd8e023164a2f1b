"""The curves of growth as pictures: ink lines told apart by dash and mark, words at their ends, for a phone and paper.

    python curves.py FIGURES.json FOLDER

One SVG for each curve, 360 units wide, drawn in the style of the report's plots; both axes logarithmic.
"""

import argparse
import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

from dueregard.report.plot_style import GRID, INK, SOFT, Drawing, panel, sheet
from dueregard.report.svg import to_svg

DRAWING = Drawing("curve", 360, 290, text=13, small=12, left=48, right=52, top=30, bottom=32)
# What is drawn: its key, its word, its dashes, and its mark, filled or open.
LINES = (
    ("cpu_s", "CPU", (None, None), "o", True),
    ("wall_s", "wall", (5, 2), "o", False),
    ("limit_s", "limit", (1.5, 2), "s", False),
)
PAPER = "#ffffff"
APART = 15.0  # units between the words at the ends of two lines


def short(point: dict[str, Any], name: str) -> str:
    """Return a label of the lower axis that fits beside its neighbours.

    >>> short({"label": "26,834", "at": 26834}, "objects")
    '27k'
    """
    return f"{point['at'] / 1000:.0f}k" if name == "objects" else str(point["label"])


def decades(low: float, high: float) -> tuple[list[float], list[str]]:
    """Return the powers of ten around two positive times, as seconds.

    >>> decades(0.03, 4.0)
    ([0.01, 0.1, 1.0, 10.0], ['0.01 s', '0.1 s', '1 s', '10 s'])
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [10.0**p for p in powers], [f"{10.0**p:g} s" for p in powers]


def spaced(heights: list[float]) -> list[float]:
    """Return heights of words in the same order, moved so that none lies on another.

    >>> spaced([10.0, 12.0, 60.0])
    [3.5, 18.5, 60.0]
    """
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = list(heights)
    for lower, upper in pairwise(order):
        missing = APART - (placed[upper] - placed[lower])
        if missing > 0:
            placed[lower] -= missing / 2
            placed[upper] += missing / 2
    return placed


def drawn(curve: dict[str, Any]) -> str:
    """Return one curve as a whole SVG file."""
    points = [one | {"limit_s": one["limit"]["all_s"]} for one in curve["points"]]
    at = [float(one["at"]) for one in points]
    values = [one[key] for one in points for key, *_ in LINES]
    places, words = decades(min(values), max(values))
    with sheet(DRAWING) as figure:
        box = (DRAWING.left, DRAWING.bottom, DRAWING.right, DRAWING.top)
        axes = panel(figure, box, DRAWING, DRAWING.height)
        axes.set_xscale("log")
        axes.set_yscale("log")
        room = (at[-1] / at[0]) ** 0.05
        axes.set_xlim(at[0] / room, at[-1] * room)
        axes.set_ylim(places[0], places[-1])
        axes.set_yticks(places, words)
        axes.set_xticks(at, [short(one, curve["name"]) for one in points])
        axes.minorticks_off()
        axes.grid(axis="y", color=GRID, linewidth=1.0)
        ends = []
        for key, _, dashes, mark, filled in LINES:
            heights = [one[key] for one in points]
            axes.plot(
                at, heights, color=INK, linewidth=1.6, dashes=dashes, marker=mark, markersize=6,
                markerfacecolor=INK if filled else PAPER, markeredgecolor=INK, clip_on=False, zorder=3,
            )  # fmt: skip
            ends.append(float(axes.transData.transform((at[-1], heights[-1]))[1]))
        right = float(axes.transData.transform((at[-1], 1.0))[0]) + 9
        for (_, word, *_), height in zip(LINES, spaced(ends), strict=True):
            axes.annotate(
                word, (right, height), xycoords="figure pixels", va="center", fontsize=DRAWING.text, color=INK
            )
        figure.text(
            8 / DRAWING.width, 1 - 15 / DRAWING.height, title(curve), fontsize=DRAWING.text, color=SOFT, va="center"
        )  # fmt: skip
        inner = to_svg(figure, curve["name"], label(curve), "curve")
    return standing_alone(inner)


def title(curve: dict[str, Any]) -> str:
    """Return what varies and what is held.

    >>> title({"title": "Growth with window: 26,834 objects, 5 km"})
    'Window: 26,834 objects, 5 km'
    """
    return str(curve["title"]).removeprefix("Growth with ").capitalize()


def label(curve: dict[str, Any]) -> str:
    """Return the curve in words, for those who do not see it."""
    first, last = curve["points"][0], curve["points"][-1]
    return (
        f"{curve['title']}. CPU from {first['cpu_s']:.2g} s at {first['label']} to {last['cpu_s']:.2g} s at "
        f"{last['label']}; the limit from {first['limit']['all_s']:.2g} s to {last['limit']['all_s']:.2g} s."
    )


def standing_alone(inner: str) -> str:
    """Return an SVG made for a page as a file: with its size, its paper and its face, which pages give otherwise."""
    size = f'width="{DRAWING.width}" height="{DRAWING.height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="Helvetica, Arial, sans-serif"'
    whole = inner.replace("<svg", head, 1)
    cut = whole.index(">") + 1
    return f'{whole[:cut]}<rect {size} fill="{PAPER}"/>{whole[cut:]}\n'


def main() -> None:
    about = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    about.add_argument("figures", type=Path)
    about.add_argument("folder", type=Path)
    asked = about.parse_args()
    for curve in json.loads(asked.figures.read_text(encoding="utf-8"))["curves"]:
        path = asked.folder / f"performance-{curve['name']}.svg"
        path.write_text(drawn(curve), encoding="utf-8")


if __name__ == "__main__":
    main()
