"""Every entry is judged: each reason for not being on the record, and that judging looks at what came before alone."""

import base64
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_record import (
    SECRETARIAT,
    STATE,
    Invented,
    actor_entry,
    form,
    key_entry,
    key_of,
    sealed,
)

from dueregard.ledger.envelope import Envelope, Signature, add_signature, sign
from dueregard.ledger.seal import SEALED_TYPE
from dueregard.record.bench import Bench
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import FORMS, example, write_filing
from dueregard.record.judged import NO_SUCH_SUBJECT, Root
from dueregard.record.visible import may_read, reading_of

NOWHERE = "ab" * 32


@pytest.fixture
def record():
    return Invented()


def kind(judged):
    return judged.refusal and judged.refusal.kind


def document(by=SECRETARIAT, **changes):
    return example("D1").model_dump()["entered_from"] or {
        "entered_by": by,
        "title": "Note verbale",
        "symbol": "A/AC.105/1",
        "dated": example("K1").valid_from,
        "place": "page 2",
        "read_in": "the document",
        **changes,
    }


# Reasons


def test_another_payload_type_is_no_filing(record):
    judged = record.hear(sign(SEALED_TYPE, write_filing(form("D8", "BOR")), [key_of("BOR")]))
    assert kind(judged) == "no filing"
    assert SEALED_TYPE in judged.reason
    assert judged.form is None


def test_a_form_that_cannot_be_read_is_listed_with_everything_that_is_wrong(record):
    judged = record.hear(sign(FILING_TYPE, b'{"format":"DR-D8/1 nothing to report"}', [key_of("BOR")]))
    assert kind(judged) == "form"
    assert "filed_by: missing" in judged.reason
    assert "subject: missing" in judged.reason


def test_what_is_sealed_does_not_stand_open(record):
    assert kind(record.say(form("D1", "BOR", sensitivity="sealed"))) == "open though sealed"


@pytest.mark.parametrize("number", ["K1", "K2"])
def test_actors_and_keys_are_entered_publicly(record, number):
    secret = {"sensitivity": "named readers", "readers": ("CAS",)}
    said = (
        actor_entry("ELA", (STATE,), **secret)
        if number == "K1"
        else key_entry("BOR", key_of("BOR", 2), by="BOR", **secret)
    )
    assert kind(record.say(said)) == "registers are public"


def test_a_stranger_is_not_in_the_register(record):
    assert kind(record.say(form("D8", "STRANGER"))) == "not in the register"


def test_words_without_a_signature_of_their_author_are_not_its_words(record):
    judged = record.say(form("D1", "CAS"), "BOR")
    assert kind(judged) == "no signature"
    assert "CAS" in judged.reason


def test_a_signature_that_does_not_hold_is_named(record):
    true = sign(FILING_TYPE, write_filing(form("D8", "BOR")), [key_of("BOR")])
    other = Envelope(FILING_TYPE, write_filing(form("D8", "BOR", reference="other")), tuple(true.signatures))
    judged = record.hear(other)
    assert kind(judged) == "signature"
    assert key_of("BOR").key_id in judged.reason


def test_a_key_that_was_not_valid_then_is_named_with_why(record):
    record.say(key_entry("BOR", key_of("BOR", 2), by="BOR", since=record.clock + timedelta(days=3)))
    judged = record.say(form("D8", "BOR"), key_of("BOR", 2))
    assert kind(judged) == "key"
    assert "is valid only from" in judged.reason


def test_the_same_words_are_not_said_again_by_a_signature_more(record):
    first = sign(FILING_TYPE, write_filing(form("D8", "BOR")), [key_of("BOR")])
    filed = record.hear(first)
    assert kind(record.hear(add_signature(first, key_of("STRANGER")))) == "said already"
    record.file("H5", "BOR", withdraws=filed.entry_id)
    again = record.hear(add_signature(first, key_of("CAS")))
    assert kind(again) == "said already", "nobody brings back by a signature what was withdrawn"
    assert filed.entry_id in again.reason


def test_words_that_a_revocation_took_back_may_be_said_again_with_a_key_that_is_believed(record):
    record.say(key_entry("BOR", key_of("BOR", 2), by="BOR"))
    record.clock += timedelta(days=2)
    said = form("D8", "BOR")
    record.say(said)
    since = record.clock - timedelta(days=1)
    record.say(key_entry("BOR", key_of("BOR"), by="BOR", step="revoke", since=since), key_of("BOR", 2))
    assert kind(record.say(said, key_of("BOR", 2))) is None


