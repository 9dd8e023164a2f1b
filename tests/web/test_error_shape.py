"""One shape of errors, whatever goes wrong: each kind of problem is brought about over real HTTP."""

import http.client
import json
import logging
import socket
import sqlite3
import threading
from base64 import b64encode
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from web_made import API, ORIGIN, enter_cast, form, key_of, made_node, on_loopback, serves, signed

from dueregard.ledger.envelope import envelope_json, sign
from dueregard.ledger.keys import SigningKey
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import write_filing
from dueregard.web import body, intake_routes
from dueregard.web.problem import KINDS, TYPE_PREFIX
from dueregard.web.rates import Quota
from dueregard.web.served import Quotas

JSON = {"Content_Type": "application/json"}
ALWAYS = {"type", "title", "status", "detail", "do"}
SOMETIMES = {"where", "expected", "errors", "more", "filed"}
STRANGER = SigningKey(b"stranger" * 4)


def is_problem(answer, kind):
    """Hold an answer against the one shape and return what it says."""
    said = answer.json
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert said["type"] == TYPE_PREFIX + kind, said
    assert (said["title"], said["status"], answer.status) == (
        KINDS[kind].title,
        KINDS[kind].status,
        KINDS[kind].status,
    )
    assert ALWAYS <= set(said) <= ALWAYS | SOMETIMES
    assert all(said[name] for name in said)
    for one in said.get("errors", ()):
        assert (
            {"at", "field", "found", "expected"}
            <= set(one)
            <= {"at", "field", "found", "expected", "suggestion"}
        )
        assert one["found"]
        assert one["expected"]
    return said


@pytest.mark.parametrize(
    ("kind", "path", "method", "sent", "headers"),
    [
        ("unreadable", "filings", "POST", b'{"envelopes": [', JSON),
        ("unreadable", "filings", "POST", b"\xff", JSON),
        ("unreadable", "filings", "POST", b'{"a":1,"a":2}', JSON),
        ("unreadable", "filings", "POST", b"[" * 100_000, JSON),
        ("unreadable", "filings", "POST", b'{"envelopes": []}', JSON),
        ("wrong-parameter", "filings?form=N99", "GET", None, {}),
        ("wrong-parameter", "filings?limit=0", "GET", None, {}),
        ("wrong-parameter", "filings?as_of=yesterday", "GET", None, {}),
        ("wrong-parameter", "filings?as_of=2031-02-30T00:00:00Z", "GET", None, {}),
        ("wrong-parameter", "filings?as_off=2031-02-03T00:00:00Z", "GET", None, {}),
        ("wrong-parameter", "filings?limit=3&limit=4", "GET", None, {}),
        ("wrong-parameter", "filings?cursor=WyIxYzJkMmYiXQ", "GET", None, {}),
        ("wrong-parameter", "health?deep=1", "GET", None, {}),
        ("wrong-parameter", "filings", "POST", b"{}", {**JSON, "Idempotency_Key": "short"}),
        ("not-found", "nothing", "GET", None, {}),
        ("not-found", "filings/" + "ab" * 32, "GET", None, {}),
        ("not-found", "filings/no-id", "GET", None, {}),
        ("not-found", "forms/N99", "GET", None, {}),
        ("not-found", "log/tile/0/999", "GET", None, {}),
        ("not-found", "log/entries/../checkpoint", "GET", None, {}),
        ("not-found", "/nowhere", "GET", None, {}),
        ("no-such-method", "filings", "DELETE", None, {}),
        ("no-such-method", "checks", "GET", None, {}),
        ("address-too-long", "filings?actor=" + "A" * 5_000, "GET", None, {}),
        ("wrong-type", "filings", "POST", b"{}", {"Content_Type": "text/plain"}),
        ("wrong-type", "filings", "POST", b"{}", {}),
        ("wrong-type", "filings", "POST", b"{}", {**JSON, "Content_Encoding": "gzip"}),
        ("no-such-part", "log/entries/000.p/2", "GET", None, {"Range": "bytes=999999-"}),
        ("wrong-filing", "filings", "POST", b'{"payload": 1}', JSON),
        ("wrong-filing", "sealed/" + "ab" * 32, "POST", b"{}", JSON),
    ],
)  # fmt: skip
def test_each_kind_has_the_one_shape(asked_only, kind, path, method, sent, headers):
    is_problem(asked_only.ask(path, method, sent, **headers), kind)


def test_the_methods_that_there_are_stand_in_allow(asked_only):
    assert asked_only.ask("filings", "PUT").headers["allow"] == "GET, HEAD, POST"
    assert asked_only.ask("checks", "GET").headers["allow"] == "POST"


def test_every_wrong_field_of_every_envelope_is_named_in_one_answer(client):
    wrong = json.loads(signed(form("D8", "BOR")).payload) | {"first_day": "soon", "colour": "blue"}
    envelope = json.loads(envelope_json(signed(form("D8", "BOR"))))
    broken = envelope | {"payload": b64encode(json.dumps(wrong).encode()).decode()}
    other = envelope | {"payloadType": "text/plain"}
    answer = client.ask("filings", "POST", json.dumps({"envelopes": [envelope, broken, other, 7]}), **JSON)
    said = is_problem(answer, "wrong-filing")
    at = [one["at"] for one in said["errors"]]
    assert "/envelopes/1/payload/first_day" in at
    assert "/envelopes/1/payload/colour" in at
    assert "/envelopes/2/payloadType" in at
    assert "/envelopes/3" in at
    assert client.ask("filings?form=D8").json["filings"] == []


