"""Writing the projection: what was judged, in order, with how far it reaches, in one transaction at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, insert, select, update

from dueregard.ledger.database import Ledger, keep_creators_out, reading, writing
from dueregard.record.projection.rows import Row, Seen, rows_of
from dueregard.record.projection.schema import VERSION, filing_table, mention_table, metadata, position_table

AT_ONCE: Final = 5_000  # entries written in one transaction
Rows = tuple[Row, list[Row]]


def next_index(ledger: Ledger, log: str) -> int:
    """Return from which entry on the log is not in the projection yet; tables of another version are emptied first."""
    with reading(
        ledger
    ) as connection:  # nearly always there is nothing to prepare, and nobody waits for a lock
        if (there := _position(connection, log)) is not None:
            return there
    with writing(ledger) as connection:
        keep_creators_out(connection)
        metadata.create_all(connection)
        if (there := _position(connection, log)) is not None:
            return there
        forget(connection, log)
        connection.execute(insert(position_table).values(log=log, version=VERSION, next_index=0))
        return 0


def _position(connection: Connection, log: str) -> int | None:
    """Return how far the log is written in tables of this version; None where it is not."""
    if not connection.dialect.has_table(connection, position_table.name):
        return None
    wanted = select(position_table.c.next_index).where(
        position_table.c.log == log, position_table.c.version == VERSION
    )
    return connection.execute(wanted).scalar_one_or_none()


def forget(connection: Connection, log: str) -> None:
    """Take everything of one log out of the projection, so that it is written anew."""
    for table in (mention_table, filing_table, position_table):
        connection.execute(delete(table).where(table.c.log == log))


def rebuild(ledger: Ledger, log: str) -> None:
    """Empty the projection of one log: the next writing begins with its first entry."""
    next_index(ledger, log)
    with writing(ledger) as connection:
        forget(connection, log)
        connection.execute(insert(position_table).values(log=log, version=VERSION, next_index=0))


def write(ledger: Ledger, log: str, judged: Iterable[Seen]) -> int:
    """Write entries as they were judged, in order from ``next_index`` on; return how many.

    What was written stays if a later one fails: the next call goes on behind it. Raises ValueError where an entry is
    not the next one.
    """
    return write_rows(ledger, log, (rows_of(log, seen) for seen in judged))


def write_rows(ledger: Ledger, log: str, rows: Iterable[Rows]) -> int:
    """Write what ``rows_of`` made of entries, in order from ``next_index`` on; return how many."""
    expected, count = next_index(ledger, log), 0
    for part in _parts(iter(rows)):
        filings = [row for row, _ in part]
        for place, row in enumerate(filings, expected):
            if row[1] != place:
                raise ValueError(f"entry {row[1]} of {log} was handed in where entry {place} is the next")
        with writing(ledger) as connection:
            _insert(connection, filing_table, filings)
            _insert(connection, mention_table, [mention for _, mentions in part for mention in mentions])
            expected += len(part)
            connection.execute(
                update(position_table).where(position_table.c.log == log).values(next_index=expected)
            )
        count += len(part)
    return count


def _parts(rows: Iterator[Rows]) -> Iterator[list[Rows]]:
    while part := list(islice(rows, AT_ONCE)):
        yield part


def _insert(connection: Connection, table: Table, rows: list[Row]) -> None:
    """Insert tuples in the order of the columns as the driver takes them; dictionaries would cost more than rows."""
    if not rows:
        return
    names = ", ".join(column.name for column in table.columns)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" for _ in table.columns)
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608


def written_up_to(ledger: Ledger, log: str) -> int:
    """Return how many entries of a log the projection holds; 0 where it was never written."""
    with reading(ledger) as connection:
        if not connection.dialect.has_table(connection, position_table.name):
            return 0
        found = connection.execute(select(position_table.c.next_index).where(position_table.c.log == log))
        return int(found.scalar() or 0)
