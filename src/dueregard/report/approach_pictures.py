"""The pictures of one approach, each drawn twice, for a wide page and for a phone, and their values as a table."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from dueregard.model.criterion import Criterion, RtnBox, Sphere
from dueregard.model.finding import Finding
from dueregard.model.run import RangeSeries, Shown
from dueregard.model.time import naive_utc
from dueregard.report.dates import instant, span
from dueregard.report.plot_path import MOST_SAMPLES, plot_path
from dueregard.report.plot_range import plot_range
from dueregard.report.plot_style import NARROW, WIDE
from dueregard.report.plot_thresholds import Line
from dueregard.report.quantities import MINUS, decimals_for, grouped, km_interval
from dueregard.report.scales import at_utc
from dueregard.report.series import path_samples, table_rows


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One line of the table of values, as it is printed."""

    at: str
    range_km: str
    radial: str
    in_track: str
    cross_track: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """The drawings as SVG (wide first; empty where there is nothing to draw) and what must be said about them."""

    range_svgs: tuple[Markup, ...]
    path_svgs: tuple[Markup, ...]
    envelopes: tuple[str, ...]  # the classes of the range drawings that show an envelope
    not_drawn: tuple[str, ...]
    boxes: tuple[str, ...]  # the criteria whose boxes are drawn about object 1
    stretched: float
    path_part: str  # the span drawn, where the path is only a part of the interval; empty otherwise
    series: RangeSeries | None

    def values(self, rows: int) -> tuple[ValueRow, ...]:
        """Return about ``rows`` samples of the series, the one of least range among them."""
        if self.series is None:
            return ()
        return tuple(_value_row(self.series, int(number)) for number in table_rows(self.series, rows))


_NOTHING = Pictures((), (), (), (), (), 1.0, "", None)


def draw_pictures(
    shown: Shown, lead: Finding, criteria: dict[str, Criterion], names: tuple[str, str]
) -> Pictures:
    """Return the drawings of an approach. A merged pair has no series and gets none."""
    series = shown.series
    if series is None or series.at.size == 0:
        return _NOTHING
    used = tuple(
        criteria[finding.criterion]
        for finding in shown.findings
        if finding.criterion in criteria and finding.outcome != "not applicable"
    )
    spheres = ((one.title, one.zone) for one in used)
    lines = tuple(Line(zone.radius_km, title) for title, zone in spheres if isinstance(zone, Sphere))
    boxes = tuple(dict.fromkeys(one.zone for one in used if isinstance(one.zone, RtnBox)))
    interval = _interval(lead)
    closest = (_at(lead.tca), lead.least_range_km.value) if lead.tca and lead.least_range_km else None
    label = (
        f"Range between {names[0]} and {names[1]} over time; least range {km_interval(lead.least_range_km)}. "
        "The values stand in a table below."
    )
    ranges = {
        drawing.css_class: drawn
        for drawing in (WIDE, NARROW)
        if (drawn := plot_range(series, interval, closest, lines, drawing, f"r{drawing.css_class[0]}", label))
    }
    indices, part = _path_part(series, interval, lead)
    label = f"Path of {names[1]} as seen from {names[0]}: in-track against radial offset, in kilometres."
    paths = [
        path
        for drawing in (WIDE, NARROW)
        if (path := plot_path(series, indices, names, boxes, drawing, f"p{drawing.css_class[0]}", label))
    ]
    return Pictures(
        range_svgs=tuple(Markup(drawn.svg) for drawn in ranges.values()),  # noqa: S704 - escaped in to_svg
        path_svgs=tuple(Markup(drawn.svg) for drawn in paths),  # noqa: S704 - escaped in to_svg
        envelopes=tuple(name for name, drawn in ranges.items() if drawn.enveloped),
        not_drawn=ranges[WIDE.css_class].not_drawn if ranges else (),
        boxes=tuple(dict.fromkeys(one.title for one in used if isinstance(one.zone, RtnBox))),
        stretched=paths[0].stretched if paths else 1.0,
        path_part=part if paths else "",
        series=series,
    )


def _interval(lead: Finding) -> tuple[np.datetime64, np.datetime64] | None:
    if lead.entry is None or lead.exit is None:
        return None
    return _at(lead.entry), _at(lead.exit)


def _path_part(
    series: RangeSeries, interval: tuple[np.datetime64, np.datetime64] | None, lead: Finding
) -> tuple[NDArray[np.int64], str]:
    """Return the samples of the path, and the span they cover where that is not the whole interval."""
    entry, leave = interval or (series.at[0], series.at[-1])
    tca = _at(lead.tca) if lead.tca else entry
    inside = path_samples(series, entry, leave, tca, series.at.size)
    indices = path_samples(series, entry, leave, tca, MOST_SAMPLES)
    if indices.size == inside.size:
        return indices, ""
    return indices, span(_datetime(series.at[indices[0]]), _datetime(series.at[indices[-1]]))


def _value_row(series: RangeSeries, number: int) -> ValueRow:
    value, low, high = (float(one[number]) for one in (series.range_km, series.low_km, series.high_km))
    places = decimals_for(max(high - value, value - low))
    radial, in_track, cross_track = (_number(float(one), places) for one in series.rtn_km[number])
    bounds = f"{_number(low, places)}–{_number(high, places)}"
    return ValueRow(
        instant(_datetime(series.at[number])),
        f"{_number(value, places)} ({bounds})" if np.isfinite(value) else "–",
        radial,
        in_track,
        cross_track,
    )


def _number(value: float, places: int) -> str:
    if not np.isfinite(value):
        return "–"
    return grouped(f"{value:.{places}f}").replace("-", MINUS)


def _at(at: datetime) -> np.datetime64:
    return np.datetime64(naive_utc(at), "us")


def _datetime(at: np.datetime64) -> datetime:
    return at_utc(int(at.astype("datetime64[us]").astype(np.int64)))
