"""Replaying a log: every entry in order, proven under the signed root, its signatures verified by several processes.

Ed25519 takes some 120 microseconds for a signature on one core and holds Python's lock meanwhile: threads would wait
for each other.
"""

import os
import signal
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from dueregard.ledger.checkpoint import Checkpoint
from dueregard.ledger.database import Ledger, open_ledger, reading
from dueregard.ledger.entry import Entry, entry_from
from dueregard.ledger.envelope import signed_by
from dueregard.ledger.keys import PublicKey
from dueregard.ledger.merkle import leaf_hash
from dueregard.ledger.proven import hash_in, proven_tiles
from dueregard.ledger.read import MOST_BYTES, Held, check_range, held
from dueregard.ledger.rows import as_written, bodies, spans, tile_reader
from dueregard.ledger.tiles import TILE_WIDTH
from dueregard.model.errors import DataError

WORTH_PROCESSES: Final = 4096  # entries: half a second of verifying, as long as a process takes to start
_AHEAD: Final = 3  # parts handed to each process before the first is taken back


@dataclass(frozen=True, slots=True)
class Replayed:
    """An entry that stands at this place under the signed root. ``signed_by``: the key ids whose signatures hold.

    Of the key ids on its envelope the others either were not handed in or do not hold.
    """

    index: int
    entry_id: str
    entry: Entry
    signed_by: frozenset[str]


def replay(
    ledger: Ledger,
    origin: str,
    public_keys: Mapping[str, PublicKey],
    from_index: int = 0,
    processes: int | None = None,
) -> Iterator[Replayed]:
    """Yield every entry from ``from_index`` to the end of the log as it is now, in order.

    ``public_keys``: by key id. ``processes``: as many as this one may use cores, where nothing is said; a short replay
    stays in this process. A script that calls this at its top level must guard it with ``if __name__ == "__main__"``,
    because new processes read the script again. Few entries are in memory at a time. DataError names the entry or
    tile that does not belong under the signed root; all before it were yielded.
    """
    with reading(ledger) as connection:
        found = held(connection, ledger, origin)
    check_range(found, from_index, found.checkpoint.size)
    many = found.checkpoint.size - from_index >= WORTH_PROCESSES
    count = (processes or cores()) if many else 1
    parts = _parts(ledger, found, from_index)
    if count == 1:
        verifier = Verifier(ledger, found.log.number, found.checkpoint, public_keys)
        for start, stop in parts:
            yield from verifier.verified(start, stop)
        return
    raw_keys = {key_id: key.raw for key_id, key in public_keys.items()}
    given = _Given(ledger.address, found.log.number, found.checkpoint, raw_keys)
    executor = ProcessPoolExecutor(count, get_context("spawn"), _begin_process, (given,))
    waiting: deque[Future[list[Replayed]]] = deque()
    try:
        for start, stop in parts:
            waiting.append(executor.submit(_in_process, start, stop))
            if len(waiting) > count * _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise DataError(
            "a process that verified signatures was ended from outside",
            where=ledger.name,
            expected="all of them to the end of the log",
            do="replay again, with fewer processes where memory is short",
        ) from error
    finally:
        executor.shutdown(cancel_futures=True)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _parts(ledger: Ledger, found: Held, from_index: int) -> Iterator[tuple[int, int]]:
    """Yield the entries in parts, each of one tile and of bounded size."""
    start, size = from_index, found.checkpoint.size
    while start < size:
        stop = min(size, (start // TILE_WIDTH + 1) * TILE_WIDTH)
        with reading(ledger) as connection:
            parts = spans(connection, found.log.number, start, stop, MOST_BYTES)
        yield from parts
        start = stop


class Verifier:
    """An open ledger, the proven tiles of one log in it, and keys."""

    def __init__(
        self, ledger: Ledger, log: int, tree: Checkpoint, public_keys: Mapping[str, PublicKey]
    ) -> None:
        self._ledger, self._log, self._origin, self._keys = ledger, log, tree.origin, public_keys

        def read_tile(level: int, number: int) -> bytes:
            with reading(ledger) as connection:
                return tile_reader(connection, log)(level, number)

        with as_written(ledger, tree.origin):
            self._tile = proven_tiles(read_tile, tree.size, tree.root)

    def verified(self, start: int, stop: int) -> list[Replayed]:
        """Return the entries ``start`` .. ``stop - 1``, all of one tile."""
        number, first = divmod(start, TILE_WIDTH)
        verified = []
        with as_written(self._ledger, self._origin):
            tile = self._tile(0, number)
            with reading(self._ledger) as connection:
                read = bodies(connection, self._log, start, stop)
            for place, body in enumerate(read, first):
                index, found = number * TILE_WIDTH + place, leaf_hash(body)
                if found != hash_in(tile, place):
                    raise ValueError(f"entry {index} is not the one under the signed root")
                entry = entry_from(body)
                verified.append(Replayed(index, found.hex(), entry, signed_by(entry.envelope, self._keys)))
        return verified


@dataclass(frozen=True, slots=True)
class _Given:
    """What a process that only verifies is given when it begins."""

    address: str | Path
    log: int
    tree: Checkpoint
    raw_keys: dict[str, bytes]


_given: _Given


def _begin_process(given: _Given) -> None:
    global _given
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that began this one is told, and ends it
    _given = given


@cache  # once for each process, and not while it begins: what fails here has to reach whoever waits
def _verifier() -> Verifier:
    public_keys = {key_id: PublicKey(raw) for key_id, raw in _given.raw_keys.items()}
    return Verifier(open_ledger(_given.address), _given.log, _given.tree, public_keys)


def _in_process(start: int, stop: int) -> list[Replayed]:
    return _verifier().verified(start, stop)
