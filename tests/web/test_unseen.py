"""What one may not see and what is not there get one answer: same status, headers and bytes, and no other time.

Two samples of 1,000 requests each over real HTTP, in a mixed order from a fixed seed.
"""

import http.client
import random
import time
from statistics import NormalDist
from urllib.parse import urlsplit

import pytest
from web_made import API, form, key_of, signed

from dueregard.jobs.node import log_key, open_node
from dueregard.jobs.signing import sign_filing
from dueregard.ledger.append import append
from dueregard.ledger.envelope import sign
from dueregard.ledger.seal import opening_json
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import write_filing
from dueregard.web import filing_routes

REQUESTS = 1_000
SEED = 20310301
# Two-sided p of 1e-4: one run in ten thousand of an honest node fails; a difference of a third of the spread is found
# for certain (power above 0.999 with 1,000 each).
LEAST_P = 1e-4


def rank_test(one: list[float], other: list[float]) -> float:
    """Return the two-sided p of Mann and Whitney's rank test, in its normal approximation."""
    ranks = {
        place: rank
        for rank, place in enumerate(sorted(range(len(one) + len(other)), key=(one + other).__getitem__), 1)
    }
    u = sum(ranks[place] for place in range(len(one))) - len(one) * (len(one) + 1) / 2
    mean = len(one) * len(other) / 2
    spread = (len(one) * len(other) * (len(one) + len(other) + 1) / 12) ** 0.5
    return 2 * (1 - NormalDist().cdf(abs(u - mean) / spread))


@pytest.fixture
def seals(client):
    """Return (entries whose openings are kept for CAS alone, entries that are not there)."""
    entries = []
    for number in range(5):
        few = form("D2", "BOR", sensitivity="named readers", readers=("CAS",), reference=f"note {number}")
        sealed = sign_filing(few, [key_of("BOR")])
        entry_id = client.file(sealed.envelope).json["filed"][0]["entry_id"]
        left = client.ask(
            f"sealed/{entry_id}", "POST", opening_json(sealed.opening), Content_Type="application/json"
        )
        assert left.json["readers"] == ["BOR", "CAS"], left.body
        entries.append(entry_id)
    dice = random.Random(SEED)
    return entries, [dice.randbytes(32).hex() for _ in entries]


def sampled(client, hidden: list[str], absent: list[str], by=None):
    """Return the times and the answers of both kinds of requests, made in a mixed order on one line."""
    dice = random.Random(SEED)
    order = ["hidden"] * REQUESTS + ["absent"] * REQUESTS
    dice.shuffle(order)
    parts = urlsplit(client.base)
    line = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    times: dict[str, list[float]] = {"hidden": [], "absent": []}
    answers: dict[str, set[tuple[object, ...]]] = {"hidden": set(), "absent": set()}
    for kind in order:
        path = f"{API}/{dice.choice({'hidden': hidden, 'absent': absent}[kind])}"
        began = time.perf_counter()
        line.request("GET", path)
        response = line.getresponse()
        body = response.read()
        times[kind].append(time.perf_counter() - began)
        # The quota counts requests, whatever is asked for; the date is the clock's.
        told = tuple(
            (name, "counts down" if name == "ratelimit" else value)
            for name, value in response.getheaders()
            if name.lower() != "date"
        )
        answers[kind].add((response.status, told, body))
    line.close()
    return times, answers


def test_a_sealed_filing_for_others_is_as_if_it_were_not_there(client, seals):
    hidden, absent = ([f"sealed/{one}" for one in some] for some in seals)
    times, answers = sampled(client, hidden, absent)
    assert answers["hidden"] == answers["absent"]
    ((status, _, _),) = answers["hidden"]
    assert status == 404
    assert rank_test(times["hidden"], times["absent"]) > LEAST_P


