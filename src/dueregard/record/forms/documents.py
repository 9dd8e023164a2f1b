"""A document that a filing refers to."""

from pydantic import Field

from dueregard.record.forms.kinds import Day, Line, Url
from dueregard.record.forms.part import Part


class DocumentRef(Part):
    """A document that a filing refers to: its title, and what finds it."""

    title: Line = Field(
        title="Title",
        description="The title of the document, or what it is.",
        examples=["Licence to operate Borealia Servicer 2"],
    )
    symbol: Line | None = Field(
        None,
        title="Symbol or number",
        description="Its United Nations symbol, or the number its author gave it.",
        examples=["BOR-LIC-2031-7"],
    )
    dated: Day | None = Field(
        None, title="Date", description="The date of the document.", examples=["2031-01-15"]
    )
    place: Line | None = Field(
        None,
        title="Article, page or paragraph",
        description="The place in it that is meant.",
        examples=["condition 12"],
    )
    url: Url | None = Field(
        None,
        title="Address",
        description="Where it can be found.",
        examples=["https://documents.example/BOR-LIC-2031-7"],
    )
