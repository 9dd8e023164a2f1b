"""D5, the law or policy: a national text, and what it covers."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import Day, Explained, LanguageTag, Line, LongText, Url
from dueregard.record.forms.rules import EachOnce, Ordered

TextKind = Annotated[
    Literal["law", "regulation", "licence condition", "policy", "strategy", "guideline or standard"],
    Explained(
        {
            "law": "adopted by a parliament or an equal act",
            "regulation": "made under a law by a government or an authority",
            "licence condition": "what a licence asks of an operator",
            "policy": "what a government says it will do",
            "strategy": "aims and means over several years",
            "guideline or standard": "what a government or a body recommends",
        }
    ),
]
TextStatus = Annotated[
    Literal["in force", "adopted, not yet in force", "draft", "no longer in force"],
    Explained(
        {
            "in force": "it applies now",
            "adopted, not yet in force": "it has been adopted and applies later",
            "draft": "it has been made public and not adopted",
            "no longer in force": "it applied before",
        }
    ),
]
Covered = Annotated[
    Literal[
        "authorisation",
        "supervision",
        "registration",
        "proximity operations",
        "debris",
        "launch",
        "re-entry",
        "liability and insurance",
        "radio frequencies",
        "remote sensing",
        "resources",
        "counter-space capabilities",
        "security of space systems",
        "cooperation",
    ],
    Explained(
        {
            "authorisation": "who needs a licence for what",
            "supervision": "how activities are followed after licensing",
            "registration": "the national register and what goes to the United Nations",
            "proximity operations": "coming near other objects, servicing and removal",
            "debris": "avoiding debris, disposal at the end of service",
            "launch": "launches and their notification",
            "re-entry": "objects that come down",
            "liability and insurance": "who pays for damage",
            "radio frequencies": "use of frequencies and interference",
            "remote sensing": "pictures and data from space",
            "resources": "resources of celestial bodies",
            "counter-space capabilities": "means against space systems, their use and testing",
            "security of space systems": "protection of satellites, links and ground stations",
            "cooperation": "work with other States",
        }
    ),
]


class LawOrPolicy(Form):
    """D5: a national law or policy."""

    ABOUT = About(
        number="D5",
        title="law or policy",
        purpose="To make a national law, regulation or policy known, and what it covers.",
        basis="Outer Space Treaty, article VI; LTS Guidelines, A.1 and A.2; recommendations of A/68/189 on the "
        "exchange of information on national policy.",
        limits="The text itself is the authority; a summary is only a help.",
    )
    RULES = (
        *HEAD_RULES,
        EachOnce("covers"),
        Ordered("adopted", "in_force_since", equal=True),
        Ordered("in_force_since", "in_force_until"),
    )

    format: Literal["DR-D5/1 law or policy"] = "DR-D5/1 law or policy"
    kind: TextKind = Field(title="Kind", description="What kind of text it is.", examples=["law"])
    title: Line = Field(
        title="Title",
        description="Its title, in the language of the filing.",
        examples=["Outer Space Activities Act of Borealia"],
    )
    title_in_original: Line | None = Field(
        None,
        title="Title in the original",
        description="Its title in the language in which it was adopted.",
        examples=["Lex de rebus spatialibus Borealiae"],
    )
    language_of_original: LanguageTag | None = Field(
        None,
        title="Language of the original",
        description="The language in which it was adopted.",
        examples=["la"],
    )
    symbol: Line | None = Field(
        None, title="Number", description="Its number or citation.", examples=["Act 14 of 2029"]
    )
    authority: Line = Field(
        title="Authority",
        description="Who adopted it.",
        examples=["Parliament of Borealia"],
    )
    status: TextStatus = Field(title="Status", description="Whether it applies.", examples=["in force"])
    adopted: Day | None = Field(
        None, title="Adopted", description="When it was adopted.", examples=["2029-06-14"]
    )
    in_force_since: Day | None = Field(
        None, title="In force since", description="Since when it applies.", examples=["2030-01-01"]
    )
    in_force_until: Day | None = Field(
        None, title="In force until", description="Until when it applied.", examples=["2034-12-31"]
    )
    covers: tuple[Covered, ...] = Field(
        (),
        max_length=14,
        title="Covers",
        description="What it is about.",
        examples=[["authorisation", "proximity operations"]],
    )
    summary: LongText | None = Field(
        None,
        title="Summary",
        description="What it says, in a few sentences.",
        examples=["An operator needs a licence for coming within 100 km of another's satellite."],
    )
    changes: LongText | None = Field(
        None,
        title="What changed",
        description="What is otherwise than before.",
        examples=["Notices of proximity operations are now passed on to the States concerned."],
    )
    url: Url | None = Field(
        None,
        title="Address",
        description="Where the text is.",
        examples=["https://law.borealia.example/14-2029"],
    )
