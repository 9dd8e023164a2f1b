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

    @property
    def how(self) -> str:
        """The first name of the path: in which part of the filing it is mentioned."""
        return self.path[0]


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


def mentions(number: str, filing: Mapping[str, Any]) -> set[tuple[str, str, Any]]:
    """Return (what, how, value) for each actor, entry and object that a filing, as plain JSON, mentions."""
    found: set[tuple[str, str, Any]] = set()
    for place in places_in(number):
        what, how = place.what, place.path[0]
        here: list[Any] = [filing.get(how)]
        for name in place.path[1:]:
            here = [one.get(name) for one in _each(here) if isinstance(one, dict)]
        found.update((what, how, value) for value in _each(here))
    return found


def _each(values: list[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list):
            yield from value
        elif value is not None:
            yield value
