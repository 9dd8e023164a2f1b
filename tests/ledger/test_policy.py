"""A policy asks for the log and for so many witnesses; one that asks for nothing, or cannot be met, is refused."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_log import (
    LOG,
    LOG_ALONE,
    LOG_KEY,
    ONE_WITNESS,
    RECEIVED,
    SECOND_WITNESS,
    SECOND_WITNESS_KEY,
    WITNESS,
    WITNESS_KEY,
    checkpoint_note,
    numbered_leaves,
)

from dueregard.ledger.checkpoint import CheckpointError, cosign
from dueregard.ledger.keys import SigningKey
from dueregard.ledger.note import COSIGNATURE, PLAIN, NoteKey, note_key_text
from dueregard.ledger.policy import Policy, PolicyError, believe
from dueregard.ledger.policy_file import policy_from_text, policy_text

BOTH = Policy(LOG, (WITNESS, SECOND_WITNESS), 2)
LEAVES = numbered_leaves(5)


def test_as_many_witnesses_as_asked_for_are_enough():
    unwitnessed, once = checkpoint_note(LEAVES), checkpoint_note(LEAVES, RECEIVED)
    twice = cosign(once, SECOND_WITNESS.name, SECOND_WITNESS_KEY, RECEIVED + timedelta(minutes=1))
    either = Policy(LOG, (WITNESS, SECOND_WITNESS), 1)
    assert [
        len(believe(twice, policy).cosignatures) for policy in (LOG_ALONE, ONE_WITNESS, either, BOTH)
    ] == [0, 1, 2, 2]
    assert len(believe(once, either).cosignatures) == 1
    assert believe(unwitnessed, LOG_ALONE).cosignatures == ()
    for note, policy, needed in ((unwitnessed, ONE_WITNESS, "1 of 1"), (once, BOTH, "2 of 2")):
        with pytest.raises(CheckpointError, match=f"{needed} witnesses are needed"):
            believe(note, policy)


def test_a_witness_that_signs_twice_is_one_witness():
    note = cosign(
        checkpoint_note(LEAVES, RECEIVED), WITNESS.name, WITNESS_KEY, RECEIVED + timedelta(minutes=1)
    )
    with pytest.raises(CheckpointError, match=r"has 1 .witness.example/cassavia"):
        believe(note, BOTH)


def test_a_broken_cosignature_of_a_named_witness_is_refused_also_where_it_is_not_needed():
    note = cosign(checkpoint_note(LEAVES, RECEIVED), SECOND_WITNESS.name, SECOND_WITNESS_KEY, RECEIVED)
    other = cosign(checkpoint_note(numbered_leaves(6)), SECOND_WITNESS.name, SECOND_WITNESS_KEY, RECEIVED)
    mixed = type(note)(note.text, (*note.signatures[:2], other.signatures[1]))
    with pytest.raises(CheckpointError, match="deltora does not hold"):
        believe(mixed, Policy(LOG, (WITNESS, SECOND_WITNESS), 1))


@pytest.mark.parametrize(
    ("witnesses", "at_least", "log_alone", "reason"),
    [
        ((), 0, False, "expected at least 1"),
        ((WITNESS,), 0, False, "expected at least 1"),
        ((WITNESS,), 2, False, "at least 2 of 1 witnesses"),
        ((WITNESS,), -1, False, "at least -1"),
        ((WITNESS,), 1, True, "it is one or the other"),
        ((WITNESS, WITNESS), 1, False, "a key stands twice"),
        ((WITNESS, NoteKey("other.example", COSIGNATURE, WITNESS.public)), 2, False, "a key stands twice"),
        ((NoteKey("other.example", COSIGNATURE, LOG.public),), 1, False, "nobody is its own witness"),
        (
            (WITNESS, NoteKey(WITNESS.name, COSIGNATURE, SECOND_WITNESS.public)),
            2,
            False,
            "do not make it two",
        ),
        ((NoteKey("other.example", PLAIN, WITNESS.public),), 1, False, "of type 0x04"),
    ],
)
def test_a_policy_of_nothing_or_of_the_impossible_is_refused(witnesses, at_least, log_alone, reason):
    with pytest.raises(PolicyError, match=reason):
        Policy(LOG, witnesses, at_least, log_alone)


def test_a_witness_is_no_log():
    with pytest.raises(PolicyError, match="expected a log's key"):
        Policy(WITNESS, (SECOND_WITNESS,), 1)


def test_more_witnesses_than_a_note_has_lines_are_refused():
    many = tuple(
        NoteKey(f"witness.example/w{number}", COSIGNATURE, SigningKey(number.to_bytes(32, "big")).public)
        for number in range(101)
    )
    with pytest.raises(PolicyError, match="101 witnesses"):
        Policy(LOG, many, 1)
    assert Policy(LOG, many[:100], 100).at_least == 100


@pytest.mark.parametrize("policy", [LOG_ALONE, ONE_WITNESS, BOTH, Policy(LOG, (WITNESS,), log_alone=True)])
def test_a_policy_is_written_as_tlog_policy_and_read_again(policy):
    assert policy_from_text(policy_text(policy)) == policy


def test_the_file_is_one_that_other_tools_read():
    """c2sp.org/tlog-policy: a line for the log, one for each witness, one group, one quorum."""
    assert policy_text(BOTH) == (
        f"log {note_key_text(LOG)}\n"
        f"witness W1 {note_key_text(WITNESS)}\n"
        f"witness W2 {note_key_text(SECOND_WITNESS)}\n"
        "group witnesses 2 W1 W2\n"
        "quorum witnesses\n"
    )


LOG_LINE = f"log {note_key_text(LOG)}\n"
WITNESS_LINES = (
    f"witness X1 {note_key_text(WITNESS)} https://witness.example\n"
    f"witness X2\t{note_key_text(SECOND_WITNESS)}\n"
)


@pytest.mark.parametrize(
    ("rest", "policy"),
    [
        ("# nobody else\nquorum none\n", Policy(LOG, (WITNESS, SECOND_WITNESS), log_alone=True)),
        ("quorum X2\n", Policy(LOG, (SECOND_WITNESS,), 1)),
        ("group X any X1 X2\nquorum X", Policy(LOG, (WITNESS, SECOND_WITNESS), 1)),
        ("  group X all X2 X1\n\n \t\nquorum X\n", Policy(LOG, (SECOND_WITNESS, WITNESS), 2)),
        ("group X 2 X1 X2\nquorum X1\n", Policy(LOG, (WITNESS,), 1)),
        ("group A any X1\ngroup B any X2\nquorum B\n", Policy(LOG, (SECOND_WITNESS,), 1)),
    ],
)
def test_the_other_forms_of_tlog_policy_are_read(rest, policy):
    assert policy_from_text(LOG_LINE + WITNESS_LINES + rest) == policy


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "0 logs and 0 quorums"),
        (LOG_LINE, "1 logs and 0 quorums"),
        (WITNESS_LINES + "quorum X1\n", "0 logs and 1 quorums"),
        (LOG_LINE * 2 + "quorum none\n", "2 logs and 1 quorums"),
        (LOG_LINE + "quorum none\nquorum none\n", "1 logs and 2 quorums"),
        (LOG_LINE + "quorum nobody\n", "line 2: quorum 'nobody'"),
        (LOG_LINE + WITNESS_LINES + "group X 3 X1 X2\nquorum X\n", "from 1 to 2"),
        (LOG_LINE + WITNESS_LINES + "group X 0 X1 X2\nquorum X\n", "from 1 to 2"),
        (LOG_LINE + WITNESS_LINES + "group X ٢ X1 X2\nquorum X\n", "from 1 to 2"),
        (LOG_LINE + WITNESS_LINES + "group X all X1 X1\nquorum X\n", "'X1' in a group: .* each once"),
        (LOG_LINE + WITNESS_LINES + "group X all X1 X3\nquorum X\n", "defined above it"),
        (LOG_LINE + WITNESS_LINES + "group X1 all X1 X2\nquorum X1\n", "the name 'X1' is taken"),
        (
            LOG_LINE + WITNESS_LINES + "group A any X1 X2\ngroup B any A X1\nquorum B\n",
            "line 5: 'A' in a group",
        ),
        (LOG_LINE + WITNESS_LINES + "group A any\nquorum A\n", "line 4: expected log KEY"),
        (LOG_LINE + WITNESS_LINES + "quorum A\ngroup A any X1\n", "line 4: quorum 'A'"),
        (LOG_LINE + WITNESS_LINES.replace("X2", "X1") + "quorum X1\n", "line 3"),
        (LOG_LINE + f"witness none {note_key_text(WITNESS)}\nquorum none\n", "line 2"),
        (
            LOG_LINE.replace("borealia", "deltora") + "quorum none\n",
            "line 1: the key of ledger.example/deltora has the id",
        ),
        (f"log {note_key_text(WITNESS)}\nquorum none\n", "expected a log's key of signature type 0x01"),
        (LOG_LINE + f"witness W {note_key_text(LOG)}\nquorum W\n", "witnesses' keys of type 0x04"),
        ("x" * 100_001, "100001 characters"),
    ],
)
def test_a_file_that_is_no_policy_is_refused_with_line_and_reason(text, reason):
    with pytest.raises(PolicyError, match=reason):
        policy_from_text(text)


@given(
    st.text(max_size=100),
    st.lists(st.sampled_from(["log", "witness", "group", "quorum", "none", "all", "X1", "2", "\n"])),
)
def test_whatever_text_comes_is_a_policy_or_a_policy_error(text, words):
    for changed in (text, LOG_LINE + WITNESS_LINES + text, LOG_LINE + WITNESS_LINES + " ".join(words)):
        try:
            assert policy_from_text(changed).log == LOG
        except PolicyError:
            continue


def test_the_log_s_key_signs_no_cosignature_by_another_kind():
    """A cosignature under the log's name and key is not the log's signature: the kinds have hints of their own."""
    note = checkpoint_note(LEAVES)
    only = cosign(note, LOG.name, LOG_KEY, RECEIVED)
    assert believe(only, LOG_ALONE).checkpoint.size == 5
    with pytest.raises(CheckpointError, match="has not signed"):
        believe(type(only)(only.text, only.signatures[1:]), LOG_ALONE)
