"""The belt: an arrival is a line that bends, nothing jumps at the date line, names are shown and never run."""

from datetime import UTC, datetime, timedelta

import pytest

from dueregard.report.belt import tracks_of
from dueregard.report.plot_belt import NARROW, WIDE, plot_belt

START = datetime(2031, 5, 1, tzinfo=UTC)
END = START + timedelta(days=10)


def rows(number, name, *longitudes):
    days = [10 * k / (len(longitudes) - 1) for k in range(len(longitudes))]
    return [
        {
            "norad_cat_id": number, "object_name": name, "owner_words": "Aurelia", "carried": k in (0, 10),
            "at": (START + timedelta(days=day)).isoformat(), "longitude_deg": east,
        }
        for k, (day, east) in enumerate(zip(days, longitudes, strict=True))
    ]  # fmt: skip


def test_an_arrival_bends_and_a_drift_does_not():
    arrives, drifts, stands = tracks_of(
        [
            *rows(1, "A", 10, 12, 14, 14, 14),
            *rows(2, "B", 20, 22, 24, 26, 28),
            *rows(3, "C", 30, 30, 30, 30, 30),
        ],
        0,
    )
    assert arrives.bent_deg == pytest.approx(2.0)
    assert (drifts.bent_deg, drifts.moved_deg) == (pytest.approx(0.0), pytest.approx(8.0))
    assert (stands.bent_deg, stands.moved_deg) == (0.0, 0.0)


def test_tracks_stand_eastwards_from_the_meridian_asked_for():
    rows_ = [*rows(1, "A", -175, -175), *rows(2, "B", 175, 175), *rows(3, "C", 179, 183)]
    assert [one.name for one in tracks_of(rows_, 170)] == ["B", "C", "A"]


@pytest.mark.parametrize(("west", "lines"), [(0, 2), (30, 2), (-30, 1), (340, 1), (-160, 1)])
def test_a_line_is_drawn_in_every_turn_in_which_it_comes_by(west, lines):
    (one,) = tracks_of(rows(1, "Round", 5, 200, 395), 0)
    picture = str(plot_belt((one,), west, west + 20 if west else 30, START, END, WIDE))
    assert picture.count("<polyline") == lines


@pytest.mark.parametrize("field", [WIDE, NARROW])
def test_what_bends_is_named_and_every_line_is_there(field):
    tracks = tracks_of([*rows(1, 'A<script>"&', 10, 12, 14, 14, 14), *rows(2, "Still", 20, 20, 20)], 15)
    picture = str(plot_belt(tracks, 0, 30, START, END, field))
    assert picture.count("<polyline") == 2
    assert "A&lt;script&gt;&quot;&amp;" in picture
    assert "<script" not in picture
    assert ">Still<" not in picture
    assert "style=" not in picture
    assert "2 objects between 0° and 30°E" in picture


def test_a_line_has_the_points_that_are_seen_and_no_others():
    steady, arrives = tracks_of(
        [*rows(1, "A", *[10 + 0.1 * k for k in range(90)]), *rows(2, "B", *([20] * 45), *[22] * 45)], 15
    )
    picture = str(plot_belt((steady, arrives), 0, 30, START, END, WIDE))
    lines = [part.split('"')[0].split() for part in picture.split('<polyline points="')[1:]]
    assert sorted(len(line) for line in lines) == [2, 4]


def test_names_do_not_cover_each_other():
    many = [row for k in range(12) for row in rows(k + 1, f"NAME-{k}", 10, 12, 14, 14, 14)]
    picture = str(plot_belt(tracks_of(many, 15), 0, 30, START, END, WIDE))
    names = [text for text in picture.split("<text ")[1:] if "NAME-" in text]
    heights = [float(text.split('y="')[1].split('"')[0]) for text in names]
    assert len(heights) == 12
    assert all(b - a >= 14.9 for a, b in zip(sorted(heights), sorted(heights)[1:], strict=False))
