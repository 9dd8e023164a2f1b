"""Rows of one log as they are in a transaction: tiles, checkpoints, entries. What cannot be as it was written is told.

``log`` is everywhere the log's number in this database. Statements are made once: making one takes longer than
running it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, bindparam, func, select, tuple_

from dueregard.ledger.database import Ledger
from dueregard.ledger.merkle import leaf_hash
from dueregard.ledger.schema import entry_table as entry
from dueregard.ledger.schema import log_table, tile_table
from dueregard.ledger.tiles import TILE_HEIGHT, TILE_WIDTH, ReadTile, TileError, tiles_above
from dueregard.model.errors import DataError

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
COUNTED_FROM: Final = 1_024  # entries; fewer are gone through in no time
_AT_ONCE: Final = 500  # values in one statement: SQLite before 3.32 takes 999

_LOG: Final[BindParameter[int]] = bindparam("the_log")
_INDEX: Final[BindParameter[int]] = bindparam("the_index")
_RANGE = (
    entry.c.log == _LOG,
    entry.c.entry_index >= bindparam("start"),
    entry.c.entry_index < bindparam("stop"),
)
_TILE_AT = (
    tile_table.c.log == _LOG,
    tile_table.c.level == bindparam("the_level"),
    tile_table.c.number == bindparam("the_number"),
)
_TILE: Final = select(tile_table.c.hashes).where(*_TILE_AT)
_TILES: Final = select(tile_table.c.level, tile_table.c.number, tile_table.c.hashes).where(
    tile_table.c.log == _LOG,
    tuple_(tile_table.c.level, tile_table.c.number).in_(bindparam("places", expanding=True)),
)
_TILE_GROWS: Final = tile_table.update().where(*_TILE_AT).values(hashes=bindparam("grown"))
_NEW_TILE: Final = tile_table.insert()
_NEW_ENTRY: Final = entry.insert()
_NEW_SIZE: Final = log_table.update().where(log_table.c.id == _LOG).values(size=bindparam("new_size"))
_WHERE: Final = select(entry.c.envelope_hash, entry.c.entry_index).where(
    entry.c.log == _LOG, entry.c.envelope_hash.in_(bindparam("hashes", expanding=True))
)
_RECEIVED: Final = select(entry.c.received_at_us).where(entry.c.log == _LOG, entry.c.entry_index == _INDEX)
_BODIES: Final = (
    select(entry.c.entry_index, entry.c.leaf_hash, entry.c.body).where(*_RANGE).order_by(entry.c.entry_index)
)
_BODIES_AT: Final = select(entry.c.entry_index, entry.c.leaf_hash, entry.c.body).where(
    entry.c.log == _LOG, entry.c.entry_index.in_(bindparam("indices", expanding=True))
)
_LENGTHS: Final = (
    select(entry.c.entry_index, func.length(entry.c.body)).where(*_RANGE).order_by(entry.c.entry_index)
)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry to be stored at the end of a log."""

    received_at: datetime
    envelope_hash: bytes
    leaf_hash: bytes
    body: bytes


def microseconds(at: datetime) -> int:
    """Return whole microseconds since 1970.

    >>> microseconds(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC))
    1000005
    """
    return (at - _EPOCH) // timedelta(microseconds=1)


def instant(at_us: int) -> datetime:
    """Return the instant so many microseconds after 1970."""
    return _EPOCH + timedelta(microseconds=at_us)


@contextmanager
def as_written(ledger: Ledger, origin: str) -> Iterator[None]:
    """Turn the ValueError of bytes that are not what was written into DataError."""
    try:
        yield
    except ValueError as error:
        raise DataError(
            f"the log {origin} is damaged: {error}",
            where=ledger.name,
            expected="entries, tiles and checkpoints as they were written",
            do="find what is affected with `dueregard ledger check`, and restore a copy or pull one",
        ) from error


def tile_reader(connection: Connection, log: int) -> ReadTile:
    """Return how tiles of the log are read; reading one that is not there raises TileError."""

    def read_tile(level: int, number: int) -> bytes:
        at = {"the_log": log, "the_level": level, "the_number": number}
        found: bytes | None = connection.execute(_TILE, at).scalar_one_or_none()
        if found is None:
            raise TileError(f"tile {level}/{number} is not there")
        return found

    return read_tile


def tiles_at_once(connection: Connection, log: int, size: int, *leaves: int) -> ReadTile:
    """Return how tiles of the log are read, those above these leaves and above the last one read already, together.

    Asking a server for one tile takes as long as asking it for all that a proof needs.
    """
    places = sorted({place for leaf in (*leaves, size - 1) for place in tiles_above(leaf, size)})
    rows = connection.execute(_TILES, {"the_log": log, "places": places}) if places else ()
    there = {(level, number): hashes for level, number, hashes in rows}
    read_one = tile_reader(connection, log)
    return lambda level, number: there.get((level, number)) or read_one(level, number)


