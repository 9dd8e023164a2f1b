"""Q5 to Q8: an urgent query about an approach, its acknowledgement, its answer and its closing, each with its time."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.desks import Desk
from dueregard.record.forms.head import HEAD_RULES, MOST_ACTORS, About, Form
from dueregard.record.forms.kinds import (
    ActorId,
    EntryId,
    Explained,
    Instant,
    Km,
    KmPerSecond,
    Line,
    LongText,
    Probability,
    Text,
)
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.plans import Plan
from dueregard.record.forms.rules import EachOnce, GivenWhen

Channel = Annotated[
    Literal["this record", "telephone", "e-mail", "diplomatic channel", "other"],
    Explained(
        {
            "this record": "by this filing alone",
            "telephone": "by telephone as well",
            "e-mail": "by e-mail as well",
            "diplomatic channel": "through a diplomatic channel as well",
            "other": "in another way, said in the text",
        }
    ),
]


class UrgentQuery(Form):
    """Q5: an urgent question about an approach that is going on or near."""

    ABOUT = About(
        number="Q5",
        title="urgent query about an approach",
        purpose="To ask the owner of an object at once about an approach that is going on or comes soon.",
        basis="Outer Space Treaty, article IX (due regard); LTS Guidelines, B.1 and B.4.",
        limits="The record shows when the query, the acknowledgement, the answer and the closing were filed. Silence "
        "shows as silence and as nothing else.",
    )
    RULES = (*HEAD_RULES, EachOnce("to"))

    format: Literal["DR-Q5/1 urgent query about an approach"] = "DR-Q5/1 urgent query about an approach"
    to: tuple[ActorId, ...] = Field(
        min_length=1, max_length=MOST_ACTORS, title="To", description="Who is asked.", examples=[["DOR"]]
    )
    object1: ObjectRef = Field(title="Object 1", description="The object of the one who asks.")
    object2: ObjectRef = Field(title="Object 2", description="The object of the one who is asked.")
    question: Text = Field(
        title="Question",
        description="What is to be known.",
        examples=["Will your object manoeuvre before 10:00 UTC? Ours can, and will not if yours does."],
    )
    tca: Instant | None = Field(
        None,
        title="Time of closest approach",
        description="When the two are expected nearest to each other.",
        examples=["2031-03-09T10:42:00Z"],
    )
    miss_distance_km: Km | None = Field(
        None,
        title="Expected distance",
        description="The distance expected then, from centre to centre.",
        examples=[0.6],
    )
    uncertainty_km: Km | None = Field(
        None,
        title="Uncertainty of the distance",
        description="How much it may differ, at 95 per cent.",
        examples=[0.9],
    )
    relative_speed_km_s: KmPerSecond | None = Field(
        None, title="Relative speed", description="The relative speed expected then.", examples=[0.004]
    )
    collision_probability: Probability | None = Field(
        None,
        title="Probability of collision",
        description="The probability of collision, as the filer computes it.",
        examples=[0.0001],
    )
    answer_by: Instant = Field(
        title="Answer needed by",
        description="After which an answer comes too late.",
        examples=["2031-03-09T08:00:00Z"],
    )
    own_plan: Text | None = Field(
        None,
        title="Own plan",
        description="What the one who asks will do without an answer.",
        examples=["Without an answer, object 1 lowers its orbit by 300 m at 08:30 UTC."],
    )
    trajectories: tuple[Plan, ...] = Field(
        (),
        max_length=10,
        title="Trajectory",
        description="Orbital data that help, as an OEM or OMM or in words.",
    )
    also_by: tuple[Channel, ...] = Field(
        (),
        max_length=5,
        title="Also sent by",
        description="Through which channels it was sent beside this record.",
        examples=[["telephone"]],
    )
    contact: Desk = Field(title="Call back", description="Who waits for the answer.")


class UrgentQueryReceived(Form):
    """Q6: an urgent query has been received."""

    ABOUT = About(
        number="Q6",
        title="acknowledgement of an urgent query",
        purpose="To say that an urgent query was received, and who works on it.",
        basis="The query it belongs to (form Q5).",
    )
    RULES = HEAD_RULES

    format: Literal["DR-Q6/1 acknowledgement of an urgent query"] = (
        "DR-Q6/1 acknowledgement of an urgent query"
    )
    query: EntryId = Field(title="Query", description="The entry of the query.", examples=["8d" * 32])
    received: Instant = Field(
        title="Received", description="When it was received.", examples=["2031-03-09T05:50:00Z"]
    )
    answer_expected: Instant | None = Field(
        None,
        title="Answer expected",
        description="By when an answer follows.",
        examples=["2031-03-09T07:30:00Z"],
    )
    contact: Desk = Field(title="Contact", description="Who works on it.")


WhatWillBeDone = Annotated[
    Literal["will manoeuvre", "will not manoeuvre", "cannot manoeuvre", "not the operator", "other"],
    Explained(
        {
            "will manoeuvre": "the object of the one who was asked will change its orbit",
            "will not manoeuvre": "it will not change its orbit",
            "cannot manoeuvre": "it cannot change its orbit",
            "not the operator": "the one who was asked does not operate the object",
            "other": "something else, said in the text",
        }
    ),
]


class UrgentQueryAnswer(Form):
    """Q7: the answer to an urgent query."""

    ABOUT = About(
        number="Q7",
        title="answer to an urgent query",
        purpose="To answer an urgent query: what the object will do.",
        basis="The query it belongs to (form Q5).",
    )
    RULES = (
        *HEAD_RULES,
        GivenWhen("text", "answer", ("other", "not the operator")),
        GivenWhen("manoeuvre_at", "answer", ("will manoeuvre",)),
    )

    format: Literal["DR-Q7/1 answer to an urgent query"] = "DR-Q7/1 answer to an urgent query"
    query: EntryId = Field(title="Query", description="The entry of the query.", examples=["8d" * 32])
    answer: WhatWillBeDone = Field(
        title="Answer", description="What will be done.", examples=["will not manoeuvre"]
    )
    text: LongText | None = Field(
        None,
        title="Text",
        description="The answer in words.",
        examples=["The object holds its orbit until 12:00 UTC; object 1 may go below it."],
    )
    manoeuvre_at: Instant | None = Field(
        None,
        title="Time of the manoeuvre",
        description="When it will manoeuvre.",
        examples=["2031-03-09T08:15:00Z"],
    )
    trajectories: tuple[Plan, ...] = Field(
        (),
        max_length=10,
        title="Trajectory",
        description="The trajectory from now, as an OEM or OMM or in words.",
    )
    contact: Desk | None = Field(None, title="Contact", description="Who answers further questions.")


HowClosed = Annotated[
    Literal["answered", "no longer needed", "no answer came"],
    Explained(
        {
            "answered": "the answer was enough",
            "no longer needed": "the approach is over or will not happen",
            "no answer came": "no answer came in time; nothing is concluded from that",
        }
    ),
]


class UrgentQueryClosed(Form):
    """Q8: an urgent query is closed by the one who asked."""

    ABOUT = About(
        number="Q8",
        title="closing of an urgent query",
        purpose="To close an urgent query.",
        basis="The query it belongs to (form Q5).",
        limits="Only the one who asked closes a query.",
    )
    RULES = HEAD_RULES

    format: Literal["DR-Q8/1 closing of an urgent query"] = "DR-Q8/1 closing of an urgent query"
    query: EntryId = Field(title="Query", description="The entry of the query.", examples=["8d" * 32])
    outcome: HowClosed = Field(title="Outcome", description="How it ended.", examples=["answered"])
    passed_at: Instant | None = Field(
        None,
        title="Closest approach as it was",
        description="When the two were nearest to each other, as the filer knows it.",
        examples=["2031-03-09T10:41:30Z"],
    )
    miss_distance_km: Km | None = Field(
        None,
        title="Distance as it was",
        description="How near they were, from centre to centre.",
        examples=[1.1],
    )
    remarks: Line | None = Field(
        None, title="Remarks", description="What a reader should know.", examples=["With thanks to Doria."]
    )
