"""Approaches held against criteria and the record: findings.

Every pair is treated alike: no list of objects or States steers what is looked at. Findings are built here and
nowhere else.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dueregard.assess.applicable import belongs_to, centres, committed
from dueregard.assess.commitment import held_to_its_word, lifted_by
from dueregard.assess.explain import Encounter, explain
from dueregard.assess.foreign import foreign
from dueregard.assess.identity import plain, with_id
from dueregard.assess.moved import Courses, who_moved
from dueregard.assess.phrases import distance_sentence, headline, limits, said
from dueregard.assess.scene import ObjectFacts, Scene, element_evidence
from dueregard.assess.zone import Measured, measure
from dueregard.model.actor import Foreign
from dueregard.model.approach import MERGED
from dueregard.model.criterion import Criterion
from dueregard.model.filing import Commitment, ProximityNotice
from dueregard.model.finding import CommitmentOutcome, Evidence, Finding, Interval
from dueregard.model.time import seconds_between
from dueregard.orbit.pieces import PairPath, pair_path, row_of
from dueregard.orbit.region import GEO, regions
from dueregard.record.as_of import as_of, in_force, notices_for, replies_for

Floats = NDArray[np.float64]
TOUCHED = ("inside", "indeterminate", "not verifiable")
DAY_S = 86_400.0
NEAR_BY_LAW = (
    "A declared distance is information about a perception. It claims no zone and creates no obligation."
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings of one approach, and its path over time (None for merged pairs)."""

    findings: tuple[Finding, ...]
    path: PairPath | None
    region: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """One criterion that speaks of the pair, around which objects, and the commitment it comes from, if any."""

    criterion: Criterion
    around: tuple[int, ...]
    commitment: Commitment | None
    own: int


def check(
    scene: Scene,
    approaches: Sequence[Mapping[str, Any]],
    criteria: Sequence[Criterion],
    software: str,
    progress: Callable[[float], None] | None = None,
) -> Iterator[Checked]:
    """Yield the findings of every approach that at least one criterion or commitment touches.

    ``approaches``: rows of ``APPROACH_SCHEMA``. An approach of which every applicable criterion says *outside* yields
    nothing; where one is touched the others that apply are given too, outside or not.
    """
    for k, row in enumerate(approaches):
        one = _check_one(scene, row, criteria, software)
        if one is not None:
            yield one
        if progress is not None:
            progress((k + 1) / len(approaches))


def facts_of(scene: Scene, number: int) -> ObjectFacts:
    """Return what is known of an object; the catalogue's silence is kept as unknown."""
    return scene.facts[number]


def _region_of(scene: Scene, number: int) -> str:
    for piece in scene.pieces:
        row = row_of(piece, number)
        if row >= 0:
            return str(regions(piece.elements[[row]])[0])
    return ""


def _readings(
    scene: Scene,
    pair: tuple[ObjectFacts, ObjectFacts],
    where: tuple[str, str],
    criteria: Sequence[Criterion],
    alien: Foreign,
    at: datetime,
) -> list[_Reading]:
    crewed = (pair[0].norad_cat_id in scene.stations, pair[1].norad_cat_id in scene.stations)
    now = in_force(as_of(scene.record, at), at)
    found = []
    for c in (*criteria, *(d.criterion for d in now.declarations)):
        around = centres(c, pair, where, crewed, alien.answer, at, scene.owners)
        if around and c.protects:
            # A declared distance is about others near one's own: not about two of the actor's own objects.
            both = all(belongs_to(o, c.protects, scene.owners) for o in pair)
            if both and c.pairs == "foreign":
                around = ()
        if around:
            found.append(_Reading(c, around, None, 0))
    for promise in now.commitments:
        own = committed(promise, pair, alien.answer, at, scene.owners)
        if own:
            c = promise.criterion
            around = centres(c, pair, where, crewed, alien.answer, at, scene.owners)
            if 3 - own in around:
                found.append(_Reading(c, (3 - own,), promise, own))
    return found


def _instants(
    entry_s: float,
    tca_s: float,
    exit_s: float,
    where: tuple[str, str],
    cut: tuple[bool, bool],
    dwell_s: float,
) -> Floats:
    """Return when to look at a pair: dense enough for its region, from entry to exit.

    An interval that the window cuts is followed beyond it for the criterion's dwell, since elements hold there too.
    """
    begin = entry_s - (dwell_s if cut[0] else 0.0)
    end = exit_s + (dwell_s if cut[1] else 0.0)
    step = 300.0 if where == (GEO, GEO) else 30.0
    count = int(np.clip(np.ceil((end - begin) / step) + 1, 41, 20_000))
    return np.unique(np.concatenate((np.linspace(begin, end, count), [tca_s])))


