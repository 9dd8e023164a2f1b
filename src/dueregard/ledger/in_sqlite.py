"""A ledger in one SQLite file, so that a commit is on the disk and damage is told apart from absence."""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event

from dueregard.model.errors import DataError

_BEGINNING: Final = b"SQLite format 3\0"  # sqlite.org/fileformat2.html, section 1.3


def sqlite_engine(file: Path, create: bool, wait_s: float) -> Engine:
    """Return the engine for a file. DataError where it is missing (unless ``create``), no database, or where SQLite
    cannot keep its write-ahead log, as on some network drives.
    """
    _check_file(file, create)
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        # None: the module begins no transaction by itself, because it would begin too late.
        connect_args={"timeout": wait_s, "isolation_level": None},
        hide_parameters=True,  # entries do not belong in error messages
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        if mode != "wal":
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise DataError(
                f"SQLite cannot keep its write-ahead log there (it says '{mode}')",
                where=str(file),
                expected="a file on a disk of this machine, in a folder this user may write to",
                do="move the ledger to such a disk, or keep it in PostgreSQL",
            )
        for setting in (
            "synchronous = FULL",  # the log is synced at every commit, not only now and then
            "fullfsync = ON",  # macOS otherwise syncs as far as the drive's own cache
            "foreign_keys = ON",
            "cell_size_check = ON",  # damage is found where it is read
            "trusted_schema = OFF",
        ):
            connection.execute(f"PRAGMA {setting}")

    return engine


def begin_in_sqlite(connection: Connection, writes: bool) -> None:
    """Begin a transaction. A writer takes its lock before it reads anything: what is then read is what is built on."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _check_file(file: Path, create: bool) -> None:
    try:
        with file.open("rb") as opened:
            beginning = opened.read(len(_BEGINNING))
    except FileNotFoundError:
        if create and file.parent.is_dir():
            return
        missing = "there is no such file" if file.parent.is_dir() else "there is no such folder"
        raise DataError(
            missing,
            where=str(file),
            expected="the file of a ledger",
            do="check the path, or create a ledger there" if file.parent.is_dir() else "create the folder",
        ) from None
    except OSError as error:
        raise DataError(
            f"it cannot be opened ({error.strerror or error})",
            where=str(file),
            expected="the file of a ledger, which this user may read and write",
            do="check the path and the rights",
        ) from error
    # An empty file is what a creation leaves that was ended before its first step.
    if beginning and beginning != _BEGINNING:
        raise DataError(
            f"this is not a database: it begins with {beginning!r}",
            where=str(file),
            expected="the file of a ledger",
            do="name another file; this one was not changed",
        )
