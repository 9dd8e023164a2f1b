"""To whom a proximity notice goes: the States concerned, computed, with why, and who will see what, before it is sent.

Concerned are the owners of the approached objects, as the notice names them, and the States responsible for what comes
near the operation. Whether a reader may read is decided by the record's table alone; here stands what the filing
itself says of its readers, held beside the recipients.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from dueregard.assess.coverage import without_elements
from dueregard.assess.sentence import distance_words
from dueregard.jobs.concerned import Near, Screening, screen_plans
from dueregard.jobs.facts import object_facts
from dueregard.jobs.recipients import (
    Concerned,
    besides,
    filers_of,
    nearest_of_each,
    owners_approached,
    owners_near,
)
from dueregard.model.actor import Owner
from dueregard.model.errors import UsageError
from dueregard.model.reject import Reject
from dueregard.record.forms.handling import Circulation, Recipient
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.proximity import ProximityNotice
from dueregard.report.quantities import counted

# Twice the 50 km that a run asks about by default: a set used two weeks ahead, as notices are, is off by some 44 km in
# the geostationary belt (1.6 km a day, two standard deviations; orbit.uncertainty), and who might be near is concerned.
STAY_KM: Final = 100.0
# What passes at speed is concerned where it may come as near as element sets a few days old can be wrong in low orbits.
PASS_KM: Final = 5.0
MOST_OBJECTS: Final = 500  # of one recipient on form H2
SCREENED_LENGTH: Final = (
    3_800  # of what form H2 says of the screening (at most 4,000); all of it is in the value
)


@dataclass(frozen=True, slots=True)
class Sight:
    """What one actor, or everybody, will be able to read of the notice, and because of which of its fields."""

    who: str
    sees: str
    because: str


@dataclass(frozen=True, slots=True)
class CirculationPlan:
    """What the filer sees before sending.

    ``recipients``: by name. ``nobody_to_tell``: objects near the operation whose owner no rule resolves, in words.
    ``own``: objects of those who file. ``passed_over``: debris and rocket bodies that only pass. ``sights``: who will
    see what. ``contradictions``: where notice and catalogue name different owners. ``not_seen``: what could not be
    looked at. ``screened``: how all this was found, in sentences. ``rejects``: lines of the plans that were not used.
    """

    recipients: tuple[Concerned, ...]
    nobody_to_tell: tuple[str, ...]
    own: tuple[Near, ...]
    passed_over: tuple[Near, ...]
    sights: tuple[Sight, ...]
    contradictions: tuple[str, ...]
    not_seen: tuple[str, ...]
    screened: str
    rejects: tuple[Reject, ...]


def plan_circulation(
    notice: ProximityNotice,
    elements: pl.DataFrame,
    satcat: pl.DataFrame,
    owners: Mapping[str, Owner],
    *,
    stay_km: float = STAY_KM,
    pass_km: float = PASS_KM,
    threads: int = 2,
) -> CirculationPlan:
    """Return who is concerned by a notice, why, what could not be seen, and who will see what. Nothing is sent.

    ``stay_km``: for objects that keep near the operation for five minutes or longer; ``pass_km``: for those that pass
    at any speed. Raises ``DataError`` for a plan that cannot be read, ``UsageError`` for a distance out of range.
    """
    try:
        found = screen_plans(notice, elements, stay_km, pass_km, threads=threads)
    except ValueError as error:
        raise UsageError(str(error), do="give the distances in kilometres") from error
    named = [one.object.norad_cat_id for one in notice.approached_objects]
    numbers = [number for number in named if number is not None]
    facts = object_facts(
        elements,
        satcat,
        owners,
        [*numbers, *(n.norad_cat_id for n in found.near)],
    )
    filers = filers_of(notice)
    nearest = nearest_of_each(found.near)
    approached, contradictions = owners_approached(notice, facts, owners, filers, nearest)
    near, nobody, own, passed = owners_near(nearest, facts, owners, filers)
    recipients = tuple(
        sorted((*approached, *besides(near, approached)), key=lambda c: (c.name, c.actor, c.why))
    )
    not_seen = (*found.not_seen, *_without_sets(satcat, elements, notice.window.start))
    return CirculationPlan(
        recipients,
        nobody,
        own,
        passed,
        _sights(notice, recipients),
        contradictions,
        not_seen,
        _screened(found, elements, notice, stay_km, pass_km),
        found.rejects,
    )


def circulation_form(
    plan: CirculationPlan,
    *,
    filed_by: str,
    entry: str,
    sent: datetime,
    language: str = "en",
    fictional: bool = False,
) -> Circulation:
    """Return form H2 for a notice that was sent to all recipients of the plan. Raises ``UsageError`` for none."""
    if not plan.recipients:
        raise UsageError(
            "nobody was found to be concerned, so that there is nothing to note as sent",
            expected="at least one recipient",
            do="name the owner of the approached object in the notice, or look at what could not be seen",
        )
    return Circulation(
        filed_by=filed_by,
        language=language,
        sensitivity="public",
        fictional=fictional,
        entry=entry,
        sent=sent,
        recipients=tuple(_recipient(one) for one in plan.recipients),
        screened=_short_enough(plan),
    )


def _short_enough(plan: CirculationPlan) -> str:
    text, told = plan.screened, 0
    for sentence in plan.not_seen:
        if len(text) + len(sentence) > SCREENED_LENGTH:
            return f"{text} {len(plan.not_seen) - told} more could not be looked at."
        text, told = f"{text} {sentence}", told + 1
    return text


def _recipient(one: Concerned) -> Recipient:
    shown, more = one.objects[:MOST_OBJECTS], len(one.objects) - MOST_OBJECTS
    return Recipient.model_validate(
        {
            "actor": one.actor,
            "why": one.why,
            "objects": tuple(ObjectRef(norad_cat_id=o.norad_cat_id, name=o.name) for o in shown),
            "words": f"{more:,} further objects are not listed." if more > 0 else None,
        }
    )


def _sights(notice: ProximityNotice, recipients: Sequence[Concerned]) -> tuple[Sight, ...]:
    if notice.sensitivity == "public":
        return (Sight("everybody", "the whole notice", "sensitivity is public"),)
    filers = ", ".join(sorted({notice.filed_by, *notice.on_behalf_of, *notice.jointly_with}))
    sights = [Sight(filers, "the whole notice", "those whose words it is")]
    whole = "that a sealed filing exists" if notice.sensitivity == "sealed" else "the whole notice"
    sights += [Sight(reader, whole, "named under readers") for reader in notice.readers]
    missing = sorted({c.actor for c in recipients} - set(notice.readers))
    nothing = "nothing of it" if notice.sensitivity == "named readers" else "that a sealed filing exists"
    sights += [
        Sight(
            actor, nothing, "concerned, but not named under readers: add it there if it is to read the notice"
        )
        for actor in missing
    ]
    return tuple(sights)


def _without_sets(satcat: pl.DataFrame, elements: pl.DataFrame, at: datetime) -> tuple[str, ...]:
    if satcat.is_empty():
        return (
            "No satellite catalogue was given: owners are not known, nor which objects have no elements.",
        )
    missing = len(without_elements(satcat, elements, at))
    if not missing:
        return ()
    return (
        f"{counted(missing, 'catalogued object')} in Earth orbit without elements could not be looked at.",
    )


def _screened(
    found: Screening, elements: pl.DataFrame, notice: ProximityNotice, stay_km: float, pass_km: float
) -> str:
    objects = counted(elements["norad_cat_id"].n_unique(), "object")
    newest = elements["epoch"].max()
    until = f", the newest of {newest:%Y-%m-%d}" if isinstance(newest, datetime) else ""
    reach = f"{distance_words(stay_km)} for five minutes or longer, or {distance_words(pass_km)} at any speed"
    return (
        f"Screened from {notice.window.start:%Y-%m-%d} to {notice.window.end:%Y-%m-%d} against {objects} with element "
        f"sets{until}: {counted(len({n.norad_cat_id for n in found.near}), 'object')} may come within {reach}."
    )
