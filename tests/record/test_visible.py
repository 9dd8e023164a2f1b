"""Who may read what: one predicate, the same as the table's rows for reading."""

from datetime import timedelta
from itertools import product

import pytest
from invented_record import SECRETARIAT, STATE, Invented, actor_entry, form
from test_judge import document

from dueregard.record.decide import asked_about, decide
from dueregard.record.relations import Act, to_filing
from dueregard.record.visible import NOBODY, Reading, may_read, reader_at, reading_of

READERS = ("BOR", "CAS", "DOR", "BOR-SPACE-AGENCY", "MERIDIAN-RELAY", "UNION", "INSTITUTE", SECRETARIAT)
SECRET = {"sensitivity": "named readers", "readers": ("CAS", "INSTITUTE")}


@pytest.fixture(scope="module")
def record():
    return Invented()


@pytest.fixture(scope="module")
def filings(record):
    ids = {
        "public": record.file("D1", "BOR"),
        "secret": record.file("D1", "BOR", **SECRET),
        "by an operator": record.file("N1", "MERIDIAN-RELAY", **SECRET),
        "in the name of its State": record.file("N1", "BOR-SPACE-AGENCY", on_behalf_of=("BOR",), **SECRET),
        "joint": record.say(form("D2", "BOR", jointly_with=("DOR",), **SECRET), "BOR").entry_id,
        "from a document": record.file("D1", "DOR", entered_from=document(), **SECRET),
    }
    return {name: record.bench.memory.filed(entry) for name, entry in ids.items()}


@pytest.mark.parametrize(
    ("name", "readers"),
    [
        ("public", {*READERS, None}),
        ("secret", {"BOR", "CAS", "INSTITUTE"}),
        ("by an operator", {"MERIDIAN-RELAY", "CAS", "INSTITUTE"}),
        ("in the name of its State", {"BOR", "BOR-SPACE-AGENCY", "CAS", "INSTITUTE"}),
        ("joint", {"BOR", "DOR", "CAS", "INSTITUTE"}),
        ("from a document", {"DOR", SECRETARIAT, "CAS", "INSTITUTE"}),
    ],
)
def test_who_reads_a_filing(filings, name, readers):
    reading = reading_of(filings[name])
    assert {one for one in (*READERS, None) if may_read(reading, one)} == readers


def test_the_predicate_says_what_the_table_says(record, filings):
    memory, at = record.bench.memory, record.clock
    for filed, reader in product(filings.values(), (*READERS, None)):
        actor = reader or ""
        act = Act(form("D8", "BOR"), actor, actor, frozenset(), at, None)
        relations = to_filing(actor, filed, memory, act, asked_about("read", filed.number))
        roles = memory.actors.roles(actor, at.date())
        assert decide("read", filed.number, relations, roles).allowed is may_read(reading_of(filed), reader)


def test_whoever_is_not_in_the_register_at_the_time_reads_as_nobody():
    record = Invented(cast=False)
    record.enter("CAS", (STATE,))
    at = record.clock + timedelta(days=200)
    record.say(actor_entry("CAS", (STATE,), valid_to=at.date()))
    actors = record.bench.actors
    assert reader_at(actors, "CAS", at - timedelta(days=1)) == "CAS"
    assert reader_at(actors, "CAS", at) is None
    assert reader_at(actors, "STRANGER", at) is None
    assert reader_at(actors, "CAS", at - timedelta(days=1), known_at=record.judged[0].received_at) is None


def test_nobody_reads_what_names_nobody():
    assert not may_read(NOBODY, "BOR")
    assert not may_read(NOBODY, None)
    assert may_read(Reading(True, frozenset()), None)
