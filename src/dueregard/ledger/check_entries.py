"""One tile's worth of entries held against themselves: bytes, what is stored beside them, and the tile's hashes.

An entry's leaf hash stands in three places: it follows from the bytes, it is in the entry's row, and it is in the
tile. Where one of the three differs it is that one which was changed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from dueregard.ledger.database import Ledger, reading
from dueregard.ledger.entry import Entry, EntryError, entry_from
from dueregard.ledger.envelope import envelope_hash
from dueregard.ledger.merkle import HASH_BYTES, leaf_hash
from dueregard.ledger.problem import Problem
from dueregard.ledger.read import MOST_BYTES
from dueregard.ledger.rows import microseconds, spans
from dueregard.ledger.schema import entry_table
from dueregard.ledger.tiles import TILE_WIDTH
from dueregard.model.errors import DataError
from dueregard.model.time import format_instant

Fits = Callable[[Sequence[bytes]], bool]
"""(leaf hashes) -> whether they lead to what stands above them."""

_UNKNOWN: Final = bytes(HASH_BYTES)  # of an entry neither whose bytes nor whose hash can be read


@dataclass(frozen=True, slots=True)
class TileOfEntries:
    """The leaf hashes to build on, when the last entry was received, and what is wrong."""

    leaves: tuple[bytes, ...]
    received_at: datetime | None
    problems: tuple[Problem, ...]


def check_entries(
    rows: Iterable[tuple[int, Any]],
    start: int,
    tile: Sequence[bytes],
    stop: int,
    before: datetime | None,
    fits: Fits,
) -> TileOfEntries:
    """Return the entries ``start`` .. ``stop - 1``, all of one tile, as they are held against their tile's hashes.

    ``rows``: with their index and in its order, those that could be read. ``tile``: the hashes that could be read,
    perhaps too few. ``before``: when the entry before the first was received. ``fits`` decides where bytes and row
    say one thing and the tile another.
    """
    problems: list[Problem] = []
    by_entry: list[bytes] = []
    by_tile: list[bytes] = []
    apart: list[int] = []
    coming = iter(rows)
    ahead = next(coming, None)
    for index in range(start, stop):
        in_tile = tile[index - start] if index - start < len(tile) else None
        if ahead is None or ahead[0] != index:
            problems.append(Problem(f"entry {index}", "it is not there, or cannot be read"))
            by_entry.append(in_tile or _UNKNOWN)
            by_tile.append(in_tile or _UNKNOWN)
            continue
        row, ahead = ahead[1], next(coming, None)
        computed, stored = leaf_hash(row.body), row.leaf_hash
        if stored != computed:
            said = "its bytes were changed" if stored == in_tile else "the hash stored beside it was changed"
            problems.append(Problem(f"entry {index}", said))
        elif in_tile is not None and in_tile != computed:
            apart.append(index)
        agreed = stored if stored == in_tile else computed
        by_entry.append(agreed)
        by_tile.append(agreed if in_tile is None or index not in apart else in_tile)
        if agreed != computed:
            continue  # what a changed entry says means nothing
        entry, wrong = _of_row(row, index, before)
        problems += wrong
        before = entry.received_at if entry is not None else before
    leaves = by_entry
    if apart:
        entries_right = fits(by_entry) or not fits(by_tile)
        leaves = by_entry if entries_right else by_tile
        number = start // TILE_WIDTH
        problems += [
            Problem(f"tile 0/{number}", f"the hash of entry {index} was changed")
            if entries_right
            else Problem(f"entry {index}", "another entry stands in its place")
            for index in apart
        ]
    return TileOfEntries(tuple(leaves), before, tuple(problems))


def entry_rows(ledger: Ledger, log: int, start: int, stop: int) -> Iterator[tuple[int, Any]]:
    """Yield the rows of the entries that can be read, in order, few at a time; one by one where some cannot."""
    try:
        with reading(ledger) as connection:
            parts = spans(connection, log, start, stop, MOST_BYTES)
    except DataError:
        parts = [(start, stop)]
    for begin, end in parts:
        try:
            yield from _rows(ledger, log, begin, end)
        except DataError:
            for index in range(begin, end):
                with suppress(DataError):  # told as missing by whoever looks for it
                    yield from _rows(ledger, log, index, index + 1)


def _rows(ledger: Ledger, log: int, start: int, stop: int) -> list[tuple[int, Any]]:
    with reading(ledger) as connection:
        rows = connection.execute(
            select(
                entry_table.c.entry_index,
                entry_table.c.received_at_us,
                entry_table.c.envelope_hash,
                entry_table.c.leaf_hash,
                entry_table.c.body,
            )
            .where(
                entry_table.c.log == log, entry_table.c.entry_index >= start, entry_table.c.entry_index < stop
            )
            .order_by(entry_table.c.entry_index)
        ).all()
    return [(row.entry_index, row) for row in rows]


def _of_row(row: Any, index: int, before: datetime | None) -> tuple[Entry | None, list[Problem]]:
    where = f"entry {index}"
    try:
        entry = entry_from(row.body)
    except EntryError as error:
        return None, [Problem(where, f"its bytes are no entry ({error})")]
    problems = []
    if microseconds(entry.received_at) != row.received_at_us:
        problems.append(Problem(where, "the time stored beside it was changed"))
    if envelope_hash(entry.envelope) != row.envelope_hash:
        problems.append(Problem(where, "the envelope's hash stored beside it was changed"))
    if before is not None and entry.received_at < before:
        said = f"received at {format_instant(entry.received_at)}, before the one before it ({format_instant(before)})"
        problems.append(Problem(where, said))
    return entry, problems
