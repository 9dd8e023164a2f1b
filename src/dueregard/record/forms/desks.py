"""Whom to call."""

from pydantic import Field

from dueregard.record.forms.kinds import Email, LanguageTag, Line, Phone
from dueregard.record.forms.part import Part
from dueregard.record.forms.rules import AtLeastOne


class Desk(Part):
    """An office that answers. Name the office and not a person: the record is kept for ever, people change posts."""

    RULES = (AtLeastOne(("phone", "email", "other_channel")),)

    office: Line = Field(
        title="Office",
        description="The office that answers. Name the office and not a person: the record is kept for ever.",
        examples=["Borealia Space Operations Centre, duty desk"],
    )
    phone: Phone | None = Field(
        None,
        title="Telephone",
        description="Its number, with the country's code.",
        examples=["+999 1 555 0100"],
    )
    email: Email | None = Field(
        None, title="E-mail", description="Its address.", examples=["duty-desk@space.borealia.example"]
    )
    other_channel: Line | None = Field(
        None,
        title="Other channel",
        description="Another way to reach it, such as a diplomatic channel or a secure line.",
        examples=["Permanent Mission of Borealia, Vienna"],
    )
    hours: Line | None = Field(
        None,
        title="Hours",
        description="When it answers, with the time zone.",
        examples=["at all hours"],
    )
    languages: tuple[LanguageTag, ...] = Field(
        (),
        max_length=20,
        title="Languages",
        description="The languages in which it answers.",
        examples=[["en", "fr"]],
    )
