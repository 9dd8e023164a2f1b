"""The zone of a distance: a sphere, a box along the orbit, or a band of longitude. The shapes of ``criterion_form``."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.kinds import Explained, HalfWidth, PositiveKm
from dueregard.record.forms.part import Part

_SPHERE = Annotated[Literal["sphere"], Explained({"sphere": "every place at most so far away"})]
_BOX = Annotated[
    Literal["box"], Explained({"box": "a box along the orbit: radial, along the track, across it"})
]
_BAND = Annotated[
    Literal["longitude band"], Explained({"longitude band": "a band of longitude in the geostationary belt"})
]


class SphereZone(Part):
    """A sphere around the object."""

    shape: _SPHERE = Field(title="Shape", description="The shape of the zone.", examples=["sphere"])
    radius_km: PositiveKm = Field(title="Radius", description="From the object to the edge.", examples=[50.0])


class BoxZone(Part):
    """A box around the object. The lengths are half-widths, from the object to the edge."""

    shape: _BOX = Field(title="Shape", description="The shape of the zone.", examples=["box"])
    radial_km: PositiveKm = Field(
        title="Radial half-width", description="From the object to the edge, up or down.", examples=[5.0]
    )
    in_track_km: PositiveKm = Field(
        title="Half-width along the track",
        description="From the object to the edge, ahead or behind.",
        examples=[50.0],
    )
    cross_track_km: PositiveKm = Field(
        title="Half-width across the track",
        description="From the object to the edge, to either side.",
        examples=[50.0],
    )


class BandZone(Part):
    """A band of geostationary longitude around the object."""

    shape: _BAND = Field(title="Shape", description="The shape of the zone.", examples=["longitude band"])
    half_width_deg: HalfWidth = Field(
        title="Half-width", description="From the object to the edge, in longitude.", examples=[0.1]
    )


Zone = Annotated[SphereZone | BoxZone | BandZone, Field(discriminator="shape")]
