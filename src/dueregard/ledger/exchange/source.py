"""Where a published log is read from: a folder, one zip file, a web server. All give the same few files."""

from contextlib import AbstractContextManager
from typing import Protocol

from dueregard.ledger.exchange.bundle import Read
from dueregard.model.errors import DataError


class Source(Protocol):
    """A published log. Nothing of what it gives is believed by itself."""

    @property
    def name(self) -> str:
        """What to call it in sight of others."""
        ...

    def opened(self, path: str, offset: int) -> AbstractContextManager[Read | None]:
        """Open a file of the layout from a byte on and hand out how to read it; None where there is no such file.

        DueRegardError where it cannot be had, also from each reading.
        """
        ...


def whole_file(source: Source, path: str, most_bytes: int) -> bytes | None:
    """Return a file of the layout, None where there is none; DataError where it is larger than that."""
    with source.opened(path, 0) as read:
        if read is None:
            return None
        found = b""
        while len(found) <= most_bytes:
            more = read(most_bytes + 1 - len(found))
            if not more:
                return found
            found += more
    raise DataError(
        "the file is larger than it can be",
        where=f"{source.name} {path}",
        expected=f"at most {most_bytes:,} bytes",
        do="ask who publishes this log; nothing of it was taken",
    )
