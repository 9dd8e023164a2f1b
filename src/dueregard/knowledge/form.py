"""Reads a table of named fields (from TOML or JSON) and names every wrong one at once.

Somebody who corrects a file by hand should see all that is wrong with it in one go, not one mistake per attempt.
"""

import difflib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

Kind = Literal[
    "text", "number", "whole number", "flag", "instant", "texts", "whole numbers", "table", "tables"
]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: its name, what stands in it, and the value it takes when it is left out.

    ``choices`` closes a text to these words. ``positive`` asks a number to be above 0 (otherwise 0 is allowed, and
    nothing below it). ``filled`` asks a text, or a list of texts, not to be empty. ``nullable`` lets JSON's null stand.
    """

    name: str
    kind: Kind
    required: bool = True
    default: object = None
    choices: tuple[str, ...] = ()
    positive: bool = True
    filled: bool = True
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Wrong:
    """One field that cannot be used: what was found there and what was expected."""

    field: str
    what: str
    expected: str

    def __str__(self) -> str:
        return f"{self.field}: {self.what}; expected {self.expected}"


def read_fields(
    raw: Mapping[str, object], fields: Sequence[Field]
) -> tuple[dict[str, Any], tuple[Wrong, ...]]:
    """Return the values by field name, and everything that is wrong. A wrong field takes its default value.

    Numbers come back as float, instants as aware datetimes in UTC, lists as tuples. A field that the form does not
    have is wrong too: a misspelt name must not silently mean "left out".

    >>> values, wrong = read_fields({"radius_km": -5, "tittle": "A"}, [Field("radius_km", "number"),
    ...     Field("title", "text", required=False, default="")])
    >>> [str(w) for w in wrong]  # doctest: +NORMALIZE_WHITESPACE
    ['tittle: there is no such field; expected one of radius_km, title (did you mean title?)',
     'radius_km: -5; expected a number above 0']
    """
    names = [field.name for field in fields]
    wrong = [_unknown(name, names) for name in raw if name not in names]
    values: dict[str, Any] = {}
    for field in fields:
        values[field.name] = field.default
        if field.name not in raw:
            if field.required:
                wrong.append(Wrong(field.name, "missing", expected_words(field)))
            continue
        found = raw[field.name]
        if found is None and field.nullable:
            continue
        value = READERS[field.kind](found, field)
        if value is None:
            wrong.append(Wrong(field.name, _shown(found), expected_words(field)))
        else:
            values[field.name] = value
    return values, tuple(wrong)


def expected_words(field: Field) -> str:
    """Return in words what may stand in the field."""
    if field.choices:
        return "one of " + ", ".join(field.choices)
    below = "above 0" if field.positive else "of 0 or more"
    words = {
        "text": "a text, not empty" if field.filled else "a text",
        "number": f"a number {below}",
        "whole number": f"a whole number {below}",
        "flag": "true or false",
        "instant": "a time in UTC such as 2030-01-01T00:00:00Z",
        "texts": "a list of texts, none empty",
        "whole numbers": "a list of whole numbers above 0",
        "table": "a table of fields",
        "tables": "a list of tables of fields",
    }[field.kind]
    return words + (" (or null)" if field.nullable else "")


def _unknown(name: str, names: Sequence[str]) -> Wrong:
    near = difflib.get_close_matches(name, names, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return Wrong(name, "there is no such field", "one of " + ", ".join(names) + hint)


def _shown(found: object) -> str:
    text = repr(found) if not isinstance(found, datetime) else found.isoformat()
    return text if len(text) <= 80 else text[:77] + "..."


def _text(found: object, field: Field) -> str | None:
    if not isinstance(found, str) or (field.filled and not found.strip()):
        return None
    return None if field.choices and found not in field.choices else found


def _number(found: object, field: Field) -> float | None:
    # bool is an int in Python; "true" is no distance.
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    try:
        value = float(found)
    except OverflowError:
        return None
    if not math.isfinite(value) or value < 0 or (field.positive and value == 0):
        return None
    return value


def _whole(found: object, field: Field) -> int | None:
    if isinstance(found, bool) or not isinstance(found, int):
        return None
    return None if found < (1 if field.positive else 0) else found


def _flag(found: object, field: Field) -> bool | None:
    return found if isinstance(found, bool) else None


def _instant(found: object, field: Field) -> datetime | None:
    if isinstance(found, str):
        try:
            found = datetime.fromisoformat(found.strip())
        except ValueError:
            return None
    # A time without a zone is refused: what was said when must not depend on who reads it.
    if not isinstance(found, datetime) or found.tzinfo is None:
        return None
    try:
        return found.astimezone(UTC)
    except OverflowError:
        return None


def _texts(found: object, field: Field) -> tuple[str, ...] | None:
    if not isinstance(found, list | tuple):
        return None
    if any(not isinstance(item, str) or not item.strip() for item in found):
        return None
    if field.choices and any(item not in field.choices for item in found):
        return None
    return tuple(found)


def _wholes(found: object, field: Field) -> tuple[int, ...] | None:
    if not isinstance(found, list | tuple):
        return None
    if any(isinstance(item, bool) or not isinstance(item, int) or item < 1 for item in found):
        return None
    return tuple(found)


def _table(found: object, field: Field) -> Mapping[str, object] | None:
    return found if isinstance(found, Mapping) else None


def _tables(found: object, field: Field) -> tuple[Mapping[str, object], ...] | None:
    if not isinstance(found, list | tuple) or any(not isinstance(item, Mapping) for item in found):
        return None
    return tuple(found)


READERS: dict[Kind, Callable[[object, Field], object]] = {
    "text": _text,
    "number": _number,
    "whole number": _whole,
    "flag": _flag,
    "instant": _instant,
    "texts": _texts,
    "whole numbers": _wholes,
    "table": _table,
    "tables": _tables,
}
