"""The tables of a ledger's database: the same in SQLite and in PostgreSQL.

A database holds many logs: a node's own and its copies of others'. Rows of ``entry``, ``checkpoint`` and ``fork`` are
never changed once written, save for a person's decision about a fork; a tile only grows, until it is full.
"""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

SCHEMA_VERSION: Final = 1


class WrongKind(ValueError):
    """A value is of another kind than its column: the database file is damaged.

    SQLite holds values of any kind in any column, so that one flipped bit makes a number of what was bytes.
    """


class _Exact(TypeDecorator[Any]):
    """A column's type whose values are held against it when they are read; ``empty``: there may be none."""

    impl: type[Any] = LargeBinary
    kind: type = bytes
    cache_ok = True

    def __init__(self, empty: bool = False) -> None:
        self.empty = empty
        super().__init__()

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Return what holds a value that was read against its kind."""

        def checked(value: Any) -> Any:
            if isinstance(value, self.kind) or (value is None and self.empty):
                return value
            raise WrongKind(f"a value that should be {self.kind.__name__} is {type(value).__name__}")

        return checked


class Bytes(_Exact):
    """Bytes, and nothing else when they are read."""

    impl, kind, cache_ok = LargeBinary, bytes, True


class Whole(_Exact):
    """A whole number of up to 64 bits, and nothing else when it is read."""

    impl, kind, cache_ok = BigInteger, int, True


class Words(_Exact):
    """A text, and nothing else when it is read."""

    impl, kind, cache_ok = Text, str, True


metadata: Final = MetaData()

version_table: Final = Table(
    "ledger_version",
    metadata,
    Column("version", Whole, nullable=False),
)

log_table: Final = Table(
    "log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("origin", Words, nullable=False, unique=True),
    Column("verifier", Words, nullable=False),  # the verifier key of signed notes: name, id, key
    Column("own", Boolean, nullable=False),
    Column("size", Whole, nullable=False),  # entries held here, from the first on, without a gap
)

entry_table: Final = Table(
    "entry",
    metadata,
    Column("log", ForeignKey("log.id"), primary_key=True),
    Column("entry_index", Whole, primary_key=True, autoincrement=False),
    Column("received_at_us", Whole, nullable=False),  # microseconds since 1970, as in the body
    Column("envelope_hash", Bytes, nullable=False),
    Column("leaf_hash", Bytes, nullable=False),
    Column("body", Bytes, nullable=False),  # the entry's bytes: all else is computed from them
    UniqueConstraint("log", "envelope_hash", name="one_envelope_once"),
    UniqueConstraint("log", "leaf_hash", name="one_id_once"),
)

tile_table: Final = Table(
    "tile",
    metadata,
    Column("log", ForeignKey("log.id"), primary_key=True),
    Column("level", Whole, primary_key=True, autoincrement=False),
    Column("number", Whole, primary_key=True, autoincrement=False),
    Column("hashes", Bytes, nullable=False),
)

checkpoint_table: Final = Table(
    "checkpoint",
    metadata,
    Column("log", ForeignKey("log.id"), primary_key=True),
    # Of a copy that is not complete yet it may be larger than what is held.
    Column("size", Whole, primary_key=True, autoincrement=False),
    Column("note", Bytes, nullable=False),
)

cosignature_table: Final = Table(
    "cosignature",
    metadata,
    Column("log", ForeignKey("log.id"), primary_key=True),
    Column("size", Whole, primary_key=True, autoincrement=False),
    Column("witness", Words, primary_key=True),  # the witness's verifier key
    Column("line", Bytes, nullable=False),  # the signature line as it stands under the note
)

fork_table: Final = Table(
    "fork",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("log", ForeignKey("log.id"), nullable=False, index=True),
    Column("found_at_us", Whole, nullable=False),
    Column("evidence_hash", Bytes, nullable=False),
    Column("evidence", Bytes, nullable=False),
    # What a person decided, in words; NULL while nobody has: until then nothing of the log is taken.
    Column("decision", Words(empty=True)),
    Column("decided_at_us", Whole(empty=True)),
)
