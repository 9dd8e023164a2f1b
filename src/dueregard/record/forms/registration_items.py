"""An item of registration data: present with its value, absent, or not yet known."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.kinds import Day, Explained, Instant, Line, LongText, Number
from dueregard.record.forms.part import Part
from dueregard.record.forms.rules import GivenExactlyWhen

ItemState = Annotated[
    Literal["present", "absent", "not yet known"],
    Explained(
        {
            "present": "the value is given",
            "absent": "there is no such value, or it is not given",
            "not yet known": "the value is not known yet and will follow",
        }
    ),
]


class LineItem(Part):
    """An item that is one line."""

    RULES = (GivenExactlyWhen("value", "state", ("present",)),)

    state: ItemState = Field(title="State", description="Whether the item is given.", examples=["present"])
    value: Line | None = Field(
        None, title="Value", description="The item.", examples=["Borealia Launch Centre, Borealia"]
    )


class TextItem(Part):
    """An item in words."""

    RULES = (GivenExactlyWhen("value", "state", ("present",)),)

    state: ItemState = Field(title="State", description="Whether the item is given.", examples=["present"])
    value: LongText | None = Field(
        None,
        title="Value",
        description="The item in words.",
        examples=["Observation of forests and coasts."],
    )


class NumberItem(Part):
    """An item that is a number, in the unit that its name ends with."""

    RULES = (GivenExactlyWhen("value", "state", ("present",)),)

    state: ItemState = Field(title="State", description="Whether the item is given.", examples=["present"])
    value: Number | None = Field(
        None,
        title="Value",
        description="The number, in the unit that the name of the item ends with.",
        examples=[95.6],
    )


class DayItem(Part):
    """An item that is a date."""

    RULES = (GivenExactlyWhen("value", "state", ("present",)),)

    state: ItemState = Field(title="State", description="Whether the item is given.", examples=["present"])
    value: Day | None = Field(None, title="Value", description="The date.", examples=["2031-04-02"])


class InstantItem(Part):
    """An item that is a time in UTC."""

    RULES = (GivenExactlyWhen("value", "state", ("present",)),)

    state: ItemState = Field(title="State", description="Whether the item is given.", examples=["present"])
    value: Instant | None = Field(
        None, title="Value", description="The time in UTC.", examples=["2031-04-02T05:14:00Z"]
    )
