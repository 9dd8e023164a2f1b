"""Q3 and Q4: a request for clarification, and its answer. The same forms for all, whoever asks whom."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.desks import Desk
from dueregard.record.forms.documents import DocumentRef
from dueregard.record.forms.head import HEAD_RULES, MOST_ACTORS, About, Form
from dueregard.record.forms.kinds import ActorId, EntryId, Explained, Instant, Line, LongText, Place, Sha256
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.part import Part
from dueregard.record.forms.plans import Plan
from dueregard.record.forms.rules import EachOnce, GivenExactlyWhen, Holds, Values, Wrong
from dueregard.record.forms.spans import Window
from dueregard.record.forms.wrong import WrongField


class ClarificationRequest(Form):
    """Q3: questions to one or several actors."""

    ABOUT = About(
        number="Q3",
        title="request for clarification",
        purpose="To ask others about something that was seen or said; alone or jointly.",
        basis="Voluntary; the form is the same for all.",
        limits="A question states nothing about the one who is asked.",
    )
    RULES = (*HEAD_RULES, EachOnce("to"))

    format: Literal["DR-Q3/1 request for clarification"] = "DR-Q3/1 request for clarification"
    to: tuple[ActorId, ...] = Field(
        min_length=1, max_length=MOST_ACTORS, title="To", description="Who is asked.", examples=[["DOR"]]
    )
    subject: Line = Field(
        title="Subject",
        description="What it is about.",
        examples=["Stay of object 900303 near object 900202 in February 2031"],
    )
    circumstances: LongText = Field(
        title="Circumstances",
        description="What was seen or said, with dates and sources.",
        examples=["By public orbital data the two objects were within 40 km from 3 to 9 February."],
    )
    questions: tuple[LongText, ...] = Field(
        min_length=1,
        max_length=50,
        title="Questions",
        description="The questions, one by one. The answer refers to them by number.",
        examples=[["Was the stay planned?", "How long will the object remain?"]],
    )
    objects: tuple[ObjectRef, ...] = Field(
        (), max_length=50, title="Objects", description="The objects concerned."
    )
    window: Window | None = Field(None, title="When", description="The span of time it is about.")
    entries: tuple[EntryId, ...] = Field(
        (),
        max_length=50,
        title="Entries",
        description="The entries of the record it is about.",
        examples=[["6b" * 32]],
    )
    findings: tuple[Sha256, ...] = Field(
        (),
        max_length=50,
        title="Findings",
        description="The ids of the findings it is about.",
        examples=[["7c" * 32]],
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


ToQuestion = Annotated[
    Literal["answered", "answered in part", "will answer later", "declined to answer"],
    Explained(
        {
            "answered": "the question is answered in words",
            "answered in part": "a part of the question is answered in words",
            "will answer later": "an answer follows",
            "declined to answer": "the actor says openly that it does not answer this",
        }
    ),
]


class AnswerToQuestion(Part):
    """The answer to one question."""

    RULES = (GivenExactlyWhen("text", "answer", ("answered", "answered in part")),)

    question: Place = Field(
        title="Question", description="The number of the question, counted from 1.", examples=[1]
    )
    answer: ToQuestion = Field(title="Answer", description="Whether it is answered.", examples=["answered"])
    text: LongText | None = Field(
        None,
        title="Text",
        description="The answer in words.",
        examples=["The stay was planned; the satellite waited there for its slot."],
    )


def _each_question_once(values: Values) -> Wrong:
    numbers = [one.question for one in values["answers"]]
    again = [place for place, number in enumerate(numbers) if number in numbers[:place]]
    return [
        WrongField(("answers", place, "question"), str(numbers[place]), "each question once")
        for place in again
    ]


class ClarificationAnswer(Form):
    """Q4: the answer to a request for clarification."""

    ABOUT = About(
        number="Q4",
        title="answer to a request for clarification",
        purpose="To answer a request for clarification, question by question.",
        basis="Voluntary; the form is the same for all.",
    )
    RULES = (*HEAD_RULES, Holds(("answers",), "each question is answered once", _each_question_once))

    format: Literal["DR-Q4/1 answer to a request for clarification"] = (
        "DR-Q4/1 answer to a request for clarification"
    )
    request: EntryId = Field(
        title="Request", description="The entry of the request (form Q3).", examples=["6b" * 32]
    )
    answers: tuple[AnswerToQuestion, ...] = Field(
        min_length=1, max_length=50, title="Answers", description="The answers, one for each question."
    )
    remarks: LongText | None = Field(
        None,
        title="Remarks",
        description="What a reader should know beside the answers.",
        examples=["Doria thanks Borealia for asking before speaking elsewhere."],
    )
    trajectories: tuple[Plan, ...] = Field(
        (),
        max_length=50,
        title="Trajectory",
        description="Orbital data that help, as an OEM or OMM or in words.",
    )
    documents: tuple[DocumentRef, ...] = Field(
        (), max_length=50, title="Documents", description="Papers that say more."
    )
