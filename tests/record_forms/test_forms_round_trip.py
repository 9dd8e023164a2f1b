"""What is written is read back, whatever the form holds; the bytes of a form are always the same."""

import json

import pytest
from filing_strategies import filings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schema_check import fits

from dueregard.record.forms import (
    FORMS,
    example,
    from_toml,
    json_schema,
    read_filing,
    to_text,
    to_toml,
    write_filing,
)

EVERY = pytest.mark.parametrize("number", FORMS)
# Forms of many fields are slow to draw; the time says nothing about what is tested.
PATIENT = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@EVERY
@PATIENT
@given(data=st.data())
def test_every_form_survives_its_bytes_every_spelling_and_its_toml_and_fits_its_schema(number, data):
    form = data.draw(filings(FORMS[number]))
    payload = write_filing(form)
    back = read_filing(payload)
    assert type(back) is FORMS[number]
    assert back == form
    assert write_filing(back) == payload
    table = json.loads(payload)
    for spelling in (json.dumps(table, indent=3), json.dumps(dict(reversed(table.items())))):
        assert read_filing(spelling.encode()) == form
    assert from_toml(to_toml(form)) == form
    schema = json_schema(number)
    assert fits(table, schema, schema)


@EVERY
def test_a_page_to_read_shows_every_text_that_was_filled_in(number):
    form = example(number)
    words = " ".join(to_text(form).split())
    for text in _texts(form.model_dump(exclude={"format"}, exclude_none=True)):
        assert " ".join(text.split()) in words


def _texts(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


def test_left_out_and_null_and_an_empty_list_are_the_same_words():
    table = json.loads(write_filing(example("N1")))
    assert read_filing(json.dumps({**table, "amends": None}).encode()) == example("N1")
    assert table["readers"] == []
    del table["readers"]
    assert read_filing(json.dumps(table).encode()) == example("N1")


def test_fifty_and_fifty_point_nought_have_the_same_bytes():
    table = json.loads(write_filing(example("D1")))
    both = []
    for radius in (50, 50.0):
        table["distance"]["zone"]["radius_km"] = radius
        both.append(write_filing(read_filing(json.dumps(table).encode())))
    assert both[0] == both[1]


def test_a_form_changed_behind_its_rules_cannot_be_written():
    form = example("D8")
    turned = form.model_copy(update={"first_day": form.last_day, "last_day": form.first_day})
    with pytest.raises(ValueError, match=r"last_day: .* expected not before first_day"):
        write_filing(turned)
