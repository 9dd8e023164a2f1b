"""N7, the break-up notice: an object has come apart, or will."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.desks import Desk
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import AltitudeKm, Count, Explained, LongText
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.orbits import Orbit
from dueregard.record.forms.rules import GivenWhen, NotMore
from dueregard.record.forms.spans import Window

BreakupCause = Annotated[
    Literal[
        "stored energy",
        "collision with a catalogued object",
        "collision with an object not catalogued",
        "drag or heat at low altitude",
        "act of the filer",
        "act of another, as the filer states",
        "not known",
        "other",
    ],
    Explained(
        {
            "stored energy": "propellant, pressure or batteries",
            "collision with a catalogued object": "it met an object of the catalogue, named under objects",
            "collision with an object not catalogued": "it met something that is not in the catalogue",
            "drag or heat at low altitude": "it came apart while it came down",
            "act of the filer": "the filer itself destroyed the object or will do so",
            "act of another, as the filer states": "the filer states that somebody else did; this is the filer's word",
            "not known": "the filer does not know",
            "other": "something else, said under circumstances",
        }
    ),
]


class BreakupNotice(Form):
    """N7: an object comes apart."""

    ABOUT = About(
        number="N7",
        title="break-up notice",
        purpose="To tell others that an object has come apart or will, so that they can look after theirs.",
        basis="LTS Guidelines, B.1; the Space Debris Mitigation Guidelines of COPUOS, guidelines 2 to 5.",
    )
    RULES = (
        *HEAD_RULES,
        NotMore("lowest_km", "highest_km"),
        GivenWhen(
            "circumstances", "cause", ("act of the filer", "act of another, as the filer states", "other")
        ),
    )

    format: Literal["DR-N7/1 break-up notice"] = "DR-N7/1 break-up notice"
    objects: tuple[ObjectRef, ...] = Field(
        min_length=1, max_length=10, title="Objects", description="The object or objects that came apart."
    )
    window: Window = Field(title="When", description="The span of time in which it happened or will happen.")
    cause: BreakupCause = Field(
        title="Cause", description="What caused it, as the filer knows it now.", examples=["stored energy"]
    )
    circumstances: LongText | None = Field(
        None,
        title="Circumstances",
        description="What is known of how it happened.",
        examples=["The tank had not been emptied at the end of service."],
    )
    orbit: Orbit | None = Field(None, title="Orbit", description="The orbit of the object before.")
    pieces_tracked: Count | None = Field(
        None, title="Pieces tracked", description="How many pieces are tracked so far.", examples=[57]
    )
    pieces_estimated: Count | None = Field(
        None,
        title="Pieces estimated",
        description="How many pieces larger than 10 cm there may be.",
        examples=[120],
    )
    lowest_km: AltitudeKm | None = Field(
        None, title="Lowest altitude", description="The lowest altitude the pieces reach.", examples=[480.0]
    )
    highest_km: AltitudeKm | None = Field(
        None, title="Highest altitude", description="The highest altitude the pieces reach.", examples=[910.0]
    )
    stay_in_orbit: LongText | None = Field(
        None,
        title="How long the pieces stay",
        description="How long the pieces will stay in orbit, and how that was estimated.",
        examples=["Half of them less than two years, some more than ten."],
    )
    advice: LongText | None = Field(
        None,
        title="Advice to others",
        description="What others could do now.",
        examples=["Crewed spacecraft between 480 and 910 km may wish to screen again every six hours."],
    )
    contact: Desk = Field(title="Contact", description="Who answers questions and sends data.")
