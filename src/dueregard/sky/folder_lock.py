"""One writer per folder: a lock file held by the operating system, free again when its holder ends or dies."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dueregard.model.errors import DataError
from dueregard.sky.folders import make_folder

LOCK_NAME = ".lock"


@contextmanager
def locked(folder: Path, purpose: str) -> Iterator[None]:
    """Hold the folder for one writer; DataError at once where another process (or thread) holds it.

    The file ``.lock`` stays behind and means nothing by itself: the lock is the operating system's, so that a
    process that was killed leaves none. On a network drive without locks two writers cannot be told apart.
    """
    make_folder(folder)
    path = folder / LOCK_NAME
    try:
        file = path.open("a+b")
    except OSError as error:
        raise DataError(
            f"the lock file cannot be opened ({error.strerror or error})",
            where=str(path),
            expected="a folder this user may write to",
            do="name another folder",
        ) from error
    with file:
        if not _take(file):
            raise DataError(
                f"the folder is in use by another process ({_holder(path)})",
                where=str(folder),
                expected="one writer at a time",
                do="wait until the other is done and try again; nothing was changed",
            )
        try:
            file.truncate(0)
            file.write(f"process {os.getpid()}, {purpose}".encode())
            file.flush()
            yield
        finally:
            _release(file)


def _holder(path: Path) -> str:
    try:
        text = path.read_text("utf-8", errors="replace")[:100]
    except OSError:  # Windows lets nobody read a locked file
        text = ""
    return "".join(c for c in text if c.isprintable()) or "unknown"


if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _take(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _release(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
