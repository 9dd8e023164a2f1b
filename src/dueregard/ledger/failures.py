"""What a database said when something failed, in words a person can act on. No password is ever among them."""

import sqlite3
from dataclasses import dataclass
from typing import Final

from sqlalchemy import exc

from dueregard.ledger.schema import WrongKind
from dueregard.model.errors import DataError, DueRegardError, NetworkError

NOTHING_WRITTEN: Final = "nothing was written and what is on record is untouched"
# The connection broke while the database was asked to commit: nobody here can know.
UNKNOWN: Final = (
    "whether the last step was written is not known; do it again: what is there already is not added twice"
)

# Python's own sqlite3 raises UnicodeDecodeError for what stands in a damaged table's definition.
DATABASE_ERRORS: Final = (exc.SQLAlchemyError, WrongKind, UnicodeDecodeError)
DatabaseError = exc.SQLAlchemyError | WrongKind | UnicodeDecodeError


@dataclass(frozen=True, slots=True)
class _Words:
    what: str
    expected: str
    do: str
    kind: type[DueRegardError] = DataError


_FULL = _Words("the disk is full", "room for what is to be written", "make room and do it again")
_READ_ONLY = _Words(
    "it cannot be written to", "a file and a folder this user may write to", "copy it to such a folder"
)
_DAMAGED = _Words(
    "its pages are damaged",
    "a database as it was written",
    "keep the file as it is, find what is affected with `dueregard ledger check`, and restore a copy or pull one",
)
_LOCKED = _Words(
    "another writer holds it", "one writer at a time, each for a short while", "wait and do it again"
)
_DENIED = _Words(
    "the database refuses this user", "a user who may do this", "check the name and the rights of the user"
)
_GONE = _Words(
    "the database does not answer",
    "a server at this address",
    "check the address and that the server is running",
    NetworkError,
)

# Primary result codes of SQLite (sqlite.org/rescode.html).
_SQLITE: Final = {
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CANTOPEN: _Words(
        "it cannot be opened",
        "a file in a folder this user may write to (SQLite keeps two more files beside it)",
        "check the path and the rights of file and folder",
    ),
    sqlite3.SQLITE_PROTOCOL: _LOCKED,
    sqlite3.SQLITE_IOERR: _Words(
        "the disk did not do what was asked",
        "a disk with room that reads and writes",
        "check the disk: whether it is full, and what the system's own log says",
    ),
    sqlite3.SQLITE_NOTADB: _Words("it is not a database", "a ledger's database", "name another file"),
}

# SQLSTATE: whole codes first, then classes (PostgreSQL's manual, appendix A).
_POSTGRES: Final = {
    "25006": _Words("the server only reads", "a server that may write", "name the primary server"),
    "28": _DENIED,
    "3D000": _Words("there is no such database", "the name of a database", "create it, or name another"),
    "42501": _DENIED,
    "53100": _FULL,
    "55P03": _LOCKED,
    "57": _GONE,
    "08": _GONE,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}


def in_words(error: DatabaseError, place: str, consequence: str) -> DueRegardError:
    """Return the error to raise instead. ``consequence`` says what the failure means for what is on record."""
    words = _words(error)
    said = _said(error)
    return words.kind(
        f"{words.what} ({said})" if said else words.what,
        where=place,
        expected=words.expected,
        do="; ".join(part for part in (words.do, consequence) if part),
    )


def lost_connection(error: DatabaseError) -> bool:
    """Return whether the database was no longer there, so that a commit may or may not have happened."""
    return _words(error) is _GONE


def _words(error: DatabaseError) -> _Words:
    if isinstance(error, WrongKind | UnicodeDecodeError):
        return _DAMAGED
    cause = getattr(error, "orig", None)
    if isinstance(cause, sqlite3.Error):
        # Extended codes carry the primary one in their low byte.
        code = getattr(cause, "sqlite_errorcode", None)
        found = None if code is None else _SQLITE.get(code & 0xFF)
        if found is None and "decode" in str(cause):  # raised by Python's own sqlite3 for text that is none
            found = _DAMAGED
    elif cause is not None:
        state = getattr(cause, "sqlstate", None)
        found = (
            (_POSTGRES.get(state) or _POSTGRES.get(state[:2]))
            if state
            else _GONE
            if isinstance(error, exc.OperationalError)
            else None
        )
    elif isinstance(error, exc.TimeoutError):
        found = _LOCKED
    else:
        found = None
    return found or _Words(
        "the database refused", "a database that works", "keep these words when asking for help"
    )


def _said(error: DatabaseError) -> str:
    """Return the database's own words on one line, without the statement and the values in it."""
    cause = getattr(error, "orig", None)
    text = getattr(getattr(cause, "diag", None), "message_primary", None) or str(cause or error)
    return " ".join(text.split())[:400]
