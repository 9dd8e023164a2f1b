"""Every field is explained, every word a field is closed to as well, and no text shown judges or names a real State."""

import csv
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from dueregard.record.forms import FORMS, GROUPS, FormErrors, blank, english, example, form_of, read_filing
from dueregard.record.forms.anatomy import is_format, literal_of, shapes_of, tables_of
from dueregard.record.forms.head import HEAD_RULES
from dueregard.record.forms.kinds import UNITS

EVERY = pytest.mark.parametrize("number", FORMS)
EXAMPLES = Path(str(files("dueregard.knowledge").joinpath("filings", "examples")))
# DESIGN, section 5: no word that judges or attributes a purpose to anybody; no word for a role that only a notice uses.
FORBIDDEN = re.compile(
    r"\bviolat\w*|\bbreach\w*|\bsuspici\w*|\bsuspect\w*|\bthreat scores?\b|\bunauthori[sz]ed\b|\bintent\w*|\bhostil\w*|"
    r"\baggress\w*|\boffend\w*|\bculprit\w*|\bguilt\w*|\bchasers?\b|\bshadow(?:s|ed|ing)?\b|\bvisit(?:s|ed|ing)?\b|"
    r"\bstalk\w*|\bloiter\w*|\bcomplian\w*|\billegal\w*|\brogue\b",
    re.IGNORECASE,
)


def every_table():
    found = {table: None for form in FORMS.values() for table in tables_of(form)}
    return list(found)


@EVERY
def test_the_number_stands_in_the_name_and_nowhere_else(number):
    form = FORMS[number]
    assert form.model_fields["format"].default == form.ABOUT.name == literal_of(form, "format")
    assert form.ABOUT.name == f"DR-{number}/{form.ABOUT.version} {form.ABOUT.title}"
    assert number[0] in GROUPS
    assert form.RULES[: len(HEAD_RULES)] == HEAD_RULES


def test_numbers_and_titles_are_each_given_once_and_numbers_count_from_one():
    assert len({form.ABOUT.title for form in FORMS.values()}) == len(FORMS)
    for letter in GROUPS:
        counted = [int(number[1:]) for number in FORMS if number[0] == letter]
        assert counted == list(range(1, len(counted) + 1))


def test_an_unknown_number_names_the_known_ones():
    with pytest.raises(ValueError, match="there is no form 'X1'; expected one of N1, N2"):
        form_of("X1")


@pytest.mark.parametrize("table", every_table(), ids=lambda t: t.__name__)
def test_every_field_has_a_title_a_description_a_bound_and_an_example_that_is_right(table):
    assert table.__doc__
    for shape in shapes_of(table):
        assert shape.title, shape.name
        assert shape.description.endswith("."), shape.name
        if shape.many:
            assert shape.most, f"{shape.name} has no largest number of items"
        if shape.tables or is_format(shape):
            continue
        assert shape.choices or shape.kind, f"{shape.name} is of no kind"
        assert shape.example is not None, f"{shape.name} has no example"
        shape.reader.validate_json(json.dumps(shape.example))


@pytest.mark.parametrize("table", every_table(), ids=lambda t: t.__name__)
def test_every_word_a_field_is_closed_to_is_explained_and_no_other(table):
    for shape in shapes_of(table):
        schema = shape.reader.json_schema()
        words = {one["const"] for one in _all(schema, "const") if not is_format(shape) and not shape.tables}
        assert words == (set(shape.choices) if not shape.tables else set()), shape.name
        if shape.choices:
            for word, meaning in shape.choices.items():
                shape.reader.validate_json(json.dumps([word] if shape.many else word))
                assert len(meaning) > 8, f"{shape.name}: {word} is not explained"
            wrong = json.dumps(["no such word"] if shape.many else "no such word")
            with pytest.raises(ValueError, match="no such word"):
                shape.reader.validate_json(wrong)


def _all(schema, key):
    if isinstance(schema, dict):
        if key in schema:
            yield schema
        for inner in schema.values():
            yield from _all(inner, key)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _all(inner, key)


@pytest.mark.parametrize("table", every_table(), ids=lambda t: t.__name__)
def test_every_measured_number_names_its_unit(table):
    unitless = {"place", "count", "catalogue number", "probability", "number"}
    for shape in shapes_of(table):
        example = shape.example[0] if shape.many and shape.example else shape.example
        is_number = isinstance(example, int | float) and not isinstance(example, bool)
        if is_number and shape.kind.name not in unitless:
            assert shape.unit, f"{shape.name} does not end with one of {', '.join(UNITS)}"


@EVERY
def test_every_text_shown_keeps_to_the_words_of_the_house(number):
    shown = {**english(number), "blank": blank(number), "text": blank(number, as_="text")}
    shown |= {"example": (EXAMPLES / f"{number}.json").read_text(encoding="utf-8")}
    for key, text in shown.items():
        found = FORBIDDEN.search(text)
        assert found is None, f"{key}: {found.group()}"


def test_errors_keep_to_the_words_of_the_house():
    for number in FORMS:
        answer = read_filing(json.dumps({"format": FORMS[number].ABOUT.name, "wrong": 1}).encode())
        assert isinstance(answer, FormErrors)
        assert not FORBIDDEN.search(str(answer))


def test_the_list_of_words_finds_what_it_forbids():
    for words in ("a violation of", "Suspicious", "the intention", "visits", "unauthorised"):
        assert FORBIDDEN.search(words)


def test_there_is_one_example_for_each_form_and_no_other():
    assert {path.stem for path in EXAMPLES.iterdir()} == set(FORMS)


@EVERY
def test_the_examples_are_read_and_say_that_they_are_fictional(number):
    form = example(number)
    assert type(form) is FORMS[number]
    assert form.fictional


@EVERY
def test_no_example_names_a_real_state(number):
    table = files("dueregard.knowledge").joinpath("states.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    names, codes = (
        {row["name"] for row in rows},
        {row["iso_alpha3"] for row in rows} - {"GEO"},
    )  # an orbit, too
    assert len(names) > 190
    said = blank(number) + (EXAMPLES / f"{number}.json").read_text(encoding="utf-8")
    for name in names:
        assert not re.search(rf"\b{re.escape(name)}\b", said), name
    for actor in re.findall(r'"([A-Z]{3})"', said):
        assert actor not in codes, actor


@EVERY
def test_a_translation_reaches_every_text_of_both_blanks(number):
    """With every text replaced, none of the English ones is left in a blank but what an example happens to say."""
    texts = english(number)
    marked = {key: f"§{place}§" for place, key in enumerate(texts)}
    examples = json.dumps([s.example for t in tables_of(FORMS[number]) for s in shapes_of(t)], default=str)
    for as_ in ("toml", "text"):
        left = _on_one_line(blank(number, as_=as_, words=marked).replace(FORMS[number].ABOUT.name, ""))
        shown = _on_one_line(blank(number, as_=as_))
        for key, text in texts.items():
            # A word or two ("Start") may be the name of a field or a word that it is closed to.
            if len(text) > 12 and text in shown and text not in examples:
                assert text not in left, key


def _on_one_line(blank_form: str) -> str:
    return " ".join(blank_form.replace("## ", " ").split())
