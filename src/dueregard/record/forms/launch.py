"""N5, the launch notice, with the items of a pre-launch notification under the Hague Code of Conduct."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.areas import Area
from dueregard.record.forms.desks import Desk
from dueregard.record.forms.documents import DocumentRef
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import ActorId, Azimuth, Count, Explained, Instant, Line, LongText, Text
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.orbits import Orbit
from dueregard.record.forms.rules import GivenExactlyWhen
from dueregard.record.forms.spans import Window

LaunchStage = Annotated[
    Literal["planned", "launched", "postponed", "cancelled", "failed"],
    Explained(
        {
            "planned": "the launch is planned within the window",
            "launched": "the launch has taken place",
            "postponed": "the launch is put off; the window is the new one",
            "cancelled": "the launch will not take place",
            "failed": "the launch was begun and did not reach orbit",
        }
    ),
]


class LaunchNotice(Form):
    """N5: a launch."""

    ABOUT = About(
        number="N5",
        title="launch notice",
        purpose="To say beforehand that a launch will take place, and afterwards that it did.",
        basis="The items of a pre-launch notification under the Hague Code of Conduct (class of the vehicle, window, "
        "area and direction; not compared with its text), and what else helps others to keep clear.",
        limits="A notification under the Code goes to its Immediate Central Contact. This form does not replace it.",
    )
    RULES = (*HEAD_RULES, GivenExactlyWhen("launched_at", "stage", ("launched", "failed")))

    format: Literal["DR-N5/1 launch notice"] = "DR-N5/1 launch notice"
    stage: LaunchStage = Field(
        title="Stage", description="How far the launch has come.", examples=["planned"]
    )
    vehicle_class: Line = Field(
        title="Class of the vehicle",
        description="The generic class of the launch vehicle.",
        examples=["space launch vehicle, two stages, liquid propellant"],
    )
    vehicle_name: Line | None = Field(
        None, title="Name of the vehicle", description="Its name.", examples=["Borealia Arrow 3"]
    )
    window: Window = Field(title="Launch window", description="When the launch is planned.")
    launch_area: Area = Field(title="Launch area", description="From where.")
    direction_deg: Azimuth | None = Field(
        None,
        title="Planned direction",
        description="The direction of the launch, from north by east.",
        examples=[98.0],
    )
    direction: Text | None = Field(
        None,
        title="Planned direction in words",
        description="The direction, where one angle does not say it.",
        examples=["East over the open sea, turning south after the first stage."],
    )
    launched_at: Instant | None = Field(
        None,
        title="Launched",
        description="When it was launched.",
        examples=["2031-04-02T05:14:00Z"],
    )
    launching_states: tuple[ActorId, ...] = Field(
        (),
        max_length=20,
        title="Launching States",
        description="The States that launch or procure the launch, or from whose territory or facility it takes place.",
        examples=[["BOR", "CAS"]],
    )
    objects_launched: Count | None = Field(
        None,
        title="Number of objects",
        description="How many objects are to be put into orbit, without the vehicle's own stages.",
        examples=[4],
    )
    objects: tuple[ObjectRef, ...] = Field(
        (), max_length=500, title="Objects", description="The objects, as far as they are named."
    )
    payloads: LongText | None = Field(
        None,
        title="Payloads",
        description="What they are for.",
        examples=["Four satellites for the observation of forests."],
    )
    orbit: Orbit | None = Field(None, title="Target orbit", description="The orbit aimed at.")
    areas_to_avoid: tuple[Area, ...] = Field(
        (),
        max_length=100,
        title="Areas to avoid",
        description="Where stages and fairings are expected to come down.",
    )
    stages_afterwards: Text | None = Field(
        None,
        title="Stages afterwards",
        description="What happens to the stages that reach orbit.",
        examples=["The second stage re-enters over the open ocean within three hours."],
    )
    code_of_conduct: DocumentRef | None = Field(
        None,
        title="Notification under the Code of Conduct",
        description="The notification sent under the Hague Code of Conduct, where there is one.",
    )
    contact: Desk | None = Field(None, title="Contact", description="Who answers questions about the launch.")
