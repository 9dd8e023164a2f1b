"""JSON Schemas of the forms, as they are published (JSON Schema 2020-12)."""

import json
from typing import Any, Final

from dueregard.record.forms.anatomy import shapes_of, tables_of, unit_of
from dueregard.record.forms.part import Part
from dueregard.record.forms.registry import form_of
from dueregard.record.forms.wording import about_table

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def json_schema(number: str) -> dict[str, Any]:
    """Return the JSON Schema of the form with this number.

    It holds the fields and what may stand in each; rules between fields stand in ``x-rules`` in words, because JSON
    Schema has none for times. Units are in ``x-unit``.
    """
    form = form_of(number)
    about = form.ABOUT
    schema = form.model_json_schema()
    definitions = schema.get("$defs", {})
    for table in tables_of(form):
        _complete(table, schema if table is form else definitions[table.__name__])
    schema["required"] = ["format", *schema.get("required", [])]
    schema["title"] = about.name
    schema["description"] = " ".join(text for text in (about.purpose, about.limits) if text)
    identity = {"$schema": _DIALECT, "$id": f"urn:dueregard:format:DR-{number}:{about.version}"}
    return {**identity, **schema}


def schema_text(number: str) -> str:
    """Return the schema as the text that is published."""
    return json.dumps(json_schema(number), indent=2, ensure_ascii=False) + "\n"


def file_name(number: str) -> str:
    """Return the name of the file that the schema is published in.

    >>> file_name("N1")
    'DR-N1-1.json'
    """
    return f"DR-{number}-{form_of(number).ABOUT.version}.json"


def _complete(table: type[Part], schema: dict[str, Any]) -> None:
    """Put into a table's schema what pydantic does not know of it: words of narrowed fields, units, rules."""
    for shape in shapes_of(table):
        field = schema["properties"][shape.name]
        field["title"], field["description"] = shape.title, shape.description
        if unit := unit_of(shape.name):
            field["x-unit"] = unit
    if table.RULES:
        schema["x-rules"] = [rule.words for rule in table.RULES]
    schema["description"] = about_table(table)
