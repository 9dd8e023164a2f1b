"""The path of a notice and of a question, by what stood on the record at a time; silence is silence."""

from datetime import timedelta

import pytest
from invented_record import Invented, form, key_entry, key_of, sealed

from dueregard.record.courses import notice_course
from dueregard.record.forms import write_filing
from dueregard.record.questions import question_course, silence

AGENCY = "BOR-SPACE-AGENCY"
RELAY = "MERIDIAN-RELAY"


@pytest.fixture
def record():
    return Invented()


def clears(record, notice, decision="cleared"):
    comments = () if decision == "cleared" else ({"field": None, "text": "Say more."},)
    return record.file("H1", AGENCY, entry=notice, payload_sha256=None, decision=decision, comments=comments)


def sends(record, filer, notice, *actors):
    recipients = tuple({"actor": one, "why": "asked for by the filer"} for one in actors)
    return record.file("H2", filer, entry=notice, sent=record.clock, recipients=recipients)


def progress(record, filer, notice, step, **changes):
    values = {
        "phase": None,
        "reason": "Because." if step in ("interrupted", "cancelled", "broken off") else None,
    }
    return record.file("N2", filer, notice=notice, **({"step": step, "at": record.clock} | values | changes))


def course(record, notice, at=None):
    return notice_course(record.judged, notice, at or record.clock)


def words(found):
    return [step.what for step in found.steps]


def test_the_whole_path_of_an_operators_notice_step_by_step(record):
    notice = record.file("N1", RELAY)
    states = [course(record, notice).handling]
    clears(record, notice, "returned with comments")
    states.append(course(record, notice).handling)
    amended = record.file("N1", RELAY, amends=notice)
    clears(record, amended)
    states.append(course(record, notice).handling)
    sends(record, RELAY, amended, "CAS", "DOR")
    states.append(course(record, notice).handling)
    record.file("H3", "CAS", entry=amended)
    states.append(course(record, notice).handling)
    assert states == ["drafted", "returned", "filed", "circulated", "acknowledged"]
    operations = []
    for step in ("started", "interrupted", "resumed", "completed"):
        progress(record, RELAY, amended, step)
        operations.append(course(record, notice).operation)
    assert operations == ["under way", "interrupted", "under way", "completed"]
    record.file("N3", RELAY, notice=amended)
    whole = course(record, notice)
    assert words(whole) == [
        "drafted",
        "returned",
        "amended",
        "cleared",
        "filed",
        "circulated",
        "acknowledged",
        "started",
        "interrupted",
        "resumed",
        "completed",
        "after-action report",
    ]
    assert whole.reported
    assert whole.notes == ()
    assert whole.in_force == (amended,)
    assert whole.first == notice
    assert set(whole.sent_to) == {"CAS", "DOR"}
    assert whole.silent == ("DOR",)
    assert [step.at for step in whole.steps] == sorted(step.at for step in whole.steps)
    assert next(step.entry_id for step in whole.steps) == notice


def test_a_states_notice_is_filed_at_once(record):
    notice = record.file("N1", "BOR")
    assert course(record, notice).handling == "filed"
    assert words(course(record, notice)) == ["filed"]


def test_what_stood_at_an_earlier_time_is_answered_without_what_came_later(record):
    notice = record.file("N1", RELAY)
    then = record.clock
    clears(record, notice)
    assert course(record, notice, then).handling == "drafted"
    assert course(record, notice).handling == "filed"
    with pytest.raises(ValueError, match="no filing"):
        course(record, notice, then - timedelta(seconds=1))


def test_a_draft_that_was_cleared_by_its_hash_is_filed_when_it_is_filed(record):
    from hashlib import sha256

    said = form("N1", RELAY)
    draft = sha256(write_filing(said)).hexdigest()
    record.file("H1", AGENCY, entry=None, payload_sha256=draft, decision="cleared", comments=())
    notice = record.say(said).entry_id
    assert words(course(record, notice)) == ["drafted", "cleared", "filed"]
    assert course(record, notice).handling == "filed"


