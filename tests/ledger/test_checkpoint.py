"""Checkpoints and cosignatures agree with C2SP's texts and with a real log and its real witnesses."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_log import (
    LOG,
    LOG_KEY,
    ORIGIN,
    RECEIVED,
    SECOND_WITNESS,
    WITNESS,
    WITNESS_KEY,
    checkpoint_note,
    numbered_leaves,
)

from dueregard.ledger.checkpoint import (
    Checkpoint,
    CheckpointError,
    checkpoint_from_text,
    checkpoint_text,
    cosign,
    cosigned_by,
    sign_checkpoint,
    signed_by_log,
)
from dueregard.ledger.merkle import EMPTY_ROOT, MAX_SIZE, leaf_hash
from dueregard.ledger.note import (
    Note,
    NoteError,
    NoteSignature,
    note_bytes,
    note_from,
    note_key_from_text,
    sign_note,
)
from dueregard.ledger.policy import Policy, believe

# A checkpoint of Google's static CT log arche2025h1 (staging) of May 2026 with four cosignatures, as the log
# published it; the keys as the operators of the log and of the witnesses publish them (transparency.dev).
REAL = """arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
"""  # noqa: E501
REAL_LOG = note_key_from_text(
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
)
REAL_WITNESSES = tuple(
    note_key_from_text(text)
    for text in (
        "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
        "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
        "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
        "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
    )
)
REAL_WITNESSED_AT = datetime(2026, 5, 23, 21, 50, 24, tzinfo=UTC)

# c2sp.org/tlog-cosignature, the example: keys are not published with it, so it is read and written again.
SPEC = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501


def test_a_real_checkpoint_is_believed_with_its_four_witnesses():
    """Its first line under the log's name is of another kind and key (RFC 6962, ECDSA), and is left alone."""
    found = believe(note_from(REAL.encode()), Policy(REAL_LOG, REAL_WITNESSES, 4))
    assert (found.checkpoint.origin, found.checkpoint.size) == (REAL_LOG.name, 1_432_088_532)
    assert {one.at for one in found.cosignatures} == {REAL_WITNESSED_AT}
    assert tuple(one.witness for one in found.cosignatures) == REAL_WITNESSES
    assert note_bytes(note_from(REAL.encode())).decode() == REAL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1432088532", "1432088533"),
        ("U7WM", "U7WN"),
        ("4Ro=\n", "4Ro=\nan extension line\n"),
        ("AABqEiEgPlfF", "AABqEiEhPlfF"),
    ],
)
def test_a_real_checkpoint_that_was_changed_is_not(old, new):
    note = note_from(REAL.replace(old, new).encode())
    with pytest.raises(CheckpointError, match="does not hold"):
        believe(note, Policy(REAL_LOG, REAL_WITNESSES, 3))


def test_the_example_of_tlog_cosignature_is_read_and_written_again():
    note = note_from(SPEC.encode())
    checkpoint = checkpoint_from_text(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert int.from_bytes(note.signatures[1].signature[:8], "big") == 1_679_315_147, "the time its text names"
    assert note_bytes(note).decode() == SPEC
    assert checkpoint_text(checkpoint) == note.text


def test_the_text_of_a_checkpoint_is_go_s():
    """golang.org/x/mod, sumdb/tlog/note_test.go: TestFormatTree."""
    checkpoint = Checkpoint("go.sum database tree", 123456789012, leaf_hash(b"hello world"))
    text = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n"
    assert checkpoint_text(checkpoint) == text
    assert checkpoint_from_text(text) == checkpoint
    longer = text + "JOE\n" * 1000
    assert checkpoint_from_text(longer).extensions == ("JOE",) * 1000
    assert checkpoint_text(checkpoint_from_text(longer)) == longer


BAD_TEXTS = {
    "two lines": f"{ORIGIN}\n1\n",
    "no newline": f"{ORIGIN}\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=",
    "no origin": "\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n",
    "a size with a zero before it": f"{ORIGIN}\n01\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n",
    "a size with a sign": f"{ORIGIN}\n+1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n",
    "a size below nothing": f"{ORIGIN}\n-1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n",
    "a size in hexadecimal": f"{ORIGIN}\n0xabcdef\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n",
    "a size in other digits": f"{ORIGIN}\n١\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n",
    "a size beyond 64 bits": f"{ORIGIN}\n{MAX_SIZE + 1}\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n",
    "a root too short": f"{ORIGIN}\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBQ==\n",
    "a root too long": f"{ORIGIN}\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBTOOBIG=\n",
    "a root with loose bits": f"{ORIGIN}\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb1=\n",
    "a root in hexadecimal": f"{ORIGIN}\n1\n{EMPTY_ROOT.hex()}\n",
    "an empty log with another root": f"{ORIGIN}\n0\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n",
    "an extension line that is not ended": f"{ORIGIN}\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\nx",
    "an empty extension line": f"{ORIGIN}\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n\nx\n",
    "length": f"{ORIGIN}\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n" + "x\n" * 5000,
    "nothing": "",
}


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS.keys())
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(CheckpointError):
        checkpoint_from_text(text)


@given(st.text(max_size=60))
def test_whatever_text_comes_is_refused_by_name(text):
    for changed in (text, f"{ORIGIN}\n{text}\n", f"{ORIGIN}\n1\n{text}\n"):
        with pytest.raises(CheckpointError):
            checkpoint_from_text(changed)


