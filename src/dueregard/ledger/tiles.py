"""The tree's hashes in tiles of 256: what is stored, what is exchanged, what a proof reads.

C2SP tlog-tiles (c2sp.org/tlog-tiles): tile (level L, number n) holds the hashes of the tree's level 8*L from index
256*n on, one behind the other. The seven levels between are computed from a tile, never stored. The last tile of a
level may be partial: it holds the hashes of complete subtrees and nothing else.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from dueregard.ledger.merkle import HASH_BYTES, MAX_SIZE, HashAt, node_hash

TILE_HEIGHT: Final = 8
TILE_WIDTH: Final = 1 << TILE_HEIGHT

ReadTile = Callable[[int, int], bytes]
"""(level, number) -> the hashes of that tile, one behind the other; as many as there are."""


class TileError(ValueError):
    """A tile holds too few, too many or broken hashes. The message names the tile."""


def hash_in_tiles(read_tile: ReadTile) -> HashAt:
    """Return a function that finds the hash at (level, index) by reading tiles.

    What was read and what was computed is kept for as long as the function is: each tile is read once. A tile may
    hold more hashes than the tree that is asked about has, so that old roots can be found in a grown log.
    """
    tiles: dict[tuple[int, int], bytes] = {}
    computed: dict[tuple[int, int], bytes] = {}

    def hash_at(level: int, index: int) -> bytes:
        if level % TILE_HEIGHT == 0:
            return stored(level // TILE_HEIGHT, index)
        found = computed.get((level, index))
        if found is None:  # at most seven levels down to a stored one
            found = node_hash(hash_at(level - 1, 2 * index), hash_at(level - 1, 2 * index + 1))
            computed[level, index] = found
        return found

    def stored(level: int, index: int) -> bytes:
        number, place = divmod(index, TILE_WIDTH)
        tile = tiles.get((level, number))
        if tile is None:
            tile = tiles[level, number] = _whole_hashes(read_tile(level, number), level, number)
        found = tile[place * HASH_BYTES : (place + 1) * HASH_BYTES]
        if not found:
            raise TileError(
                f"tile {level}/{number} holds {len(tile) // HASH_BYTES} hashes; hash {place} of it is needed"
            )
        return found

    return hash_at


def grown(
    read_tile: ReadTile, old_size: int, new_leaf_hashes: Sequence[bytes]
) -> dict[tuple[int, int], bytes]:
    """Return every tile that is changed or new once the leaves are appended, by (level, number).

    ``read_tile`` is asked only for the partial tiles of the tree of ``old_size`` leaves which grow, one of each
    level at most, and must return exactly the hashes that tree has there: more or fewer is a TileError, because
    then tiles and size no longer belong together and appending would bury that.
    """
    new_size = old_size + len(new_leaf_hashes)
    if old_size < 0 or new_size > MAX_SIZE:
        raise ValueError(f"a tree of {old_size} leaves cannot grow by {len(new_leaf_hashes)}")
    for found in new_leaf_hashes:
        if len(found) != HASH_BYTES:
            raise ValueError(f"a leaf hash of {len(found)} bytes; SHA-256 has {HASH_BYTES}")
    tiles: dict[tuple[int, int], bytes] = {}
    level, hashes = 0, list(new_leaf_hashes)
    while hashes:
        first, held = divmod(old_size >> (TILE_HEIGHT * level), TILE_WIDTH)
        if held:
            hashes[:0] = _hashes_of(_exactly(held, read_tile(level, first), level, first))
        full: list[bytes] = []
        for number, start in enumerate(range(0, len(hashes), TILE_WIDTH), first):
            in_tile = hashes[start : start + TILE_WIDTH]
            tiles[level, number] = b"".join(in_tile)
            if len(in_tile) == TILE_WIDTH:
                full.append(_root_of_full(in_tile))
        level, hashes = level + 1, full
    return tiles


def tiles_above(leaf: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield (level, number) of each tile of a tree of ``size`` leaves that holds a hash over this leaf or beside it.

    A proof that begins at a leaf reads these and those above the tree's last leaf.

    >>> list(tiles_above(0, 1000)), list(tiles_above(999, 1000))
    ([(0, 0), (1, 0)], [(0, 3), (1, 0)])
    """
    level = 0
    while at_level := size >> (TILE_HEIGHT * level):
        number = leaf >> (TILE_HEIGHT * (level + 1))
        if number * TILE_WIDTH < at_level:
            yield level, number
        level += 1


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Yield (level, number, width) of every tile of a tree of ``size`` leaves, level by level.

    >>> list(tiles_of(256))
    [(0, 0, 256), (1, 0, 1)]
    """
    level, at_level = 0, size
    while at_level:
        full, partial = divmod(at_level, TILE_WIDTH)
        for number in range(full):
            yield level, number, TILE_WIDTH
        if partial:
            yield level, full, partial
        level, at_level = level + 1, full


def tile_path(level: int, number: int, width: int) -> str:
    """Return a tile's name for exchange (tlog-tiles, "Merkle Tree").

    >>> tile_path(0, 1234067, 256)
    'tile/0/x001/x234/067'
    >>> tile_path(1, 0, 17)
    'tile/1/000.p/17'
    """
    if not 0 <= level <= 63:  # tlog-tiles: a decimal integer between 0 and 63
        raise ValueError(f"a tile's level is 0 to 63, not {level}")
    return f"tile/{level}/{_numbered(number, width)}"


def bundle_path(number: int, width: int) -> str:
    """Return the name for exchange of the bundle of the entries 256*number .. 256*number+width-1.

    Not ``tile/entries/``, where tlog-tiles has bundles with lengths of two bytes: ours have four.

    >>> bundle_path(3, 256), bundle_path(3906, 64)
    ('entries/003', 'entries/x003/906.p/64')
    """
    return f"entries/{_numbered(number, width)}"


def _numbered(number: int, width: int) -> str:
    """Return the number in elements of three digits, all but the last behind an x, and the width if partial."""
    if number < 0 or not 1 <= width <= TILE_WIDTH:
        raise ValueError(
            f"tile number {number} of width {width}: numbers count from 0, widths are 1 to {TILE_WIDTH}"
        )
    name = f"{number % 1000:03d}"
    while number := number // 1000:
        name = f"x{number % 1000:03d}/{name}"
    return name if width == TILE_WIDTH else f"{name}.p/{width}"


def _root_of_full(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def _whole_hashes(tile: bytes, level: int, number: int) -> bytes:
    if len(tile) % HASH_BYTES or len(tile) > TILE_WIDTH * HASH_BYTES:
        raise TileError(
            f"tile {level}/{number} has {len(tile)} bytes; expected up to {TILE_WIDTH} hashes of {HASH_BYTES}"
        )
    return tile


def _exactly(held: int, tile: bytes, level: int, number: int) -> bytes:
    if len(tile) != held * HASH_BYTES:
        raise TileError(
            f"tile {level}/{number} has {len(tile)} bytes; the log's size says {held} hashes of {HASH_BYTES}"
        )
    return tile


def _hashes_of(tile: bytes) -> list[bytes]:
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]
