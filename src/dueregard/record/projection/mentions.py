"""Whom and what a filing mentions: actors, entries and objects, found where its form says they stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from dueregard.record.forms.anatomy import shapes_of
from dueregard.record.forms.part import Part
from dueregard.record.forms.registry import FORMS

ACTOR: Final = "actor"
ENTRY: Final = "entry"
OBJECT: Final = "object"
NUMBER: Final = "norad_cat_id"
_WANTED: Final = {"actor": ACTOR, "entry": ENTRY}


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a form: the names that lead to it, and what stands there. Lists on the way are gone through."""

    path: tuple[str, ...]
    what: str


@cache
def places_in(number: str) -> tuple[Place, ...]:
    """Return where filings on the form of that number mention actors, entries and objects."""
    return tuple(_places(FORMS[number], ()))


def _places(table: type[Part], before: tuple[str, ...]) -> Iterator[Place]:
    for shape in shapes_of(table):
        path = (*before, shape.name)
        if shape.name == NUMBER:
            yield Place(path, OBJECT)
        elif shape.kind is not None and shape.kind.name in _WANTED:
            yield Place(path, _WANTED[shape.kind.name])
        for inner in shape.tables:
            yield from _places(inner, path)


def mentions(number: str, filing: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    """Return (what, how, value) for each actor, entry and object that a filing, as plain JSON, mentions; each once.

    In the order of the form.
    """
    found: dict[tuple[str, str, Any], None] = {}
    for place in places_in(number):
        how = place.path[0]
        value = filing.get(how)
        if value is None or value == []:  # most of what a form has room for is left out
            continue
        here = value if isinstance(value, list) else (value,)
        for name in place.path[1:]:
            here = [inner for one in here if isinstance(one, dict) for inner in _each(one.get(name))]
        for one in here:
            found[place.what, how, one] = None
    return list(found)


def _each(value: Any) -> Any:
    return value if isinstance(value, list) else () if value is None else (value,)
