"""The pages of a report: light, whole, reachable, harmless, the same every time."""

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from invented_run import invented_run, renamed
from invented_stays import evidence
from reading_pages import reachable, read_page

from dueregard.model.errors import DataError
from dueregard.model.run import MonitorRun
from dueregard.report.folder import write_report

LIMIT_BYTES = 100_000
PLAIN_SOURCE_LINK = ("a", "href")


def pages(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.html"))


def test_every_page_is_under_a_hundred_kilobytes(written: Path) -> None:
    heavy = {page.name: page.stat().st_size for page in pages(written) if page.stat().st_size >= LIMIT_BYTES}
    assert len(pages(written)) > 290
    assert not heavy


def test_the_front_page_stays_light_with_a_thousand_findings_and_counts_them_all(tmp_path: Path) -> None:
    run = invented_run(many=1000, owners=140, rejects=3000)
    write_report(run, tmp_path)
    assert max(page.stat().st_size for page in pages(tmp_path)) < LIMIT_BYTES
    found = reachable(tmp_path)
    ids = {identifier for page in found.values() for identifier in page.ids}
    assert {finding.id for finding in run.findings} <= ids
    linked = {
        link.partition("#")[0]
        for name, page in found.items()
        if name.startswith("stays-")
        for link in page.links
    }
    assert {shown.page for shown in run.shown} <= linked


def test_every_finding_and_every_page_is_reached_by_links_from_the_front_page(
    run: MonitorRun, written: Path
) -> None:
    found = reachable(written)
    ids = {identifier for page in found.values() for identifier in page.ids}
    assert {finding.id for finding in run.findings} <= ids
    assert set(found) == {page.name for page in pages(written)}


def test_every_link_to_a_place_on_a_page_finds_it(written: Path) -> None:
    found = reachable(written)
    for name, page in found.items():
        for link in page.links:
            target, _, anchor = link.partition("#")
            if anchor:
                assert unquote(anchor) in found[target or name].ids, f"{name}: {link}"


def test_pages_are_well_formed_with_headings_in_order_and_no_id_twice(written: Path) -> None:
    for path in pages(written):
        page = read_page(path)
        assert not page.mistakes, path.name
        assert len(page.ids) == len(set(page.ids)), path.name
        assert page.headings[0] == 1, path.name
        assert page.headings.count(1) == 1, path.name
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after - before <= 1 for before, after in steps), path.name


def test_pages_run_no_script_and_ask_nothing_of_the_network(written: Path) -> None:
    for path in pages(written):
        page = read_page(path)
        assert not {"script", "iframe", "link", "img", "object", "embed", "form"} & set(page.tags), path.name
        for tag, name, value in page.attributes:
            assert not name.startswith("on"), path.name
            assert name != "style", path.name  # the policy would refuse it
            if (tag, name) != PLAIN_SOURCE_LINK and (tag, name) != ("meta", "content"):
                assert "http:" not in value, path.name
                assert "https:" not in value, path.name
        text = path.read_text(encoding="utf-8")
        assert "default-src 'none'" in text
        assert not re.search(r"url\((?!#)", text), path.name
        assert "@import" not in text, path.name


def test_the_policy_admits_the_style_sheet_and_no_other(written: Path) -> None:
    import base64
    import hashlib

    text = (written / "index.html").read_text(encoding="utf-8")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    admitted = re.search(r"style-src '(sha256-[^']+)'", text)
    assert style is not None
    assert admitted is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert admitted[1].replace("&#43;", "+") == f"sha256-{digest}"


def test_every_page_carries_the_disclaimer_and_a_fictional_one_says_so(
    run: MonitorRun, written: Path
) -> None:
    disclaimer = (
        "Computed from public data; designations imply no opinion on the status of any territory or object."
    )
    fictional = "Fictional scenario: the States, satellites and filings on this page are invented."
    for path in pages(written):
        text = path.read_text(encoding="utf-8")
        assert disclaimer in text, path.name
        assert fictional in text, path.name
        assert "Fictional scenario" in re.search("<title>(.*?)</title>", text)[1], path.name


def test_a_run_on_real_data_does_not_call_itself_fictional(run: MonitorRun, tmp_path: Path) -> None:
    few = replace(run, fictional=False, shown=run.shown[:2])
    write_report(few, tmp_path)
    for path in pages(tmp_path):
        assert "Fictional scenario" not in path.read_text(encoding="utf-8"), path.name


HOSTILE = '<script>alert("1")</script>&\'$x$'


def test_names_are_shown_as_they_are_and_do_nothing(run: MonitorRun, tmp_path: Path) -> None:
    few = replace(run, shown=run.shown[:3])
    hostile = renamed(few, HOSTILE, '=HYPERLINK("a")')
    lead = replace(hostile.shown[0].findings[0], text=f"{HOSTILE} stayed near it. And left.")
    shown = (replace(hostile.shown[0], findings=(lead, *hostile.shown[0].findings[1:])), *hostile.shown[1:])
    write_report(replace(hostile, shown=shown, title=HOSTILE), tmp_path)
    for path in pages(tmp_path):
        page = read_page(path)
        assert not page.mistakes, path.name
        assert "script" not in page.tags, path.name
    page = read_page(tmp_path / shown[0].page)
    assert HOSTILE in page.words  # in the sentence and, with its dollar signs, in the picture
    assert any(HOSTILE in value for _, name, value in page.attributes if name == "aria-label")


def test_the_same_run_gives_the_same_bytes(run: MonitorRun, written: Path, tmp_path: Path) -> None:
    again = write_report(run, tmp_path)
    assert sorted(again) == sorted(path.name for path in written.iterdir())
    for name in again:
        assert (tmp_path / name).read_bytes() == (written / name).read_bytes(), name


def test_an_approach_page_with_very_much_evidence_stays_light_and_says_what_is_left_out(
    run: MonitorRun, tmp_path: Path
) -> None:
    first = run.shown[0]
    found = tuple(
        replace(
            one,
            evidence=evidence(400, one.id),
            limits=tuple(f"limit {n} of {one.id} " + "x" * 150 for n in range(20)),
        )
        for one in first.findings
    )
    write_report(replace(run, shown=(replace(first, findings=found),)), tmp_path)
    page = tmp_path / first.page
    assert page.stat().st_size < LIMIT_BYTES
    words = read_page(page).words
    assert "These findings rest on 2800 items" in words
    shown = words.count("invented_catalogue.csv, line")
    assert 0 < shown < 2800
    assert f"{2800 - shown} more in findings.json" in words


@pytest.mark.parametrize("name", ["../up.html", "index.html", "approach-<b>.html", "approach-1.txt"])
def test_a_page_name_that_could_leave_the_folder_or_hide_another_page_is_refused(
    run: MonitorRun, tmp_path: Path, name: str
) -> None:
    with pytest.raises(DataError, match="cannot be the name"):
        write_report(replace(run, shown=(replace(run.shown[0], page=name),)), tmp_path)


def test_two_approaches_with_one_page_name_are_refused_instead_of_one_overwriting_the_other(
    run: MonitorRun, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="two pages are named"):
        write_report(replace(run, shown=(run.shown[0], run.shown[0])), tmp_path)