def test_steps_out_of_order_are_noted(record):
    notice = record.file("N1", RELAY)
    progress(record, RELAY, notice, "started")
    record.file("N3", RELAY, notice=notice)
    progress(record, RELAY, notice, "completed")
    progress(record, RELAY, notice, "resumed")
    record.file("H3", "CAS", entry=notice)
    notes = " | ".join(course(record, notice).notes)
    for expected in (
        "before it was filed",
        "before it was said to be over",
        "after it was said to be over",
        "before it was said to be interrupted",
        "by one to whom it had not been sent",
    ):
        assert expected in notes
    other = record.file("N1", "BOR")
    progress(record, "BOR", other, "completed")
    assert "before it was said to have started" in course(record, other).notes[0]
    third = record.file("N1", "BOR", reference="third")
    progress(record, "BOR", third, "started")
    assert "before it was sent to anybody" in course(record, third).notes[0]


def test_how_an_operation_stands_follows_the_time_of_the_steps_not_of_their_filing(record):
    notice = record.file("N1", "BOR")
    begun = record.clock
    progress(record, "BOR", notice, "completed", at=begun + timedelta(days=3))
    progress(record, "BOR", notice, "started", at=begun + timedelta(days=1))
    assert course(record, notice).operation == "completed"


def test_a_corrected_step_counts_as_corrected(record):
    notice = record.file("N1", "BOR")
    wrong = progress(record, "BOR", notice, "completed")
    progress(record, "BOR", notice, "interrupted", amends=wrong, at=record.clock - timedelta(days=1))
    assert course(record, notice).operation == "interrupted"


@pytest.mark.parametrize(("field", "expected"), [("withdraws", "withdrawn"), ("replaces", "replaced")])
def test_a_notice_that_was_taken_back_or_replaced_says_so(record, field, expected):
    notice = record.file("N1", "BOR")
    record.file("H5" if field == "withdraws" else "N1", "BOR", **{field: notice})
    found = course(record, notice)
    assert found.handling == expected
    assert words(found)[-1] == expected


def test_amended_twice_two_versions_count(record):
    notice = record.file("N1", "BOR")
    both = {record.file("N1", "BOR", amends=notice, reference=str(n)) for n in range(2)}
    assert set(course(record, notice).in_force) == both


def test_what_a_revocation_took_back_is_in_the_course_before_and_not_after(record):
    record.say(key_entry("CAS", key_of("CAS", 2), by="CAS"))
    notice = record.file("N1", "BOR")
    record.clock += timedelta(days=3)
    record.file("H3", "CAS", entry=notice)
    before = record.clock
    since = before - timedelta(days=1)
    record.say(key_entry("CAS", key_of("CAS"), by="CAS", step="revoke", since=since), key_of("CAS", 2))
    assert course(record, notice, before).handling == "acknowledged"
    assert course(record, notice).handling == "filed"


def test_an_opened_notice_has_a_course_too(record):
    closed, opens = sealed(form("N1", "BOR", sensitivity="sealed"))
    seal_ = record.say(closed).entry_id
    opened = record.say(opens(seal_)).entry_id
    assert course(record, opened).handling == "filed"


def test_a_course_is_of_a_notice_and_a_question_of_a_question(record):
    declared, query = record.file("D1", "BOR"), record.file("Q5", "CAS", to=("DOR",))
    with pytest.raises(ValueError, match="not a proximity notice"):
        course(record, query)
    with pytest.raises(ValueError, match="not a question"):
        question_course(record.judged, declared, record.clock)


# Questions


def asked(record, *to, **changes):
    return record.file("Q5", "CAS", to=to, answer_by=record.clock + timedelta(hours=2), **changes)


def of(record, query, at=None):
    return question_course(
        record.judged,
        query,
        at or record.clock,
        lambda actor, when: record.bench.actors.chain(actor, when.date()),
    )


def test_an_urgent_query_runs_from_contact_to_its_closing(record):
    query = asked(record, "DOR")
    states = [of(record, query).state]
    for number in ("Q6", "Q7"):
        record.file(number, "DOR", query=query)
        states.append(of(record, query).state)
    record.file("Q8", "CAS", query=query)
    states.append(of(record, query).state)
    assert states == ["open", "acknowledged", "answered", "closed"]
    whole = of(record, query)
    assert words(whole) == ["asked", "acknowledged", "answered", "closed"]
    assert whole.notes == ()
    assert silence(whole, record.clock) == ()


