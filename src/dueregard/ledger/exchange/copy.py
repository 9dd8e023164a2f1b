"""A copy of another node's log as it stands in a transaction: what is held of it, and how it grows.

Of a copy the tiles above the leaves are those of the largest tree its log has signed, stored as soon as that signature
is believed; tiles of leaves come with their entries. So proofs can be made up to where entries are held.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from dueregard.ledger.database import Ledger, keep_creators_out
from dueregard.ledger.log import Log, insert_log, log_row
from dueregard.ledger.merkle import HASH_BYTES
from dueregard.ledger.note import NoteKey
from dueregard.ledger.rows import EntryRow, indices_of, put_tile, received_last, store_entries
from dueregard.ledger.schema import tile_table
from dueregard.ledger.tiles import TILE_WIDTH
from dueregard.model.errors import DataError
from dueregard.model.time import format_instant


def copied_log(connection: Connection, ledger: Ledger, key: NoteKey) -> Log:
    """Return the copy of the log with this key, locked for this transaction; begun where there is none.

    DataError as for ``check_copy``.
    """
    keep_creators_out(connection)
    log = log_row(connection, ledger, key.name, lock=True)
    if log is None:
        return insert_log(connection, key, own=False)
    check_copy(ledger, log, key)
    return log


def check_copy(ledger: Ledger, log: Log, key: NoteKey) -> None:
    """Return if this log is a copy of the one with this key; else raise DataError."""
    if log.own or log.key != key:
        raise DataError(
            f"the log {key.name} is this node's own"
            if log.own
            else f"the log {key.name} has another key here",
            where=ledger.name,
            expected="a log of somebody else, with the key it was first pulled with",
            do="ask whoever keeps that log about its key; nothing was taken",
        )


def store_proven(
    connection: Connection, log: Log, number: int, tile: bytes, entries: Sequence[EntryRow]
) -> None:
    """Write entries that were proven by a tile of leaves, behind those there are, and the tile.

    ValueError where they break a rule that every log keeps: time does not run backwards, an envelope stands once.
    """
    before = received_last(connection, log.number, log.size)
    for index, one in enumerate(entries, log.size):
        if before is not None and one.received_at < before:
            raise ValueError(
                f"entry {index} was received at {format_instant(one.received_at)}, before the one before it "
                f"({format_instant(before)})"
            )
        before = one.received_at
    hashes = [one.envelope_hash for one in entries]
    there = indices_of(connection, log.number, hashes)
    if there or len(set(hashes)) < len(hashes):
        raise ValueError(
            f"an envelope among the entries {log.size} to {log.size + len(entries) - 1} stands twice"
        )
    store_entries(connection, log.number, log.size, entries)
    put_tile(connection, log.number, 0, number, tile)


def full_upper_tiles(connection: Connection, log: Log) -> set[tuple[int, int]]:
    """Return (level, number) of the tiles above the leaves that are held in full."""
    rows = connection.execute(
        select(tile_table.c.level, tile_table.c.number).where(
            tile_table.c.log == log.number,
            tile_table.c.level > 0,
            func.length(tile_table.c.hashes) == TILE_WIDTH * HASH_BYTES,
        )
    )
    return {(level, number) for level, number in rows}
