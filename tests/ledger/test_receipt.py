"""A receipt proves what it says to somebody who has nothing but the log's key, and nothing once it was changed."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from invented_log import (
    AGENCY,
    FILER,
    LOG,
    LOG_ALONE,
    LOG_KEY,
    ONE_WITNESS,
    ORIGIN,
    PAYLOAD_TYPE,
    RECEIVED,
    SECOND_WITNESS,
    WITNESS,
    entries,
    receipt,
    tree,
)

from dueregard.ledger.checkpoint import Checkpoint, sign_checkpoint
from dueregard.ledger.entry import entry_bytes, entry_id
from dueregard.ledger.envelope import MAX_PAYLOAD_BYTES, Envelope, Signature, sign
from dueregard.ledger.merkle import inclusion_path, leaf_hash, root
from dueregard.ledger.note import NoteKey, note_bytes
from dueregard.ledger.policy import Policy
from dueregard.ledger.receipt import (
    MAX_RECEIPT_BYTES,
    Receipt,
    ReceiptError,
    receipt_for,
    receipt_from_json,
    receipt_json,
    verify_receipt,
)

GIVEN = receipt(signers=(FILER, AGENCY))
TEXT = receipt_json(GIVEN)
SIGNERS = tuple(sorted((FILER.key_id, AGENCY.key_id)))


def log_of(data: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """Return a checkpoint of a log of three, whose second leaf is these bytes, and the path to it."""
    leaves = [leaf_hash(b"before"), leaf_hash(data), leaf_hash(b"after")]
    note = sign_checkpoint(Checkpoint(ORIGIN, 3, root(3, tree(leaves))), LOG_KEY)
    return note_bytes(note), inclusion_path(1, 3, tree(leaves))


def test_a_receipt_proves_what_was_said_by_whom_when_where_and_who_saw_it():
    verified = verify_receipt(receipt_from_json(TEXT), ONE_WITNESS)
    assert (verified.index, verified.believed.checkpoint.size) == (4, 7)
    assert verified.entry_id == entry_id(entries(7, (FILER, AGENCY))[4])
    assert (verified.signed_by, verified.unchecked) == (SIGNERS, ())
    said = b'{"notice":4}'
    assert verified.entry.envelope.payload == said
    assert [one.witness for one in verified.believed.cosignatures] == [WITNESS]
    assert verified.proven == (
        f"What: 12 bytes of the type {PAYLOAD_TYPE}, with SHA-256 {sha256(said).hexdigest()}.",
        f"By whom: the key {SIGNERS[0]} signed exactly these bytes.",
        f"By whom: the key {SIGNERS[1]} signed exactly these bytes.",
        "When: the log ledger.example/borealia received it at 2031-03-01T11:58:00.000000Z by its own clock.",
        "Where: it is entry 4 of the 7 entries of the log ledger.example/borealia, counted from 0, with the id "
        f"{verified.entry_id}, under the root {verified.believed.checkpoint.root.hex()}.",
        "Witnessed: witness.example/cassavia countersigned this state of the log at 2031-03-01T12:00:30.000000Z by "
        "its own clock; the entry was in the log by then.",
    )
    assert verified.not_proven == (
        "Whose the keys are, and for whom they might speak at that time: the record says that, not the receipt.",
        "That the log's clock was right: the witnesses say only that the entry was there by "
        "2031-03-01T12:00:30.000000Z.",
        "That it still stands: later entries may have amended, answered or withdrawn it.",
        "That what was said is so.",
    )


def test_without_a_witness_it_is_the_log_s_word_alone_and_says_so():
    verified = verify_receipt(receipt(witnessed_at=None), LOG_ALONE)
    assert not any("Witnessed" in sentence for sentence in verified.proven)
    assert any("it is the log's word alone" in sentence for sentence in verified.not_proven)
    with pytest.raises(ReceiptError, match="checkpoint is not believed: 1 of 1 witnesses are needed"):
        verify_receipt(receipt(witnessed_at=None), ONE_WITNESS)


def test_a_witness_that_saw_the_entry_before_the_log_received_it_is_said():
    verified = verify_receipt(receipt(6, 7, witnessed_at=RECEIVED - timedelta(hours=1)), ONE_WITNESS)
    assert any(
        "the log gives 2031-03-01T12:00:00.000000Z, but the witness witness.example/cassavia saw the entry at "
        "2031-03-01T11:00:00.000000Z already" in sentence
        for sentence in verified.not_proven
    )
    within = verify_receipt(receipt(6, 7, witnessed_at=RECEIVED), ONE_WITNESS)
    assert not any("already" in sentence for sentence in within.not_proven)


def test_a_signer_whose_key_the_receipt_has_not_is_said():
    keys = {FILER.key_id: FILER.public}
    partial = receipt_for(GIVEN.entry, GIVEN.index, GIVEN.path, GIVEN.checkpoint, keys)
    verified = verify_receipt(partial, ONE_WITNESS)
    assert (verified.signed_by, verified.unchecked) == ((FILER.key_id,), (AGENCY.key_id,))
    assert f"That the key {AGENCY.key_id} signed: the receipt does not hold that key." in verified.not_proven
    assert receipt_from_json(receipt_json(partial)) == partial


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 255, 256, 257])
def test_every_place_of_a_log_has_its_receipt(size):
    log = entries(size)
    leaves = [leaf_hash(entry) for entry in log]
    note = note_bytes(sign_checkpoint(Checkpoint(ORIGIN, size, root(size, tree(leaves))), LOG_KEY))
    for index in {0, 1, size // 2, size - 1} & set(range(size)):
        path = inclusion_path(index, size, tree(leaves))
        made = receipt_for(log[index], index, path, note, {FILER.key_id: FILER.public})
        assert receipt_from_json(receipt_json(made)) == made
        assert verify_receipt(made, LOG_ALONE).entry_id == entry_id(log[index])


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(TEXT) * 8 - 1))
def test_no_receipt_survives_a_single_flipped_bit(bit):
    changed = bytearray(TEXT.encode())
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ValueError):  # noqa: PT011 - bytes that are no text, or a ReceiptError
        verify_receipt(receipt_from_json(bytes(changed).decode()), ONE_WITNESS)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_part_of_a_receipt_may_be_another_s(data):
    """Values rather than text: one part of one receipt in another, both true."""
    other = receipt(data.draw(st.integers(0, 5)), data.draw(st.integers(6, 9)), signers=(FILER,))
    part = data.draw(st.sampled_from(["entry", "index", "path", "checkpoint"]))
    mixed = replace(GIVEN, **{part: getattr(other, part)})
    assume(mixed != GIVEN)
    with pytest.raises(ReceiptError):
        verify_receipt(mixed, ONE_WITNESS)


def test_keys_of_strangers_doubles_and_another_order_are_refused():
    for keys in (
        (*GIVEN.keys, LOG.public),
        (LOG.public,),
        (GIVEN.keys[0], GIVEN.keys[0], GIVEN.keys[1]),
        GIVEN.keys[::-1],
    ):
        with pytest.raises(ReceiptError, match="keys of the receipt are not those of the entry's signers"):
            verify_receipt(replace(GIVEN, keys=keys), ONE_WITNESS)


def test_a_signature_that_does_not_hold_is_refused_though_the_log_holds_it():
    forged = entry_bytes(RECEIVED, Envelope(PAYLOAD_TYPE, b"x", (Signature(FILER.key_id, bytes(64)),)))
    note, path = log_of(forged)
    with pytest.raises(
        ReceiptError, match=f"the signature of the key {FILER.key_id} on the entry does not hold"
    ):
        verify_receipt(Receipt(forged, 1, path, note, (FILER.public,)), LOG_ALONE)
    verified = verify_receipt(Receipt(forged, 1, path, note, ()), LOG_ALONE)
    assert verified.unchecked == (FILER.key_id,)


def test_a_leaf_that_is_no_entry_is_refused_though_the_log_holds_it():
    note, path = log_of(b"hello")
    with pytest.raises(ReceiptError, match="the log holds these bytes, but they are no entry"):
        verify_receipt(Receipt(b"hello", 1, path, note, ()), LOG_ALONE)


def test_another_log_another_key_and_another_witness_are_refused():
    for policy, reason in (
        (
            Policy(NoteKey("ledger.example/deltora", LOG.kind, LOG.public), log_alone=True),
            "not of ledger.example/deltora",
        ),
        (Policy(NoteKey(ORIGIN, LOG.kind, FILER.public), log_alone=True), "has not signed this checkpoint"),
        (Policy(LOG, (SECOND_WITNESS,), 1), "1 of 1 witnesses are needed"),
    ):
        with pytest.raises(ReceiptError, match=f"the checkpoint is not believed: .*{reason}"):
            verify_receipt(GIVEN, policy)


def respelt(change) -> str:
    parts = json.loads(TEXT)
    return json.dumps(change(parts) or parts, indent=1) + "\n"


OTHER_SPELLINGS = {
    "no newline": TEXT[:-1],
    "carriage returns": TEXT.replace("\n", "\r\n"),
    "one line": json.dumps(json.loads(TEXT)),
    "letters beyond ASCII": TEXT.replace("\\u2014", "—"),
    "keys in another order": respelt(lambda r: dict(sorted(r.items()))),
    "a field more": respelt(lambda r: {**r, "note": ""}),
    "a field less": respelt(lambda r: r.pop("keys") and None),
    "a field twice": TEXT.replace('"index": 4', '"index": 5,\n "index": 4'),
    "another format": respelt(lambda r: {**r, "receipt": "dueregard-receipt-2"}),
    "an index that is a text": respelt(lambda r: {**r, "index": "4"}),
    "an index that is a fraction": respelt(lambda r: {**r, "index": 4.0}),
    "an index that is true": respelt(lambda r: {**r, "index": True}),
    "an index below nothing": respelt(lambda r: {**r, "index": -1}),
    "an entry that is a table": respelt(lambda r: {**r, "entry": json.loads(r["entry"])}),
    "an entry beyond ASCII": respelt(lambda r: {**r, "entry": r["entry"] + "é"}),
    "a path of numbers": respelt(lambda r: {**r, "path": [1]}),
    "a path that is a number": respelt(lambda r: {**r, "path": 1}),
    "a checkpoint that is a number": respelt(lambda r: {**r, "checkpoint": 1}),
    "a path of texts": respelt(lambda r: {**r, "path": ["x"]}),
    "a path that is a text": respelt(lambda r: {**r, "path": "x"}),
    "a path in upper case": respelt(lambda r: {**r, "path": [one.upper() for one in r["path"]]}),
    "a key of small order": respelt(lambda r: {**r, "keys": ["00" * 32]}),
    "a lone surrogate": respelt(lambda r: {**r, "checkpoint": "\ud800"}),
    "a list": "[]",
    "nothing": "",
    "depth": "[" * 100_000,
    "length": " " * (MAX_RECEIPT_BYTES + 1),
}


@pytest.mark.parametrize("text", OTHER_SPELLINGS.values(), ids=OTHER_SPELLINGS.keys())
def test_other_spellings_are_refused(text):
    assert text != TEXT
    with pytest.raises(ReceiptError):
        receipt_from_json(text)


def test_what_is_refused_at_once_is_said():
    with pytest.raises(ReceiptError, match=f"{MAX_RECEIPT_BYTES + 1} characters; a receipt has at most"):
        receipt_from_json("{" * (MAX_RECEIPT_BYTES + 1))
    with pytest.raises(ReceiptError, match="the first saying dueregard-receipt-1"):
        receipt_from_json(OTHER_SPELLINGS["another format"])


@given(st.text(max_size=100))
def test_whatever_text_comes_is_refused_by_name(text):
    with pytest.raises(ReceiptError):
        receipt_from_json(text)


@settings(max_examples=200)
@given(
    st.fixed_dictionaries(
        {
            "receipt": st.just("dueregard-receipt-1"),
            "index": st.integers(-1, 10**30),
            "entry": st.text(max_size=20) | st.just(GIVEN.entry.decode()),
            "path": st.lists(st.text("0af", min_size=64, max_size=64), max_size=70),
            "checkpoint": st.text(max_size=20) | st.just(GIVEN.checkpoint.decode()),
            "keys": st.lists(st.sampled_from([key.raw.hex() for key in GIVEN.keys]), max_size=3),
        }
    )
)
def test_whatever_is_shaped_like_a_receipt_is_refused_by_name(parts):
    with pytest.raises(ReceiptError):
        verify_receipt(receipt_from_json(json.dumps(parts, indent=1) + "\n"), ONE_WITNESS)


def test_the_largest_entry_has_a_receipt_within_the_bound():
    largest = entry_bytes(RECEIVED, sign('"' * 255, bytes(MAX_PAYLOAD_BYTES), [FILER, AGENCY]))
    note, path = log_of(largest)
    made = receipt_for(largest, 1, path, note, {FILER.key_id: FILER.public})
    text = receipt_json(made)
    assert len(text) < MAX_RECEIPT_BYTES / 2
    assert verify_receipt(receipt_from_json(text), LOG_ALONE).entry_id == entry_id(largest)
