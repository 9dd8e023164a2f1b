"""The logs of a ledger: this node's own, to which it appends, and copies of others', which it only pulls."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from dueregard.ledger.checkpoint import Checkpoint, sign_checkpoint
from dueregard.ledger.checkpoint_rows import store_note
from dueregard.ledger.database import Ledger, keep_creators_out, reading, writing
from dueregard.ledger.keys import SigningKey
from dueregard.ledger.merkle import EMPTY_ROOT
from dueregard.ledger.note import PLAIN, NoteError, NoteKey, note_bytes, note_key_from_text, note_key_text
from dueregard.ledger.schema import log_table
from dueregard.model.errors import DataError, UsageError

_OWN: Final = select(log_table).where(log_table.c.own).with_for_update()


@dataclass(frozen=True, slots=True)
class Log:
    """A log as it stands in a database: the key that signs its checkpoints bears its name (origin).

    ``size``: entries held, from the first on. ``own``: this node appends to it; else it is a copy.
    """

    number: int
    key: NoteKey
    own: bool
    size: int

    @property
    def origin(self) -> str:
        """The log's name."""
        return self.key.name


def begin_log(ledger: Ledger, origin: str, key: SigningKey) -> Log:
    """Return this node's own log of that name, begun if there is none, with a signed checkpoint of no entries.

    Raises DataError where a log of this name has another key or is a copy; UsageError where the name is none.
    """
    try:
        note_key = NoteKey(origin, PLAIN, key.public)
    except NoteError as error:
        raise UsageError(str(error), expected="a name such as ledger.example/borealia") from error
    with writing(ledger) as connection:
        keep_creators_out(connection)
        log = log_row(connection, ledger, origin)
        if log is None:
            log = insert_log(connection, note_key, own=True)
            note = note_bytes(sign_checkpoint(Checkpoint(origin, 0, EMPTY_ROOT), key))
            store_note(connection, log.number, 0, note)
        elif not log.own or log.key != note_key:
            raise DataError(
                f"the log {origin} is there already, {'with another key' if log.own else 'as a copy'}",
                where=ledger.name,
                expected="a name that is not taken, or the key the log was begun with",
                do="choose another name",
            )
    return log


def logs(ledger: Ledger) -> tuple[Log, ...]:
    """Return every log of the ledger, in order of name."""
    with reading(ledger) as connection:
        rows = connection.execute(select(log_table).order_by(log_table.c.origin)).mappings().all()
    return tuple(_log(row, ledger) for row in rows)


def find_log(ledger: Ledger, origin: str) -> Log:
    """Return the log of that name; DataError where the ledger has none."""
    with reading(ledger) as connection:
        log = log_row(connection, ledger, origin)
    if log is None:
        there = ", ".join(one.origin for one in logs(ledger)) or "none"
        raise DataError(
            f"there is no log {origin}",
            where=ledger.name,
            expected=f"one of its logs ({there})",
            do="check the name",
        )
    return log


def own_log(connection: Connection, ledger: Ledger, key: SigningKey) -> Log:
    """Return the own log which this key signs, locked for this transaction; DataError where there is not exactly one.

    The row is what a second writer waits for in PostgreSQL; in SQLite there is no second writer.
    """
    rows = connection.execute(_OWN).mappings().all()
    found = [log for log in (_log(row, ledger) for row in rows) if log.key.public == key.public]
    if len(found) == 1:
        return found[0]
    raise DataError(
        f"this key signs {len(found)} of its own logs"
        if found
        else "none of its own logs is signed by this key",
        where=ledger.name,
        expected="the key of exactly one own log",
        do="begin a log with this key, or use the key it was begun with",
    )


def log_row(connection: Connection, ledger: Ledger, origin: str, *, lock: bool = False) -> Log | None:
    """Return the log of that name as it is in this transaction, with ``lock`` until its end; None where none is."""
    wanted = select(log_table).where(log_table.c.origin == origin)
    row = connection.execute(wanted.with_for_update() if lock else wanted).mappings().one_or_none()
    return None if row is None else _log(row, ledger)


def insert_log(connection: Connection, key: NoteKey, *, own: bool) -> Log:
    """Return the log, just begun in this transaction."""
    row = {"origin": key.name, "verifier": note_key_text(key), "own": own, "size": 0}
    connection.execute(log_table.insert().values(row))
    number = connection.execute(select(log_table.c.id).where(log_table.c.origin == key.name)).scalar_one()
    return Log(number, key, own, 0)


def _log(found: Mapping[Any, Any], ledger: Ledger) -> Log:
    try:
        key = note_key_from_text(found["verifier"])
    except NoteError as error:
        raise DataError(
            f"the key of the log {found['origin']} is damaged ({error})",
            where=ledger.name,
            expected="the key as it was written when the log was begun",
            do="restore a copy of the ledger",
        ) from error
    return Log(found["id"], key, bool(found["own"]), found["size"])
