"""A form as a TOML text that a person fills in with any editor, each field explained; blank or filled.

TOML, because it holds comments, has dates of its own, and asks for no nesting of brackets. What is signed is always
the JSON of ``write_filing``; the TOML is only a draft.
"""

import json
import textwrap
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from dueregard.record.forms.anatomy import FieldShape, is_format, literal_of, shapes_of
from dueregard.record.forms.head import Form
from dueregard.record.forms.part import Part
from dueregard.record.forms.registry import form_of
from dueregard.record.forms.wording import Words, english, field_key, heading, rule_key

_WIDTH: Final = 100


def blank_toml(number: str, words: Words | None = None) -> str:
    """Return the blank form as TOML. What has to be filled in is active and empty; the rest is commented out."""
    return _whole(form_of(number), None, words)


def to_toml(form: Form, words: Words | None = None) -> str:
    """Return a filled form as TOML that ``from_toml`` reads back to an equal form, with every field explained."""
    return _whole(type(form), form, words)


def _whole(form: type[Form], filled: Form | None, words: Words | None) -> str:
    number = form.ABOUT.number
    say = {**english(number), **(words or {})}
    lines = [f"## {heading(number, say)}", "##"]
    for key in ("purpose", "basis", "limits"):
        if text := say[f"{number}.{key}"]:
            label = {"basis": f"{say['blank.rests_on']}: ", "limits": f"{say['blank.limits']}: "}.get(key, "")
            lines += _explained(label + text)
    lines.append("##")
    for key in ("explains", "uncomment", "table", "times"):
        lines += _explained(say[f"blank.{key}"])
    lines += _rules(form, say)
    lines += _table(form, filled, "", say, active=True)
    return "\n".join(lines) + "\n"


def _table(table: type[Part], filled: Part | None, path: str, say: Words, *, active: bool) -> Iterator[str]:
    """Yield the lines of a table: its plain fields first, as TOML wants it, then the tables within it."""
    shapes = shapes_of(table)
    for shape in shapes:
        if not shape.tables:
            yield from _plain(table, shape, filled, say, active)
    for shape in shapes:
        if shape.tables:
            yield from _inner(table, shape, filled, path, say, active)


def _plain(
    table: type[Part], shape: FieldShape, filled: Part | None, say: Words, active: bool
) -> Iterator[str]:
    value = getattr(filled, shape.name) if filled else None
    yield ""
    yield from _field_words(table, shape, say)
    if is_format(shape):
        yield f"format = {_text(literal_of(table, 'format'))}"
    elif filled is not None and value is not None:
        yield f"{shape.name} = {_value(value)}"
    elif active and shape.required and filled is None:
        yield f"{shape.name} = {'[]' if shape.many else _text('')}"
    elif _told_apart(table, shape):
        yield f"#{shape.name} = {_text(literal_of(table, shape.name))}"
    else:
        for line in f"{shape.name} = {_value(shape.example)}".split("\n"):
            yield f"#{line}"


def _inner(
    table: type[Part], shape: FieldShape, filled: Part | None, path: str, say: Words, active: bool
) -> Iterator[str]:
    value = getattr(filled, shape.name) if filled else None
    items = list(value) if shape.many and value is not None else [value] if value is not None else []
    name = f"{path}{shape.name}"
    header = f"[[{name}]]" if shape.many else f"[{name}]"
    yield ""
    yield ""
    yield from _field_words(table, shape, say)
    if items:
        for item in items:
            yield header
            yield from _rules(type(item), say)
            yield from _table(type(item), item, f"{name}.", say, active=True)
        return
    shown_active = active and shape.required and filled is None
    for place, inner in enumerate(shape.tables):
        if place:
            yield ""
            yield f"## {say['blank.or']}"
        lines = [header, *_rules(inner, say), *_table(inner, None, f"{name}.", say, active=shown_active)]
        yield from lines if shown_active else (_commented(line) for line in lines)


def _commented(line: str) -> str:
    return line if line.startswith("#") or not line else "#" + line


def _told_apart(table: type[Part], shape: FieldShape) -> bool:
    """Return whether the field's one word tells this table from others that may stand in its place."""
    return len(shape.choices) == 1 and shape.required and shape.example in shape.choices


def _field_words(table: type[Part], shape: FieldShape, say: Words) -> Iterator[str]:
    key = field_key(table, shape)
    needed = say["blank.needed"] if shape.required else say["blank.optional"]
    if is_format(shape):
        yield from _explained(f"{say[f'{key}.title']}. {say[f'{key}.description']}")
        return
    yield from _explained(f"{say[f'{key}.title']} ({needed}). {say[f'{key}.description']}")
    if shape.choices:
        yield from _explained(say["blank.choose_several" if shape.many else "blank.choose"] + ":")
        for word in shape.choices:
            yield from _explained(f"{word}: {say[f'{key}.choice.{word}']}", "  ")
    elif len(shape.tables) > 1:
        yield from _explained(say["blank.choose_table"] + ":")
    elif shape.many and shape.tables:
        yield from _explained(say["blank.repeat"] + ".")
    elif not shape.tables:
        unit = f" {say['blank.unit']}: {say[f'{key}.unit']}." if shape.unit else ""
        yield from _explained(f"{say['blank.what']}: {say[f'{key}.expected']}.{unit}")
    # Where it may be left out, the example stands in the line itself.
    if shape.example is not None and shape.required:
        yield from _explained(f"{say['blank.example']}: {_one_line(shape.example)}")


def _rules(table: type[Part], say: Words) -> list[str]:
    if not table.RULES:
        return []
    lines = _explained(say["blank.rules"] + ":")
    for place in range(1, len(table.RULES) + 1):
        lines += _explained(say[rule_key(table, place)] + ".", "  ")
    return lines


def _explained(text: str, indent: str = "") -> list[str]:
    first = f"## {indent}"
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=first + ("  " if indent else ""),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _one_line(value: object) -> str:
    text = _value(value).replace("\n", " ")
    return text if len(text) <= 160 else text[:157] + "..."


def _value(value: Any) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return _text(str(value))


def _text(text: str) -> str:
    """Return a text in quotation marks; one of several lines in three of them, so that it stays readable."""
    # JSON's escapes are TOML's (TOML 1.0, "Basic strings"); line breaks alone stay as they are.
    if "\n" not in text:
        return json.dumps(text, ensure_ascii=False)
    escaped = "\n".join(json.dumps(line, ensure_ascii=False)[1:-1] for line in text.split("\n"))
    return f'"""\n{escaped}"""'
