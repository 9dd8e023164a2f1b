"""Of a filing's JSON what the tables need and nothing else: the rest is passed over and never becomes an object.

A filing here has been judged readable, so what stands in a field is not checked again.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from pydantic_core import CoreSchema, SchemaValidator, core_schema

from dueregard.record.forms.anatomy import FieldShape, shapes_of
from dueregard.record.forms.part import Part
from dueregard.record.forms.registry import FORMS
from dueregard.record.projection.mentions import mentioned

# What a filing is called in a list: the first of these fields that it has.
TITLES: Final = ("operation", "title", "name", "term", "subject", "reference")
# Where a form says from when until when: a table of its own, or fields of the filing.
SPANS: Final = (
    ("window", "start", "end"),
    ("", "start", "end"),
    ("", "valid_from", "valid_to"),
    ("", "since", "until"),
)
_OF_THE_FILING: Final = frozenset(
    ("filed_by", *TITLES, *(name for table, *names in SPANS if not table for name in names))
)
_OF_TABLES: Final[Mapping[str, frozenset[str]]] = {
    "entered_from": frozenset(("entered_by", "symbol")),
    **{table: frozenset(names) for table, *names in SPANS if table},
}


def needed(number: str, payload: bytes) -> dict[str, Any]:
    """Return what the tables need of a filing on the form of that number; what it leaves out is left out."""
    found: dict[str, Any] = _reader(number).validate_json(payload)
    return found


@cache
def _reader(number: str) -> SchemaValidator:
    return SchemaValidator(_table((FORMS[number],), _OF_THE_FILING, _OF_TABLES))


def _table(
    kinds: Iterable[type[Part]],
    names: frozenset[str] = frozenset(),
    tables: Mapping[str, frozenset[str]] | None = None,
) -> CoreSchema:
    """Return how a table of one of these kinds is read: the fields that mention something, and those of ``names``."""
    fields: dict[str, CoreSchema] = {}
    for kind in kinds:
        for shape in shapes_of(kind):
            if shape.tables:
                inner = _table(shape.tables, (tables or {}).get(shape.name, frozenset()))
                if inner["fields"]:
                    fields[shape.name] = _each(shape, inner)
            elif shape.name in names or mentioned(shape) is not None:
                fields[shape.name] = core_schema.any_schema()
    return core_schema.typed_dict_schema(
        {name: core_schema.typed_dict_field(one, required=False) for name, one in fields.items()},
        extra_behavior="ignore",
    )


def _each(shape: FieldShape, inner: CoreSchema) -> CoreSchema:
    return core_schema.nullable_schema(core_schema.list_schema(inner) if shape.many else inner)
