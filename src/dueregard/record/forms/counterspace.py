"""D6, the counter-space policy statement: what an actor states of its policy, and what it declines to state."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.documents import DocumentRef
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import Day, Explained, LongText
from dueregard.record.forms.part import Part
from dueregard.record.forms.rules import GivenExactlyWhen

Answer = Annotated[
    Literal["stated", "declined to state"],
    Explained(
        {
            "stated": "the policy is stated in words",
            "declined to state": "the actor says openly that it does not state this; it is a valid answer",
        }
    ),
]


class PolicyItem(Part):
    """One item of the policy: stated in words, or openly declined."""

    RULES = (GivenExactlyWhen("words", "answer", ("stated",)),)

    answer: Answer = Field(title="Answer", description="Whether it is stated.", examples=["stated"])
    words: LongText | None = Field(
        None,
        title="In words",
        description="The policy on this item.",
        examples=["No test is made that would leave debris in orbit."],
    )


class CounterSpacePolicy(Form):
    """D6: an actor's policy on counter-space capabilities."""

    ABOUT = About(
        number="D6",
        title="counter-space policy statement",
        purpose="To say what an actor's policy on counter-space capabilities is: when they would be used, with which "
        "restraint, how they are tested and reviewed.",
        basis="Voluntary.",
        limits="To decline to state an item is a valid answer and is shown as such. To file the form does not say "
        "that the actor has such capabilities.",
    )
    RULES = HEAD_RULES

    format: Literal["DR-D6/1 counter-space policy statement"] = "DR-D6/1 counter-space policy statement"
    conditions_of_use: PolicyItem = Field(
        title="Conditions of use", description="Under which conditions, if any, they would be used."
    )
    restraint: PolicyItem = Field(
        title="Restraint", description="What the actor refrains from, and towards what."
    )
    testing: PolicyItem = Field(
        title="Testing", description="Whether and how they are tested, and announced."
    )
    debris: PolicyItem = Field(title="Debris", description="How the creation of debris is avoided.")
    review: PolicyItem = Field(
        title="Review", description="Who reviews and approves, and how law is taken into account."
    )
    valid_from: Day | None = Field(
        None, title="Valid from", description="Since when it holds.", examples=["2031-01-01"]
    )
    remarks: LongText | None = Field(
        None,
        title="Remarks",
        description="What a reader should know beside the items.",
        examples=["The policy is reviewed every four years."],
    )
    documents: tuple[DocumentRef, ...] = Field(
        (), max_length=50, title="Documents", description="Published texts that state the policy."
    )
