"""Where a ledger is: a file or a server, and how that place is named in sight of others."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import URL, exc, make_url

from dueregard.model.errors import UsageError

_EXPECTED: Final = "a path, sqlite:///PATH or postgresql+psycopg://USER@HOST/DATABASE"


@dataclass(frozen=True, slots=True)
class Place:
    """``name`` may be shown; ``url`` may hold a password and must not. ``file`` is None for a server."""

    name: str
    file: Path | None = None
    url: URL | None = field(default=None, repr=False)


def place_of(where: str | Path) -> Place:
    """Return the place of an address; UsageError, without repeating the address, where it is none.

    >>> place_of("postgresql+psycopg://anna:secret@db.example/record?password=secret").name
    'postgresql://anna@db.example/record'
    >>> place_of("sqlite:///record.db").name
    'record.db'
    """
    text = str(where)
    if isinstance(where, Path) or "://" not in text:
        if not text or "\0" in text:
            raise UsageError("this names no ledger", expected=_EXPECTED)
        return Place(text, file=Path(text))
    try:
        url = make_url(text)
    except (exc.ArgumentError, ValueError):
        raise UsageError("the address of the ledger cannot be read", expected=_EXPECTED) from None
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        if url.host or url.username or url.password or url.query:
            raise UsageError(
                "an sqlite address has only a path: a server, a user or options mean nothing there",
                expected=_EXPECTED,
            )
        if not url.database or url.database == ":memory:":
            raise UsageError("a ledger in memory would keep nothing", expected=_EXPECTED)
        return Place(url.database, file=Path(url.database))
    if url.drivername in ("postgresql", "postgresql+psycopg"):
        return Place(_shown(url), url=url.set(drivername="postgresql+psycopg"))
    raise UsageError(f"a ledger cannot be kept in '{url.drivername}'", expected=_EXPECTED)


def _shown(url: URL) -> str:
    """Return user, host and database alone: a password may also stand among the options."""
    return URL.create("postgresql", url.username, None, url.host, url.port, url.database).render_as_string()
