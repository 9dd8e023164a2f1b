"""Opening a ledger's database, and the two ways to use it: reading, and writing with everybody else kept out.

SQLite in a file by default, PostgreSQL by URL. What is committed has reached the disk: SQLite keeps a write-ahead log
and syncs it at every commit, PostgreSQL is used only while it does the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from sqlalchemy import Connection, Engine, event, exc, inspect, select

from dueregard.ledger.failures import DATABASE_ERRORS, NOTHING_WRITTEN, UNKNOWN, in_words, lost_connection
from dueregard.ledger.in_postgres import begin_in_postgres, postgres_engine
from dueregard.ledger.in_sqlite import begin_in_sqlite, sqlite_engine
from dueregard.ledger.place import place_of
from dueregard.ledger.schema import SCHEMA_VERSION, metadata, version_table
from dueregard.model.errors import DataError

WAIT_S: Final = 10.0  # for another writer; one batch of a thousand entries takes half a second
_CREATION: Final = 7_236_870  # any number that is always the same one
_WRITES: Final = "dueregard_writes"


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """An open database of logs. ``name`` may be shown; the address behind it, which may hold a password, is not.

    Threads may share one; a process made by fork must open its own.
    """

    name: str
    address: str | Path = field(repr=False)
    engine: Engine = field(repr=False)

    def close(self) -> None:
        """Close the connections; a second time does nothing."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_ledger(where: str | Path, *, create: bool = False, wait_s: float = WAIT_S) -> Ledger:
    """Return the ledger at a path, ``sqlite:///`` or ``postgresql+psycopg://`` URL; with ``create`` it is made there.

    ``wait_s`` is how long another writer is waited for. Raises UsageError for an address that is none, DataError
    where there is no ledger, one of another version, something else, or a database that would not keep what it
    acknowledged; NetworkError where a server does not answer.
    """
    place = place_of(where)
    if place.file is not None:
        engine = sqlite_engine(place.file, create, wait_s)
    else:
        engine = postgres_engine(place, wait_s)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = bool(connection.get_execution_options().get(_WRITES))
        if place.file is not None:
            begin_in_sqlite(connection, writes)
        else:
            begin_in_postgres(connection, writes, wait_s)

    ledger = Ledger(place.name, where, engine)
    try:
        _check_version(ledger, create)
    except BaseException:
        ledger.close()
        raise
    return ledger


@contextmanager
def reading(ledger: Ledger) -> Iterator[Connection]:
    """Hand out a connection for reading, in one transaction. Database errors become ours."""
    try:
        with ledger.engine.connect() as connection, connection.begin():
            yield connection
    except DATABASE_ERRORS as error:
        raise in_words(error, ledger.name, "") from None


@contextmanager
def writing(ledger: Ledger) -> Iterator[Connection]:
    """Hand out a connection for one transaction; on leaving it is committed and on the disk, or undone.

    In SQLite no other writer is let in at all (BEGIN IMMEDIATE); in PostgreSQL whoever writes to a log first locks
    its row. Database errors become ours and say what is known about what was written.
    """
    consequence = NOTHING_WRITTEN
    try:
        with ledger.engine.connect() as plain:
            connection = plain.execution_options(**{_WRITES: True})
            transaction = connection.begin()
            try:
                yield connection
            except BaseException:
                # What went wrong first is what is told; a connection that is gone cannot roll back and need not.
                with suppress(exc.SQLAlchemyError):
                    transaction.rollback()
                raise
            try:
                transaction.commit()
            except exc.SQLAlchemyError as error:
                consequence = UNKNOWN if lost_connection(error) else NOTHING_WRITTEN
                raise
    except DATABASE_ERRORS as error:
        raise in_words(error, ledger.name, consequence) from None


def keep_creators_out(connection: Connection) -> None:
    """Keep everybody else who creates tables or logs out until the end of this transaction.

    In PostgreSQL what is not there yet cannot be locked; in SQLite nobody else writes anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_CREATION})")


def _check_version(ledger: Ledger, create: bool) -> None:
    with reading(ledger) as connection:
        found = _version(connection, ledger.name)
    if found is None:
        if not create:
            raise DataError(
                "there is no ledger in it",
                where=ledger.name,
                expected="the database of a ledger",
                do="check the name, or create a ledger there",
            )
        with writing(ledger) as connection:
            keep_creators_out(connection)
            if _version(connection, ledger.name) is None:
                metadata.create_all(connection)
                connection.execute(version_table.insert().values(version=SCHEMA_VERSION))
        return
    if found != SCHEMA_VERSION:
        newer = found > SCHEMA_VERSION
        raise DataError(
            f"its tables are of version {found}",
            where=ledger.name,
            expected=f"version {SCHEMA_VERSION}, which this program reads and writes",
            do="install a newer version of this program"
            if newer
            else "open it with the version that made it",
        )


def _version(connection: Connection, name: str) -> int | None:
    """Return the version of the tables, None where there are none; DataError where they are somebody else's."""
    there = set(inspect(connection).get_table_names())
    if version_table.name in there:
        rows = connection.execute(select(version_table.c.version)).scalars().all()
        if len(rows) == 1 and there.issuperset(metadata.tables):
            return int(rows[0])
    elif not there & set(metadata.tables) and not (there and connection.dialect.name == "sqlite"):
        return None
    raise DataError(
        "this is a database of something else, or a part of a ledger's",
        where=name,
        expected="the database of a ledger, or an empty one",
        do="name another; nothing was changed",
    )
