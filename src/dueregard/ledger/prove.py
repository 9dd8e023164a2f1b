"""Proofs from a log's tiles: that an entry is in it, that it only grew; receipts. Each is verified before it is given.

A proof from a damaged tile would make the node look as if it had changed its log.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from dueregard.ledger.checkpoint import Checkpoint, signed_by_log
from dueregard.ledger.checkpoint_rows import note_at_least, with_cosignatures, witnessed_at_most
from dueregard.ledger.database import Ledger, reading
from dueregard.ledger.keys import PublicKey
from dueregard.ledger.log import Log
from dueregard.ledger.merkle import (
    HashAt,
    consistency_path,
    inclusion_path,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from dueregard.ledger.note import note_from
from dueregard.ledger.read import check_range, held
from dueregard.ledger.receipt import Receipt, receipt_for
from dueregard.ledger.rows import as_written, bodies_at, tiles_at_once
from dueregard.ledger.tiles import hash_in_tiles


def receipt(
    ledger: Ledger, origin: str, index: int, public_keys: Mapping[str, PublicKey] | None = None
) -> Receipt:
    """Return the receipt of an entry over the last checkpoint that a witness has countersigned and that reaches it.

    Over the last checkpoint of all where no witnessed one reaches the entry. ``public_keys`` are those, by id, that
    the receipt shall carry. UsageError where the log has no such entry.
    """
    with reading(ledger) as connection:
        found = held(connection, ledger, origin)
        check_range(found, index, index + 1)
        with as_written(ledger, origin):
            note = witnessed_at_most(connection, found.log.number, found.checkpoint.size)
            tree = found.checkpoint if note is None else signed_by_log(note_from(note), found.log.key)
            if note is None or tree.size <= index:
                note, tree = found.note, found.checkpoint
            whole = with_cosignatures(connection, found.log.number, tree.size, note)
            (body,) = bodies_at(connection, found.log.number, [index]).values()
            tiles = tiles_at_once(connection, found.log.number, tree.size, index)
            path = _proven_path(body, index, tree, hash_in_tiles(tiles))
            return receipt_for(body, index, path, whole, public_keys or {})


def receipts_in(
    connection: Connection,
    log: Log,
    indices: Sequence[int],
    public_keys: Mapping[str, PublicKey],
    hash_at: HashAt,
) -> tuple[Receipt, ...]:
    """Return the receipts of entries, each over the first checkpoint that held it; ValueError where tiles are damaged.

    For one entry they are always the same bytes.
    """
    found = bodies_at(connection, log.number, sorted(set(indices)))
    made: dict[int, Receipt] = {}
    note, tree = b"", None
    for index, body in found.items():
        # The first checkpoint over one entry is that over the next ones too, as far as it reaches.
        if tree is None or tree.size <= index:
            note = note_at_least(connection, log.number, index + 1) or b""
            tree = signed_by_log(note_from(note), log.key)
        path = _proven_path(body, index, tree, hash_at)
        made[index] = receipt_for(body, index, path, note, public_keys)
    return tuple(made[index] for index in indices)


def consistency_proof(ledger: Ledger, origin: str, old_size: int, new_size: int) -> tuple[bytes, ...]:
    """Return the proof that the log of ``old_size`` entries is the beginning of that of ``new_size`` (RFC 6962 §2.1.2).

    UsageError where the log does not reach so far.
    """
    with reading(ledger) as connection:
        found = held(connection, ledger, origin)
        check_range(found, old_size, new_size)
        with as_written(ledger, origin):
            tree = found.checkpoint
            leaves = [max(0, leaf) for size in (old_size, new_size) for leaf in (size - 1, size)]
            hash_at = hash_in_tiles(tiles_at_once(connection, found.log.number, tree.size, *leaves))
            if root(tree.size, hash_at) != tree.root:
                raise ValueError(f"its tiles do not lead to the root of its checkpoint of {tree.size}")
            path = consistency_path(old_size, new_size, hash_at)
            verify_consistency(old_size, new_size, root(old_size, hash_at), root(new_size, hash_at), path)
            return path


def _proven_path(body: bytes, index: int, tree: Checkpoint, hash_at: HashAt) -> tuple[bytes, ...]:
    path = inclusion_path(index, tree.size, hash_at)
    verify_inclusion(leaf_hash(body), index, tree.size, path, tree.root)
    return path
