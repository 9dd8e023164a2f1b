"""Entries from a source's bundles, held against proven tiles as they arrive, and stored a few at a time."""

from collections.abc import Callable
from typing import Final

from dueregard.ledger.database import Ledger, reading, writing
from dueregard.ledger.entry import entry_from
from dueregard.ledger.envelope import envelope_hash
from dueregard.ledger.exchange.bundle import LENGTH_BYTES, CutShort, entries_in_bundle
from dueregard.ledger.exchange.copy import copied_log, store_proven
from dueregard.ledger.exchange.forks_kept import refuse_forked
from dueregard.ledger.exchange.remote import believed_from, missing
from dueregard.ledger.exchange.source import Source
from dueregard.ledger.log import Log
from dueregard.ledger.merkle import HASH_BYTES, leaf_hash
from dueregard.ledger.proven import hash_in
from dueregard.ledger.rows import EntryRow, bytes_of_bodies
from dueregard.ledger.tiles import TILE_WIDTH, bundle_path
from dueregard.model.errors import DataError

_MOST_BYTES: Final = 8 * 2**20  # of entries kept in memory before they are stored


def pull_bundle(
    ledger: Ledger, source: Source, log: Log, number: int, tile: bytes, held: int, told: Callable[[int], None]
) -> int:
    """Return how many entries are held once those of a bundle are stored that the proven ``tile`` has.

    Begins with entry ``held``, and with its bytes where the source can begin there. Whatever breaks off the reading,
    the whole entries that came before and were proven are stored. ``told`` is called with the entries held.
    """
    start, width = number * TILE_WIDTH, len(tile) // HASH_BYTES
    waiting: list[EntryRow] = []

    def store() -> None:
        nonlocal held
        if waiting:
            _store(ledger, source, log, number, tile, held, waiting)
            held += len(waiting)
            waiting.clear()
            told(held)

    with reading(ledger) as connection:
        offset = bytes_of_bodies(connection, log.number, start, held) + LENGTH_BYTES * (held - start)
    paths = dict.fromkeys((bundle_path(number, width), bundle_path(number, TILE_WIDTH)))
    for path in paths:
        with source.opened(path, offset) as read:
            if read is None:
                continue
            size = 0
            whole = path == bundle_path(number, width)
            try:
                with believed_from(source):
                    for index, body in enumerate(entries_in_bundle(read, held - start, width, whole), held):
                        waiting.append(_proven(index, body, hash_in(tile, index - start)))
                        size += len(body)
                        if size > _MOST_BYTES:
                            store()
                            size = 0
            except CutShort:
                raise DataError(
                    f"{path} ends in the middle",
                    where=source.name,
                    expected=f"{width} entries",
                    do="pull again: what came before is stored and is not asked for again",
                ) from None
            finally:
                store()
            return held
    raise missing(source, bundle_path(number, width))


def _proven(index: int, body: bytes, expected: bytes) -> EntryRow:
    found = leaf_hash(body)
    if found != expected:
        raise ValueError(f"entry {index} is not the one under the signed root")
    entry = entry_from(body)
    return EntryRow(entry.received_at, envelope_hash(entry.envelope), found, body)


def _store(
    ledger: Ledger,
    source: Source,
    log: Log,
    number: int,
    tile: bytes,
    held: int,
    entries: list[EntryRow],
) -> None:
    with writing(ledger) as connection:
        now = copied_log(connection, ledger, log.key)
        refuse_forked(connection, ledger, now)
        if now.size != held:
            raise DataError(
                f"the log {log.origin} is being pulled by somebody else too",
                where=ledger.name,
                expected="one pull of a log at a time",
                do="wait until the other is done; what it has stored is whole",
            )
        with believed_from(source):
            store_proven(connection, now, number, tile, entries)
