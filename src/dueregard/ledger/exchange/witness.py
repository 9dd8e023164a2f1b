"""Being a witness: countersigning that a log has only grown from all of it that was seen before.

C2SP tlog-cosignature: a cosignature says that this was the largest tree the witness had seen, and consistent with all
it saw before. So it is written down before it is given away, and nothing older is countersigned any more.
"""

from dueregard.ledger.append import Clock
from dueregard.ledger.checkpoint import Checkpoint, CheckpointError, cosign, signed_by_log
from dueregard.ledger.checkpoint_rows import store_cosignature, with_cosignatures
from dueregard.ledger.database import Ledger, writing
from dueregard.ledger.exchange.fork import Fork, by_log_alone
from dueregard.ledger.exchange.history import Course, Shown
from dueregard.ledger.exchange.seen import course_by_what_is_held, seen_before, store_seen, two_histories
from dueregard.ledger.keys import SigningKey
from dueregard.ledger.merkle import ProofError, verify_consistency
from dueregard.ledger.note import COSIGNATURE, Note, NoteError, NoteKey, note_from
from dueregard.model.errors import DataError, UsageError

Proof = tuple[bytes, ...]


def witness(
    ledger: Ledger,
    log_key: NoteKey,
    note: Note,
    name: str,
    key: SigningKey,
    clock: Clock,
    proof: Proof | None = None,
) -> Note:
    """Return the note with this witness's cosignature as its last line, once it is written down.

    The checkpoint must be the last one seen of that log, as after a pull, or a larger one with the consistency
    ``proof`` from the last one seen; the first checkpoint ever seen is believed. Countersigned again, it gets the line
    it got the first time. DataError where the log did not sign it, it is older, no proof leads to it, or it shows
    another history: then the evidence is kept, and nothing of that log is countersigned until a person decides.
    UsageError where ``name`` cannot be a witness's.
    """
    try:
        tree = signed_by_log(note, log_key)
        shown = Shown(tree, by_log_alone(note, log_key))
    except CheckpointError as error:
        raise _refused(log_key, str(error), "a checkpoint which this log has signed") from error
    try:
        own = NoteKey(name, COSIGNATURE, key.public)
    except NoteError as error:
        raise UsageError(str(error), expected="a name such as witness.example/aurelia") from error
    log, before = seen_before(ledger, log_key)
    if log is not None and before is not None:
        if tree.size > before.checkpoint.size:
            _check_growth(before.checkpoint, tree, proof)
        else:
            found = course_by_what_is_held(ledger, log, before, shown)
            if isinstance(found, Fork):
                raise two_histories(ledger, log, found, clock)
            if found is Course.OLDER:
                last = f"{before.checkpoint.size} entries, the last that were seen"
                raise _refused(log_key, f"its {tree.size} entries are an older state", last)
    with writing(ledger) as connection:
        log = store_seen(connection, ledger, log_key, before, shown)
        signed = cosign(note, name, key, clock())
        store_cosignature(connection, log.number, tree.size, own, signed.signatures[-1])
        kept = note_from(with_cosignatures(connection, log.number, tree.size, shown.note))
    line = next(one for one in kept.signatures if one.by(own))
    return Note(note.text, (*(one for one in note.signatures if not one.by(own)), line))


def _check_growth(before: Checkpoint, tree: Checkpoint, proof: Proof | None) -> None:
    expected = f"the consistency proof from {before.size} entries, the last that were seen, to {tree.size}"
    if proof is None:
        raise _refused(
            tree, f"nothing shows that its {tree.size} entries continue the {before.size}", expected
        )
    try:
        verify_consistency(before.size, tree.size, before.root, tree.root, proof)
    except ProofError as error:
        raise _refused(tree, str(error), expected) from error


def _refused(log: NoteKey | Checkpoint, what: str, expected: str) -> DataError:
    name = log.name if isinstance(log, NoteKey) else log.origin
    return DataError(
        f"the checkpoint is not countersigned: {what}",
        where=f"log {name}",
        expected=expected,
        do="pull the log first, or ask for the proof",
    )
