"""Names everything that is wrong with a filing at once: fields, tables within tables, and the rules between them.

pydantic looks at the rules of a table only when all its fields are right. Somebody who corrects a notice should see
both in one go, so a filing that was refused is looked at again here, field by field.
"""

import difflib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Self

from pydantic import ValidationError

from dueregard.record.forms.anatomy import FieldShape, literal_of, shapes_of
from dueregard.record.forms.part import Part
from dueregard.record.forms.wrong import Path, WrongField, shown

Found = tuple[dict[str, Any], list[WrongField]]


class WrittenTwice(str):
    """The name of a field that stands in its table again; ``first`` is the name as it is written."""

    first: str

    def __new__(cls, name: str) -> Self:
        """Return the name with a mark, so that it can stand beside the first in a table."""
        marked = super().__new__(cls, f"{name} (again)")
        marked.first = name
        return marked


def examine(table: type[Part], raw: object, path: Path = ()) -> Found:
    """Return the values of the fields that are right, and everything that is wrong with the table."""
    if not isinstance(raw, dict):
        return {}, [WrongField(path, shown(raw), "a table of fields")]
    shapes = shapes_of(table)
    names = [shape.name for shape in shapes]
    wrong = [_unknown(path, name, names) for name in raw if name not in names]
    twice = {name.first for name in raw if isinstance(name, WrittenTwice)}
    values: dict[str, Any] = {}
    for shape in shapes:
        at = (*path, shape.name)
        if shape.name not in raw:
            if shape.required:
                wrong.append(WrongField(at, "missing", shape.expected))
            else:
                values[shape.name] = shape.default
            continue
        value, wrong_here = _field(shape, raw[shape.name], at)
        wrong += wrong_here
        if not wrong_here and shape.name not in twice:
            values[shape.name] = value
    wrong += _broken_rules(table, values, path)
    return values, wrong


def _broken_rules(table: type[Part], values: dict[str, Any], path: Path) -> Iterator[WrongField]:
    for rule in table.RULES:
        if all(name in values for name in rule.fields):
            for one in rule.wrong(values):
                yield WrongField((*path, *one.path), one.found, one.expected, one.suggestion)


def _field(shape: FieldShape, found: object, path: Path) -> tuple[Any, list[WrongField]]:
    if found is None and shape.nullable:
        return None, []
    if not shape.tables:
        return _plain(shape, found, path)
    if not shape.many:
        return _table(shape, found, path)
    if not isinstance(found, list):
        return None, [WrongField(path, shown(found), shape.expected)]
    wrong = []
    if not shape.least <= len(found) <= (shape.most or len(found)):
        wrong.append(WrongField(path, f"a list of {len(found)}", shape.expected))
    items = []
    for place, item in enumerate(found):
        value, wrong_here = _table(shape, item, (*path, place))
        items.append(value)
        wrong += wrong_here
    return tuple(items), wrong


def _table(shape: FieldShape, found: object, path: Path) -> tuple[Any, list[WrongField]]:
    table = shape.tables[0]
    if shape.told_by:
        by_word = {literal_of(one, shape.told_by): one for one in shape.tables}
        word = found.get(shape.told_by) if isinstance(found, Mapping) else None
        if isinstance(found, Mapping) and (not isinstance(word, str) or word not in by_word):
            what = "missing" if shape.told_by not in found else shown(word)
            expected = "one of " + ", ".join(by_word)
            return None, [WrongField((*path, shape.told_by), what, expected, _near(word, list(by_word)))]
        table = by_word.get(word, table) if isinstance(word, str) else table
    values, wrong = examine(table, found, path)
    # The fields and the rules are right: this only makes a value of them.
    return (None, wrong) if wrong else (table.model_construct(**values), [])


def _plain(shape: FieldShape, found: object, path: Path) -> tuple[Any, list[WrongField]]:
    try:
        return shape.reader.validate_json(json.dumps(found)), []
    except ValidationError as error:
        places = {one["loc"] for one in error.errors(include_url=False, include_context=False)}
    if shape.many and isinstance(found, list) and all(len(place) == 1 for place in places):
        inner = _item(shape)
        wrong = [
            WrongField((*path, *p), shown(found[int(p[0])]), inner, _hint(shape, found[int(p[0])]))
            for p in places
        ]
        return None, sorted(wrong, key=lambda one: one.path[len(path) :])
    what = f"a list of {len(found)}" if isinstance(found, list) and shape.many else shown(found)
    return None, [WrongField(path, what, shape.expected, _hint(shape, found))]


def _item(shape: FieldShape) -> str:
    return (
        "one of " + ", ".join(shape.choices) if shape.choices else (shape.kind.expected if shape.kind else "")
    )


def _unknown(path: Path, name: str, names: list[str]) -> WrongField:
    if isinstance(name, WrittenTwice):
        return WrongField((*path, str(name)), "written twice", "each field once")
    expected = "one of the fields of this table: " + ", ".join(names)
    return WrongField((*path, name[:80]), "there is no such field", expected, _near(name, names))


def _hint(shape: FieldShape, found: object) -> str:
    if shape.choices:
        return _near(found, list(shape.choices))
    kind = shape.kind.name if shape.kind else ""
    if kind == "instant" and isinstance(found, str):
        return _in_utc(found)
    if kind == "actor" and isinstance(found, str) and found.upper() != found:
        return found[:64].upper().replace(" ", "-").replace("_", "-")
    if isinstance(found, str) and shape.reader.core_schema and _is_number(found):
        return f"{found[:40]} without quotation marks"
    return ""


def _is_number(found: str) -> bool:
    try:
        float(found[:60])
    except ValueError:
        return False
    return True


def _in_utc(found: str) -> str:
    """Return the same instant in UTC where the text names another zone."""
    try:
        at = datetime.fromisoformat(found.strip())
        if at.tzinfo is None:
            return ""
        return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return ""


def _near(found: object, words: list[str]) -> str:
    if not isinstance(found, str):
        return ""
    by_fold = {word.casefold(): word for word in words}
    near = difflib.get_close_matches(found[:80].casefold().strip(), list(by_fold), n=1)
    return by_fold[near[0]] if near else ""
