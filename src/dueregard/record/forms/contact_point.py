"""C1, the contact point: whom to call about what, and when it was last tried."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.desks import Desk
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import ActorId, Day, Explained, Minutes, Text
from dueregard.record.forms.part import Part
from dueregard.record.forms.rules import EachOnce, GivenOnlyWhen, Ordered

AnsweredFor = Annotated[
    Literal[
        "urgent queries",
        "collision avoidance",
        "proximity operations",
        "re-entry",
        "radio interference",
        "registration",
        "policy",
        "consultations",
    ],
    Explained(
        {
            "urgent queries": "an approach that is going on (form Q5)",
            "collision avoidance": "close approaches and manoeuvres to avoid collisions",
            "proximity operations": "notices of proximity operations (form N1)",
            "re-entry": "objects that come down",
            "radio interference": "interference with radio services",
            "registration": "enquiries about registered and unregistered objects",
            "policy": "questions about laws, policies and statements",
            "consultations": "consultations under the Outer Space Treaty, article IX",
        }
    ),
]
DrillResult = Annotated[
    Literal["answered", "answered late", "not answered"],
    Explained(
        {
            "answered": "the office answered in the time agreed",
            "answered late": "the office answered, later than agreed",
            "not answered": "the office did not answer",
        }
    ),
]


class Drill(Part):
    """One time that the contact point was tried."""

    RULES = (GivenOnlyWhen("answered_within_min", "result", ("answered", "answered late")),)

    held: Day = Field(title="Date", description="When it was tried.", examples=["2031-02-03"])
    held_by: ActorId = Field(title="Tried by", description="Who tried it.", examples=["CAS"])
    result: DrillResult = Field(title="Result", description="What came of it.", examples=["answered"])
    answered_within_min: Minutes | None = Field(
        None, title="Answered within", description="How long the answer took.", examples=[12.0]
    )
    remarks: Text | None = Field(
        None,
        title="Remarks",
        description="What was learnt.",
        examples=["The number for calls at night had changed."],
    )


class ContactPoint(Form):
    """C1: an office that answers."""

    ABOUT = About(
        number="C1",
        title="contact point",
        purpose="To say which office answers about what, at which hours and in which languages, and when that was "
        "last tried.",
        basis="LTS Guidelines, B.1.",
        limits="Name offices and not persons: an entry of the record cannot be removed.",
    )
    RULES = (*HEAD_RULES, EachOnce("answers_for"), Ordered("valid_from", "valid_to"))

    format: Literal["DR-C1/1 contact point"] = "DR-C1/1 contact point"
    answers_for: tuple[AnsweredFor, ...] = Field(
        min_length=1,
        max_length=8,
        title="Answers for",
        description="What the office answers for.",
        examples=[["urgent queries", "collision avoidance"]],
    )
    desk: Desk = Field(title="Office", description="The office and how to reach it.")
    answers_within_min: Minutes | None = Field(
        None,
        title="Answers within",
        description="How fast the office means to answer.",
        examples=[60.0],
    )
    valid_from: Day | None = Field(
        None, title="Valid from", description="Since when.", examples=["2031-01-01"]
    )
    valid_to: Day | None = Field(
        None, title="Valid until", description="Until when.", examples=["2033-01-01"]
    )
    last_tested: Day | None = Field(
        None,
        title="Last tested",
        description="When somebody last tried it. Left out where nobody has.",
        examples=["2031-02-03"],
    )
    drills: tuple[Drill, ...] = Field(
        (), max_length=100, title="Drills", description="The times it was tried, with their results."
    )
