"""Checkpoints: what a log says its tree is, signed by it, and countersigned by those who watch it.

C2SP tlog-checkpoint (c2sp.org/tlog-checkpoint) in a signed note; witnesses add timestamped cosignatures
(c2sp.org/tlog-cosignature, "cosignature/v1"). A cosignature says: this was, at that time, the largest tree of this
log that I had seen, and it had grown from all I had seen before.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from dueregard.ledger.keys import SigningKey
from dueregard.ledger.merkle import EMPTY_ROOT, HASH_BYTES, MAX_SIZE
from dueregard.ledger.note import COSIGNATURE, PLAIN, Note, NoteKey, NoteSignature, sign_note

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_TEXT: Final = 10_000


class CheckpointError(ValueError):
    """A checkpoint is not well formed, or not signed by those it has to be signed by."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree: the log's name (origin), its number of entries, its root. Extension lines are kept, and mean nothing."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= MAX_SIZE:
            raise CheckpointError(f"size {self.size}: expected 0 to {MAX_SIZE}")
        if len(self.root) != HASH_BYTES:
            raise CheckpointError(f"a root of {len(self.root)} bytes; SHA-256 has {HASH_BYTES}")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise CheckpointError(
                f"a log without entries has the root {EMPTY_ROOT.hex()}, not {self.root.hex()}"
            )
        if not all(line and "\n" not in line for line in (self.origin, *self.extensions)):
            raise CheckpointError("the origin and every extension line is one line that is not empty")


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness's line that holds: who, and when by the witness's clock (whole seconds)."""

    witness: NoteKey
    at: datetime


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """Return the text that is signed: origin, size and root, each on its line.

    >>> print(checkpoint_text(Checkpoint("ledger.example/borealia", 0, EMPTY_ROOT)), end="")
    ledger.example/borealia
    0
    47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
    """
    root = base64.b64encode(checkpoint.root).decode("ascii")
    return "".join(f"{line}\n" for line in (checkpoint.origin, checkpoint.size, root, *checkpoint.extensions))


def checkpoint_from_text(text: str) -> Checkpoint:
    """Return the checkpoint of a note's text; CheckpointError where it is none or spelt in another way."""
    lines = text.split("\n") if len(text) <= _MAX_TEXT else []
    if len(lines) < 4 or not _SIZE.fullmatch(lines[1]):
        raise CheckpointError(
            "expected lines with the log's name, the number of entries and the root in base64"
        )
    try:
        root = base64.b64decode(lines[2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise CheckpointError("the root, on the third line, is not base64") from error
    checkpoint = Checkpoint(lines[0], int(lines[1]), root, tuple(lines[3:-1]))
    if checkpoint_text(checkpoint) != text:
        raise CheckpointError(
            "expected three lines or more, each ended, the root in base64 in its one spelling"
        )
    return checkpoint


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> Note:
    """Return the checkpoint as a note signed by the log's key, under the log's name."""
    return sign_note(checkpoint_text(checkpoint), checkpoint.origin, key)


def cosign(note: Note, name: str, key: SigningKey, at: datetime) -> Note:
    """Return the note with the witness's cosignature as its last line.

    The witness must have checked, before it calls this, that the tree has grown from the last one it signed
    (``merkle.verify_consistency``), for that is what its signature says. ``at`` counts in whole seconds.
    """
    checkpoint_from_text(note.text)
    if at.tzinfo is None or at < _EPOCH:
        raise CheckpointError(f"the time {at.isoformat()}: expected an instant since 1970 in UTC")
    seconds = (at - _EPOCH) // timedelta(seconds=1)
    witness = NoteKey(name, COSIGNATURE, key.public)
    signature = key.signature(_cosigned(seconds, note.text))
    line = NoteSignature(name, witness.hint, seconds.to_bytes(8, "big") + signature)
    return Note(note.text, (*note.signatures, line))


def signed_by_log(note: Note, log: NoteKey) -> Checkpoint:
    """Return the checkpoint if the log signed it, as the one it is named after; else raise CheckpointError.

    Every line that says it is the log's must hold (signed-note, "Signatures").
    """
    if log.kind != PLAIN:
        raise CheckpointError(f"the key of {log.name} is a witness's; expected a log's (signature type 0x01)")
    checkpoint = checkpoint_from_text(note.text)
    if checkpoint.origin != log.name:
        raise CheckpointError(f"this is a checkpoint of the log {checkpoint.origin!a}, not of {log.name}")
    lines = [one for one in note.signatures if one.by(log)]
    if not lines:
        raise CheckpointError(
            f"the log {log.name} has not signed this checkpoint with the key it is known by"
        )
    message = note.text.encode("utf-8")
    if not all(log.public.signed(message, one.signature) for one in lines):
        raise CheckpointError(
            f"the signature of the log {log.name} does not hold: the checkpoint was changed"
        )
    return checkpoint


def cosigned_by(note: Note, witness: NoteKey) -> Cosignature | None:
    """Return the witness's cosignature, the earliest if it signed more than once; None if it did not sign.

    A line that says it is this witness's and does not hold is a CheckpointError, never "not signed".
    """
    if witness.kind != COSIGNATURE:
        raise CheckpointError(
            f"the key of {witness.name} is a log's; expected a witness's (signature type 0x04)"
        )
    times = []
    for one in note.signatures:
        if not one.by(witness):
            continue
        seconds = int.from_bytes(one.signature[:8], "big")
        if not witness.public.signed(_cosigned(seconds, note.text), one.signature[8:]):
            raise CheckpointError(f"the cosignature of the witness {witness.name} does not hold")
        times.append(_instant(seconds, witness.name))
    return Cosignature(witness, min(times)) if times else None


def _cosigned(seconds: int, text: str) -> bytes:
    """Return what a witness signs (tlog-cosignature, "Ed25519 signed message")."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _instant(seconds: int, name: str) -> datetime:
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError as error:
        raise CheckpointError(
            f"the witness {name} signed at {seconds} seconds after 1970: no time we can write"
        ) from error
