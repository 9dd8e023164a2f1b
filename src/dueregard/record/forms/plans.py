"""A planned or flown trajectory, as a message of the CCSDS or in words."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.kinds import Explained, PlanText
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.part import Part

PlanForm = Annotated[
    Literal["OEM", "OMM", "words"],
    Explained(
        {
            "OEM": "an Orbit Ephemeris Message (CCSDS 502.0): positions and velocities at given times",
            "OMM": "an Orbit Mean-Elements Message (CCSDS 502.0): one set of mean elements",
            "words": "the trajectory described in words",
        }
    ),
]


class Plan(Part):
    """The trajectory of one object. A message is kept as its text, and read when it is held against the sky."""

    form: PlanForm = Field(
        title="Form",
        description="How the trajectory is given. Only a message can be screened against the catalogue.",
        examples=["words"],
    )
    text: PlanText = Field(
        title="Text",
        description="The whole text of the message, or the trajectory in words.",
        examples=["Drift towards the other satellite from 60 km behind, hold at 5 km, then at 1.5 km."],
    )
    of: ObjectRef | None = Field(
        None,
        title="Object",
        description="Whose trajectory it is, where the filing names several objects.",
    )
