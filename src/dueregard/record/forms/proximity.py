"""N1, the proximity-operation notice: who will come near whose object, with whose consent, when and how near."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.record.forms.desks import Desk
from dueregard.record.forms.documents import DocumentRef
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import ActorId, Explained, Instant, Km, Line, LongText, PositiveKm, Text
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.part import Part
from dueregard.record.forms.plans import Plan
from dueregard.record.forms.rules import NOTHING, Holds, Ordered, Values, Wrong
from dueregard.record.forms.spans import Window
from dueregard.record.forms.wrong import WrongField, shown

ConsentGiven = Annotated[
    Literal["given", "asked for", "declined", "not asked", "own object"],
    Explained(
        {
            "given": "the owner has consented",
            "asked for": "the owner has been asked and has not answered yet",
            "declined": "the owner has been asked and has declined",
            "not asked": "the owner has not been asked",
            "own object": "the object belongs to the filer, or to whom it speaks for",
        }
    ),
]
Cooperation = Annotated[
    Literal["cooperates", "does not cooperate", "not stated"],
    Explained(
        {
            "cooperates": "the object was built to help, or helps: markers, attitude, a radio link, information",
            "does not cooperate": "the object does nothing to help, such as a spent stage",
            "not stated": "the notice does not say",
        }
    ),
]
Coordination = Annotated[
    Literal["coordinated", "not coordinated", "not stated"],
    Explained(
        {
            "coordinated": "the two operators agree on times and steps with each other",
            "not coordinated": "the two operators do not do so",
            "not stated": "the notice does not say",
        }
    ),
]
OperationKind = Annotated[
    Literal[
        "inspection",
        "rendezvous and docking",
        "servicing",
        "removal",
        "formation flight",
        "test of navigation or equipment",
        "passing by",
        "other",
    ],
    Explained(
        {
            "inspection": "to look at the other object from nearby",
            "rendezvous and docking": "to come together and join",
            "servicing": "to repair, refuel, upgrade or take over the control of the other object",
            "removal": "to take the other object out of its orbit",
            "formation flight": "to keep a chosen place beside the other object",
            "test of navigation or equipment": "to try out equipment beside the other object",
            "passing by": "to come near on the way elsewhere, without staying",
            "other": "something else, said under purpose",
        }
    ),
]


class OperatedObject(Part):
    """An object that the operation moves."""

    object: ObjectRef = Field(title="Object", description="The object that will be moved.")
    operator: ActorId = Field(title="Operator", description="Who operates it.", examples=["MERIDIAN-RELAY"])
    responsible_state: ActorId | None = Field(
        None,
        title="Responsible State",
        description="The State internationally responsible for it (Outer Space Treaty, article VI).",
        examples=["BOR"],
    )


class ApproachedObject(Part):
    """An object that the operation comes near to, its owner and the owner's consent."""

    object: ObjectRef = Field(title="Object", description="The object that the operation comes near to.")
    owner: ActorId = Field(
        title="Owner",
        description="The State, organisation or operator it belongs to. A State is named by its three letters.",
        examples=["CAS"],
    )
    consent: ConsentGiven = Field(
        title="Consent", description="Whether its owner has consented.", examples=["given"]
    )
    consent_document: DocumentRef | None = Field(
        None,
        title="Document of the consent",
        description="The document in which the owner consented.",
    )
    cooperation: Cooperation = Field(
        "not stated",
        title="Cooperation",
        description="Whether the object helps. This is not consent, and consent is not this.",
        examples=["does not cooperate"],
    )
    coordination: Coordination = Field(
        "not stated",
        title="Coordination",
        description="Whether the two operators agree on the steps with each other.",
        examples=["coordinated"],
    )


class Phase(Part):
    """One phase of the operation."""

    RULES = (Ordered("start", "end"),)

    name: Line = Field(title="Name", description="What the phase is called.", examples=["Approach to 5 km"])
    start: Instant = Field(
        title="Start", description="When it is planned to begin.", examples=["2031-03-02T00:00:00Z"]
    )
    end: Instant = Field(
        title="End", description="When it is planned to end.", examples=["2031-03-04T00:00:00Z"]
    )
    least_distance_km: Km | None = Field(
        None,
        title="Least distance",
        description="The least distance planned in this phase, from centre to centre.",
        examples=[5.0],
    )
    words: Text | None = Field(
        None,
        title="In words",
        description="What happens in this phase.",
        examples=["Drift from 60 km behind and stop at 5 km, in daylight."],
    )


class Abort(Part):
    """What happens when the operation is broken off."""

    when: Text = Field(
        title="When",
        description="What makes the operator break off the operation.",
        examples=["The distance cannot be measured for two minutes, or the owner asks for it."],
    )
    how: Text = Field(
        title="How",
        description="How the object then moves away, also when it no longer answers.",
        examples=["The object drifts away on its own; no burn is needed to stay clear for a day."],
    )
    clear_distance_km: PositiveKm | None = Field(
        None,
        title="Distance after breaking off",
        description="The distance at which the object then stays.",
        examples=[20.0],
    )