def test_the_test_finds_a_node_that_looks_first_and_refuses_then(client, seals, monkeypatch):
    """The control: half a millisecond more for what is there is found, in the same answers."""
    entries, _ = seals
    real = filing_routes.opened_for

    def looks_first(ledger, entry_id, actor):
        if entry_id in entries:
            until = time.perf_counter() + 0.0005
            while time.perf_counter() < until:
                pass
        return real(ledger, entry_id, actor)

    monkeypatch.setattr(filing_routes, "opened_for", looks_first)
    hidden, absent = ([f"sealed/{one}" for one in some] for some in seals)
    times, answers = sampled(client, hidden, absent)
    assert answers["hidden"] == answers["absent"]
    assert rank_test(times["hidden"], times["absent"]) < LEAST_P


def test_named_readers_read_it_and_others_do_not(client, seals):
    entry_id = seals[0][0]
    for reader in ("CAS", "BOR"):
        answer = client.ask(f"sealed/{entry_id}", by=key_of(reader))
        assert answer.status == 200
        assert answer.json["filing"]["reference"] == "note 0"
        assert answer.headers["cache-control"] == "private, no-cache"
    for other in (None, key_of("MERIDIAN-RELAY"), key_of("AURELIA-SECRETARIAT")):
        assert client.ask(f"sealed/{entry_id}", by=other).status == 404


def test_nothing_public_tells_what_is_sealed(client, seals):
    entry_id = seals[0][0]
    for path in (
        "filings",
        f"filings/{entry_id}",
        f"filings/{entry_id}/entry",
        "filings?form=D2",
        "filings?actor=CAS",
    ):
        body = client.ask(path).body
        assert b"note 0" not in body
        assert b"DR-D2" not in body
    assert client.ask("filings?form=D2").json["filings"] == []


def test_an_opening_that_is_none_is_not_kept(client, seals):
    entry_id = seals[0][0]
    few = form("D2", "BOR", sensitivity="named readers", readers=("CAS",), reference="another")
    other = sign_filing(few, [key_of("BOR")]).opening
    for where, text in ((entry_id, opening_json(other)), (seals[1][0], opening_json(other))):
        answer = client.ask(f"sealed/{where}", "POST", text, Content_Type="application/json")
        assert answer.status == 422
    assert client.ask(f"sealed/{entry_id}", by=key_of("CAS")).json["filing"]["reference"] == "note 0"


def test_a_commitment_copied_into_another_s_seal_opens_nothing_there(client):
    few = form("D2", "BOR", sensitivity="named readers", readers=("CAS",))
    mine = sign_filing(few, [key_of("BOR")])
    copied = form("S1", "CAS", commitment=mine.opening.commitment.hex(), opens_not_later_than=None)
    entry_id = client.file(signed(copied)).json["filed"][0]["entry_id"]
    answer = client.ask(
        f"sealed/{entry_id}", "POST", opening_json(mine.opening), Content_Type="application/json"
    )
    assert answer.status == 422
    assert "said by BOR" in answer.json["errors"][0]["found"]


def test_what_stands_open_in_a_log_for_others_is_as_if_it_were_not_there(tmp_path, client):
    """The intake takes no such entry; one that another program put into the log is read by those it names alone."""
    few = form("D2", "BOR", sensitivity="named readers", readers=("CAS",))
    with open_node(tmp_path / "node") as other:
        envelope = sign(FILING_TYPE, write_filing(few), [key_of("BOR")])
        append(other.ledger, [envelope], client.clock, log_key(other, lambda _p: ""))
    (row,) = client.ask("filings?form=D2", by=key_of("CAS")).json["filings"]
    assert client.ask("filings?form=D2").json["filings"] == []
    for rest in ("", "/receipt", "/entry", "/since.csv"):
        assert client.ask(f"filings/{row['entry_id']}{rest}", by=key_of("CAS")).status == 200
        hidden, absent = (client.ask(f"filings/{one}{rest}") for one in (row["entry_id"], "ab" * 32))
        for answer in (hidden, absent):
            for name in ("date", "ratelimit"):
                del answer.headers[name]
        assert hidden == absent
        assert hidden.status == 404
