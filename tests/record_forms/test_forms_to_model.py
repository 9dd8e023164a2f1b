"""A notice filed by form is what ``assess`` understands already: the values that a record file gives."""

import dataclasses
import json
from datetime import UTC, datetime

import pytest
from filing_strategies import filings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueregard.knowledge.criterion_form import CRITERION_FIELDS
from dueregard.model.filing import Declaration, ProximityNotice, Reply
from dueregard.record.as_of import as_of, in_force, notices_for, replies_for
from dueregard.record.filing_form import filing_from, filing_to_dict
from dueregard.record.forms import (
    FORMS,
    example,
    head_of,
    left_out,
    parties,
    read_filing,
    to_model,
    write_filing,
)
from dueregard.record.forms.anatomy import shapes_of
from dueregard.record.forms.distance import Distance
from dueregard.record.record_file import record_from_text, record_of

AT = datetime(2031, 2, 24, 10, tzinfo=UTC)
MODELLED = ("N1", "D1", "D3", "Q9")


def model_of(number: str, **fields):
    table = json.loads(write_filing(example(number))) | fields
    form = read_filing(json.dumps(table).encode())
    return to_model(form, head_of(form, "", AT))


def from_record_file(*tables: dict):
    values, rejects = record_from_text(json.dumps(tables), "record.json")
    assert rejects == ()
    return values


def unnamed(value):
    """Return the value without the id, which a record file takes from the content and a ledger from the entry."""
    return dataclasses.replace(value, filing=dataclasses.replace(value.filing, id=""))


def test_a_notice_is_what_a_record_file_says():
    (ours,) = model_of("N1")
    (theirs,) = from_record_file(
        {
            "format": "proximity-operation notice",
            "filed_by": "BOR",
            "filed_at": "2031-02-24T10:00:00Z",
            "source": "BOR/2031/14",
            "object_norad_cat_id": 900101,
            "target_norad_cat_id": 900202,
            "start": "2031-03-01T00:00:00Z",
            "end": "2031-03-20T00:00:00Z",
            "least_planned_km": 1.5,
            "purpose": "To look at the state of the antenna before a servicing contract is signed.",
            "consent_of": ["CAS"],
        }
    ).notices
    assert dataclasses.replace(ours, phases=()) == unnamed(theirs)
    form = example("N1")
    assert [(p.name, p.start, p.end, p.least_planned_km) for p in ours.phases] == [
        (p.name, p.start, p.end, p.least_distance_km) for p in form.phases
    ]
    assert len(ours.phases) == 4


def test_a_declared_distance_is_what_a_record_file_says():
    (ours,) = model_of("D1")
    (theirs,) = from_record_file(
        {
            "format": "declared distance",
            "filed_by": "BOR",
            "filed_at": "2031-02-24T10:00:00Z",
            "source": "BOR/2031/2",
            "criterion": {
                "id": "bor-geo-50km",
                "title": "Distance that Borealia regards as close in GEO",
                "purpose": "security",
                "region": "GEO",
                "object_class": "payload",
                "zone": {"shape": "sphere", "radius_km": 50},
                "pairs": "foreign",
                "dwell_s": 21600,
                "consent_exempts": True,
                "verified": "fictional",
            },
        }
    ).declarations
    assert ours == unnamed(theirs)


def test_a_commitment_entered_from_a_document_is_what_a_record_file_says():
    (ours,) = model_of("D3")
    source = "Note verbale of the Permanent Mission of Cassia, CAS/2030/7, 2030-12-20, page 2, paragraph 3"
    (theirs,) = from_record_file(
        {
            "format": "commitment",
            "filed_by": "CAS",
            "filed_at": "2031-02-24T10:00:00Z",
            "entered_by": "AURELIA-INSTITUTE",
            "source": source,
            "criterion": {
                "id": "cas-keeps-20km",
                "title": "Cassia stays 20 km away from foreign objects in GEO",
                "purpose": "security",
                "region": "GEO",
                "object_class": "payload",
                "zone": {"shape": "sphere", "radius_km": 20},
                "pairs": "foreign",
                "dwell_s": 3600,
                "pin": "page 2, paragraph 3",
                "verified": "fictional",
            },
            "unless": ["notice", "consent"],
            "legal_nature": "political commitment",
            "instrument": "Note verbale, CAS/2030/7, paragraph 3",
            "since": "2031-01-12T00:00:00Z",
        }
    ).commitments
    assert ours == unnamed(theirs)


def test_a_reply_is_what_a_record_file_says():
    (ours,) = model_of("Q9")
    (theirs,) = from_record_file(
        {
            "format": "reply",
            "filed_by": "DOR",
            "filed_at": "2031-02-24T10:00:00Z",
            "object1_norad_cat_id": 900202,
            "object2_norad_cat_id": 900303,
            "start": "2031-02-03T00:00:00Z",
            "end": "2031-02-09T00:00:00Z",
            "text": "The satellite waited at this longitude before moving on to its slot.",
        }
    ).replies
    assert ours == unnamed(theirs)


