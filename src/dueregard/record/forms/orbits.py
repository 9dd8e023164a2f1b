"""An orbit in the few figures that people exchange."""

from pydantic import Field

from dueregard.record.forms.kinds import AltitudeKm, Inclination, Longitude, Minutes
from dueregard.record.forms.part import Part
from dueregard.record.forms.rules import AtLeastOne, NotMore

_FIGURES = ("perigee_km", "apogee_km", "inclination_deg", "period_min", "longitude_deg")


class Orbit(Part):
    """An orbit in the figures of article IV of the Registration Convention, and a slot in the geostationary belt."""

    RULES = (AtLeastOne(_FIGURES), NotMore("perigee_km", "apogee_km"))

    perigee_km: AltitudeKm | None = Field(
        None, title="Perigee", description="The lowest altitude above the Earth's surface.", examples=[540.0]
    )
    apogee_km: AltitudeKm | None = Field(
        None, title="Apogee", description="The highest altitude above the Earth's surface.", examples=[552.0]
    )
    inclination_deg: Inclination | None = Field(
        None, title="Inclination", description="The angle between orbit and equator.", examples=[97.5]
    )
    period_min: Minutes | None = Field(
        None, title="Nodal period", description="The time of one revolution.", examples=[95.6]
    )
    longitude_deg: Longitude | None = Field(
        None,
        title="Longitude in the geostationary belt",
        description="The longitude at which the object is kept, for an object in the geostationary belt.",
        examples=[24.5],
    )