@given(st.integers(1, MAX_SIZE), st.binary(min_size=32, max_size=32))
def test_what_is_signed_is_read_again_and_holds(size, root):
    checkpoint = Checkpoint(ORIGIN, size, root)
    note = note_from(note_bytes(sign_checkpoint(checkpoint, LOG_KEY)))
    assert signed_by_log(note, LOG) == checkpoint


def test_a_log_signs_that_it_has_no_entries_yet():
    empty = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    assert signed_by_log(sign_checkpoint(empty, LOG_KEY), LOG) == empty


def test_a_cosignature_holds_and_says_the_whole_second():
    at = RECEIVED + timedelta(seconds=30, milliseconds=999)
    note = checkpoint_note(numbered_leaves(5), at)
    found = cosigned_by(note, WITNESS)
    assert found is not None
    assert (found.witness, found.at) == (WITNESS, RECEIVED + timedelta(seconds=30))
    assert cosigned_by(note, SECOND_WITNESS) is None
    assert signed_by_log(note, LOG).size == 5
    assert note.signatures[0] == checkpoint_note(numbered_leaves(5)).signatures[0], (
        "the log's line stays as it was"
    )


def test_of_two_cosignatures_of_one_witness_the_earlier_counts():
    note = checkpoint_note(numbered_leaves(5), RECEIVED + timedelta(days=1))
    note = cosign(note, WITNESS.name, WITNESS_KEY, RECEIVED)
    found = cosigned_by(note, WITNESS)
    assert found is not None
    assert found.at == RECEIVED


@settings(max_examples=200)
@given(st.data())
def test_no_cosigned_checkpoint_survives_a_single_flipped_bit(data):
    whole = note_bytes(checkpoint_note(numbered_leaves(5), RECEIVED))
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    changed = bytearray(whole)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises((NoteError, CheckpointError)):
        believe(note_from(bytes(changed)), Policy(LOG, (WITNESS,), 1))


def test_a_broken_line_of_a_witness_is_never_taken_for_no_line():
    note = checkpoint_note(numbered_leaves(5), RECEIVED)
    line = note.signatures[1]
    for signature in (line.signature[:-1], b"\0" + line.signature, bytes(72), line.signature[8:]):
        broken = Note(note.text, (note.signatures[0], NoteSignature(line.name, line.hint, signature)))
        with pytest.raises(CheckpointError, match=r"cosignature of the witness .*cassavia does not hold"):
            cosigned_by(broken, WITNESS)


def test_a_cosignature_at_no_time_that_can_be_written_is_refused():
    """tlog-cosignature: a timestamp "MUST NOT exceed 2^63 - 1"; ours end with the year 9999."""
    note = checkpoint_note(numbered_leaves(5))
    seconds = 2**63 - 1
    signature = WITNESS_KEY.signature(f"cosignature/v1\ntime {seconds}\n{note.text}".encode())
    line = NoteSignature(WITNESS.name, WITNESS.hint, seconds.to_bytes(8, "big") + signature)
    with pytest.raises(CheckpointError, match="no time we can write"):
        cosigned_by(Note(note.text, (*note.signatures, line)), WITNESS)


def test_a_log_signs_for_itself_only():
    note = checkpoint_note(numbered_leaves(5))
    with pytest.raises(CheckpointError, match="expected a log's"):
        signed_by_log(note, WITNESS)
    with pytest.raises(CheckpointError, match="expected a witness's"):
        cosigned_by(note, LOG)
    other = Checkpoint("ledger.example/deltora", 5, numbered_leaves(1)[0])
    with pytest.raises(
        CheckpointError, match=r"of the log 'ledger\.example/deltora', not of ledger\.example/borealia"
    ):
        signed_by_log(sign_note(checkpoint_text(other), ORIGIN, LOG_KEY), LOG)
    with pytest.raises(CheckpointError, match="has not signed this checkpoint"):
        signed_by_log(sign_note(note.text, ORIGIN, WITNESS_KEY), LOG)
    with pytest.raises(CheckpointError, match="expected lines with the log's name"):
        signed_by_log(sign_note("hello\n", ORIGIN, LOG_KEY), LOG)


def test_what_is_no_checkpoint_and_no_time_is_not_cosigned():
    with pytest.raises(CheckpointError, match="expected lines"):
        cosign(sign_note("hello\n", ORIGIN, LOG_KEY), WITNESS.name, WITNESS_KEY, RECEIVED)
    for at in (datetime(2031, 3, 1), datetime(1969, 12, 31, tzinfo=UTC)):
        with pytest.raises(CheckpointError, match="expected an instant since 1970"):
            cosign(checkpoint_note(numbered_leaves(5)), WITNESS.name, WITNESS_KEY, at)


def test_a_checkpoint_that_cannot_be_is_not_made():
    for wrong in (
        lambda: Checkpoint(ORIGIN, -1, EMPTY_ROOT),
        lambda: Checkpoint(ORIGIN, 1, b"short"),
        lambda: Checkpoint("", 0, EMPTY_ROOT),
        lambda: Checkpoint("two\nlines", 0, EMPTY_ROOT),
        lambda: Checkpoint(ORIGIN, 0, EMPTY_ROOT, ("",)),
    ):
        with pytest.raises(CheckpointError):
            wrong()
