"""Findings filled: what every finding says alike is taken from the encounter here; its maker adds what is its own.

The one place where a ``Finding`` is constructed. The encounter names the objects, whether they are foreign to each
other and the least range; the text held against them gives criterion and commitment.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from dueregard.assess.explain import Encounter, explain
from dueregard.assess.identity import plain, with_id
from dueregard.assess.moved import Courses
from dueregard.assess.phrases import limits as limits_of
from dueregard.assess.readings import Applied
from dueregard.assess.scene import Scene
from dueregard.model.filing import ProximityNotice
from dueregard.model.finding import CommitmentOutcome, Evidence, Finding, Outcome


def filled(
    scene: Scene,
    e: Encounter,
    a: Applied,
    courses: Courses,
    software: str,
    *,
    kind: str,
    times: tuple[datetime, datetime, datetime] | None,
    outcome: Outcome,
    verdict: CommitmentOutcome | None,
    text: str,
    uncertainty: str,
    evidence: tuple[Evidence, ...],
    limits: tuple[str, ...],
    replies: tuple[str, ...],
) -> Finding:
    """Return the finding of one encounter against one criterion, explained and with its identity.

    ``times``: entry, TCA and exit; None where nothing could be measured. ``verdict``: the outcome of the commitment.
    """
    explanation, reasons = explain(scene, e)
    entry, tca, exit_ = times or (None, None, None)
    return with_id(
        Finding(
            id="",
            object1_norad_cat_id=e.object1.norad_cat_id,
            object2_norad_cat_id=e.object2.norad_cat_id,
            object1_name=e.object1.name,
            object2_name=e.object2.name,
            kind=kind,
            entry=entry,
            tca=tca,
            exit=exit_,
            least_range_km=e.least_km,
            criterion=a.criterion.id,
            outcome=outcome,
            commitment=a.commitment.filing.id if a.commitment else "",
            commitment_outcome=verdict,
            explanation=explanation,
            reasons=reasons,
            foreign=e.foreign.answer,
            foreign_basis=e.foreign.basis,
            who_moved=courses.words,
            text=text,
            uncertainty=uncertainty,
            evidence=evidence,
            limits=limits,
            replies=replies,
            software=software,
        )
    )


def unmeasured(
    scene: Scene,
    e: Encounter,
    a: Applied,
    courses: Courses,
    software: str,
    *,
    kind: str,
    verdict: CommitmentOutcome | None,
    text: str,
    uncertainty: str,
    evidence: tuple[Evidence, ...],
) -> Finding:
    """Return a finding *not verifiable*: no distance, no times, and the limits that follow from that."""
    return filled(
        scene,
        e,
        a,
        courses,
        software,
        kind=kind,
        times=None,
        outcome="not verifiable",
        verdict=verdict,
        text=text,
        uncertainty=uncertainty,
        evidence=evidence,
        limits=limits_of(None, (0.0, 0.0), courses, e.foreign, (False, False), False),
        replies=(),
    )


def criterion_evidence(a: Applied) -> Evidence:
    """Return the text a pair was held against: the filing of a commitment, or the hash of a criterion's content."""
    if a.commitment is not None:
        filing = a.commitment.filing
        return Evidence("commitment", filing.id, filing.source, filing.filed_at, None)
    c = a.criterion
    text = json.dumps(plain(c), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    origin = f"{c.source}, {c.pin}" if c.pin else c.source
    return Evidence("criterion", hashlib.sha256(text.encode()).hexdigest(), origin, None, None)


def notice_evidence(notices: Sequence[ProximityNotice]) -> tuple[Evidence, ...]:
    """Return the notices that were on record."""
    return tuple(
        Evidence(
            "notice",
            n.filing.id,
            n.filing.source or f"notice of {n.filing.filed_by}",
            n.filing.filed_at,
            None,
        )
        for n in notices
    )
