"""What has to be screened so that no criterion in force can be missed: distances, speeds, objects.

A criterion that speaks of stays needs slow pairs only; one around crewed stations needs those stations against
everything. Each gets the distance of its zone and a margin for what the elements leave open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.assess.applicable import belongs_to
from dueregard.assess.scene import ObjectFacts
from dueregard.model.actor import Owner
from dueregard.model.criterion import Criterion, LongitudeBand, RtnBox, Sphere, Zone
from dueregard.orbit.region import GEO, HEO, LEO, MEO, regions
from dueregard.orbit.uncertainty import Z95

Flags = NDArray[np.bool_]

GEO_IN_TRACK_KM_DAY = 1.6
STAY_S = 900.0  # from this dwell on a criterion speaks of stays, for which slow pairs suffice
# Two or three standard deviations of a pair a few days from epoch, by region (orbit.uncertainty): what may be inside
# the zone within the error of the elements must have been looked at.
MARGIN_KM = {LEO: 5.0, MEO: 5.0, GEO: 20.0, HEO: 20.0, "any": 20.0}
BAND_ACROSS_KM = (
    300.0  # a longitude band has no bounds in radius and latitude; this much of both is looked at
)


@dataclass(frozen=True, slots=True)
class Pass:
    """One screening: distance, whether only stays count, the objects of which one must be in the pair, and for which
    criteria. ``min_dwell_s`` is the least dwell any of them asks for; ``foreign_only``: all are about foreign pairs.
    ``key`` is the same for the same screening of another time, whatever objects there are then.
    """

    key: tuple[bool, str]
    within_km: float
    prolonged_only: bool
    focus: Flags
    criteria: tuple[str, ...]
    min_dwell_s: float
    foreign_only: bool


def reach_km(zone: Zone) -> float:
    """Return the greatest distance at which two objects can be within a zone of one another."""
    if isinstance(zone, Sphere):
        return zone.radius_km
    if isinstance(zone, RtnBox):
        return float(np.linalg.norm((zone.radial_km, zone.in_track_km, zone.cross_track_km)))
    band: LongitudeBand = zone
    return float(np.hypot(np.radians(band.half_width_deg) * 42_164.0, BAND_ACROSS_KM))


def margin_km(region: str, days: float) -> float:
    """Return how far beyond a zone to look, km: ``MARGIN_KM``, and in GEO at least the 95 % in-track error of a pair.

    Of sets ``days`` from their epochs, by the rate of ``orbit.uncertainty`` (1.6 km a day for one object).
    """
    grown = Z95 * 2**0.5 * GEO_IN_TRACK_KM_DAY * days if region in (GEO, "any") else 0.0
    return max(MARGIN_KM[region], grown)


def plan(
    criteria: Sequence[Criterion],
    elements: pl.DataFrame,
    facts: Mapping[int, ObjectFacts],
    crewed: frozenset[int],
    owners: Mapping[str, Owner],
    days: float = 1.0,
) -> tuple[Pass, ...]:
    """Return the screenings that together can miss none of the criteria, the fewest that are not wasteful.

    ``days``: how far from their epochs element sets are used; the margin around each zone grows with it in GEO.
    """
    where = regions(elements)
    numbers = elements["norad_cat_id"].to_list()
    passes: dict[tuple[bool, str], Pass] = {}
    for c in criteria:
        if not c.measured or c.zone is None:
            continue
        stays = c.dwell_s >= STAY_S
        distance = reach_km(c.zone) + margin_km(c.region, days)
        focus = _focus(c, where, numbers, facts, crewed, owners)
        if not focus.any():
            continue
        narrow = c.object_class in ("crewed", "named") or (bool(c.protects) and not stays)
        key = (stays, f"{c.object_class} {c.protects}" if narrow else c.region)
        old = passes.get(key)
        passes[key] = Pass(
            key,
            max(distance, old.within_km) if old else distance,
            stays,
            focus | old.focus if old else focus,
            (*old.criteria, c.id) if old else (c.id,),
            min(c.dwell_s, old.min_dwell_s) if old else c.dwell_s,
            c.pairs == "foreign" and (old is None or old.foreign_only),
        )
    return tuple(passes.values())


def _focus(
    c: Criterion,
    where: NDArray[np.str_],
    numbers: Sequence[int],
    facts: Mapping[int, ObjectFacts],
    crewed: frozenset[int],
    owners: Mapping[str, Owner],
) -> Flags:
    focus = np.ones(len(numbers), np.bool_) if c.region == "any" else where == c.region
    if c.object_class == "crewed":
        focus &= np.array([n in crewed for n in numbers], np.bool_)
    if c.object_class == "named":
        focus &= np.isin(numbers, c.objects)
    if c.protects:
        focus &= np.array([belongs_to(facts[n], c.protects, owners) for n in numbers], np.bool_)
    return np.asarray(focus, np.bool_)