@pytest.mark.parametrize("number", ["N2", "N3", "Q2", "Q4", "Q6", "Q7", "Q8", "H2", "H3", "H4", "S2"])
def test_what_does_not_exist_and_what_may_not_be_read_get_the_same_answer(number):
    subject = {"N2": "N1", "N3": "N1", "Q2": "Q1", "Q4": "Q3", "S2": "D1"}.get(number, "Q5")
    field = next(f for f in ("notice", "request", "query", "entry", "seal") if hasattr(example(number), f))
    record = Invented()
    secret = record.file(subject, "BOR", sensitivity="named readers", readers=("CAS",))
    not_on_record = record.say(form("D1", "MERIDIAN-RELAY")).entry_id
    answers = {
        (judged.refusal, judged.decisions, judged.notes)
        for entry in (NOWHERE, secret, not_on_record)
        for judged in [record.say(form(number, "DOR", **{field: entry}))]
    }
    assert len(answers) == 1
    assert next(iter(answers))[0] == ("subject", NO_SUCH_SUBJECT)


@pytest.mark.parametrize("field", ["amends", "replaces", "withdraws"])
def test_correcting_what_one_may_not_read_gets_the_same_answer_too(record, field):
    secret = record.file("D8", "BOR", sensitivity="named readers", readers=("CAS",))
    number = "H5" if field == "withdraws" else "D8"
    told = {record.say(form(number, "DOR", **{field: entry})).refusal for entry in (NOWHERE, secret)}
    assert told == {("subject", NO_SUCH_SUBJECT)}


def test_clearing_what_one_may_not_read_gets_the_same_answer(record):
    secret = record.file("N1", "MERIDIAN-RELAY", sensitivity="named readers", readers=("CAS",))
    for entry in (NOWHERE, secret):
        judged = record.say(form("H1", "BOR-SPACE-AGENCY", entry=entry, payload_sha256=None))
        assert judged.reason == NO_SUCH_SUBJECT


def test_an_answer_is_to_a_question_of_its_kind(record):
    asked = record.file("Q3", "BOR", to=("DOR",))
    judged = record.say(form("Q7", "DOR", query=asked))
    assert kind(judged) == "subject's form"
    corrected = record.say(form("D1", "BOR", amends=asked))
    assert kind(corrected) == "subject's form"


def test_what_no_row_allows_is_not_on_the_record_and_is_told_with_the_rows_that_would(record):
    judged = record.say(form("D1", "MERIDIAN-RELAY"))
    assert judged.standing == "not on the record"
    assert kind(judged) == "permission"
    assert "row F1 asks for the role State focal point" in judged.reason


def test_every_kind_of_reason_has_a_test_here():
    import re
    from pathlib import Path
    from typing import get_args

    from dueregard.record.judged import Why

    text = Path(__file__).read_text(encoding="utf-8")
    text += (Path(__file__).parent / "test_key_register.py").read_text(encoding="utf-8")
    tested = set(re.findall(r'kind(?:\([^\n]*\))? == "([^"]+)"', text)) | {"subject"}
    assert tested >= set(get_args(Why))


# On the record


def test_an_entry_on_the_record_says_by_which_rows(record):
    judged = record.say(form("D1", "BOR"))
    assert judged.standing == "on the record"
    assert [one.row.id for one in judged.decisions] == ["F1"]
    assert judged.reason == judged.decisions[0].sentence
    assert [(one.actor, one.holds, one.valid) for one in judged.signers] == [("BOR", True, True)]


def test_before_its_root_is_entered_a_log_holds_nothing_on_the_record():
    bench = Bench(Root("BOR", key_of("BOR").public))
    record = Invented(cast=False)
    for place, (identity, entry) in enumerate(record.entries):
        assert kind(bench.hear(place, identity, entry)) == "not in the register"


def test_only_the_root_named_by_who_starts_the_node_opens_its_log():
    record = Invented.__new__(Invented)
    record.bench, record.judged, record.entries = Bench(Root("BOR", key_of("BOR").public)), [], []
    record.clock = Invented(cast=False).clock
    assert kind(record.say(actor_entry("BOR", (STATE,), by="BOR"), key_of("BOR", 2))) is not None
    assert kind(record.say(actor_entry("CAS", (STATE,), by="CAS"))) is not None
    assert record.say(actor_entry("BOR", (STATE,), by="BOR")).reason.endswith("(row K1)")
    assert kind(record.say(key_entry("BOR", key_of("BOR", 2), by="BOR"))) is None, "its key counts at once"


