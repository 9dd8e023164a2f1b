"""The tables. They hold nothing that the log does not, so they are dropped and written again rather than changed.

Times are microseconds since 1970: one kind of number in every database, in order.
"""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

VERSION: Final = 2  # of these tables; another one is rebuilt

metadata: Final = MetaData()

# How far each log has been written here. ``number`` stands for its name in the rows, which are then half as long.
position_table: Final = Table(
    "record_position",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("log", Text, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("next_index", BigInteger, nullable=False),
)

# Every entry, on the record or not. ``starts_us`` and ``ends_us``: the span it is about, where its form has one.
filing_table: Final = Table(
    "record_filing",
    metadata,
    Column("log", Integer, primary_key=True, autoincrement=False),
    Column("entry_index", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_id", Text, nullable=False),
    Column("received_at_us", BigInteger, nullable=False),
    Column("number", Text),
    Column("filed_by", Text),
    Column("entered_by", Text),
    Column("symbol", Text),
    Column("title", Text),
    Column("starts_us", BigInteger),
    Column("ends_us", BigInteger),
    Column("on_record", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,  # one tree for the rows, and not a second one for their key
)

# Whom and what a filing mentions: an actor, an entry, an object; ``how``: in which of its fields.
mention_table: Final = Table(
    "record_mention",
    metadata,
    Column("log", Integer, nullable=False),
    Column("entry_index", BigInteger, nullable=False),
    Column("what", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("value", Text, nullable=False),
)

# Made after the rows where there are many of them: an index that grows row by row costs more than the rows do.
indexes: Final = (
    Index("record_filing_by_id", filing_table.c.entry_id),
    Index("record_filing_by_form", filing_table.c.number, filing_table.c.received_at_us),
    Index(
        "record_mention_by_value",
        mention_table.c.what,
        mention_table.c.value,
        mention_table.c.log,
        mention_table.c.entry_index,
    ),
)
