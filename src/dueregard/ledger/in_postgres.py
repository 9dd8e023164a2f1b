"""A ledger in PostgreSQL: connections that keep what they acknowledge, or none."""

from importlib.util import find_spec
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text

from dueregard.ledger.place import Place
from dueregard.model.errors import DataError, UsageError

CONNECT_S: Final = 10
_WRITES: Final = text(
    "SELECT set_config('lock_timeout', :wait, true), CASE current_setting('synchronous_commit')"
    " WHEN 'off' THEN set_config('synchronous_commit', 'on', true) END"
)


def postgres_engine(place: Place, wait_s: float) -> Engine:
    """Return the engine for a server; UsageError where the driver is not installed or the address has unknown options.

    Each connection is refused with DataError while the server runs with ``fsync = off``: it would acknowledge what a
    power cut then takes away, and no session can change that.
    """
    if place.url is None:
        raise ValueError(f"{place.name} is not a server")
    if find_spec("psycopg") is None:
        raise UsageError(
            "the driver for PostgreSQL is not installed",
            where=place.name,
            expected="the package psycopg, version 3",
            do="python3 -m pip install 'dueregard[postgres]'",
        )
    engine = create_engine(
        place.url,
        connect_args={
            "connect_timeout": CONNECT_S,
            "application_name": "dueregard ledger",
            "client_encoding": "utf8",  # a database without an encoding would hand out texts as bytes
        },
        pool_pre_ping=True,  # a server that was restarted meanwhile is noticed before anything is begun
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def check(connection: Any, _record: Any) -> None:
        connection.autocommit = True
        (fsync,) = connection.execute("SHOW fsync").fetchone()
        connection.autocommit = False
        if fsync != "on":
            raise DataError(
                "this server runs with fsync = off: a power cut takes away what it acknowledged",
                where=place.name,
                expected="fsync = on",
                do="set fsync = on in postgresql.conf and restart the server",
            )

    return engine


def begin_in_postgres(connection: Connection, writes: bool, wait_s: float) -> None:
    """Begin a transaction; one that writes is acknowledged by the disk and waits for other writers only so long.

    The settings are those of the transaction, because a pooler may hand out another session each time. All values of
    ``synchronous_commit`` but off wait for the disk; one that waits for standbys too is left as it is.
    """
    driver: Any = connection.connection.driver_connection
    driver.read_only = not writes  # what it says when it begins: no question of its own to the server
    if writes:
        connection.execute(_WRITES, {"wait": f"{round(wait_s * 1000)}ms"})
