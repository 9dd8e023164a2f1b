"""The sentences of a comparison between a notice and the sky. They inform; they hold nobody to anything."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from dueregard.assess.nearness import Nearness
from dueregard.assess.phrases import distance_sentence, when
from dueregard.assess.readings import Pair
from dueregard.assess.scene import Scene, actor_name
from dueregard.assess.sentence import distance_words, duration_words
from dueregard.model.filing import Commitment, ProximityNotice
from dueregard.model.finding import Interval
from dueregard.model.notified import Compared, Looked, NoticeOutcome
from dueregard.model.time import seconds_between

FORECAST_D = 1.0  # a set is newer than that where an object is followed day by day
LEADS = {
    "as notified": "What was seen is as notified",
    "otherwise than notified": "What was seen is otherwise than notified",
    "indeterminate": "Whether what was seen is as notified cannot be told",
    "not verifiable": "Whether what was seen is as notified could not be verified",
}


def about(scene: Scene, n: ProximityNotice) -> str:
    """Return whose notice it is, of when, about which two objects and which span."""
    names = " and ".join(
        scene.facts[number].name for number in sorted((n.object_norad_cat_id, n.target_norad_cat_id))
    )
    by = actor_name(scene, n.filing.filed_by)
    entered = (
        f", entered by {actor_name(scene, n.filing.entered_by)} from a public document"
        if n.filing.entered_by
        else ""
    )
    return (
        f"Notice of {by} of {when(n.filing.filed_at)}{entered}: {names}, from {when(n.start)} to "
        f"{when(n.end)}."
    )


def seen(
    scene: Scene,
    n: ProximityNotice,
    outcome: NoticeOutcome,
    compared: Sequence[Compared],
    filed_after: bool,
    looked: Looked,
) -> str:
    """Return what was seen of a notified operation: the answer, then each statement that decides it."""
    others = [c for c in compared if c.answer in ("yes", "indeterminate")]
    aspects = dict.fromkeys(c.aspect for c in others if c.answer == "yes")
    lead = LEADS[outcome] + (f": {' and '.join(aspects)}" if outcome == "otherwise than notified" else "")
    lead += ", as far as the span was looked at." if looked == "in part" else "."
    shown = others or [c for c in compared if c.aspect == "nearer"]
    late = "The notice was filed after the two had come near each other." if filed_after else ""
    return " ".join(part for part in (about(scene, n), lead, *(c.words for c in shown), late) if part)


def not_seen(scene: Scene, n: ProximityNotice, least: Interval | None, near_km: float, looked: Looked) -> str:
    """Return that a notified operation was not seen, how far it could have been, and the least range there was."""
    part = (
        "in the whole span"
        if looked == "whole"
        else "in the part of the span that was looked at; the rest was not"
    )
    found = distance_sentence(least) if least is not None else ""
    return (
        f"{about(scene, n)} It was not seen: no plausible distance lies within {distance_words(near_km)} {part}. "
        f"{found} A notice tells what is planned; it need not be carried out."
    )


def without_elements(scene: Scene, n: ProximityNotice, names: str) -> str:
    """Return that a notified operation could not be seen, and whose elements are missing."""
    return f"{about(scene, n)} It could not be looked at: {names} has no public elements."


def not_looked_at(scene: Scene, n: ProximityNotice, at: datetime) -> str:
    """Return that the notified span has no part in which this run has states of both."""
    if n.start > at:
        return f"{about(scene, n)} It lies after what is looked at here, which ends on {when(at)}."
    if n.end < scene.start:
        return (
            f"{about(scene, n)} It lies before what is looked at here, which begins on {when(scene.start)}."
        )
    return f"{about(scene, n)} The elements give no states of both objects in that span."


def unannounced(
    scene: Scene,
    pair: Pair,
    times: tuple[datetime, datetime],
    near_km: float,
    least: Interval | None,
    promised: Sequence[Commitment],
) -> str:
    """Return that no notice on this record speaks of a proximity, and whether a commitment to notify is on it."""
    said = [
        f"There is no notice on this record. A commitment of {actor_name(scene, c.actor)} that speaks of notices is on "
        f"it, of {when(c.filing.filed_at)}; whether what was seen is consistent with it stands with the findings."
        for c in promised
    ] or ["There is no notice on this record, and no commitment to notify on this record."]
    measured = distance_sentence(least) if least is not None else ""
    lasting = duration_words(max(seconds_between(times[1], times[0]), 1.0))
    return (
        f"{pair.object1.name} and {pair.object2.name} were, or may have been, within {distance_words(near_km)} of each "
        f"other for up to {lasting}, from {when(times[0])}. {measured} {' '.join(said)}"
    )


def sigma_words(pair: Pair, near: Nearness, inside: NDArray[np.bool_]) -> str:
    """Return the errors assumed at the least range of the notified span, in words."""
    path = near.path
    at = path.good & inside
    if not at.any():
        return "No states of both objects: no distance and no error are given."
    k = int(np.argmin(np.where(at, path.range_km, np.inf)))
    sigma = path.sigma_rtn_km[k]
    errors = (
        "relative errors of neighbours in one orbit" if path.relative else "absolute errors of both objects"
    )
    return (
        f"One standard deviation of the relative position at the least range: radial {sigma[0]:.2f}, in-track "
        f"{sigma[1]:.2f}, cross-track {sigma[2]:.2f} km ({errors}, {pair.region1}, elements {abs(path.age1_d[k]):.1f} "
        f"and {abs(path.age2_d[k]):.1f} days from epoch). Intervals hold 95 %."
    )


def limits_of(
    n: ProximityNotice,
    *,
    missing: Sequence[str] = (),
    looked: Looked = "not at all",
    near_km: float | None = None,
    ahead_d: float = 0.0,
) -> tuple[str, ...]:
    """Return what could not be verified of one notice, and why; never empty.

    ``ahead_d``: by how many days the newest element set used lies before the end of what was looked at.
    """
    found = []
    if ahead_d > FORECAST_D:
        found.append(
            f"What is said of the last {ahead_d:.1f} days is carried forward from the newest element sets: a forecast, "
            f"which nothing has shown yet."
        )
    if missing:
        found.append(
            f"{' and '.join(missing)} has no public elements: coverage zero. Nothing follows from that, either way."
        )
    if near_km is not None:
        found.append(
            f"A notice does not say how near near is: its span was held against the times within "
            f"{distance_words(near_km)}, the distance that this run asks about."
        )
    if looked == "in part":
        found.append("Part of the notified span lies outside what was looked at, or has no states.")
    if n.without_number:
        found.append(
            "Named in the notice without a catalogue number, and not looked for: "
            + ", ".join(n.without_number)
        )
    found.append(
        "Element sets carry a manoeuvre only after it was made, and one set may stand for two objects that have "
        "joined. When each set was published is not known unless its source says so."
    )
    return tuple(found)