def _check_one(
    scene: Scene, row: Mapping[str, Any], criteria: Sequence[Criterion], software: str
) -> Checked | None:
    numbers = (row["object1_norad_cat_id"], row["object2_norad_cat_id"])
    pair = (facts_of(scene, numbers[0]), facts_of(scene, numbers[1]))
    where = (_region_of(scene, numbers[0]), _region_of(scene, numbers[1]))
    alien = foreign(pair[0].owner, pair[1].owner, scene.owners)
    merged = row["kind"] == MERGED
    tca = scene.start if merged else row["tca"].replace(tzinfo=UTC)
    readings = _readings(scene, pair, where, criteria, alien, tca)
    if not readings:
        return None
    if merged:
        return Checked(tuple(_merged(scene, pair, alien, r, software) for r in readings), None, where[0])
    entry_s, tca_s, exit_s = (
        seconds_between(row[name].replace(tzinfo=UTC), scene.start) for name in ("entry", "tca", "exit")
    )
    cut = (bool(row["entry_cut"]), bool(row["exit_cut"]))
    t = _instants(entry_s, tca_s, exit_s, where, cut, max(r.criterion.dwell_s for r in readings))
    path = pair_path(scene.pieces, scene.start, *numbers, t)
    if not path.good.any():
        return None
    results = [measure(r.criterion, path, r.around) for r in readings]
    if not any(m.outcome in TOUCHED for m in results):
        return None
    stay = (entry_s, tca_s, exit_s)
    found = tuple(
        _finding(scene, pair, where, alien, path, r, m, stay, cut, row, software)
        for r, m in zip(readings, results, strict=True)
    )
    return Checked(found, path, where[0])


