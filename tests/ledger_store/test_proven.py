"""Tiles that anybody hands out are believed only where they lead to the root."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.ledger.merkle import EMPTY_ROOT, leaf_hash, root
from dueregard.ledger.proven import proven_tiles
from dueregard.ledger.tiles import TileError, grown, hash_in_tiles, tiles_of

SIZE = 256 * 257 + 3  # three levels: full tiles of the second, a partial one of each
LEAVES = [leaf_hash(b"%d" % n) for n in range(SIZE)]
TILES = grown(lambda level, number: b"", 0, LEAVES)


def read(level: int, number: int) -> bytes:
    return TILES[level, number]


def root_of(size: int) -> bytes:
    return root(size, hash_in_tiles(read))


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, SIZE])
def test_every_tile_of_a_tree_is_proven_also_from_one_that_has_grown(size: int) -> None:
    proven = proven_tiles(read, size, root_of(size))
    asked = [one for one in tiles_of(size) if one[0] or one[1] % 60 == 0 or one[1] > size // 256 - 2]
    for level, number, width in asked:
        assert proven(level, number) == TILES[level, number][: width * 32]
    for level, number in ((0, -(-size // 256)), (3, 0), (0, -1)):
        with pytest.raises(ValueError, match="has no tile"):
            proven(level, number)


def test_the_tree_of_no_leaves_has_its_root() -> None:
    proven_tiles(read, 0, EMPTY_ROOT)
    with pytest.raises(TileError):
        proven_tiles(read, 0, bytes(32))


def lying(level: int, number: int, change: Callable[[bytes], bytes]) -> Callable[[int, int], bytes]:
    def read_tile(asked_level: int, asked_number: int) -> bytes:
        found = TILES[asked_level, asked_number]
        return change(found) if (asked_level, asked_number) == (level, number) else found

    return read_tile


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([(0, 0), (0, 255), (0, 256), (0, 257), (1, 0), (1, 1), (2, 0)]), st.data())
def test_no_flipped_bit_is_believed(tile: tuple[int, int], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(TILES[tile]) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    read_tile = lying(*tile, lambda old: old[:at] + bytes([old[at] ^ bit]) + old[at + 1 :])
    with pytest.raises(TileError, match="tile"):
        proven_tiles(read_tile, SIZE, root_of(SIZE))(*tile)


@pytest.mark.parametrize("tile", [(0, 0), (0, 257), (1, 0), (1, 1), (2, 0)])
@pytest.mark.parametrize("change", [lambda old: old[:-1], lambda old: b"", lambda old: old[::-1]])
def test_no_other_tile_is_believed(tile: tuple[int, int], change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(TileError):
        proven_tiles(lying(*tile, change), SIZE, root_of(SIZE))(*tile)


def test_nothing_is_read_but_the_way_up() -> None:
    asked: list[tuple[int, int]] = []

    def noted(level: int, number: int) -> bytes:
        asked.append((level, number))
        return TILES[level, number]

    proven = proven_tiles(noted, SIZE, root_of(SIZE))
    assert sorted(asked) == [(0, 257), (1, 1), (2, 0)]
    proven(0, 7)
    proven(0, 8)
    assert asked[3:] == [(0, 7), (1, 0), (0, 8)]
