"""Writing the projection: what was judged, in order, with how far it reaches, in one transaction at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import Connection, Index, Table, delete, exc, insert, inspect, select, update

from dueregard.ledger.database import Ledger, keep_creators_out, reading, writing
from dueregard.ledger.rows import counted_anew
from dueregard.record.projection.rows import Rows, Seen
from dueregard.record.projection.schema import (
    VERSION,
    filing_table,
    indexes,
    mention_table,
    metadata,
    position_table,
)

AT_ONCE: Final = 10_000  # entries written in one transaction
_IN_ONE_STATEMENT: Final = 1_000  # rows


class Position(NamedTuple):
    """Which number stands for a log in the tables, and which of its entries is the next to be written."""

    number: int
    next_index: int


def position(ledger: Ledger, log: str) -> Position:
    """Return how far the log is in the projection; tables of another version are made anew first."""
    # Nearly always there is nothing to prepare, and nobody waits for a lock.
    with reading(ledger) as connection:
        if (there := _position(connection, log)) is not None:
            return there
    with writing(ledger) as connection:
        keep_creators_out(connection)
        if not _of_this_version(connection):
            metadata.drop_all(connection)
        metadata.create_all(connection)
        if (there := _position(connection, log)) is None:
            connection.execute(insert(position_table).values(log=log, version=VERSION, next_index=0))
            there = _position(connection, log)
    if there is None:
        raise ValueError(f"the position of {log} was written and is not there")
    return there


def next_index(ledger: Ledger, log: str) -> int:
    """Return from which entry on the log is not in the projection yet, as ``position`` finds it."""
    return position(ledger, log).next_index


def _of_this_version(connection: Connection) -> bool:
    """Return whether the tables, if there are any, are those of this version."""
    if not connection.dialect.has_table(connection, position_table.name):
        return True
    found = connection.execute(select(position_table.c.version)).scalars().all()
    return set(found) <= {VERSION}


def _position(connection: Connection, log: str) -> Position | None:
    """Return how far the log is written in tables of this version; None where it is not."""
    if not connection.dialect.has_table(connection, position_table.name):
        return None
    if (
        connection.execute(select(position_table.c.version).where(position_table.c.log == log)).scalar()
        != VERSION
    ):
        return None
    p = position_table.c
    row = connection.execute(select(p.number, p.next_index).where(p.log == log)).one()
    return Position(*row)


def rebuild(ledger: Ledger, log: str) -> None:
    """Empty the projection of one log: the next writing begins with its first entry."""
    number = position(ledger, log).number
    with writing(ledger) as connection:
        for table in (mention_table, filing_table):
            connection.execute(delete(table).where(table.c.log == number))
        connection.execute(
            update(position_table).where(position_table.c.number == number).values(next_index=0)
        )


def write(ledger: Ledger, log: str, judged: Iterable[Seen]) -> int:
    """Write entries as they were judged, in order from ``next_index`` on; return how many.

    What was written stays if a later one fails: the next call goes on behind it. Raises ValueError where an entry is
    not the next one.
    """
    number, first = position(ledger, log)
    expected = first
    for rows in _parts(log, number, first, judged):
        with writing(ledger) as connection:
            # The first of many into empty tables: their indexes wait until all are there.
            if expected == 0 and rows.entries == AT_ONCE:
                _drop_indexes(connection)
            _insert(connection, filing_table, rows.filings)
            _insert(connection, mention_table, rows.mentions)
            expected += rows.entries
            reached = update(position_table).where(position_table.c.number == number)
            connection.execute(reached.values(next_index=expected))
    if expected > first:
        _make_indexes(ledger)
    return expected - first


def _parts(log: str, number: int, first: int, judged: Iterable[Seen]) -> Iterator[Rows]:
    """Yield the rows of as many entries as are written at once; made before the database is held."""
    rows = Rows()
    for expected, seen in enumerate(judged, first):
        if seen.index != expected:
            raise ValueError(f"entry {seen.index} of {log} was handed in where entry {expected} is the next")
        rows.add(number, seen)
        if rows.entries == AT_ONCE:
            yield rows
            rows = Rows()
    if rows.entries:
        yield rows


def _table_of(index: Index) -> str:
    if index.table is None:
        raise ValueError(f"the index {index.name} is of no table")
    return index.table.name


def _drop_indexes(connection: Connection) -> None:
    """Take the indexes away while the tables are filled; another log's rows would be searched without them, so only
    where there are none.
    """
    if connection.execute(select(filing_table.c.entry_index).limit(1)).first() is None:
        for index in indexes:
            index.drop(connection, checkfirst=True)


def _make_indexes(ledger: Ledger) -> None:
    """Make the indexes that are missing: after many rows, or where such a writing was broken off."""
    with reading(ledger) as connection:
        looked_at = inspect(connection)
        if all(looked_at.has_index(_table_of(index), str(index.name)) for index in indexes):
            return
    with writing(ledger) as connection:
        keep_creators_out(connection)
        for index in indexes:
            index.create(connection, checkfirst=True)
        counted_anew(connection, filing_table.name, mention_table.name)


def _insert(connection: Connection, table: Table, values: list[Any]) -> None:
    """Insert rows whose values stand one behind the other, as the driver takes them: dictionaries would cost more."""
    if not values:
        return
    rows = zip(*[iter(values)] * len(table.columns), strict=True)
    names = ", ".join(column.name for column in table.columns)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {table.name} ({names}) FROM STDIN", rows)
        return
    marks = ", ".join("?" for _ in table.columns)
    while some := list(islice(rows, _IN_ONE_STATEMENT)):
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", some)  # noqa: S608


def _copy(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    driver, errors = connection.connection.driver_connection, connection.dialect.loaded_dbapi.Error
    try:
        with cast(Any, driver).cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except errors as error:
        raise exc.DBAPIError.instance(statement, None, error, errors) from error


def written_up_to(ledger: Ledger, log: str) -> int:
    """Return how many entries of a log the projection holds; 0 where it was never written."""
    with reading(ledger) as connection:
        if not connection.dialect.has_table(connection, position_table.name):
            return 0
        found = connection.execute(select(position_table.c.next_index).where(position_table.c.log == log))
        return int(found.scalar() or 0)
