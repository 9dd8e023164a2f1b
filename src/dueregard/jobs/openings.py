"""Openings of seals that are kept on a node, beside its log and never in it, for those who may read what was sealed."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import BigInteger, Column, MetaData, Table, Text, insert, inspect, select

from dueregard.ledger.database import Ledger, keep_creators_out, reading, writing
from dueregard.ledger.rows import microseconds
from dueregard.ledger.seal import Opening, opening_from_json, opening_json
from dueregard.record.filed import filed_of
from dueregard.record.forms import Form, FormErrors, read_filing
from dueregard.record.visible import Reading, reading_of

metadata: Final = MetaData()
opening_table: Final = Table(
    "opening",
    metadata,
    Column("entry_id", Text, primary_key=True),
    Column("kept_at_us", BigInteger, nullable=False),
    Column("opening", Text, nullable=False),
)
# Who may read it (``record.visible``), so that one question to the database is all that is asked for anybody.
reader_table: Final = Table(
    "opening_reader",
    metadata,
    Column("entry_id", Text, primary_key=True),
    Column("actor", Text, primary_key=True),
)
_NEVER: Final = datetime(1, 1, 1, tzinfo=UTC)  # a filing that stands nowhere yet has no time


def keep_opening(ledger: Ledger, entry_id: str, opening: Opening, form: Form, at: datetime) -> None:
    """Keep the opening of the seal in an entry, with who may read it. One that is kept already stays."""
    with writing(ledger) as connection:
        keep_creators_out(connection)
        metadata.create_all(connection)
        there = select(opening_table.c.entry_id).where(opening_table.c.entry_id == entry_id)
        if connection.execute(there).scalar_one_or_none() is not None:
            return
        row = {"entry_id": entry_id, "kept_at_us": microseconds(at), "opening": opening_json(opening)}
        connection.execute(insert(opening_table).values(row))
        readers = sorted(who_reads(form, entry_id).named)
        if readers:
            rows = [{"entry_id": entry_id, "actor": actor} for actor in readers]
            connection.execute(insert(reader_table), rows)


def opened_for(ledger: Ledger, entry_id: str, actor: str | None) -> tuple[Opening, Form] | None:
    """Return what a seal holds; None where nothing is kept of it, or the actor may not read it."""
    wanted = select(opening_table.c.opening).where(
        reader_table.c.entry_id == entry_id,
        reader_table.c.actor == (actor or ""),
        opening_table.c.entry_id == reader_table.c.entry_id,
    )
    with reading(ledger) as connection:
        if not inspect(connection).has_table(opening_table.name):
            return None
        found = connection.execute(wanted).scalar_one_or_none()
    if found is None:
        return None
    opening = opening_from_json(found)
    form = read_filing(opening.payload)
    if isinstance(form, FormErrors):
        raise ValueError(f"the opening kept of {entry_id} holds no filing: {form}")
    return opening, form


def who_reads(form: Form, entry_id: str) -> Reading:
    """Return who may read a sealed filing whose opening is kept: whom it names as readers, and whose words it is."""
    filed = filed_of(
        form, 0, entry_id, _NEVER, said_at=_NEVER, joined=(), thread=entry_id, needs_clearing=False, words=b"",
        public=False, readers=form.readers,
    )  # fmt: skip
    return reading_of(filed)
