"""N6, the re-entry notice: what will come down, when, along which track, and what may reach the ground."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.areas import Area
from dueregard.record.forms.desks import Desk
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import (
    Explained,
    Flag,
    Hours,
    Inclination,
    Instant,
    Kilograms,
    LongText,
    PlanText,
    Probability,
    Text,
)
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.part import Part
from dueregard.record.forms.rules import GivenExactlyWhen, GivenWhen, NotMore

ReentryStage = Annotated[
    Literal["predicted", "planned", "took place", "no longer expected"],
    Explained(
        {
            "predicted": "the object will come down by itself",
            "planned": "the object will be brought down",
            "took place": "the object has come down",
            "no longer expected": "a re-entry notified before is not expected any more",
        }
    ),
]
Control = Annotated[
    Literal["controlled", "partly controlled", "uncontrolled"],
    Explained(
        {
            "controlled": "the place where it comes down is chosen",
            "partly controlled": "the time or the orbit is influenced, the place is not chosen",
            "uncontrolled": "nothing influences when and where it comes down",
        }
    ),
]
Hazard = Annotated[
    Literal["none known", "nuclear power source", "toxic substances", "not known"],
    Explained(
        {
            "none known": "no hazardous substance is known to be on board",
            "nuclear power source": "there is a nuclear power source on board",
            "toxic substances": "there are toxic substances on board, such as propellant",
            "not known": "the filer does not know",
        }
    ),
]
NuclearKind = Annotated[
    Literal["radioisotopic", "reactor"],
    Explained(
        {
            "radioisotopic": "heat or power from the decay of a radioisotope",
            "reactor": "heat or power from a reactor",
        }
    ),
]


class NuclearSource(Part):
    """What A/RES/47/68, principle 5, asks to be said of a nuclear power source that may re-enter."""

    kind: NuclearKind = Field(
        title="Kind", description="The kind of nuclear power source.", examples=["radioisotopic"]
    )
    likely_to_reach_ground: LongText = Field(
        title="What may reach the ground",
        description="The probable form, amount and radiological characteristics of what is likely to reach the "
        "ground.",
        examples=["One sealed capsule of ceramic oxide, invented for this example."],
    )


class ReentryNotice(Form):
    """N6: an object comes down."""

    ABOUT = About(
        number="N6",
        title="re-entry notice",
        purpose="To tell States and the public that an object will come down, or has come down.",
        basis="LTS Guidelines, B.9; for nuclear power sources the items of A/RES/47/68, principle 5.",
        limits="With a nuclear power source on board, the launching State also informs the Secretary-General of the "
        "United Nations; this form does not do so.",
    )
    RULES = (
        *HEAD_RULES,
        GivenExactlyWhen("nuclear_source", "hazard", ("nuclear power source",)),
        GivenWhen("hazard_words", "hazard", ("toxic substances",)),
        NotMore("surviving_mass_kg", "mass_kg"),
    )

    format: Literal["DR-N6/1 re-entry notice"] = "DR-N6/1 re-entry notice"
    object: ObjectRef = Field(title="Object", description="The object that comes down.")
    stage: ReentryStage = Field(title="Stage", description="How far it has come.", examples=["predicted"])
    control: Control = Field(
        title="Control", description="Whether the place is chosen.", examples=["uncontrolled"]
    )
    predicted_at: Instant = Field(
        title="Time",
        description="When it is expected to come down, or came down.",
        examples=["2031-05-11T14:20:00Z"],
    )
    uncertainty_h: Hours = Field(
        title="Uncertainty",
        description="How much earlier or later it may be.",
        examples=[6.0],
    )
    inclination_deg: Inclination | None = Field(
        None,
        title="Inclination",
        description="The inclination of its orbit: it passes over latitudes up to this, north and south.",
        examples=[41.5],
    )
    areas: tuple[Area, ...] = Field(
        (),
        max_length=100,
        title="Areas",
        description="The areas where it may come down, or came down.",
    )
    ground_track: LongText | None = Field(
        None,
        title="Ground track",
        description="The places it passes over during the uncertainty, in words.",
        examples=["Three revolutions over an invented ocean and two invented islands."],
    )
    mass_kg: Kilograms | None = Field(
        None, title="Mass", description="The mass of the object before re-entry.", examples=[4200.0]
    )
    surviving_mass_kg: Kilograms | None = Field(
        None,
        title="Mass that may reach the ground",
        description="The mass that may reach the ground.",
        examples=[900.0],
    )
    casualty_probability: Probability | None = Field(
        None,
        title="Probability of a casualty",
        description="The probability that somebody is hurt, as the filer computes it.",
        examples=[0.0003],
    )
    hazard: Hazard = Field(
        title="Hazardous substances", description="What hazardous is on board.", examples=["none known"]
    )
    hazard_words: Text | None = Field(
        None,
        title="Hazardous substances in words",
        description="Which substances, how much, and what to do on finding a piece.",
        examples=["About 20 kg of propellant. Do not touch tanks; call the local authorities."],
    )
    nuclear_source: NuclearSource | None = Field(
        None,
        title="Nuclear power source",
        description="Given where there is a nuclear power source on board.",
    )
    secretary_general_informed: Flag | None = Field(
        None,
        title="Secretary-General informed",
        description="Whether the Secretary-General of the United Nations has been informed.",
        examples=[False],
    )
    message: PlanText | None = Field(
        None,
        title="Re-entry Data Message",
        description="The whole text of a Re-entry Data Message (CCSDS 508.1), where there is one.",
        examples=["CCSDS_RDM_VERS = 1.0"],
    )
    contact: Desk = Field(title="Contact", description="Who answers States that may be concerned.")
