"""Whatever bytes come in, the answer is a form or named errors."""

import copy
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.record.forms import (
    FORMS,
    Form,
    FormErrors,
    example,
    from_toml,
    read_filing,
    to_toml,
    write_filing,
)
from dueregard.record.forms.examine import examine

MANY = settings(max_examples=300, deadline=None)
NUMBERS = st.sampled_from(sorted(FORMS))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | st.sampled_from(["2031-03-01T00:00:00Z", "2031-03-01", "BOR", "f" * 64, "present", 10**400, -0.0]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def answered(payload: bytes) -> Form | FormErrors:
    answer = read_filing(payload)
    if isinstance(answer, FormErrors):
        assert answer.errors
        for error in answer.errors:
            assert error.found
            assert error.expected
            assert len(str(error)) < 6000
            assert error.field
            error.pointer.encode("utf-8", "backslashreplace")
    else:
        assert read_filing(write_filing(answer)) == answer
    return answer


@MANY
@given(st.binary(max_size=200))
def test_any_bytes_are_answered(payload):
    answered(payload)


@MANY
@given(NUMBERS, st.data())
def test_a_filing_with_bytes_changed_is_answered(number, data):
    payload = bytearray(write_filing(example(number)))
    for _ in range(data.draw(st.integers(1, 4))):
        payload = payload or bytearray(b"{}")
        at = data.draw(st.integers(0, len(payload) - 1))
        match data.draw(st.sampled_from(["change", "cut", "double", "remove"])):
            case "change":
                payload[at] = data.draw(st.integers(0, 255))
            case "cut":
                del payload[at:]
                payload += b"}"
            case "double":
                payload[at:at] = payload[at : at + data.draw(st.integers(1, 60))]
            case "remove":
                del payload[at : at + data.draw(st.integers(1, 60))]
    answered(bytes(payload))


@MANY
@given(NUMBERS, st.data())
def test_a_filing_with_anything_in_the_place_of_anything_is_answered(number, data):
    table = json.loads(write_filing(example(number)))
    changed = copy.deepcopy(table)
    for _ in range(data.draw(st.integers(1, 3))):
        _put(changed, data)
    payload = json.dumps(changed).encode()
    answer = answered(payload)
    if not isinstance(answer, FormErrors):
        return
    # What pydantic refuses is found again field by field, and nothing has to be said in pydantic's own words.
    if changed.get("format") == table["format"]:
        assert examine(FORMS[number], json.loads(payload))[1]


def _put(table, data) -> None:
    """Put anything in the place of anything."""
    here = table
    while True:
        places = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not places:
            return
        place = data.draw(st.sampled_from(places))
        if isinstance(here[place], dict | list) and here[place] and data.draw(st.booleans()):
            here = here[place]
            continue
        here[place] = data.draw(JSON)
        return


@MANY
@given(st.text(max_size=200))
def test_any_text_is_answered_as_a_draft(text):
    answer = from_toml(text)
    assert isinstance(answer, FormErrors)
    assert answer.errors


@MANY
@given(NUMBERS, st.data())
def test_a_draft_with_letters_changed_is_answered(number, data):
    text = to_toml(example(number))
    at = data.draw(st.integers(0, len(text) - 1))
    end = at + data.draw(st.integers(0, 30))
    answer = from_toml(text[:at] + data.draw(st.text(max_size=10)) + text[end:])
    assert isinstance(answer, Form) or answer.errors
