"""A published log in a folder or in one zip file, as it comes on a stick."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from dueregard.ledger.exchange.bundle import Read
from dueregard.model.errors import DataError

# What Python's own reading of zip files raises for a damaged one, or one made in a way it does not know.
_ZIP_ERRORS: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError)
_PIECE: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class FolderSource:
    """A folder with the layout in it."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.folder)

    @contextmanager
    def opened(self, path: str, offset: int) -> Iterator[Read | None]:
        """Open a file from a byte on; see ``Source``."""
        where = self.folder / path
        try:
            file = where.open("rb")
        except (FileNotFoundError, NotADirectoryError):
            yield None
            return
        except OSError as error:
            raise _unreadable(str(where), error) from error
        with file:
            yield _reader(file, str(where), offset)


class ZipSource:
    """A zip file with the layout in it, open until it is closed."""

    def __init__(self, file: Path) -> None:
        self.name = str(file)
        try:
            self._zip = zipfile.ZipFile(file)
        except (OSError, *_ZIP_ERRORS) as error:
            raise _unreadable(self.name, error) from error

    @contextmanager
    def opened(self, path: str, offset: int) -> Iterator[Read | None]:
        """Open a file from a byte on; see ``Source``."""
        where = f"{self.name} {path}"
        try:
            file = self._zip.open(path)
        except KeyError:
            yield None
            return
        except (OSError, *_ZIP_ERRORS) as error:
            raise _unreadable(where, error) from error
        with file:
            yield _reader(file, where, offset)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()


def _reader(file: Any, where: str, offset: int) -> Read:
    """Return how to read a file on from a byte; what the disk or the zip cannot give becomes DataError."""

    def read(most: int) -> bytes:
        try:
            return bytes(file.read(min(most, _PIECE)))
        except (OSError, *_ZIP_ERRORS) as error:
            raise _unreadable(where, error) from error

    try:
        file.seek(offset)  # in a zip file this reads and forgets
    except (OSError, *_ZIP_ERRORS) as error:
        raise _unreadable(where, error) from error
    return read


def _unreadable(where: str, error: Exception) -> DataError:
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return DataError(
        f"it cannot be read ({said})",
        where=where,
        expected="a log as it is published: a folder, or the zip file of one",
        do="copy it anew; what was taken from it before stays",
    )
