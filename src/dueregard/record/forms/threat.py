"""D2, the threat perception: which threat concerns an actor, and why."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.distance import Distance, InRegion
from dueregard.record.forms.documents import DocumentRef
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import Explained, LongText
from dueregard.record.forms.rules import EachOnce

ThreatKind = Annotated[
    Literal[
        "proximity operations",
        "creation of debris",
        "development or testing of counter-space capabilities",
        "placement of weapons",
        "threat or use of force",
        "radio interference",
        "interference with ground or link",
        "falling debris",
        "other",
    ],
    Explained(
        {
            "proximity operations": "an object of another comes near and stays",
            "creation of debris": "an object is destroyed so that debris stays in orbit",
            "development or testing of counter-space capabilities": "means against space systems are made or tried",
            "placement of weapons": "weapons are placed in outer space",
            "threat or use of force": "force against space systems, or the threat of it",
            "radio interference": "a radio service of a space system is interfered with",
            "interference with ground or link": "ground stations, networks or commands are interfered with",
            "falling debris": "parts of space objects come down on people, ships, aircraft or land",
            "other": "another threat, named in the explanation",
        }
    ),
]


class ThreatPerception(Form):
    """D2: a threat as an actor perceives it."""

    ABOUT = About(
        number="D2",
        title="threat perception",
        purpose="To tell others which threat concerns an actor, why, and what would help; alone or jointly.",
        basis="Voluntary; the exchange of views on threats in the bodies of the United Nations.",
        limits="It says how the actor sees things. It says nothing about any other actor, and no finding rests on it.",
    )
    RULES = (*HEAD_RULES, EachOnce("regions"))

    format: Literal["DR-D2/1 threat perception"] = "DR-D2/1 threat perception"
    threat: ThreatKind = Field(
        title="Threat", description="Which threat it is.", examples=["proximity operations"]
    )
    why: LongText = Field(
        title="Why",
        description="Why it concerns the actor: what could be damaged, for how long, and who depends on it.",
        examples=["One satellite carries the weather service and the distress calls of four island States."],
    )
    regions: tuple[InRegion, ...] = Field(
        (),
        max_length=5,
        title="Orbits",
        description="In which orbits it matters most.",
        examples=[["GEO"]],
    )
    services: LongText | None = Field(
        None,
        title="Services that depend on it",
        description="The civil services that would be disrupted.",
        examples=["Weather forecasts, distress calls at sea, banking between islands."],
    )
    can_be_told_apart: LongText | None = Field(
        None,
        title="What can be told apart",
        description="Whether accident and purpose, author and bystander can be told apart, and how.",
        examples=["From orbital data alone a drift and a planned stay look alike for the first hours."],
    )
    would_help: LongText | None = Field(
        None,
        title="What would help",
        description="What others could do so that the concern becomes smaller.",
        examples=["A notice two days before, and an office that answers at all hours."],
    )
    distance: Distance | None = Field(
        None,
        title="Distance",
        description="The distance that goes with it, where the actor names one. It claims no zone.",
    )
    documents: tuple[DocumentRef, ...] = Field(
        (), max_length=50, title="Documents", description="Statements and papers that say more."
    )
