"""Held to its word: an actor's own commitment, and only that."""

from datetime import datetime

from dueregard.assess.applicable import belongs_to
from dueregard.assess.moved import Mover
from dueregard.assess.scene import ObjectFacts, Scene, actor_name
from dueregard.assess.sentence import day_words
from dueregard.model.filing import Commitment, ProximityNotice
from dueregard.model.finding import CommitmentOutcome, Outcome


def lifted_by(
    scene: Scene,
    commitment: Commitment,
    other: ObjectFacts,
    notices: tuple[ProximityNotice, ...],
    begins: datetime,
) -> str:
    """Return what lifts the undertaking for this approach, in words, or an empty text.

    A notice lifts it when it was filed by the actor before the approach began; consent when the other object's actor
    has given it.
    """
    for n in notices:
        if (
            "notice" in commitment.unless
            and n.filing.filed_at <= begins
            and n.filing.filed_by == commitment.actor
        ):
            return f"a notice of {day_words(n.filing.filed_at)} is on record, as the commitment allows"
        if "consent" in commitment.unless and any(belongs_to(other, c, scene.owners) for c in n.consent_of):
            givers = " and ".join(actor_name(scene, by) for by in n.consent_of)
            return f"there is consent of {givers}, as the commitment allows"
    return ""


def held_to_its_word(
    measured: Outcome, lifted: str, own: int, mover: Mover, merged: bool
) -> tuple[CommitmentOutcome | None, str]:
    """Return whether what was measured is consistent with the actor's own commitment, and in words why.

    ``own``: which object (1, 2) is the actor's. Where the other object's change of course alone, or nobody's, brought
    the approach about, or where that cannot be told, nothing is said against the actor.
    """
    if measured == "not applicable":
        return None, ""
    if lifted:
        return "consistent", lifted
    if measured == "outside":
        return "consistent", "every plausible distance keeps the undertaking"
    if merged or measured == "not verifiable":
        return "not verifiable", "the distance cannot be measured with these elements"
    if measured == "indeterminate":
        return "indeterminate", "some plausible distances keep the undertaking and some do not"
    if mover in ("both", f"object {own}"):
        return (
            "not consistent",
            "its own object changed course into the zone, and nothing on this record lifts it",
        )
    if mover == "cannot tell":
        return (
            "indeterminate",
            "the zone was entered, and whose change of course brought that about cannot be told",
        )
    return "indeterminate", "the zone was entered, but not by a change of course of the actor's own object"
