"""Witnesses: countersigned is only what has grown from all that was seen before."""

from datetime import timedelta
from pathlib import Path

import pytest
from exchange_made import SIZE, everything, pulled
from ledger_made import BEGIN, LOG_KEY, NOTE_KEY, ORIGIN, OTHER_KEY, envelopes, filled

from dueregard.ledger.append import append
from dueregard.ledger.check import check
from dueregard.ledger.checkpoint import Checkpoint, cosigned_by, sign_checkpoint, signed_by_log
from dueregard.ledger.database import Ledger, open_ledger
from dueregard.ledger.exchange.cosignatures import keep_cosignatures
from dueregard.ledger.exchange.export import export_folder
from dueregard.ledger.exchange.forks_kept import forks
from dueregard.ledger.exchange.witness import witness
from dueregard.ledger.keys import SigningKey
from dueregard.ledger.log import begin_log, logs
from dueregard.ledger.note import COSIGNATURE, Note, NoteKey
from dueregard.ledger.policy import Policy, believe
from dueregard.ledger.prove import consistency_proof, receipt
from dueregard.ledger.read import latest_checkpoint
from dueregard.ledger.receipt import verify_receipt
from dueregard.model.errors import DataError, UsageError

NAME = "witness.example/aurelia"
KEY = SigningKey(bytes(range(3, 35)))
WITNESS = NoteKey(NAME, COSIGNATURE, KEY.public)
LATER = BEGIN + timedelta(days=1)


def witnessed(
    ledger: Ledger, note: Note, proof: tuple[bytes, ...] | None = None, clock_at: object = LATER
) -> Note:
    return witness(ledger, NOTE_KEY, note, NAME, KEY, lambda: clock_at, proof)  # type: ignore[arg-type,return-value]


def test_what_was_pulled_is_countersigned_and_the_line_travels(
    node: Ledger, other_in_both: Ledger, tmp_path: Path
) -> None:
    other = other_in_both
    export_folder(node, ORIGIN, tmp_path / "log")
    pulled(other, tmp_path / "log")
    note = witnessed(other, latest_checkpoint(other, ORIGIN))
    found = cosigned_by(note, WITNESS)
    assert found is not None
    assert found.at == LATER
    assert cosigned_by(latest_checkpoint(other, ORIGIN), WITNESS) == found
    # The log takes the line, and gives it with its checkpoint and its receipts from then on.
    assert keep_cosignatures(node, ORIGIN, note, [WITNESS]) == 1
    policy = Policy(NOTE_KEY, (WITNESS,), 1)
    believe(latest_checkpoint(node, ORIGIN), policy)
    filled(node, 5, first=SIZE)
    assert verify_receipt(receipt(node, ORIGIN, 0), policy).believed.checkpoint.size == SIZE
    assert verify_receipt(receipt(node, ORIGIN, SIZE), Policy(NOTE_KEY, log_alone=True)).index == SIZE
    for ledger in (node, other):
        checked = check(ledger, ORIGIN)
        assert (checked.problems, checked.cosignatures) == ((), 1)


def test_the_same_checkpoint_again_gets_the_same_line(node: Ledger, other: Ledger) -> None:
    note = latest_checkpoint(node, ORIGIN)
    first = witnessed(other, note)
    before = everything(other)
    assert witnessed(other, note, clock_at=LATER + timedelta(hours=1)) == first
    assert witnessed(other, first, clock_at=LATER + timedelta(hours=2)) == first
    assert everything(other) == before


def test_a_witness_without_a_copy_asks_for_the_proof(node: Ledger, other: Ledger) -> None:
    witnessed(other, latest_checkpoint(node, ORIGIN))
    filled(node, 300, first=SIZE)
    note = latest_checkpoint(node, ORIGIN)
    before = everything(other)
    for proof, words in (
        (None, f"nothing shows that its {SIZE + 300} entries continue the {SIZE}"),
        ((), "cannot have 0 hashes"),
        (consistency_proof(node, ORIGIN, SIZE - 1, SIZE + 300), "the path"),
        (consistency_proof(node, ORIGIN, SIZE, SIZE + 299), "the path"),
        ((bytes(32),) * 64, "the path"),
    ):
        with pytest.raises(DataError, match=words) as told:
            witnessed(other, note, proof)
        assert f"from {SIZE} entries" in told.value.expected
        assert everything(other) == before
    signed = witnessed(other, note, consistency_proof(node, ORIGIN, SIZE, SIZE + 300))
    assert cosigned_by(signed, WITNESS) is not None


def test_a_witness_without_a_copy_can_pull_one_later(node: Ledger, other: Ledger, tmp_path: Path) -> None:
    witnessed(other, latest_checkpoint(node, ORIGIN))
    filled(node, 300, first=SIZE)
    witnessed(other, latest_checkpoint(node, ORIGIN), consistency_proof(node, ORIGIN, SIZE, SIZE + 300))
    export_folder(node, ORIGIN, tmp_path / "log")
    pulled(other, tmp_path / "log")
    assert check(other, ORIGIN).problems == ()
    assert check(other, ORIGIN).cosignatures == 2


def test_nothing_older_is_countersigned(node: Ledger, other: Ledger, tmp_path: Path) -> None:
    old = latest_checkpoint(node, ORIGIN)
    filled(node, 10, first=SIZE)
    export_folder(node, ORIGIN, tmp_path / "log")
    pulled(other, tmp_path / "log")
    before = everything(other)
    with pytest.raises(DataError, match="an older state"):
        witnessed(other, old)
    assert everything(other) == before


@pytest.mark.parametrize("size", [SIZE, SIZE - 5, SIZE + 5])
def test_another_history_is_never_countersigned(
    node: Ledger, other: Ledger, tmp_path: Path, size: int
) -> None:
    export_folder(node, ORIGIN, tmp_path / "log")
    pulled(other, tmp_path / "log")
    with open_ledger(tmp_path / "forked.db", create=True) as forked:
        begin_log(forked, ORIGIN, LOG_KEY)
        append(forked, envelopes(5, size), lambda: BEGIN, LOG_KEY)
        note = latest_checkpoint(forked, ORIGIN)
        proof = consistency_proof(forked, ORIGIN, SIZE, size) if size >= SIZE else None
    with pytest.raises(DataError) as told:
        witnessed(other, note, proof)
    if size <= SIZE:
        assert "two histories" in str(told.value)
        assert len(forks(other, ORIGIN)) == 1
        with pytest.raises(DataError, match="two histories"):  # nor anything else, until a person decides
            witnessed(other, latest_checkpoint(other, ORIGIN))
    else:  # a proof that does not fit proves nothing against the log: anybody can make one
        assert "not countersigned" in str(told.value)
        assert forks(other, ORIGIN) == ()


def test_only_what_the_log_has_signed_is_countersigned(node: Ledger, other: Ledger) -> None:
    forged = sign_checkpoint(Checkpoint(ORIGIN, 5, bytes(32)), OTHER_KEY)
    with pytest.raises(DataError, match="has not signed this checkpoint"):
        witnessed(other, forged)
    with pytest.raises(UsageError, match="no name of a key"):
        witness(other, NOTE_KEY, latest_checkpoint(node, ORIGIN), "two words", KEY, lambda: LATER)
    with pytest.raises(DataError, match="this node's own"):
        witnessed(node, latest_checkpoint(node, ORIGIN))
    assert logs(other) == ()
    assert signed_by_log(latest_checkpoint(node, ORIGIN), NOTE_KEY).size == SIZE
