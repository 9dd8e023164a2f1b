"""Filing on a node: judged before it is appended, a receipt by return, refused with the reason, and never twice."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from node_made import (
    BEGIN,
    BOR_KEY,
    CAS_KEY,
    MERIDIAN,
    MERIDIAN_KEY,
    ORIGIN,
    begun,
    handed_in,
    never_asked,
    notice,
    operator_entered,
    signed,
    ticking,
    with_operator,
)

from dueregard.jobs import standing as standing_module
from dueregard.jobs.draft import NotAFiling
from dueregard.jobs.filing import NotOnRecord, file, given, leave_opening
from dueregard.jobs.node import log_key
from dueregard.jobs.on_record import listed_for, shown_for
from dueregard.jobs.openings import opened_for, who_reads
from dueregard.jobs.signing import sign_filing
from dueregard.jobs.standing import Standing
from dueregard.ledger.envelope import Envelope, Signature, sign
from dueregard.ledger.log import find_log
from dueregard.ledger.policy import Policy
from dueregard.ledger.read import entries
from dueregard.ledger.receipt import verify_receipt
from dueregard.model.errors import DataError
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import write_filing
from dueregard.record.projection.read import Sought

LATER = BEGIN + timedelta(hours=1)


@pytest.fixture
def node(tmp_path):
    with begun(tmp_path / "bor") as node:
        with_operator(node)
        yield node


def filed(node, *envelopes, at=LATER, anyway=False):
    return file(node, log_key(node, never_asked), handed_in(*envelopes), ticking(at), anyway=anyway)


def size(node):
    return find_log(node.ledger, ORIGIN).size


def test_a_filing_stands_on_the_record_and_its_receipt_verifies_with_its_signer(node):
    (one,) = filed(node, signed(notice(), MERIDIAN_KEY))
    assert one.new
    assert one.listed.on_record
    assert "row F4" in one.listed.reason
    proven = verify_receipt(one.receipt, Policy(node.log.key, log_alone=True))
    assert proven.signed_by == (MERIDIAN_KEY.key_id,)
    assert proven.entry_id == one.listed.entry_id
    assert proven.unchecked == ()


def test_the_same_filing_again_is_one_entry_and_gets_the_same_receipt(node):
    envelope = signed(notice(), MERIDIAN_KEY)
    (first,) = filed(node, envelope)
    filed(node, signed(notice(reference="another"), MERIDIAN_KEY), at=LATER + timedelta(minutes=1))
    before = size(node)
    (again,) = filed(node, envelope, at=LATER + timedelta(minutes=2))
    assert not again.new
    assert again.receipt == first.receipt
    assert again.listed == first.listed
    assert size(node) == before


def test_twice_in_one_call_it_is_one_entry_too(node):
    envelope = signed(notice(), MERIDIAN_KEY)
    first, again = filed(node, envelope, envelope)
    assert (first.new, again.new) == (True, False)
    assert first.receipt == again.receipt


def test_what_a_reader_should_know_is_told_with_what_is_new(node):
    (one,) = filed(node, signed(notice(jointly_with=["BOR"]), MERIDIAN_KEY))
    assert one.notes == ("named jointly, and has not signed or may not say this: BOR",)


def test_each_is_judged_with_those_before_it_on_the_record(tmp_path):
    with begun(tmp_path / "bor") as node:
        entries = [signed(one, BOR_KEY) for one in operator_entered()]
        done = filed(node, *entries, signed(notice(), MERIDIAN_KEY))
        assert [one.listed.on_record for one in done] == [True] * 3


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (CAS_KEY, "not signed by a key that is on record as MERIDIAN-RELAY's"),
        (BOR_KEY, "as MERIDIAN-RELAY's"),
    ],
)
def test_what_would_not_stand_is_not_filed_and_the_reason_is_given(key, said, node):
    before = size(node)
    with pytest.raises(NotOnRecord) as told:
        filed(node, signed(notice(), key))
    assert said in told.value.reason
    assert "1.json: it would not stand on the record" in str(told.value)
    assert size(node) == before


def test_a_broken_signature_of_a_known_key_is_told(node):
    whole = signed(notice(), MERIDIAN_KEY)
    broken = Envelope(whole.payload_type, whole.payload, (Signature(MERIDIAN_KEY.key_id, bytes(64)),))
    with pytest.raises(NotOnRecord, match="does not hold"):
        filed(node, broken)


def test_those_before_a_refused_one_are_filed_and_those_behind_it_are_not(node):
    good = signed(notice(), MERIDIAN_KEY)
    bad = signed(notice(reference="another"), CAS_KEY)
    behind = signed(notice(reference="a third"), MERIDIAN_KEY)
    before = size(node)
    with pytest.raises(NotOnRecord) as told:
        filed(node, good, bad, behind)
    assert [one.receipt.index for one in told.value.filed] == [before]
    assert "2.json: " in str(told.value)
    assert "the 1 before it are filed; the 1 behind it were not looked at" in str(told.value)
    assert size(node) == before + 1


def test_asked_for_it_is_filed_all_the_same_and_listed_with_its_reason(node):
    (one,) = filed(node, signed(notice(), CAS_KEY), anyway=True)
    assert not one.listed.on_record
    standing = Standing(node.ledger, ORIGIN)
    standing.catch_up()
    on, off = (listed_for(standing, Sought(on_record=which), None, 100) for which in (True, False))
    assert [row.listed.entry_id for row in off] == [one.listed.entry_id]
    assert "not signed by a key" in off[0].listed.reason
    assert one.listed.entry_id not in {row.listed.entry_id for row in on}


def test_every_wrong_field_is_named_and_nothing_is_filed(node):
    payload = json.dumps(
        {**json.loads(write_filing(notice())), "kind": "looking", "window": {"start": "soon"}}
    )
    envelope = sign(FILING_TYPE, payload.encode(), [MERIDIAN_KEY])
    with pytest.raises(NotAFiling) as told:
        given(envelope, Path("n1.json"))
    assert {error.field for error in told.value.wrong.errors} == {"kind", "window, start", "window, end"}
    for words in ("n1.json", "kind: ", "window, start: ", "window, end: missing"):
        assert words in str(told.value)


@pytest.mark.parametrize(
    "sensitivity", [{"sensitivity": "sealed"}, {"sensitivity": "named readers", "readers": ["CAS"]}]
)
def test_what_not_everybody_may_read_is_never_filed_open(sensitivity, node):
    with pytest.raises(DataError, match="whoever copies a log reads all of it"):
        given(signed(notice(**sensitivity), MERIDIAN_KEY), Path("n1.json"))


def test_what_is_no_filing_is_told(node):
    with pytest.raises(DataError, match="2 bytes of the type text/plain, which is no filing"):
        given(sign("text/plain", b"hi", [MERIDIAN_KEY]), Path("n1.json"))


def test_named_readers_read_what_was_sealed_and_nobody_else_learns_that_it_is_there(node):
    whole = notice(sensitivity="named readers", readers=["CAS"])
    made = sign_filing(whole, [MERIDIAN_KEY])
    (one,) = filed(node, made.envelope)
    leave_opening(node, one, made.opening, whole)
    for actor in ("CAS", MERIDIAN):
        assert opened_for(node.ledger, one.listed.entry_id, actor) == (made.opening, whole)
    for actor in ("ELA", "BOR", None):
        assert opened_for(node.ledger, one.listed.entry_id, actor) is None
    assert who_reads(whole, one.listed.entry_id).named == {"CAS", MERIDIAN}
    assert not any(b"Cassia" in one.entry.envelope.payload for one in entries(node.ledger, ORIGIN))


def test_a_list_is_as_of_a_time_and_says_what_has_become_of_each(node):
    (first,) = filed(node, signed(notice(), MERIDIAN_KEY))
    first_id = first.listed.entry_id
    amended = notice(amends=first_id, least_planned_km=1.0)
    (second,) = filed(node, signed(amended, MERIDIAN_KEY), at=LATER + timedelta(hours=1))
    standing = Standing(node.ledger, ORIGIN)
    standing.catch_up()

    def listed(as_of):
        rows = listed_for(standing, Sought(as_of=as_of, numbers=("N1",)), None, 100)
        return [(row.listed.entry_id, row.become) for row in rows]

    assert listed(None) == [(second.listed.entry_id, ()), (first_id, ("amended",))]
    assert listed(LATER + timedelta(minutes=30)) == [(first_id, ())]
    assert listed(BEGIN) == []
    row, since = shown_for(standing, first_id, None, None)
    assert row.become == ("amended",)
    assert [one.listed.entry_id for one in since] == [second.listed.entry_id]
    assert shown_for(standing, second.listed.entry_id, None, LATER) is None


def test_many_entries_are_judged_alike_by_several_processes_and_by_one(tmp_path):
    """Beyond 4,096 entries signatures are verified by other processes, which have to be told the log's keys."""
    script = tmp_path / "many.py"
    script.write_text(MANY)
    folder = Path(__file__).parent
    env = {**os.environ, "PYTHONPATH": str(folder)}
    ended = subprocess.run(
        [sys.executable, str(script), str(tmp_path)], capture_output=True, text=True, env=env, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == ["4130", "4129", "1", "4130", "4129", "1"]


def test_a_key_entry_in_another_spelling_of_its_json_is_found_by_other_processes_too(tmp_path, monkeypatch):
    """Were it not, every filing signed with that key would be judged otherwise in a long log than in a short one."""
    with begun(tmp_path / "bor") as node:
        actor, key = operator_entered()
        spelt = write_filing(key).replace(b"DR-K2/1", b"DR-K2\\/1")
        filed(
            node, signed(actor, BOR_KEY), sign(FILING_TYPE, spelt, [BOR_KEY]), signed(notice(), MERIDIAN_KEY)
        )
        for least in (0, 10**9):
            monkeypatch.setattr(standing_module, "WORTH_PROCESSES", least)
            judged = []
            Standing(node.ledger, ORIGIN).catch_up(lambda one, judged=judged: judged.append(one.standing))
            assert judged == ["on the record"] * 5


MANY = """
import sys
from pathlib import Path
from node_made import *
from dueregard.jobs import standing as module
from dueregard.jobs.standing import Standing
from dueregard.ledger.append import append

def main():
    with begun(Path(sys.argv[1]) / "bor") as node:
        with_operator(node)
        many = [signed(notice(reference=f"no {n}"), MERIDIAN_KEY) for n in range(4125)]
        strange = [signed(notice(reference="a strange key"), CAS_KEY)]
        append(node.ledger, many + strange, ticking(BEGIN + timedelta(hours=1)), log_key(node, never_asked))
        for least in (4096, 10**9):
            module.WORTH_PROCESSES = least
            standing = Standing(node.ledger, ORIGIN)
            judged = []
            size = standing.catch_up(lambda one: judged.append(one.standing))
            print(size, judged.count("on the record"), judged.count("not on the record"))

if __name__ == "__main__":
    main()
"""
