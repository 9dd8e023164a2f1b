"""Bundles: up to 256 entries one behind the other, each behind its length in four bytes, the most significant first.

C2SP tlog-tiles has two bytes there, which is 64 kB: too few for an entry that carries an ephemeris.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from dueregard.ledger.entry import MAX_ENTRY_BYTES

LENGTH_BYTES: Final = 4

Read = Callable[[int], bytes]
"""(at most how many) -> the next bytes, at least one; none at the end."""


class BundleError(ValueError):
    """These bytes are no bundle. The message says which entry of it, counted from 0."""


class CutShort(Exception):
    """A bundle ended before it was complete: what came before is whole."""


def bundle_bytes(bodies: Iterable[bytes]) -> bytes:
    r"""Return the bundle of these entries.

    >>> bundle_bytes([b"ab", b"c"])
    b'\x00\x00\x00\x02ab\x00\x00\x00\x01c'
    """
    return b"".join(len(body).to_bytes(LENGTH_BYTES, "big") + body for body in bodies)


def entries_in_bundle(read: Read, first: int, width: int, whole: bool = True) -> Iterator[bytes]:
    """Yield the entries ``first`` to ``width - 1`` of a bundle of ``width`` as they arrive, beginning with ``first``.

    No more is read than entries of the largest size take. Raises BundleError for an entry too long, and, where the
    bundle is a ``whole`` one, for bytes behind the last entry; CutShort where the bytes end before.
    """
    waiting = bytearray()

    def take(count: int) -> bytes:
        while len(waiting) < count:
            more = read(count - len(waiting))
            if not more:
                raise CutShort
            waiting.extend(more)
        taken = bytes(waiting[:count])
        del waiting[:count]
        return taken

    for number in range(first, width):
        length = int.from_bytes(take(LENGTH_BYTES), "big")
        if length > MAX_ENTRY_BYTES:
            raise BundleError(f"entry {number} would have {length:,} bytes; the most is {MAX_ENTRY_BYTES:,}")
        yield take(length)
    if whole and (waiting or read(1)):
        raise BundleError(f"there is more behind its {width} entries")
