"""A proximity notice held beside published practices: what is said, what is not said yet. Advice, never a refusal.

A profile is a file of lines (``knowledge/profiles``, or one's own). A line names a subject of a text in our words,
where the text says it, how far that was checked, and the fields of form N1 that say it. A notice without any of them
is as good a notice as before: a filer reads the advice and decides.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal, get_args

from pydantic import BaseModel

from dueregard.knowledge.form import Field, Wrong, read_fields
from dueregard.model.errors import DataError, UsageError
from dueregard.record.forms.proximity import ProximityNotice

Confidence = Literal["checked", "secondary", "from memory, unchecked"]
EXPECTED: Final = "a profile, as docs/profiles.md describes it"
UNSAID: Final = ("not stated",)  # words of the form by which a field says nothing
HEAD: Final = (
    Field("id", "text"),
    Field("title", "text"),
    Field("author", "text"),
    Field("year", "text"),
    Field("nature", "text"),
    Field("read", "text"),
)
LINE: Final = (
    Field("id", "text"),
    Field("asks", "text"),
    Field("fields", "texts"),
    Field("holds", "texts", required=False, default=()),
    Field("source", "text"),
    Field("pin", "text", filled=False),
    Field("confidence", "text", choices=get_args(Confidence)),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One subject: what a text asks (in our words), the fields that say it, and how far the text was checked.

    ``holds``: the words with which the first of the fields counts as said; empty where anything does.
    """

    id: str
    asks: str
    fields: tuple[str, ...]
    holds: tuple[str, ...]
    source: str
    pin: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Profile:
    """One text as lines. ``nature`` is its legal nature, ``read`` what of it whoever wrote the lines has read."""

    id: str
    title: str
    author: str
    year: str
    nature: str
    read: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One line held beside a notice. ``missing``: the fields that do not say it yet, by path, places counted from 1."""

    line: Line
    missing: tuple[str, ...]
    advice: str

    @property
    def is_said(self) -> bool:
        """Whether the notice says all of it."""
        return not self.missing


@cache
def profiles() -> Mapping[str, Profile]:
    """Return the packaged profiles by id, in alphabetical order."""
    folder = files("dueregard.knowledge").joinpath("profiles")
    found = [
        _profile(one.read_text(encoding="utf-8"), one.name)
        for one in folder.iterdir()
        if one.name.endswith(".toml")
    ]
    return {one.id: one for one in sorted(found, key=lambda p: p.id)}


def read_profile(path: str | Path) -> Profile:
    """Return the profile in a file of one's own. Raises ``DataError`` that names every wrong field at once."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            f"cannot be read ({error})", where=str(path), expected=EXPECTED, do="check name and encoding"
        ) from error
    return _profile(text, path.name)


def profile_named(name: str) -> Profile:
    """Return a packaged profile. Raises ``UsageError`` that lists those there are."""
    found = profiles().get(name)
    if found is None:
        raise UsageError(
            f"there is no profile '{name}'",
            expected="one of " + ", ".join(profiles()),
            do="name one of these",
        )
    return found


def held_beside(notice: ProximityNotice, profile: Profile) -> tuple[Said, ...]:
    """Return every line of the profile with what the notice does not say of it yet. It refuses nothing."""
    return tuple(_said(notice, line) for line in profile.lines)


def _said(notice: ProximityNotice, line: Line) -> Said:
    missing: list[str] = []
    asked: list[str] = []
    for place, field in enumerate(line.fields):
        holds = line.holds if place == 0 else ()
        paths = [path for path, value in _values(notice, field.split("."), "") if not _counts(value, holds)]
        missing += paths
        asked += [f"{path} ({' or '.join(holds)})" if holds else path for path in paths]
    return Said(line, tuple(missing), _advice(line, asked))


def _advice(line: Line, asked: list[str]) -> str:
    if not asked:
        return ""
    where = f"{line.source}, {line.pin}" if line.pin else line.source
    checked = {
        "checked": "",
        "secondary": "; read in a text about it",
        "from memory, unchecked": "; not checked against the text",
    }[line.confidence]
    return f"{line.asks}: not said in {', '.join(asked)}. {where}{checked}."


def _values(value: object, path: list[str], at: str) -> Iterator[tuple[str, object]]:
    """Yield what stands under a path, of every item of a list, with where it stands; None where the way ends early."""
    if isinstance(value, tuple) and path:
        if not value:
            yield ".".join((at, *path)), None
        for number, item in enumerate(value, 1):
            yield from _values(item, path, f"{at} {number}")
        return
    if not path or value is None:
        yield ".".join((at, *path)) if path else at, value
        return
    step = f"{at}.{path[0]}" if at else path[0]
    yield from _values(getattr(value, path[0]), path[1:], step)


def _counts(value: object, holds: tuple[str, ...]) -> bool:
    if value is None or value == () or value in UNSAID:
        return False
    return not holds or value in holds


def _profile(text: str, name: str) -> Profile:
    try:
        raw: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(
            f"is no TOML ({error})", where=name, expected=EXPECTED, do="correct this place"
        ) from error
    tables = raw.pop("line", None)
    head, wrong = read_fields(raw, HEAD)
    problems = list(wrong)
    lines: list[Line] = []
    if not isinstance(tables, list) or not tables or not all(isinstance(one, dict) for one in tables):
        problems.append(Wrong("line", "missing" if tables is None else "no list", "at least one [[line]]"))
        tables = []
    for number, table in enumerate(tables, 1):
        values, wrong = read_fields(table, LINE)
        found = [*wrong, *_not_on_the_form(values["fields"] or ())]
        if not found and values["confidence"] == "checked" and not values["pin"]:
            found.append(Wrong("pin", "empty", "the place in the text, because it was checked there"))
        if not found and values["id"] in {line.id for line in lines}:
            found.append(Wrong("id", repr(values["id"]), "another id: a line above has this one"))
        problems += [Wrong(f"line {number}, {w.field}", w.what, w.expected) for w in found]
        if not found:
            lines.append(Line(**values))
    if problems:
        raise DataError(
            "; ".join(map(str, problems)), where=name, expected=EXPECTED, do="correct the fields named"
        )
    return Profile(**head, lines=tuple(lines))


def _not_on_the_form(paths: tuple[str, ...]) -> Iterator[Wrong]:
    for path in paths:
        form: type[BaseModel] | None = ProximityNotice
        for step in path.split("."):
            if form is None or step not in form.model_fields:
                yield Wrong("fields", repr(path), "the path of a field of form DR-N1")
                break
            form = _table_of(form.model_fields[step].annotation)


def _table_of(annotation: object) -> type[BaseModel] | None:
    """Return the table that a field holds, alone, in a list or where it is given; None for a plain value."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _table_of(one)) is not None), None)
