"""The document of all forms, in Markdown, made from the forms themselves."""

import json
from collections.abc import Iterator
from typing import Final

from dueregard.record.forms.anatomy import FieldShape, is_format, shapes_of, tables_of
from dueregard.record.forms.example import example
from dueregard.record.forms.head import Form
from dueregard.record.forms.part import Part
from dueregard.record.forms.read import MOST_BYTES
from dueregard.record.forms.registry import FORMS, GROUPS
from dueregard.record.forms.schema import file_name
from dueregard.record.forms.wording import about_table

_INTRODUCTION: Final = f"""# Filings and their forms

What a State, an organisation or an operator says on the record is a filing: one form, filled in and signed. Every form
has a number, a blank to fill in, a JSON Schema and an example. This page is made from the forms
(`python -m dueregard.record.forms.publish docs`) and tested to be current. Every State, organisation, operator and
object in the examples is invented.

## The numbers

A format's name is `DR-N1/1 proximity-operation notice`: a letter, a number, a version, a title. Numbered formats have
long served exchanges between States, such as the OSCE's: a message of a known number is understood by a duty desk at
night, in any language, and can be answered by number.

- The **letter** says what a reader does with it, and so to whose desk it goes.
- The **number** counts within the letter. It is never given again, also when a format is no longer used.
- The **version**, after the stroke, rises when a field changes its meaning or its limits. What was filed under
  version 1 is read under version 1 for ever.
- The **title** stands in the name so that whoever reads the bytes without this page knows what they are.

## The bytes

A filing's payload is the UTF-8 JSON of one form, at most {MOST_BYTES:,} bytes. What is signed is these bytes.
`write_filing` gives a form its one spelling (fields in the order of the form, no spaces, what was left out left out).
`read_filing` reads any spelling of the same JSON, but no table with the same name in it twice. It answers with the
form, or with everything that is wrong in one answer: each field, what was found, what was expected, and a likely meant
name.

- **Times** are in UTC and say so: `2031-03-01T12:00:00Z`. Other zones are refused, with the time in UTC suggested.
- **Distances** are in kilometres; the unit of every number is the end of its name (`_km`, `_km_s`, `_deg`, `_min`).
- **Catalogue numbers** are whole numbers of up to 18 digits.
- **Texts** have limits (a line 200, a text 4,000, a long text 20,000 characters, a trajectory 2,000,000). They may hold
  any script. Control characters and the marks that reorder letters (U+202A to U+202E) are refused, so that what is read
  is what was signed.
- A field that the form does not have is refused: a misspelt name must not pass for one that was left out.

## Filling in a form

`blank("N1")` is the form as TOML, each field explained, to fill in with any editor; `from_toml` reads it. In it an
empty text means that nothing was filled in yet. `blank("N1", as_="text")` is the form to print or to send by e-mail.
`to_toml(form)` gives a filed form back as a draft for a correction, `to_text(form)` as a page to read.

## Filed by, entered from

`filed_by` is whose words they are. Where that actor did not file them here itself, `entered_from` names the public
document with its symbol, date and page, and who entered it. The two are always told apart; the document remains the
act. A notice of an operator that its State passes on is filed by the State, and names the operator with the object.

## Corrections

Nothing is changed or removed. A filing that `amends` another is its corrected full text: what was cleared, sent and
acknowledged goes on. One that `replaces` another stands in its place, and its path begins anew. Form H5 `withdraws`.
"""


def filings_document() -> str:
    """Return the document."""
    lines = [_INTRODUCTION]
    lines += _list_of_forms()
    lines += ["", "## What every filing carries", ""]
    carried = Form.model_fields
    lines += _fields(Form, [s for s in shapes_of(FORMS["N1"]) if s.name in carried])
    lines += _rules(Form)
    for letter, group in GROUPS.items():
        lines += ["", f"## {group}"]
        for number, form in FORMS.items():
            if number.startswith(letter):
                lines += _form(number, form)
    lines += ["", "## Tables within forms", ""]
    lines += ["Several forms have these tables in common.", ""]
    for table in _shared():
        lines += [f"### {table.__name__}", "", about_table(table), ""]
        lines += [*_fields(table, list(shapes_of(table))), *_rules(table), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _list_of_forms() -> Iterator[str]:
    yield "## All forms"
    yield ""
    yield "| number | title | what it is for |"
    yield "|---|---|---|"
    for number, form in FORMS.items():
        yield f"| [{number}](#{_anchor(number, form)}) | {form.ABOUT.title} | {form.ABOUT.purpose} |"


def _anchor(number: str, form: type[Form]) -> str:
    title = f"{number} {form.ABOUT.title}".lower()
    return "".join(c for c in title if c.isalnum() or c in " -").replace(" ", "-")


def _form(number: str, form: type[Form]) -> Iterator[str]:
    about = form.ABOUT
    yield from ["", f"### {number} {about.title}", "", f"`{about.name}`", "", about.purpose, ""]
    yield from [f"Rests on: {about.basis}", ""]
    if about.limits:
        yield from [about.limits, ""]
    own = [s for s in shapes_of(form) if s.name not in Form.model_fields]
    yield from [*_fields(form, own), *_rules(form)]
    for table in tables_of(form)[1:]:
        if table not in _shared():
            yield from ["", f"#### {table.__name__}", "", about_table(table), ""]
            yield from [*_fields(table, list(shapes_of(table))), *_rules(table)]
    name = file_name(number)
    yield from ["", f"JSON Schema: [{name}](schemas/{name}). An example:", ""]
    yield from ["```json", _example_text(number), "```"]


def _example_text(number: str) -> str:
    table = example(number).model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return json.dumps({"format": FORMS[number].ABOUT.name, **table}, indent=2, ensure_ascii=False)


def _fields(table: type[Part], shapes: list[FieldShape]) -> Iterator[str]:
    yield "| field | | what stands in it |"
    yield "|---|---|---|"
    for shape in shapes:
        needed = "needed" if shape.required else ""
        yield f"| `{shape.name}` | {needed} | {_cell(table, shape)} |"


def _cell(table: type[Part], shape: FieldShape) -> str:
    words = f"**{shape.title}.** {shape.description}"
    if is_format(shape):
        return words
    if shape.tables:
        kinds = " or ".join(inner.__name__ for inner in shape.tables)
        count = f"{shape.least} to {shape.most} tables: " if shape.many else "A table: "
        return f"{words} {count}{kinds}."
    if shape.choices:
        several = f" A list of {shape.least} to {shape.most} of them." if shape.many else ""
        meanings = "; ".join(f"`{word}` ({meaning})" for word, meaning in shape.choices.items())
        return f"{words} {meanings}.{several}"
    default = (
        ""
        if shape.required or shape.default in (None, ())
        else f" `{json.dumps(shape.default)}` if left out."
    )
    unit = f" Unit: {shape.unit}." if shape.unit else ""
    return f"{words} {shape.expected[0].upper()}{shape.expected[1:]}.{unit}{default}"


def _rules(table: type[Part]) -> list[str]:
    carried = 0 if table is Form or not issubclass(table, Form) else len(Form.RULES)
    rules = table.RULES[carried:]
    if not rules:
        return []
    return ["", "Rules: " + "; ".join(rule.words for rule in rules) + "."]


def _shared() -> tuple[type[Part], ...]:
    """Return the tables that more than one form has."""
    seen: dict[type[Part], int] = {}
    for form in FORMS.values():
        for table in tables_of(form)[1:]:
            seen[table] = seen.get(table, 0) + 1
    return tuple(sorted((t for t, count in seen.items() if count > 1), key=lambda t: t.__name__))
