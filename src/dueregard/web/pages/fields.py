"""What a filing says, field by field, in the order and the words of its form."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dueregard.record.forms import Form
from dueregard.record.forms.anatomy import FieldShape, shapes_of
from dueregard.record.forms.part import Part
from dueregard.report.dates import day, instant


@dataclass(frozen=True, slots=True)
class Shown:
    """A field that was filled in: its title, what stands in it as text, or the tables in it, each a run of fields.

    ``link``: where an actor or an entry that is named leads; empty where it leads nowhere.
    """

    title: str
    texts: tuple[str, ...] = ()
    tables: tuple[tuple["Shown", ...], ...] = ()
    link: str = ""


def fields_of(form: Form) -> tuple[Shown, ...]:
    """Return the fields of a filing that were filled in; its format, which the page names already, is left out."""
    return tuple(_fields(form, {"format"}))


def _fields(part: Part, without: set[str]) -> Iterator[Shown]:
    for shape in shapes_of(type(part)):
        value = getattr(part, shape.name)
        if shape.name in without or value is None or value in ((), "", False):
            continue
        title = shape.title + (f", {shape.unit}" if shape.unit else "")
        each = value if isinstance(value, tuple) else (value,)
        if shape.tables:
            yield Shown(title, tables=tuple(tuple(_fields(one, set())) for one in each))
        else:
            yield Shown(title, tuple(_text(one) for one in each), link=_link(shape))


def _link(shape: FieldShape) -> str:
    kind = "" if shape.kind is None else shape.kind.name
    return {"entry": "/filings/", "actor": "/actors?actor="}.get(kind, "")


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return day(datetime(value.year, value.month, value.day))
    return "yes" if value is True else f"{value:g}" if isinstance(value, float) else str(value)
