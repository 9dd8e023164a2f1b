"""Lists: filters, as known at a time, parts that join without a gap, CSV; drafts checked without a trace."""

import csv
import io
import json
import logging
import sqlite3

import pytest
from web_made import form, key_of, signed

from dueregard.jobs.node import log_key, open_node
from dueregard.ledger.append import append
from dueregard.record.forms import example, to_toml
from dueregard.record.projection.mentions import OBJECT, mentions


def ids(answer):
    return [one["entry_id"] for one in answer.json["filings"]]


@pytest.fixture
def filed(client):
    """Put some filings on the record and return their ids."""
    said = {
        "notice": form("N1", "BOR"),
        "nothing": form("D8", "CAS"),
        "law": form("D5", "BOR"),
        "contact": form("C1", "MERIDIAN-RELAY"),
    }
    found = {}
    for name, one in said.items():
        found[name] = client.file(signed(one)).json["filed"][0]["entry_id"]
    return found


def test_a_list_is_asked_by_form_filer_actor_object_entry_and_time(client, filed):
    notice = json.loads(signed(form("N1", "BOR")).payload)
    number = next(value for what, _, value in mentions("N1", notice) if what == OBJECT)
    received = client.clock.now
    client.file(signed(form("H3", "CAS", entry=filed["notice"])))
    assert ids(client.ask("filings?form=N1")) == [filed["notice"]]
    assert ids(client.ask("filings?form=N1&form=D8")) == [filed["nothing"], filed["notice"]]
    assert filed["contact"] in ids(client.ask("filings?filed_by=MERIDIAN-RELAY"))
    assert filed["notice"] in ids(client.ask("filings?actor=CAS&form=N1"))
    assert ids(client.ask(f"filings?norad_cat_id={number}&form=N1")) == [filed["notice"]]
    assert ids(client.ask("filings?norad_cat_id=1")) == []
    (about,) = client.ask(f"filings?about={filed['notice']}").json["filings"]
    assert about["number"] == "H3"
    start, end = notice["window"]["start"], notice["window"]["end"]
    assert ids(client.ask(f"filings?form=N1&touching_from={start}&touching_until={end}")) == [filed["notice"]]
    assert ids(client.ask("filings?form=N1&touching_until=1999-01-01T00:00:00Z")) == []
    assert ids(client.ask("filings?form=N1&touching_from=2999-01-01T00:00:00Z")) == []
    before = received.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert ids(client.ask(f"filings?about={filed['notice']}&as_of={before}")) == []
    assert client.ask(f"filings/{filed['notice']}?as_of={before}").json["said_since"] == []
    assert client.ask(f"filings/{filed['notice']}?as_of=2031-01-01T00:00:00Z").status == 404


def test_a_filing_shows_what_was_said_of_it_since_and_what_it_has_become(client, filed):
    amended = form("N1", "BOR", amends=filed["notice"], reference="corrected")
    assert client.file(signed(amended)).status == 201
    shown = client.ask(f"filings/{filed['notice']}").json
    assert [one["number"] for one in shown["said_since"]] == ["N1"]
    assert shown["become"] == ["amended"]
    rows = list(csv.DictReader(io.StringIO(client.ask(f"filings/{filed['notice']}/since.csv").body.decode())))
    assert [one["entry_id"] for one in rows] == [shown["said_since"][0]["entry_id"]]


def test_parts_of_a_list_join_without_a_gap_also_where_times_are_equal(client, filed):
    some = [signed(form("D8", "BOR", remarks=f"year {n}")) for n in range(9)]
    client.clock.now = client.clock.now.replace(microsecond=0)
    assert client.file(*some).status == 201
    whole = ids(client.ask("filings?limit=1000"))
    for limit in (1, 4, 7):
        found, path = [], f"filings?limit={limit}"
        while path:
            answer = client.ask(path)
            found += ids(answer)
            assert len(ids(answer)) <= limit
            path = answer.json["next"]
            assert (f'<{path}>; rel="next"' == answer.headers.get("link")) or path is None
        assert found == whole


def test_what_is_filed_meanwhile_shifts_nothing(client, filed):
    whole = ids(client.ask("filings"))
    first = client.ask("filings?limit=3")
    client.file(signed(form("D8", "BOR", remarks="meanwhile")))
    assert ids(first) + ids(client.ask(first.json["next"])) == whole[:6]


