"""Openings of seals for named readers: they lie beside the log, never in it, and are handed to those who may read them.

A filing that only some may read stands in the log as its seal (form S1). Its filer leaves the opening here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Column, MetaData, Table, Text, bindparam, insert, select

from dueregard.ledger.database import Ledger, keep_creators_out, reading, writing
from dueregard.ledger.rows import microseconds
from dueregard.ledger.seal import Opening, SealError, opening_from_json, opening_json
from dueregard.record.filed import filed_of
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import Form, FormErrors, read_filing
from dueregard.record.forms.seal import SealedFiling
from dueregard.record.visible import NOBODY, Reading, reading_of

metadata: Final = MetaData()
opening_table: Final = Table(
    "web_opening",
    metadata,
    Column("entry_id", Text, primary_key=True),
    Column("kept_at_us", BigInteger, nullable=False),
    Column("opening", Text, nullable=False),
)
# Who may read it (``record.visible``), so that one question to the database is all that is asked for anybody.
reader_table: Final = Table(
    "web_opening_reader",
    metadata,
    Column("entry_id", Text, primary_key=True),
    Column("actor", Text, primary_key=True),
)
_FOR_ACTOR: Final = select(opening_table.c.opening).where(
    reader_table.c.entry_id == bindparam("the_entry"),
    reader_table.c.actor == bindparam("the_actor"),
    opening_table.c.entry_id == reader_table.c.entry_id,
)


class NoOpening(ValueError):
    """What was left here opens nothing. The message says why."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a seal holds, for one who may read it."""

    opening: Opening
    form: Form


def prepare(ledger: Ledger) -> None:
    """Make the table, if it is not there."""
    with writing(ledger) as connection:
        keep_creators_out(connection)
        metadata.create_all(connection)


def opening_of(text: str, seal: SealedFiling) -> tuple[Opening, Form]:
    """Return the opening and the filing it holds, if it opens this seal; NoOpening says why it does not."""
    try:
        opening = opening_from_json(text)
    except SealError as error:
        raise NoOpening(str(error)) from error
    if opening.payload_type != FILING_TYPE:
        raise NoOpening(f"it holds the type {opening.payload_type!a}; a filing has {FILING_TYPE}")
    if opening.commitment.hex() != seal.commitment:
        raise NoOpening("it opens another seal: what it holds is not what was sealed there")
    form = read_filing(opening.payload)
    if isinstance(form, FormErrors):
        raise NoOpening(f"what it holds is no filing: {form}")
    # A commitment can be copied into somebody else's seal; who says the words stands in them.
    if form.filed_by != seal.filed_by:
        raise NoOpening(f"what it holds is said by {form.filed_by}, the seal is {seal.filed_by}'s")
    return opening, form


def keep_opening(ledger: Ledger, entry_id: str, opening: Opening, form: Form, at: datetime) -> None:
    """Keep the opening of the seal in an entry. One that is kept already is the same, and stays."""
    readers = who_reads(form, entry_id).named
    with writing(ledger) as connection:
        there = select(opening_table.c.entry_id).where(opening_table.c.entry_id == entry_id)
        if connection.execute(there).scalar_one_or_none() is not None:
            return
        row = {"entry_id": entry_id, "kept_at_us": microseconds(at), "opening": opening_json(opening)}
        connection.execute(insert(opening_table).values(row))
        if readers:
            rows = [{"entry_id": entry_id, "actor": actor} for actor in sorted(readers)]
            connection.execute(insert(reader_table), rows)


def opened_for(ledger: Ledger, entry_id: str, actor: str | None) -> Opened | None:
    """Return what a seal holds, None where nothing is kept of it or the actor may not read it.

    Both come from one question, whose answer is empty in both cases.
    """
    with reading(ledger) as connection:
        found = connection.execute(
            _FOR_ACTOR, {"the_entry": entry_id, "the_actor": actor or ""}
        ).scalar_one_or_none()
    if found is None:
        return None
    opening = opening_from_json(found)
    form = read_filing(opening.payload)
    if isinstance(form, FormErrors):
        raise ValueError(f"the opening kept of {entry_id} holds no filing: {form}")
    return Opened(opening, form)


def who_reads(form: Form, entry_id: str) -> Reading:
    """Return who may read a sealed filing: those it names as readers, and whose words it is; nobody where it is sealed
    to all.
    """
    if form.sensitivity == "public":
        return NOBODY
    epoch = datetime.min
    filed = filed_of(
        form, 0, entry_id, epoch, said_at=epoch, joined=(), thread=entry_id, needs_clearing=False, words=b"",
        public=False, readers=form.readers,
    )  # fmt: skip
    return reading_of(filed)
