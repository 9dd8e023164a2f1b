"""A distance as a checkable criterion: the table that ``knowledge.criterion_form`` reads, without what a filing says.

Author, standing, year, source and how far it was checked follow from the filing itself and are not asked twice.
"""

from typing import Annotated, Final

from pydantic import Field

from dueregard.knowledge.criterion_form import criterion_from
from dueregard.model.criterion import Criterion, ObjectClass, Pairs, Purpose, Region, Standing
from dueregard.record.forms.kinds import (
    CatalogueNumber,
    Explained,
    Flag,
    Instant,
    KmPerSecond,
    Line,
    Seconds,
    Text,
)
from dueregard.record.forms.part import Part
from dueregard.record.forms.rules import Holds, Values, Wrong
from dueregard.record.forms.wrong import WrongField
from dueregard.record.forms.zones import Zone

ForPurpose = Annotated[
    Purpose,
    Explained(
        {
            "safety": "so that objects do not collide",
            "security": "because of what an object nearby may be able to do",
        }
    ),
]
InRegion = Annotated[
    Region,
    Explained(
        {
            "any": "every orbit",
            "LEO": "low Earth orbits",
            "MEO": "medium Earth orbits",
            "GEO": "the geostationary belt",
            "HEO": "highly eccentric orbits",
        }
    ),
]
AroundObjects = Annotated[
    ObjectClass,
    Explained(
        {
            "any": "every object",
            "payload": "satellites, not rocket bodies or debris",
            "crewed": "spacecraft with people on board",
            "named": "the objects listed under objects",
            "not in the catalogue": "a class that the catalogue does not tell apart; then measured is false",
        }
    ),
]
OfPairs = Annotated[
    Pairs,
    Explained(
        {
            "foreign": "the other object belongs to another State",
            "all": "whoever the other object belongs to",
        }
    ),
]

_FIELDS: Final = (
    "id",
    "title",
    "purpose",
    "region",
    "object_class",
    "zone",
    "pairs",
    "objects",
    "dwell_s",
    "max_relative_speed_km_s",
    "consent_exempts",
    "notice_exempts",
    "valid_from",
    "valid_to",
    "measured",
    "why_not_measured",
    "note",
    "version",
)


def _wrong_as_criterion(values: Values) -> Wrong:
    table = _table(values)
    _, wrong = criterion_from(
        {**table, "author": "-", "standing": "declared distance", "source": "-", "verified": "own"}
    )
    return [WrongField(tuple(one.field.split(".")), one.what, one.expected) for one in wrong]


class Distance(Part):
    """A distance as a criterion: around which objects, how near, for how long, in which orbits, and why."""

    RULES = (
        Holds(
            _FIELDS,
            "a zone is given unless measured is false, why_not_measured exactly when it is false, objects exactly "
            "when object_class is named; a longitude band has a meaning in GEO alone; a class that is not in the "
            "catalogue cannot be measured; valid_to is after valid_from",
            _wrong_as_criterion,
        ),
    )

    id: Line = Field(
        title="Short name",
        description="A short name of its own. File it again under the same name to change it.",
        examples=["bor-geo-50km"],
    )
    title: Line = Field(
        title="Title",
        description="A title in words.",
        examples=["Distance that Borealia regards as close in GEO"],
    )
    purpose: ForPurpose = Field(
        title="Purpose",
        description="Safety or security. A text with both purposes is two filings.",
        examples=["security"],
    )
    region: InRegion = Field(title="Orbits", description="In which orbits it applies.", examples=["GEO"])
    object_class: AroundObjects = Field(
        title="Around which objects", description="Around which objects it applies.", examples=["payload"]
    )
    zone: Zone | None = Field(
        None,
        title="Zone",
        description="How near: a sphere, a box or a band of longitude. Lengths run from the object to the edge.",
    )
    pairs: OfPairs = Field(
        "all",
        title="Which other objects",
        description="Which other objects it is about.",
        examples=["foreign"],
    )
    objects: tuple[CatalogueNumber, ...] = Field(
        (),
        max_length=1000,
        title="Named objects",
        description="The catalogue numbers of the objects, where the class is named.",
        examples=[[900101, 900102]],
    )
    dwell_s: Seconds = Field(
        0.0,
        title="Least stay",
        description="How long an object must stay within the zone before it counts; 0 for any length.",
        examples=[21600],
    )
    max_relative_speed_km_s: KmPerSecond = Field(
        0.0,
        title="Highest relative speed",
        description="Only objects that pass no faster than this; 0 for no bound.",
        examples=[0.1],
    )
    consent_exempts: Flag = Field(
        False,
        title="Consent exempts",
        description="True where an approach to which the owner consented is left out.",
        examples=[True],
    )
    notice_exempts: Flag = Field(
        False,
        title="Notice exempts",
        description="True where an approach that was notified is left out.",
        examples=[False],
    )
    valid_from: Instant | None = Field(
        None,
        title="Valid from",
        description="Since when it holds. From its filing where this is left out.",
        examples=["2031-01-01T00:00:00Z"],
    )
    valid_to: Instant | None = Field(
        None,
        title="Valid until",
        description="Until when it holds. Until it is changed where this is left out.",
        examples=["2035-01-01T00:00:00Z"],
    )
    measured: Flag = Field(
        True,
        title="Can be measured",
        description="False where orbital data cannot answer it. It is then listed and never computed.",
        examples=[True],
    )
    why_not_measured: Text | None = Field(
        None,
        title="Why it cannot be measured",
        description="A sentence, where it cannot be measured.",
        examples=["The catalogue does not tell which satellites carry this instrument."],
    )
    note: Text | None = Field(
        None,
        title="Note",
        description="What a reader should know.",
        examples=["The distance is reviewed every two years."],
    )
    version: Line = Field(
        "1",
        title="Version",
        description="The version of this text. A new version is a new filing.",
        examples=["1"],
    )


def criterion_of(
    distance: Distance,
    *,
    author: str,
    standing: Standing,
    source: str,
    year: str,
    verified: str,
    pin: str = "",
    protects: str = "",
) -> Criterion:
    """Return the criterion that ``assess`` measures against; what the distance leaves open comes from its filing."""
    table = _table({name: getattr(distance, name) for name in _FIELDS})
    told = {"author": author, "standing": standing, "source": source, "year": year, "verified": verified}
    criterion, wrong = criterion_from({**table, **told, "pin": pin, "protects": protects})
    if criterion is None:
        raise ValueError("; ".join(str(one) for one in wrong))
    return criterion


def _table(values: Values) -> dict[str, object]:
    table = {name: values[name] for name in _FIELDS if values[name] is not None}
    if values["zone"] is not None:
        table["zone"] = values["zone"].model_dump()
    return table