def test_an_operator_declares_a_distance_for_safety_alone(record):
    for purpose, expected in (("safety", None), ("security", "permission")):
        distance = example("D1").distance.model_copy(update={"purpose": purpose})
        assert kind(record.say(form("D1", "MERIDIAN-RELAY", distance=distance.model_dump()))) == expected
        assert kind(record.say(form("D1", "BOR", distance=distance.model_dump()))) is None


def test_an_agency_speaks_for_its_state_within_its_mandate_alone(record):
    spoken = record.say(form("N1", "BOR-SPACE-AGENCY", on_behalf_of=("BOR",)))
    assert [one.row.id for one in spoken.decisions] == ["B1", "F1"]
    assert kind(record.say(form("D1", "BOR-SPACE-AGENCY", on_behalf_of=("BOR",)))) == "permission"
    assert kind(record.say(form("N1", "BOR-SPACE-AGENCY", on_behalf_of=("CAS",)))) == "permission"
    assert kind(record.say(form("N1", "BOR-SPACE-AGENCY"))) == "permission"
    assert kind(record.say(form("N1", "MERIDIAN-RELAY", on_behalf_of=("BOR",)))) == "permission"


def test_a_state_speaks_for_another_only_with_its_signature(record):
    group = form("D2", "BOR", on_behalf_of=("BOR", "CAS"))
    assert kind(record.say(group)) == "permission"
    judged = record.say(form("D2", "BOR", on_behalf_of=("BOR", "CAS"), reference="2"), "BOR", "CAS")
    assert kind(judged) is None
    filed = judged.kept.filed
    assert record.bench.memory.parties(filed, record.clock) == {"BOR", "CAS"}


def test_an_agency_answers_what_its_state_was_asked_and_nobody_else_does(record):
    query = record.file("Q5", "CAS", to=("BOR",))
    assert kind(record.say(form("Q7", "DOR", query=query))) == "permission"
    assert kind(record.say(form("Q7", "MERIDIAN-RELAY", query=query))) == "permission"
    assert kind(record.say(form("Q6", "BOR-SPACE-AGENCY", query=query))) == "permission"
    assert kind(record.say(form("Q6", "BOR-SPACE-AGENCY", on_behalf_of=("BOR",), query=query))) is None
    assert kind(record.say(form("Q7", "BOR", query=query))) is None
    assert kind(record.say(form("Q8", "BOR", query=query))) == "permission"
    assert kind(record.say(form("Q8", "CAS", query=query))) is None


def test_a_state_answers_for_its_operator(record):
    query = record.file("Q5", "CAS", to=("MERIDIAN-RELAY",))
    assert kind(record.say(form("Q7", "DOR", query=query))) == "permission"
    assert kind(record.say(form("Q7", "BOR", query=query))) is None


def test_an_operators_notice_is_cleared_by_the_agency_that_licenses_it(record):
    notice = record.file("N1", "MERIDIAN-RELAY")
    decision = {"entry": notice, "payload_sha256": None, "decision": "cleared", "comments": ()}
    assert kind(record.say(form("H2", "MERIDIAN-RELAY", entry=notice))) == "permission"
    for other in ("BOR", "BOR-MINISTRY", "CAS", SECRETARIAT, "MERIDIAN-RELAY"):
        assert kind(record.say(form("H1", other, **decision))) == "permission", other
    assert kind(record.say(form("H1", "BOR-SPACE-AGENCY", **decision))) is None
    assert kind(record.say(form("H2", "MERIDIAN-RELAY", entry=notice))) is None


def test_the_last_decision_counts(record):
    notice = record.file("N1", "MERIDIAN-RELAY")
    for decision in ("cleared", "returned with comments"):
        changes = {} if decision != "cleared" else {"comments": ()}
        comments = {"comments": ({"field": None, "text": "Say more."},)} if not changes else changes
        record.file(
            "H1", "BOR-SPACE-AGENCY", entry=notice, payload_sha256=None, decision=decision, **comments
        )
    assert kind(record.say(form("H2", "MERIDIAN-RELAY", entry=notice))) == "permission"


