"""K1, the actor entry: who somebody is, in which roles it acts, under which mandate and since when."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.documents import DocumentRef
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import ActorId, Day, Explained, Iso3166, Line
from dueregard.record.forms.rules import EachOnce, GivenExactlyWhen, GivenWhen, Ordered

ActorKind = Annotated[
    Literal[
        "State",
        "intergovernmental organisation",
        "operator",
        "agency",
        "ministry",
        "secretariat",
        "observer",
    ],
    Explained(
        {
            "State": "a State, by the short name that the United Nations uses",
            "intergovernmental organisation": "an organisation of States",
            "operator": "a company, institute or body that operates space objects",
            "agency": "a national authority, such as one that licenses operators",
            "ministry": "a ministry of a State",
            "secretariat": "a secretariat that serves States",
            "observer": "somebody who reads and speaks as an observer",
        }
    ),
]
Role = Annotated[
    Literal[
        "State focal point",
        "licensing agency",
        "ministry",
        "operator",
        "intergovernmental organisation",
        "secretariat",
        "observer",
    ],
    Explained(
        {
            "State focal point": "speaks for a State in this record",
            "licensing agency": "clears filings of the operators that it licenses",
            "ministry": "prepares and comments filings of its State",
            "operator": "files about the objects that it operates",
            "intergovernmental organisation": "speaks for an organisation of States",
            "secretariat": "keeps the record and enters public documents",
            "observer": "files under its own name alone",
        }
    ),
]


class ActorEntry(Form):
    """K1: an actor and its roles."""

    ABOUT = About(
        number="K1",
        title="actor entry",
        purpose="To enter an actor: who it is, in which roles it acts, for whom, under which mandate, since when.",
        basis="The mandate named in it.",
        limits="Names of States are the short names used by the United Nations. An entry expresses no opinion on the "
        "status of any country, territory or authority.",
    )
    RULES = (
        *HEAD_RULES,
        EachOnce("roles"),
        GivenExactlyWhen("iso_3166", "kind", ("State",)),
        GivenWhen("acts_for", "kind", ("agency", "ministry")),
        Ordered("valid_from", "valid_to"),
    )

    format: Literal["DR-K1/1 actor entry"] = "DR-K1/1 actor entry"
    actor: ActorId = Field(
        title="Id",
        description="The id by which filings name the actor. For a State its three letters of ISO 3166-1. It is never "
        "given to anybody else.",
        examples=["BOR-SPACE-AGENCY"],
    )
    kind: ActorKind = Field(title="Kind", description="What the actor is.", examples=["agency"])
    name: Line = Field(
        title="Name",
        description="Its name; for a State the short name used by the United Nations.",
        examples=["Space Agency of Borealia"],
    )
    name_in_own_language: Line | None = Field(
        None,
        title="Name in its own language",
        description="Its name in its own language and script.",
        examples=["Officium Spatiale Borealiae"],
    )
    iso_3166: Iso3166 | None = Field(
        None,
        title="ISO 3166-1 code",
        description="The three letters of ISO 3166-1 alpha-3, for a State.",
        examples=["BOR"],
    )
    roles: tuple[Role, ...] = Field(
        min_length=1,
        max_length=7,
        title="Roles",
        description="In which roles it acts in this record.",
        examples=[["licensing agency"]],
    )
    acts_for: ActorId | None = Field(
        None,
        title="Acts for",
        description="The State or organisation it belongs to, or that licenses it.",
        examples=["BOR"],
    )
    mandate: DocumentRef | None = Field(
        None, title="Mandate", description="The document that gives it its mandate."
    )
    valid_from: Day = Field(title="Valid from", description="Since when.", examples=["2031-01-01"])
    valid_to: Day | None = Field(
        None,
        title="Valid until",
        description="Until when. Left out where it has no end.",
        examples=["2036-01-01"],
    )
