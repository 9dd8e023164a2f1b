"""What the pages say, and in which words."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from invented_stays import finding
from reading_pages import read_page

from dueregard.model.finding import Interval
from dueregard.model.run import MonitorRun
from dueregard.report.folder import write_report
from dueregard.report.quantities import THIN, km_interval
from dueregard.report.sentences import headline
from dueregard.report.words import EXPLANATIONS

# DESIGN §5: words that the house does not use of anybody's conduct
NOT_OURS = re.compile(
    r"\b(violat\w*|breach\w*|suspici\w*|threat score|unauthori[sz]ed|chaser|hostile)\b", re.IGNORECASE
)


def words_of(folder: Path, name: str) -> str:
    return re.sub(r"\s+", " ", read_page(folder / name).words)


def test_no_page_uses_a_word_that_judges(written: Path) -> None:
    for path in written.glob("*.html"):
        assert not NOT_OURS.search(read_page(path).words), path.name


def test_the_sentence_comes_first_and_names_both_objects_in_their_inks(
    run: MonitorRun, written: Path
) -> None:
    text = (written / run.shown[0].page).read_text(encoding="utf-8")
    heading = re.search("<h1>(.*?)</h1>", text)[1]
    assert '<span class="one">AUR-7</span> stayed within 50 km of <span class="two">BOR-3</span>' in heading
    assert text.index("<h1>") < text.index("<svg")


def test_the_front_page_counts_by_region_and_explanation_and_every_row_adds_up(
    run: MonitorRun, written: Path
) -> None:
    text = (written / "index.html").read_text(encoding="utf-8")
    matrix = text[text.index("How many there are") : text.index("</table>", text.index("How many there are"))]
    numbers = [int(number) for number in re.findall(r">(\d+)(?:</a>|</span>)", matrix)]
    assert sum(numbers) == len(run.shown)
    places = [matrix.index(f">{words}<") for words in EXPLANATIONS.values()]
    assert places == sorted(places)


def test_outcomes_by_criterion_add_up_to_all_findings(run: MonitorRun, written: Path) -> None:
    text = (written / "index.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr>.*?</tr>", text[text.index("Outcomes by criterion") :])
    together = next(row for row in rows if "All together" in row)
    assert sum(int(number) for number in re.findall(r">(\d+)</td>", together)) == len(run.findings)


def test_criteria_of_one_title_are_told_apart_by_whose_they_are(run: MonitorRun, tmp_path: Path) -> None:
    ours = replace(run.criteria[1], id="ours", title=run.criteria[0].title, author="Aurelia Minor")
    write_report(replace(run, criteria=(run.criteria[0], ours, *run.criteria[2:])), tmp_path)
    rows = re.findall(r'<th scope="row"><a href="criteria.html#[^"]*">([^<]*)</a><small>([^<]*)</small>',
                      (tmp_path / "index.html").read_text(encoding="utf-8"))  # fmt: skip
    assert (run.criteria[0].title, run.criteria[0].author) in rows
    assert (run.criteria[0].title, "Aurelia Minor") in rows
    assert run.criteria[2].author not in {whose for _, whose in rows}


def test_approaches_that_no_criterion_touches_are_counted_not_paged(written: Path) -> None:
    assert "40 further approaches are touched by no criterion." in words_of(written, "index.html")


def test_a_merged_pair_gets_no_picture_and_says_why(run: MonitorRun, written: Path) -> None:
    page = read_page(written / run.shown[2].page)
    assert "svg" not in page.tags
    assert "one and the same element set for both objects" in page.words


def test_a_finding_without_a_time_says_why_it_has_none(run: MonitorRun, tmp_path: Path) -> None:
    """In the list of those held to their own word, and among the findings without a page."""
    held = replace(run.shown[2].findings[0], commitment_outcome="consistent")
    timed = replace(run.shown[3].findings[0], commitment_outcome="indeterminate")
    shown = (replace(run.shown[2], findings=(held,)), replace(run.shown[3], findings=(timed,)))
    unseen = run.findings[-1]
    assert unseen.kind == "not seen"
    write_report(replace(run, shown=shown, findings=(held, timed, unseen)), tmp_path)
    front = words_of(tmp_path, "index.html")
    assert "FENIX 4 and TENDER 1, one element set for two objects: consistent" in front
    assert "DORIA-0 and ELARA-0, 1 May 2031, 00:00 to 20:00 UTC: indeterminate" in front
    assert ", –:" not in front
    assert "could not be seen" in words_of(tmp_path, "findings-1.html")


def test_actors_are_called_by_their_names_wherever_a_record_writes_their_codes(
    run: MonitorRun, tmp_path: Path
) -> None:
    """Aurelia writes AUR in all its filings; the table of coverage says whose code that is."""
    coverage = run.coverage.with_columns(
        pl.when(pl.col("name") == "Aurelia").then(pl.lit("AUR")).otherwise(pl.col("owner")).alias("owner")
    )
    assert (coverage["owner"] == "AUR").sum() == 1
    criteria = tuple(
        replace(
            one, author=one.author.replace("Aurelia", "AUR"), protects=one.protects.replace("Aurelia", "AUR")
        )
        for one in run.criteria
    )
    record = replace(
        run.record,
        replies=tuple(replace(r, filing=replace(r.filing, filed_by="AUR")) for r in run.record.replies),
        commitments=tuple(
            replace(c, actor="AUR", filing=replace(c.filing, filed_by="AUR")) for c in run.record.commitments
        ),
    )
    write_report(replace(run, coverage=coverage, criteria=criteria, record=record), tmp_path)
    pages = {path.name: words_of(tmp_path, path.name) for path in tmp_path.glob("*.html")}
    assert "filed by Aurelia" in pages[run.shown[0].page]
    spoken = re.compile(r"\bAUR\b(?!-)")
    assert [name for name, words in pages.items() if spoken.search(words)] == []


def test_what_was_said_is_shown_and_what_was_not_said_is_said_to_be_absent(
    run: MonitorRun, written: Path
) -> None:
    geo, leo = (words_of(written, run.shown[number].page) for number in (0, 1))
    assert "no notice on this record" in geo
    assert "Inspection of our own object nearby, now concluded." in geo
    assert "Statement of 1 March 2030" in geo
    assert "entered by the Institute of Doria from a public document" in geo
    assert "filed by Cassia, 20 April 2031, 09:00 UTC" in leo
    assert "Consent stated of: Elara" in leo
    assert "no reply on this record" in leo


def test_a_declared_distance_is_called_information_on_every_approach_page(
    run: MonitorRun, written: Path
) -> None:
    for shown in run.shown[:5]:
        words = words_of(written, shown.page)
        assert "information about a perception" in words
        assert "claims no zone and creates no obligation (Outer Space Treaty, article II)" in words
        assert "dueregard verify FOLDER --recompute" in words


def test_a_criterion_that_is_not_measured_stands_with_its_reason(written: Path) -> None:
    words = words_of(written, "criteria.html")
    assert "Chance of a collision of one in ten thousand" in words
    assert "Element sets carry no covariance of their own." in words


def test_rejects_are_listed_up_to_some_hundreds_and_the_rest_counted(run: MonitorRun, tmp_path: Path) -> None:
    many = tuple(replace(run.rejects[0], line=number) for number in range(1, 2501))
    write_report(replace(run, rejects=many, shown=run.shown[:1]), tmp_path)
    words = words_of(tmp_path, "rejects.html")
    listed = len(re.findall(r"invented_catalogue\.csv, line \d+", words))
    assert 100 <= listed <= 500
    assert f"{2500 - listed} more stand in rejects.csv" in words
    assert "2500 records were read and could not be used" in words_of(tmp_path, "index.html")
    assert len((tmp_path / "rejects.csv").read_text().splitlines()) == 2501


def test_limits_and_hashes_of_the_evidence_stand_on_the_page(run: MonitorRun, written: Path) -> None:
    words = words_of(written, run.shown[0].page)
    first = run.shown[0].findings[0]
    assert all(limit in words for limit in first.limits)
    assert all(item.sha256 in words for item in first.evidence)


def test_a_speed_of_another_instant_is_not_told_of_the_closest_approach(
    run: MonitorRun, tmp_path: Path
) -> None:
    """With a history the screening may have found its least range at another time than the findings measured."""
    moved = run.approaches.with_columns(pl.col("tca") + timedelta(minutes=2))
    write_report(replace(run, approaches=moved), tmp_path)
    words = words_of(tmp_path, run.shown[1].page)
    assert "relative speed" not in words
    assert "It begins before what could be followed." in words


def test_the_ages_in_the_table_are_those_of_the_sets_that_an_approach_was_found_with(
    run: MonitorRun, written: Path
) -> None:
    words = words_of(written, run.shown[0].page)
    assert "of the sets it was found with, object 1: 0.4 days" in words


@pytest.mark.parametrize(
    ("without", "said"), [(1, "1 has no public elements here: it was"), (2, "2 have no")]
)
def test_one_object_without_elements_is_one(run: MonitorRun, tmp_path: Path, without: int, said: str) -> None:
    coverage = run.coverage.with_columns(
        pl.when(pl.int_range(pl.len()) == 0)
        .then(without)
        .otherwise(0)
        .cast(pl.Int64)
        .alias("without_elements")
    )
    write_report(replace(run, coverage=coverage), tmp_path)
    assert f"payloads on orbit, {said}" in words_of(tmp_path, "index.html")


def test_a_bound_without_limit_is_shown_as_such() -> None:
    assert km_interval(Interval(30.0, 0.0, float("inf"))) == "30 km (0–∞)"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Interval(24.2, 19.1, 29.3), "24 km (19–29)"),
        (Interval(0.153, 0.04, 0.31), "0.15 km (0.04–0.31)"),
        (Interval(42164.0, 42100.0, 42230.0), f"42{THIN}164 km (42{THIN}100–42{THIN}230)"),
        (None, "–"),
    ],
)
def test_a_distance_carries_as_many_figures_as_its_interval(value: Interval | None, said: str) -> None:
    assert km_interval(value) == said


@pytest.mark.parametrize(
    "text",
    [
        "SES No. 3 stayed near ST. HELENA 2 in GEO for 5.5 days. It left.",
        "One sentence without an end",
        "A. B. C stayed. D left. 40 km (30–50). There is no notice.",
    ],
)
def test_a_headline_and_its_rest_are_the_whole_text(text: str) -> None:
    first, rest = headline(text)
    assert f"{first} {rest}".strip() == text
    assert first


def test_a_finding_on_a_criterion_that_the_run_does_not_know_is_still_shown(
    run: MonitorRun, tmp_path: Path
) -> None:
    stray = finding(replace(run.criteria[0], id="gone"), 77)
    write_report(replace(run, shown=(replace(run.shown[0], findings=(stray,)),), findings=(stray,)), tmp_path)
    assert stray.id in read_page(tmp_path / run.shown[0].page).ids
    assert "gone" in read_page(tmp_path / "criteria.html").ids


def test_an_approach_that_the_table_does_not_hold_still_gets_its_page(
    run: MonitorRun, tmp_path: Path
) -> None:
    write_report(replace(run, approaches=run.approaches.head(0), shown=run.shown[:1]), tmp_path)
    words = words_of(tmp_path, run.shown[0].page)
    assert "Closest" in words
    assert "relative speed" not in words


def test_relative_speed_ages_and_a_cut_interval_come_from_the_table(run: MonitorRun, written: Path) -> None:
    words = words_of(written, run.shown[1].page)
    assert "at a relative speed of 4.2 m/s" in words
    assert "object 1: 0.4 days; object 2: 1.2 days" in words
    assert "It begins before what could be followed." in words