def test_a_draft_cleared_by_its_hash_is_cleared_once_exactly_these_bytes_are_filed(record):
    from hashlib import sha256

    notice = form("N1", "MERIDIAN-RELAY")
    draft = sha256(write_filing(notice)).hexdigest()
    record.file("H1", "BOR-SPACE-AGENCY", entry=None, payload_sha256=draft, decision="cleared", comments=())
    filed = record.say(notice).entry_id
    other = record.file("N1", "MERIDIAN-RELAY", reference="other bytes")
    assert kind(record.say(form("H2", "MERIDIAN-RELAY", entry=filed))) is None
    assert kind(record.say(form("H2", "MERIDIAN-RELAY", entry=other))) == "permission"


def test_clearing_goes_on_through_an_amendment_and_begins_anew_with_a_replacement(record):
    notice = record.file("N1", "MERIDIAN-RELAY")
    cleared = {"payload_sha256": None, "decision": "cleared", "comments": ()}
    record.file("H1", "BOR-SPACE-AGENCY", entry=notice, **cleared)
    amended = record.file("N1", "MERIDIAN-RELAY", amends=notice)
    replaced = record.file("N1", "MERIDIAN-RELAY", replaces=notice)
    assert kind(record.say(form("H2", "MERIDIAN-RELAY", entry=amended))) is None
    assert kind(record.say(form("H2", "MERIDIAN-RELAY", entry=replaced))) == "permission"


def test_an_operator_without_a_licensing_agency_has_its_notice_sent_by_its_state(record):
    notice = record.file("N1", "DORIA-SAT")
    assert kind(record.say(form("H2", "DORIA-SAT", entry=notice))) == "permission"
    assert kind(record.say(form("H1", "BOR-SPACE-AGENCY", entry=notice, payload_sha256=None))) == "permission"
    assert kind(record.say(form("H2", "DOR", entry=notice))) is None


def test_a_state_needs_nobody_to_clear_its_notice(record):
    notice = record.file("N1", "BOR")
    assert not record.bench.memory.filed(notice).needs_clearing
    assert kind(record.say(form("H2", "BOR", entry=notice))) is None


def test_the_operator_named_in_its_states_notice_says_how_it_goes_on(record):
    notice = record.file("N1", "BOR")
    assert record.bench.memory.filed(notice).operators == ("MERIDIAN-RELAY",)
    assert kind(record.say(form("N2", "MERIDIAN-RELAY", notice=notice))) is None
    assert kind(record.say(form("N2", "DORIA-SAT", notice=notice))) == "permission"
    assert kind(record.say(form("N2", "CAS", notice=notice))) == "permission"


def test_words_from_a_document_are_the_authors_and_signed_by_who_entered_them(record):
    entered = form("D1", "ELA", entered_from=document())
    judged = record.say(entered)
    assert kind(judged) is None, judged.reason
    filed = judged.kept.filed
    assert (filed.filed_by, filed.speakers, filed.entered_by) == ("ELA", ("ELA",), SECRETARIAT)
    assert judged.decisions[0].row.id == "D1"
    assert kind(record.say(form("D1", "CAS", entered_from=document("DOR")))) == "permission"
    assert kind(record.say(form("D1", "CAS", entered_from=document("INSTITUTE")))) == "permission"
    assert kind(record.say(form("D1", "CAS", entered_from=document()), "CAS")) == "no signature"


def test_a_secretariat_does_not_change_what_a_state_has_filed_by_way_of_a_document(record):
    filed = record.file("D1", "CAS")
    for field in ("amends", "replaces"):
        judged = record.say(form("D1", "CAS", entered_from=document(), **{field: filed}))
        assert kind(judged) == "permission"


def test_a_state_replaces_and_withdraws_what_was_entered_of_its_words(record):
    entered = record.file("D1", "CAS", entered_from=document())
    assert kind(record.say(form("D1", "DOR", replaces=entered))) == "permission"
    assert kind(record.say(form("D1", "CAS", replaces=entered))) is None
    assert kind(record.say(form("H5", "CAS", withdraws=entered))) is None
    assert kind(record.say(form("H5", SECRETARIAT, withdraws=entered))) is None


# Joint filings


