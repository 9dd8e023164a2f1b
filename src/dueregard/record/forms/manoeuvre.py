"""N4, the manoeuvre notice: a change of orbit planned or made."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.desks import Desk
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import ActorId, Explained, MetresPerSecond, Text
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.orbits import Orbit
from dueregard.record.forms.plans import Plan
from dueregard.record.forms.spans import Window

ManoeuvreStage = Annotated[
    Literal["planned", "made", "cancelled"],
    Explained(
        {
            "planned": "the manoeuvre will be made",
            "made": "the manoeuvre has been made",
            "cancelled": "a manoeuvre notified before will not be made",
        }
    ),
]
ManoeuvreKind = Annotated[
    Literal[
        "avoiding a collision",
        "station-keeping",
        "raising or lowering the orbit",
        "change of place in the geostationary belt",
        "change of plane",
        "removal from service",
        "other",
    ],
    Explained(
        {
            "avoiding a collision": "to lower the probability of a collision",
            "station-keeping": "to stay in the same orbit or slot",
            "raising or lowering the orbit": "to go higher or lower, also after launch",
            "change of place in the geostationary belt": "to go to another longitude",
            "change of plane": "to change the inclination or the node",
            "removal from service": "to go to a disposal orbit or to re-enter",
            "other": "something else, said under reason",
        }
    ),
]


class ManoeuvreNotice(Form):
    """N4: a change of orbit."""

    ABOUT = About(
        number="N4",
        title="manoeuvre notice",
        purpose="To say that an object will change its orbit, or has done so.",
        basis="Outer Space Treaty, article XI; LTS Guidelines, B.1.",
        limits="For coming near another object use form N1.",
    )
    RULES = HEAD_RULES

    format: Literal["DR-N4/1 manoeuvre notice"] = "DR-N4/1 manoeuvre notice"
    object: ObjectRef = Field(title="Object", description="The object that changes its orbit.")
    stage: ManoeuvreStage = Field(
        title="Stage", description="Whether it is planned, made or cancelled.", examples=["planned"]
    )
    kind: ManoeuvreKind = Field(
        title="Kind",
        description="What kind of manoeuvre it is.",
        examples=["change of place in the geostationary belt"],
    )
    window: Window = Field(
        title="Window", description="The span of time in which the burns lie, first to last."
    )
    delta_v_m_s: MetresPerSecond | None = Field(
        None,
        title="Change of velocity",
        description="The sum of the changes of velocity.",
        examples=[5.7],
    )
    orbit_after: Orbit | None = Field(
        None, title="Orbit afterwards", description="The orbit after the manoeuvre."
    )
    plans: tuple[Plan, ...] = Field(
        (),
        max_length=50,
        title="Trajectory",
        description="The trajectory with the manoeuvre, as an OEM or OMM or in words.",
    )
    reason: Text | None = Field(
        None,
        title="Reason",
        description="What the manoeuvre is for.",
        examples=["The satellite takes over the service at 31 degrees east."],
    )
    coordinated_with: tuple[ActorId, ...] = Field(
        (),
        max_length=50,
        title="Coordinated with",
        description="With whom it was coordinated, such as the operators of neighbours.",
        examples=[["TESS"]],
    )
    contact: Desk | None = Field(None, title="Contact", description="Who answers questions about it.")
