"""The main way over real HTTP, in both databases: file, receipt, list, proof, pulled by another ledger."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from ledger_made import postgres_schema, server_answers
from web_made import (
    ORIGIN,
    SECRETARIAT,
    Clock,
    enter_cast,
    form,
    key_of,
    made_node,
    on_loopback,
    serves,
    signed,
)

from dueregard.jobs.node import log_key, open_node
from dueregard.ledger.append import append
from dueregard.ledger.database import open_ledger
from dueregard.ledger.envelope import envelope_json
from dueregard.ledger.exchange.from_http import HttpSource
from dueregard.ledger.exchange.pull import pull
from dueregard.ledger.merkle import verify_consistency, verify_inclusion
from dueregard.ledger.note import note_key_from_text
from dueregard.ledger.policy import Policy
from dueregard.ledger.read import entries

VERIFIER = Path(__file__).parents[1] / "ledger" / "independent_verifier.py"


@pytest.fixture(params=["sqlite", "postgres"])
def address(request, tmp_path):
    if request.param == "sqlite":
        yield "ledger.db"
        return
    if not server_answers():
        pytest.skip("no PostgreSQL server answers; set DUEREGARD_TEST_POSTGRES to the address of one")
    with postgres_schema() as address:
        yield address


def test_filed_listed_proven_and_pulled(tmp_path, address):
    with made_node(tmp_path / "node", address) as node:
        what = serves(node)
        enter_cast(what)
        with on_loopback(what) as client:
            before = client.ask("log").json
            notice = signed(form("N1", "BOR"))
            answer = client.ask("filings", "POST", envelope_json(notice), Content_Type="application/json")
            assert answer.status == 201, answer.body
            (filed,) = answer.json["filed"]
            assert (filed["new"], filed["on_record"]) == (True, True)
            assert answer.headers["location"] == f"/api/v1/filings/{filed['entry_id']}"

            receipt = tmp_path / "receipt.json"
            receipt.write_text(filed["receipt"], encoding="ascii", newline="")
            log_key = client.ask("node").json["log_key"]
            command = [sys.executable, "-I", str(VERIFIER), str(receipt), log_key]
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
            assert ended.returncode == 0, ended.stderr
            assert f"id {filed['entry_id']}" in ended.stdout

            listed = client.ask("filings?form=N1&filed_by=BOR").json["filings"]
            assert [one["entry_id"] for one in listed] == [filed["entry_id"]]
            shown = client.ask(f"filings/{filed['entry_id']}").json
            assert shown["filing"] == json.loads(notice.payload)
            assert [(one["actor"], one["holds"]) for one in shown["signatures"]] == [("BOR", True)]

            after = client.ask("log").json
            assert after["size"] == before["size"] + 1
            proof = client.ask(f"log/proofs/inclusion?index={filed['index']}").json
            verify_inclusion(
                bytes.fromhex(filed["entry_id"]), proof["index"], proof["size"],
                [bytes.fromhex(one) for one in proof["path"]], bytes.fromhex(after["root"]),
            )  # fmt: skip
            grown = client.ask(
                f"log/proofs/consistency?old_size={before['size']}&new_size={after['size']}"
            ).json
            verify_consistency(
                before["size"], after["size"], bytes.fromhex(before["root"]), bytes.fromhex(after["root"]),
                [bytes.fromhex(one) for one in grown["path"]],
            )  # fmt: skip

            with open_ledger(tmp_path / "copy.db", create=True) as copy:
                policy = Policy(note_key_from_text(log_key), log_alone=True)
                pulled = pull(copy, HttpSource(f"{client.base}/api/v1/log"), policy, Clock())
                assert pulled.tree.root.hex() == after["root"]
                assert [one.entry_id for one in entries(copy, ORIGIN)][-1] == filed["entry_id"]


def test_a_pull_goes_on_where_it_broke_off_also_in_the_middle_of_a_bundle(tmp_path, client):
    key = note_key_from_text(client.ask("node").json["log_key"])
    with open_ledger(tmp_path / "copy.db", create=True) as copy:
        source = HttpSource(f"{client.base}/api/v1/log")
        first = pull(copy, source, Policy(key, log_alone=True), Clock())
        client.file(signed(form("D8", "BOR")), signed(form("D8", "CAS")))
        second = pull(copy, source, Policy(key, log_alone=True), Clock())
        assert (second.before, second.tree.size) == (first.tree.size, first.tree.size + 2)


def test_a_log_of_full_tiles_is_pulled(tmp_path, client):
    for start in range(0, 260, 65):
        some = [signed(form("D8", "BOR", remarks=f"year {n}")) for n in range(start, start + 65)]
        assert client.file(*some).status == 201
    key = note_key_from_text(client.ask("node").json["log_key"])
    with open_ledger(tmp_path / "copy.db", create=True) as copy:
        pulled = pull(copy, HttpSource(f"{client.base}/api/v1/log"), Policy(key, log_alone=True), Clock())
        assert pulled.tree.size == len(list(entries(copy, ORIGIN))) == client.ask("health").json["entries"]


def test_what_was_filed_is_there_when_the_node_is_served_again(tmp_path):
    folder = tmp_path / "node"
    with made_node(folder) as node:
        what = serves(node)
        enter_cast(what)
        with on_loopback(what) as client:
            entry_id = client.file(signed(form("D8", "BOR"))).json["filed"][0]["entry_id"]
            listed = client.ask("filings").body
        again = serves(node, clock=Clock(what.clock.now))
        with on_loopback(again) as client:
            assert client.ask("filings").body == listed
            assert client.ask(f"filings/{entry_id}").json["on_record"]
            assert client.file(signed(form("D8", "BOR"))).json["filed"][0]["new"] is False


def test_what_another_process_files_into_the_same_log_is_seen(tmp_path, client):
    with open_node(tmp_path / "node") as other:
        append(other.ledger, [signed(form("D8", "CAS"))], client.clock, log_key(other, lambda _p: ""))
    assert client.ask("filings?filed_by=CAS&form=D8").json["filings"]


def test_a_root_can_file_as_itself(client):
    assert client.file(signed(form("D8", SECRETARIAT), key_of(SECRETARIAT))).status == 201
