"""Prolonged proximities that no notice on record speaks of, whatever explains them, and commitments to notify."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from dueregard.assess.applicable import committed
from dueregard.assess.check import Checked
from dueregard.assess.identity import compared_with_id
from dueregard.assess.least import least_range
from dueregard.assess.notified_words import unannounced
from dueregard.assess.scene import Scene
from dueregard.model.approach import PROLONGED
from dueregard.model.criterion import Criterion, Sphere
from dueregard.model.filing import Commitment, Record
from dueregard.model.finding import Evidence, Finding, Interval
from dueregard.model.notified import NoticeComparison
from dueregard.model.time import seconds_between
from dueregard.record.as_of import notices_for

TOUCHED: Final = ("inside", "indeterminate")


def without_notice(
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
    yield compared_with_id(blank)


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
