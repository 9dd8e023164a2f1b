"""H1 to H5: how a filing is handled: cleared, sent, acknowledged, joined or left, taken back."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.head import HEAD_RULES, MOST_ACTORS, About, Form
from dueregard.record.forms.kinds import ActorId, EntryId, Explained, Instant, Line, LongText, Sha256, Text
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.part import Part
from dueregard.record.forms.rules import (
    NOTHING,
    AtLeastOne,
    AtMostOne,
    GivenOnlyWhen,
    GivenWhen,
    Holds,
    Values,
    Wrong,
)
from dueregard.record.forms.wrong import WrongField

Decision = Annotated[
    Literal["cleared", "returned with comments"],
    Explained(
        {
            "cleared": "the filing may be sent to the States concerned",
            "returned with comments": "the filing goes back to its author, with comments",
        }
    ),
]


class Comment(Part):
    """A comment on one field, or on the whole."""

    field: Line | None = Field(
        None,
        title="Field",
        description="The field it is about, as the form names it. Left out for a comment on the whole.",
        examples=["phases 2, least_distance_km"],
    )
    text: Text = Field(
        title="Comment",
        description="The comment.",
        examples=["Please say how the object moves away if it no longer answers."],
    )


class ClearingDecision(Form):
    """H1: what a licensing agency decides about a draft or a filing."""

    ABOUT = About(
        number="H1",
        title="clearing decision",
        purpose="To clear a filing or to return it with comments, as the agency that licenses its author.",
        basis="The national law under which the agency acts.",
        limits="A State without such an agency files itself; nothing needs to be cleared then.",
    )
    RULES = (
        *HEAD_RULES,
        AtLeastOne(("entry", "payload_sha256")),
        AtMostOne(("entry", "payload_sha256")),
        GivenWhen("comments", "decision", ("returned with comments",)),
    )

    format: Literal["DR-H1/1 clearing decision"] = "DR-H1/1 clearing decision"
    decision: Decision = Field(title="Decision", description="The decision.", examples=["cleared"])
    entry: EntryId | None = Field(
        None,
        title="Entry",
        description="The entry decided upon, where it has been filed.",
        examples=["4f" * 32],
    )
    payload_sha256: Sha256 | None = Field(
        None,
        title="Hash of the draft",
        description="The SHA-256 of the exact bytes decided upon, where it has not been filed yet.",
        examples=["9e" * 32],
    )
    comments: tuple[Comment, ...] = Field(
        (), max_length=200, title="Comments", description="What should be changed, field by field."
    )
    conditions: LongText | None = Field(
        None,
        title="Conditions",
        description="The conditions under which it is cleared.",
        examples=["The operation starts only after form N2 has been filed."],
    )


WhyConcerned = Annotated[
    Literal["owner of an approached object", "object near the trajectory", "asked for by the filer", "other"],
    Explained(
        {
            "owner of an approached object": "the filing names an object that belongs to it",
            "object near the trajectory": "screening the plan against the catalogue found an object that belongs to it",
            "asked for by the filer": "the filer wished it to be told",
            "other": "another reason, said in words",
        }
    ),
]


class Recipient(Part):
    """An actor that a filing was sent to, and why."""

    RULES = (
        GivenWhen("words", "why", ("other",)),
        GivenOnlyWhen("objects", "why", ("owner of an approached object", "object near the trajectory")),
    )

    actor: ActorId = Field(title="Actor", description="Who received it.", examples=["CAS"])
    why: WhyConcerned = Field(
        title="Why", description="Why it is concerned.", examples=["object near the trajectory"]
    )
    objects: tuple[ObjectRef, ...] = Field(
        (), max_length=500, title="Objects", description="Its objects that were found."
    )
    words: Text | None = Field(
        None,
        title="In words",
        description="The reason in words.",
        examples=["It looks after the catalogue that the screening used."],
    )


class Circulation(Form):
    """H2: to whom a filing was sent, when and why."""

    ABOUT = About(
        number="H2",
        title="circulation",
        purpose="To note to whom a filing was sent, and why each of them is concerned.",
        basis="The filing it belongs to.",
        limits="Who is concerned is computed from the plan and the catalogue; the screening says what it could "
        "not see.",
    )
    RULES = HEAD_RULES

    format: Literal["DR-H2/1 circulation"] = "DR-H2/1 circulation"
    entry: EntryId = Field(title="Entry", description="The entry that was sent.", examples=["4f" * 32])
    sent: Instant = Field(title="Sent", description="When it was sent.", examples=["2031-02-24T10:00:00Z"])
    recipients: tuple[Recipient, ...] = Field(
        min_length=1, max_length=MOST_ACTORS, title="Recipients", description="Who received it, and why."
    )
    screened: Text | None = Field(
        None,
        title="Screening",
        description="How the States concerned were found: catalogue, date, distance, and what could not be seen.",
        examples=["Screened to 100 km against a catalogue of 20 February; 312 objects have no elements."],
    )


class Acknowledgement(Form):
    """H3: a filing has been received."""

    ABOUT = About(
        number="H3",
        title="acknowledgement",
        purpose="To say that a filing was received.",
        basis="The filing it belongs to.",
        limits="To acknowledge is not to agree.",
    )
    RULES = HEAD_RULES

    format: Literal["DR-H3/1 acknowledgement"] = "DR-H3/1 acknowledgement"
    entry: EntryId = Field(title="Entry", description="The entry received.", examples=["4f" * 32])
    received: Instant = Field(
        title="Received", description="When it was received.", examples=["2031-02-24T10:20:00Z"]
    )
    remarks: Text | None = Field(
        None,
        title="Remarks",
        description="What the filer should know.",
        examples=["Questions will follow by form Q3."],
    )


JoinOrLeave = Annotated[
    Literal["joins", "leaves"],
    Explained(
        {
            "joins": "the actor says the same words from that date on",
            "leaves": "the actor no longer says these words from that date on; what was said before stays on record",
        }
    ),
]


class JointParty(Form):
    """H4: an actor joins a filing of others, or leaves it."""

    ABOUT = About(
        number="H4",
        title="joining or leaving a joint filing",
        purpose="To join a filing of others, or to leave it, from a date on.",
        basis="The filing it belongs to.",
        limits="Nobody joins for another.",
    )
    RULES = HEAD_RULES

    format: Literal["DR-H4/1 joining or leaving a joint filing"] = "DR-H4/1 joining or leaving a joint filing"
    entry: EntryId = Field(title="Entry", description="The entry joined or left.", examples=["6b" * 32])
    step: JoinOrLeave = Field(
        title="Step", description="Whether the actor joins or leaves.", examples=["joins"]
    )
    since: Instant = Field(title="Since", description="From when on.", examples=["2031-03-01T00:00:00Z"])
    remarks: LongText | None = Field(
        None,
        title="Remarks",
        description="How the actor understands what it joins, or why it leaves.",
        examples=["Elara joins and understands the distance to apply to its satellites in service."],
    )


def _names_what_it_withdraws(values: Values) -> Wrong:
    if values["withdraws"] is not None:
        return NOTHING
    return (WrongField(("withdraws",), "missing", "the entry that is taken back"),)


class Withdrawal(Form):
    """H5: a filing is taken back, and nothing takes its place."""

    ABOUT = About(
        number="H5",
        title="withdrawal",
        purpose="To take back a filing of one's own with nothing in its place.",
        basis="The filing it belongs to, named in the field withdraws.",
        limits="The filing stays on the record, with the date on which it was taken back.",
    )
    RULES = (
        *HEAD_RULES,
        Holds(("withdraws",), "withdraws is given", _names_what_it_withdraws),
    )

    format: Literal["DR-H5/1 withdrawal"] = "DR-H5/1 withdrawal"
    reason: Text | None = Field(
        None,
        title="Reason",
        description="Why it is taken back.",
        examples=["The operation was given up; form N2 was filed on the same day."],
    )
