"""A log's checkpoints as they are in a transaction, and the lines of witnesses under them.

``log`` is the log's number in this database. A note is stored as the log signed it, each cosignature apart: witnesses
sign at their own time.
"""

from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Select, bindparam, exists, select

from dueregard.ledger.note import Note, NoteKey, NoteSignature, note_bytes, note_key_text
from dueregard.ledger.schema import checkpoint_table as checkpoint
from dueregard.ledger.schema import cosignature_table as cosignature

_LOG: Final[BindParameter[int]] = bindparam("the_log")
_SIZE: Final[BindParameter[int]] = bindparam("the_size")
_OF_LOG: Final = select(checkpoint.c.note).where(checkpoint.c.log == _LOG).limit(1)
_AT_MOST: Final = _OF_LOG.where(checkpoint.c.size <= _SIZE).order_by(checkpoint.c.size.desc())
_AT_LEAST: Final = _OF_LOG.where(checkpoint.c.size >= _SIZE).order_by(checkpoint.c.size)
_WITNESSED: Final = _AT_MOST.where(
    exists().where(cosignature.c.log == checkpoint.c.log, cosignature.c.size == checkpoint.c.size)
)
_LINES: Final = (
    select(cosignature.c.line)
    .where(cosignature.c.log == _LOG, cosignature.c.size == _SIZE)
    .order_by(cosignature.c.witness)
)
_NEW: Final = checkpoint.insert()
_NEW_LINE: Final = cosignature.insert()


def note_at_most(connection: Connection, log: int, size: int) -> bytes | None:
    """Return the checkpoint of the largest tree of at most so many entries, None where there is none."""
    return _note(connection, _AT_MOST, log, size)


def note_at_least(connection: Connection, log: int, size: int) -> bytes | None:
    """Return the checkpoint of the smallest tree of at least so many entries, None where there is none."""
    return _note(connection, _AT_LEAST, log, size)


def witnessed_at_most(connection: Connection, log: int, size: int) -> bytes | None:
    """Return the checkpoint of the largest tree of at most so many entries that a witness has countersigned."""
    return _note(connection, _WITNESSED, log, size)


def with_cosignatures(connection: Connection, log: int, size: int, note: bytes) -> bytes:
    """Return the note with the lines of the witnesses who have countersigned it, in order of their keys."""
    lines = connection.execute(_LINES, {"the_log": log, "the_size": size}).scalars()
    return note + b"".join(lines)


def store_note(connection: Connection, log: int, size: int, note: bytes) -> None:
    """Write a checkpoint of this size, of which there is none yet."""
    connection.execute(_NEW, {"log": log, "size": size, "note": note})


def store_cosignature(
    connection: Connection, log: int, size: int, witness: NoteKey, signature: NoteSignature
) -> None:
    """Write the line of a witness, unless there is one of the same for this size: the first bounds the time best."""
    text = note_key_text(witness)
    at = (cosignature.c.log == log, cosignature.c.size == size, cosignature.c.witness == text)
    if connection.execute(select(cosignature.c.size).where(*at)).first() is None:
        # A note of that one signature alone: what stands behind the blank line is the line as it is written.
        line = note_bytes(Note("\n", (signature,))).partition(b"\n\n")[2]
        connection.execute(_NEW_LINE, {"log": log, "size": size, "witness": text, "line": line})


def _note(connection: Connection, wanted: Select[Any], log: int, size: int) -> bytes | None:
    found: bytes | None = connection.execute(wanted, {"the_log": log, "the_size": size}).scalar_one_or_none()
    return found
