"""An object in space as a filing names it."""

from pydantic import Field

from dueregard.record.forms.kinds import CatalogueNumber, CosparId, Line
from dueregard.record.forms.part import Part
from dueregard.record.forms.rules import AtLeastOne


class ObjectRef(Part):
    """An object in space, named so that others find it."""

    RULES = (AtLeastOne(("norad_cat_id", "object_id", "name")),)

    norad_cat_id: CatalogueNumber | None = Field(
        None,
        title="Catalogue number",
        description="Its number in the satellite catalogue (NORAD_CAT_ID). Without it the object cannot be held "
        "against the sky.",
        examples=[900101],
    )
    object_id: CosparId | None = Field(
        None,
        title="COSPAR designator",
        description="Its international designator: year, number of the launch, piece.",
        examples=["2031-014A"],
    )
    name: Line | None = Field(
        None, title="Name", description="The name that its owner uses.", examples=["Borealia Servicer 2"]
    )
