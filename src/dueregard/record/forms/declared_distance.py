"""D1, the declared distance: a distance that an actor says it regards as close to its own objects."""

from typing import Literal

from pydantic import Field

from dueregard.record.forms.distance import Distance
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import LongText


class DeclaredDistance(Form):
    """D1: a distance that an actor regards as close to its own objects."""

    ABOUT = About(
        number="D1",
        title="declared distance",
        purpose="To let others know at which distance from its own objects an actor regards another's object as close.",
        basis="Voluntary; no text asks for it.",
        limits="It is information about a perception. It claims no zone (Outer Space Treaty, article II), creates no "
        "obligation and binds nobody else.",
    )
    RULES = HEAD_RULES

    format: Literal["DR-D1/1 declared distance"] = "DR-D1/1 declared distance"
    distance: Distance = Field(title="Distance", description="The distance, around the filer's own objects.")
    explanation: LongText | None = Field(
        None,
        title="Explanation",
        description="Why this distance, and what others could do to be understood.",
        examples=[
            "At this distance a stay of some hours cannot be told from drift without a word beforehand."
        ],
    )
