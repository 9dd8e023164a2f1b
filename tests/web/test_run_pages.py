"""A run beside the record: every finding reached by links, the numbers of the file, nothing published unheard."""

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from invented_run import compared, invented_run, with_true_ids
from web_made import enter_cast, form, made_node, on_loopback, serves, signed
from web_pages import BROWSER, HOSTILE, shown

from dueregard.assess.identity import compared_with_id
from dueregard.model.errors import UsageError
from dueregard.report.folder import write_report
from dueregard.report.run_file.read import FindingsSought, findings, findings_counted, open_run
from dueregard.web.serving import refuse_edition

FINDING = re.compile(r"^/findings/([0-9a-f]{64})$")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Write an invented run with a finding by a hostile name, and return it with its folder."""
    run = invented_run(many=70)
    hostile = replace(run.findings[-1], object1_name=HOSTILE, text=HOSTILE, who_moved=HOSTILE)
    run = with_true_ids(replace(run, findings=(*run.findings[:-1], hostile)))
    found = {
        number for one in run.findings for number in (one.object1_norad_cat_id, one.object2_norad_cat_id)
    }
    found |= {number for k in ("1", "2") for number in run.approaches[f"object{k}_norad_cat_id"].to_list()}
    names = {number: f"SAT-{number}" for number in found} | {70007: HOSTILE, 900_202: "=1+1"}
    names = pl.DataFrame(
        {"norad_cat_id": sorted(names), "object_name": [names[one] for one in sorted(names)]}
    )
    at = [run.start.replace(tzinfo=None), run.start.replace(tzinfo=None) + timedelta(days=30)]
    belt = pl.DataFrame(
        {
            "norad_cat_id": [70007] * 2 + [900_202] * 2, "at": at * 2, "longitude_deg": [10.0, 12.0, 179.0, 181.0],
            "west_deg": [10.0, 12.0, 179.0, -179.0], "span_deg": [2.0, 0.0, 2.0, 0.0],
        }
    ).with_columns(pl.lit(value=True).alias("carried"), pl.col("at").cast(pl.Datetime("us")))  # fmt: skip
    run = replace(run, objects=names, belt=belt)
    folder = tmp_path_factory.mktemp("run")
    write_report(run, folder)
    return run, folder


@pytest.fixture(scope="module")
def sky(made, tmp_path_factory):
    """Hand out a client of a node that shows the run."""
    _, folder = made
    with made_node(tmp_path_factory.mktemp("sky") / "node") as node:
        what = serves(node, run=open_run(folder))
        enter_cast(what)
        with on_loopback(what) as client:
            for said in (form("N1", "BOR"), form("D1", "CAS")):
                client.file(signed(said))
            yield client


def test_every_finding_and_object_is_reached_by_links(sky, made):
    run, _ = made
    seen, waiting, met = set(), ["/"], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = sky.ask(path, **BROWSER)
        if answer.status == 303:
            waiting.append(answer.headers["location"].partition("#")[0])
            continue
        assert answer.status == 200, (path, answer.body[:300])
        if answer.headers["content-type"].startswith("text/html"):
            page = shown(sky, path)
            met |= {found[1] for link in page.links if (found := FINDING.match(link))}
            waiting += [link.partition("#")[0] for link in page.links if not link.startswith("#")]
    assert met == {one.id for one in run.findings}
    pages = {one.page.removeprefix("approach-").removesuffix(".html") for one in run.shown}
    assert {f"/approaches/{stem}" for stem in pages} <= seen
    assert {f"/objects/{number}" for number in run.objects["norad_cat_id"]} <= seen
    assert {
        "/sources.json",
        "/criteria",
        "/coverage",
        "/coverage.csv",
        "/rejects",
        "/rejects.csv",
        "/methods",
    } <= seen


def test_counts_and_rows_are_those_of_the_file(sky, made):
    run, folder = made
    kept = open_run(folder)
    value = sky.ask("/findings.json?limit=1000").json
    assert [one["id"] for one in value["findings"]] == [
        row["id"] for row in findings(kept, FindingsSought(), 1000)
    ]
    assert {
        one["outcome"]: one["findings"] for one in value["counts"] if one["findings"]
    } == findings_counted(kept, FindingsSought())
    assert sum(one["findings"] for one in value["counts"]) == len(run.findings)
    rows = sky.ask("/findings.csv").body.decode().splitlines()
    assert len(rows) == 1 + len(run.findings)
    beside = {one["id"]: one for one in json.loads((folder / "findings.json").read_text(encoding="utf-8"))}
    for one in run.findings[::17]:
        assert sky.ask(f"/findings/{one.id}.json").json == beside[one.id]


def test_a_list_goes_on_by_links_without_gap_or_double(sky, made):
    run, _ = made
    found, path = [], "/findings?outcome=inside&limit=7"
    assert (
        f"7 of {sum(one.outcome == 'inside' for one in made[0].findings)}, the latest first"
        in shown(sky, path).text
    )
    while path:
        page = shown(sky, path)
        found += [one[1] for link in page.links if (one := FINDING.match(link))]
        path = next((link for link in page.links if "after=" in link and link.startswith("/findings?")), "")
    wanted = [one.id for one in run.findings if one.outcome == "inside"]
    assert len(found) == len(set(found))
    assert sorted(found) == sorted(wanted)


def test_a_finding_leads_to_its_place_on_the_page_of_its_approach(sky, made):
    run, _ = made
    one = run.shown[0].findings[0]
    answer = sky.ask(f"/findings/{one.id}", **BROWSER)
    assert answer.status == 303
    page, _, place = answer.headers["location"].partition("#")
    assert place == one.id
    assert f'id="{one.id}"' in sky.ask(page, **BROWSER).body.decode()
    assert sky.ask(f"{page}.json").json[0]["id"] in {f.id for f in run.shown[0].findings}


def test_names_that_are_markup_are_shown_and_never_run(sky, made):
    run, _ = made
    alone = run.findings[-1]
    assert HOSTILE in shown(sky, f"/findings/{alone.id}").text
    for path in ("/objects", "/objects/70007", f"/findings?object={alone.object1_norad_cat_id}"):
        assert HOSTILE in shown(sky, path).text
    assert "'=1+1" in sky.ask("/objects.csv").body.decode()


def test_the_belt_shows_who_was_there_and_goes_on_over_the_date_line(sky):
    assert HOSTILE in shown(sky, "/belt?west=0").text
    assert HOSTILE not in shown(sky, "/belt?west=30").text
    # Between two meridians where no row of it is: it passed there between two.
    assert HOSTILE in shown(sky, "/belt?west=11&width=1").text
    for west in (150, 179, -180):
        value = sky.ask(f"/belt.json?west={west}").json
        (one,) = value["objects"]
        assert (one["first_longitude_deg"], one["last_longitude_deg"], one["moved_deg"]) == (
            179.0,
            -179.0,
            2.0,
        )
    assert sky.ask("/belt.csv?west=0").body.decode().count("\n") == 2
    for query in ("west=180", "west=-181", "width=0", "width=91", "west=x"):
        assert sky.ask(f"/belt?{query}", **BROWSER).status == 400


def test_an_object_shows_the_filings_that_mention_it(sky):
    page = shown(sky, "/objects/900202")
    assert "Inspection of Cassia Relay 4" in page.text
    assert "no public elements" in page.text
    value = sky.ask("/objects/900202.json").json
    assert [one["number"] for one in value["filings"]] == ["N1"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [("cassia relay", "filings"), ("BOR", "actors"), ("900202", "objects"), ("ForeiGN object", "criteria")],
)
def test_a_search_goes_over_everything(sky, words, kind):
    found = sky.ask(f"/search.json?q={words.replace(' ', '+')}").json
    assert found[kind]
    assert shown(sky, f"/search?q={words.replace(' ', '+')}").text.count(words) >= 1


def test_a_search_for_nothing_or_for_signs_finds_nothing(sky):
    for words in ("", "%25", "_", "%27%3B--", "x" * 200):
        found = sky.ask(f"/search.json?q={words}").json
        assert not any(found[kind] for kind in ("actors", "filings", "criteria")), words
    for words in ("x" * 201, "%00", "a%0Ab"):
        assert sky.ask(f"/search?q={words}").status == 400


@pytest.mark.parametrize(
    "path",
    [
        "/approaches/1-2-merged",
        "/approaches/..%2Findex",
        "/findings/" + "0" * 64,
        "/objects/5",
        "/objects/" + "9" * 30,
    ],
)
def test_what_is_not_there_has_the_page_of_what_is_not_there(sky, path):
    assert sky.ask(path, **BROWSER).body == sky.ask("/nowhere", **BROWSER).body


@pytest.mark.parametrize("query", ["outcome=bad", "after=-1", "limit=0", "object=x", "region=low", "else=1"])
def test_a_wrong_question_is_told(sky, query):
    answer = sky.ask(f"/findings?{query}", **BROWSER)
    assert answer.status == 400
    assert query.partition("=")[0] in answer.body.decode()


def test_a_filing_for_named_readers_is_not_told_by_search_or_object(sky):
    subject = form(
        "N1", "BOR", operation="Quiet errand of Borealia", sensitivity="named readers", readers=("CAS",)
    )
    before = {
        path: sky.ask(path, **BROWSER).body for path in ("/search?q=Quiet+errand", "/objects/900202", "/")
    }
    (row,) = sky.file(signed(subject)).json["filed"]
    assert "Quiet" not in str(row)
    for path in ("/search?q=Quiet+errand", f"/search?q={row['entry_id'][:12]}", "/objects/900202"):
        body = sky.ask(path, **BROWSER).body
        assert b"Quiet errand of" not in body
        assert path not in before or body == before[path]


def test_without_a_run_nothing_speaks_of_one(client):
    page = shown(client, "/")
    assert not [link for link in page.links if link.startswith(("/findings", "/objects", "/sources"))]
    for path in ("/findings", "/objects", "/objects/5", "/sources", "/criteria", "/coverage.csv", "/methods"):
        assert client.ask(path, **BROWSER).body == client.ask("/nowhere", **BROWSER).body


def test_a_run_about_real_objects_is_shown_on_this_machine_alone(made, tmp_path):
    run, folder = made
    invented = open_run(folder)
    refuse_edition(invented, "0.0.0.0", "10.0.0.1")
    write_report(replace(run, fictional=False, start=datetime(2024, 11, 1, tzinfo=UTC)), tmp_path)
    real = open_run(tmp_path)
    for host in ("127.0.0.1", "::1", "localhost"):
        refuse_edition(real, host, None)
    for host, proxy in (("0.0.0.0", None), ("::", None), ("127.0.0.1", "127.0.0.1"), ("node.example", None)):
        with pytest.raises(UsageError, match="would publish it"):
            refuse_edition(real, host, proxy)


def test_a_notice_shows_what_the_sky_shows_of_it(made, tmp_path):
    run, _ = made
    finding = run.findings[0]
    with made_node(tmp_path / "node") as node:
        before = serves(node)
        enter_cast(before)
        with on_loopback(before) as client:
            (row,) = client.file(signed(form("N1", "BOR"))).json["filed"]
        said = compared_with_id(
            compared(
                1,
                run,
                notice=row["entry_id"],
                findings=(finding.id,),
                text=f"What was seen is otherwise than notified: nearer. {HOSTILE}",
            )
        )
        write_report(replace(run, notices=(said,)), tmp_path / "run")
        with on_loopback(serves(node, run=open_run(tmp_path / "run"))) as client:
            page = shown(client, f"/filings/{row['entry_id']}")
            assert "What the sky shows of it" in page.text
            assert said.text in page.text
            assert all(one in page.text for one in said.limits)
            assert f"/findings/{finding.id}" in page.links
            value = client.ask(f"/filings/{row['entry_id']}.json")
            assert value.body == client.ask(f"filings/{row['entry_id']}").body
            (seen,) = value.json["seen"]
            assert (seen["id"], seen["outcome"]) == (said.id, said.outcome)
            assert [one["words"] for one in seen["compared"]] == [one.words for one in said.compared]
        with closing(sqlite3.connect(tmp_path / "run" / "run.db")) as connection, connection:
            connection.execute("UPDATE notice SET content = replace(content, 'otherwise than', 'as')")
        with on_loopback(serves(node, run=open_run(tmp_path / "run"))) as client:
            answer = client.ask(f"filings/{row['entry_id']}")
            assert answer.status == 503
            assert b"as notified" not in answer.body
