"""What was believed of a log before, what is held against it, and how two histories are told."""

from sqlalchemy import Connection

from dueregard.ledger.append import Clock
from dueregard.ledger.checkpoint import signed_by_log
from dueregard.ledger.checkpoint_rows import note_at_most, store_note
from dueregard.ledger.database import Ledger, reading, writing
from dueregard.ledger.exchange.copy import check_copy, copied_log
from dueregard.ledger.exchange.fork import Fork, verify_fork
from dueregard.ledger.exchange.forks_kept import keep_fork, refuse_forked
from dueregard.ledger.exchange.history import Course, Shown, course
from dueregard.ledger.log import Log, log_row
from dueregard.ledger.merkle import MAX_SIZE
from dueregard.ledger.note import NoteKey, note_from
from dueregard.ledger.proven import proven_tiles
from dueregard.ledger.rows import as_written, tile_reader
from dueregard.ledger.tiles import hash_in_tiles
from dueregard.model.errors import DataError


def seen_before(ledger: Ledger, key: NoteKey) -> tuple[Log | None, Shown | None]:
    """Return the copy of a log and the checkpoint of the largest tree that was believed of it; None where none was.

    DataError where it is no copy, has another key here, or waits for a decision about two histories.
    """
    with reading(ledger) as connection:
        log = log_row(connection, ledger, key.name)
        if log is None:
            return None, None
        check_copy(ledger, log, key)
        refuse_forked(connection, ledger, log)
        return log, _last(connection, ledger, log)


def store_seen(
    connection: Connection, ledger: Ledger, key: NoteKey, before: Shown | None, shown: Shown
) -> Log:
    """Store that a checkpoint is believed which continues ``before``, and return the log as it is then.

    DataError where something else was believed meanwhile, or two histories were found.
    """
    log = copied_log(connection, ledger, key)
    refuse_forked(connection, ledger, log)
    if _last(connection, ledger, log) != before:
        raise DataError(
            f"another checkpoint of the log {log.origin} was believed meanwhile",
            where=ledger.name,
            expected="one at a time",
            do="do it again; nothing was changed",
        )
    if before is None or before.checkpoint.size < shown.checkpoint.size:
        store_note(connection, log.number, shown.checkpoint.size, shown.note)
    return log


def course_by_what_is_held(ledger: Ledger, log: Log, before: Shown, shown: Shown) -> Course | Fork:
    """Return how a tree no larger than the one seen before stands to it, by what is held of that one.

    DataError where too little of it is held, because it was not pulled to the end.
    """
    if shown.checkpoint.size == before.checkpoint.size:
        return course(before, shown, _never)
    with reading(ledger) as connection:
        complete = _at_most(connection, ledger, log, log.size)
    # All tiles of a tree whose entries are held are there too.
    reference = complete if complete and shown.checkpoint.size <= complete.checkpoint.size else before
    tree = reference.checkpoint

    def read_tile(level: int, number: int) -> bytes:
        with reading(ledger) as connection:
            return tile_reader(connection, log.number)(level, number)

    try:
        found = course(reference, shown, hash_in_tiles(proven_tiles(read_tile, tree.size, tree.root)))
    except ValueError as error:
        raise DataError(
            f"the log {log.origin} shows {shown.checkpoint.size} entries, fewer than the {tree.size} seen before; "
            f"{log.size} are held, and the two cannot be compared ({error})",
            where=ledger.name,
            expected="a checkpoint of all that was seen before, or more",
            do="ask another source, or later; nothing was changed",
        ) from error
    return found if isinstance(found, Fork) else Course.OLDER


def two_histories(ledger: Ledger, log: Log, fork: Fork, clock: Clock) -> DataError:
    """Keep the evidence, and return the error that tells of it."""
    smaller, larger = verify_fork(fork, log.key)
    with writing(ledger) as connection:
        number = keep_fork(connection, copied_log(connection, ledger, log.key), fork, clock())
    return DataError(
        f"the log {log.origin} has shown two histories: it signed {smaller.size} entries with the root "
        f"{smaller.root.hex()}, and {larger.size} entries of which the first {smaller.size} have the root "
        f"{fork.root_in_larger.hex()}",
        where=ledger.name,
        expected="one history",
        do=f"show evidence {number} to others who hold a copy; nothing of this log is taken until a person decides",
    )


def _last(connection: Connection, ledger: Ledger, log: Log) -> Shown | None:
    return _at_most(connection, ledger, log, MAX_SIZE - 1)


def _at_most(connection: Connection, ledger: Ledger, log: Log, size: int) -> Shown | None:
    note = note_at_most(connection, log.number, size)
    if note is None:
        return None
    with as_written(ledger, log.origin):
        return Shown(signed_by_log(note_from(note), log.key), note)


def _never(level: int, index: int) -> bytes:
    raise ValueError(f"hash {level}/{index}: two trees of one size are compared by their roots")
