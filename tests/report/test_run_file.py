"""A run's file: the same pages and findings as the report beside it, and nothing believed that was changed."""

import json
import math
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from invented_run import invented_run, with_true_ids

from dueregard.assess.identity import finding_object, with_id
from dueregard.assess.read_back import finding_from
from dueregard.model.errors import DataError
from dueregard.model.finding import Interval
from dueregard.report.approach_page import approach_page
from dueregard.report.approach_rows import NO_ROW, approach_key, approach_rows
from dueregard.report.folder import write_report
from dueregard.report.run_file.read import (
    FindingsSought,
    approach,
    approaches_of,
    finding_content,
    findings,
    findings_counted,
    listed,
    objects,
    objects_named,
    one_object,
    open_run,
    pictures,
)
from dueregard.report.run_file.series import series_bytes, series_from
from dueregard.report.run_file.write import write_run_file

DOCUMENT = Path(__file__).parents[2] / "docs" / "run-file.md"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    run = with_true_ids(invented_run(many=20))
    names = write_report(run, folder)
    assert "run.db" in names
    return run, folder


def test_each_approach_is_drawn_from_the_file_as_it_was_from_the_run(written):
    run, folder = written
    kept = open_run(folder)
    assert (kept.head.title, kept.head.start) == (run.title, run.start)
    for shown in run.shown:
        part = approach(kept, shown.page)
        (one,) = part.shown
        row = approach_rows(part).get(approach_key(one.findings[0]), NO_ROW)
        text = (folder / shown.page).read_text(encoding="utf-8")
        assert approach_page(part, one, row) == text, shown.page  # drawn anew of the numbers in the file
        assert approach_page(part, one, row, pictures=pictures(kept, one)) == text, shown.page


def test_the_list_holds_every_finding_once_the_latest_first(written):
    run, folder = written
    kept = open_run(folder)
    rows, after = [], None
    while some := findings(kept, FindingsSought(after=after), 7):
        rows += some
        after = some[-1]["place"]
    assert sorted(row["id"] for row in rows) == sorted(one.id for one in run.findings)
    entries = [row["entry"] for row in rows if row["entry"]]
    assert entries == sorted(entries, reverse=True)
    assert all(row["entry"] is None for row in rows[len(entries) :])
    counted = findings_counted(kept, FindingsSought())
    assert sum(counted.values()) == len(run.findings)
    for outcome, number in counted.items():
        sought = FindingsSought(outcome=outcome)
        assert len(findings(kept, sought, 10_000)) == number
        assert number == sum(one.outcome == outcome for one in run.findings)


@pytest.mark.parametrize("field", ["criterion", "explanation", "is_foreign"])
def test_each_filter_finds_what_the_run_holds(written, field):
    run, folder = written
    kept = open_run(folder)
    of_finding = {"is_foreign": "foreign"}.get(field, field)
    for value in {getattr(one, of_finding) for one in run.findings}:
        rows = findings(kept, FindingsSought(**{field: value}), 10_000)
        assert len(rows) == sum(getattr(one, of_finding) == value for one in run.findings) > 0


def test_an_object_is_found_with_its_findings_and_approaches(written):
    run, folder = written
    kept = open_run(folder)
    first = run.findings[0]
    for number in (first.object1_norad_cat_id, first.object2_norad_cat_id):
        rows = findings(kept, FindingsSought(object=number), 10_000)
        mine = [f for f in run.findings if number in (f.object1_norad_cat_id, f.object2_norad_cat_id)]
        assert len(rows) == len(mine)
        assert approaches_of(kept, number, 10)
    assert one_object(kept, 70007)["object_name"] == "ARGO 7"
    assert one_object(kept, 1) is None
    assert [row["norad_cat_id"] for row in objects(kept, 70007, 10)] == [70303, 70400]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [("argo", [70007]), ("2021-004", [70400]), ("70303", [70303]), ("%", [70400]), ("_", [70303]), ("'", [])],
)
def test_objects_are_found_by_name_designator_and_number_and_signs_mean_themselves(written, words, numbers):
    _, folder = written
    assert [row["norad_cat_id"] for row in objects_named(open_run(folder), words, 10)] == numbers


