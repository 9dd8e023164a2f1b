"""Blank forms: what has to be filled in is there to be filled in, and a filled blank is a filing."""

import re
import tomllib

import pytest

from dueregard.record.forms import FORMS, Form, FormErrors, blank, example, from_toml, to_text, to_toml
from dueregard.record.forms.anatomy import shapes_of, tables_of

EVERY = pytest.mark.parametrize("number", FORMS)


@EVERY
def test_an_empty_blank_asks_for_what_is_needed_and_for_nothing_else(number):
    answer = from_toml(blank(number))
    assert isinstance(answer, FormErrors)
    assert {error.found for error in answer.errors} <= {"missing", "a list of 0"}
    needed = {s.name for s in shapes_of(FORMS[number]) if s.required and s.name != "format"}
    named = {error.path[0] for error in answer.errors}
    assert needed <= named
    # Beside these, only what a rule between fields asks for (an entry or a draft; the entry that is withdrawn).
    assert named - needed <= {"entry", "withdraws"}


@EVERY
def test_every_field_stands_in_both_blanks_with_its_title(number):
    toml, text = blank(number), " ".join(blank(number, as_="text").split())
    for table in tables_of(FORMS[number]):
        for shape in shapes_of(table):
            if shape.name == "format":
                continue
            assert re.search(rf"^#?(\[+[\w.]*)?{shape.name}\b", toml, re.MULTILINE), shape.name
            assert f"({shape.name})" in text, shape.name
            assert shape.title in text


@EVERY
def test_a_printed_blank_fits_the_page(number):
    for page in (blank(number, as_="text"), to_text(example(number))):
        long = [line for line in page.splitlines() if len(line) > 78 and len(line.split()) > 2]
        assert long == []


@EVERY
def test_with_every_line_in_use_the_blank_is_a_filing_of_examples(number):
    """Uncommented, the lines left out hold their examples; the active ones are filled with theirs by hand."""
    text = re.sub(r"^#(?!#)", "", blank(number), flags=re.MULTILINE)
    text = _only_one_zone(text)
    text = re.sub(
        r"^## Example: (.*(?:\n## .*)*)\n(\w+) = (\"\"|\[\])$",
        lambda m: f"{m[2]} = " + m[1].replace("\n## ", " "),
        text,
        flags=re.MULTILINE,
    )
    tomllib.loads(text)
    answer = from_toml(text)
    # Examples stand for one field each and not for each other: rules between fields may still speak, kinds may not.
    if isinstance(answer, FormErrors):
        for error in answer.errors:
            assert error.found == "given" or "because" in error.expected or _of_a_rule(error), str(error)


def _only_one_zone(text: str) -> str:
    """Of the tables of which one is to be chosen keep the first."""
    parts = re.split(r"^## or\n", text, flags=re.MULTILINE)
    kept = parts[0]
    for part in parts[1:]:
        later = re.search(r"^\n\n", part, flags=re.MULTILINE)
        kept += part[later.start() :] if later else ""
    return kept


def _of_a_rule(error) -> bool:
    words = (
        "after ",
        "not ",
        "an actor",
        "another",
        "somebody",
        "nothing here",
        "public or",
        "at least",
        "unless",
    )
    return (
        error.expected.startswith(words)
        or "object_class" in error.expected
        or "id of the key" in error.expected
    )


def test_a_blank_filled_in_by_a_person_is_the_filing_meant():
    text = blank("D8")
    for name, value in {
        "filed_by": '"GLD"',
        "language": '"en"',
        "sensitivity": '"public"',
        "subject": '"N1 proximity-operation notices"',
        "first_day": "2030-01-01",
        "last_day": '"2030-12-31"',
    }.items():
        text, count = re.subn(rf'^{name} = ""$', f"{name} = {value}", text, flags=re.MULTILINE)
        assert count == 1, name
    text = text.replace("#fictional = true", "fictional = true")
    form = from_toml(text)
    assert isinstance(form, Form)
    assert form == example("D8").model_copy(update={"remarks": None})


def test_toml_times_of_their_own_are_read_where_they_name_utc():
    text = to_toml(example("N2"))
    unquoted = text.replace("at = 2031-03-06T02:15:00Z", "at = 2031-03-06 02:15:00Z")
    assert unquoted != text
    assert from_toml(unquoted) == example("N2")
    elsewhere = from_toml(text.replace("at = 2031-03-06T02:15:00Z", "at = 2031-03-06T04:15:00+02:00"))
    assert elsewhere.errors[0].suggestion == "2031-03-06T02:15:00Z"
    local = from_toml(text.replace("at = 2031-03-06T02:15:00Z", "at = 2031-03-06T02:15:00"))
    assert local.errors[0].expected == "a time in UTC such as 2031-03-01T12:00:00Z"


def test_a_text_of_several_lines_stays_readable_in_a_draft():
    words = 'first\n"""second""" \\ third\r\n\tfourth\n'
    form = example("D8").model_copy(update={"remarks": words})
    draft = to_toml(form)
    assert 'remarks = """\nfirst\n' in draft
    assert from_toml(draft) == form


def test_a_blank_of_no_form_is_refused():
    with pytest.raises(ValueError, match="there is no form 'Z9'"):
        blank("Z9")
