"""The sentences of a finding: first what happened, then the distance with its interval, then what was said."""

from datetime import datetime, timedelta

from dueregard.assess.moved import Courses
from dueregard.assess.scene import ObjectFacts
from dueregard.assess.sentence import day_words, degrees_words, distance_words, duration_words, zone_words
from dueregard.model.actor import Foreign
from dueregard.model.criterion import Criterion
from dueregard.model.filing import ProximityNotice
from dueregard.model.finding import Interval

SHORT_S = 300.0


def when(at: datetime) -> str:
    """Return an instant written out to the nearest minute, as the pages have it.

    >>> when(datetime(2031, 5, 9, 8, 9, 40))
    '9 May 2031, 08:10 UTC'
    """
    nearest = at + timedelta(seconds=30)
    return f"{day_words(nearest)}, {nearest:%H:%M} UTC"


def headline(
    o1: ObjectFacts,
    o2: ObjectFacts,
    criterion: Criterion,
    outcome: str,
    possibly_s: float,
    surely_s: float,
    least: Interval,
    tca: datetime,
    speed_km_s: float,
) -> str:
    """Return the sentence that stands first on the page, with the names of the two objects at its beginning."""
    zone = "" if criterion.zone is None else zone_words(criterion.zone)
    pair = f"{o1.name} and {o2.name}"
    if speed_km_s >= 0.1 and possibly_s < SHORT_S:
        return f"{pair} passed each other at {distance_words(least.value)} on {when(tca)}, at {speed_km_s:.3g} km/s."
    if outcome == "inside":
        return f"{pair} stayed {zone} of each other for {duration_words(max(surely_s, 1.0))}."
    if outcome in ("indeterminate", "not verifiable"):
        return f"{pair} may have stayed {zone} of each other for {duration_words(max(possibly_s, 1.0))}."
    return f"{pair} came as near as {distance_words(least.value)}, outside what the criterion speaks of."


def distance_sentence(least: Interval) -> str:
    """Return the least range with its interval, as a sentence."""
    return (
        f"The least range was {distance_words(least.value)}, between {distance_words(least.low)} and "
        f"{distance_words(least.high)} with 95 % probability."
    )


def longitude_sentence(least: Interval) -> str:
    """Return the least difference of longitude with its interval, degrees, as a sentence."""
    return (
        f"Their longitudes came within {degrees_words(least.value)} of each other, between "
        f"{degrees_words(least.low)} and {degrees_words(least.high)} with 95 % probability."
    )


def said(notices: tuple[ProximityNotice, ...], filed_by: str, committed_to_notify: bool) -> str:
    """Return what the record holds of the approach, as a sentence; ``filed_by`` names who filed the first notice."""
    if notices:
        one = notices[0]
        more = f" ({len(notices)} notices in all)" if len(notices) > 1 else ""
        return f"A notice was filed by {filed_by} on {day_words(one.filing.filed_at)}{more}."
    if committed_to_notify:
        return "There is no notice on this record."
    return "There is no notice on this record, and no commitment to notify on this record."


def limits(
    least: Interval | None,
    ages_d: tuple[float, float],
    courses: Courses,
    foreign: Foreign,
    cut: tuple[bool, bool],
    not_covered: bool,
) -> tuple[str, ...]:
    """Return what could not be verified for one approach, and why; never empty."""
    found = []
    if least is not None:
        bound = (
            f"nothing nearer than {distance_words(least.low)} happened with 95 % probability, but"
            if least.low > 0.0
            else "the data do not exclude any lesser distance, and"
        )
        found.append(
            f"The element sets were {abs(ages_d[0]):.1f} and {abs(ages_d[1]):.1f} days from their epochs at closest "
            f"approach: {bound} a manoeuvre since those epochs is not in them."
        )
    else:
        found.append("No distance could be measured: one element set for two objects, or none at all.")
    if courses.mover == "cannot tell":
        found.append(courses.sentence)
    if foreign.answer == "unknown":
        found.append(f"Whether the objects belong to different States is not known. {foreign.basis}")
    if any(cut):
        ends = {(True, False): "begins", (False, True): "ends", (True, True): "begins and ends"}[cut]
        found.append(f"The approach {ends} with the window: it may be longer than what is seen.")
    if not_covered:
        found.append("SGP4 gave up one of the objects within the approach; the rest is not covered.")
    found.append(
        "Objects without public elements are not seen at all; coverage by owner stands on its own page. The errors "
        "assumed for element sets are known by orbital region to about a factor of two."
    )
    return tuple(found)
