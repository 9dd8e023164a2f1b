"""Q9, the reply to a finding: an actor's words beside a pair of objects and a span of time."""

from typing import Literal

from pydantic import Field

from dueregard.record.forms.documents import DocumentRef
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import LongText, Sha256
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.plans import Plan
from dueregard.record.forms.rules import NOTHING, Holds, Values, Wrong
from dueregard.record.forms.spans import Window
from dueregard.record.forms.wrong import WrongField


def _two_objects(values: Values) -> Wrong:
    one, other = values["object1"].norad_cat_id, values["object2"].norad_cat_id
    if one is None or one != other:
        return NOTHING
    return (WrongField(("object2", "norad_cat_id"), str(other), "another object than object1"),)


class ReplyToFinding(Form):
    """Q9: words that are shown, unaltered, beside every finding about two objects in a span of time."""

    ABOUT = About(
        number="Q9",
        title="reply to a finding",
        purpose="To say something beside a finding: it is shown, unaltered, with every finding about these objects "
        "in that span of time.",
        basis="Voluntary.",
        limits="A reply changes no finding, and no finding changes a reply.",
    )
    RULES = (*HEAD_RULES, Holds(("object1", "object2"), "the two objects differ", _two_objects))

    format: Literal["DR-Q9/1 reply to a finding"] = "DR-Q9/1 reply to a finding"
    object1: ObjectRef = Field(title="Object 1", description="The one object.")
    object2: ObjectRef = Field(title="Object 2", description="The other object.")
    window: Window = Field(title="When", description="The span of time the reply is about.")
    text: LongText = Field(
        title="Text",
        description="The reply.",
        examples=["The satellite waited at this longitude before moving on to its slot."],
    )
    findings: tuple[Sha256, ...] = Field(
        (),
        max_length=50,
        title="Findings",
        description="The ids of the findings, where the reply is about certain ones.",
        examples=[["7c" * 32]],
    )
    trajectories: tuple[Plan, ...] = Field(
        (),
        max_length=10,
        title="Trajectory",
        description="Orbital data that help, as an OEM or OMM or in words.",
    )
    documents: tuple[DocumentRef, ...] = Field(
        (), max_length=50, title="Documents", description="Papers that say more."
    )
