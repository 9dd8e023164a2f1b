"""What a finding says where both objects have elements: what was measured, its words, its evidence, its limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from dueregard.assess.applicable import belongs_to, committed
from dueregard.assess.commitment import held_to_its_word, lifted_by
from dueregard.assess.explain import Encounter
from dueregard.assess.filled import criterion_evidence, filled, notice_evidence, unmeasured
from dueregard.assess.least import least_longitude_deg, least_range
from dueregard.assess.moved import Courses, who_moved
from dueregard.assess.phrases import distance_sentence, headline, limits, longitude_sentence, said
from dueregard.assess.readings import Applied, Pair
from dueregard.assess.scene import Scene, actor_name, element_evidence
from dueregard.assess.sentence import day_words
from dueregard.assess.zone import Measured
from dueregard.model.approach import MERGED
from dueregard.model.criterion import LongitudeBand
from dueregard.model.filing import ProximityNotice
from dueregard.model.finding import CommitmentOutcome, Evidence, Finding
from dueregard.orbit.tracks import PairPath
from dueregard.record.as_of import as_of, notices_for, replies_for

TOUCHED = ("inside", "indeterminate", "not verifiable")
STAY_KM_S = 0.1  # who moved is asked of objects that keep company, not of those that pass
NOBODY_MOVED = Courses("cannot tell", "Who moved is not asked of objects that pass each other at speed.")


@dataclass(frozen=True, slots=True)
class Seen:
    """One approach in seconds after the start, whether the window cuts it, and its speed at closest approach."""

    entry_s: float
    tca_s: float
    exit_s: float
    entry_cut: bool
    exit_cut: bool
    speed_km_s: float


def measured_finding(
    scene: Scene,
    pair: Pair,
    seen: Seen,
    path: PairPath,
    a: Applied,
    m: Measured,
    kind: str,
    software: str,
) -> Finding:
    """Return the finding of one approach against one criterion."""
    c = a.criterion
    # Sets are followed beyond the window to see how long a stay lasts that it cuts; told is what lies within it.
    window_s = scene.hours * 3600.0
    good = path.good & (path.t_s >= 0.0) & (path.t_s <= window_s)
    if not good.any():
        good = path.good
    k = int(np.argmin(np.where(good, path.range_km, np.inf)))
    least = least_range(scene.tracks, pair.numbers, path, good)
    begin, end = (m.begin_s, m.end_s) if m.possibly_s > 0 else (seen.entry_s, seen.exit_s)
    begin, end = (min(max(x, 0.0), window_s) for x in (begin, end))
    if end <= begin:
        begin, end = seen.entry_s, seen.exit_s
    # The least range may lie outside the longest stay in the zone; the finding's TCA is that of its own interval.
    inside = good & (path.t_s >= begin) & (path.t_s <= end)
    tca_s = (
        float(path.t_s[np.argmin(np.where(inside, path.range_km, np.inf))]) if inside.any() else seen.tca_s
    )
    entry, tca, exit_ = (_instant(scene, s) for s in (begin, tca_s, end))
    record = as_of(scene.record, scene.start + timedelta(hours=scene.hours))
    notices = notices_for(record, *pair.numbers, entry, exit_)
    courses = NOBODY_MOVED
    if m.outcome in TOUCHED and seen.speed_km_s < STAY_KM_S:
        courses = who_moved(scene, c, *pair.objects, begin, end, a.around)
    encounter = Encounter(
        *pair.objects, pair.foreign, seen.entry_s, seen.exit_s, not seen.entry_cut, not seen.exit_cut, False, least,
        seen.speed_km_s, notices,
    )  # fmt: skip
    outcome, words = m.outcome, m.words
    if c.consent_exempts and outcome in TOUCHED and _consented(scene, pair, a, notices):
        outcome, words = (
            "not applicable",
            "the text leaves out what was consented to, and consent is on this record",
        )
    verdict, why = _verdict(scene, pair, a, notices, m, courses, entry)
    promised = any(
        "notice" in p.unless and committed(p, pair.objects, pair.foreign.answer, entry, scene.owners)
        for p in record.commitments
    )
    lasting = end - begin
    sentences = [
        headline(
            *pair.objects,
            c,
            outcome,
            min(m.possibly_s, lasting),
            min(m.surely_s, lasting),
            least,
            tca,
            seen.speed_km_s,
        ),
        longitude_sentence(least_longitude_deg(scene.tracks, pair.numbers, path, good))
        if isinstance(c.zone, LongitudeBand)
        else "",
        distance_sentence(least),
        said(notices, actor_name(scene, notices[0].filing.filed_by) if notices else "", promised),
        courses.sentence if m.outcome in TOUCHED else "",
        f"Held to the commitment of {actor_name(scene, a.commitment.actor)}: {verdict}; {why}."
        if a.commitment and verdict
        else "",
    ]
    sigma = path.sigma_rtn_km[k]
    errors = (
        "relative errors of neighbours in one orbit" if path.relative else "absolute errors of both objects"
    )
    ages = (float(path.age1_d[k]), float(path.age2_d[k]))
    cut = (seen.entry_cut and begin <= seen.entry_s, seen.exit_cut and end >= seen.exit_s)
    return filled(
        scene,
        encounter,
        a,
        courses,
        software,
        kind=kind,
        times=(entry, tca, exit_),
        outcome=outcome,
        verdict=verdict,
        text=" ".join(sentence for sentence in sentences if sentence),
        uncertainty=(
            f"One standard deviation of the relative position at closest approach: radial {sigma[0]:.2f}, in-track "
            f"{sigma[1]:.2f}, cross-track {sigma[2]:.2f} km ({errors}, {pair.region1}, elements {abs(ages[0]):.1f} "
            f"and {abs(ages[1]):.1f} days from epoch). What decided: {words}."
        ),
        evidence=_rests_on(scene, pair, a, notices, path.t_s),
        limits=limits(least, ages, courses, pair.foreign, cut, bool((~path.good).any())),
        replies=tuple(
            f"{actor_name(scene, r.filing.filed_by)}, {day_words(r.filing.filed_at)}: “{r.text}”"
            for r in replies_for(record, *pair.numbers, entry, exit_)
        ),
    )


def merged_finding(scene: Scene, pair: Pair, a: Applied, software: str) -> Finding:
    """Return the finding for two objects that one element set stands for: their distance cannot be measured."""
    end_s = scene.hours * 3600.0
    record = as_of(scene.record, _instant(scene, end_s))
    notices = notices_for(record, *pair.numbers, scene.start, _instant(scene, end_s))
    verdict: CommitmentOutcome | None = None
    if a.commitment is not None:
        lifted = lifted_by(scene, a.commitment, pair.objects[2 - a.own], notices, scene.start)
        verdict, _ = held_to_its_word("not verifiable", lifted, a.own, "cannot tell", True)
    return unmeasured(
        scene,
        Encounter(*pair.objects, pair.foreign, 0.0, end_s, False, False, True, None, 0.0, notices),
        a,
        Courses("cannot tell", "Who moved cannot be told from one element set for two objects."),
        software,
        kind=MERGED,
        verdict=verdict,
        text=(
            f"{pair.object1.name} and {pair.object2.name} are carried by one element set: a docked pair, or one "
            "entry that stands for two objects. Their distance is no measurement."
        ),
        uncertainty="The catalogue gives one trajectory for two objects: no distance can be measured.",
        evidence=_rests_on(scene, pair, a, notices, np.linspace(0.0, end_s, 200)),
    )


def _rests_on(
    scene: Scene, pair: Pair, a: Applied, notices: Sequence[ProximityNotice], t_s: NDArray[np.float64]
) -> tuple[Evidence, ...]:
    """Return what a finding on two objects with elements rests on: the sets that carry them at ``t_s`` (seconds after
    the start), the text held against them, and the notices on record.
    """
    sets = (one for number in pair.numbers for one in element_evidence(scene, number, t_s))
    return (*sets, criterion_evidence(a), *notice_evidence(notices))


def _instant(scene: Scene, seconds: float) -> datetime:
    return scene.start + timedelta(seconds=round(seconds, 6))


def _consented(scene: Scene, pair: Pair, a: Applied, notices: Sequence[ProximityNotice]) -> bool:
    """Return whether the actor of an object the zone lies around has consented, by a notice on record."""
    return any(
        belongs_to(pair.objects[k - 1], by, scene.owners)
        for k in a.around
        for n in notices
        for by in n.consent_of
    )


def _verdict(
    scene: Scene,
    pair: Pair,
    a: Applied,
    notices: tuple[ProximityNotice, ...],
    m: Measured,
    courses: Courses,
    begins: datetime,
) -> tuple[CommitmentOutcome | None, str]:
    if a.commitment is None:
        return None, ""
    lifted = lifted_by(scene, a.commitment, pair.objects[2 - a.own], notices, begins)
    return held_to_its_word(m.outcome, lifted, a.own, courses.mover, False)
