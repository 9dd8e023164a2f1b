"""Tiles hold the tree that the leaves make, however it grew; they are named as C2SP tlog-tiles names them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_log import numbered_leaves, tree

from dueregard.ledger.merkle import (
    MAX_SIZE,
    consistency_path,
    inclusion_path,
    root,
    verify_consistency,
    verify_inclusion,
)
from dueregard.ledger.tiles import TileError, bundle_path, grown, hash_in_tiles, tile_path, tiles_of

LEAVES = numbered_leaves(70_000)  # tlog-tiles' own example of a size
STEPS = st.lists(
    st.one_of(st.integers(0, 3), st.integers(250, 260), st.integers(500, 1100)), min_size=1, max_size=12
)


def grow(steps: list[int], leaves: list[bytes] = LEAVES) -> tuple[int, dict[tuple[int, int], bytes]]:
    """Return the size and all tiles of a tree that grew by these steps."""
    size, tiles = 0, {}
    for step in steps:
        tiles.update(grown(lambda level, number: tiles[level, number], size, leaves[size : size + step]))
        size += step
    return size, tiles


def reader(tiles):
    return lambda level, number: tiles.get((level, number), b"")


def test_a_tree_of_70_000_leaves_has_the_tiles_that_tlog_tiles_counts():
    """273 full and one partial tile of 112 at level 0; one full and one of 17 at level 1; one of 1 at level 2."""
    widths = {}
    for level, number, width in tiles_of(70_000):
        widths.setdefault(level, []).append(width)
        assert number == len(widths[level]) - 1
    assert widths == {0: [256] * 273 + [112], 1: [256, 17], 2: [1]}
    size, tiles = grow([70_000])
    assert sorted((*place, len(tile) // 32) for place, tile in tiles.items()) == sorted(tiles_of(size))
    hash_at = hash_in_tiles(reader(tiles))
    assert root(70_000, hash_at) == root(70_000, tree(LEAVES))


@settings(deadline=None, max_examples=60)
@given(STEPS)
def test_tiles_are_the_same_however_the_tree_grew(steps):
    size, tiles = grow(steps)
    assert tiles == grow([size])[1]
    assert sorted((*place, len(tile) // 32) for place, tile in tiles.items()) == sorted(tiles_of(size))


@settings(deadline=None, max_examples=60)
@given(STEPS, st.data())
def test_proofs_from_tiles_hold_for_every_tree_there_has_been(steps, data):
    """Older roots are found in the tiles of the grown tree, whose last tiles hold more."""
    now, tiles = grow([*steps, 1])
    size = data.draw(st.integers(1, now))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    hash_at, from_leaves = hash_in_tiles(reader(tiles)), tree(LEAVES)
    at = root(size, hash_at)
    assert at == root(size, from_leaves)
    verify_inclusion(LEAVES[index], index, size, inclusion_path(index, size, hash_at), at)
    verify_consistency(old, size, root(old, hash_at), at, consistency_path(old, size, hash_at))


def test_appending_one_leaf_reads_one_tile_and_writes_one_unless_a_tile_fills_up():
    size, tiles = grow([65_535 + 256])
    read = []

    def read_tile(level, number):
        read.append((level, number))
        return tiles[level, number]

    assert set(grown(read_tile, size, LEAVES[size : size + 1])) == {(0, 256), (1, 1)}
    assert read == [(0, 256)], "the tile above is new, the one above that does not change"
    read.clear()
    size, tiles = grow([70_000])
    assert set(grown(read_tile, size, LEAVES[:1])) == {(0, 273)}
    assert read == [(0, 273)]
    read.clear()
    assert grown(read_tile, size, []) == {}
    assert read == []


def test_a_proof_reads_each_tile_once():
    size, tiles = grow([70_000])
    read = []

    def read_tile(level, number):
        read.append((level, number))
        return tiles[level, number]

    inclusion_path(12_345, size, hash_in_tiles(read_tile))
    assert len(read) == len(set(read)) <= 5


def test_tiles_that_do_not_belong_to_the_size_are_refused_by_name():
    _, tiles = grow([300])
    with pytest.raises(TileError, match=r"tile 0/1 has 1408 bytes; the log's size says 43 hashes"):
        grown(reader(tiles), 299, LEAVES[:1])
    with pytest.raises(TileError, match=r"tile 0/1 has 1408 bytes; the log's size says 45 hashes"):
        grown(reader(tiles), 301, LEAVES[:1])
    with pytest.raises(TileError, match=r"tile 0/1 holds 44 hashes; hash 44 of it is needed"):
        root(301, hash_in_tiles(reader(tiles)))
    with pytest.raises(TileError, match=r"tile 0/0 has 8191 bytes"):
        root(1, hash_in_tiles(reader({(0, 0): tiles[0, 0][:-1]})))
    with pytest.raises(TileError, match=r"tile 0/0 has 8224 bytes"):
        root(1, hash_in_tiles(reader({(0, 0): tiles[0, 0] + bytes(32)})))
    with pytest.raises(ValueError, match="31 bytes"):
        grown(reader({}), 0, [bytes(31)])
    for size in (-1, MAX_SIZE):
        with pytest.raises(ValueError, match=f"of {size} leaves cannot grow by 1"):
            grown(reader({}), size, LEAVES[:1])


# golang.org/x/mod, sumdb/tlog/tlog_test.go (tilePaths), without the height that Go's paths begin with, and the
# example of c2sp.org/tlog-tiles, "Merkle Tree".
@pytest.mark.parametrize(
    ("level", "number", "width", "name"),
    [
        (0, 1, 256, "tile/0/001"),
        (0, 1, 5, "tile/0/001.p/5"),
        (5, 123456078, 256, "tile/5/x123/x456/078"),
        (5, 123456078, 2, "tile/5/x123/x456/078.p/2"),
        (0, 3057500, 256, "tile/0/x003/x057/500"),
        (0, 1234067, 256, "tile/0/x001/x234/067"),
        (63, 0, 255, "tile/63/000.p/255"),
        (0, 1000, 1, "tile/0/x001/000.p/1"),
    ],
)
def test_tiles_are_named_as_tlog_tiles_names_them(level, number, width, name):
    assert tile_path(level, number, width) == name


def test_names_of_tiles_that_cannot_be_are_refused():
    for level, number, width in ((64, 0, 1), (-1, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)):
        with pytest.raises(ValueError, match=r"level is 0 to 63|widths are 1 to 256"):
            tile_path(level, number, width)
    with pytest.raises(ValueError, match="widths are 1 to 256"):
        bundle_path(0, 0)