def _criterion_evidence(c: Criterion, promise: Commitment | None) -> Evidence:
    if promise is not None:
        return Evidence("commitment", promise.filing.id, promise.filing.source, promise.filing.filed_at, None)
    text = json.dumps(plain(c), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    origin = f"{c.source}, {c.pin}" if c.pin else c.source
    return Evidence("criterion", hashlib.sha256(text.encode()).hexdigest(), origin, None, None)


def _notice_evidence(notices: Sequence[ProximityNotice]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence("notice", n.filing.id, f"notice of {n.filing.filed_by}", n.filing.filed_at, None)
        for n in notices
    )


def _finding(
    scene: Scene,
    pair: tuple[ObjectFacts, ObjectFacts],
    where: tuple[str, str],
    alien: Foreign,
    path: PairPath,
    reading: _Reading,
    m: Measured,
    stay: tuple[float, float, float],
    cut: tuple[bool, bool],
    row: Mapping[str, Any],
    software: str,
) -> Finding:
    o1, o2 = pair
    c = reading.criterion
    seen = path.good
    least = Interval(
        round(float(np.min(path.range_km[seen])), 3),
        round(float(np.min(path.low_km[seen])), 3),
        round(float(np.min(path.high_km[seen])), 3),
    )
    begin, end = (m.begin_s, m.end_s) if m.possibly_s > 0 else (stay[0], stay[2])
    at = [scene.start + timedelta(seconds=round(s, 6)) for s in (begin, stay[1], end)]
    speed = float(row["relative_speed_km_s"])
    record = as_of(scene.record, scene.start + timedelta(hours=scene.hours))
    notices = notices_for(record, o1.norad_cat_id, o2.norad_cat_id, at[0], at[2])
    courses = Courses("cannot tell", "Who moved is not asked of objects that pass at speed.")
    if m.outcome in TOUCHED and speed < 0.1:
        courses = who_moved(
            scene.pieces, scene.start, c, (o1.norad_cat_id, o1.name), (o2.norad_cat_id, o2.name), begin, end,
            reading.around,
        )  # fmt: skip
    encounter = Encounter(
        o1, o2, alien, begin, end, not (cut[0] and begin <= stay[0] + 1), not (cut[1] and end >= stay[2] - 1), False,
        least, speed, notices,
    )  # fmt: skip
    explanation, reasons = explain(scene, encounter)
    outcome, words = m.outcome, m.words
    if c.consent_exempts and outcome in TOUCHED and any(
        belongs_to(pair[k - 1], by, scene.owners) for k in reading.around for n in notices for by in n.consent_of
    ):  # fmt: skip
        outcome, words = (
            "not applicable",
            "the text leaves out what was consented to, and there is consent on this record",
        )
    verdict, why = _verdict(scene, reading, pair, notices, m, courses, at[0])
    promised = any(
        "notice" in p.unless and committed(p, pair, alien.answer, at[0], scene.owners)
        for p in record.commitments
    )
    sentences = [
        headline(o1, o2, c, outcome, m.possibly_s, m.surely_s, least, at[1], speed),
        distance_sentence(least),
        said(notices, promised),
        courses.words if m.outcome in TOUCHED else "",
        f"Held to the commitment of {reading.commitment.actor}: {verdict}; {why}."
        if reading.commitment and verdict
        else "",
    ]
    k = int(np.argmin(np.where(seen, path.range_km, np.inf)))
    sigma = path.sigma_rtn_km[k]
    kind = (
        "relative errors of neighbours in one orbit" if path.relative else "absolute errors of both objects"
    )
    uncertainty = (
        f"One standard deviation of the relative position at closest approach: radial {sigma[0]:.2f}, in-track "
        f"{sigma[1]:.2f}, cross-track {sigma[2]:.2f} km ({kind}, {where[0]}, elements {abs(path.age1_d[k]):.1f} and "
        f"{abs(path.age2_d[k]):.1f} days from epoch). Outcome: {words}."
    )
    evidence = (
        *element_evidence(scene, o1.norad_cat_id, path.t_s),
        *element_evidence(scene, o2.norad_cat_id, path.t_s),
        _criterion_evidence(c, reading.commitment),
        *_notice_evidence(notices),
    )
    replies = replies_for(record, o1.norad_cat_id, o2.norad_cat_id, at[0], at[2])
    return with_id(
        Finding(
            id="", object1_norad_cat_id=o1.norad_cat_id, object2_norad_cat_id=o2.norad_cat_id, object1_name=o1.name,
            object2_name=o2.name, kind=str(row["kind"]), entry=at[0], tca=at[1], exit=at[2], least_range_km=least,
            criterion=c.id, outcome=outcome, commitment=reading.commitment.filing.id if reading.commitment else "",
            commitment_outcome=verdict, explanation=explanation, reasons=reasons, foreign=alien.answer,
            foreign_basis=alien.basis, who_moved=courses.words, text=" ".join(s for s in sentences if s),
            uncertainty=uncertainty, evidence=evidence,
            limits=limits(least, (float(path.age1_d[k]), float(path.age2_d[k])), courses, alien.answer, alien.basis,
                          cut, bool((~seen).any())),
            replies=tuple(f"{r.filing.filed_by}, {r.filing.filed_at:%Y-%m-%d}: “{r.text}”" for r in replies),
            software=software,
        )
    )  # fmt: skip


def _verdict(
    scene: Scene,
    reading: _Reading,
    pair: tuple[ObjectFacts, ObjectFacts],
    notices: tuple[ProximityNotice, ...],
    m: Measured,
    courses: Courses,
    begins: datetime,
) -> tuple[CommitmentOutcome | None, str]:
    promise = reading.commitment
    if promise is None:
        return None, ""
    lifted = lifted_by(scene, promise, pair[2 - reading.own], notices, begins)
    return held_to_its_word(m.outcome, lifted, reading.own, courses.mover, False)


def _merged(
    scene: Scene, pair: tuple[ObjectFacts, ObjectFacts], alien: Foreign, reading: _Reading, software: str
) -> Finding:
    o1, o2 = pair
    end_s = scene.hours * 3600.0
    record = as_of(scene.record, scene.start + timedelta(hours=scene.hours))
    notices = notices_for(
        record, o1.norad_cat_id, o2.norad_cat_id, scene.start, scene.start + timedelta(seconds=end_s)
    )
    encounter = Encounter(o1, o2, alien, 0.0, end_s, False, False, True, None, 0.0, notices)
    explanation, reasons = explain(scene, encounter)
    courses = Courses("cannot tell", "Who moved cannot be told from one element set for two objects.")
    t = np.linspace(0.0, end_s, 200)
    verdict: CommitmentOutcome | None = None
    if reading.commitment is not None:
        lifted = lifted_by(scene, reading.commitment, pair[2 - reading.own], notices, scene.start)
        verdict, _ = held_to_its_word("not verifiable", lifted, reading.own, "cannot tell", True)
    evidence = (
        *element_evidence(scene, o1.norad_cat_id, t),
        *element_evidence(scene, o2.norad_cat_id, t),
        _criterion_evidence(reading.criterion, reading.commitment),
        *_notice_evidence(notices),
    )
    return with_id(
        Finding(
            id="", object1_norad_cat_id=o1.norad_cat_id, object2_norad_cat_id=o2.norad_cat_id, object1_name=o1.name,
            object2_name=o2.name, kind=MERGED, entry=None, tca=None, exit=None, least_range_km=None,
            criterion=reading.criterion.id, outcome="not verifiable",
            commitment=reading.commitment.filing.id if reading.commitment else "", commitment_outcome=verdict,
            explanation=explanation, reasons=reasons, foreign=alien.answer, foreign_basis=alien.basis,
            who_moved=courses.words,
            text=f"{o1.name} and {o2.name} are carried by one element set: a docked pair, or one entry that stands for "
            "two objects. Their distance is no measurement.",
            uncertainty="The catalogue gives one trajectory for two objects: no distance can be measured.",
            evidence=evidence,
            limits=limits(None, (0.0, 0.0), courses, alien.answer, alien.basis, (False, False), False),
            replies=(), software=software,
        )
    )  # fmt: skip


def unseen(scene: Scene, criteria: Sequence[Criterion], software: str) -> Iterator[Finding]:
    """Yield a finding *not verifiable* for every notified operation of which an object has no element set.

    Absence of elements is no evidence of anything; the notice is shown and what could not be looked at is named.
    """
    end = scene.start + timedelta(hours=scene.hours)
    for n in as_of(scene.record, end).notices:
        numbers = sorted((n.object_norad_cat_id, n.target_norad_cat_id))
        if n.end < scene.start or n.start > end or not all(number in scene.facts for number in numbers):
            continue
        pair = (facts_of(scene, numbers[0]), facts_of(scene, numbers[1]))
        where = [_region_of(scene, number) for number in numbers]
        missing = [o for o, region in zip(pair, where, strict=True) if not region]
        if not missing:
            continue
        region = next((r for r in where if r), "")
        alien = foreign(pair[0].owner, pair[1].owner, scene.owners)
        at = max(n.start, scene.start)
        for reading in _readings(scene, pair, (region, region), criteria, alien, at):
            yield _unseen(scene, pair, alien, reading, n, missing, software)


def _unseen(
    scene: Scene,
    pair: tuple[ObjectFacts, ObjectFacts],
    alien: Foreign,
    reading: _Reading,
    n: ProximityNotice,
    missing: Sequence[ObjectFacts],
    software: str,
) -> Finding:
    begin, end = seconds_between(n.start, scene.start), seconds_between(n.end, scene.start)
    encounter = Encounter(pair[0], pair[1], alien, begin, end, False, False, False, None, 0.0, (n,))
    explanation, reasons = explain(scene, encounter)
    names = " and ".join(o.name for o in missing)
    courses = Courses("cannot tell", f"Who moved cannot be told: {names} has no public elements.")
    return with_id(
        Finding(
            id="", object1_norad_cat_id=pair[0].norad_cat_id, object2_norad_cat_id=pair[1].norad_cat_id,
            object1_name=pair[0].name, object2_name=pair[1].name, kind="not seen", entry=None, tca=None, exit=None,
            least_range_km=None, criterion=reading.criterion.id, outcome="not verifiable",
            commitment=reading.commitment.filing.id if reading.commitment else "",
            commitment_outcome="not verifiable" if reading.commitment else None, explanation=explanation,
            reasons=reasons, foreign=alien.answer, foreign_basis=alien.basis, who_moved=courses.words,
            text=f"{pair[0].name} and {pair[1].name}: an operation between {n.start:%Y-%m-%d} and {n.end:%Y-%m-%d} is "
            f"notified by {n.filing.filed_by} and cannot be looked at, since {names} has no public elements.",
            uncertainty=f"No element set of {names}: coverage zero.",
            evidence=(_notice_evidence((n,))[0], _criterion_evidence(reading.criterion, reading.commitment)),
            limits=limits(None, (0.0, 0.0), courses, alien.answer, alien.basis, (False, False), False),
            replies=(), software=software,
        )
    )  # fmt: skip