def _phases_within(values: Values) -> Wrong:
    window: Window = values["window"]
    wrong = []
    for place, phase in enumerate(values["phases"]):
        if phase.start < window.start:
            expected = f"not before the window ({shown(window.start)})"
            wrong.append(WrongField(("phases", place, "start"), shown(phase.start), expected))
        if phase.end > window.end:
            expected = f"not after the window ({shown(window.end)})"
            wrong.append(WrongField(("phases", place, "end"), shown(phase.end), expected))
    return wrong


def _nearest_phase(values: Values) -> Wrong:
    least = values["least_planned_km"]
    if least is None:
        return NOTHING
    expected = "not less than least_planned_km"
    return [
        WrongField(("phases", place, "least_distance_km"), shown(phase.least_distance_km), expected)
        for place, phase in enumerate(values["phases"])
        if phase.least_distance_km is not None and phase.least_distance_km < least
    ]


def _apart(values: Values) -> Wrong:
    moved = {one.object.norad_cat_id for one in values["objects"]} - {None}
    expected = "another object than those that are moved"
    return [
        WrongField(
            ("approached_objects", place, "object", "norad_cat_id"), shown(one.object.norad_cat_id), expected
        )
        for place, one in enumerate(values["approached_objects"])
        if one.object.norad_cat_id in moved
    ]


class ProximityNotice(Form):
    """N1: a planned rendezvous or proximity operation."""

    ABOUT = About(
        number="N1",
        title="proximity-operation notice",
        purpose="To say beforehand that an object will come near another one: which objects, with whose consent, "
        "when, how near, and whom to call.",
        basis="Outer Space Treaty, articles IX and XI; LTS Guidelines, B.1. The fields follow what ISO 24330 and the "
        "practice of servicing operators make known about such operations.",
        limits="A notice informs. It asks for no permission and gives none; whether the owner consents is said for "
        "each object.",
    )
    RULES = (
        *HEAD_RULES,
        Holds(("window", "phases"), "every phase lies within the window", _phases_within),
        Holds(
            ("least_planned_km", "phases"),
            "no phase comes nearer than least_planned_km",
            _nearest_phase,
        ),
        Holds(
            ("objects", "approached_objects"),
            "an object that is moved is not among those approached",
            _apart,
        ),
    )

    format: Literal["DR-N1/1 proximity-operation notice"] = "DR-N1/1 proximity-operation notice"
    operation: Line = Field(
        title="Name of the operation",
        description="What the operation is called.",
        examples=["Inspection of Cassia Relay 4 before life extension"],
    )
    kind: OperationKind = Field(
        title="Kind", description="What kind of operation it is.", examples=["inspection"]
    )
    purpose: Text = Field(
        title="Purpose",
        description="What the operation is for.",
        examples=["To look at the state of the antenna before a servicing contract is signed."],
    )
    objects: tuple[OperatedObject, ...] = Field(
        min_length=1,
        max_length=50,
        title="Objects that are moved",
        description="The objects that the operation moves.",
    )
    approached_objects: tuple[ApproachedObject, ...] = Field(
        min_length=1,
        max_length=50,
        title="Objects approached",
        description="The objects that the operation comes near to, their owners and the owners' consent.",
    )
    window: Window = Field(
        title="Window", description="The whole span of time in which the objects may be near each other."
    )
    least_planned_km: Km | None = Field(
        None,
        title="Least planned distance",
        description="The least distance planned in the whole operation, from centre to centre; 0 for docking. Left "
        "out where it is not given.",
        examples=[1.5],
    )
    phases: tuple[Phase, ...] = Field(
        (), max_length=100, title="Phases", description="The phases, each with its dates and least distance."
    )
    plans: tuple[Plan, ...] = Field(
        (),
        max_length=50,
        title="Trajectory",
        description="The planned trajectory, as an OEM or OMM or in words. Only a message can be screened, so that "
        "the States concerned are found.",
    )
    abort: Abort | None = Field(
        None,
        title="Breaking off",
        description="When and how the operation is broken off.",
    )
    contact: Desk = Field(
        title="Contact during the operation", description="Who answers while the operation goes on."
    )
    authorisation: DocumentRef | None = Field(
        None,
        title="Licence or authorisation",
        description="The licence under which the operation takes place.",
    )
    other_objects_kept_safe: Text | None = Field(
        None,
        title="Safety of other objects",
        description="How collisions with others' objects are avoided during the operation.",
        examples=["Every burn is screened against the catalogue six hours before."],
    )
    debris_avoided: Text | None = Field(
        None,
        title="Debris",
        description="How the release of debris is avoided.",
        examples=["Nothing is released; the arm is locked until contact."],
    )
    information_gathered: Text | None = Field(
        None,
        title="Information gathered",
        description="What is recorded of the other object, such as pictures, and who receives it.",
        examples=["Pictures of the antenna, for the owner alone."],
    )
    progress_made_known: Text | None = Field(
        None,
        title="How progress is made known",
        description="How others will learn of each step.",
        examples=["By form N2 at each start, change and end."],
    )
    afterwards: LongText | None = Field(
        None,
        title="Afterwards",
        description="What happens to the objects after the operation.",
        examples=["The object that was moved returns to its slot at 24.5 degrees east."],
    )
