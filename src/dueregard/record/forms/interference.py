"""N9, the radio-interference report. The International Telecommunication Union remains the channel."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.areas import Area
from dueregard.record.forms.desks import Desk
from dueregard.record.forms.documents import DocumentRef
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import Explained, Km, Line, LongText, Megahertz
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.part import Part
from dueregard.record.forms.rules import GivenExactlyWhen, NotMore
from dueregard.record.forms.spans import Window

AtTheUnion = Annotated[
    Literal["reported", "will be reported", "not reported"],
    Explained(
        {
            "reported": "a report has been sent under the ITU's Radio Regulations; it is named under itu_report",
            "will be reported": "a report to the ITU is being prepared",
            "not reported": "no report to the ITU is planned",
        }
    ),
]
Lasting = Annotated[
    Literal["goes on", "comes and goes", "has ended"],
    Explained(
        {
            "goes on": "the interference has not ended",
            "comes and goes": "the interference is there at times",
            "has ended": "the interference has ended",
        }
    ),
]


class Origin(Part):
    """Where the emission seems to come from, as located by the filer."""

    area: Area = Field(title="Area", description="The area in which the emission was located.")
    uncertainty_km: Km = Field(
        title="Uncertainty",
        description="How far from there it may be, at 95 per cent.",
        examples=[40.0],
    )
    method: Line = Field(
        title="Method",
        description="How it was located.",
        examples=["time and frequency differences between two satellites"],
    )


class InterferenceReport(Form):
    """N9: radio interference with a space service."""

    ABOUT = About(
        number="N9",
        title="radio-interference report",
        purpose="To make known that a space service meets radio interference.",
        basis="The Radio Regulations of the International Telecommunication Union.",
        limits="The ITU remains the channel for reports of harmful interference: administrations settle them there. "
        "This form only makes known to others what was met, and says whether the ITU has been told.",
    )
    RULES = (
        *HEAD_RULES,
        GivenExactlyWhen("itu_report", "at_the_itu", ("reported",)),
        NotMore("lowest_mhz", "highest_mhz"),
    )

    format: Literal["DR-N9/1 radio-interference report"] = "DR-N9/1 radio-interference report"
    at_the_itu: AtTheUnion = Field(
        title="At the ITU",
        description="Whether the ITU has been told. It remains the channel.",
        examples=["will be reported"],
    )
    itu_report: DocumentRef | None = Field(
        None, title="Report to the ITU", description="The report that was sent under the Radio Regulations."
    )
    object: ObjectRef = Field(title="Object", description="The object whose service meets the interference.")
    service: Line = Field(
        title="Service",
        description="The service concerned.",
        examples=["weather pictures, downlink to the invented station at North Cape"],
    )
    lowest_mhz: Megahertz = Field(
        title="Lowest frequency", description="The lower edge of the band concerned.", examples=[1670.0]
    )
    highest_mhz: Megahertz = Field(
        title="Highest frequency", description="The upper edge of the band concerned.", examples=[1675.0]
    )
    window: Window = Field(title="When", description="When the interference was met, first to last.")
    lasting: Lasting = Field(title="Duration", description="Whether it goes on.", examples=["comes and goes"])
    effect: LongText = Field(
        title="Effect",
        description="What the service could not do.",
        examples=["Two of nine pictures a day were lost."],
    )
    signal: LongText | None = Field(
        None,
        title="Signal",
        description="What the interfering signal looks like.",
        examples=["A carrier without modulation, 2 MHz wide, strongest at noon UTC."],
    )
    received_in: Area | None = Field(
        None, title="Received in", description="Where on the Earth the effect was met."
    )
    origin: Origin | None = Field(
        None,
        title="Origin as located",
        description="Where the emission seems to come from. A place, not an author.",
    )
    contact: Desk = Field(title="Contact", description="Who answers and can compare measurements.")
