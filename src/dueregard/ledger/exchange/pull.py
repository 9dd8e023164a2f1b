"""Pulling another node's log: from a folder, a zip file or a web server, believed hash by hash, gone on with later.

First the checkpoint's signature, and whether it continues what was shown before; then the tiles up to its root; then
each entry against the tiles. What was proven before a line broke is kept, to the last whole entry.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dueregard.ledger.append import Clock
from dueregard.ledger.checkpoint import Checkpoint
from dueregard.ledger.database import Ledger, reading, writing
from dueregard.ledger.exchange.copy import full_upper_tiles
from dueregard.ledger.exchange.cosignatures import keep_lines
from dueregard.ledger.exchange.entries_shown import pull_bundle
from dueregard.ledger.exchange.fork import Fork
from dueregard.ledger.exchange.history import Course, Shown, course
from dueregard.ledger.exchange.remote import believed_from, shown_by, tiles_shown_by
from dueregard.ledger.exchange.seen import course_by_what_is_held, seen_before, store_seen, two_histories
from dueregard.ledger.exchange.source import Source
from dueregard.ledger.log import Log, log_row
from dueregard.ledger.note import Note
from dueregard.ledger.policy import Policy, believe
from dueregard.ledger.proven import proven_tiles
from dueregard.ledger.rows import put_tile
from dueregard.ledger.tiles import TILE_WIDTH, ReadTile, hash_in_tiles, tiles_of
from dueregard.model.errors import DataError

Progress = Callable[[int, int], None]
"""(entries held, entries in all)"""


@dataclass(frozen=True, slots=True)
class Pulled:
    """How many entries of the log were held before, and the tree up to which all are held now."""

    before: int
    tree: Checkpoint


def pull(
    ledger: Ledger, source: Source, policy: Policy, clock: Clock, progress: Progress | None = None
) -> Pulled:
    """Return what was pulled of the log that ``policy`` names, once all of it is held and proven.

    Only what is not held yet is asked for. Raises NetworkError or DataError where the source breaks off, has not all
    files, or gives what is not proven by the checkpoint: nothing of that is stored, and what was proven before stays
    and is gone on from. DataError too where the checkpoint lacks signatures the policy asks for, is older than one
    seen before, or shows another history: then both checkpoints and the proof are kept as evidence (``forks``) and
    nothing of that log is taken until a person decides. The clock says when that was found.
    """
    shown, note = shown_by(source, policy.log)
    tree = shown.checkpoint
    log, before = seen_before(ledger, policy.log)
    if log and before and tree.size <= before.checkpoint.size:
        found = course_by_what_is_held(ledger, log, before, shown)
        _check_course(ledger, source, log, before, shown, found, clock)
    with believed_from(source):
        tiles = proven_tiles(tiles_shown_by(source, tree.size), tree.size, tree.root)
    if log and before and tree.size > before.checkpoint.size:
        with believed_from(source):
            found = course(before, shown, hash_in_tiles(tiles))
        _check_course(ledger, source, log, before, shown, found, clock)
    with believed_from(source):
        believe(note, policy)
        log = _seen(ledger, policy, shown, note, before, tiles)
    held = log.size

    def told(now: int) -> None:
        if progress is not None:
            progress(now, tree.size)

    while held < tree.size:
        number = held // TILE_WIDTH
        with believed_from(source):
            tile = tiles(0, number)
        held = pull_bundle(ledger, source, log, number, tile, held, told)
    return Pulled(log.size, tree)


def _check_course(
    ledger: Ledger,
    source: Source,
    log: Log,
    before: Shown,
    shown: Shown,
    found: Course | Fork,
    clock: Clock,
) -> None:
    """Return if what is shown is the same as before or has grown; else raise DataError, with evidence kept first."""
    if isinstance(found, Fork):
        raise two_histories(ledger, log, found, clock)
    if found is Course.OLDER:
        raise DataError(
            f"it shows an older state of the log, of {shown.checkpoint.size} entries",
            where=source.name,
            expected=f"at least the {before.checkpoint.size} entries that were seen before",
            do="pull from another source, or later; nothing was changed",
        )


def _seen(
    ledger: Ledger, policy: Policy, shown: Shown, note: Note, before: Shown | None, tiles: ReadTile
) -> Log:
    """Store the checkpoint and the tiles above the leaves as far as they are new, and return the log as it is then."""
    with reading(ledger) as connection:
        there = log_row(connection, ledger, policy.log.name)
        full = full_upper_tiles(connection, there) if there else set()
    new = {
        (level, number): tiles(level, number)
        for level, number, width in tiles_of(shown.checkpoint.size)
        if width < TILE_WIDTH or (level and (level, number) not in full)
    }
    with writing(ledger) as connection:
        log = store_seen(connection, ledger, policy.log, before, shown)
        for (level, number), hashes in new.items():
            put_tile(connection, log.number, level, number, hashes)
        keep_lines(connection, log, note, policy.witnesses)
    return log
