"""Filling in single fields of a form's TOML by name, each in its place between the comments that explain it."""

import difflib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Final

from dueregard.model.errors import UsageError
from dueregard.record.forms import Form
from dueregard.record.forms.anatomy import FieldShape, shapes_of
from dueregard.record.forms.part import Part

_HEADER: Final = re.compile(r"(#?)\[\[?([a-z0-9_.]+)\]?\]")
_MANY_LINES: Final = '"""'
_FIELD: Final = re.compile(r"#?([a-z0-9_]+) = ")


def prefilled(text: str, form: type[Form], fields: Mapping[str, str]) -> str:
    """Return a form's TOML, as ``forms.blank`` or ``forms.to_toml`` wrote it, with these fields filled in.

    Fields are named by path, such as ``window.start``; of a list of tables the first table is meant. A table that is
    left out is brought in with its first field; what it needs besides, a check of the draft says. A value is a text
    where the field takes one, else TOML. UsageError names a field that the form does not have, or that stands in one
    of several tables of which none has been chosen.
    """
    lines = text.split("\n")
    for path, value in fields.items():
        shape = _shape(form, path.split("."), path)
        place = _brought_in(lines, form, path)
        end = place + 1
        if lines[place].count(_MANY_LINES) % 2:
            end = next(n for n in range(end, len(lines)) if _MANY_LINES in lines[n]) + 1
        lines[place:end] = [f"{path.rpartition('.')[2]} = {_written(shape, value, path)}"]
    return "\n".join(lines)


def _shape(table: type[Part], names: Sequence[str], path: str) -> FieldShape:
    by_name = {shape.name: shape for shape in shapes_of(table)}
    shape = by_name.get(names[0])
    if shape is None or names[0] == "format":
        near = difflib.get_close_matches(names[0], by_name, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise UsageError(
            f"the form has no field {path} to be set{hint}",
            where="--set",
            expected="one of " + ", ".join(name for name in by_name if name != "format"),
            do="see docs/filings.md for the fields of each form",
        )
    if len(names) == 1:
        return shape
    if not shape.tables:
        raise UsageError(f"{names[0]} is no table", where="--set", expected=f"{names[0]}=VALUE")
    return _shape(shape.tables[0], names[1:], path)


def _brought_in(lines: list[str], form: type[Form], path: str) -> int:
    """Return the line in which a field stands, once the tables that it stands in are no longer commented out."""
    place, headers = _place(lines, path)
    if place is None or (headers and _choice(form, path.split("."))):
        raise UsageError(
            f"the field {path} stands in one of several tables, and none of them has been chosen in this draft",
            where="--set",
            expected="a field of the form itself, or of a table that is the only one in its place",
            do="choose the table with an editor, where each is explained",
        )
    for header in headers:
        lines[header] = lines[header].removeprefix("#")
    return place


def _choice(table: type[Part], names: Sequence[str]) -> bool:
    """Return whether any table on the way to a field is one of several that may stand in its place."""
    shape = next(shape for shape in shapes_of(table) if shape.name == names[0])
    return bool(shape.tables) and (len(shape.tables) > 1 or _choice(shape.tables[0], names[1:]))


def _place(lines: Sequence[str], path: str) -> tuple[int | None, list[int]]:
    """Return the line in which a field stands, active or commented out, and the headers above it that are commented."""
    table, _, name = path.rpartition(".")
    current, within = "", False
    out: dict[str, int] = {}
    for place, line in enumerate(lines):
        if line.startswith("##"):
            continue
        begins_within, within = within, within != (line.count(_MANY_LINES) % 2 == 1)
        if begins_within:
            continue
        if header := _HEADER.fullmatch(line):
            current = header[2]
            if header[1]:
                out[current] = place
            else:
                out.pop(current, None)
        elif (field := _FIELD.match(line)) and field[1] == name and current == table:
            above = [table[:end] for end, sign in enumerate(f"{table}.") if sign == "."]
            return place, [out[one] for one in above if one in out]
    return None, []


def _written(shape: FieldShape, value: str, path: str) -> str:
    """Return the value as TOML: quoted where the field takes a text, in brackets where it takes a list of them."""
    one = shape.example[0] if shape.many and shape.example else shape.example
    written = value
    if isinstance(one, str) and not value.startswith(('"', "'", "[")):
        written = json.dumps(value, ensure_ascii=False)
        written = f"[{written}]" if shape.many else written
    try:
        alone = len(tomllib.loads(f"value = {written}")) == 1
    except tomllib.TOMLDecodeError:
        alone = False
    if not alone:
        raise UsageError(
            f"'{value}' can not stand in a draft",
            where=f"--set {path}",
            expected=shape.expected,
            do="write it as TOML does: true, 1.5, [1, 2]",
        )
    return written
