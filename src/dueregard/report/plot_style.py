"""The one style of every plot: ink on paper, few lines, type large enough for the width it is drawn for.

matplotlib is imported when a plot is drawn, never before, and only its SVG backend: no window, no global state.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK: Final = "#1c2024"
SOFT: Final = "#5b6470"
GRID: Final = "#e6e3da"
TINT: Final = "#f1ecdf"
ONE: Final = "#1f4e79"  # object 1
TWO: Final = "#b0561a"  # object 2
BAND: Final = "#c9cbcc"  # ink at 23 % on paper, opaque so that it prints alike everywhere
ENVELOPE: Final = "#dedcd6"  # between band and tint also where all three are printed in grey

# text as text in the reader's own font; one salt, so that the same run gives the same bytes
_SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "due-regard",
    "text.parse_math": False,  # a name may hold a dollar sign
    "text.usetex": False,
    "font.family": "sans-serif",
    "axes.unicode_minus": True,
    "path.simplify": True,
    "path.simplify_threshold": 0.1,
    "axes.formatter.useoffset": False,
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """For which width a plot is drawn: its size and type in units that are pixels at full width."""

    css_class: str
    width: int
    height: int
    text: float
    small: float
    left: int
    right: int = 14
    top: int = 16
    bottom: int = 36
    columns: int = 280  # bins of a dense series
    x_labels: int = 8

    @property
    def narrow(self) -> bool:
        """Whether this is the drawing for a phone."""
        return self.width < 500


WIDE: Final = Drawing("wide", 860, 310, text=14, small=13, left=74)
NARROW: Final = Drawing(
    "narrow", 340, 300, text=13, small=12, left=62, right=8, columns=130, x_labels=4, bottom=34
)


@contextmanager
def sheet(drawing: Drawing, height: int | None = None) -> Iterator["Figure"]:
    """Yield an empty figure of the drawing's size in the house style, without touching matplotlib's settings."""
    import warnings

    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
        # matplotlib measures type in its own font, which lacks many scripts; the reader's system draws it
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure = Figure(figsize=(drawing.width / 72, (height or drawing.height) / 72), dpi=72)
        FigureCanvasSVG(figure)
        figure.patch.set_visible(False)
        yield figure


def panel(
    figure: "Figure", box: tuple[float, float, float, float], drawing: Drawing, height: float
) -> "Axes":
    """Return axes at ``box`` (left, bottom, right, top margins of the sheet, in units), without a frame."""
    left, bottom, right, top = box
    axes = figure.add_axes(
        (
            left / drawing.width,
            bottom / height,
            (drawing.width - left - right) / drawing.width,
            (height - bottom - top) / height,
        )
    )
    axes.patch.set_visible(False)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, colors=SOFT, labelsize=drawing.small, pad=6)
    axes.tick_params(axis="x", pad=10)
    axes.minorticks_off()
    return axes


def shorten(text: str, most: int) -> str:
    """Return the text, or its beginning with an ellipsis where it would not fit.

    >>> shorten("Station-keeping box", 12)
    'Station-kee…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
