"""An area on the Earth."""

from pydantic import Field

from dueregard.record.forms.kinds import Latitude, Longitude, Text
from dueregard.record.forms.part import Part
from dueregard.record.forms.rules import NOTHING, AtLeastOne, Holds, NotMore, Values, Wrong
from dueregard.record.forms.wrong import WrongField

_CORNERS = ("south_deg", "north_deg", "west_deg", "east_deg")


def _all_four(values: Values) -> Wrong:
    missing = [name for name in _CORNERS if values[name] is None]
    if not missing or len(missing) == len(_CORNERS):
        return NOTHING
    return [WrongField((name,), "missing", "degrees, as the other sides are given") for name in missing]


class Area(Part):
    """An area on the Earth, in words or between two parallels and two meridians."""

    RULES = (
        AtLeastOne(("words", "south_deg")),
        Holds(_CORNERS, "all four sides are given, or none", _all_four),
        NotMore("south_deg", "north_deg"),
    )

    words: Text | None = Field(
        None,
        title="In words",
        description="The area in words, as in a notice to airmen or mariners.",
        examples=["An invented sea, 200 km wide, south of the coast of Borealia"],
    )
    south_deg: Latitude | None = Field(
        None, title="Southern side", description="The latitude of its southern side.", examples=[-12.5]
    )
    north_deg: Latitude | None = Field(
        None, title="Northern side", description="The latitude of its northern side.", examples=[-8.0]
    )
    west_deg: Longitude | None = Field(
        None,
        title="Western side",
        description="The longitude of its western side. Where it is larger than the eastern one, the area lies "
        "across the meridian of 180 degrees.",
        examples=[140.0],
    )
    east_deg: Longitude | None = Field(
        None, title="Eastern side", description="The longitude of its eastern side.", examples=[152.0]
    )
