"""The proof that an entry is in the log of a size, verified before it is given."""

from dueregard.ledger.database import Ledger, reading
from dueregard.ledger.merkle import inclusion_path, leaf_hash, root, verify_inclusion
from dueregard.ledger.read import check_range, held
from dueregard.ledger.rows import as_written, bodies_at, tiles_at_once
from dueregard.ledger.tiles import hash_in_tiles
from dueregard.web.shapes import InclusionProof


def inclusion_proof(ledger: Ledger, origin: str, index: int, size: int | None) -> InclusionProof:
    """Return the proof that entry ``index`` is in the log of ``size`` entries, or of all it has now.

    UsageError where the log does not reach so far; DataError where it is damaged.
    """
    with reading(ledger) as connection:
        found = held(connection, ledger, origin)
        size = found.checkpoint.size if size is None else size
        check_range(found, 0, size)
        check_range(found, index, index + 1)
        with as_written(ledger, origin):
            tree = found.checkpoint
            leaves = (index, max(0, size - 1))
            hash_at = hash_in_tiles(tiles_at_once(connection, found.log.number, tree.size, *leaves))
            if root(tree.size, hash_at) != tree.root:
                raise ValueError(f"its tiles do not lead to the root of its checkpoint of {tree.size}")
            (body,) = bodies_at(connection, found.log.number, [index]).values()
            path, at_size = inclusion_path(index, size, hash_at), root(size, hash_at)
            verify_inclusion(leaf_hash(body), index, size, path, at_size)
    return InclusionProof(
        index=index,
        entry_id=leaf_hash(body).hex(),
        size=size,
        root=at_size.hex(),
        path=tuple(one.hex() for one in path),
    )
