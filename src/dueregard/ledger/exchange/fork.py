"""Two histories of one log: evidence that anybody can verify with nothing but the log's key.

Two checkpoints that the log signed, of which at most one can be true: of the same size with other roots; or the larger
one begins with another tree than the smaller one says, which the consistency proof from the larger tree shows.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from dueregard.ledger.checkpoint import Checkpoint, signed_by_log
from dueregard.ledger.merkle import verify_consistency
from dueregard.ledger.note import MAX_NOTE_BYTES, Note, NoteKey, note_bytes, note_from

FORMAT: Final = "dueregard-fork-1"
_FIELDS: Final = ["fork", "smaller", "larger", "root_in_larger", "path"]
_MOST_CHARACTERS: Final = 13 * MAX_NOTE_BYTES  # both notes, every character of them escaped for JSON
_HASH: Final = re.compile(r"[0-9a-f]{64}")


class ForkError(ValueError):
    """What was given does not show two histories. The message says what does not hold."""


@dataclass(frozen=True, slots=True)
class Fork:
    """Two notes of one log, the smaller tree first; the root which the larger tree has at the smaller one's size, and
    the consistency proof of that. Nothing is checked here: ``verify_fork`` does that.
    """

    smaller: bytes
    larger: bytes
    root_in_larger: bytes
    path: tuple[bytes, ...]


def verify_fork(fork: Fork, log: NoteKey) -> tuple[Checkpoint, Checkpoint]:
    """Return the two checkpoints, if the log signed both and they cannot both be true; else raise ForkError."""
    try:
        smaller = signed_by_log(note_from(fork.smaller), log)
        larger = signed_by_log(note_from(fork.larger), log)
        verify_consistency(smaller.size, larger.size, fork.root_in_larger, larger.root, fork.path)
    except ValueError as error:
        raise ForkError(f"this does not show two histories: {error}") from error
    if fork.root_in_larger == smaller.root:
        raise ForkError("this does not show two histories: the larger tree begins with the smaller one")
    return smaller, larger


def by_log_alone(note: Note, log: NoteKey) -> bytes:
    """Return the note with the log's signature and no other line: what others added is not the log's word."""
    return note_bytes(Note(note.text, tuple(one for one in note.signatures if one.by(log))))


def fork_json(fork: Fork) -> str:
    """Return the evidence as a file: JSON in ASCII, a field to a line, in this one spelling."""
    parts = {
        "fork": FORMAT,
        "smaller": fork.smaller.decode("utf-8"),
        "larger": fork.larger.decode("utf-8"),
        "root_in_larger": fork.root_in_larger.hex(),
        "path": [one.hex() for one in fork.path],
    }
    return json.dumps(parts, indent=1) + "\n"


def fork_from_json(text: str) -> Fork:
    """Return the evidence of a file's text; ForkError where it is none, or was changed on its way."""
    if len(text) > _MOST_CHARACTERS:
        raise ForkError(f"{len(text)} characters; evidence has at most {_MOST_CHARACTERS}")
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ForkError(f"this is not JSON: {error}") from error
    if not isinstance(parts, dict) or list(parts) != _FIELDS or parts["fork"] != FORMAT:
        raise ForkError(
            f"expected a table with {', '.join(_FIELDS)}, in this order, the first saying {FORMAT}"
        )
    for name in ("smaller", "larger"):
        if not isinstance(parts[name], str):
            raise ForkError(f"{name}: expected the text of a note")
    hashes: Any = parts["path"]
    if not isinstance(hashes, list) or len(hashes) > 64:
        raise ForkError("path: expected a list of at most 64 hashes")
    for one in (parts["root_in_larger"], *hashes):
        if not isinstance(one, str) or not _HASH.fullmatch(one):
            raise ForkError("root_in_larger and path: expected texts of 64 hexadecimal digits each")
    try:
        fork = Fork(
            parts["smaller"].encode("utf-8"),
            parts["larger"].encode("utf-8"),
            bytes.fromhex(parts["root_in_larger"]),
            tuple(map(bytes.fromhex, hashes)),
        )
    except UnicodeEncodeError as error:
        raise ForkError("smaller and larger: expected texts that can be written as UTF-8") from error
    if fork_json(fork) != text:
        raise ForkError("the evidence is not in its one spelling: the file was changed since it was written")
    return fork
