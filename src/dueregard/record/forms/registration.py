"""D7, registration data: items of the Registration Convention and of A/RES/62/101, present, absent or not known."""

from typing import Literal

from pydantic import Field

from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import ActorId
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.registration_items import DayItem, InstantItem, LineItem, NumberItem, TextItem


class RegistrationData(Form):
    """D7: what a Government would send to the United Nations about a space object."""

    ABOUT = About(
        number="D7",
        title="registration data",
        purpose="To put together what a State of registry furnishes about a space object, item by item.",
        basis="Registration Convention, article IV, read in its text; A/RES/62/101, whose items were taken from "
        "summaries and not compared with the resolution.",
        limits="Only a Government, through its Permanent Mission, or an organisation that accepted the Convention, "
        "registers with the United Nations. This form prepares that and does not do it. The Convention sets no "
        "deadline.",
    )
    RULES = HEAD_RULES

    format: Literal["DR-D7/1 registration data"] = "DR-D7/1 registration data"
    object: ObjectRef = Field(title="Object", description="The object.")
    state_of_registry: ActorId = Field(
        title="State of registry",
        description="The State, or organisation, on whose register the object is carried.",
        examples=["BOR"],
    )
    launching_states: LineItem = Field(
        title="Launching State or States", description="Registration Convention, article IV, 1 (a)."
    )
    designator: LineItem = Field(
        title="Designator or registration number",
        description="Registration Convention, article IV, 1 (b): an appropriate designator or the registration number.",
    )
    launch_date: DayItem = Field(
        title="Date of launch", description="Registration Convention, article IV, 1 (c): the date."
    )
    launch_place: LineItem = Field(
        title="Place of launch",
        description="Registration Convention, article IV, 1 (c): the territory or location.",
    )
    nodal_period_min: NumberItem = Field(
        title="Nodal period", description="Registration Convention, article IV, 1 (d) (i), in minutes."
    )
    inclination_deg: NumberItem = Field(
        title="Inclination", description="Registration Convention, article IV, 1 (d) (ii), in degrees."
    )
    apogee_km: NumberItem = Field(
        title="Apogee", description="Registration Convention, article IV, 1 (d) (iii), in kilometres."
    )
    perigee_km: NumberItem = Field(
        title="Perigee", description="Registration Convention, article IV, 1 (d) (iv), in kilometres."
    )
    general_function: TextItem = Field(
        title="General function", description="Registration Convention, article IV, 1 (e)."
    )
    no_longer_in_orbit: DayItem = Field(
        title="No longer in Earth orbit since",
        description="Registration Convention, article IV, 3: notified to the greatest extent feasible.",
    )
    cospar: LineItem = Field(
        title="COSPAR designator",
        description="A/RES/62/101: the international designator, where there is one.",
    )
    launch_time: InstantItem = Field(
        title="Time of launch", description="A/RES/62/101: the time of launch in Coordinated Universal Time."
    )
    geostationary_longitude_deg: NumberItem = Field(
        title="Place in the geostationary belt",
        description="A/RES/62/101: the longitude planned or held, in degrees east.",
    )
    further_function: TextItem = Field(
        title="Further information on the function", description="A/RES/62/101: more on what the object does."
    )
    change_of_status: TextItem = Field(
        title="Change of status",
        description="A/RES/62/101: such as that the object no longer works, with the date.",
    )
    decay_or_reentry: DayItem = Field(
        title="Decay or re-entry", description="A/RES/62/101: the approximate date."
    )
    moved_to_disposal: DayItem = Field(
        title="Moved to a disposal orbit", description="A/RES/62/101: the date."
    )
    disposal_conditions: TextItem = Field(
        title="Conditions of the disposal orbit",
        description="A/RES/62/101: the physical conditions of the move to a disposal orbit.",
    )
    web_link: LineItem = Field(
        title="Web link", description="A/RES/62/101: a link to official information on the object."
    )
    supervision_changed: DayItem = Field(
        title="Change of supervision",
        description="A/RES/62/101: the date on which the supervision of the object in orbit changed.",
    )
    new_owner_or_operator: LineItem = Field(
        title="New owner or operator",
        description="A/RES/62/101: after a change of supervision, who it is now.",
    )
    position_after_change: TextItem = Field(
        title="Position after the change",
        description="A/RES/62/101: after a change of supervision, any change of orbital position.",
    )
    function_after_change: TextItem = Field(
        title="Function after the change",
        description="A/RES/62/101: after a change of supervision, any change of function.",
    )
    voluntary: TextItem = Field(
        title="Voluntary further information",
        description="Registration Convention, article IV, 2: what the State adds of its own accord.",
    )
