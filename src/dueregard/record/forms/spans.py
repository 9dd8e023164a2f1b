"""A span of time."""

from pydantic import Field

from dueregard.record.forms.kinds import Instant
from dueregard.record.forms.part import Part
from dueregard.record.forms.rules import Ordered


class Window(Part):
    """A span of time from a start until an end, both in UTC."""

    RULES = (Ordered("start", "end"),)

    start: Instant = Field(
        title="Start", description="When it begins, in UTC.", examples=["2031-03-01T00:00:00Z"]
    )
    end: Instant = Field(title="End", description="When it ends, in UTC.", examples=["2031-03-20T00:00:00Z"])