def test_who_has_signed_says_it_and_who_is_named_may_join_later(record):
    joint = record.say(form("D2", "BOR", jointly_with=("CAS", "DOR")), "BOR", "CAS")
    filed, memory = joint.kept.filed, record.bench.memory
    assert memory.parties(filed, record.clock) == {"BOR", "CAS"}
    assert any("DOR" in note for note in joint.notes)
    since = record.clock + timedelta(days=10)
    assert kind(record.say(form("H4", "DOR", entry=joint.entry_id, step="joins", since=since))) is None
    assert memory.parties(filed, since - timedelta(seconds=1)) == {"BOR", "CAS"}
    assert memory.parties(filed, since) == {"BOR", "CAS", "DOR"}


def test_a_state_leaves_from_a_date_on_and_not_backwards(record):
    joint = record.say(form("D2", "BOR", jointly_with=("CAS",)), "BOR", "CAS")
    filed, memory, before = joint.kept.filed, record.bench.memory, record.clock
    record.file("H4", "CAS", entry=joint.entry_id, step="leaves", since=before - timedelta(days=1))
    assert memory.parties(filed, before) == {"BOR", "CAS"}
    assert memory.parties(filed, record.clock) == {"BOR"}
    assert kind(record.say(form("H4", "CAS", entry=joint.entry_id, step="leaves"))) == "permission"


def test_nobody_joins_for_another_and_a_stranger_to_the_filing_cannot_leave_it(record):
    joint = record.file("D2", "BOR")
    assert kind(record.say(form("H4", "CAS", entry=joint, step="joins"), "BOR")) == "no signature"
    assert kind(record.say(form("H4", "DOR", entry=joint, step="leaves"))) == "permission"
    assert kind(record.say(form("H4", "MERIDIAN-RELAY", entry=joint, step="joins"))) == "permission"


def test_what_several_say_one_neither_withdraws_nor_amends_alone(record):
    joint = record.say(form("D2", "BOR", jointly_with=("CAS",)), "BOR", "CAS").entry_id
    assert kind(record.say(form("H5", "BOR", withdraws=joint))) == "permission"
    alone = form("D2", "BOR", amends=joint, jointly_with=("CAS",))
    assert kind(record.say(alone)) == "permission"
    together = form("D2", "BOR", amends=joint, jointly_with=("CAS",), reference="both")
    assert kind(record.say(together, "BOR", "CAS")) is None
    record.file("H4", "CAS", entry=joint, step="leaves", since=record.clock)
    assert kind(record.say(form("H5", "BOR", withdraws=joint))) is None


def test_a_joint_signer_that_may_not_say_such_words_is_no_party(record):
    judged = record.say(form("D2", "BOR", jointly_with=("MERIDIAN-RELAY",)), "BOR", "MERIDIAN-RELAY")
    assert judged.kept.filed.joined == ()
    assert any("MERIDIAN-RELAY" in note for note in judged.notes)


# Corrections


def test_amended_twice_both_stand_and_it_is_said(record):
    first = record.file("D1", "BOR")
    one = record.file("D1", "BOR", amends=first, reference="one")
    judged = record.say(form("D1", "BOR", amends=first, reference="other"))
    assert kind(judged) is None
    assert any(one in note and "side by side" in note for note in judged.notes)
    chained = record.say(form("D1", "BOR", amends=one, reference="chained"))
    assert chained.kept.filed.thread == first
    assert chained.notes == ()


def test_of_many_amendments_some_are_named_and_the_others_counted(record):
    first = record.file("D8", "BOR")
    for number in range(23):
        judged = record.say(form("D8", "BOR", amends=first, reference=str(number)))
    assert len(judged.notes) == 21
    assert judged.notes[-1].startswith("2 more entries")


def test_what_follows_a_withdrawal_is_noted_and_not_refused(record):
    first = record.file("N1", "BOR")
    gone = record.file("H5", "BOR", withdraws=first)
    judged = record.say(form("N2", "BOR", notice=first))
    assert kind(judged) is None
    assert any(gone in note for note in judged.notes)


@pytest.mark.parametrize("number", ["D1", "N1", "D3"])
def test_nobody_amends_replaces_or_withdraws_anothers_words(record, number):
    filed = record.file(number, "BOR")
    for other in ("CAS", SECRETARIAT, "BOR-SPACE-AGENCY", "INSTITUTE"):
        assert kind(record.say(form(number, other, amends=filed))) == "permission"
        assert kind(record.say(form(number, other, replaces=filed))) == "permission"
        assert kind(record.say(form("H5", other, withdraws=filed))) == "permission"


# Seals


