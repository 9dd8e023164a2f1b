"""What is read agrees with python-sgp4's own parsers, and real files are read whole. Skipped without real data."""

import csv
import io
import lzma
import math

import numpy as np
import polars as pl
import pytest
from element_writing import real_data
from sgp4 import omm
from sgp4.api import Satrec

from dueregard.sky.read import read_elements

ECCENTRICITY_PRINTED = 1.0001e-7  # the last of the seven decimals of a two-line set
HALF_MICROSECOND_D = 0.5e-6 / 86400
# relative: python-sgp4 multiplies by a power of ten or turns degrees into radians, we divide once
LAST_BIT = 1e-15


def _same(table: pl.DataFrame, satellites: list[Satrec]) -> None:
    """Hold every element and epoch against the satellites, in order."""
    degrees = {
        "inclination_deg": "inclo",
        "ra_of_asc_node_deg": "nodeo",
        "arg_of_pericenter_deg": "argpo",
        "mean_anomaly_deg": "mo",
    }
    for column, name in degrees.items():
        theirs = np.array([getattr(s, name) for s in satellites])
        np.testing.assert_allclose(np.radians(table[column].to_numpy()), theirs, rtol=LAST_BIT, atol=0)
    theirs = np.array([s.no_kozai for s in satellites]) * 1440 / (2 * math.pi)
    np.testing.assert_allclose(table["mean_motion_rev_day"].to_numpy(), theirs, rtol=4 * LAST_BIT, atol=0)
    assert table["eccentricity"].to_list() == [s.ecco for s in satellites]
    np.testing.assert_allclose(
        table["bstar"].to_numpy(), [s.bstar for s in satellites], rtol=LAST_BIT, atol=0
    )
    assert table["rev_at_epoch"].to_list() == [s.revnum for s in satellites]
    assert table["element_set_no"].to_list() == [s.elnum for s in satellites]
    assert table["norad_cat_id"].to_list() == [s.satnum for s in satellites]
    days = (table["epoch"].to_numpy() - np.datetime64("2000-01-01T12:00:00", "us")).astype(
        np.int64
    ) / 86_400e6
    theirs = np.array([(s.jdsatepoch - 2451545.0) + s.jdsatepochF for s in satellites])
    assert np.abs(days - theirs).max() < HALF_MICROSECOND_D


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("catalogue/2022-10-24_full_spacetrack_3le.txt.xz", 23_909),
        ("catalogue/2026-04-27_geo_protected_zone_plus.txt.xz", 1_727),
    ],
)
def test_two_line_sets_agree_with_python_sgp4(name, count):
    path = real_data() / name
    table, rejects = read_elements(path)
    assert (table.height, rejects) == (count, ())
    lines = [line.rstrip() for line in lzma.open(path, "rt")]
    _same(table, [Satrec.twoline2rv(a, b) for a, b in zip(lines[1::3], lines[2::3], strict=True)])
    assert table["object_name"].to_list() == lines[0::3]


def test_omm_csv_agrees_with_python_sgp4():
    path = real_data() / "catalogue/2024-11-01_full_celestrak_onorbit_omm.csv.xz"
    table, rejects = read_elements(path)
    assert (table.height, rejects) == (26_834, ())
    satellites = []
    rows = list(csv.DictReader(io.StringIO(lzma.open(path, "rt").read())))
    for fields in rows:
        satellite = Satrec()
        omm.initialize(satellite, fields)
        satellites.append(satellite)
    _same(table, satellites)
    assert table["epoch"].dt.strftime("%Y-%m-%dT%H:%M:%S.%6f").to_list() == [r["EPOCH"] for r in rows]
    assert table["line"].to_list() == list(range(2, len(rows) + 2))


def test_omm_json_and_two_line_sets_of_the_same_day_are_the_same_sets():
    folder = real_data() / "catalogue"
    lines = read_elements(folder / "2026-04-27_geo_protected_zone_plus.txt.xz").values
    messages = read_elements(folder / "2026-04-27_geo_protected_zone_plus_omm.json.xz").values
    both = lines.join(messages, on=["norad_cat_id", "epoch"], how="inner", suffix="_omm")
    assert both.height > 1_700
    for name in ("mean_motion_rev_day", "inclination_deg", "mean_anomaly_deg", "object_id"):
        assert both[name].to_list() == both[f"{name}_omm"].to_list()
    # the message prints an eighth decimal of the eccentricity, which the two lines cut off
    assert (both["eccentricity"] - both["eccentricity_omm"]).abs().max() < ECCENTRICITY_PRINTED


@pytest.mark.parametrize(
    ("name", "kept", "rejected"),
    [
        ("catalogue/2017-04-25_full_spacetrack_json_owner_type.json.xz", 15_809, 0),
        ("catalogue/2018-08-20_full_spacetrack_json_owner_type.json.xz", 17_399, 0),
        ("catalogue/2021-07-22_full_spacetrack_3le.txt.xz", 23_249, 0),
        ("catalogue/2024-07-05_full_spacetrack_3le.txt.xz", 26_389, 0),
        ("catalogue/2025-01-15_full_catalog.parquet", 18_912, 8_348),
        ("catalogue/2026-03-29_active_celestrak.txt.xz", 14_869, 0),
        ("catalogue/2026-05-03_spacetrack_partial_with_object_type.json.xz", 10_910, 0),
        ("manoeuvre/shorten/TOPEX.tle", 4_136, 0),
        ("sgp4/SGP4-VER.TLE", 29, 4),
        ("sgp4/sample_omm.xml", 1, 0),
        ("rpo/watchlist_2017_2026-05.tsv.xz", 30_476, 1_320),
    ],
)
def test_real_files_are_read_whole(name, kept, rejected):
    table, rejects = read_elements(real_data() / name)
    assert (table.height, len(rejects)) == (kept, rejected)


def test_verification_cases_that_are_not_read_are_named():
    """Of the 33 cases of Vallado et al. (2006) three have altered lines with wrong check digits, one stands twice."""
    rejects = read_elements(real_data() / "sgp4/SGP4-VER.TLE").rejects
    assert [(r.norad_cat_id, r.reason) for r in rejects] == [
        (33333, "checksum"),
        (33334, "checksum"),
        (33335, "checksum"),
        (20413, "duplicate"),
    ]


def test_first_seen_of_the_watch_series_is_after_the_epoch_for_most_sets():
    table = read_elements(real_data() / "reentry/tle_left_2026-06.tsv.xz").values
    assert table["first_seen"].null_count() == 0
    delay = (table["first_seen"] - table["epoch"]).dt.total_hours()
    assert 0 < delay.median() < 48
