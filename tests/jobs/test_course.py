"""Where a notice or a question stands, asked of a real log: as the record's own courses say, at every time."""

import sys
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "record"))

from invented_record import Invented, form, key_entry, key_of, sealed

from dueregard.jobs.course import QUESTIONS, course_for
from dueregard.jobs.on_record import become
from dueregard.jobs.standing import Standing
from dueregard.ledger.append import append
from dueregard.ledger.database import open_ledger
from dueregard.ledger.entry import entry_id
from dueregard.ledger.keys import make_key
from dueregard.ledger.log import begin_log
from dueregard.record.courses import notice_course
from dueregard.record.forms import write_filing
from dueregard.record.questions import question_course, silence

ORIGIN, LOG_KEY = "ledger.example/aurelia", make_key()
AGENCY, RELAY = "BOR-SPACE-AGENCY", "MERIDIAN-RELAY"


@pytest.fixture
def record():
    return Invented()


@pytest.fixture
def asks(tmp_path):
    """Return a function that puts a record into a log and gives its standing."""
    opened = []

    def standing_of(record):
        ledger = open_ledger(tmp_path / f"{len(opened)}.db", create=True)
        opened.append(ledger)
        begin_log(ledger, ORIGIN, LOG_KEY)
        for identity, entry in record.entries:
            (receipt,) = append(ledger, [entry.envelope], lambda at=entry.received_at: at, LOG_KEY)
            assert entry_id(receipt.entry) == identity
        standing = Standing(ledger, ORIGIN)
        standing.catch_up()
        return standing

    yield standing_of
    for one in opened:
        one.close()


def told(standing, record, identity, at):
    """Hold what is told of a filing against what the whole record says; return it."""
    found = course_for(standing, identity, None, at)
    kept = standing.bench.memory.kept(identity)
    try:
        if kept.number in QUESTIONS:
            chain = record.bench.actors.chain
            whole = question_course(
                record.judged, identity, at, lambda actor, then: chain(actor, then.date())
            )
            quiet = silence(whole, at)
        else:
            whole = notice_course(record.judged, identity, at)
            quiet = whole.silent
    except ValueError:
        assert found is None
        return None
    assert found is not None
    assert (found.steps, found.in_force, found.notes) == (whole.steps, whole.in_force, whole.notes)
    if kept.number in QUESTIONS:
        assert (found.state, found.silent) == (whole.state, quiet)
    else:
        assert found.state.startswith(f"{whole.handling}; operation {whole.operation}")
        assert tuple(one.actor for one in found.silent) == quiet
    return found


def at_every_time(standing, record, identity):
    times = [entry.received_at for _, entry in record.entries]
    return [told(standing, record, identity, at) for at in (*times, times[-1] + timedelta(days=9))]


def a_notice(record):
    first = record.file("N1", RELAY)
    record.file("H1", AGENCY, entry=first, payload_sha256=None, decision="returned with comments",
                comments=({"field": None, "text": "Say more."},))  # fmt: skip
    amended = record.file("N1", RELAY, amends=first)
    record.file("H1", AGENCY, entry=amended, payload_sha256=None, decision="cleared", comments=())
    recipients = tuple({"actor": one, "why": "asked for by the filer"} for one in ("CAS", "DOR"))
    record.file("H2", RELAY, entry=amended, sent=record.clock, recipients=recipients)
    record.file("H3", "CAS", entry=amended)
    record.file("N2", RELAY, notice=amended, step="started", at=record.clock, phase=None, reason=None)
    record.file("N3", RELAY, notice=first)
    return first, amended


def test_a_notice_stands_as_the_record_says_at_every_time(record, asks):
    first, amended = a_notice(record)
    standing = asks(record)
    for identity in (first, amended):
        found = at_every_time(standing, record, identity)
        assert found[0] is None
        assert found[-1].state == "acknowledged; operation under way; reported on"
        assert [one.actor for one in found[-1].silent] == ["DOR"]


def test_a_draft_cleared_by_its_hash_is_told(record, asks):
    said = form("N1", RELAY)
    draft = sha256(write_filing(said)).hexdigest()
    record.file("H1", AGENCY, entry=None, payload_sha256=draft, decision="cleared", comments=())
    notice = record.say(said).entry_id
    assert [step.what for step in at_every_time(asks(record), record, notice)[-1].steps] == [
        "drafted",
        "cleared",
        "filed",
    ]


def test_a_decision_on_a_draft_counts_until_its_key_is_not_believed(record, asks):
    record.say(key_entry(AGENCY, key_of(AGENCY, 2), by=AGENCY))
    said = form("N1", RELAY)
    draft = sha256(write_filing(said)).hexdigest()
    record.clock += timedelta(days=3)
    record.file("H1", AGENCY, entry=None, payload_sha256=draft, decision="cleared", comments=())
    notice = record.say(said).entry_id
    since = record.clock - timedelta(days=1)
    record.say(key_entry(AGENCY, key_of(AGENCY), by=AGENCY, step="revoke", since=since), key_of(AGENCY, 2))
    found = at_every_time(asks(record), record, notice)
    assert [step.what for step in found[-3].steps] == ["drafted", "cleared", "filed"]
    assert [step.what for step in found[-1].steps] == ["drafted"]


def test_a_question_stands_as_the_record_says_and_silence_is_told(record, asks):
    due = record.clock + timedelta(hours=2)
    query = record.file("Q5", "CAS", to=("DOR", RELAY), answer_by=due)
    record.file("Q6", "DOR", query=query)
    record.file("Q7", "BOR", query=query)
    found = at_every_time(asks(record), record, query)
    assert found[-1].state == "answered in part"
    (quiet,) = found[-1].silent
    assert (quiet.actor, quiet.overdue_since) == ("DOR", due)
    assert quiet.acknowledged_at is not None


@pytest.mark.parametrize("number", ["H5", "Q5"])
def test_a_question_taken_back_is_told_so(record, asks, number):
    query = record.file("Q5", "CAS", to=("DOR",))
    record.file(number, "CAS", **{"withdraws" if number == "H5" else "replaces": query})
    assert at_every_time(asks(record), record, query)[-1].state == (
        "withdrawn" if number == "H5" else "replaced"
    )


def test_what_is_not_believed_any_more_is_gone_from_the_course(record, asks):
    record.say(key_entry("CAS", key_of("CAS", 2), by="CAS"))
    first, _ = a_notice(record)
    since = record.clock - timedelta(days=1)
    record.say(key_entry("CAS", key_of("CAS"), by="CAS", step="revoke", since=since), key_of("CAS", 2))
    found = at_every_time(asks(record), record, first)
    assert found[-2].state.startswith("circulated")


def test_an_opened_notice_has_a_course_and_its_seal_says_that_it_was_opened(record, asks):
    closed, opens = sealed(form("N1", "BOR", sensitivity="sealed"))
    before = record.say(closed)
    opened = record.say(opens(before.entry_id))
    standing = asks(record)
    assert at_every_time(standing, record, opened.entry_id)[-1].state.startswith("filed")
    assert become(standing, before.entry_id, None) == ("opened",)
    assert become(standing, before.entry_id, before.received_at) == ()


def test_other_forms_have_no_course(record, asks):
    declared = record.file("D1", "BOR")
    standing = asks(record)
    assert course_for(standing, declared, None, record.clock) is None
    assert course_for(standing, "0" * 64, None, record.clock) is None
