"""Notices meet the sky: for each notified pair what was seen, and which prolonged proximities no notice speaks of.

Every notice on the record is answered, and every prolonged proximity that the question of the run touches, or a
commitment to notify does: alike for all pairs. Nobody is held to anything here (docs/decisions/0011).
"""

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dueregard.assess.check import Checked
from dueregard.assess.filled import notice_evidence
from dueregard.assess.identity import compared_with_id
from dueregard.assess.least import least_range
from dueregard.assess.nearness import Nearness, nearness
from dueregard.assess.notified_words import (
    limits_of,
    not_looked_at,
    not_seen,
    seen,
    sigma_words,
    without_elements,
)
from dueregard.assess.readings import Pair, pair_of
from dueregard.assess.scene import Scene, actor_name, element_evidence
from dueregard.assess.statements import Span, statements, touching
from dueregard.assess.without_notice import without_notice
from dueregard.model.criterion import Criterion, Sphere
from dueregard.model.filing import ProximityNotice, Record
from dueregard.model.finding import Finding
from dueregard.model.notified import Compared, Looked, NoticeComparison, NoticeOutcome
from dueregard.model.time import seconds_between
from dueregard.orbit.region import GEO
from dueregard.record.as_of import as_of, notices_for

NEAR_KM: Final = 50.0  # where the question of the run is not a distance: that of its default
STEP_S: Final = 30.0
STEP_GEO_S: Final = 300.0


def notified(
    scene: Scene,
    checked: Sequence[Checked],
    question: Criterion,
    software: str,
    known_at: datetime | None = None,
    unseen: Sequence[Finding] = (),
) -> Iterator[NoticeComparison]:
    """Yield what the sky shows of every notice on record, in order of filing, then every proximity without one.

    ``checked``: the findings of this run, ``unseen`` those on operations that could not be seen;
    ``question``: the one of this run, whose distance says what "near" is.
    ``known_at`` (the end of the window where it is not given, and never later) bounds what of record and sky is used:
    notices filed until then, instants until then. Which element sets had been published by then is known only
    where ``first_seen`` says so, and is said among the limits.
    """
    end = scene.start + timedelta(hours=scene.hours)
    at = end if known_at is None else min(known_at.astimezone(UTC), end)
    record = as_of(scene.record, at)
    near_km = question.zone.radius_km if isinstance(question.zone, Sphere) else NEAR_KM
    findings = (*(f for one in checked for f in one.findings), *unseen)
    for notice in record.notices:
        yield _one_notice(scene, record, notice, findings, near_km, at, software)
    for one in checked:
        yield from without_notice(scene, record, one, question, near_km, at, software)


def _one_notice(
    scene: Scene,
    record: Record,
    n: ProximityNotice,
    findings: Sequence[Finding],
    near_km: float,
    at: datetime,
    software: str,
) -> NoticeComparison:
    pair = pair_of(scene, n.object_norad_cat_id, n.target_norad_cat_id)
    blank = dataclasses.replace(
        _blank(scene, pair, n, near_km, at, software), findings=_on_the_same(findings, pair, n)
    )
    missing = [o.name for o in pair.objects if o.norad_cat_id not in scene.tracks.rows]
    if n.end < scene.start or n.start > at:
        return _made(blank, "not looked at", "not at all", not_looked_at(scene, n, at), limits_of(n))
    if missing:
        text = without_elements(scene, n, " and ".join(missing))
        return _made(blank, "not verifiable", "not at all", text, limits_of(n, missing=missing))
    span = Span(
        seconds_between(n.start, scene.start),
        seconds_between(n.end, scene.start),
        seconds_between(at, scene.start),
        tuple(
            (seconds_between(o.start, scene.start), seconds_between(o.end, scene.start))
            for o in notices_for(record, *pair.numbers, scene.start, at)
            if o is not n
        ),
    )
    if span.seen_s <= 0.0:
        return _made(blank, "not looked at", "not at all", not_looked_at(scene, n, at), limits_of(n))
    step = STEP_GEO_S if (pair.region1, pair.region2) == (GEO, GEO) else STEP_S
    near = nearness(scene.tracks, pair.numbers, near_km, 0.0, span.seen_s, step)
    inside = (near.path.t_s >= span.begin_s) & (near.path.t_s <= span.end_s)
    looked = _looked(near, inside, span)
    sets = tuple(
        one for number in pair.numbers for one in element_evidence(scene, number, near.path.t_s[inside])
    )
    least = (
        least_range(scene.tracks, pair.numbers, near.path, near.apart & inside)
        if (near.apart & inside).any()
        else None
    )
    blank = dataclasses.replace(
        blank,
        least_range_km=least,
        evidence=(*blank.evidence, *sets),
        uncertainty=sigma_words(pair, near, inside),
    )
    more = limits_of(n, looked=looked, near_km=near_km, ahead_d=_ahead_d(near, inside))
    stays = touching(near, span)
    if looked == "not at all":
        return _made(blank, "not verifiable", looked, not_looked_at(scene, n, at), more)
    if not stays:
        return _made(blank, "notified and not seen", looked, not_seen(scene, n, least, near_km, looked), more)
    compared = statements(scene.tracks, pair.numbers, n, near, span)
    begin, until = stays[0][0], stays[-1][1]
    outcome = _outcome(compared)
    blank = dataclasses.replace(
        blank,
        near_from=scene.start + timedelta(seconds=round(begin, 6)),
        near_until=scene.start + timedelta(seconds=round(until, 6)),
        compared=compared,
    )
    after = n.filing.filed_at > scene.start + timedelta(seconds=begin)
    return _made(blank, outcome, looked, seen(scene, n, outcome, compared, after, looked), more)


