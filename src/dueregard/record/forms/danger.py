"""N8, the danger notice: a phenomenon in outer space that could endanger astronauts (Outer Space Treaty, article V)."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.desks import Desk
from dueregard.record.forms.documents import DocumentRef
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import AltitudeKm, Day, Explained, Line, LongText
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.rules import NotMore
from dueregard.record.forms.spans import Window

Phenomenon = Annotated[
    Literal["radiation", "debris or meteoroids", "toxic or other substances", "fire or explosion", "other"],
    Explained(
        {
            "radiation": "radiation from the Sun or from elsewhere",
            "debris or meteoroids": "pieces on the way that could strike people or their spacecraft",
            "toxic or other substances": "substances that people could meet",
            "fire or explosion": "a fire or an explosion, or the danger of one",
            "other": "something else, said in the description",
        }
    ),
]


class DangerNotice(Form):
    """N8: a danger to the life or health of astronauts."""

    ABOUT = About(
        number="N8",
        title="danger notice",
        purpose="To inform other States at once of a phenomenon in outer space that could endanger the life or health "
        "of astronauts.",
        basis="Outer Space Treaty, article V, last paragraph: the States Parties, or the Secretary-General of the "
        "United Nations, are to be informed immediately.",
        limits="Filing here informs the readers of this record. Whether the Secretary-General was informed is said "
        "in a field of its own.",
    )
    RULES = (*HEAD_RULES, NotMore("lowest_km", "highest_km"))

    format: Literal["DR-N8/1 danger notice"] = "DR-N8/1 danger notice"
    phenomenon: Phenomenon = Field(
        title="Phenomenon", description="What kind of phenomenon it is.", examples=["debris or meteoroids"]
    )
    description: LongText = Field(
        title="Description",
        description="What was discovered, how, and why it could be a danger.",
        examples=["A cloud of pieces crosses the altitude of the invented station Aurora twice a day."],
    )
    window: Window = Field(title="When", description="When the danger lasts, as far as known.")
    where: Line = Field(
        title="Where",
        description="Where in outer space.",
        examples=["between 390 and 430 km, all longitudes"],
    )
    lowest_km: AltitudeKm | None = Field(
        None, title="Lowest altitude", description="The lowest altitude concerned.", examples=[390.0]
    )
    highest_km: AltitudeKm | None = Field(
        None, title="Highest altitude", description="The highest altitude concerned.", examples=[430.0]
    )
    spacecraft: tuple[ObjectRef, ...] = Field(
        (),
        max_length=50,
        title="Spacecraft concerned",
        description="Spacecraft with people on board that may be concerned, as far as known.",
    )
    advice: LongText | None = Field(
        None,
        title="Advice",
        description="What could be done.",
        examples=["Close the shutters on the forward side during the passes listed."],
    )
    secretary_general_informed: Day | None = Field(
        None,
        title="Secretary-General informed on",
        description="The date on which the Secretary-General of the United Nations was informed. Left out where "
        "that has not been done.",
        examples=["2031-03-01"],
    )
    documents: tuple[DocumentRef, ...] = Field(
        (), max_length=50, title="Documents", description="Data and reports that say more."
    )
    contact: Desk = Field(title="Contact", description="Who answers at all hours.")