def test_an_opened_seal_is_judged_as_filed_when_it_was_sealed(record):
    closed, opens = sealed(form("D1", "BOR", sensitivity="sealed"))
    seal_ = record.say(closed)
    record.clock += timedelta(days=100)
    opened = record.say(opens(seal_.entry_id))
    assert kind(opened) is None
    assert opened.opened.ABOUT.number == "D1"
    filed = opened.kept.filed
    assert (filed.number, filed.said_at, filed.stood_at) == ("D1", seal_.received_at, opened.received_at)
    # It can be amended under the id of its opening.
    assert kind(record.say(form("D1", "BOR", amends=opened.entry_id))) is None


def test_an_actor_that_came_later_was_not_there_when_it_was_sealed(record):
    closed, opens = sealed(form("N1", "YARD", sensitivity="sealed"))
    record.say(closed, "BOR")
    copied = form("S1", "BOR", commitment=closed.commitment, opens_not_later_than=None)
    seal_ = record.say(copied)
    judged = record.say(opens(seal_.entry_id, "BOR"))
    assert kind(judged) == "seal"
    assert "is said by YARD" in judged.reason


def test_a_copied_commitment_opens_nothing_for_who_copied_it(record):
    closed, opens = sealed(form("D1", "BOR", sensitivity="sealed"))
    record.say(closed)
    copy = record.file("S1", "DOR", commitment=closed.commitment, opens_not_later_than=None)
    assert kind(record.say(opens(copy, "DOR"))) == "seal"


def test_an_opening_that_does_not_fit_is_refused(record):
    closed, opens = sealed(form("D1", "BOR", sensitivity="sealed"))
    seal_ = record.say(closed).entry_id
    assert kind(record.say(opens(seal_, opens_with="00" * 32))) == "seal"
    other = base64.b64encode(write_filing(form("D1", "BOR"))).decode()
    assert kind(record.say(opens(seal_, payload=other))) == "seal"


def test_nobody_else_opens_a_seal(record):
    closed, opens = sealed(form("D1", "BOR", sensitivity="sealed"))
    seal_ = record.say(closed).entry_id
    for other in ("CAS", "BOR-SPACE-AGENCY", "UNION"):
        assert kind(record.say(opens(seal_, other))) == "permission"


@pytest.mark.parametrize("number", ["Q5", "K1", "H4", "C1"])
def test_what_others_must_know_of_at_once_is_not_opened_from_a_seal(record, number):
    said = form(number, "BOR", sensitivity="sealed")
    closed, opens = sealed(said)
    seal_ = record.say(closed).entry_id
    assert kind(record.say(opens(seal_))) == "permission"


def test_a_seal_holds_its_filing_to_what_stood_when_it_was_sealed(record):
    salt = bytes(range(1, 33))
    later = record.say(form("D1", "BOR", reference="stands later"), at=record.clock + timedelta(days=2))
    record = Invented()
    closed, opens = sealed(form("D1", "BOR", amends=later.entry_id, sensitivity="sealed"), salt)
    seal_ = record.say(closed)
    same = record.say(form("D1", "BOR", reference="stands later"), at=later.received_at)
    assert same.entry_id == later.entry_id
    judged = record.say(opens(seal_.entry_id))
    assert kind(judged) == "subject"
    assert "when it was sealed" in judged.reason


def test_what_was_sealed_with_a_key_that_is_revoked_falls_with_it(record):
    record.say(key_entry("BOR", key_of("BOR", 2), by="BOR"))
    record.clock += timedelta(days=2)
    closed, opens = sealed(form("D1", "BOR", sensitivity="sealed"))
    seal_ = record.say(closed)
    opened = record.say(opens(seal_.entry_id), key_of("BOR", 2))
    since = seal_.received_at - timedelta(hours=1)
    record.say(key_entry("BOR", key_of("BOR"), by="BOR", step="revoke", since=since), key_of("BOR", 2))
    assert record.bench.memory.find(opened.entry_id) is None


def test_a_sealed_joint_filing_is_opened_with_who_sealed_it(record):
    inner = form("D2", "BOR", jointly_with=("CAS", "DOR"), sensitivity="sealed")
    closed, opens = sealed(inner, jointly_with=("CAS",))
    seal_ = record.say(closed, "BOR", "CAS")
    opened = record.say(opens(seal_.entry_id))
    assert opened.kept.filed.joined == ("CAS",)


