"""Appending: envelopes become entries at the end of this node's own log, on the disk before anybody is told.

Entries, tiles and the signed checkpoint are one transaction. The same envelope twice is one entry: whoever did not
hear the answer sends it again and gets the receipt of the first.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from dueregard.ledger.checkpoint import Checkpoint, sign_checkpoint, signed_by_log
from dueregard.ledger.checkpoint_rows import note_at_most, store_note
from dueregard.ledger.database import Ledger, writing
from dueregard.ledger.entry import entry_bytes
from dueregard.ledger.envelope import Envelope, envelope_hash
from dueregard.ledger.keys import PublicKey, SigningKey
from dueregard.ledger.log import Log, own_log
from dueregard.ledger.merkle import HashAt, leaf_hash, root
from dueregard.ledger.note import note_bytes, note_from
from dueregard.ledger.prove import receipts_in
from dueregard.ledger.receipt import Receipt
from dueregard.ledger.rows import (
    EntryRow,
    as_written,
    indices_of,
    received_last,
    store_entries,
    store_tiles,
    tile_reader,
)
from dueregard.ledger.tiles import grown, hash_in_tiles
from dueregard.model.errors import DataError
from dueregard.model.time import format_instant

STANDS_STILL: Final = timedelta(seconds=5)  # a clock that is set right by so much is no reason to refuse

Clock = Callable[[], datetime]
"""-> now, with a zone."""


def append(
    ledger: Ledger,
    envelopes: Iterable[Envelope],
    clock: Clock,
    key: SigningKey,
    public_keys: Mapping[str, PublicKey] | None = None,
) -> tuple[Receipt, ...]:
    """Return a receipt for each envelope, in their order, after all of them are committed to the disk, or none.

    The log is the own one that ``key`` signs. All entries of one call bear one time, the clock's once the writer's
    turn has come, or that of the last entry where the clock is up to five seconds behind it. An envelope that is on
    record already, or twice in one call, is one entry; its receipt is over the first checkpoint that held it. Whose
    signatures hold is not looked at here; ``public_keys`` are those, by id, that the receipts shall carry.

    Raises DataError where the clock is further behind, another writer does not end, the disk is full or cannot be
    written, or the log is damaged where it would grow; ValueError where the clock has no zone. Nothing is appended
    then.
    """
    given = tuple(envelopes)
    hashes = [envelope_hash(one) for one in given]
    if not given:
        return ()
    with writing(ledger) as connection:
        log = own_log(connection, ledger, key)
        with as_written(ledger, log.origin):
            indices = indices_of(connection, log.number, hashes)
        new = {one_hash: one for one_hash, one in zip(hashes, given, strict=True) if one_hash not in indices}
        if new:
            received_at = _received_at(connection, ledger, log, clock())
            entries = [_entry(received_at, one_hash, envelope) for one_hash, envelope in new.items()]
            with as_written(ledger, log.origin):
                hash_at = _grow(connection, log, entries, key)
            indices.update((one.envelope_hash, index) for index, one in enumerate(entries, log.size))
        else:
            hash_at = hash_in_tiles(tile_reader(connection, log.number))
        with as_written(ledger, log.origin):
            where = [indices[one_hash] for one_hash in hashes]
            return receipts_in(connection, log, where, public_keys or {}, hash_at)


def _received_at(connection: Connection, ledger: Ledger, log: Log, now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError(f"the clock says {now.isoformat()} without a zone; expected an instant in UTC")
    with as_written(ledger, log.origin):
        last = received_last(connection, log.number, log.size)
    if last is None or now >= last:
        return now
    if last - now <= STANDS_STILL:
        return last
    raise DataError(
        f"the clock says {format_instant(now)}, but the last entry was received at {format_instant(last)}",
        where=f"{ledger.name}, log {log.origin}",
        expected=f"a clock at most {STANDS_STILL.seconds} s behind it: time on record does not run backwards",
        do="set the clock right and append again; nothing was appended",
    )


def _entry(received_at: datetime, one_hash: bytes, envelope: Envelope) -> EntryRow:
    body = entry_bytes(received_at, envelope)
    return EntryRow(received_at, one_hash, leaf_hash(body), body)


def _grow(connection: Connection, log: Log, entries: list[EntryRow], key: SigningKey) -> HashAt:
    """Write the entries, the tiles and a checkpoint, and return how the grown tree's hashes are found.

    ValueError where the tree there is not the one last signed: a damaged tile that was built upon and signed would
    make two histories of one log.
    """
    held = note_at_most(connection, log.number, log.size)
    if held is None:
        raise ValueError("its checkpoints are not there")
    signed = signed_by_log(note_from(held), log.key)
    read_tile = tile_reader(connection, log.number)
    if signed.size != log.size or root(log.size, hash_in_tiles(read_tile)) != signed.root:
        raise ValueError(f"its {log.size} entries are not those of its last checkpoint of {signed.size}")
    tiles = grown(read_tile, log.size, [one.leaf_hash for one in entries])
    store_entries(connection, log.number, log.size, entries)
    store_tiles(connection, log.number, log.size, tiles)
    size = log.size + len(entries)

    def written(level: int, number: int) -> bytes:
        found = tiles.get((level, number))
        return read_tile(level, number) if found is None else found

    hash_at = hash_in_tiles(written)
    tree = Checkpoint(log.origin, size, root(size, hash_at))
    store_note(connection, log.number, size, note_bytes(sign_checkpoint(tree, key)))
    return hash_at
