"""What a form does, and upon which entry: the facts of the forms that the rules are asked about."""

from collections.abc import Mapping
from typing import Final, cast

from dueregard.record.forms import Form
from dueregard.record.forms.handling import JointParty
from dueregard.record.rule import Action

# The forms that are not simply said: what they do. H4 joins or leaves.
ACTION_OF: Final[Mapping[str, Action]] = {
    "N2": "report progress",
    "N3": "report progress",
    "Q2": "answer",
    "Q4": "answer",
    "Q6": "acknowledge",
    "Q7": "answer",
    "Q8": "close",
    "H1": "clear",
    "H2": "circulate",
    "H3": "acknowledge",
    "H5": "withdraw",
    "K1": "enter an actor",
    "K2": "enter a key",
    "S1": "seal",
    "S2": "open a seal",
}

# The field in which a form names the entry that it is about.
SUBJECT_FIELD: Final[Mapping[str, str]] = {
    "N2": "notice",
    "N3": "notice",
    "Q2": "request",
    "Q4": "request",
    "Q6": "query",
    "Q7": "query",
    "Q8": "query",
    "H1": "entry",
    "H2": "entry",
    "H3": "entry",
    "H4": "entry",
    "H5": "withdraws",
    "S2": "seal",
}

# Which form that entry must have, where only one makes sense.
SUBJECT_FORM: Final[Mapping[str, str]] = {
    "N2": "N1",
    "N3": "N1",
    "Q2": "Q1",
    "Q4": "Q3",
    "Q6": "Q5",
    "Q7": "Q5",
    "Q8": "Q5",
    "S2": "S1",
}

# What is entered in the registers, for everybody to see.
REGISTERS: Final = frozenset(("K1", "K2"))

# What is done to a filing is asked about under that filing's number; what is said, under its own.
UPON: Final = frozenset(("H1", "H2", "H3", "H4", "H5"))


def number_of(form: Form) -> str:
    """Return the number of the form, such as N1."""
    return form.ABOUT.number


def action_of(form: Form) -> Action:
    """Return what the form does, apart from correcting or replacing an earlier filing."""
    if isinstance(form, JointParty):
        return "join" if form.step == "joins" else "leave"
    return ACTION_OF.get(form.ABOUT.number, "file")


def subject_of(form: Form) -> str | None:
    """Return the id of the entry that the form is about; None where it is about none."""
    field = SUBJECT_FIELD.get(form.ABOUT.number)
    return None if field is None else cast("str | None", getattr(form, field))
