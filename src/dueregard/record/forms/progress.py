"""N2 and N3: how a notified operation goes on, and what came of it."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.documents import DocumentRef
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import EntryId, Explained, Flag, Instant, Km, Line, LongText, Text
from dueregard.record.forms.plans import Plan
from dueregard.record.forms.rules import GivenExactlyWhen, GivenWhen, Ordered

Step = Annotated[
    Literal["started", "phase begun", "interrupted", "resumed", "broken off", "completed", "cancelled"],
    Explained(
        {
            "started": "the operation has begun",
            "phase begun": "a phase of it has begun; which one is said under phase",
            "interrupted": "the operation is held and may go on",
            "resumed": "the operation goes on after an interruption",
            "broken off": "the operation was ended before it was complete",
            "completed": "the operation is complete",
            "cancelled": "the operation will not take place",
        }
    ),
]


class OperationProgress(Form):
    """N2: a step of a notified operation."""

    ABOUT = About(
        number="N2",
        title="progress of a notified operation",
        purpose="To say that a notified operation has started, goes on, is completed or cancelled.",
        basis="The notice it belongs to.",
    )
    RULES = (
        *HEAD_RULES,
        GivenExactlyWhen("phase", "step", ("phase begun",)),
        GivenWhen("reason", "step", ("interrupted", "broken off", "cancelled")),
    )

    format: Literal["DR-N2/1 progress of a notified operation"] = "DR-N2/1 progress of a notified operation"
    notice: EntryId = Field(
        title="Notice",
        description="The entry of the notice; where it was amended, the entry in force.",
        examples=["4f" * 32],
    )
    step: Step = Field(title="Step", description="What has happened.", examples=["started"])
    at: Instant = Field(title="When", description="When it happened.", examples=["2031-03-01T06:30:00Z"])
    phase: Line | None = Field(
        None,
        title="Phase",
        description="The name of the phase, as in the notice.",
        examples=["Approach to 5 km"],
    )
    reason: Text | None = Field(
        None,
        title="Reason",
        description="Why, where the operation does not go as notified.",
        examples=["The navigation camera gave no picture for three minutes."],
    )
    resumes: Instant | None = Field(
        None,
        title="Expected to go on",
        description="When an interrupted operation is expected to go on.",
        examples=["2031-03-05T06:00:00Z"],
    )


AsNotified = Annotated[
    Literal["as notified", "with differences"],
    Explained(
        {
            "as notified": "the operation went as the notice in force said",
            "with differences": "it went otherwise in some respect, said under differences",
        }
    ),
]
Debris = Annotated[
    Literal["none known", "released", "not known"],
    Explained(
        {
            "none known": "the operator knows of no object released",
            "released": "one or more objects were released, said under incidents",
            "not known": "the operator cannot tell",
        }
    ),
]


class AfterActionReport(Form):
    """N3: what came of a notified operation."""

    ABOUT = About(
        number="N3",
        title="after-action report",
        purpose="To say afterwards how a notified operation went: when, how near, with which differences.",
        basis="The notice it belongs to.",
    )
    RULES = (
        *HEAD_RULES,
        Ordered("started", "ended"),
        GivenExactlyWhen("differences", "course", ("with differences",)),
        GivenWhen("incidents", "debris", ("released",)),
    )

    format: Literal["DR-N3/1 after-action report"] = "DR-N3/1 after-action report"
    notice: EntryId = Field(
        title="Notice",
        description="The entry of the notice; where it was amended, the entry last in force.",
        examples=["4f" * 32],
    )
    started: Instant = Field(
        title="Started", description="When the operation began.", examples=["2031-03-01T06:30:00Z"]
    )
    ended: Instant = Field(
        title="Ended", description="When the operation ended.", examples=["2031-03-18T21:00:00Z"]
    )
    least_distance_km: Km | None = Field(
        None,
        title="Least distance",
        description="The least distance reached, from centre to centre, as the operator knows it.",
        examples=[1.6],
    )
    course: AsNotified = Field(
        title="Course", description="Whether it went as notified.", examples=["with differences"]
    )
    differences: LongText | None = Field(
        None,
        title="Differences",
        description="What was otherwise than notified, and why.",
        examples=["The last phase was left out, because the pictures were good enough."],
    )
    debris: Debris = Field(
        title="Debris", description="Whether an object was released.", examples=["none known"]
    )
    incidents: LongText | None = Field(
        None,
        title="Incidents",
        description="What went wrong, with times.",
        examples=["On 4 March at 10:12 UTC the camera gave no picture for three minutes."],
    )
    consent_kept: Flag | None = Field(
        None,
        title="Consent held to the end",
        description="Whether the owner's consent held until the end. Left out where none had been given.",
        examples=[True],
    )
    trajectories: tuple[Plan, ...] = Field(
        (),
        max_length=50,
        title="Trajectory flown",
        description="The trajectory flown, as an OEM or OMM or in words.",
    )
    lessons: LongText | None = Field(
        None,
        title="Lessons",
        description="What others could learn from it.",
        examples=["A hold at 5 km of one day is enough to agree on the next step."],
    )
    documents: tuple[DocumentRef, ...] = Field(
        (), max_length=50, title="Documents", description="Reports that say more."
    )
