"""Every text that a form shows, by a key of its own, so that a catalogue of messages can stand in for the English ones.

The English texts stand where the forms are defined: title, description and choices beside each field. Blank forms and
pages take their words by key from here; a translation is another mapping with the same keys.
"""

from collections.abc import Mapping
from typing import Final

from dueregard.record.forms.anatomy import FieldShape, shapes_of, tables_of
from dueregard.record.forms.head import Form
from dueregard.record.forms.part import Part
from dueregard.record.forms.registry import GROUPS, form_of

Words = Mapping[str, str]

# What a blank form says beside the words of its fields.
_BLANK: Final = {
    "blank.explains": "Lines that begin with ## explain. Fill in what stands between the quotation marks; numbers and "
    "true or false stand without them.",
    "blank.uncomment": "A line that begins with a single # may be left out; to use it, remove the # and fill it in.",
    "blank.table": "A name in [ ] begins a table, a name in [[ ]] one item of a list; repeat it for further items.",
    "blank.times": "Times are in UTC and end with Z. Texts are kept as they are written.",
    "blank.fields": "Fields",
    "blank.mark": "Fields marked with * are needed.",
    "blank.needed": "needed",
    "blank.optional": "may be left out",
    "blank.needed_inside": "needed where this part is used",
    "blank.example": "Example",
    "blank.unit": "Unit",
    "blank.choose": "Choose",
    "blank.choose_several": "Choose one or several",
    "blank.choose_table": "One of the following",
    "blank.or": "or",
    "blank.what": "What stands here",
    "blank.rules": "Rules",
    "blank.rests_on": "Rests on",
    "blank.limits": "Note",
    "blank.repeat": "Repeat for further items",
    "blank.yes": "yes",
    "blank.no": "no",
}


def english(number: str) -> dict[str, str]:
    """Return every text that the form with this number shows, in English, by key.

    >>> english("N1")["N1.title"], english("N1")["Window.start.title"]
    ('proximity-operation notice', 'Start')
    """
    form = form_of(number)
    about = form.ABOUT
    found = {
        **_BLANK,
        f"group.{number[0]}": GROUPS[number[0]],
        f"{number}.title": about.title,
        f"{number}.purpose": about.purpose,
        f"{number}.basis": about.basis,
        f"{number}.limits": about.limits,
    }
    for table in tables_of(form):
        found[f"{table.__name__}.about"] = about_table(table)
        for place, rule in enumerate(table.RULES, start=1):
            found[rule_key(table, place)] = rule.words
        for shape in shapes_of(table):
            key = field_key(table, shape)
            found[f"{key}.title"] = shape.title
            found[f"{key}.description"] = shape.description
            found[f"{key}.expected"] = shape.expected
            if shape.unit:
                found[f"{key}.unit"] = shape.unit
            for word, meaning in shape.choices.items():
                found[f"{key}.choice.{word}"] = meaning
    return found


def heading(number: str, say: Words) -> str:
    """Return the name of the format, as it stands in every filing, with its title in the reader's language."""
    about = form_of(number).ABOUT
    title = say[f"{number}.title"]
    return about.name if title == about.title else f"{about.name} ({title})"


def about_table(table: type[Part]) -> str:
    """Return what a table of a form is, in a sentence: the one that its class carries."""
    return " ".join((table.__doc__ or "").split())


def field_key(table: type[Part], shape: FieldShape) -> str:
    """Return the beginning of the keys of a field's texts: one and the same for what every form carries."""
    carried = issubclass(table, Form) and shape.name in Form.model_fields
    return f"{Form.__name__ if carried else table.__name__}.{shape.name}"


def rule_key(table: type[Part], place: int) -> str:
    """Return the key of a rule of a table, counted from 1; the rules that every form keeps come first."""
    if not issubclass(table, Form):
        return f"{table.__name__}.rule.{place}"
    kept_by_all = len(Form.RULES)
    if place <= kept_by_all:
        return f"{Form.__name__}.rule.{place}"
    return f"{table.__name__}.rule.{place - kept_by_all}"
