"""The drawings: small, labelled, apart from each other, true to the least value."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from invented_stays import as_series, geo_series, leo_series

from dueregard.model.criterion import RtnBox
from dueregard.model.run import RangeSeries
from dueregard.report.plot_path import plot_path
from dueregard.report.plot_range import plot_range
from dueregard.report.plot_style import NARROW, WIDE, Drawing
from dueregard.report.plot_thresholds import Line
from dueregard.report.scales import linear_ticks, log_ticks, time_ticks
from dueregard.report.series import draw_range, path_samples, table_rows

MOST_BYTES = 20_000  # four drawings and the words fit a page of 100 kB
LINES = (
    Line(50.0, "Borealia, 2030"),
    Line(25.0, "Joint declaration"),
    Line(50.0, "the question of this run"),
)


def interval(series: RangeSeries) -> tuple[np.datetime64, np.datetime64]:
    return series.at[len(series.at) // 4], series.at[len(series.at) // 2]


def everything(series: RangeSeries) -> np.ndarray:
    return path_samples(series, series.at[0], series.at[-1], series.at[0], 900)


@pytest.mark.parametrize("drawing", [WIDE, NARROW])
@pytest.mark.parametrize("series", [geo_series(), leo_series()], ids=["geo", "leo, every minute for a week"])
def test_a_drawing_is_small_well_formed_and_says_what_it_shows(series: RangeSeries, drawing: Drawing) -> None:
    drawn = plot_range(series, interval(series), (series.at[9], 24.0), LINES, drawing, "r", "Range of A & B")
    path = plot_path(series, everything(series), ("A & B", "C<D"), (), drawing, "p", "Path")
    assert drawn is not None
    assert path is not None
    for svg in (drawn.svg, path.svg):
        root = ElementTree.fromstring(svg)
        assert len(svg.encode()) < MOST_BYTES
        assert root.get("role") == "img"
        assert root.get("viewBox", "").split()[2] == str(drawing.width)
        assert "style" not in {name for node in root.iter() for name in node.attrib}
    assert ElementTree.fromstring(drawn.svg).get("aria-label") == "Range of A & B"
    assert "C&lt;D" in path.svg


def test_coordinates_carry_one_decimal() -> None:
    drawn = plot_range(geo_series(), None, None, LINES, WIDE, "r", "x")
    assert drawn is not None
    paths = re.findall(r' d="([^"]*)"', drawn.svg)
    assert paths
    assert not any(re.search(r"\d*\.\d{2,}", path) for path in paths)


def test_relative_paths_end_where_the_series_ends() -> None:
    series = geo_series()
    drawn = plot_range(series, None, None, (), WIDE, "r", "x")
    assert drawn is not None
    line = max(re.findall(r'<path d="([^"]*)"[^>]*fill="none"', drawn.svg), key=len)
    start, _, steps = line.partition("l")
    x, y = (float(number) for number in re.findall(r"-?\d*\.?\d+", start))
    numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", steps)]
    assert x == pytest.approx(WIDE.left, abs=0.11)
    assert x + sum(numbers[::2]) == pytest.approx(WIDE.width - WIDE.right, abs=0.2)
    assert 0 < y + sum(numbers[1::2]) < WIDE.height


def test_drawings_of_one_page_share_no_identifier_and_each_finds_its_own() -> None:
    series = geo_series()
    texts = []
    for name, drawing in (("rw", WIDE), ("rn", NARROW)):
        drawn = plot_range(series, interval(series), None, LINES, drawing, name, "x")
        path = plot_path(series, everything(series), ("A", "B"), (), drawing, f"p{name}", "x")
        assert drawn is not None
        assert path is not None
        texts += [drawn.svg, path.svg]
    ids = [identifier for svg in texts for identifier in re.findall(r' id="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))
    for svg in texts:
        used = re.findall(r"url\(#([^)]+)\)", svg) + re.findall(r'href="#([^"]+)"', svg)
        assert used
        assert set(used) <= set(re.findall(r' id="([^"]+)"', svg))


def test_the_same_series_gives_the_same_drawing() -> None:
    first, again = (plot_range(leo_series(), None, None, LINES, WIDE, "r", "x") for _ in range(2))
    assert first == again


def test_criteria_that_share_a_distance_share_a_line_and_all_thresholds_are_labelled() -> None:
    drawn = plot_range(geo_series(), None, None, LINES, WIDE, "r", "x")
    assert drawn is not None
    assert "50 km · Borealia, 2030, and 1 more" in drawn.svg
    assert "25 km · Joint declaration" in drawn.svg
    assert drawn.not_drawn == ()


def test_a_threshold_far_outside_the_ranges_is_named_instead_of_flattening_the_picture() -> None:
    series = as_series(
        np.linspace(0, 1, 50),
        np.column_stack([np.full(50, 1.0), np.linspace(3, 5, 50), np.zeros(50)]),
        np.full(50, 0.5),
    )
    drawn = plot_range(series, None, None, (Line(4000.0, "wide"),), WIDE, "r", "x")
    assert drawn is not None
    assert drawn.not_drawn == ("4000 km · wide",)


def test_an_envelope_keeps_the_least_value_and_a_gap_stays_a_gap() -> None:
    series = leo_series()
    distance = series.range_km.copy()
    distance[3000:6000] = np.nan
    holed = RangeSeries(series.at, distance, series.low_km, series.high_km, series.rtn_km)
    drawn = draw_range(holed, distance * 5, 280)
    assert drawn.envelope
    assert np.nanmin(drawn.least_km) == np.nanmin(distance)
    assert np.nanmax(drawn.greatest_km) == np.nanmax(distance)
    gap = (drawn.at_s > 3100 * 60) & (drawn.at_s < 5900 * 60)
    assert np.isnan(drawn.least_km[gap]).all()
    assert plot_range(holed, None, None, (), WIDE, "r", "x") is not None


def test_a_series_without_a_finite_sample_gives_no_drawing() -> None:
    at = np.array(["2031-05-01", "2031-05-02"], dtype="datetime64[us]")
    nothing = np.full(2, np.nan)
    series = RangeSeries(at, nothing, nothing, nothing, np.full((2, 3), np.nan))
    assert plot_range(series, None, None, LINES, WIDE, "r", "x") is None
    assert plot_path(series, everything(series), ("A", "B"), (), WIDE, "p", "x") is None


def test_cross_track_gets_a_panel_where_it_matters_and_boxes_are_drawn_there_too() -> None:
    flat, tilted = geo_series(), leo_series()
    plain = plot_path(flat, everything(flat), ("A", "B"), (), WIDE, "p", "x")
    boxed = plot_path(tilted, everything(tilted), ("A", "B"), (RtnBox(2.0, 25.0, 25.0),), WIDE, "p", "x")
    assert plain is not None
    assert boxed is not None
    assert not plain.cross_track
    assert boxed.cross_track
    assert "cross-track, km" in boxed.svg
    assert boxed.svg.count("stroke-dasharray") == 2


def passing(radial_km: float, in_track_km: tuple[float, float]) -> RangeSeries:
    """Return a straight pass along the track at one height."""
    in_track = np.linspace(*in_track_km, 40)
    rtn = np.column_stack([np.full(40, radial_km), in_track, np.zeros(40)])
    return as_series(np.arange(40) / 86_400.0, rtn, np.full(40, 0.1))


@pytest.mark.parametrize("drawing", [WIDE, NARROW])
def test_words_stand_neither_on_the_path_nor_on_each_other(drawing: Drawing) -> None:
    """The path runs along the track over object 1: no word beside the ring, and the axis named over the panel."""
    along = passing(3.0, (-5.0, 1.0))
    away = passing(0.0, (9.0, 14.0))
    drawn = plot_path(along, everything(along), ("LAPWING-2 R/B", "MERI-4"), (), drawing, "p", "x")
    clear = plot_path(away, everything(away), ("A-1", "B-2"), (), drawing, "p", "x")
    assert drawn is not None
    assert clear is not None
    assert "nearest" not in drawn.svg
    assert "nearest" in clear.svg
    (over,) = re.findall(r'y="([\d.]+)"[^>]*>in-track, km', drawn.svg)
    (foot,) = re.findall(r'y="([\d.]+)"[^>]*>in-track, km', clear.svg)
    assert float(over) < 30.0
    assert float(foot) > 100.0


def test_a_long_path_is_cut_to_a_stretch_around_the_closest_point() -> None:
    series = leo_series()
    indices = path_samples(series, series.at[0], series.at[-1], series.at[5000], 900)
    assert indices.size == 900
    assert indices[0] < 5000 < indices[-1]
    assert (np.diff(indices) == 1).all()


def test_the_table_of_values_holds_the_least_sample() -> None:
    series = leo_series()
    rows = table_rows(series, 24)
    assert 24 <= rows.size <= 25
    assert int(np.argmin(series.range_km)) in rows


@pytest.mark.parametrize("hours", [1.5 / 3600, 40 / 3600, 0.2, 3, 20, 47, 168, 720, 9000])
def test_time_ticks_are_few_and_inside(hours: float) -> None:
    from datetime import UTC, datetime

    positions, labels = time_ticks(datetime(2031, 5, 1, 5, 17, 3, tzinfo=UTC), hours * 3600, 7)
    assert 1 <= len(positions) <= 8
    days = [label for label in labels if ":" not in label]
    assert len(set(days)) == len(days)
    assert all(0 <= position <= hours * 3600 for position in positions)


def test_a_pass_of_seconds_has_times_to_the_second() -> None:
    from datetime import UTC, datetime

    start = datetime(2031, 7, 22, 6, 55, 11, 400_000, tzinfo=UTC)
    positions, labels = time_ticks(start, 1.7, 7)
    assert positions == pytest.approx([0.6, 1.6])
    assert labels == ["06:55:12", "06:55:13"]


def test_value_ticks_are_few_and_inside() -> None:
    for low, high in ((0.01, 8000.0), (9.0, 2000.0), (20.0, 300.0)):
        positions, _ = log_ticks(low, high)
        assert 2 <= len(positions) <= 8
        assert all(low * 0.99 <= position <= high * 1.01 for position in positions)
    assert linear_ticks(-10.0, 10.0, 4)[1] == ["−10 km", "−5 km", "0 km", "5 km", "10 km"]
