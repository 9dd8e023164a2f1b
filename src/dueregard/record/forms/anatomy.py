"""What a form consists of, read from its class: fields, what may stand in them, which are tables or lists of tables.

The check of wrong fields, the blank forms, the documents and the tests all read forms through this one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from annotated_types import MaxLen, MinLen
from pydantic import ConfigDict, TypeAdapter
from pydantic.fields import FieldInfo

from dueregard.record.forms.kinds import UNITS, Explained, Kind
from dueregard.record.forms.part import Part

# A suffix that ends another is tried after it: _km_s before _s.
_SUFFIXES: Final = sorted(UNITS, key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field of a table of a form.

    ``tables`` holds the kinds of table that may stand in it: none for a plain value, one, or several told apart by
    the field named in ``told_by``. ``many`` says that it is a list, of ``least`` to ``most`` items. ``kind`` and
    ``choices`` describe a plain value (or each item of a list of them).
    """

    name: str
    title: str
    description: str
    example: Any
    required: bool
    nullable: bool
    default: Any
    many: bool
    least: int
    most: int | None
    tables: tuple[type[Part], ...]
    told_by: str
    kind: Kind | None
    choices: dict[str, str]
    unit: str
    reader: TypeAdapter[Any]

    @property
    def expected(self) -> str:
        """What may stand in the field, in words."""
        if not self.many:
            return self.expected_item
        count = f"{self.least} to {self.most}" if self.least else f"at most {self.most}"
        each = "tables of fields" if self.tables else f"items, each {self.expected_item}"
        return f"a list of {count} {each}"

    @property
    def expected_item(self) -> str:
        """What may stand in the field, or in each item of the list, in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        return "a table of fields" if self.tables else self.kind.expected if self.kind else self.title


@cache
def shapes_of(table: type[Part]) -> tuple[FieldShape, ...]:
    """Return the fields of a table in their order."""
    return tuple(_shape(table, name, info) for name, info in table.model_fields.items())


def unit_of(name: str) -> str:
    """Return the unit that the suffix of a field's name stands for, or an empty text.

    >>> unit_of("relative_speed_km_s"), unit_of("title")
    ('kilometres per second', '')
    """
    return next((UNITS[suffix] for suffix in _SUFFIXES if name.endswith(suffix)), "")


def tables_of(table: type[Part]) -> tuple[type[Part], ...]:
    """Return the table and all tables within it, each once, in order of first appearance."""
    found: dict[type[Part], None] = {table: None}
    for shape in shapes_of(table):
        for inner in shape.tables:
            found.update(dict.fromkeys(tables_of(inner)))
    return tuple(found)


def _shape(table: type[Part], name: str, info: FieldInfo) -> FieldShape:
    annotation, metadata, nullable = _without_none(info.annotation, list(info.metadata))
    many = get_origin(annotation) is tuple
    lengths = {type(m): m for m in metadata}
    if many:
        annotation, metadata = get_args(annotation)[0], []
        annotation, metadata, _ = _without_none(annotation, metadata)
    tables = tuple(arg for arg in (get_args(annotation) or (annotation,)) if _is_part(arg))
    explained = next((m for m in metadata if isinstance(m, Explained)), None)
    examples = info.examples or []
    return FieldShape(
        name=name,
        title=_words(table, name, "title"),
        description=_words(table, name, "description"),
        example=examples[0] if examples else None,
        # The format has a default in Python, where the class says it already; in a filing it must stand.
        required=info.is_required() or name == "format",
        nullable=nullable,
        default=None if info.is_required() else info.default,
        many=many,
        least=getattr(lengths.get(MinLen), "min_length", 0) if many else 0,
        most=getattr(lengths.get(MaxLen), "max_length", None) if many else None,
        tables=tables,
        told_by=_discriminator(info, metadata),
        kind=next((m for m in metadata if isinstance(m, Kind)), None),
        choices=explained.choices if explained else {},
        unit=unit_of(name),
        reader=_reader(info),
    )


def _words(table: type[Part], name: str, which: str) -> str:
    """Return the field's own words, or those of the field that it narrows, as each form's format does."""
    for one in table.__mro__:
        if issubclass(one, Part) and name in one.model_fields and getattr(one.model_fields[name], which):
            return str(getattr(one.model_fields[name], which))
    return ""


def _reader(info: FieldInfo) -> TypeAdapter[Any]:
    annotation: Any = info.annotation
    if info.metadata:
        annotation = Annotated[annotation, *info.metadata]
    if any(_is_part(one) for one in _within(annotation)):
        return TypeAdapter(annotation)  # a table brings its own strictness, and takes none from outside
    return TypeAdapter(annotation, config=ConfigDict(strict=True))


def _within(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in get_args(annotation):
        yield from _within(inner)


def _without_none(annotation: Any, metadata: list[Any]) -> tuple[Any, list[Any], bool]:
    """Return the annotation without ``| None`` and ``Annotated``, what annotated it, and whether None may stand."""
    nullable = False
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            metadata = [*metadata, *more]
        elif get_origin(annotation) in (Union, UnionType) and NoneType in get_args(annotation):
            rest = [arg for arg in get_args(annotation) if arg is not NoneType]
            annotation = rest[0] if len(rest) == 1 else Union[tuple(rest)]  # noqa: UP007
            nullable = True
        else:
            return annotation, _expanded(metadata), nullable


def _expanded(metadata: list[Any]) -> list[Any]:
    """Return the metadata with those within a ``Field(...)`` beside the others."""
    return [
        inner
        for one in metadata
        for inner in ((one, *one.metadata) if isinstance(one, FieldInfo) else (one,))
    ]


def _discriminator(info: FieldInfo, metadata: list[Any]) -> str:
    named = [info.discriminator, *(m.discriminator for m in metadata if isinstance(m, FieldInfo))]
    return next((name for name in named if isinstance(name, str)), "")


def _is_part(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Part)


def is_format(shape: FieldShape) -> bool:
    """Return whether the field is the format, which is printed on a form and never filled in."""
    return shape.name == "format"


def literal_of(table: type[Part], name: str) -> str:
    """Return the one word that a field of this table may hold, such as the shape of a zone."""
    annotation, _, _ = _without_none(table.model_fields[name].annotation, [])
    if get_origin(annotation) is not Literal:
        raise ValueError(f"{table.__name__}.{name} is not closed to a word")
    return str(get_args(annotation)[0])
