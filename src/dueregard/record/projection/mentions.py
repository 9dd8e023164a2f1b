"""Whom and what a filing mentions: actors, entries and objects, found where its form says they stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from dueregard.record.forms.anatomy import FieldShape, shapes_of
from dueregard.record.forms.part import Part
from dueregard.record.forms.registry import FORMS

ACTOR: Final = "actor"
ENTRY: Final = "entry"
OBJECT: Final = "object"
NUMBER: Final = "norad_cat_id"
_WANTED: Final = {"actor": ACTOR, "entry": ENTRY}
_WHAT: Final = ""  # no field is called so


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a form: the names that lead to it, and what stands there. Lists on the way are gone through."""

    path: tuple[str, ...]
    what: str


@cache
def places_in(number: str) -> tuple[Place, ...]:
    """Return where filings on the form of that number mention actors, entries and objects."""
    return tuple(_places(FORMS[number], ()))


def mentioned(shape: FieldShape) -> str | None:
    """Return what a field of a form mentions: an actor, an entry or an object; None where it mentions nothing."""
    if shape.name == NUMBER:
        return OBJECT
    return None if shape.kind is None else _WANTED.get(shape.kind.name)


def _places(table: type[Part], before: tuple[str, ...]) -> Iterator[Place]:
    for shape in shapes_of(table):
        path = (*before, shape.name)
        if (what := mentioned(shape)) is not None:
            yield Place(path, what)
        for inner in shape.tables:
            yield from _places(inner, path)


def mentions(number: str, filing: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    """Return (what, how, value) for each actor, entry and object that a filing, as plain JSON, mentions; each once.

    In the order of the form.
    """
    found: dict[tuple[str, str, Any], None] = {}
    for how, way in _ways_in(number):
        value = filing.get(how)
        if value is None:  # most of what a form has room for is left out
            continue
        if way.inner or type(value) is list:
            _follow(value, way, how, found)
        elif way.what is not None:
            found[way.what, how, value] = None
    return list(found)


class _Way(NamedTuple):
    """What stands in a field, if it is looked for, and the fields looked for in the tables that may stand there."""

    what: str | None
    inner: tuple[tuple[str, "_Way"], ...]


@cache
def _ways_in(number: str) -> tuple[tuple[str, _Way], ...]:
    """Return the places of a form as a tree, so that a filing is gone through once and not once for each."""
    ways: dict[str, Any] = {}
    for place in places_in(number):
        here = ways
        for name in place.path:
            here = here.setdefault(name, {})
        here[_WHAT] = place.what
    return tuple((name, _way(inner)) for name, inner in ways.items())


def _way(tree: dict[str, Any]) -> _Way:
    return _Way(tree.get(_WHAT), tuple((name, _way(inner)) for name, inner in tree.items() if name != _WHAT))


def _follow(value: Any, way: _Way, how: str, found: dict[tuple[str, str, Any], None]) -> None:
    if type(value) is list:
        for one in value:
            _follow(one, way, how, found)
    elif way.inner and type(value) is dict:
        for name, inner in way.inner:
            one = value.get(name)
            if one is None:
                continue
            if inner.inner or type(one) is list:
                _follow(one, inner, how, found)
            elif inner.what is not None:
                found[inner.what, how, one] = None
    elif way.what is not None:
        found[way.what, how, value] = None
