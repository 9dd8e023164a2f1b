"""The tables of a ledger's database: the same in SQLite and in PostgreSQL.

A database holds many logs: a node's own and its copies of others'. Rows of ``entry``, ``checkpoint`` and ``fork`` are
never changed once written, save for a person's decision about a fork; a tile only grows, until it is full.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION: Final = 1

metadata: Final = MetaData()

version_table: Final = Table(
    "ledger_version",
    metadata,
    Column("version", Integer, nullable=False),
)

log_table: Final = Table(
    "log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("origin", Text, nullable=False, unique=True),
    Column("verifier", Text, nullable=False),  # the verifier key of signed notes: name, id, key
    Column("own", Boolean, nullable=False),
    Column("size", BigInteger, nullable=False),  # entries held here, from the first on, without a gap
)

entry_table: Final = Table(
    "entry",
    metadata,
    Column("log", ForeignKey("log.id"), primary_key=True),
    Column("entry_index", BigInteger, primary_key=True, autoincrement=False),
    Column("received_at_us", BigInteger, nullable=False),  # microseconds since 1970, as in the body
    Column("envelope_hash", LargeBinary(32), nullable=False),
    Column("leaf_hash", LargeBinary(32), nullable=False),
    Column("body", LargeBinary, nullable=False),  # the entry's bytes: all else is computed from them
    UniqueConstraint("log", "envelope_hash", name="one_envelope_once"),
    UniqueConstraint("log", "leaf_hash", name="one_id_once"),
)

tile_table: Final = Table(
    "tile",
    metadata,
    Column("log", ForeignKey("log.id"), primary_key=True),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),
)

checkpoint_table: Final = Table(
    "checkpoint",
    metadata,
    Column("log", ForeignKey("log.id"), primary_key=True),
    # Of a copy that is not complete yet it may be larger than what is held.
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("note", LargeBinary, nullable=False),
)

cosignature_table: Final = Table(
    "cosignature",
    metadata,
    Column("log", ForeignKey("log.id"), primary_key=True),
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("witness", Text, primary_key=True),  # the witness's verifier key
    Column("line", LargeBinary, nullable=False),  # the signature line as it stands under the note
)

fork_table: Final = Table(
    "fork",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("log", ForeignKey("log.id"), nullable=False, index=True),
    Column("found_at_us", BigInteger, nullable=False),
    Column("evidence_hash", LargeBinary(32), nullable=False),
    Column("evidence", LargeBinary, nullable=False),
    # What a person decided, in words; NULL while nobody has: until then nothing of the log is taken.
    Column("decision", Text),
    Column("decided_at_us", BigInteger),
)
