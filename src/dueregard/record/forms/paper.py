"""A form as plain text, for printing and for e-mail: blank with room to write, or filled for a reader."""

import textwrap
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from dueregard.record.forms.anatomy import FieldShape, is_format, shapes_of
from dueregard.record.forms.head import Form
from dueregard.record.forms.part import Part
from dueregard.record.forms.registry import form_of
from dueregard.record.forms.wording import Words, english, field_key, heading, rule_key

_WIDTH: Final = 78  # what a printed page and an e-mail hold
_INDENT: Final = 4


def blank_text(number: str, words: Words | None = None) -> str:
    """Return the blank form as text with room to write, at most 78 characters wide."""
    form = form_of(number)
    say = {**english(number), **(words or {})}
    return "\n".join([*_head(form, say), *_blank_table(form, say, 0, "")]) + "\n"


def to_text(form: Form, words: Words | None = None) -> str:
    """Return a filled form as text for a reader: the title of each field that was filled in, and what stands in it."""
    say = {**english(form.ABOUT.number), **(words or {})}
    title = heading(form.ABOUT.number, say)
    return "\n".join([title, "=" * len(title), "", *_filled_table(form, say, 0)]) + "\n"


def _head(form: type[Form], say: Words) -> list[str]:
    about = form.ABOUT
    title = heading(about.number, say)
    lines = [title, "=" * len(title), "", *_wrapped(say[f"{about.number}.purpose"], 0)]
    lines += _wrapped(f"{say['blank.rests_on']}: {say[f'{about.number}.basis']}", 0)
    if say[f"{about.number}.limits"]:
        lines += _wrapped(f"{say['blank.limits']}: {say[f'{about.number}.limits']}", 0)
    return [*lines, "", *_wrapped(say["blank.mark"], 0), *_wrapped(say["blank.times"], 0)]


def _blank_table(table: type[Part], say: Words, indent: int, number: str) -> Iterator[str]:
    place = 0
    for shape in shapes_of(table):
        if is_format(shape):
            continue
        place += 1
        yield ""
        yield from _blank_field(table, shape, say, indent, f"{number}{place}")
    if table.RULES:
        yield ""
        yield from _wrapped(f"{say['blank.rules']}:", indent)
        for which in range(1, len(table.RULES) + 1):
            yield from _wrapped(f"- {say[rule_key(table, which)]}.", indent)


def _blank_field(table: type[Part], shape: FieldShape, say: Words, indent: int, number: str) -> Iterator[str]:
    key = field_key(table, shape)
    mark = " *" if shape.required else ""
    unit = f", {say[f'{key}.unit']}" if shape.unit else ""
    yield from _wrapped(f"{number}. {say[f'{key}.title']}{mark}{unit}  ({shape.name})", indent)
    inside = indent + _INDENT
    yield from _wrapped(say[f"{key}.description"], inside)
    if shape.choices:
        for word in shape.choices:
            yield from _wrapped(f"[ ] {word}: {say[f'{key}.choice.{word}']}", inside)
    elif shape.tables:
        if shape.many:
            yield from _wrapped(say["blank.repeat"] + ".", inside)
        for place, inner in enumerate(shape.tables):
            if place:
                yield ""
                yield from _wrapped(say["blank.or"], inside)
            letter = "" if len(shape.tables) == 1 else "abcdefgh"[place]
            yield from _blank_table(inner, say, inside, f"{number}{letter}.")
    else:
        if shape.example is not None:
            yield from _wrapped(f"{say['blank.example']}: {_shown(shape.example, say)}", inside)
        yield ""
        yield " " * inside + "_" * (_WIDTH - inside)


def _filled_table(table: Part, say: Words, indent: int) -> Iterator[str]:
    for shape in shapes_of(type(table)):
        value = getattr(table, shape.name)
        if is_format(shape) or value is None or value == ():
            continue
        key = field_key(type(table), shape)
        unit = f" ({say[f'{key}.unit']})" if shape.unit and not shape.tables else ""
        title = f"{say[f'{key}.title']}{unit}:"
        if not shape.tables:
            yield from _wrapped(f"{title} {_shown(value, say)}", indent)
            continue
        for item in value if shape.many else (value,):
            yield from _wrapped(title, indent)
            yield from _filled_table(item, say, indent + _INDENT)


def _shown(value: Any, say: Words) -> str:
    if isinstance(value, bool):
        return say["blank.yes" if value else "blank.no"]
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").replace("+00:00", " UTC")
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, date | int):
        return str(value)
    if isinstance(value, list | tuple):
        return "; ".join(_shown(item, say) for item in value)
    return str(value)


def _wrapped(text: str, indent: int) -> list[str]:
    """Return the text within the page. Line breaks of a text stay; a word longer than a line is not cut."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        first = " " * indent
        lines += textwrap.wrap(
            paragraph.expandtabs(4),
            _WIDTH,
            initial_indent=first if not lines else first + "  ",
            subsequent_indent=first + "  ",
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return lines