def test_silence_has_a_beginning_and_says_nothing_else(record):
    query = asked(record, "DOR", "BOR")
    begun = record.clock
    record.file("Q6", "DOR", query=query)
    received = record.clock
    found = of(record, query, begun + timedelta(hours=1))
    quiet = silence(found, begun + timedelta(hours=1))
    assert [(one.actor, one.since, one.acknowledged_at, one.overdue_since) for one in quiet] == [
        ("DOR", begun, received, None),
        ("BOR", begun, None, None),
    ]
    late = silence(found, begun + timedelta(hours=3))
    assert {one.overdue_since for one in late} == {found.answer_by}
    assert silence(found, begun - timedelta(seconds=1)) == ()
    record.file("Q7", "DOR", query=query)
    assert [one.actor for one in silence(of(record, query), record.clock)] == ["BOR"]


def test_silence_ends_with_the_closing(record):
    query = asked(record, "DOR")
    record.file("Q8", "CAS", query=query, outcome="no answer came")
    (quiet,) = silence(of(record, query), record.clock + timedelta(days=9))
    assert quiet.until == record.clock
    assert quiet.overdue_since is None, "it was closed before the answer was due"


def test_a_state_that_answers_for_its_operator_ends_the_operators_silence(record):
    query = asked(record, RELAY)
    record.file("Q7", "BOR", query=query)
    assert of(record, query).state == "answered"
    assert silence(of(record, query), record.clock) == ()


def test_an_answer_after_the_closing_and_an_acknowledgement_after_the_answer_are_noted(record):
    query = asked(record, "DOR")
    record.file("Q7", "DOR", query=query)
    record.file("Q6", "DOR", query=query)
    record.file("Q8", "CAS", query=query)
    record.file("Q7", "DOR", query=query, reference="late")
    notes = of(record, query).notes
    assert "after an answer" in notes[0]
    assert "answered" in notes[1]
    assert "after it was closed" in notes[1]


def test_consultations_that_will_be_answered_later_are_acknowledged(record):
    request = record.file("Q1", "BOR", to=("CAS",))
    later = {"answer": "will answer later", "answer_expected": record.clock}
    record.file("Q2", "CAS", request=request, **later)
    assert of(record, request).state == "acknowledged"
    record.file("Q2", "CAS", request=request, answer="declines", text="Not now.", answer_expected=None)
    assert of(record, request).state == "answered"


def test_a_request_for_clarification_is_answered_in_part_until_nothing_is_left_for_later(record):
    request = record.file("Q3", "BOR", to=("DOR",))
    parts = [
        (
            {"question": 1, "answer": "answered", "text": "Yes."},
            {"question": 2, "answer": "will answer later"},
        ),
        ({"question": 1, "answer": "will answer later"},),
        ({"question": 2, "answer": "declined to answer"},),
    ]
    states = []
    for number, answers in enumerate(parts):
        record.file("Q4", "DOR", request=request, answers=answers, reference=str(number))
        states.append(of(record, request).state)
    assert states == ["answered in part", "answered in part", "answered"]
    only_later = record.file("Q3", "BOR", to=("DOR",), reference="2")
    record.file("Q4", "DOR", request=only_later, answers=parts[1])
    assert of(record, only_later).state == "acknowledged"


def test_one_of_several_asked_has_answered(record):
    query = asked(record, "DOR", "BOR")
    record.file("Q7", "DOR", query=query)
    assert of(record, query).state == "answered in part"


@pytest.mark.parametrize(("number", "field"), [("H5", "withdraws"), ("Q5", "replaces")])
def test_a_question_taken_back_waits_for_nobody(record, number, field):
    query = asked(record, "DOR")
    record.file(number, "CAS", **{field: query})
    found = of(record, query)
    assert found.state == ("withdrawn" if number == "H5" else "replaced")
    assert silence(found, record.clock)[0].until == record.clock
