"""The record as pages: reached by links, the values of the JSON, nothing from elsewhere, nothing run, nothing told."""

import re

import pytest
from web_made import form, signed
from web_pages import BROWSER, HOSTILE, shown


@pytest.fixture
def filed(client):
    """Put a notice, what followed it, and a question nobody has answered on the record; return their ids."""
    ids = []

    def put(said):
        (row,) = client.file(signed(said)).json["filed"]
        assert row["on_record"], row
        ids.append(row["entry_id"])
        return row["entry_id"]

    notice = put(form("N1", "BOR"))
    put(form("H2", "BOR", entry=notice))
    put(form("H3", "CAS", entry=notice))
    put(form("Q5", "CAS", to=("BOR",)))
    put(form("D1", "CAS"))
    put(form("C1", "BOR"))
    return ids


def test_every_page_is_reached_by_links_and_has_nothing_from_elsewhere(client, filed):
    seen, waiting, pages = set(), ["/"], 0
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        assert path.startswith("/"), path
        answer = client.ask(path, **BROWSER)
        assert answer.status == 200, (path, answer.body[:200])
        if answer.headers["content-type"].startswith("text/html"):
            pages += 1
            waiting += [
                link.partition("#")[0] for link in shown(client, path).links if not link.startswith("#")
            ]
    assert {f"/filings/{one}" for one in filed} <= seen
    assert {f"/filings/{one}.json" for one in filed} <= seen
    assert {"/filings.csv", "/actors", "/actors.json", "/log", "/log.json"} <= seen
    assert pages > 20


def test_pages_and_interface_say_the_same(client, filed):
    notice = filed[0]
    at = "as_of=2031-12-31T00:00:00Z"
    for page, interface in (
        (f"/filings/{notice}.json", f"filings/{notice}"),
        (f"/actors.json?{at}", f"actors?{at}"),
        (f"/actors.csv?{at}", f"actors.csv?{at}"),
        ("/filings.csv?form=N1", "filings.csv?form=N1"),
        ("/log.json", "log"),
    ):
        one, other = client.ask(page), client.ask(interface)
        assert one.body == other.body, page
        assert one.headers["etag"] == other.headers["etag"]
    assert client.ask("/filings.json").json["filings"] == client.ask("filings").json["filings"]


def test_a_notice_says_where_it_stands_and_a_question_who_is_silent(client, filed):
    notice, _, _, query, *_ = filed
    page = shown(client, f"/filings/{notice}").text
    assert "Acknowledged; operation not begun." in page
    assert "Fictional:" in page
    assert "Inspection of Cassia Relay 4" in page
    quiet = shown(client, f"/filings/{query}").text
    assert "BOR has not acknowledged it" in quiet
    assert "Nothing follows from silence." in quiet


def test_what_somebody_writes_is_shown_and_never_run(client):
    said = form("N1", "BOR", operation=HOSTILE, purpose=HOSTILE)
    (row,) = client.file(signed(said)).json["filed"]
    for path in ("/", "/filings", f"/filings/{row['entry_id']}"):
        assert HOSTILE in shown(client, path).text


def test_what_may_not_be_read_has_the_page_of_what_is_not_there(client, filed):
    absent = client.ask(f"/filings/{'ab' * 32}", **BROWSER)
    bad = client.ask("/filings/nothing", **BROWSER)
    nowhere = client.ask("/nowhere", **BROWSER)
    assert absent.status == bad.status == nowhere.status == 404
    assert absent.body == bad.body == nowhere.body
    shown(client, "/nowhere", 404)


def test_a_program_gets_a_problem_where_a_browser_gets_a_page(client):
    assert client.ask("/nowhere").headers["content-type"] == "application/problem+json"
    assert client.ask("nowhere", **BROWSER).headers["content-type"] == "application/problem+json"
    page = shown(client, "/filings?form=Z9&filed_by=x", 400)
    assert "filed_by" in page.text
    assert "What to do" in page.text


def test_fields_left_empty_are_not_asked_about(client, filed):
    page = shown(client, "/filings?form=&filed_by=CAS&norad_cat_id=&as_of=")
    listed = re.findall(r"/filings/([0-9a-f]{64})", " ".join(page.links))
    wanted = [one["entry_id"] for one in client.ask("filings?filed_by=CAS").json["filings"]]
    assert list(dict.fromkeys(listed)) == wanted
    assert client.ask("filings?filed_by=").status == 400


def test_a_long_list_goes_on_by_links_without_gap_or_double(client, filed):
    every = [one["entry_id"] for one in client.ask("filings?limit=1000").json["filings"]]
    found, path = [], "/filings?limit=3"
    while path:
        page = shown(client, path)
        found += dict.fromkeys(re.findall(r"/filings/([0-9a-f]{64})", " ".join(page.links)))
        path = next((link for link in page.links if "cursor=" in link and link.startswith("/filings?")), "")
    assert found == every


def test_a_page_is_not_sent_again_to_who_has_it(client, filed):
    first = client.ask("/filings", **BROWSER)
    again = client.ask("/filings", If_None_Match=first.headers["etag"], **BROWSER)
    assert (again.status, again.body) == (304, b"")
