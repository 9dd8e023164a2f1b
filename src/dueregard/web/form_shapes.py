"""What answers about forms and drafts look like."""

from typing import Any

from pydantic import Field

from dueregard.web.shapes import HASH_PATTERN, Shape, WrongPart


class FormRow(Shape):
    """A form in the list."""

    number: str = Field(description="Its number.", examples=["N1"])
    format: str = Field(
        description="The name of the format, as it stands in every filing.",
        examples=["DR-N1/1 proximity-operation notice"],
    )
    title: str = Field(description="Its title.", examples=["proximity-operation notice"])
    purpose: str = Field(
        description="What it is for.", examples=["To tell others of an operation beforehand."]
    )


class Forms(Shape):
    """All forms."""

    forms: tuple[FormRow, ...] = Field(description="In the order of their numbers in docs/filings.md.")


class FormShape(FormRow):
    """A form."""

    basis: str = Field(description="What it rests on.", examples=["OST IX"])
    limits: str = Field(description="What it is not. Empty where nothing needs to be said.", examples=[""])
    version: int = Field(description="Its version.", examples=[1], ge=1)
    schema_address: str = Field(description="Where its JSON Schema is.", examples=["/api/v1/forms/N1/schema"])
    blank_address: str = Field(description="Where its blank is.", examples=["/api/v1/forms/N1/blank"])
    example_address: str = Field(description="Where its example is.", examples=["/api/v1/forms/N1/example"])


class CheckShape(Shape):
    """What is to be said of a draft. Nothing of it is kept."""

    ready: bool = Field(description="Whether it is a filing, ready to be signed.", examples=[False])
    format: str | None = Field(
        description="The name of its format, null where it could not be read.",
        examples=["DR-D8/1 nothing to report"],
    )
    errors: tuple[WrongPart, ...] = Field(description="Every field that is wrong, in one answer.")
    more: int = Field(description="How many are wrong beyond those listed.", examples=[0], ge=0)
    payload: str | None = Field(
        description="The bytes to sign, in base64: the draft in its one spelling. Null where it is not ready.",
        examples=["eyJmb3JtYXQiOiJEUi1EOC8xIG5vdGhpbmcgdG8gcmVwb3J0In0="],
    )
    payload_sha256: str | None = Field(
        description="The SHA-256 of those bytes, which a licensing agency may clear beforehand (form H1).",
        pattern=HASH_PATTERN,
        examples=["9e" * 32],
    )
    payload_type: str | None = Field(
        description="The type under which they are signed.",
        examples=["application/vnd.dueregard.filing+json"],
    )
    filing: dict[str, Any] | None = Field(
        description="The draft as it would be filed, with every default written out.",
        examples=[{"format": "DR-D8/1 nothing to report"}],
    )
