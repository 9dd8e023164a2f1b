"""A log as the files it is published in: ``checkpoint``, ``tile/…``, ``entries/…`` (docs/decisions/0008).

All but the checkpoint never change once they are full. The same files are exported to a folder or a zip file, and
served by a web server straight from the database.
"""

import re
from collections.abc import Iterator
from typing import Final

from dueregard.ledger.checkpoint import Checkpoint
from dueregard.ledger.checkpoint_rows import with_cosignatures
from dueregard.ledger.database import Ledger, reading
from dueregard.ledger.exchange.bundle import bundle_bytes
from dueregard.ledger.merkle import HASH_BYTES, leaf_hash, root
from dueregard.ledger.proven import hash_in, proven_tiles
from dueregard.ledger.read import MOST_BYTES, held
from dueregard.ledger.rows import as_written, bodies, spans, tile_reader
from dueregard.ledger.tiles import TILE_HEIGHT, TILE_WIDTH, bundle_path, hash_in_tiles, tile_path, tiles_of

CHECKPOINT: Final = "checkpoint"
_NUMBERED: Final = re.compile(
    r"(?:tile/(0|[1-9][0-9]?)|entries)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


class Publication:
    """A log as far as its last checkpoint reached when this was made. Nothing is handed out that its root does not
    prove; DataError names what in the database does not belong under it.
    """

    def __init__(self, ledger: Ledger, origin: str) -> None:
        with reading(ledger) as connection:
            found = held(connection, ledger, origin)
            self.note = with_cosignatures(connection, found.log.number, found.checkpoint.size, found.note)
        self.tree, self.key = found.checkpoint, found.log.key
        self._ledger, self._log = ledger, found.log

        def read_tile(level: int, number: int) -> bytes:
            with reading(ledger) as connection:
                return tile_reader(connection, found.log.number)(level, number)

        with as_written(ledger, origin):
            self._tile = proven_tiles(read_tile, self.tree.size, self.tree.root)

    def paths(self, since: int = 0) -> Iterator[str]:
        """Yield the name of every file, the checkpoint last; of full ones only those that reach behind ``since``
        entries, which are all that somebody needs who holds so many.
        """
        for number, width in _bundles(self.tree.size):
            if (number + 1) * TILE_WIDTH > since:
                yield bundle_path(number, width)
        for level, number, width in tiles_of(self.tree.size):
            if (number + 1) << (TILE_HEIGHT * (level + 1)) > since:
                yield tile_path(level, number, width)
        yield CHECKPOINT

    def paths_at(self, size: int) -> Iterator[str]:
        """Yield the names of the tiles and bundles of this log when it had ``size`` entries."""
        for number, width in _bundles(size):
            yield bundle_path(number, width)
        for level, number, width in tiles_of(size):
            yield tile_path(level, number, width)

    def began_as(self, tree: Checkpoint) -> bool:
        """Return whether the log, when it had as many entries as this tree, was this tree."""
        if tree.size > self.tree.size:
            return False
        with as_written(self._ledger, self._log.origin):
            return root(tree.size, hash_in_tiles(self._tile)) == tree.root

    def file(self, path: str) -> Iterator[bytes] | None:
        """Return the pieces of a file, None where this log has no such file.

        A partial tile or bundle is given for every width that the log has had.
        """
        if path == CHECKPOINT:
            return iter([self.note])
        parts = _NUMBERED.fullmatch(path)
        if parts is None:
            return None
        number = int(parts[2].replace("x", "").replace("/", ""))
        width = int(parts[3]) if parts[3] else TILE_WIDTH
        level = int(parts[1]) if parts[1] else 0
        there = (self.tree.size >> (TILE_HEIGHT * level)) - number * TILE_WIDTH
        if not 1 <= width <= min(there, TILE_WIDTH):
            return None
        spelt = tile_path(level, number, width) if parts[1] else bundle_path(number, width)
        if spelt != path:
            return None
        return self._tile_piece(level, number, width) if parts[1] else self._bundle(number, width)

    def _tile_piece(self, level: int, number: int, width: int) -> Iterator[bytes]:
        with as_written(self._ledger, self._log.origin):
            tile = self._tile(level, number)
        yield tile[: width * HASH_BYTES]

    def _bundle(self, number: int, width: int) -> Iterator[bytes]:
        start, log = number * TILE_WIDTH, self._log.number
        with as_written(self._ledger, self._log.origin):
            tile = self._tile(0, number)
            with reading(self._ledger) as connection:
                parts = spans(connection, log, start, start + width, MOST_BYTES)
        for begin, end in parts:
            with as_written(self._ledger, self._log.origin):
                with reading(self._ledger) as connection:
                    read = bodies(connection, log, begin, end)
                for index, body in enumerate(read, begin):
                    if leaf_hash(body) != hash_in(tile, index - start):
                        raise ValueError(f"entry {index} is not the one under the signed root")
            yield bundle_bytes(read)


def _bundles(size: int) -> Iterator[tuple[int, int]]:
    full, partial = divmod(size, TILE_WIDTH)
    for number in range(full):
        yield number, TILE_WIDTH
    if partial:
        yield full, partial