def test_a_cursor_belongs_to_its_question(client, filed):
    onward = client.ask("filings?limit=2").json["next"]
    other = onward.replace("limit=2", "limit=2&filed_by=BOR")
    assert client.ask(other).json["errors"][0]["at"] == "cursor"
    assert client.ask(onward.replace("limit=2", "limit=5")).status == 200  # how many at a time is no question


def test_csv_says_what_json_says(client, filed):
    for path in (
        "filings",
        "forms",
        "actors?as_of=2031-03-05T00:00:00Z",
        "keys?as_of=2031-03-05T00:00:00Z",
        "logs",
    ):
        name, _, query = path.partition("?")
        answer = client.ask(path).json
        (rows,) = (value for value in answer.values() if isinstance(value, list))
        table = client.ask(f"{name}.csv?{query}" if query else f"{name}.csv")
        assert table.headers["content-type"] == "text/csv; charset=utf-8"
        read = list(csv.DictReader(io.StringIO(table.body.decode())))
        assert len(read) == len(rows) > 0
        for line, row in zip(read, rows, strict=True):
            for field, value in row.items():
                text = line[field].removeprefix("'")
                if isinstance(value, list):
                    assert text == " | ".join(value)
                elif isinstance(value, bool):
                    assert text == str(value).lower()
                else:
                    assert text == ("" if value is None else str(value)), field


def test_what_is_not_on_the_record_is_listed_with_its_reason(tmp_path, client):
    stranger = signed(form("D8", "BOR"), key_of("CAS"))
    with open_node(tmp_path / "node") as other:
        append(other.ledger, [stranger], client.clock, log_key(other, lambda _p: ""))
    (row,) = client.ask("filings?on_record=false").json["filings"]
    assert row["on_record"] is False
    assert "not signed by a key that is on record as BOR's" in row["reason"]
    assert row["entry_id"] not in ids(client.ask("filings"))


def test_registers_answer_as_known_at_a_time(client):
    now = client.clock.now
    actors = client.ask("actors").json["actors"]
    relay = next(one for one in actors if one["actor"] == "MERIDIAN-RELAY")
    assert (relay["roles"], relay["acts_for"], relay["decides"]) == (["operator"], "BOR", True)
    assert [one["actor"] for one in client.ask("actors?actor=CAS").json["actors"]] == ["CAS"]
    (key,) = client.ask("keys?actor=CAS").json["keys"]
    assert (key["key_id"], key["valid"], key["why_not"]) == (key_of("CAS").key_id, True, "")
    assert client.ask("keys?actor=CAS&as_of=2031-01-15T00:00:00Z").json["keys"] == []
    assert client.ask("actors?actor=CAS&as_of=2031-01-15T00:00:00Z").json["actors"] == []
    assert client.clock.now > now


@pytest.mark.parametrize("media_type", ["application/json", "application/toml"])
def test_a_draft_is_checked_and_leaves_no_trace(tmp_path, client, media_type, caplog):
    secret = "SECRET-WORDS-OF-A-DRAFT"
    said = example("D8").model_copy(update={"remarks": secret})
    text = said.model_dump_json(exclude_none=True) if media_type.endswith("json") else to_toml(said)
    with caplog.at_level(logging.DEBUG):
        fine = client.ask("checks", "POST", text, Content_Type=media_type)
        wrong = client.ask(
            "checks", "POST", text.replace("2030-12-31", "1999-12-31"), Content_Type=media_type
        )
    assert (fine.status, fine.json["ready"], fine.json["errors"]) == (200, True, [])
    assert fine.json["filing"]["remarks"] == secret
    assert [one["field"] for one in wrong.json["errors"]] == ["last_day"]
    assert fine.headers["cache-control"] == "no-store"
    assert secret not in caplog.text
    with sqlite3.connect(tmp_path / "node" / "ledger.db") as database:
        assert not any(secret in line for line in database.iterdump())
    database.close()


def test_the_log_names_neither_who_asks_nor_what_for(client, filed, caplog):
    with caplog.at_level(logging.DEBUG):
        client.ask("filings?actor=CAS&form=N1", by=key_of("BOR"), source="127.0.0.9")
        client.ask(f"filings/{filed['notice']}")
        client.ask("filings?actor=not-an-actor")
        client.ask("a-word-in-a-path-that-is-not-there")
    ours = "\n".join(one.getMessage() for one in caplog.records)
    assert "GET /api/v1/filings 200" in ours
    for told in ("127.0.0", "CAS", key_of("BOR").key_id, filed["notice"], "not-an-actor", "a-word-in"):
        assert told not in ours, told
