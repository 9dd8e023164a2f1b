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

from dueregard.assess.applicable import committed
from dueregard.assess.check import Checked
from dueregard.assess.filled import notice_evidence
from dueregard.assess.identity import Json, content_id, plain
from dueregard.assess.least import least_range
from dueregard.assess.nearness import Nearness, nearness
from dueregard.assess.notified_words import (
    limits_of,
    not_looked_at,
    not_seen,
    seen,
    sigma_words,
    unannounced,
    without_elements,
)
from dueregard.assess.readings import Pair, pair_of
from dueregard.assess.scene import Scene, actor_name, element_evidence
from dueregard.assess.statements import Span, statements, touching
from dueregard.model.approach import PROLONGED
from dueregard.model.criterion import Criterion, Sphere
from dueregard.model.filing import Commitment, ProximityNotice, Record
from dueregard.model.finding import Evidence, Finding, Interval
from dueregard.model.notified import Compared, Looked, NoticeComparison, NoticeOutcome
from dueregard.model.time import seconds_between
from dueregard.orbit.region import GEO
from dueregard.record.as_of import as_of, notices_for

TOUCHED: Final = ("inside", "indeterminate")
NEAR_KM: Final = 50.0  # where the question of the run is not a distance: that of its default
STEP_S: Final = 30.0
STEP_GEO_S: Final = 300.0


def notified(
    scene: Scene,
    checked: Sequence[Checked],
    question: Criterion,
    software: str,
    known_at: datetime | None = None,
) -> Iterator[NoticeComparison]:
    """Yield what the sky shows of every notice on record, in order of filing, then every proximity without one.

    ``checked``: the findings of this run; ``question``: the one of this run, whose distance says what "near" is.
    ``known_at`` (the end of the window where it is not given, and never later) bounds what of record and sky is used:
    notices filed until then, instants until then. Which element sets had been published by then is known only
    where ``first_seen`` says so, and is said among the limits.
    """
    end = scene.start + timedelta(hours=scene.hours)
    at = end if known_at is None else min(known_at.astimezone(UTC), end)
    record = as_of(scene.record, at)
    near_km = question.zone.radius_km if isinstance(question.zone, Sphere) else NEAR_KM
    for notice in record.notices:
        yield _one_notice(scene, record, notice, checked, near_km, at, software)
    for one in checked:
        yield from _without_notice(scene, record, one, question, near_km, at, software)


def _one_notice(
    scene: Scene,
    record: Record,
    n: ProximityNotice,
    checked: Sequence[Checked],
    near_km: float,
    at: datetime,
    software: str,
) -> NoticeComparison:
    pair = pair_of(scene, n.object_norad_cat_id, n.target_norad_cat_id)
    blank = _blank(scene, pair, n, near_km, at, software)
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
        findings=_findings_of(checked, pair, n.start, n.end),
    )
    more = limits_of(n, looked=looked, near_km=near_km)
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


def _without_notice(
    scene: Scene,
    record: Record,
    one: Checked,
    question: Criterion,
    near_km: float,
    at: datetime,
    software: str,
) -> Iterator[NoticeComparison]:
    """Yield the proximity of one approach where no notice on record speaks of the pair and time."""
    notify = {c.filing.id: c for c in record.commitments if "notice" in c.unless}
    found = [
        f
        for f in one.findings
        if f.kind == PROLONGED
        and f.outcome in TOUCHED
        and (f.criterion == question.id or f.commitment in notify)
    ]
    entries = [f.entry for f in found if f.entry is not None]
    exits = [f.exit for f in found if f.exit is not None]
    if not entries or not exits or min(entries) > at:
        return
    start, end = min(entries), min(max(exits), at)
    pair = one.pair
    if notices_for(record, *pair.numbers, start, end):
        return
    promised = tuple(
        notify[i]
        for i in dict.fromkeys(f.commitment for f in found if f.commitment)
        if committed(notify[i], pair.objects, pair.foreign.answer, start, scene.owners)
    )
    lead = found[0]
    least = lead.least_range_km if max(exits) <= at else _least_until(scene, one, start, at)
    held = [question if f.criterion == question.id else notify[f.commitment].criterion for f in found]
    near_km = max((c.zone.radius_km for c in held if isinstance(c.zone, Sphere)), default=near_km)
    blank = NoticeComparison(
        id="",
        outcome="no notice on this record",
        object1_norad_cat_id=pair.numbers[0],
        object2_norad_cat_id=pair.numbers[1],
        object1_name=pair.object1.name,
        object2_name=pair.object2.name,
        notice="",
        filed_by="",
        filed_at=None,
        start=start,
        end=end,
        near_km=near_km,
        near_from=start,
        near_until=end,
        least_range_km=least,
        compared=(),
        looked="whole",
        commitments=tuple(c.filing.id for c in promised),
        findings=tuple(f.id for f in found),
        known_at=at,
        text=unannounced(scene, pair, (start, end), near_km, least, promised),
        uncertainty=lead.uncertainty,
        evidence=_carried(found, promised),
        limits=(
            *lead.limits,
            "This record holds what reached it: a notice given to others only, or elsewhere, is not on it.",
        ),
        software=software,
    )
    yield _with_id(blank)


def _least_until(scene: Scene, one: Checked, start: datetime, at: datetime) -> Interval | None:
    """Return the least range of a proximity as far as it had come at an instant: what followed was not known."""
    if one.path is None:
        return None
    t = one.path.t_s
    begin, end = seconds_between(start, scene.start), seconds_between(at, scene.start)
    seen = one.path.good & (t >= begin) & (t <= end)
    return least_range(scene.tracks, one.pair.numbers, one.path, seen) if seen.any() else None


def _carried(found: Sequence[Finding], promised: Sequence[Commitment]) -> tuple[Evidence, ...]:
    """Return the element sets that the findings rest on, and the commitments on record."""
    sets = dict.fromkeys(e for f in found for e in f.evidence if e.kind == "element set")
    texts = (Evidence("commitment", c.filing.id, c.filing.source, c.filing.filed_at, None) for c in promised)
    return (*sets, *texts)


def _findings_of(checked: Sequence[Checked], pair: Pair, start: datetime, end: datetime) -> tuple[str, ...]:
    return tuple(
        f.id
        for one in checked
        if one.pair.numbers == pair.numbers
        for f in one.findings
        if f.entry is None or f.exit is None or (f.entry <= end and f.exit >= start)
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
    return _with_id(dataclasses.replace(blank, outcome=outcome, looked=looked, text=text, limits=limits))


def comparison_object(one: NoticeComparison) -> dict[str, Json]:
    """Return one comparison as plain values, field by field, as ``notices.json`` holds it."""
    found = plain(one)
    if not isinstance(found, dict):
        raise TypeError("a comparison is an object")
    return found


def _with_id(draft: NoticeComparison) -> NoticeComparison:
    """Return the comparison with its identity: the hash of what it says, as a finding's."""
    return dataclasses.replace(draft, id=content_id(comparison_object(draft)))
