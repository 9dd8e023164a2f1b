"""The belt as a picture: longitude from west to east, time downwards. A slanted line is a drift; one that turns upright
beside another has come to stay.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final

from markupsafe import Markup

from dueregard.report.belt import BENT_DEG, Track
from dueregard.report.dates import day
from dueregard.report.plot_style import BAND, GRID, INK, SOFT
from dueregard.report.quantities import meridian

PASSING_DEG: Final = 3.0  # what drifts further is drawn thin: it passes
_SEEN: Final = 0.5  # units
_LABEL_APART: Final = 15  # units between two names, one below the other
_ROUND_DEG: Final = (1, 2, 5, 10, 15, 30, 60)


@dataclass(frozen=True, slots=True)
class Field:
    """For which width it is drawn, in units that are pixels at full width."""

    css_class: str
    width: int
    height: int
    left: int
    text: int
    labels: int  # longitudes along the top, at most

    @property
    def right(self) -> int:
        """What is left free at the right."""
        return 14


WIDE: Final = Field("wide", 960, 560, 74, 13, 12)
NARROW: Final = Field("narrow", 340, 460, 68, 12, 4)
_TOP, _BOTTOM = 30, 14


def plot_belt(
    tracks: Sequence[Track], west_deg: float, east_deg: float, start: datetime, end: datetime, field: Field
) -> Markup:
    """Return the picture as SVG: every track between two meridians; what did not drift steadily in ink and named."""
    name = f"clip-{field.css_class}"
    box = f'x="{field.left}" y="{_TOP}" width="{_inner(field)}" height="{field.height - _TOP - _BOTTOM}"'
    parts = [
        f'<svg class="{field.css_class}" viewBox="0 0 {field.width} {field.height}" role="img" '
        f'aria-label="Mean longitude over time of {len(tracks)} objects between {meridian(west_deg)} and '
        f'{meridian(east_deg)}. The values stand in the table below.">'
        f'<defs><clipPath id="{name}"><rect {box}/></clipPath></defs>',
        *_grid(west_deg, east_deg, start, end, field),
        f'<g clip-path="url(#{name})" fill="none">',
    ]
    bent = [one for one in tracks if one.bent_deg >= BENT_DEG]
    steady = [one for one in tracks if one.bent_deg < BENT_DEG]
    passing = [one for one in steady if one.moved_deg >= PASSING_DEG]
    standing = [one for one in steady if one.moved_deg < PASSING_DEG]
    for these, ink, width in ((passing, BAND, 0.8), (standing, SOFT, 1.2), (bent, INK, 2)):
        for one in these:
            for points in _seen_in(one, west_deg, east_deg, start, end, field):
                said = " ".join(f"{x:.1f},{y:.1f}" for x, y in _thinned(points))
                parts.append(f'<polyline points="{said}" stroke="{ink}" stroke-width="{width}"/>')
    parts.append("</g>")
    parts += _names(bent, west_deg, east_deg, start, end, field)
    return Markup("".join(parts) + "</svg>")  # noqa: S704 - names are escaped where they are written


def _inner(field: Field) -> int:
    return field.width - field.left - field.right


def _seen_in(
    one: Track, west_deg: float, east_deg: float, start: datetime, end: datetime, field: Field
) -> Iterator[list[tuple[float, float]]]:
    """Yield the points of a track once for each turn round the Earth in which it comes between the meridians."""
    span = (end - start).total_seconds()
    first = math.ceil((west_deg - max(one.longitude_deg)) / 360.0)
    last = math.floor((east_deg - min(one.longitude_deg)) / 360.0)
    for turn in range(first, last + 1):
        yield [
            (
                field.left + _inner(field) * (east + 360.0 * turn - west_deg) / (east_deg - west_deg),
                _TOP + (field.height - _TOP - _BOTTOM) * (at - start).total_seconds() / span,
            )
            for at, east in zip(one.at, one.longitude_deg, strict=True)
        ]


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points without those that lie on the line through the others, to half a unit: nobody sees them.

    Ramer (1972), Douglas and Peucker (1973): the farthest from the straight line is kept, and both sides likewise.
    Distances are taken along the longitude, which is what is read.
    """
    kept = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        (x0, y0), (x1, y1) = points[first], points[last]
        slope = (x1 - x0) / (y1 - y0) if y1 != y0 else 0.0
        apart = [(abs(points[k][0] - x0 - slope * (points[k][1] - y0)), k) for k in range(first + 1, last)]
        farthest, at = max(apart, default=(0.0, 0))
        if farthest > _SEEN:
            kept.add(at)
            waiting += [(first, at), (at, last)]
    return [points[k] for k in sorted(kept)]


def _grid(west_deg: float, east_deg: float, start: datetime, end: datetime, field: Field) -> Iterator[str]:
    step = next((one for one in _ROUND_DEG if (east_deg - west_deg) / one <= field.labels), _ROUND_DEG[-1])
    at = -(-west_deg // step) * step
    while at <= east_deg:
        x = field.left + _inner(field) * (at - west_deg) / (east_deg - west_deg)
        yield f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{field.height - _BOTTOM}" stroke="{GRID}"/>'
        anchor = "end" if at + step > east_deg else "start" if at == west_deg else "middle"
        yield (
            f'<text x="{x:.1f}" y="{_TOP - 9}" font-size="{field.text}" fill="{SOFT}" text-anchor="{anchor}">'
            f"{at:g}°</text>"
        )
        at += step
    span = end - start
    for number in range(5):
        then = start + span * number / 4
        y = _TOP + (field.height - _TOP - _BOTTOM) * number / 4
        words = day(then).rsplit(" ", 1)[0]
        yield f'<line x1="{field.left}" y1="{y:.1f}" x2="{field.width - field.right}" y2="{y:.1f}" stroke="{GRID}"/>'
        yield (
            f'<text x="{field.left - 8}" y="{y + 4:.1f}" font-size="{field.text}" fill="{SOFT}" text-anchor="end">'
            f"{words}</text>"
        )


def _names(
    bent: Sequence[Track], west_deg: float, east_deg: float, start: datetime, end: datetime, field: Field
) -> Iterator[str]:
    """Yield the names of what is drawn in ink, each beside the middle of its line, or lower where another is there."""
    taken: list[tuple[float, float, float]] = []
    for one in bent:
        inside = [
            (x, y)
            for points in _seen_in(one, west_deg, east_deg, start, end, field)
            for x, y in points
            if field.left <= x <= field.width - field.right
        ]
        if not inside:
            continue
        x, y = inside[len(inside) // 2]
        wide = 0.62 * field.text * len(one.name)
        left = x + 6 if x + 6 + wide < field.width else x - 6 - wide
        y = max(y, _TOP + field.text)
        while any(abs(y - other) < _LABEL_APART and left < b and left + wide > a for a, b, other in taken):
            y += _LABEL_APART
        if y > field.height - _BOTTOM:
            continue  # it stands in the table
        taken.append((left, left + wide, y))
        yield f'<text x="{left:.1f}" y="{y:.1f}" font-size="{field.text}" fill="{INK}">{escape(one.name)}</text>'
