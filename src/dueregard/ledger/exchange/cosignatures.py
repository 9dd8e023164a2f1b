"""Cosignatures: taken from witnesses for a checkpoint that is held, and given with it from then on."""

from collections.abc import Iterable

from sqlalchemy import Connection

from dueregard.ledger.checkpoint import CheckpointError, cosigned_by, signed_by_log
from dueregard.ledger.checkpoint_rows import note_at_least, store_cosignature
from dueregard.ledger.database import Ledger, writing
from dueregard.ledger.log import Log, find_log, log_row
from dueregard.ledger.note import Note, NoteKey, note_from
from dueregard.ledger.rows import as_written
from dueregard.model.errors import DataError


def keep_cosignatures(ledger: Ledger, origin: str, note: Note, witnesses: Iterable[NoteKey]) -> int:
    """Return how many cosignatures of these witnesses are on the note; they are kept with the checkpoint it holds.

    Of each witness the first that came in is kept. DataError where the note is not a checkpoint of this log that is
    held, or a line that says it is of one of the witnesses does not hold.
    """
    with writing(ledger) as connection:
        log = log_row(connection, ledger, origin, lock=True) or find_log(ledger, origin)
        try:
            tree = signed_by_log(note, log.key)
            with as_written(ledger, origin):
                held = note_at_least(connection, log.number, tree.size)
            if held is None or note_from(held).text != note.text:
                raise CheckpointError(f"no checkpoint of {tree.size} entries with this text is held")
            return keep_lines(connection, log, note, witnesses)
        except CheckpointError as error:
            raise DataError(
                f"the cosignatures are not taken: {error}",
                where=f"log {origin}",
                expected="a checkpoint as this log has signed it, with lines of its witnesses",
                do="ask the witness again",
            ) from error


def keep_lines(connection: Connection, log: Log, note: Note, witnesses: Iterable[NoteKey]) -> int:
    """Store the cosignatures of these witnesses on a note whose checkpoint is held; CheckpointError if one is wrong."""
    size, kept = signed_by_log(note, log.key).size, 0
    for witness in witnesses:
        if cosigned_by(note, witness) is None:  # looks at all lines that say they are this witness's
            continue
        line = next(one for one in note.signatures if one.by(witness))
        store_cosignature(connection, log.number, size, witness, line)
        kept += 1
    return kept
