"""The Merkle tree over a log's entries: its root, and proofs that an entry is in it and that it only grew.

RFC 6962 §2.1, kept by RFC 9162 §2.1: SHA-256, leaves prefixed with 0x00 and nodes with 0x01, so that no node can be
passed off as a leaf. Nothing here reads or stores a tree: whoever has the hashes hands in a function that returns
the one at (level, index). Every loop runs at most once for each of the 64 levels a tree can have.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Final

HASH_BYTES: Final = 32
MAX_SIZE: Final = 2**63  # a perfect tree of 63 levels; sizes and indices then fit 64 bits everywhere
EMPTY_ROOT: Final = sha256(b"").digest()  # RFC 6962 §2.1: MTH({}) = SHA-256()

HashAt = Callable[[int, int], bytes]
"""(level, index) -> the hash over the leaves index*2^level .. (index+1)*2^level-1, a complete subtree."""


class ProofError(ValueError):
    """A proof does not prove what it is said to prove. The message says what does not fit."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of an entry's bytes as a leaf (RFC 6962 §2.1).

    >>> leaf_hash(b"").hex()
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'
    """
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node from the hashes of its two children (RFC 6962 §2.1)."""
    return sha256(b"\x01" + left + right).digest()


def root(size: int, hash_at: HashAt) -> bytes:
    """Return the root of the first ``size`` leaves; ``EMPTY_ROOT`` for none.

    ``hash_at`` is asked only for complete subtrees, at most one of each level.
    """
    _check_size(size, "size")
    return _root_of_range(0, size, hash_at) if size else EMPTY_ROOT


def inclusion_path(index: int, size: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """Return the audit path of leaf ``index`` in the tree of ``size`` leaves, lowest hash first.

    RFC 6962 §2.1.1. Raises ValueError where the tree has no such leaf.
    """
    _check_size(size, "size")
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}; its leaves are counted from 0")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_root_of_range(middle, end, hash_at))
            end = middle
        else:
            path.append(_root_of_range(start, middle, hash_at))
            start = middle
    return tuple(reversed(path))