def test_those_who_were_asked_answer_together(record):
    request = record.file("Q3", "BOR", to=("DOR", "CAS"))
    together = form("Q4", "DOR", request=request, jointly_with=("CAS", "UNION"))
    judged = record.say(together, "DOR", "CAS", "UNION")
    assert judged.kept.filed.joined == ("CAS",), "the union was not asked"


def test_a_note_names_no_entry_that_its_readers_may_not_read(record):
    first = record.file("D8", "BOR")
    secret = {"sensitivity": "named readers", "readers": ("CAS",)}
    hidden = record.file("D8", "BOR", amends=first, reference="hidden", **secret)
    openly = record.say(form("D8", "BOR", amends=first, reference="open"))
    assert openly.notes == ()
    among_them = record.say(form("D8", "BOR", amends=first, reference="among", **secret))
    assert any(hidden in note for note in among_them.notes)
    wider = {"sensitivity": "named readers", "readers": ("CAS", "DOR")}
    more = record.say(form("D8", "BOR", amends=first, reference="more", **wider))
    assert not any(hidden in note for note in more.notes)


ACTORS = (
    "BOR",
    "CAS",
    "DOR",
    "BOR-SPACE-AGENCY",
    "MERIDIAN-RELAY",
    "DORIA-SAT",
    "UNION",
    "INSTITUTE",
    SECRETARIAT,
)
SUBJECTS = ("notice", "request", "query", "entry", "withdraws", "seal", "amends", "replaces")


@st.composite
def anything_said(draw, ids):
    """Draw a filing by anybody, about anything that stands in the log or nowhere, signed by some."""
    number = draw(st.sampled_from([n for n in FORMS if n not in ("K1", "K2")]))
    filer = draw(st.sampled_from(ACTORS))
    shape = example(number)
    target = st.sampled_from([*ids, NOWHERE])
    changes = {"reference": draw(st.sampled_from("abcdefgh"))}
    for name in SUBJECTS[:6]:
        if hasattr(shape, name) and (name != "withdraws" or number == "H5"):
            changes[name] = draw(target)
    if number == "H1":
        changes["payload_sha256"] = None
    elif number != "H5":
        correction = draw(st.sampled_from((None, None, "amends", "replaces")))
        if correction:
            changes[correction] = draw(target)
    if "to" in type(shape).model_fields:
        changes["to"] = tuple(draw(st.sets(st.sampled_from(ACTORS), min_size=1, max_size=2)))
    others = [one for one in ACTORS if one != filer]
    with_whom = draw(st.sampled_from(("nobody", "jointly_with", "on_behalf_of")))
    if with_whom != "nobody":
        changes[with_whom] = tuple(draw(st.sets(st.sampled_from(others), min_size=1, max_size=2)))
    if number not in ("S1", "S2") and draw(st.booleans()):
        changes |= {"sensitivity": "named readers", "readers": (draw(st.sampled_from(others)),)}
    signers = {filer, *draw(st.sets(st.sampled_from(ACTORS), max_size=2))}
    return form(number, filer, **changes), sorted(signers)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_anything_said_by_anybody_about_anything_is_judged_and_trusted_alike(data):
    record = Invented()
    for _ in range(data.draw(st.integers(1, 12))):
        ids = [identity for identity, _ in record.entries[-6:]]
        said, signers = data.draw(anything_said(ids))
        judged = record.say(said, *signers)
        assert judged.standing in ("on the record", "not on the record")
        assert judged.reason
        assert (judged.kept is None) is (judged.refusal is not None)
    other, trusting = Bench(record.bench.root), Bench(record.bench.root)
    for judged, (identity, entry) in zip(record.judged, record.entries, strict=True):
        assert other.hear(judged.place, identity, entry) == judged
        assert (
            trusting.judge(judged.place, identity, entry)._replace(
                taken_back=judged.taken_back, restored=judged.restored
            )
            == judged
        )
        if judged.kept is not None:
            trusting.trust(judged.kept, judged.form)


# Reading


def test_named_readers_and_whose_words_they_are_read_it_and_nobody_else(record):
    secret = record.file(
        "D2",
        "BOR",
        jointly_with=("DOR",),
        sensitivity="named readers",
        readers=("CAS",),
    )
    reading = reading_of(record.bench.memory.filed(secret))
    assert {one for one in ("BOR", "CAS", "DOR", "UNION", SECRETARIAT, None) if may_read(reading, one)} == {
        "BOR",
        "CAS",
        "DOR",
    }


# What comes later


