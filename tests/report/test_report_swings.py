"""The range as a line, and as an envelope only where its swings stand closer than a picture can show them."""

import re
from dataclasses import replace

import numpy as np
import pytest
from invented_run import invented_run
from invented_stays import as_series, leo_following, leo_series

from dueregard.model.run import RangeSeries
from dueregard.report.approach_page import approach_page
from dueregard.report.plot_range import plot_range
from dueregard.report.plot_style import ENVELOPE, NARROW, WIDE, Drawing
from dueregard.report.series import draw_range
from dueregard.report.swings import ROOM, SEEN, bottoms, crowded_s

WORDS = "The range swings faster than can be drawn"
BOTH = pytest.mark.parametrize("drawing", [WIDE, NARROW], ids=["wide", "narrow"])


def swinging(days: float, a_day: float, depth_km: float, step_s: float = 300.0) -> RangeSeries:
    """A range about 40 km that swings so many times a day between 40 - depth and 40 + depth."""
    d = np.arange(0.0, days, step_s / 86400)
    along = 40.0 + depth_km * np.sin(2 * np.pi * a_day * d)
    return as_series(d, np.column_stack([np.zeros_like(d), along, np.zeros_like(d)]), np.full(d.size, 0.5))


def fast_pass() -> RangeSeries:
    """Ten minutes around a pass at 3 km and 7 km/s, every tenth of a second: far more samples than columns."""
    s = np.arange(-300.0, 300.0, 0.1)
    rtn = np.column_stack([np.full_like(s, 3.0), 7.0 * s, np.zeros_like(s)])
    return as_series((s + 300.0) / 86400, rtn, np.full(s.size, 0.4))


def heights(series: RangeSeries, drawing: Drawing) -> np.ndarray:
    """Where the samples stand on an axis from nothing to the greatest range."""
    inner = drawing.height - drawing.top - drawing.bottom
    return np.asarray(series.range_km / np.nanmax(series.range_km) * inner)


@BOTH
@pytest.mark.parametrize(
    "series",
    [swinging(30, 1 / 20, 30), swinging(30, 1, 15), fast_pass(), swinging(30, 15.2, 0.3)],
    ids=["slow over 30 days", "once a day over 30 days", "one fast pass", "too flat a swing to be seen"],
)
def test_what_does_not_swing_too_fast_is_a_plain_line(series: RangeSeries, drawing: Drawing) -> None:
    plot = plot_range(series, None, None, (), drawing, "r", "x")
    drawn = draw_range(series, heights(series, drawing), drawing.columns)
    assert plot is not None
    assert not plot.enveloped
    assert ENVELOPE not in plot.svg
    assert not drawn.envelope
    assert drawn.at_s.size <= 3 * drawing.columns
    # every sample drawn is one that was computed, the ends and both extremes among them
    assert set(drawn.least_km) <= set(series.range_km)
    assert np.array_equal(drawn.least_km, drawn.greatest_km)
    assert (drawn.least_km.min(), drawn.least_km.max()) == (series.range_km.min(), series.range_km.max())
    assert (drawn.least_km[0], drawn.least_km[-1]) == (series.range_km[0], series.range_km[-1])


@BOTH
def test_a_swing_once_an_orbit_over_a_week_is_an_envelope_of_two_edges(drawing: Drawing) -> None:
    series = leo_series()
    plot = plot_range(series, None, None, (), drawing, "r", "x")
    assert plot is not None
    assert plot.enveloped
    assert ENVELOPE in plot.svg
    height = heights(series, drawing)
    drawn = draw_range(series, height, drawing.columns)
    swings = bottoms(height).size
    assert (
        swings >= 1.8 * drawn.at_s.size
    )  # several swings a bin: every bin holds a bottom, none draws a beat
    inner = drawing.height - drawing.top - drawing.bottom
    apart = (drawn.greatest_km - drawn.least_km) * inner / series.range_km.max()
    assert np.median(apart) >= SEEN
    assert drawn.least_km.min() == series.range_km.min()
    assert drawn.greatest_km.max() == series.range_km.max()


def test_one_swing_has_to_have_four_columns_to_itself() -> None:
    roomy, tight = (swinging(10, WIDE.columns / (10 * columns), 20) for columns in (ROOM + 0.3, ROOM - 0.3))
    for series, crowded in ((roomy, False), (tight, True)):
        assert draw_range(series, heights(series, WIDE), WIDE.columns).envelope is crowded


def test_a_swing_counts_from_the_height_of_a_small_letter_and_a_gap_is_passed_over() -> None:
    t = np.linspace(0, 40 * np.pi, 4000)
    height = SEEN * 0.51 * np.sin(t)
    assert bottoms(height).size == pytest.approx(20, abs=1)
    assert bottoms(height * 0.9).size == 0
    height[500:900] = np.nan
    assert bottoms(height).size == pytest.approx(18, abs=1)
    assert crowded_s(t, height, 10) == pytest.approx(2 * np.pi, rel=0.01)
    assert crowded_s(t, np.full(t.size, np.nan), 10) is None


def test_a_gap_in_a_line_of_many_samples_stays_a_gap() -> None:
    series = swinging(30, 1 / 20, 30)
    series.range_km[2000:3000] = np.nan
    drawn = draw_range(series, heights(series, WIDE), WIDE.columns)
    assert not drawn.envelope
    day = drawn.at_s / 300
    assert np.isnan(drawn.least_km[(day > 2040) & (day < 2960)]).any()
    assert not np.isfinite(drawn.least_km[(day >= 2000) & (day < 3000)]).any()


@pytest.mark.parametrize(
    ("a_day", "span"),
    [(2, None), (8, '<span class="narrow">'), (16, "<span>")],
    ids=["room on both", "room on the wide drawing alone", "room on neither"],
)
def test_the_words_about_the_envelope_stand_only_under_the_drawing_that_is_one(
    a_day: float, span: str | None
) -> None:
    page = approach_page(invented_run(), replace(leo_following(), series=swinging(7, a_day, 20)))
    found = re.search(r"(<span[^>]*>)" + WORDS, page)
    assert (found[1] if found else None) == span
    assert page.count(WORDS) == bool(span)


def test_the_last_date_of_an_axis_ends_on_the_sheet() -> None:
    series = swinging(30 + 1 / 288, 1 / 20, 30)
    plot = plot_range(series, None, None, (), WIDE, "r", "x")
    assert plot is not None
    last = re.search(r"<text[^>]*>31 May<", plot.svg)
    assert last is not None
    assert 'text-anchor="end"' in last[0]
