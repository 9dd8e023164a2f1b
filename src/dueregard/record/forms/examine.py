"""Names everything that is wrong with a filing at once: fields, tables within tables, and the rules between them.

pydantic looks at the rules of a table only when all its fields are right. Somebody who corrects a notice should see
both in one go, so a filing that was refused is looked at again here, field by field.
"""

import difflib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, Self

from pydantic import ValidationError

from dueregard.record.forms.anatomy import FieldShape, literal_of, shapes_of
from dueregard.record.forms.part import Part
from dueregard.record.forms.wrong import MOST_SHOWN, Path, WrongField, shown

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
    unknown = [name for name in raw if name not in names]
    # To look for the name meant takes longer than all the rest; nobody is shown more than the first.
    wrong = [_unknown(path, name, names if n < MOST_SHOWN else []) for n, name in enumerate(unknown)]
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
    wrong = _wrong_length(shape, found, path)
    items = []
    for place, item in enumerate(found[: shape.most]):
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


def _wrong_length(shape: FieldShape, found: list[object], path: Path) -> list[WrongField]:
    if shape.least <= len(found) <= (shape.most or len(found)):
        return []
    return [WrongField(path, f"a list of {len(found)}", shape.expected)]


def _plain(shape: FieldShape, found: object, path: Path) -> tuple[Any, list[WrongField]]:
    if not shape.many or not isinstance(found, list):
        value = _read(shape, found)
        if value is not _WRONG:
            return value, []
        return None, [WrongField(path, shown(found), shape.expected, _hint(shape, found))]
    if wrong := _wrong_length(shape, found, path):
        return None, wrong
    # The reader reads a list; each item is a list of one.
    wrong = [
        WrongField((*path, place), shown(item), shape.expected_item, _hint(shape, item))
        for place, item in enumerate(found)
        if _read(shape, [item]) is _WRONG
    ]
    return (None, wrong) if wrong else (_read(shape, found), [])


_WRONG: Final = object()


def _read(shape: FieldShape, found: object) -> Any:
    """Return the value that a plain field holds, or ``_WRONG``."""
    try:
        return shape.reader.validate_json(json.dumps(found))
    except ValidationError:
        return _WRONG


def _unknown(path: Path, name: str, names: list[str]) -> WrongField:
    if isinstance(name, WrittenTwice):
        return WrongField((*path, str(name)), "written twice", "each field once")
    expected = "one of the fields of this table" + (": " + ", ".join(names) if names else "")
    return WrongField((*path, name[:80]), "there is no such field", expected, _near(name, names))


def _hint(shape: FieldShape, found: object) -> str:
    if shape.choices:
        return _near(found, list(shape.choices))
    kind = shape.kind.name if shape.kind else ""
    if kind == "instant" and isinstance(found, str):
        return _in_utc(found)
    if kind == "actor" and isinstance(found, str) and found.upper() != found:
        return found[:64].upper().replace(" ", "-").replace("_", "-")
    if isinstance(found, str) and _meant_bare(shape, found.strip()):
        return f"{found.strip()} without quotation marks"
    return ""


def _meant_bare(shape: FieldShape, found: str) -> bool:
    """Return whether a text would do if it stood without quotation marks: a number, or true and false."""
    if len(found) > 40 or isinstance(shape.example, str):
        return False
    try:
        bare = json.loads(found)
    except ValueError:
        return False
    return not isinstance(bare, str) and _read(shape, bare) is not _WRONG


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
