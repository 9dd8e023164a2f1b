"""Notices on the pages: every one with what the sky shows, on paper and on a phone, and the same as files."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from invented_run import compared, invented_run
from reading_pages import read_page

from dueregard.model.run import MonitorRun
from dueregard.report.folder import write_report
from dueregard.report.notices import notice_pages, notice_rows, proximity_rows
from dueregard.report.pages import LIMIT_BYTES


@pytest.fixture(scope="module")
def heard() -> MonitorRun:
    run = invented_run(many=3)
    return replace(run, notices=(compared(1, run), compared(2, run, silent=True)))


@pytest.fixture(scope="module")
def shown(heard: MonitorRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("heard")
    write_report(heard, folder)
    return folder


def test_the_front_page_holds_every_notice_with_whose_it_is_and_what_the_sky_shows(shown: Path) -> None:
    page = read_page(shown / "index.html")
    text = (shown / "index.html").read_text(encoding="utf-8")
    assert "notices-1.html" in {link.partition("#")[0] for link in page.links}
    assert "Cassia, 20 April 2031" in text
    for words in ("otherwise than notified", "nearer than notified", "longer: cannot be told", "in part"):
        assert words in text
    assert "1 prolonged proximity has no notice on this record" in text
    assert "&lt;1&gt;" in text
    assert "<1>" not in text


def test_the_page_of_notices_tells_each_in_a_sentence_and_leads_to_its_approach(
    shown: Path, heard: MonitorRun
) -> None:
    page = read_page(shown / "notices-1.html")
    assert {one.id for one in heard.notices} <= set(page.ids)
    assert heard.shown[0].page in page.links
    text = (shown / "notices-1.html").read_text(encoding="utf-8")
    assert text.count("An invented sentence about the two.") == 2
    assert "a commitment to notify is on this record" in text


def test_on_a_phone_and_on_paper_every_cell_carries_its_column_s_name(shown: Path) -> None:
    for name in ("index.html", "notices-1.html"):
        text = (shown / name).read_text(encoding="utf-8")
        body = text.partition("whose notice")[2].partition("</table>")[0].partition("<tbody>")[2]
        assert body.count("<td") == body.count("data-l=") >= 4


def test_many_comparisons_go_on_over_pages_that_stay_light() -> None:
    run = invented_run(many=1)
    many = tuple(compared(n, run, silent=n > 90, text="Long words. " * 60) for n in range(200))
    pages = notice_pages(replace(run, notices=many))
    assert list(pages) == [f"notices-{n}.html" for n in range(1, 5)]
    assert max(len(page.encode()) for page in pages.values()) < LIMIT_BYTES
    assert sum(page.count('<tr id="') for page in pages.values()) == 200


def test_json_and_csv_hold_every_comparison_and_no_formula(shown: Path, heard: MonitorRun) -> None:
    told = json.loads((shown / "notices.json").read_text(encoding="utf-8"))
    assert [one["id"] for one in told] == [one.id for one in heard.notices]
    assert told[0]["compared"][0]["measured"] == {"value": 6.0, "low": 4.0, "high": 8.0}
    rows = list(csv.DictReader(io.StringIO((shown / "notices.csv").read_text(encoding="utf-8"))))
    assert [row["nearer"] for row in rows] == ["yes", ""]
    assert rows[0]["object1_name"] == "'=ELARA <1>"
    assert rows[0]["start"] == "2031-05-01T00:00:00.000000Z"
    assert rows[1]["filed_at"] == ""


def test_lines_are_told_apart_by_whether_there_is_a_notice(heard: MonitorRun) -> None:
    (row,), (silent,) = notice_rows(heard), proximity_rows(heard)
    assert row.planned == "10 km"
    assert silent.more == ("a commitment to notify is on this record",)
    assert silent.said  # what explains it, as its finding says
    assert notice_pages(replace(heard, notices=())) == {}
