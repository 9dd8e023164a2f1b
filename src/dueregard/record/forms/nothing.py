"""D8, nothing to report: an answer like any other."""

from typing import Literal

from pydantic import Field

from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import Day, Line, Text
from dueregard.record.forms.rules import Ordered


class NothingToReport(Form):
    """D8: an actor has nothing to report under a measure or format for a period."""

    ABOUT = About(
        number="D8",
        title="nothing to report",
        purpose="To say that there was nothing to report, so that silence need not be interpreted.",
        basis="Voluntary, or the measure named in it.",
    )
    RULES = (*HEAD_RULES, Ordered("first_day", "last_day", equal=True))

    format: Literal["DR-D8/1 nothing to report"] = "DR-D8/1 nothing to report"
    subject: Line = Field(
        title="Subject",
        description="Under which measure, recommendation or form there is nothing to report.",
        examples=["N1 proximity-operation notices"],
    )
    first_day: Day = Field(
        title="First day", description="The first day of the period.", examples=["2031-01-01"]
    )
    last_day: Day = Field(
        title="Last day", description="The last day of the period.", examples=["2031-12-31"]
    )
    remarks: Text | None = Field(
        None,
        title="Remarks",
        description="What a reader should know.",
        examples=["Borealia operated no object that came within 100 km of another's in that year."],
    )
