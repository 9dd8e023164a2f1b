"""The tables and the findings as files that other programs read."""

import csv
import dataclasses
import io
import json
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from invented_run import BASIS
from invented_stays import CRITERIA, finding

from dueregard.model.approach import APPROACH_SCHEMA
from dueregard.model.finding import Finding, Interval
from dueregard.model.run import MonitorRun
from dueregard.report.findings_json import findings_json
from dueregard.report.tables import findings_csv, frame_csv, safe_text


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_findings_json_is_a_list_with_the_fields_of_a_finding(run: MonitorRun, written: Path) -> None:
    found = json.loads((written / "findings.json").read_text(encoding="utf-8"))
    assert len(found) == len(run.findings)
    assert all(list(one) == [field.name for field in dataclasses.fields(Finding)] for one in found)
    geo = found[0]
    assert geo["entry"] == "2031-05-09T21:50:00.000000Z"
    assert geo["least_range_km"] == {"value": 24.2, "low": 19.1, "high": 29.3}
    assert geo["outcome"] == "inside"
    assert geo["explanation"] == "none"
    assert geo["evidence"][0]["sha256"] == run.findings[0].evidence[0].sha256
    merged = next(one for one in found if one["kind"] == "merged")
    assert merged["entry"] is None
    assert merged["least_range_km"] is None


def test_findings_json_knows_no_infinity_because_json_does_not() -> None:
    one = finding(CRITERIA[0], least_range_km=Interval(30.0, 0.0, float("inf")))
    text = findings_json([one])
    assert json.loads(text, parse_constant=pytest.fail)[0]["least_range_km"] == {
        "value": 30.0,
        "low": 0.0,
        "high": None,
    }


def test_no_finding_is_an_empty_list() -> None:
    assert json.loads(findings_json([])) == []


def test_approaches_csv_has_all_rows_utc_with_microseconds_and_empty_cells_for_merged(
    run: MonitorRun, written: Path
) -> None:
    found = rows((written / "approaches.csv").read_text(encoding="utf-8"))
    assert len(found) == run.approaches.height
    assert list(found[0]) == [*APPROACH_SCHEMA, "foreign"]
    assert found[0]["tca"] == "2031-05-14T11:50:12.000000Z"
    merged = next(row for row in found if row["kind"] == "merged")
    empty = ("entry", "tca", "exit", "dwell_s", "miss_distance_km", "relative_speed_km_s", "radial_km")
    assert all(merged[name] == "" for name in empty)


def test_the_basis_of_foreign_is_told_once_for_each_answer(run: MonitorRun, written: Path) -> None:
    (one,) = rows((written / "foreign_bases.csv").read_text(encoding="utf-8"))
    assert one == {"foreign": "unknown", "approaches": str(run.approaches.height), "basis": BASIS}


def test_numbers_survive_the_csv_to_the_last_bit(run: MonitorRun, written: Path) -> None:
    read = pl.read_csv(written / "approaches.csv")
    assert read["in_track_km"].to_list() == run.approaches["in_track_km"].to_list()


def test_free_text_becomes_no_formula_and_negative_numbers_stay_numbers(written: Path) -> None:
    found = rows((written / "approaches.csv").read_text(encoding="utf-8"))
    other = found[-1]
    assert other["object1_name"] == "'-DEBRIS"
    assert other["object2_name"] == "'=OTHER"
    assert float(other["in_track_km"]) == -3.0


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_compute_is_marked_as_text(text: str) -> None:
    assert safe_text(text) == f"'{text}"
    frame = pl.DataFrame({"number": [-1, -2, -3], "name": [text, None, "plain = text"]})
    read = [row["name"] for row in csv.DictReader(io.StringIO(frame_csv(frame), newline=""))]
    assert read == [f"'{text}", "", "plain = text"]


def test_findings_csv_has_one_line_per_finding_and_hides_no_formula(run: MonitorRun) -> None:
    one = finding(
        CRITERIA[0], object1_name="=A1", text="@now, he said", least_range_km=Interval(-0.0, 0.0, 1.5)
    )
    found = rows(findings_csv([one, *run.findings]))
    assert len(found) == len(run.findings) + 1
    assert found[0]["object1_name"] == "'=A1"
    assert found[0]["text"] == "'@now, he said"
    assert found[0]["least_range_high_km"] == "1.5"
    assert datetime.fromisoformat(found[0]["entry"]).tzinfo is not None


def test_coverage_and_uncovered_objects_are_files_too(run: MonitorRun, written: Path) -> None:
    assert len(rows((written / "coverage.csv").read_text())) == run.coverage.height
    missing = rows((written / "not_covered.csv").read_text())
    assert missing[0]["from"] == "2031-05-20T04:00:00.000000Z"
