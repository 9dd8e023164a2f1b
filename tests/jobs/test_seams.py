"""Pieces of a window give the rows of the whole window: an interval that goes on over a seam is one."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from dueregard.jobs.seams import joined
from dueregard.model.approach import APPROACH_SCHEMA
from dueregard.orbit.screen import screen

START = datetime(2031, 5, 1)
MIN_DWELL_S = 300.0
# The closest approach of slow pairs is found to 10 m of range in each piece; entry and exit to 20 m.
SAME_RANGE_KM = 0.01
SAME_TIME_S = 1.0


def row(
    entry_h, exit_h, *, pair=(1, 2), miss=5.0, cut=(False, False), kind="prolonged_proximity", tca_h=None
):
    at = [START + timedelta(hours=h) for h in (entry_h, tca_h if tca_h is not None else entry_h, exit_h)]
    return {
        **dict.fromkeys(APPROACH_SCHEMA),
        "object1_norad_cat_id": pair[0],
        "object2_norad_cat_id": pair[1],
        "kind": kind,
        "entry": at[0],
        "tca": at[1],
        "exit": at[2],
        "dwell_s": (exit_h - entry_h) * 3600.0,
        "miss_distance_km": miss,
        "relative_speed_km_s": miss / 1000.0,
        "entry_cut": cut[0],
        "exit_cut": cut[1],
    }


def frame(*rows):
    return pl.DataFrame(list(rows), schema=APPROACH_SCHEMA)


def spans(table):
    return [
        tuple((row[k] - START) / timedelta(hours=1) for k in ("entry", "exit"))
        for row in table.iter_rows(named=True)
    ]


def at_hours(*hours):
    return [START + timedelta(hours=h) for h in hours]


def test_an_interval_over_two_seams_is_one_with_its_own_least_range():
    table = joined(
        [
            frame(row(20, 24, miss=9.0, cut=(False, True))),
            frame(row(24, 48, miss=3.0, cut=(True, True), tca_h=30)),
            frame(row(48, 50, miss=3.0, cut=(True, False), tca_h=49)),
        ],
        MIN_DWELL_S,
        at_hours(24, 48),
    )
    assert spans(table) == [(20.0, 50.0)]
    (one,) = table.to_dicts()
    assert one["dwell_s"] == 30 * 3600.0
    assert one["miss_distance_km"] == 3.0
    assert one["tca"] == START + timedelta(hours=30)  # of equal ones the first
    assert one["relative_speed_km_s"] == 0.003
    assert (one["entry_cut"], one["exit_cut"]) == (False, False)


def test_what_ends_at_a_seam_is_not_cut_by_the_window_and_what_ends_with_it_is():
    tables = [frame(row(0, 24, cut=(True, True))), frame(row(30, 48, cut=(False, True)))]
    table = joined(tables, MIN_DWELL_S, at_hours(24))
    assert spans(table) == [(0.0, 24.0), (30.0, 48.0)]
    assert table.select("entry_cut", "exit_cut").rows() == [(True, False), (False, True)]


def test_other_pairs_and_other_times_are_never_joined():
    table = joined(
        [frame(row(20, 24, cut=(False, True)), row(20, 24, pair=(1, 3), cut=(False, True)))],
        MIN_DWELL_S,
        at_hours(24),
    )
    assert len(table) == 2
    table = joined(
        [frame(row(20, 24, cut=(False, True))), frame(row(24, 26, pair=(1, 3), cut=(True, False)))],
        MIN_DWELL_S,
        at_hours(24),
    )
    assert len(table) == 2
    apart = [frame(row(20, 23.9, cut=(False, True))), frame(row(24, 26, cut=(True, False)))]
    assert len(joined(apart, MIN_DWELL_S, at_hours(24))) == 2


def test_the_kind_follows_the_whole_dwell():
    short = 200.0 / 3600.0
    table = joined(
        [
            frame(row(24 - short, 24, cut=(False, True), kind="conjunction")),
            frame(row(24, 24 + short, cut=(True, False), kind="conjunction")),
        ],
        MIN_DWELL_S,
        at_hours(24),
    )
    assert table["kind"].to_list() == ["prolonged_proximity"]
    assert table["dwell_s"].to_list() == [pytest.approx(400.0, abs=1e-5)]


def test_a_merged_pair_of_several_pieces_is_one_row():
    merged = {**row(0, 0, kind="merged"), **dict.fromkeys(("entry", "tca", "exit", "dwell_s"))}
    merged |= {"miss_distance_km": None, "entry_cut": None, "exit_cut": None}
    table = joined([frame(merged), frame(merged, row(30, 31)), frame()], MIN_DWELL_S, at_hours(24, 48))
    assert sorted(table["kind"].to_list()) == ["merged", "prolonged_proximity"]


@pytest.fixture(scope="module")
def geo_catalogue(population):
    """Return one set for each geostationary object of a scenario: co-moving pairs of every kind."""
    elements, start = population
    n = elements["mean_motion_rev_day"]
    return elements.filter((n > 0.95) & (n < 1.05)), start


@pytest.mark.parametrize("piece_h", [6.0, 10.0])
def test_pieces_of_one_catalogue_give_the_rows_of_one_screening(geo_catalogue, piece_h):
    elements, start = geo_catalogue
    whole = screen(elements, start, 30.0, 40.0, threads=1).approaches
    edges = np.arange(0.0, 30.0, piece_h)
    tables = [
        screen(elements, start + timedelta(hours=h), piece_h, 40.0, threads=1).approaches
        for h in edges.tolist()
    ]
    seams = [(start + timedelta(hours=h)).replace(tzinfo=None) for h in edges[1:].tolist()]
    table = joined(tables, MIN_DWELL_S, seams)
    assert len(whole) > 50
    keys = ["object1_norad_cat_id", "object2_norad_cat_id", "kind", "entry_cut", "exit_cut"]
    assert table.select(keys).equals(whole.select(keys))
    moving = whole["kind"] != "merged"
    for name in ("entry", "exit"):
        away = (table[name] - whole[name]).filter(moving).dt.total_microseconds().abs() / 1e6
        assert away.max() <= SAME_TIME_S, name
    assert (table["miss_distance_km"] - whole["miss_distance_km"]).filter(moving).abs().max() <= SAME_RANGE_KM
