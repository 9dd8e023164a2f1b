"""What really happened in the scenario, and what a careful reader should conclude. The chain never reads it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dueregard.jobs.scenario.body import Body
from dueregard.jobs.scenario.cast import Cast
from dueregard.jobs.scenario.catalogue_files import instant
from dueregard.jobs.scenario.dense import END_US, STEP_US, Path, Stay, longest_dwell_s, path, stays
from dueregard.jobs.scenario.mean_elements import DAY_US
from dueregard.jobs.scenario.situation import Situation
from dueregard.model.criterion import Criterion, Sphere
from dueregard.model.filing import Record
from dueregard.model.finding import CommitmentOutcome, Explanation, Outcome
from dueregard.model.time import format_instant

# How far a threshold must be from the truth for the answer to be decisive: some four sigma of a pair in track, with
# the errors of ``knowledge/demo/observation.toml`` and sets up to a day old.
MARGIN_KM = {"LEO": 2.5, "MEO": 4.0, "HEO": 10.0, "GEO": 8.0}
# The answer must also be the same for somebody who learns of each manoeuvre this much later.
LATE_US = DAY_US // 4


@dataclass(frozen=True, slots=True)
class Expected:
    """What should be found for one pair against one criterion.

    ``stays`` are the true intervals within the criterion's distance. ``decisive`` tells whether the noise of the
    published sets leaves only one right ``outcome``; otherwise ``indeterminate`` is right as well.
    """

    criterion: str
    threshold_km: float
    dwell_s: float
    stays: tuple[Stay, ...]
    outcome: Outcome
    decisive: bool
    commitment_outcome: CommitmentOutcome | None


@dataclass(frozen=True, slots=True)
class PairTruth:
    """The truth of one pair: ``object1`` has the smaller catalogue number, ``mover`` is the one that moved, 0 if none.

    ``least_km`` and ``tca_us`` are those of the whole window; None for a pair of which one has no elements.
    """

    situation: int
    kind: str
    story: str
    object1_norad_cat_id: int
    object2_norad_cat_id: int
    mover: int
    explanation: Explanation
    also: tuple[Explanation, ...]
    merged_from_us: int | None
    tca_us: int | None
    least_km: float | None
    expected: tuple[Expected, ...]


def find_truth(
    cast: Cast,
    situations: Iterable[Situation],
    bodies: Mapping[str, Body],
    numbers: Mapping[str, int],
    record: Record,
    practices: Sequence[Criterion],
    start_jd: float,
) -> tuple[PairTruth, ...]:
    """Return the truth of every pair of every situation against every criterion of the record and the practices."""
    criteria = [*(d.criterion for d in record.declarations), *practices]
    found = []
    for situation in sorted(situations, key=lambda s: s.number):
        for parts in situation.pairs:
            first, second = sorted((bodies[p] for p in parts), key=lambda b: numbers[b.part])
            views: tuple[Path, Path] | None = None
            if first.trajectory is not None and second.trajectory is not None:
                step = STEP_US[first.regime]
                true = path(first.trajectory, second.trajectory, start_jd, step)
                moves = bool(first.trajectory.impulses or second.trajectory.impulses)
                views = (
                    true,
                    path(first.trajectory, second.trajectory, start_jd, step, LATE_US) if moves else true,
                )
            expected = [
                _expected(c, first.regime, views, None)
                for c in criteria
                if _applies(c, c.protects, first, second, cast)
            ]
            for commitment in record.commitments:
                c = commitment.criterion
                if not _applies(c, commitment.actor, first, second, cast):
                    continue
                notified = any(
                    {n.object_norad_cat_id, n.target_norad_cat_id}
                    == {numbers[first.part], numbers[second.part]}
                    for n in record.notices
                )
                expected.append(_expected(c, first.regime, views, notified and "notice" in commitment.unless))
            moved = [b for b in (first, second) if b.trajectory is not None and b.trajectory.impulses]
            nearest = None if views is None else min(stays(views[0], 1e9), key=lambda s: s.least_km)
            merged = [b.merged_from_us for b in (first, second) if b.merged_with]
            found.append(
                PairTruth(
                    situation.number,
                    situation.kind,
                    situation.story,
                    numbers[first.part],
                    numbers[second.part],
                    numbers[moved[0].part] if moved else 0,
                    situation.explanation,
                    situation.also,
                    merged[0] if merged else None,
                    nearest.tca_us if nearest else None,
                    nearest.least_km if nearest else None,
                    tuple(expected),
                )
            )
    return tuple(found)


def _applies(c: Criterion, actor: str, first: Body, second: Body, cast: Cast) -> bool:
    """Return whether the criterion speaks of this pair: one object the actor's, the other foreign where it says so."""
    if c.region not in ("any", first.regime):
        return False
    if c.pairs == "foreign" and not cast.foreign(first.owner, second.owner):
        return False
    own = [b for b in (first, second) if b.owner == actor]
    if c.standing == "commitment":
        # The zone lies around others' objects: it is the other one that must be of the class.
        others = [b for b in (first, second) if b.owner != actor]
        return bool(own) and any(c.object_class != "payload" or b.object_type == "PAY" for b in others)
    return any(c.object_class != "payload" or b.object_type == "PAY" for b in own)


