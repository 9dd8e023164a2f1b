"""Tiles believed only hash by hash: whoever hands them out can be anybody, the root is the one that was signed.

The last tile of each level, where it is partial, holds exactly the hashes from which the root is computed, so the
root proves all of them at once. A full tile is proven by the one hash of it that stands in the tile above.
"""

from dueregard.ledger.merkle import EMPTY_ROOT, HASH_BYTES, node_hash, root
from dueregard.ledger.tiles import TILE_HEIGHT, TILE_WIDTH, ReadTile, TileError, hash_in_tiles

_FULL_BYTES = TILE_WIDTH * HASH_BYTES


def proven_tiles(read_tile: ReadTile, size: int, signed_root: bytes) -> ReadTile:
    """Return a function that reads tiles of the tree of ``size`` leaves and returns only what ``signed_root`` proves.

    The partial tiles are read and proven at once, one of each level at most; TileError where they do not lead to the
    root. Each full tile is proven when it is read; TileError names the one that is wrong. Tiles above the lowest
    level are kept: 8 kB for every 65,536 entries. Asked for a tile which such a tree has not, it raises ValueError.
    """
    edge = {
        level: _first(read_tile(level, at_level // TILE_WIDTH), at_level % TILE_WIDTH, level, at_level)
        for level, at_level in _levels(size)
        if at_level % TILE_WIDTH
    }
    found = root(size, hash_in_tiles(lambda level, _number: edge[level])) if size else EMPTY_ROOT
    if found != signed_root:
        raise TileError(
            f"the last tiles lead to the root {found.hex()}, but the tree of {size} entries has {signed_root.hex()}"
        )
    kept: dict[tuple[int, int], bytes] = {}

    def proven(level: int, number: int) -> bytes:
        at_level = size >> (TILE_HEIGHT * level)
        if not 0 <= number * TILE_WIDTH < at_level:
            raise ValueError(f"a tree of {size} entries has no tile {level}/{number}")
        if number == at_level // TILE_WIDTH:
            return edge[level]
        if (level, number) in kept:
            return kept[level, number]
        tile = _first(read_tile(level, number), TILE_WIDTH, level, at_level)
        above, place = divmod(number, TILE_WIDTH)
        if hash_of_full_tile(tile) != hash_in(proven(level + 1, above), place):
            raise TileError(f"tile {level}/{number} is not the one that leads to the signed root")
        if level:
            kept[level, number] = tile
        return tile

    return proven


def hash_in(tile: bytes, place: int) -> bytes:
    """Return the hash at a place of a tile, counted from 0; TileError where there is none."""
    found = tile[place * HASH_BYTES : (place + 1) * HASH_BYTES]
    if len(found) != HASH_BYTES:
        raise TileError(f"a tile of {len(tile)} bytes has no hash {place}")
    return found


def hash_of_full_tile(tile: bytes) -> bytes:
    """Return the one hash that stands for a full tile in the tile above."""
    if len(tile) != _FULL_BYTES:
        raise TileError(f"a full tile has {_FULL_BYTES} bytes, not {len(tile)}")
    hashes = [tile[at : at + HASH_BYTES] for at in range(0, _FULL_BYTES, HASH_BYTES)]
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def _levels(size: int) -> list[tuple[int, int]]:
    """Return (level, hashes that the tree has stored at it) for every level of tiles."""
    found, level = [], 0
    while at_level := size >> (TILE_HEIGHT * level):
        found.append((level, at_level))
        level += 1
    return found


def _first(tile: bytes, width: int, level: int, at_level: int) -> bytes:
    """Return the first hashes of a tile: one that has grown since begins with those it had."""
    needed = width * HASH_BYTES
    if len(tile) < needed:
        raise TileError(
            f"the last tile of level {level} has {len(tile)} bytes; {at_level} hashes there need {needed}"
            if width < TILE_WIDTH
            else f"a full tile of level {level} has {len(tile)} bytes; expected {needed}"
        )
    return tile[:needed]
