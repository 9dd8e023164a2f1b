"""A request sent again under its idempotency key gets the very same answer, also from a node served anew."""

import sqlite3
from datetime import timedelta

import pytest
from web_made import Clock, enter_cast, form, made_node, on_loopback, serves, signed

KEY = '"5f0c4f0e-6a2b-4a51-9d0c-2f1f6f6b7f10"'


def test_a_repetition_gets_the_same_answer_and_adds_nothing(client):
    first = client.file(signed(form("D8", "BOR")), Idempotency_Key=KEY)
    size = client.ask("health").json["entries"]
    again = client.file(signed(form("D8", "BOR")), Idempotency_Key=KEY)
    assert (again.status, again.body) == (first.status, first.body) == (201, first.body)
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert client.ask("health").json["entries"] == size


def test_the_answer_survives_a_restart(tmp_path):
    folder = tmp_path / "node"
    with made_node(folder) as node:
        what = serves(node)
        enter_cast(what)
        with on_loopback(what) as client:
            first = client.file(signed(form("D8", "BOR")), Idempotency_Key=KEY)
        with on_loopback(serves(node, clock=Clock(what.clock.now))) as client:
            again = client.file(signed(form("D8", "BOR")), Idempotency_Key=KEY)
            assert (again.status, again.body) == (first.status, first.body)
            assert client.file(signed(form("D8", "CAS")), Idempotency_Key=KEY).status == 422


def test_without_a_key_what_is_there_already_gets_the_receipt_it_had(client):
    first = client.file(signed(form("D8", "BOR")))
    again = client.file(signed(form("D8", "BOR")))
    assert (first.status, again.status) == (201, 200)
    (had,), (got,) = first.json["filed"], again.json["filed"]
    assert (had["new"], got["new"]) == (True, False)
    assert got["receipt"] == had["receipt"]


def test_what_was_refused_is_judged_again(client):
    refused = client.file(signed(form("H3", "BOR", entry="ab" * 32)), Idempotency_Key=KEY)
    assert refused.status == 403
    fine = client.file(signed(form("D8", "BOR")), Idempotency_Key=KEY)
    assert fine.status == 201


@pytest.mark.parametrize("spelling", ["plain-text-of-a-key", '"quoted+key=of/other~marks!"'])
def test_a_key_is_read_with_quotes_or_without(client, spelling):
    for replayed in (None, "true"):
        answer = client.file(signed(form("D8", "BOR")), Idempotency_Key=spelling)
        assert answer.headers.get("idempotency-replayed") == replayed


def test_quoted_and_unquoted_are_one_key(client):
    client.file(signed(form("D8", "BOR")), Idempotency_Key="one-and-the-same")
    answer = client.file(signed(form("D8", "BOR")), Idempotency_Key='"one-and-the-same"')
    assert answer.headers["idempotency-replayed"] == "true"


def test_answers_older_than_a_week_are_forgotten(tmp_path, client):
    client.file(signed(form("D8", "BOR")), Idempotency_Key=KEY)
    client.clock.now += timedelta(days=8)
    client.file(signed(form("D8", "CAS")), Idempotency_Key='"another-one"')
    with sqlite3.connect(tmp_path / "node" / "ledger.db") as database:
        kept = [key for (key,) in database.execute("SELECT key FROM web_answer")]
    database.close()
    assert kept == ["another-one"]
