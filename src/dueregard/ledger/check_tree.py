"""A log's tree computed again from its leaves, as far as they have come, and held against the stored tiles.

Of each level only the last tile is kept: no root of a tree that ends in the tile of leaves at hand needs more.
"""

from collections.abc import Sequence
from itertools import chain

from dueregard.ledger.database import Ledger, reading
from dueregard.ledger.log import Log
from dueregard.ledger.merkle import HASH_BYTES, root
from dueregard.ledger.problem import Problem
from dueregard.ledger.proven import hash_of_full_tile
from dueregard.ledger.rows import tile_reader
from dueregard.ledger.tiles import TILE_WIDTH, TileError, hash_in_tiles
from dueregard.model.errors import DataError


class TreeSoFar:
    """The tree of the leaves added so far. ``compared``: how many stored tiles were held against it."""

    def __init__(self, ledger: Ledger, log: Log) -> None:
        self.compared = 0
        self._ledger, self._log = ledger, log
        # By level: the hashes of the last tile, and which tile of its level it is.
        self._last: list[list[bytes]] = []
        self._number: list[int] = []

    def add(self, leaves: Sequence[bytes]) -> list[Problem]:
        """Add the next tile of leaves, full unless it is the log's last, and return what is wrong in the tiles above
        that it completes.
        """
        self._begin_tile(0)
        self._last[0][:] = leaves
        self.compared += 1
        problems = []
        level = 0
        while len(self._last[level]) == TILE_WIDTH:
            hashed = hash_of_full_tile(b"".join(self._last[level]))
            level += 1
            if len(self._last) == level or len(self._last[level]) == TILE_WIDTH:
                self._begin_tile(level)
            self._last[level].append(hashed)
            if len(self._last[level]) == TILE_WIDTH:
                problems += self._compared(level)
        return problems

    def end(self) -> list[Problem]:
        """Return what is wrong in the tiles above the leaves that are not full at the end of the log."""
        partial = [level for level, last in enumerate(self._last) if level and len(last) < TILE_WIDTH]
        return list(chain.from_iterable(map(self._compared, partial)))

    def root(self, size: int) -> bytes:
        """Return the root of the first ``size`` leaves, a tree that ends in the tile added last."""
        return root(size, hash_in_tiles(lambda level, _number: b"".join(self._last[level])))

    def stored(self, level: int, number: int, width: int) -> tuple[list[bytes], list[Problem]]:
        """Return the hashes of a stored tile, as many as can be read, and what is wrong if not ``width``."""
        where = f"tile {level}/{number}"
        try:
            with reading(self._ledger) as connection:
                tile = tile_reader(connection, self._log.number)(level, number)
        except (DataError, TileError):
            return [], [Problem(where, "it is not there, or cannot be read")]
        # Tiles of a copy are those of the largest tree that was believed, also before its entries are pulled.
        ahead = not self._log.own and len(tile) % HASH_BYTES == 0 and len(tile) > width * HASH_BYTES
        wrong = (
            []
            if len(tile) == width * HASH_BYTES or ahead
            else [Problem(where, f"it has {len(tile)} bytes; {width} hashes have {width * HASH_BYTES}")]
        )
        whole = len(tile) // HASH_BYTES * HASH_BYTES
        return [tile[at : at + HASH_BYTES] for at in range(0, whole, HASH_BYTES)][:width], wrong

    def leads_up(self, leaves: Sequence[bytes], number: int) -> bool:
        """Return whether a full tile of leaves has the hash that is stored for it one level up."""
        above, place = divmod(number, TILE_WIDTH)
        hashes, _ = self.stored(1, above, TILE_WIDTH)
        return place < len(hashes) and hashes[place] == hash_of_full_tile(b"".join(leaves))

    def root_with(self, leaves: Sequence[bytes], size: int) -> bytes:
        """Return the root of ``size`` leaves, of which these are the last ones, those of a tile not yet added."""
        last = b"".join(leaves)
        return root(
            size, hash_in_tiles(lambda level, _number: b"".join(self._last[level]) if level else last)
        )

    def _begin_tile(self, level: int) -> None:
        if len(self._last) == level:
            self._last.append([])
            self._number.append(0)
        elif self._last[level]:
            self._last[level] = []
            self._number[level] += 1

    def _compared(self, level: int) -> list[Problem]:
        number, computed = self._number[level], self._last[level]
        hashes, problems = self.stored(level, number, len(computed))
        self.compared += 1
        spans = TILE_WIDTH**level
        for place, (one, other) in enumerate(zip(hashes, computed, strict=False)):
            if one != other:
                first = (number * TILE_WIDTH + place) * spans
                said = f"its hash over the entries {first} to {first + spans - 1} is not theirs"
                problems.append(Problem(f"tile {level}/{number}", said))
        return problems