def test_what_no_rule_lets_be_filed_says_which_rule_would_have(client):
    said = is_problem(client.file(signed(form("Q1", "MERIDIAN-RELAY"))), "not-allowed")
    assert "row F1 asks for the role State focal point" in said["detail"]
    said = is_problem(client.file(signed(form("D8", "BOR"), STRANGER)), "not-allowed")
    assert "not signed by a key that is on record as BOR's" in said["detail"]


def test_what_was_filed_before_one_that_is_not_allowed_is_told(client):
    fine, strange = signed(form("D8", "BOR")), signed(form("D8", "CAS"), STRANGER)
    said = is_problem(client.file(fine, strange, fine), "not-allowed")
    (row,) = said["filed"]
    assert client.ask(f"filings/{row['entry_id']}").json["filed_by"] == "BOR"
    assert "The 1 behind it were not looked at" in said["detail"]


def test_a_filing_for_a_few_readers_is_not_taken_open(client):
    few = form("D2", "BOR", sensitivity="named readers", readers=("CAS",))
    answer = client.file(sign(FILING_TYPE, write_filing(few), [key_of("BOR")]))
    said = is_problem(answer, "wrong-filing")
    assert said["errors"][0]["at"] == "/envelopes/0/payload/sensitivity"
    assert "S1" in said["errors"][0]["expected"]


def test_a_signature_that_is_not_believed(client):
    answer = client.ask("filings", by=STRANGER)
    is_problem(answer, "not-believed")
    assert "ed25519" in answer.headers["accept-signature"]


def test_a_body_larger_than_what_is_read_is_refused_before_it_came(client, monkeypatch):
    monkeypatch.setattr(intake_routes, "MOST_BYTES", 1_000)
    is_problem(client.ask("filings", "POST", b"x" * 1_001, **JSON), "too-large")
    parts = urlsplit(client.base)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    connection.request(
        "POST",
        f"{API}/filings",
        iter([b"x" * 600] * 2),
        {"Content-Type": "application/json"},
        encode_chunked=True,
    )
    assert connection.getresponse().status == 413
    connection.close()


def test_a_body_that_does_not_come_is_not_waited_for_without_end(client, monkeypatch):
    monkeypatch.setattr(body, "MOST_S", 0.2)
    parts = urlsplit(client.base)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as line:
        head = (
            f"POST {API}/filings HTTP/1.1",
            "Host: x",
            "Content-Type: application/json",
            "Content-Length: 9",
            "",
            "{",
        )
        line.sendall("\r\n".join(head).encode())
        got = b""
        while b"}" not in got and (more := line.recv(4096)):
            got += more
    assert got.startswith(b"HTTP/1.1 408 ")
    assert json.loads(got.partition(b"\r\n\r\n")[2])["type"] == TYPE_PREFIX + "too-slow"


def test_what_the_node_cannot_do_now_names_no_place_on_its_machine(tmp_path, client, caplog):
    folder = tmp_path / "node"
    damaged = sqlite3.connect(folder / "ledger.db", isolation_level=None)
    damaged.execute("DROP TABLE tile")
    damaged.close()
    with caplog.at_level(logging.ERROR, "dueregard.web"):
        answer = client.ask("log/proofs/inclusion?index=0")
    is_problem(answer, "cannot-now")
    assert int(answer.headers["retry-after"]) > 0
    assert str(tmp_path).encode() not in answer.body
    assert str(folder) in caplog.text  # its keeper is told


def test_an_error_of_the_program_shows_nothing_of_it(tmp_path, monkeypatch, caplog):
    with made_node(tmp_path / "node") as node:
        what = serves(node)
        with on_loopback(what) as client, caplog.at_level(logging.CRITICAL):
            monkeypatch.setattr("dueregard.web.filing_lists.listed_for", lambda *_: 1 / 0)
            answer = client.ask("filings")
            is_problem(answer, "own-fault")
            assert b"Zero" not in answer.body


def test_too_many_requests_say_when_to_come_again(tmp_path):
    few = Quotas(Quota("reading", 3, 60), Quota("writing", 1, 60), Quota("key", 1, 60))
    with made_node(tmp_path / "node") as node, on_loopback(serves(node, few)) as client:
        for _ in range(3):
            assert client.ask("health").status == 200
        answer = client.ask("health")
        is_problem(answer, "too-many")
        assert 1 <= int(answer.headers["retry-after"]) <= 20
        assert answer.headers["ratelimit"].startswith('"reading";r=0;t=')


def test_a_key_in_use_and_a_key_used(tmp_path, monkeypatch):
    reached, may_go_on = threading.Event(), threading.Event()
    with made_node(tmp_path / "node") as node:
        what = serves(node)
        enter_cast(what)
        real = intake_routes.file

        def slowly(*given):
            reached.set()
            assert may_go_on.wait(20)
            return real(*given)

        monkeypatch.setattr(intake_routes, "file", slowly)
        with on_loopback(what) as client:
            first, second = signed(form("D8", "BOR")), signed(form("D8", "CAS"))
            answers = []
            thread = threading.Thread(
                target=lambda: answers.append(client.file(first, Idempotency_Key='"first-request"'))
            )
            thread.start()
            assert reached.wait(20)
            is_problem(client.file(first, Idempotency_Key='"first-request"'), "in-progress")
            may_go_on.set()
            thread.join(20)
            assert answers[0].status == 201
            is_problem(client.file(second, Idempotency_Key='"first-request"'), "key-used")
    assert what.node.origin == ORIGIN


def test_every_kind_is_brought_about_here():
    text = Path(__file__).read_text(encoding="utf-8")
    assert {kind for kind in KINDS if f'"{kind}"' not in text} == set()
