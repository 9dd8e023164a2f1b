"""Reading a log: its entries, by place or by id, and its checkpoint.

A log is read as far as its last checkpoint reaches: of a copy that is still being pulled that is less than what is
held.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from dueregard.ledger.checkpoint import Checkpoint, signed_by_log
from dueregard.ledger.checkpoint_rows import note_at_most, with_cosignatures
from dueregard.ledger.database import Ledger, reading
from dueregard.ledger.entry import Entry, entry_from
from dueregard.ledger.log import Log, find_log, log_row
from dueregard.ledger.merkle import leaf_hash
from dueregard.ledger.note import Note, note_from
from dueregard.ledger.rows import as_written, bodies, spans
from dueregard.ledger.schema import entry_table
from dueregard.ledger.tiles import TILE_WIDTH
from dueregard.model.errors import DataError, UsageError

MOST_BYTES: Final = 16 * 2**20  # of entries read at once: four of the largest


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry with its place in the log and its id, the leaf hash in hex."""

    index: int
    entry_id: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Held:
    """A log as far as its last checkpoint reaches. ``note`` is that checkpoint without cosignatures."""

    log: Log
    checkpoint: Checkpoint
    note: bytes


def held(connection: Connection, ledger: Ledger, origin: str) -> Held:
    """Return how far a log can be read in this transaction; DataError where there is no such log, or nothing of it."""
    log = log_row(connection, ledger, origin) or find_log(ledger, origin)
    note = note_at_most(connection, log.number, log.size)
    if note is None and not log.own:
        raise DataError(
            f"the copy of the log {origin} has never been pulled to the end; {log.size} entries of it are held",
            where=ledger.name,
            expected="all entries up to a checkpoint",
            do="pull it again: it goes on from there",
        )
    with as_written(ledger, origin):
        if note is None:
            raise ValueError(f"of {log.size} entries no checkpoint is there")
        return Held(log, signed_by_log(note_from(note), log.key), note)


def latest_checkpoint(ledger: Ledger, origin: str) -> Note:
    """Return the checkpoint up to which the log can be read, with the cosignatures that came in for it."""
    with reading(ledger) as connection:
        found = held(connection, ledger, origin)
        with as_written(ledger, origin):
            return note_from(
                with_cosignatures(connection, found.log.number, found.checkpoint.size, found.note)
            )


def entries(ledger: Ledger, origin: str, start: int = 0, stop: int | None = None) -> Iterator[LogEntry]:
    """Yield the entries ``start`` .. ``stop - 1`` in order; to the end of the log as it is now where no end is given.

    Few are in memory at a time, and no transaction is open between two of them. DataError names an entry whose bytes
    are not those that were hashed when it was written; UsageError where the log does not reach so far.
    """
    with reading(ledger) as connection:
        found = held(connection, ledger, origin)
    stop = found.checkpoint.size if stop is None else stop
    check_range(found, start, stop)
    for first in range(start, stop, TILE_WIDTH):
        for begin, end in _spans(ledger, found.log, first, min(stop, first + TILE_WIDTH)):
            with reading(ledger) as connection, as_written(ledger, origin):
                read = [
                    LogEntry(index, leaf_hash(body).hex(), entry_from(body))
                    for index, body in enumerate(bodies(connection, found.log.number, begin, end), begin)
                ]
            yield from read


def entry_by_id(ledger: Ledger, origin: str, entry_id: str) -> LogEntry | None:
    """Return the entry with this id (64 hexadecimal digits), None where the log has none."""
    try:
        wanted = bytes.fromhex(entry_id)
    except ValueError:
        return None
    with reading(ledger) as connection:
        found = held(connection, ledger, origin)
        index = connection.execute(
            select(entry_table.c.entry_index).where(
                entry_table.c.log == found.log.number,
                entry_table.c.leaf_hash == wanted,
                entry_table.c.entry_index < found.checkpoint.size,
            )
        ).scalar_one_or_none()
        if index is None:
            return None
        with as_written(ledger, origin):
            (body,) = bodies(connection, found.log.number, index, index + 1)
            return LogEntry(index, entry_id, entry_from(body))


def check_range(found: Held, start: int, stop: int) -> None:
    """Return if the log can be read from ``start`` to before ``stop``; else raise UsageError."""
    if not 0 <= start <= stop <= found.checkpoint.size:
        raise UsageError(
            f"there are no entries from {start} to {stop}",
            where=f"log {found.log.origin}",
            expected=f"a part of the {found.checkpoint.size} entries there are, counted from 0",
        )


def _spans(ledger: Ledger, log: Log, start: int, stop: int) -> list[tuple[int, int]]:
    with reading(ledger) as connection:
        return spans(connection, log.number, start, stop, MOST_BYTES)