def consistency_path(old_size: int, new_size: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """Return the proof that the tree of ``old_size`` leaves is the beginning of the one of ``new_size``.

    RFC 6962 §2.1.2. The proof from an empty tree, and from a tree to itself, is empty.
    """
    _check_size(new_size, "new size")
    if not 0 <= old_size <= new_size:
        raise ValueError(f"a tree of {new_size} leaves has no beginning of {old_size}")
    if old_size == 0:
        return ()
    start, end, path = 0, new_size, []
    while end != old_size:
        middle = start + _split(end - start)
        if old_size <= middle:
            path.append(_root_of_range(middle, end, hash_at))
            end = middle
        else:
            path.append(_root_of_range(start, middle, hash_at))
            start = middle
    if start:  # the old tree's last subtree is not the whole old tree: the verifier cannot know its hash
        path.append(_root_of_range(start, end, hash_at))
    return tuple(reversed(path))


def root_from_inclusion(leaf: bytes, index: int, size: int, path: tuple[bytes, ...]) -> bytes:
    """Return the root which ``path`` leads to from the hash ``leaf`` at ``index`` (RFC 9162 §2.1.3.2).

    Raises ProofError where leaf, index, size and path cannot belong together.
    """
    if size > MAX_SIZE or not 0 <= index < size:
        raise ProofError(f"there is no leaf {index} in a tree of {size} leaves")
    _check_hashes((leaf, *path), "the leaf or the path")
    node, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ProofError(
                f"the path of leaf {index} in a tree of {size} leaves is too long: {len(path)} hashes"
            )
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError(
            f"the path of leaf {index} in a tree of {size} leaves is too short: {len(path)} hashes"
        )
    return found


def verify_inclusion(leaf: bytes, index: int, size: int, path: tuple[bytes, ...], root: bytes) -> None:
    """Return if ``path`` proves that the hash ``leaf`` stands at ``index`` under ``root``; else raise ProofError."""
    _check_hashes((root,), "the root")
    found = root_from_inclusion(leaf, index, size, path)
    if found != root:
        raise ProofError(
            f"the path of leaf {index} leads to root {found.hex()}, but the tree of {size} leaves has {root.hex()}"
        )


def verify_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, path: tuple[bytes, ...]
) -> None:
    """Return if ``path`` proves that the new tree begins with the old one; else raise ProofError.

    RFC 9162 §2.1.4.2. Two cases the RFC leaves to the reader have an empty path: equal sizes, whose roots must be
    equal, and an old tree of no leaves, whose root must be ``EMPTY_ROOT``.
    """
    if not 0 <= old_size <= new_size <= MAX_SIZE:
        raise ProofError(f"a tree of {new_size} leaves cannot have grown from one of {old_size}")
    _check_hashes((old_root, new_root, *path), "a root or the path")
    for size, found in ((old_size, old_root), (new_size, new_root)):
        if size == 0 and found != EMPTY_ROOT:
            raise ProofError(f"a tree without leaves has the root {EMPTY_ROOT.hex()}, not {found.hex()}")
    if old_size in (0, new_size):
        if path:
            raise ProofError(
                f"from {old_size} to {new_size} leaves the path is empty, this one has {len(path)} hashes"
            )
        if old_size == new_size and old_root != new_root:
            raise ProofError(
                f"two trees of {new_size} leaves have roots {old_root.hex()} and {new_root.hex()}"
            )
        return
    from_old, from_new = _roots_from_consistency(old_size, new_size, old_root, path)
    if from_old != old_root:
        raise ProofError(f"the path leads to {from_old.hex()} for {old_size} leaves, not to {old_root.hex()}")
    if from_new != new_root:
        raise ProofError(f"the path leads to {from_new.hex()} for {new_size} leaves, not to {new_root.hex()}")


def _roots_from_consistency(
    old_size: int, new_size: int, old_root: bytes, path: tuple[bytes, ...]
) -> tuple[bytes, bytes]:
    """Return the two roots a path leads to, for 0 < old_size < new_size."""
    wrong = f"the path from {old_size} to {new_size} leaves cannot have {len(path)} hashes"
    hashes = (
        path if old_size & (old_size - 1) else (old_root, *path)
    )  # a perfect old tree is its own first hash
    if not hashes:
        raise ProofError(wrong)
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    from_old = from_new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise ProofError(wrong)
        if node & 1 or node == last:
            from_old, from_new = node_hash(sibling, from_old), node_hash(sibling, from_new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            from_new = node_hash(from_new, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError(wrong)
    return from_old, from_new


def _root_of_range(start: int, end: int, hash_at: HashAt) -> bytes:
    """Return the root of the leaves ``start`` .. ``end - 1``, a subtree of the whole tree (not empty).

    Its complete subtrees stand side by side, the largest first: one for each bit of the number of leaves.
    """
    found, at, left = b"", end, end - start
    while left:
        level = (left & -left).bit_length() - 1
        at -= 1 << level
        left -= 1 << level
        complete = hash_at(level, at >> level)
        found = node_hash(complete, found) if found else complete
    return found


def _split(size: int) -> int:
    """Return the largest power of two smaller than ``size`` (RFC 6962 §2.1: k < n <= 2k)."""
    return 1 << ((size - 1).bit_length() - 1)


def _check_size(size: int, name: str) -> None:
    if not 0 <= size <= MAX_SIZE:
        raise ValueError(f"{name} {size}: a tree has 0 to {MAX_SIZE} leaves")


def _check_hashes(hashes: tuple[bytes, ...], where: str) -> None:
    for found in hashes:
        if len(found) != HASH_BYTES:
            raise ProofError(f"{where} holds a hash of {len(found)} bytes; SHA-256 has {HASH_BYTES}")
