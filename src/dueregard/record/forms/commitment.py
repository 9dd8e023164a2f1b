"""D3, the commitment: what an actor takes upon itself, with what legal nature and on which conditions."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.distance import Distance
from dueregard.record.forms.documents import DocumentRef
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import ActorId, Explained, Instant, LongText
from dueregard.record.forms.rules import EachOnce, Ordered

LegalNature = Annotated[
    Literal[
        "treaty obligation",
        "binding unilateral declaration",
        "political commitment",
        "national law",
        "condition of a licence",
        "own rule",
    ],
    Explained(
        {
            "treaty obligation": "it follows from a treaty in force for the actor",
            "binding unilateral declaration": "the actor declares itself legally bound",
            "political commitment": "the actor commits itself politically, not legally",
            "national law": "it follows from the actor's own law or regulation",
            "condition of a licence": "it follows from the licence of the operator",
            "own rule": "an organisation or operator binds itself by its own rule",
        }
    ),
]
Lifting = Annotated[
    Literal["notice", "consent"],
    Explained(
        {
            "notice": "the undertaking does not apply where a notice was filed beforehand",
            "consent": "the undertaking does not apply where the other owner has consented",
        }
    ),
]


class Commitment(Form):
    """D3: what an actor takes upon itself."""

    ABOUT = About(
        number="D3",
        title="commitment",
        purpose="To take something upon oneself, and to say with what legal nature and on which conditions.",
        basis="The instrument named in it, where there is one.",
        limits="An actor commits only itself, and those for whom it may speak.",
    )
    RULES = (*HEAD_RULES, EachOnce("unless"), Ordered("since", "until"))

    format: Literal["DR-D3/1 commitment"] = "DR-D3/1 commitment"
    undertaking: LongText = Field(
        title="Undertaking",
        description="What the actor takes upon itself, in its own words.",
        examples=["Cassia keeps its satellites 20 km away from those of others in the geostationary belt."],
    )
    legal_nature: LegalNature = Field(
        title="Legal nature", description="What binds the actor.", examples=["political commitment"]
    )
    instrument: DocumentRef | None = Field(
        None,
        title="Instrument",
        description="The treaty, resolution, law, statement or note that it stands in.",
    )
    conditions: LongText | None = Field(
        None,
        title="Conditions",
        description="On which conditions it holds.",
        examples=[
            "For as long as no other State stays within 20 km of a satellite of Cassia without notice."
        ],
    )
    since: Instant = Field(
        title="Since", description="Since when it holds.", examples=["2031-01-12T00:00:00Z"]
    )
    until: Instant | None = Field(
        None,
        title="Until",
        description="Until when it holds. Left out where it has no end.",
        examples=["2036-01-12T00:00:00Z"],
    )
    distance: Distance | None = Field(
        None,
        title="Distance kept",
        description="The zone around others' objects that the actor's own objects stay out of. With it the "
        "undertaking can be held against the sky; without it, it stands in words alone.",
    )
    towards: ActorId | None = Field(
        None,
        title="Towards",
        description="Around whose objects. Around everybody's where this is left out.",
        examples=["BOR"],
    )
    unless: tuple[Lifting, ...] = Field(
        (),
        max_length=2,
        title="Unless",
        description="What lifts the undertaking in a single case.",
        examples=[["notice", "consent"]],
    )