def test_what_is_on_record_by_form_is_found_as_what_is_on_record_by_file():
    record = record_of(value for number in MODELLED for value in model_of(number))
    later = datetime(2031, 3, 10, tzinfo=UTC)
    assert len(notices_for(record, 900202, 900101, later, later)) == 1
    february = datetime(2031, 2, 5, tzinfo=UTC)
    assert len(replies_for(record, 900303, 900202, february, february)) == 1
    assert len(in_force(as_of(record, later), later).declarations) == 1
    assert as_of(record, february) == record_of(())


@pytest.mark.parametrize("number", MODELLED)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(data=st.data())
def test_every_value_can_be_written_into_a_record_file_and_read_back(number, data):
    """What the forms accept, the four older tables accept as well; ``assess`` sees no value it has not seen before."""
    form = data.draw(filings(FORMS[number]))
    for value in to_model(form, head_of(form, "", AT)):
        back, wrong = filing_from(filing_to_dict(value))
        assert wrong == ()
        assert unnamed(back) == value


def test_a_notice_of_several_objects_gives_one_value_for_each_pair():
    objects = [{"object": {"norad_cat_id": n}, "operator": "BOR"} for n in (1, 2)]
    near = [
        {"object": {"norad_cat_id": 3}, "owner": "CAS", "consent": "given"},
        {"object": {"norad_cat_id": 4}, "owner": "DOR", "consent": "asked for"},
        {"object": {"name": "not in the catalogue"}, "owner": "ELA", "consent": "given"},
    ]
    values = model_of("N1", objects=objects, approached_objects=near)
    pairs = {(v.object_norad_cat_id, v.target_norad_cat_id): v.consent_of for v in values}
    assert pairs == {(1, 3): ("CAS",), (2, 3): ("CAS",), (1, 4): (), (2, 4): ()}
    assert {value.without_number for value in values} == {("not in the catalogue",)}


def test_what_cannot_be_held_against_the_sky_is_said():
    def words(number, **fields):
        table = json.loads(write_filing(example(number))) | fields
        return left_out(read_filing(json.dumps({k: v for k, v in table.items() if v is not None}).encode()))

    near = [{"object": {"name": "Cassia Relay 4"}, "owner": "CAS", "consent": "given"}]
    assert words("N1", approached_objects=near) == (
        "Cassia Relay 4: without a catalogue number it cannot be held against the sky",
    )
    assert words("D3", distance=None) == (
        "the undertaking stands in words alone and cannot be held against the sky",
    )
    assert words("D3") == ("the conditions stand in words alone and cannot be held against the sky",)
    assert words("Q9", object1={"object_id": "2031-014A"}) == (
        "2031-014A: without a catalogue number it cannot be held against the sky",
    )
    assert words("D1") == words("C1") == ()
    assert model_of("N1", approached_objects=near) == ()
    assert model_of("Q9", object1={"object_id": "2031-014A"}) == ()


@pytest.mark.parametrize("number", [n for n in FORMS if n not in MODELLED])
def test_other_forms_have_no_value_yet(number):
    assert model_of(number) == ()


def test_each_party_to_joint_words_has_them_as_its_own_from_its_own_date():
    table = json.loads(write_filing(example("D1"))) | {
        "jointly_with": ["CAS"],
        "on_behalf_of": ["ELA", "FEN"],
    }
    form = read_filing(json.dumps(table).encode())
    assert parties(form) == ("ELA", "FEN", "CAS")
    later = datetime(2031, 6, 1, tzinfo=UTC)
    (declared,) = to_model(form, head_of(form, "ab" * 32, later, "CAS"))
    assert declared.filing.filed_by == declared.criterion.author == declared.criterion.protects == "CAS"
    assert declared.filing.filed_at == later
    assert head_of(form, "", AT).filed_by == "ELA"


@pytest.mark.parametrize(
    ("read_in", "fictional", "verified"),
    [
        ("the document", False, "yes"),
        ("a text about it", False, "secondary"),
        ("the document", True, "fictional"),
    ],
)
def test_how_far_words_were_checked_follows_from_how_they_were_entered(read_in, fictional, verified):
    document = json.loads(write_filing(example("D3")))["entered_from"] | {"read_in": read_in}
    (commitment,) = model_of("D3", entered_from=document, fictional=fictional)
    assert commitment.criterion.verified == verified


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="has no time zone"):
        head_of(example("N1"), "", datetime(2031, 1, 1))


def test_the_distance_asks_for_what_a_criterion_asks_for_and_in_the_same_words():
    """What the filing says already (author, standing, source, year, verified, protects, pin) is not asked twice."""
    told = {"author", "standing", "source", "pin", "year", "verified", "protects"}
    theirs = {field.name: field for field in CRITERION_FIELDS if field.name not in told}
    ours = {shape.name: shape for shape in shapes_of(Distance)}
    assert set(ours) == set(theirs)
    for name, field in theirs.items():
        if name != "zone":
            assert ours[name].required == field.required, name
            assert set(ours[name].choices) == set(field.choices), name
            assert (ours[name].default or None) == (field.default or None), name


def test_the_values_are_those_of_the_model():
    kinds = {type(value) for number in MODELLED for value in model_of(number)}
    assert {ProximityNotice, Declaration, Reply} < kinds
    assert len(kinds) == len(MODELLED)