def test_tables_are_kept_whole(written):
    run, folder = written
    kept = open_run(folder)
    assert len(list(listed(kept, "coverage"))) == run.coverage.height
    assert len(list(listed(kept, "reject"))) == len(run.rejects)
    assert len(list(listed(kept, "not_covered"))) == run.not_covered.height
    with pytest.raises(ValueError, match="no such table"):
        list(listed(kept, "run"))


def test_the_same_run_gives_the_same_bytes(written, tmp_path):
    run, folder = written
    write_report(run, tmp_path)
    assert (tmp_path / "run.db").read_bytes() == (folder / "run.db").read_bytes()


def test_a_range_comes_back_to_the_last_bit(written):
    run, _ = written
    series = next(one.series for one in run.shown if one.series is not None)
    back = series_from(series_bytes(series))
    for name in ("at", "range_km", "low_km", "high_km", "rtn_km"):
        assert np.array_equal(getattr(back, name), getattr(series, name), equal_nan=name != "at")
    for wrong in (b"", b"x" * 50, series_bytes(series)[:-9]):
        with pytest.raises(ValueError, match="range over time"):
            series_from(wrong)


def test_every_finding_reads_back_equal_and_a_changed_one_is_not_believed(written):
    run, _ = written
    for one in run.findings:
        assert finding_from(finding_object(one)) == one
    endless = with_id(replace(run.findings[0], least_range_km=Interval(3.0, 0.0, math.inf)))
    assert finding_from(finding_object(endless)) == endless
    content = finding_object(run.findings[0])
    for changed in ({**content, "outcome": "inside*"}, {**content, "id": "0" * 64}, {**content, "more": 1}):
        with pytest.raises(ValueError, match="what its id was made of"):
            finding_from(changed)


def test_a_finding_changed_in_the_file_is_not_shown(written, tmp_path):
    run, folder = written
    file = tmp_path / "run.db"
    file.write_bytes((folder / "run.db").read_bytes())
    page = run.shown[0].page
    with closing(sqlite3.connect(file)) as connection, connection:
        (content,) = connection.execute("SELECT content FROM finding WHERE page = ?", (page,)).fetchone()
        changed = json.dumps({**json.loads(content), "outcome": "outside", "text": "All is well."})
        connection.execute("UPDATE finding SET content = ? WHERE content = ?", (changed, content))
    kept = open_run(file)
    with pytest.raises(DataError, match="what its id was made of"):
        approach(kept, page)
    assert approach(kept, run.shown[1].page) is not None
    assert finding_content(kept, "0" * 64) is None
    assert approach(kept, "../index.html") is None


def test_what_is_no_run_is_refused_in_words(written, tmp_path):
    _, folder = written
    with pytest.raises(DataError, match="there is no run"):
        open_run(tmp_path)
    (tmp_path / "run.db").write_bytes(b"something else")
    with pytest.raises(DataError, match="cannot be read"):
        open_run(tmp_path)
    (tmp_path / "run.db").write_bytes((folder / "run.db").read_bytes()[:8192])
    with pytest.raises(DataError, match="cannot be read"):
        open_run(tmp_path)
    newer = tmp_path / "newer.db"
    newer.write_bytes((folder / "run.db").read_bytes())
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("UPDATE run SET version = 99")
    with pytest.raises(DataError, match="of version 99"):
        open_run(newer)


def test_a_file_that_cannot_be_written_is_told(written, tmp_path):
    run, _ = written
    with pytest.raises(DataError, match="cannot be written"):
        write_run_file(run, tmp_path / "nowhere" / "run.db")


def test_the_questions_in_the_documentation_are_answered_and_its_tables_are_all_there_are(written):
    run, folder = written
    said = DOCUMENT.read_text(encoding="utf-8")
    asked = re.findall(r"```sql\n(.*?)```", said, re.DOTALL)
    assert len(asked) == 4
    with closing(sqlite3.connect(folder / "run.db")) as connection:
        answers = [connection.execute(one).fetchall() for one in asked]
        tables = {
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith("sqlite_")
        }
    assert sum(count for *_, count in answers[0]) == len(run.findings)
    wanted = [one for one in run.findings if one.explanation == "none" and one.foreign == "yes"]
    assert len(answers[1]) == len(wanted)
    rows = [line.split("|")[1] for line in said.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == tables
