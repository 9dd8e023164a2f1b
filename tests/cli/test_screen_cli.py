"""The table of approaches: the same rows in CSV, JSON and Parquet, harmless names, and a summary that parses."""

import csv
import json
import math
from datetime import datetime, timedelta

import polars as pl
import pytest
from installed import START, dueregard, sky

from dueregard.model.approach import APPROACH_SCHEMA

ASKED = ("--start", START, "--hours", "2", "--within", "70")


@pytest.fixture(scope="module")
def tables(files, tmp_path_factory):
    """Return the three tables of one screening, as their readers give them, and the summaries."""
    folder = tmp_path_factory.mktemp("tables")
    told = {}
    for ending in ("csv", "json", "parquet"):
        ended = dueregard(
            "screen", files["sets"], *ASKED, "--satcat", files["satcat"], "--owners", files["owners"],
            "--out", folder / f"t.{ending}", "--json",
        )  # fmt: skip
        assert ended.code == 0, ended.err
        told[ending] = json.loads(ended.out)
    with (folder / "t.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(p.name for p in folder.iterdir()) == ["t.csv", "t.json", "t.parquet"]
    return rows, json.loads((folder / "t.json").read_text()), pl.read_parquet(folder / "t.parquet"), told


def test_the_columns_are_those_promised_and_then_the_basis(tables):
    rows, objects, frame, _ = tables
    names = [*APPROACH_SCHEMA, "foreign", "foreign_basis"]
    assert list(rows[0]) == names
    assert list(objects[0]) == names
    assert frame.columns == names


def test_csv_json_and_parquet_hold_the_same_rows(tables):
    rows, objects, frame, _ = tables
    assert len(rows) == len(objects) == len(frame) == 6
    for row, one, known in zip(rows, objects, frame.iter_rows(named=True), strict=True):
        for name, value in known.items():
            match value:
                case None:
                    assert row[name] == ""
                    assert one[name] is None
                case datetime():
                    text = value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
                    assert row[name] == one[name] == text
                case bool():
                    assert row[name] == str(value).lower()
                    assert one[name] is value
                case int() | float():
                    assert math.isclose(float(row[name]), value, abs_tol=1e-12)
                    assert one[name] == value
                case _:
                    assert row[name] == one[name] == value


def test_rows_are_ordered_and_merged_pairs_have_no_times_and_no_distances(tables):
    frame = tables[2]
    keys = frame.select("object1_norad_cat_id", "object2_norad_cat_id").rows()
    assert keys == sorted(keys)
    assert all(a < b for a, b in keys)
    (merged,) = frame.filter(pl.col("kind") == "merged").to_dicts()
    assert (merged["object1_norad_cat_id"], merged["object2_norad_cat_id"]) == (13, 340_001)
    assert all(merged[n] is None for n in ("entry", "tca", "exit", "dwell_s", "miss_distance_km"))


def test_foreign_says_yes_no_or_unknown_and_only_pairs_known_to_be_of_one_state_are_left_out(
    files, tables, tmp_path
):
    answers = {
        (r["object1_norad_cat_id"], r["object2_norad_cat_id"]): r["foreign"] for r in tables[2].to_dicts()
    }
    assert answers[11, 12] == "yes"
    assert answers[11, 13] == "unknown"
    bases = {r["foreign_basis"] for r in tables[2].filter(pl.col("foreign") == "yes").to_dicts()}
    assert bases == {
        "The responsible States are known on both sides and have none in common: the rule for owner code AUR "
        "(fictional) gives Aurelia, and the rule for owner code BOR (fictional) gives Borealia."
    }
    owners = tmp_path / "owners.csv"
    owners.write_text(files["owners"].read_text().replace("BOR,Borealia,State,BOR", "BOR,Borealia,State,AUR"))
    ended = dueregard(
        "screen", files["sets"], *ASKED, "--satcat", files["satcat"], "--owners", owners, "--pairs", "foreign",
        "--out", tmp_path / "t.parquet",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    kept = {
        (r["object1_norad_cat_id"], r["object2_norad_cat_id"]): r["foreign"]
        for r in pl.read_parquet(tmp_path / "t.parquet").to_dicts()
    }
    # 11 and 12 are of one State by these rules, and 13 and its companion carry one owner code: those two are left out.
    assert answers[13, 340_001] == "no"
    assert set(kept) == set(answers) - {(11, 12), (13, 340_001)}
    assert set(kept.values()) == {"unknown"}


def test_the_summary_is_json_with_the_counts_of_the_table(tables):
    frame, told = tables[2], tables[3]["csv"]
    assert told["approaches"] == len(frame)
    assert told["objects"] == 4
    assert told["rejects"] == 0
    assert told["start"] == "2031-05-01T00:00:00.000000Z"
    assert sum(told["kinds"].values()) == len(frame)
    assert {one["basis"] for one in told["foreign"]} == set(frame["foreign_basis"])
    assert sum(one["approaches"] for one in told["foreign"]) == len(frame)


def test_names_that_begin_like_a_formula_are_defused_in_csv_and_only_there(tmp_path):
    files = sky(tmp_path, names=("=HYPERLINK(1)", "+44 SAT"))
    for ending in ("csv", "json"):
        ended = dueregard("screen", files["sets"], *ASKED, "--out", tmp_path / f"t.{ending}")
        assert ended.code == 0, ended.err
    with (tmp_path / "t.csv").open(newline="") as file:
        names = {row["object1_name"] for row in csv.DictReader(file)}
    assert "'=HYPERLINK(1)" in names
    assert not any(name.startswith(("=", "+", "-", "@")) for name in names)
    plain = {row["object1_name"] for row in json.loads((tmp_path / "t.json").read_text())}
    assert {"=HYPERLINK(1)", "+44 SAT"} <= plain


def test_what_sgp4_gives_up_is_listed_with_its_instant_in_utc(tmp_path):
    files = sky(tmp_path)
    falling = files["sets"].read_text().splitlines()[1].replace("SAT-11,", "FALLING,").replace(",11,", ",16,")
    falling = falling.replace(",15.00000000,", ",16.45000000,").rsplit(",", 3)[0] + ",0.5,0,0"
    with files["sets"].open("a") as file:
        file.write(falling + "\n")
    ended = dueregard("screen", files["sets"], "--start", START, "--hours", "48", "--within", "1", "--json")
    assert ended.code == 0, ended.err
    (lost,) = json.loads(ended.out)["not_covered"]
    assert lost["norad_cat_id"] == 16
    assert lost["from"].endswith("Z")
    assert "SGP4" in lost["reason"]


def test_rejects_are_counted_and_the_first_are_shown(spoiled):
    ended = dueregard("screen", spoiled["sets"], *ASKED)
    assert ended.code == 0
    assert "1 record rejected, the first of them" in ended.err
    assert "sets.csv, line 4: MEAN_MOTION is 'fifteen'; expected" in ended.err
    ended = dueregard("screen", spoiled["sets"], *ASKED, "--json")
    assert json.loads(ended.out)["rejects"] == 1


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_an_empty_table_has_its_columns(ending, files, tmp_path):
    path = tmp_path / f"t.{ending}"
    ended = dueregard(
        "screen", files["sets"], "--start", "2033-05-01", "--hours", "1", "--within", "50", "--max-age", "1",
        "--out", path, "--json",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    assert (told["objects"], told["too_old"], told["approaches"]) == (0, 4, 0)
    if ending == "csv":
        assert path.read_text().strip().split(",") == list(APPROACH_SCHEMA)
    elif ending == "json":
        assert json.loads(path.read_text()) == []
    else:
        assert pl.read_parquet(path).columns == list(APPROACH_SCHEMA)


def circling(hours: float) -> str:
    """Return an OEM of a circular orbit at 700 km, a state a minute from the start of the window."""
    begin, axis, mean = datetime.fromisoformat(START), 7_078.0, 0.0010602
    lines = []
    for minute in range(int(hours * 60) + 1):
        angle = mean * 60 * minute
        x, y = math.cos(angle), math.sin(angle)
        at = (begin + timedelta(minutes=minute)).replace(tzinfo=None).isoformat()
        lines.append(
            f"{at} {axis * x:.6f} {axis * y:.6f} 0.0 {-axis * mean * y:.9f} {axis * mean * x:.9f} 0.0"
        )
    return "\n".join(
        [
            "CCSDS_OEM_VERS = 2.0", "CREATION_DATE = 2031-04-30T00:00:00", "ORIGINATOR = TEST", "META_START",
            "OBJECT_NAME = PLANNED", "OBJECT_ID = 2031-099A", "CENTER_NAME = EARTH", "REF_FRAME = TEME",
            "TIME_SYSTEM = UTC", f"START_TIME = {lines[0].split()[0]}", f"STOP_TIME = {lines[-1].split()[0]}",
            "META_STOP", *lines, "",
        ]
    )  # fmt: skip


def test_a_trajectory_is_screened_alone_and_its_gap_is_said(files, tmp_path):
    (tmp_path / "plan.oem").write_text(circling(1.0))
    ended = dueregard(
        "screen", files["sets"], "--start", START, "--hours", "2", "--within", "20000", "--trajectory",
        tmp_path / "plan.oem", "--satcat", files["satcat"], "--owners", files["owners"], "--out", tmp_path / "t.csv",
        "--json",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    assert told["trajectories"][0]["object_name"] == "PLANNED"
    assert told["not_covered"][0]["from"] == "2031-05-01T01:00:00.000000Z"
    with (tmp_path / "t.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert {row["object1_name"] for row in rows} == {"PLANNED"}
    assert {row["object1_element_age_d"] for row in rows} == {""}
    assert {row["foreign"] for row in rows} == {"unknown"}


def test_element_sets_are_no_trajectory(files):
    ended = dueregard("screen", files["sets"], *ASKED, "--trajectory", files["sets"])
    assert ended.code == 3
    assert "OEM" in ended.err