def _expected(c: Criterion, regime: str, views: tuple[Path, Path] | None, lifted: bool | None) -> Expected:
    if not isinstance(c.zone, Sphere):
        raise ValueError(f"{c.id}: the scenario's truth is worked out for spheres")
    radius, margin = c.zone.radius_km, MARGIN_KM[regime]
    if views is None:
        verdict: CommitmentOutcome | None = "not verifiable" if lifted is not None else None
        return Expected(c.id, radius, c.dwell_s, (), "not verifiable", True, verdict)
    found = tuple(stays(views[0], radius))
    inside = any(s.dwell_s >= c.dwell_s for s in found)
    surely = all(_held(v, radius - margin, c.dwell_s) for v in views)
    possibly = any(_held(v, radius + margin, c.dwell_s) for v in views)
    commitment: CommitmentOutcome | None = None
    if lifted is not None:
        commitment = "consistent" if lifted or not inside else "not consistent"
    return Expected(
        c.id,
        radius,
        c.dwell_s,
        found,
        "inside" if inside else "outside",
        surely if inside else not possibly,
        commitment,
    )


def _held(along: Path, within_km: float, dwell_s: float) -> bool:
    longest = longest_dwell_s(along, within_km)
    return longest is not None and longest >= dwell_s


def truth_tables(truth: Iterable[PairTruth], start: datetime) -> list[dict[str, Any]]:
    """Return the truth as JSON values; times are UTC with a Z. An interval that the window cuts begins or ends with
    the window: ``entry_cut`` and ``exit_cut`` say so.
    """

    def when(at_us: int | None) -> str | None:
        return None if at_us is None else format_instant(instant(start, at_us))

    return [
        {
            "situation": t.situation,
            "kind": t.kind,
            "story": t.story,
            "object1_norad_cat_id": t.object1_norad_cat_id,
            "object2_norad_cat_id": t.object2_norad_cat_id,
            "mover_norad_cat_id": t.mover or None,
            "explanation": t.explanation,
            "also_acceptable": list(t.also),
            "merged_from": when(t.merged_from_us),
            "tca": when(t.tca_us),
            "least_range_km": t.least_km,
            "criteria": [
                {
                    "criterion": e.criterion,
                    "threshold_km": e.threshold_km,
                    "dwell_s": e.dwell_s,
                    "outcome": e.outcome,
                    "decisive": e.decisive,
                    "commitment_outcome": e.commitment_outcome,
                    "stays": [
                        {
                            "entry": when(s.entry_us),
                            "exit": when(s.exit_us),
                            "tca": when(s.tca_us),
                            "least_range_km": s.least_km,
                            "entry_cut": s.entry_us == 0,
                            "exit_cut": s.exit_us == END_US,
                        }
                        for s in e.stays
                    ],
                }
                for e in t.expected
            ],
        }
        for t in truth
    ]
