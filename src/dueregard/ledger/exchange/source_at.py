"""The source that a person named: the address of a web server, a zip file or a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dueregard.ledger.exchange.from_files import FolderSource, ZipSource
from dueregard.ledger.exchange.from_http import HttpSource, Limits
from dueregard.ledger.exchange.source import Source
from dueregard.model.errors import DataError


@contextmanager
def source_at(where: str | Path, limits: Limits | None = None) -> Iterator[Source]:
    """Hand out the source at an address beginning with ``https://`` or ``http://``, in a zip file or in a folder.

    UsageError for an address that is none, DataError where there is no such file or folder, or it is no zip file.
    """
    if isinstance(where, str) and "://" in where:
        yield HttpSource(where, limits)
        return
    path = Path(where)
    if path.is_dir():
        yield FolderSource(path)
    elif path.is_file():
        with ZipSource(path) as source:
            yield source
    else:
        raise DataError(
            "there is no such file or folder",
            where=str(path),
            expected="the folder or the zip file of a published log, or its address with https://",
            do="check the path",
        )
