"""Who will see what, as the filer is told beforehand: the same as the record will answer afterwards."""

import pytest
from node_made import MERIDIAN, form, notice

from dueregard.jobs.audience import audience, concerned_by
from dueregard.jobs.openings import who_reads
from dueregard.record.forms import FORMS, example

READERS = {"sensitivity": "named readers", "readers": ["ELA", "GLD"]}


def test_what_is_public_is_seen_by_everybody_and_says_that_it_stays():
    said = audience(notice())
    assert said.readers is None
    assert said.left_out == ()
    assert "all of it" in said.lines[0]
    assert "never taken out" in said.lines[0]
    assert said.concerned == ("CAS",)


def test_named_readers_are_those_that_the_record_will_let_read():
    for fields in ({}, {"on_behalf_of": ["BOR"]}, {"jointly_with": ["ELA", "CAS"]}):
        filing = notice(**READERS, **fields)
        assert set(audience(filing).readers) == who_reads(filing, "a" * 64).named


def test_words_entered_from_a_document_are_read_by_who_entered_them():
    document = {
        "entered_by": "SECRETARIAT", "title": "Note verbale", "symbol": "BOR/2031/14", "dated": "2031-02-20",
        "place": "page 2", "read_in": "the document",
    }  # fmt: skip
    filing = notice(**READERS, entered_from=document)
    assert set(audience(filing).readers) == {"ELA", "GLD", MERIDIAN, "SECRETARIAT"}
    assert set(audience(filing).readers) == who_reads(filing, "a" * 64).named


def test_who_is_concerned_and_will_not_read_it_is_named():
    said = audience(notice(**READERS), ["GLD", "AUR"])
    assert said.concerned == ("CAS", "GLD", "AUR")
    assert said.left_out == ("CAS", "AUR")
    assert said.lines[-1] == "Concerned, and not among those who will read it: CAS and AUR."


def test_what_is_sealed_is_read_by_nobody():
    said = audience(notice(sensitivity="sealed"))
    assert said.readers == ()
    assert said.left_out == ("CAS",)
    assert "by nobody who does not have the opening from you" in said.lines[1]
    assert said.everybody.startswith(f"that {MERIDIAN} filed a seal")


def test_of_a_seal_all_its_speakers_are_seen():
    said = audience(notice(**READERS, jointly_with=["CAS"]))
    assert said.everybody.startswith(f"that {MERIDIAN} and CAS filed a seal")
    assert said.concerned == ()  # CAS says these words itself


@pytest.mark.parametrize("number", FORMS)
def test_every_form_says_who_sees_it(number):
    filing = example(number)
    said = audience(filing)
    assert all(line.endswith(".") and "  " not in line for line in said.lines)
    assert not {filing.filed_by, *filing.on_behalf_of} & {*said.concerned}


def test_questions_and_circulations_concern_whom_they_are_addressed_to():
    for number in ("Q1", "Q3", "Q5"):
        assert concerned_by(example(number)) == tuple(example(number).to)
    assert concerned_by(example("H2")) == tuple(one.actor for one in example("H2").recipients)
    opening = form(
        format="DR-S2/1 opening of a seal", filed_by="BOR", language="en", sensitivity="public", seal="b2" * 32,
        opens_with="c3" * 32, payload="aGVsbG8=",
    )  # fmt: skip
    assert "all that was sealed" in audience(opening).lines[0]
