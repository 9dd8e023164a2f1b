"""Q1 and Q2: a request for consultations under article IX of the Outer Space Treaty, and the answer."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.desks import Desk
from dueregard.record.forms.documents import DocumentRef
from dueregard.record.forms.head import HEAD_RULES, MOST_ACTORS, About, Form
from dueregard.record.forms.kinds import ActorId, EntryId, Explained, Instant, Line, LongText
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.rules import EachOnce, GivenWhen
from dueregard.record.forms.spans import Window

WhoseActivity = Annotated[
    Literal["own planned activity", "planned activity of another"],
    Explained(
        {
            "own planned activity": "the filer plans it and consults before going on with it",
            "planned activity of another": "another State plans it and the filer asks to be consulted",
        }
    ),
]


class ConsultationRequest(Form):
    """Q1: a request for consultations."""

    ABOUT = About(
        number="Q1",
        title="consultation request",
        purpose="To ask for consultations before an activity that may interfere harmfully with the activities of "
        "others.",
        basis="Outer Space Treaty, article IX.",
        limits="Consultations are between States. The record shows that they were asked for and answered, not what "
        "was said in them.",
    )
    RULES = (*HEAD_RULES, EachOnce("to"))

    format: Literal["DR-Q1/1 consultation request"] = "DR-Q1/1 consultation request"
    to: tuple[ActorId, ...] = Field(
        min_length=1,
        max_length=MOST_ACTORS,
        title="To",
        description="Who is asked.",
        examples=[["CAS", "DOR"]],
    )
    whose: WhoseActivity = Field(
        title="Whose activity",
        description="Whose activity it is about.",
        examples=["planned activity of another"],
    )
    activity: LongText = Field(
        title="Activity",
        description="The activity or experiment planned, as far as known.",
        examples=["A test of two small satellites beside a relay satellite of Borealia."],
    )
    interference: LongText = Field(
        title="Possible interference",
        description="Why it may interfere harmfully, and with which activities.",
        examples=["The relay satellite cannot avoid objects during its eclipse season."],
    )
    objects: tuple[ObjectRef, ...] = Field(
        (), max_length=50, title="Objects", description="The objects concerned."
    )
    window: Window | None = Field(None, title="When", description="When the activity is planned.")
    proposed: LongText | None = Field(
        None,
        title="Proposed consultations",
        description="When, where and through which channel the filer proposes to consult.",
        examples=["In the week of 3 March, between the Permanent Missions in Vienna."],
    )
    answer_by: Instant | None = Field(
        None,
        title="Answer asked by",
        description="By when an answer is asked for.",
        examples=["2031-02-25T12:00:00Z"],
    )
    documents: tuple[DocumentRef, ...] = Field(
        (), max_length=50, title="Documents", description="Papers that say more."
    )
    contact: Desk = Field(title="Contact", description="Who receives the answer.")


ConsultationReply = Annotated[
    Literal["accepts", "proposes otherwise", "will answer later", "declines"],
    Explained(
        {
            "accepts": "the consultations will be held as proposed",
            "proposes otherwise": "the consultations will be held otherwise, as said in the text",
            "will answer later": "the request was received; an answer follows",
            "declines": "no consultations will be held, for the reason said in the text",
        }
    ),
]


class ConsultationAnswer(Form):
    """Q2: the answer to a request for consultations."""

    ABOUT = About(
        number="Q2",
        title="answer to a consultation request",
        purpose="To answer a request for consultations.",
        basis="Outer Space Treaty, article IX.",
    )
    RULES = (
        *HEAD_RULES,
        GivenWhen("text", "answer", ("proposes otherwise", "declines")),
        GivenWhen("answer_expected", "answer", ("will answer later",)),
    )

    format: Literal["DR-Q2/1 answer to a consultation request"] = "DR-Q2/1 answer to a consultation request"
    request: EntryId = Field(
        title="Request", description="The entry of the request (form Q1).", examples=["5a" * 32]
    )
    answer: ConsultationReply = Field(title="Answer", description="The answer.", examples=["accepts"])
    text: LongText | None = Field(
        None,
        title="Text",
        description="The answer in words.",
        examples=["Cassia is ready to meet on 4 March in Vienna and will bring the plan of the test."],
    )
    held_at: Instant | None = Field(
        None,
        title="Date",
        description="When the consultations are to be held.",
        examples=["2031-03-04T09:00:00Z"],
    )
    place: Line | None = Field(
        None, title="Place or channel", description="Where or how.", examples=["Vienna, between missions"]
    )
    answer_expected: Instant | None = Field(
        None,
        title="Answer expected",
        description="By when the answer follows.",
        examples=["2031-02-28T12:00:00Z"],
    )
    contact: Desk | None = Field(None, title="Contact", description="Who prepares the consultations.")
