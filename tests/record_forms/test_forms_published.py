"""What is published of the forms is current, and the schemas refuse what the reader refuses."""

import copy
import json
import re
from pathlib import Path

import pytest
from schema_check import fits

from dueregard.record.forms import FORMS, Form, FormErrors, example, json_schema, read_filing, write_filing
from dueregard.record.forms.anatomy import shapes_of, tables_of
from dueregard.record.forms.publish import publish, published

DOCS = Path(__file__).parents[2] / "docs"
EVERY = pytest.mark.parametrize("number", FORMS)


@pytest.mark.parametrize("name", published())
def test_the_published_file_is_current(name):
    found = (DOCS / name).read_text(encoding="utf-8")
    assert found == published()[name], "run: python -m dueregard.record.forms.publish docs"


def test_no_schema_is_published_of_a_format_that_is_no_more():
    assert {f"schemas/{path.name}" for path in (DOCS / "schemas").iterdir()} == set(published()) - {
        "filings.md"
    }


def test_publishing_writes_all_and_removes_what_is_no_more(tmp_path):
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "DR-Z9-1.json").write_text("{}")
    (tmp_path / "schemas" / "notes.txt").write_text("kept")
    publish(tmp_path)
    written = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    assert written == {*published(), "schemas/notes.txt"}


@EVERY
def test_the_document_has_a_heading_for_the_form_and_a_row_for_every_field(number):
    text = (DOCS / "filings.md").read_text(encoding="utf-8")
    title = FORMS[number].ABOUT.title
    assert f"### {number} {title}\n" in text
    anchor = f"{number}-{title}".lower().replace(" ", "-")
    assert f"[{number}](#{anchor})" in text
    for table in tables_of(FORMS[number]):
        for shape in shapes_of(table):
            assert f"| `{shape.name}` |" in text


def test_every_example_in_the_document_is_a_filing():
    text = (DOCS / "filings.md").read_text(encoding="utf-8")
    examples = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    assert len(examples) == len(FORMS)
    for one in examples:
        assert isinstance(read_filing(one.encode()), Form)


@EVERY
def test_the_schema_names_the_format_needs_it_and_is_closed(number):
    schema = json_schema(number)
    assert schema["$id"] == f"urn:dueregard:format:DR-{number}:1"
    assert schema["properties"]["format"]["const"] == FORMS[number].ABOUT.name
    assert "format" in schema["required"]
    for table in (schema, *schema.get("$defs", {}).values()):
        assert table["additionalProperties"] is False
        for name, field in table["properties"].items():
            assert field["title"], name
            assert field["description"], name


@EVERY
def test_schema_and_reader_refuse_the_same_fields(number):
    """Each field of the example in turn is taken away, or holds what no field holds."""
    schema = json_schema(number)
    table = json.loads(write_filing(example(number)))
    assert fits(table, schema, schema)
    for path in list(_paths(table)):
        for value in (..., {"no": "such table"}, -(10.0**30), "\u0000"):
            changed = copy.deepcopy(table)
            *way, last = path
            here = changed
            for step in way:
                here = here[step]
            if value is ...:
                del here[last]
            else:
                here[last] = value
            answer = read_filing(json.dumps(changed).encode())
            if not fits(changed, schema, schema):
                assert isinstance(answer, FormErrors), (path, value)
            elif isinstance(answer, FormErrors):
                # Only rules between fields, which JSON Schema does not know, are refused beyond it.
                assert any(table_rules(number)), (path, value)
                assert all("one line" not in e.expected and "a text" not in e.expected for e in answer.errors)


def table_rules(number):
    return [rule for table in tables_of(FORMS[number]) for rule in table.RULES]


def _paths(value, path=()):
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        yield (*path, step)
        yield from _paths(inner, (*path, step))