def a_long_record():
    record = Invented()
    notice = record.file("N1", "MERIDIAN-RELAY")
    record.say(form("H2", "MERIDIAN-RELAY", entry=notice))
    record.file("H1", "BOR-SPACE-AGENCY", entry=notice, payload_sha256=None, decision="cleared", comments=())
    record.file("H2", "MERIDIAN-RELAY", entry=notice)
    record.file("H3", "CAS", entry=notice)
    joint = record.say(form("D2", "BOR", jointly_with=("CAS",)), "BOR", "CAS").entry_id
    record.file("H4", "DOR", entry=joint, step="joins")
    record.say(form("H5", "BOR", withdraws=joint))
    closed, opens = sealed(form("D1", "CAS", sensitivity="sealed"))
    seal_ = record.say(closed).entry_id
    record.say(opens(seal_))
    query = record.file("Q5", "CAS", to=("DORIA-SAT",))
    record.say(form("Q7", "BOR", query=query))
    record.file("Q7", "DOR", query=query)
    record.say(key_entry("BOR", key_of("BOR", 2), by="BOR"))
    record.say(form("D8", "BOR", reference="x"))
    record.say(key_entry("BOR", key_of("BOR"), by="BOR", step="revoke", since=record.clock), key_of("BOR", 2))
    record.say(actor_entry("BOR", (STATE,), by="BOR"), key_of("BOR", 2))
    record.say(form("D8", "STRANGER"))
    return record


LONG = a_long_record()


def heard(order):
    bench = Bench(LONG.bench.root)
    return [bench.hear(place, *LONG.entries[number]) for place, number in enumerate(order)]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_what_comes_later_changes_no_judgement(data):
    """Any entries of the record, in any order: judging a prefix gives the prefix of the judgements."""
    every = list(range(len(LONG.entries)))
    registers, rest = every[:22], every[22:]
    order = data.draw(
        st.one_of(
            st.just(every),
            st.permutations(every),
            st.lists(st.sampled_from(every)),
            st.permutations(rest).map(lambda mixed: registers + mixed),
        )
    )
    cut = data.draw(st.integers(0, len(order)))
    assert heard(order[:cut]) == heard(order)[:cut]


def test_asking_beforehand_changes_nothing():
    bench = Bench(LONG.bench.root)
    for place, (identity, entry) in enumerate(LONG.entries):
        asked = [bench.judge(place, identity, entry) for _ in range(2)]
        told = bench.hear(place, identity, entry)
        assert asked[0] == asked[1]
        assert (asked[0].standing, asked[0].reason) == (told.standing, told.reason)


def test_trusting_earlier_judgements_leads_to_the_same_later_ones():
    whole = heard(range(len(LONG.entries)))
    for cut in (5, 20, 30):
        bench = Bench(LONG.bench.root)
        for judged in whole[:cut]:
            if judged.kept is not None:
                registers = judged.kept.filed.number in ("K1", "K2")
                bench.trust(judged.kept, judged.form if registers else None)
        rest = [bench.hear(p, *LONG.entries[p]) for p in range(cut, len(LONG.entries))]
        assert rest == whole[cut:]


def test_an_actor_entry_is_not_trusted_without_its_form():
    kept = heard([0])[0].kept
    with pytest.raises(ValueError, match="form must be handed in"):
        Bench(LONG.bench.root).trust(kept)


def test_signatures_verified_elsewhere_give_the_same_judgement():
    one, other = Bench(LONG.bench.root), Bench(LONG.bench.root)
    keys = {key.key_id: key.public for key in (key_of(SECRETARIAT), key_of("BOR", 2))}
    keys |= LONG.bench.keys.public_keys()
    from dueregard.ledger.envelope import signed_by

    for place, (identity, entry) in enumerate(LONG.entries):
        by = signed_by(entry.envelope, keys)
        assert one.hear(place, identity, entry, by).standing == other.hear(place, identity, entry).standing


def test_an_envelope_with_a_strange_signature_beside_the_true_one_is_on_the_record_and_it_is_noted(record):
    payload = write_filing(form("D8", "BOR"))
    true = sign(FILING_TYPE, payload, [key_of("BOR")])
    junk = Signature("ff" * 32, bytes(64))
    both = Envelope(FILING_TYPE, payload, tuple(sorted((*true.signatures, junk), key=lambda s: s.key_id)))
    judged = record.hear(both)
    assert kind(judged) is None
    assert any("ff" * 32 in note for note in judged.notes)