def _ahead_d(near: Nearness, inside: NDArray[np.bool_]) -> float:
    """Return by how many days the end of what was looked at lies after the newest set of either object."""
    at = np.flatnonzero(near.path.good & inside)
    return float(max(near.path.age1_d[at[-1]], near.path.age2_d[at[-1]])) if len(at) else 0.0


def _outcome(compared: Sequence[Compared]) -> NoticeOutcome:
    """Return what the statements say together: one that does not hold decides, then one that cannot be told."""
    answers = {c.answer for c in compared}
    if "yes" in answers:
        return "otherwise than notified"
    if "indeterminate" in answers:
        return "indeterminate"
    return "as notified" if "no" in answers else "not verifiable"


def _looked(near: Nearness, inside: NDArray[np.bool_], span: Span) -> Looked:
    if not (near.path.good & inside).any():
        return "not at all"
    whole = span.begin_s >= 0.0 and span.end_s <= span.seen_s and bool(near.path.good[inside].all())
    return "whole" if whole else "in part"


def _on_the_same(findings: Sequence[Finding], pair: Pair, n: ProximityNotice) -> tuple[str, ...]:
    """Return the findings on the pair in the notified span, and those on it that carry no time."""
    return tuple(
        f.id
        for f in findings
        if (f.object1_norad_cat_id, f.object2_norad_cat_id) == pair.numbers
        and (f.entry is None or f.exit is None or (f.entry <= n.end and f.exit >= n.start))
    )


def _blank(
    scene: Scene, pair: Pair, n: ProximityNotice, near_km: float, at: datetime, software: str
) -> NoticeComparison:
    """Return the comparison before anything was looked at: whose words, about what, and that nothing was measured."""
    return NoticeComparison(
        id="",
        outcome="not looked at",
        object1_norad_cat_id=pair.numbers[0],
        object2_norad_cat_id=pair.numbers[1],
        object1_name=pair.object1.name,
        object2_name=pair.object2.name,
        notice=n.filing.id,
        filed_by=actor_name(scene, n.filing.filed_by),
        filed_at=n.filing.filed_at,
        start=n.start,
        end=n.end,
        near_km=near_km,
        near_from=None,
        near_until=None,
        least_range_km=None,
        compared=(),
        looked="not at all",
        commitments=(),
        findings=(),
        known_at=at,
        text="nothing was looked at",
        uncertainty="Nothing was measured: no distance and no error are given.",
        evidence=notice_evidence((n,)),
        limits=("nothing was looked at",),
        software=software,
    )


def _made(
    blank: NoticeComparison, outcome: NoticeOutcome, looked: Looked, text: str, limits: tuple[str, ...]
) -> NoticeComparison:
    return compared_with_id(
        dataclasses.replace(blank, outcome=outcome, looked=looked, text=text, limits=limits)
    )
