"""What a source shows of a log: its checkpoint and its tiles. Whatever is wrong with them is the source's error."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from dueregard.ledger.checkpoint import signed_by_log
from dueregard.ledger.exchange.fork import by_log_alone
from dueregard.ledger.exchange.history import Shown
from dueregard.ledger.exchange.published import CHECKPOINT
from dueregard.ledger.exchange.source import Source, whole_file
from dueregard.ledger.merkle import HASH_BYTES
from dueregard.ledger.note import MAX_NOTE_BYTES, Note, NoteKey, note_from
from dueregard.ledger.tiles import TILE_HEIGHT, TILE_WIDTH, ReadTile, tile_path
from dueregard.model.errors import DataError

# Hashes of so many entries' tiles above the leaves take 134 MB, and they are read before any entry is.
MOST_ENTRIES: Final = 2**30


@contextmanager
def believed_from(source: Source) -> Iterator[None]:
    """Turn the ValueError of what does not hold into DataError: what proved nothing was not stored."""
    try:
        yield
    except ValueError as error:
        raise DataError(
            f"what it gives does not prove itself: {error}",
            where=source.name,
            expected="files of a published log which lead to the root that the log has signed",
            do="pull from another source, and tell whoever keeps this one; nothing of this was believed",
        ) from error


def shown_by(source: Source, key: NoteKey) -> tuple[Shown, Note]:
    """Return the checkpoint that a source shows, signed by the log with this key, and the whole note."""
    data = whole_file(source, CHECKPOINT, MAX_NOTE_BYTES)
    if data is None:
        raise DataError(
            "there is no checkpoint: no log is published there",
            where=source.name,
            expected="a file named checkpoint, with tile and entries beside it",
            do="check the address",
        )
    with believed_from(source):
        note = note_from(data)
        checkpoint = signed_by_log(note, key)
        if checkpoint.size > MOST_ENTRIES:
            raise ValueError(f"{checkpoint.size} entries are more than the {MOST_ENTRIES} that can be pulled")
    return Shown(checkpoint, by_log_alone(note, key)), note


def tiles_shown_by(source: Source, size: int) -> ReadTile:
    """Return how the tiles of the tree of ``size`` entries are read from a source. Nothing of them is proven."""

    def read_tile(level: int, number: int) -> bytes:
        width = min(TILE_WIDTH, (size >> (TILE_HEIGHT * level)) - number * TILE_WIDTH)
        # A source that has grown meanwhile may have the full tile in place of the partial one.
        for path in dict.fromkeys((tile_path(level, number, width), tile_path(level, number, TILE_WIDTH))):
            found = whole_file(source, path, TILE_WIDTH * HASH_BYTES)
            if found is not None:
                return found
        raise missing(source, tile_path(level, number, width))

    return read_tile


def missing(source: Source, path: str) -> DataError:
    """Return the error for a file that the checkpoint speaks of and the source has not."""
    return DataError(
        f"there is no file {path}, of which its checkpoint speaks",
        where=source.name,
        expected="all tiles and entries up to the checkpoint",
        do="pull again: it may have grown meanwhile; what was proven before stays",
    )