def store_tiles(
    connection: Connection, log: int, old_size: int, tiles: Mapping[tuple[int, int], bytes]
) -> None:
    """Write the tiles which a tree of ``old_size`` leaves gets by growing: those it had half-full are replaced."""
    new = []
    for (level, number), hashes in tiles.items():
        if number * TILE_WIDTH >= old_size >> (TILE_HEIGHT * level):
            new.append({"log": log, "level": level, "number": number, "hashes": hashes})
        else:
            at = {"the_log": log, "the_level": level, "the_number": number}
            connection.execute(_TILE_GROWS, at | {"grown": hashes})
    if new:
        connection.execute(_NEW_TILE, new)


def put_tile(connection: Connection, log: int, level: int, number: int, hashes: bytes) -> None:
    """Write a tile, in place of one with fewer hashes; one with as many or more stays, for it begins with the same."""
    at = {"the_log": log, "the_level": level, "the_number": number}
    there = connection.execute(_TILE, at).scalar_one_or_none()
    if there is None:
        connection.execute(_NEW_TILE, {"log": log, "level": level, "number": number, "hashes": hashes})
    elif len(there) < len(hashes):
        connection.execute(_TILE_GROWS, at | {"grown": hashes})


def bytes_of_bodies(connection: Connection, log: int, start: int, stop: int) -> int:
    """Return how many bytes the entries ``start`` .. ``stop - 1`` have together."""
    return sum(
        length for _, length in connection.execute(_LENGTHS, {"the_log": log, "start": start, "stop": stop})
    )


def store_entries(connection: Connection, log: int, old_size: int, entries: Sequence[EntryRow]) -> None:
    """Write entries behind the ``old_size`` there are, and the log's new size."""
    rows = [
        {
            "log": log,
            "entry_index": index,
            "received_at_us": microseconds(one.received_at),
            "envelope_hash": one.envelope_hash,
            "leaf_hash": one.leaf_hash,
            "body": one.body,
        }
        for index, one in enumerate(entries, old_size)
    ]
    connection.execute(_NEW_ENTRY, rows)
    new_size = old_size + len(rows)
    connection.execute(_NEW_SIZE, {"the_log": log, "new_size": new_size})
    if new_size >= COUNTED_FROM and new_size.bit_length() > old_size.bit_length():
        counted_anew(connection, "entry")


def counted_anew(connection: Connection, *tables: str) -> None:
    """Have PostgreSQL count what is in the tables, as each has doubled.

    Until it has counted, it takes one log among many for a small part of a table, goes through all of it and keeps to
    that plan: appending a thousand entries to a hundred thousand then took ten times as long as to none. When it does
    so by itself is the server's setting, and it may be never.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {', '.join(tables)}")


def indices_of(connection: Connection, log: int, envelope_hashes: Sequence[bytes]) -> dict[bytes, int]:
    """Return where envelopes with these hashes stand in the log, for those that do."""
    found: dict[bytes, int] = {}
    for start in range(0, len(envelope_hashes), _AT_ONCE):
        some = envelope_hashes[start : start + _AT_ONCE]
        rows = connection.execute(_WHERE, {"the_log": log, "hashes": some})
        found.update((one_hash, index) for one_hash, index in rows)
    return found


def received_last(connection: Connection, log: int, size: int) -> datetime | None:
    """Return when the last of ``size`` entries was received, None where there is no entry."""
    if not size:
        return None
    at_us = connection.execute(_RECEIVED, {"the_log": log, "the_index": size - 1}).scalar_one_or_none()
    if at_us is None:
        raise ValueError(f"entry {size - 1} is not there")
    return instant(at_us)


def bodies(connection: Connection, log: int, start: int, stop: int) -> list[bytes]:
    """Return the bytes of the entries ``start`` .. ``stop - 1``; ValueError names the first that is not as written."""
    rows = connection.execute(_BODIES, {"the_log": log, "start": start, "stop": stop}).all()
    return list(_as_hashed(rows, range(start, stop)).values())


def bodies_at(connection: Connection, log: int, indices: Sequence[int]) -> dict[int, bytes]:
    """Return the bytes of the entries at these places, in this order; ValueError as for ``bodies``."""
    found: dict[int, bytes] = {}
    for start in range(0, len(indices), _AT_ONCE):
        some = indices[start : start + _AT_ONCE]
        rows = connection.execute(_BODIES_AT, {"the_log": log, "indices": some}).all()
        found.update(_as_hashed(rows, some))
    return found


def spans(connection: Connection, log: int, start: int, stop: int, most_bytes: int) -> list[tuple[int, int]]:
    """Return the entries ``start`` .. ``stop - 1`` cut into spans of at most so many bytes, or of one entry each."""
    found, begin, so_far = [], start, 0
    for index, length in connection.execute(_LENGTHS, {"the_log": log, "start": start, "stop": stop}):
        if index > begin and so_far + length > most_bytes:
            found.append((begin, index))
            begin, so_far = index, 0
        so_far += length
    return [*found, (begin, stop)]


def _as_hashed(rows: Iterable[Sequence[Any]], expected: Iterable[int]) -> dict[int, bytes]:
    there = {index: (one_hash, body) for index, one_hash, body in rows}
    found = {}
    for index in expected:
        if index not in there:
            raise ValueError(f"entry {index} is not there")
        one_hash, found[index] = there[index]
        if leaf_hash(found[index]) != one_hash:
            raise ValueError(f"entry {index} has other bytes than those that were hashed")
    return found
