"""Checking a whole log: every entry, tile, root and signature is computed again, and what is wrong is named.

The entries are taken as they are; tiles and roots are computed from them and compared with those stored. What was
signed decides in the end.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, text

from dueregard.ledger.check_checkpoints import CheckpointsInOrder, check_cosignatures, signed_root
from dueregard.ledger.check_entries import check_entries, entry_rows
from dueregard.ledger.check_tree import TreeSoFar
from dueregard.ledger.database import Ledger, reading
from dueregard.ledger.log import Log, find_log
from dueregard.ledger.problem import Checked, Problem
from dueregard.ledger.schema import Whole, entry_table, tile_table
from dueregard.ledger.tiles import TILE_HEIGHT, TILE_WIDTH
from dueregard.model.errors import DataError

MOST_LISTED: Final = 1000

Progress = Callable[[int, int], None]
"""(entries checked, entries in all)"""


def check(ledger: Ledger, origin: str, progress: Progress | None = None) -> Checked:
    """Return what was checked of a log and every problem, each with the name of what is wrong.

    Problems beyond a thousand are counted, not listed. Memory does not grow with the log. In SQLite the pages of the
    file are checked first, of all logs in it. Signatures on entries are verified by ``replay``, which knows keys.
    DataError where so little can be read that not even the log is found.
    """
    log = find_log(ledger, origin)
    told = _Told()
    told.add(_pages(ledger))
    size, problems = _size(ledger, log)
    told.add(problems)
    tree, checkpoints = TreeSoFar(ledger, log), CheckpointsInOrder(ledger, log)
    told.add(checkpoints.up_to(0, tree.root))
    before: datetime | None = None
    for start in range(0, size, TILE_WIDTH):
        stop, number = min(size, start + TILE_WIDTH), start // TILE_WIDTH
        tile, problems = tree.stored(0, number, stop - start)
        told.add(problems)

        def fits(leaves: Sequence[bytes], number: int = number) -> bool:
            if len(leaves) == TILE_WIDTH:
                return tree.leads_up(leaves, number)
            return tree.root_with(leaves, size) == signed_root(ledger, log, size)

        rows = entry_rows(ledger, log.number, start, stop)
        found = check_entries(rows, start, tile, stop, before, fits)
        before = found.received_at
        told.add(found.problems)
        told.add(tree.add(found.leaves))
        told.add(checkpoints.up_to(stop, tree.root))
        if progress is not None:
            progress(stop, size)
    told.add(tree.end())
    told.add(checkpoints.rest(size))
    told.add(_tiles_too_many(ledger, log, max(size, checkpoints.last or 0), tree.compared))
    cosignatures = 0
    for problem in check_cosignatures(ledger, log):
        cosignatures += 1
        told.add([problem] if problem else [])
    listed = tuple(told.listed)
    return Checked(origin, size, tree.compared, checkpoints.checked, cosignatures, listed, told.more)


class _Told:
    """Problems in the order in which they were found, so many and no more."""

    def __init__(self) -> None:
        self.listed: list[Problem] = []
        self.more = 0

    def add(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            if len(self.listed) < MOST_LISTED:
                self.listed.append(problem)
            else:
                self.more += 1


def _pages(ledger: Ledger) -> list[Problem]:
    """Return what SQLite says is wrong with the pages of its file; PostgreSQL tells when a page is read."""
    if ledger.engine.dialect.name != "sqlite":
        return []
    try:
        with reading(ledger) as connection:
            said = connection.execute(text(f"PRAGMA integrity_check({MOST_LISTED})")).scalars().all()
    except DataError as error:
        said = [error.what]
    return [Problem("database", line) for line in said if line != "ok"]


def _size(ledger: Ledger, log: Log) -> tuple[int, list[Problem]]:
    """Return how far to check, and what is wrong with the log's size or with entries outside it."""
    highest = select(func.max(entry_table.c.entry_index, type_=Whole(empty=True)))
    try:
        with reading(ledger) as connection:
            last = connection.execute(highest.where(entry_table.c.log == log.number)).scalar_one()
    except DataError as error:
        return log.size, [Problem("log", f"its last entry cannot be found: {error.what}")]
    there = 0 if last is None else last + 1
    if there == log.size:
        return log.size, []
    said = f"it says {log.size} entries, and the last one there is " + (
        "none" if last is None else f"entry {last}"
    )
    return min(there, log.size), [Problem("log", said)]


def _tiles_too_many(ledger: Ledger, log: Log, size: int, compared: int) -> list[Problem]:
    """Return the tiles that no tree of this size has."""
    tile = tile_table.c
    try:
        with reading(ledger) as connection:
            counted = select(func.count()).select_from(tile_table).where(tile.log == log.number)
            if connection.execute(counted).scalar_one() <= compared:
                return []
            rows = connection.execute(select(tile.level, tile.number).where(tile.log == log.number)).all()
    except DataError as error:
        return [Problem("tiles", f"they cannot be counted: {error.what}")]
    return [
        Problem(f"tile {level}/{number}", "the log does not reach it")
        for level, number in rows
        if level < 0 or number < 0 or number * TILE_WIDTH >= size >> min(64, TILE_HEIGHT * level)
    ]
