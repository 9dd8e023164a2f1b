"""Explanations the data offer, tried in one fixed and visible order, each with its words whether it applies or not.

docked → same launch, early → same owner → notified → long-standing slot neighbours → passive drift-by → debris.
The first that applies is the explanation; where none does, the approach is not explained by the available data,
which is no statement about why it happened.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from dueregard.assess.earlier import mean_longitude_deg
from dueregard.assess.scene import ObjectFacts, Scene, actor_name
from dueregard.assess.sentence import day_words, distance_words
from dueregard.knowledge.stations import visits
from dueregard.model.actor import Foreign
from dueregard.model.filing import ProximityNotice
from dueregard.model.finding import Explanation, Interval, Reason
from dueregard.orbit.region import GEO, drift_deg_per_day, regions, semi_major_axis_km
from dueregard.orbit.tracks import rows_at

EARLY_D = (
    60  # companions of a launch drift apart within weeks; after two months nearness is no longer the launch's
)
LONG_STANDING_Y = 1.0
STATION_NEAR_KM = 20.0  # visitors of a station come out of their own element sets 0.15 to 5.5 km away from it
SLOT_DRIFT_DEG_DAY = 0.05  # kept on station: 0.1° boxes are re-entered within days
NEIGHBOUR_EARLIER_DEG = 0.3  # three 0.1° boxes: still the same stretch of the belt at an earlier epoch
PASSING_KM_DAY = 10.0  # 0.014° a day in GEO: slower than this nothing passes a 50 km zone in ten days
STEADY = 0.25  # how much the rate of passing may change and still be one steady drift
TIMES_EARLIER = timedelta(days=20)  # earlier epochs from this long before count as "then"
FAST_KM_S = 0.1


@dataclass(frozen=True, slots=True)
class Encounter:
    """One approach as the explanations see it, whatever the criteria. ``begin_s``, ``end_s``: seconds after the start;
    ``entered`` and ``left``: whether its beginning and its end lie within the window.
    """

    object1: ObjectFacts
    object2: ObjectFacts
    foreign: Foreign
    begin_s: float
    end_s: float
    entered: bool
    left: bool
    merged: bool
    least_km: Interval | None
    speed_km_s: float
    notices: tuple[ProximityNotice, ...]


def explain(scene: Scene, e: Encounter) -> tuple[Explanation, tuple[Reason, ...]]:
    """Return the first explanation that applies, ``none`` if there is none, and every step tried with its words."""
    steps = (_docked, _same_launch, _same_owner, _notified, _neighbours, _drift_by, _debris)
    reasons = tuple(step(scene, e) for step in steps)
    first: Explanation = next((r.explanation for r in reasons if r.applies == "yes"), "none")
    return first, reasons


def _at(scene: Scene, t_s: float) -> datetime:
    return scene.start + timedelta(seconds=t_s)


def _docked(scene: Scene, e: Encounter) -> Reason:
    a, b = e.object1.norad_cat_id, e.object2.norad_cat_id
    if e.merged:
        return Reason(
            "docked", "yes", "One element set stands for both: a docked pair, or one entry for two objects."
        )
    if a in scene.docked and scene.docked[a] == scene.docked.get(b):
        return Reason(
            "docked", "yes", "At another epoch kept here one element set stood for both, directly or in turn."
        )
    near = e.least_km is not None and e.least_km.value <= STATION_NEAR_KM
    places = []
    for o in (e.object1, e.object2):
        place, basis = scene.stations.get(o.norad_cat_id, ("", ""))
        if not place and near:
            place = visits(o.name, o.launch_date, _at(scene, e.begin_s)) or ""
            basis = "its name and launch date are those of a vehicle that serves the station"
        places.append((place, basis))
    if near and places[0][0] and places[0][0] == places[1][0]:
        return Reason(
            "docked",
            "yes",
            f"Both belong to one crewed station ({places[0][0]}): {places[0][1]}; {places[1][1]}.",
        )
    return Reason(
        "docked", "no", "No element set kept here stood for both, and they are not listed as one station."
    )


def _same_launch(scene: Scene, e: Encounter) -> Reason:
    ids = [(o.object_id or "")[:8] for o in (e.object1, e.object2)]
    if not ids[0] or not ids[1]:
        return Reason("same_launch", "cannot tell", "The designator of one of the objects is not known.")
    if ids[0] != ids[1]:
        return Reason("same_launch", "no", f"They come from different launches ({ids[0]} and {ids[1]}).")
    launched = e.object1.launch_date or e.object2.launch_date
    if launched is None:
        return Reason(
            "same_launch", "cannot tell", f"Both come from launch {ids[0]}, whose date is not known."
        )
    days = (_at(scene, e.begin_s).date() - launched).days
    if days <= EARLY_D:
        return Reason("same_launch", "yes", f"Both come from launch {ids[0]}, {max(days, 0)} days before.")
    return Reason("same_launch", "no", f"Both come from launch {ids[0]}, but {days} days before.")


def _same_owner(scene: Scene, e: Encounter) -> Reason:
    if e.foreign.answer == "no":
        return Reason("same_owner", "yes", e.foreign.basis)
    return Reason("same_owner", "no" if e.foreign.answer == "yes" else "cannot tell", e.foreign.basis)


def _notified(scene: Scene, e: Encounter) -> Reason:
    if not e.notices:
        return Reason("notified", "no", "There is no notice on this record.")
    words = []
    for n in e.notices:
        planned = n.least_planned_km
        givers = " and ".join(actor_name(scene, by) for by in n.consent_of)
        consent = f", with the consent of {givers}" if givers else ""
        by = actor_name(scene, n.filing.filed_by)
        said = f"A notice of {by} of {day_words(n.filing.filed_at)} covers this pair and time{consent}"
        if n.filing.filed_at > _at(scene, e.begin_s):
            words.append(f"{said}, but was filed after the approach began.")
            continue
        if planned is not None and e.least_km is not None and e.least_km.high < planned:
            words.append(
                f"{said}, but plans no less than {planned:g} km; measured were "
                f"{distance_words(e.least_km.low)} to {distance_words(e.least_km.high)}: nearer than notified."
            )
            continue
        return Reason("notified", "yes", f"{said}.")
    return Reason("notified", "no", " ".join(words))


def _drifts(scene: Scene, e: Encounter) -> list[tuple[float, float, float, str, str]]:
    """Return along the approach: both drifts (°/day), relative in-track drift (km/day), both regions."""
    t = np.linspace(e.begin_s, max(e.end_s, e.begin_s + 1.0), 24)
    rows = [rows_at(scene.tracks, o.norad_cat_id, t) for o in (e.object1, e.object2)]
    if min(r.min() for r in rows) < 0:
        return []
    first, second = (scene.tracks.elements[r] for r in rows)
    n1, n2 = first["mean_motion_rev_day"].to_numpy(), second["mean_motion_rev_day"].to_numpy()
    passing = (n2 - n1) * 2 * np.pi * semi_major_axis_km(0.5 * (n1 + n2))
    columns = (drift_deg_per_day(first), drift_deg_per_day(second), passing, regions(first), regions(second))
    return list(zip(*(c.tolist() for c in columns), strict=True))


def _neighbours(scene: Scene, e: Encounter) -> Reason:
    drifts = [] if e.merged else _drifts(scene, e)
    if not drifts:
        return Reason("neighbours", "cannot tell", _no_elements_of_both(e))
    if any(region != GEO for d in drifts for region in d[3:]):
        return Reason("neighbours", "no", "They are not both in the geostationary region.")
    middle = [abs(float(np.median([d[k] for d in drifts]))) for k in (0, 1)]
    if max(middle) > SLOT_DRIFT_DEG_DAY:
        return Reason("neighbours", "no", "At least one of them does not keep its longitude.")
    if {e.object1.object_type, e.object2.object_type} & {"DEBRIS", "ROCKET BODY"}:
        return Reason("neighbours", "no", "One of them is not a payload that could be kept in a slot.")
    born = [o.launch_date for o in (e.object1, e.object2)]
    day = _at(scene, e.begin_s).date()
    if any(b is None or (day - b).days < 365.25 * LONG_STANDING_Y for b in born):
        return Reason(
            "neighbours",
            "no",
            "At least one of them was launched less than a year before, or its launch is unknown.",
        )
    earlier = _earlier_separation_deg(scene, e)
    if earlier is not None:
        degrees, when = earlier
        if degrees > NEIGHBOUR_EARLIER_DEG:
            return Reason(
                "neighbours", "no", f"On {day_words(when)} they were {degrees:.1f}° of longitude apart."
            )
        return Reason(
            "neighbours",
            "yes",
            f"Both keep their longitude, and on {day_words(when)} they were {degrees:.2f}° apart as well.",
        )
    if scene.followed and (e.entered or e.left) and e.end_s - e.begin_s > 86_400.0:
        return Reason("neighbours", "no", "One of them came or went within the window.")
    seen = "throughout the window" if scene.followed else "as far as one element set for each shows"
    return Reason(
        "neighbours",
        "yes",
        f"Both keep their longitude {seen} and were launched more than a year before. Whether they have long been "
        "neighbours cannot be told from these epochs.",
    )


def _earlier_separation_deg(scene: Scene, e: Encounter) -> tuple[float, datetime] | None:
    """Return how far apart in longitude the two were at the latest epochs well before the window, and when."""
    found = [
        mean_longitude_deg(scene.history, o.norad_cat_id, scene.start - TIMES_EARLIER)
        for o in (e.object1, e.object2)
    ]
    if found[0] is None or found[1] is None:
        return None
    (lon1, t1), (lon2, t2) = found[0], found[1]
    if abs(t1 - t2) > TIMES_EARLIER:
        return None
    return abs((lon2 - lon1 + 180.0) % 360.0 - 180.0), max(t1, t2)


def _drift_by(scene: Scene, e: Encounter) -> Reason:
    types = {e.object1.object_type, e.object2.object_type}
    if not types <= {"PAYLOAD", "UNKNOWN"}:
        return Reason("drift_by", "no", "One of the two is debris or a rocket body; see the last step.")
    if e.speed_km_s >= FAST_KM_S:
        return Reason(
            "drift_by",
            "yes",
            f"They pass at {e.speed_km_s:.2g} km/s, each on its own orbit, and do not stay.",
        )
    rates = [] if e.merged else [d[2] for d in _drifts(scene, e)]
    if not rates:
        return Reason("drift_by", "cannot tell", _no_elements_of_both(e))
    mean = float(np.mean(rates))
    if abs(mean) < PASSING_KM_DAY:
        return Reason("drift_by", "no", "They hardly drift against each other.")
    if max(abs(r - mean) for r in rates) > STEADY * abs(mean):
        return Reason("drift_by", "no", "The drift between them changed during the approach.")
    if not (e.entered and e.left):
        return Reason("drift_by", "cannot tell", "The window cuts the approach: whether it ends is not seen.")
    return Reason(
        "drift_by", "yes", f"They drift past each other at {abs(mean):.0f} km a day, without stopping."
    )


def _no_elements_of_both(e: Encounter) -> str:
    """Return why nothing can be said of how two objects move against each other."""
    return "One element set for two objects." if e.merged else "There are no elements of both."


def _debris(scene: Scene, e: Encounter) -> Reason:
    kinds = {"DEBRIS": "debris", "ROCKET BODY": "a rocket body"}
    found = [f"{o.name} is {kinds[o.object_type]}" for o in (e.object1, e.object2) if o.object_type in kinds]
    if found:
        return Reason("debris", "yes", f"{' and '.join(found)} by the catalogue.")
    unknown = [o.name for o in (e.object1, e.object2) if o.object_type != "PAYLOAD"]
    if unknown:
        return Reason("debris", "cannot tell", f"The catalogue does not say what {' and '.join(unknown)} is.")
    return Reason("debris", "no", "Both are payloads by the catalogue.")
