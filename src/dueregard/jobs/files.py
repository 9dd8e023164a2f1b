"""Small files of a record: drafts, signed filings, receipts. Read within bounds; written new, never over another."""

import os
from pathlib import Path
from typing import Final

from dueregard.model.errors import DataError, UsageError

MOST_BYTES: Final = 16 * 2**20  # a receipt of the largest entry has 12 MB


def read_text(path: Path, what: str) -> str:
    """Return the text of a file in UTF-8; DataError where it cannot be read. ``what``: what it should hold."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise DataError(
            f"it cannot be read ({error.strerror})",
            where=str(path),
            expected=f"a file with {what}",
            do="check the name, and that you may read it",
        ) from error
    if len(data) > MOST_BYTES:
        raise DataError(
            f"it has more than {MOST_BYTES:,} bytes",
            where=str(path),
            expected=f"a file with {what}",
            do="check the name",
        )
    try:
        return data.decode("utf-8-sig")  # editors of Windows put a mark before the text
    except UnicodeDecodeError as error:
        raise DataError(
            f"byte {error.start + 1} is not UTF-8",
            where=str(path),
            expected=f"a file with {what}, in UTF-8",
            do="save it as UTF-8, or check the name",
        ) from error


def write_new(path: Path, text: str, *, secret: bool = False) -> None:
    """Write a new file and return once it is on the disk; ``secret``: one that only this user may read.

    A file that is there already is never touched (UsageError). Where it cannot be written (DataError), none is left.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o666)
    except FileExistsError as error:
        raise _taken(path) from error
    except OSError as error:
        raise _not_written(path, error) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _not_written(path, error) from error


def refuse_taken(*paths: Path) -> None:
    """Raise UsageError where one of the files is there already: worth asking before a person is asked anything."""
    for path in paths:
        if os.path.lexists(path):
            raise _taken(path)


def _taken(path: Path) -> UsageError:
    return UsageError(
        "a file of this name is there already",
        where=str(path),
        expected="a new name: nothing is written over",
        do="choose another name, or move the file away",
    )


def _not_written(path: Path, error: OSError) -> DataError:
    return DataError(
        f"it cannot be written ({error.strerror})",
        where=str(path),
        expected="a folder that exists, which this user may write to, with room on the disk",
        do="choose another folder",
    )
