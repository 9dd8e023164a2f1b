"""The main job: what is in orbit, held against what was declared and notified, and what can be concluded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl

from dueregard.assess.check import Checked, check
from dueregard.assess.coverage import coverage_by_owner
from dueregard.assess.notified import notified
from dueregard.assess.readings import pair_of
from dueregard.assess.scene import Scene, docked_groups
from dueregard.assess.unseen import unseen
from dueregard.jobs.belt_table import belt_table
from dueregard.jobs.facts import object_facts
from dueregard.jobs.inputs import Inputs, read_inputs
from dueregard.jobs.kernels import kernels_ready
from dueregard.jobs.object_table import object_table
from dueregard.jobs.screen import with_foreign
from dueregard.jobs.skies import Skies, look
from dueregard.knowledge.criteria import question, reference_criteria
from dueregard.knowledge.owners import describe
from dueregard.knowledge.stations import station_cores, station_evidence
from dueregard.model.approach import CONJUNCTION
from dueregard.model.criterion import Criterion
from dueregard.model.finding import Finding
from dueregard.model.run import MonitorRun, RangeSeries, Shown
from dueregard.model.time import naive_utc
from dueregard.orbit.region import GEO, longitude_deg
from dueregard.report.quantities import counted
from dueregard.sky.select import default_start
from dueregard.version import __version__

Progress = Callable[[str, float], None]
SOFTWARE = f"dueregard {__version__}"
OLD_D = 7.0  # element sets this far from the start are counted; age alone leaves nothing out
SHOWN_POINTS = 4000  # of a path on a page; the pages thin it further


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked. ``start`` None: the 99th-percentile epoch rounded up to the hour. ``within_km`` and
    ``stay_hours`` are the question of this run; None for ``within_km`` keeps its default.
    """

    paths: tuple[Path, ...]
    satcat: Path | None = None
    start: datetime | None = None
    hours: float = 24.0
    within_km: float | None = None
    stay_hours: float = 6.0
    records: tuple[Path, ...] = ()
    owners: Path | None = None
    criteria: tuple[Path, ...] = ()
    max_age_d: float | None = None
    strict: bool = False
    title: str = "Approaches and findings"
    fictional: bool = False
    command: str = "dueregard monitor"


def criteria_in_force(asked: Asked, inputs: Inputs) -> tuple[Criterion, ...]:
    """Return the reference criteria, those of the user's files, and the question of this run, in that order.

    Fictional runs leave the reference criteria out: their satellites are nobody's, and so are their practices.
    """
    kept = () if asked.fictional else reference_criteria()
    own = question(asked.within_km if asked.within_km is not None else 50.0, asked.stay_hours)
    return (*kept, *inputs.criteria, own)


def monitor(asked: Asked, progress: Progress | None = None) -> MonitorRun:
    """Return the whole run: read, screened, held against criteria and record, explained.

    Nothing is written and nothing leaves the machine. The same inputs and questions give the same findings.
    """
    if progress is not None:
        progress("reading", 0.0)
    with kernels_ready(progress):
        inputs = read_inputs(
            asked.paths, asked.satcat, asked.owners, asked.records, asked.criteria, strict=asked.strict
        )
    start = asked.start or default_start(inputs.elements)
    notices = inputs.record.notices
    mentioned = [number for n in notices for number in (n.object_norad_cat_id, n.target_norad_cat_id)]
    facts = object_facts(inputs.elements, inputs.satcat, inputs.owners, mentioned)
    # Real stations have no place in a fictional sky.
    stations = {} if asked.fictional else dict(station_evidence(inputs.satcat, start))
    crewed = frozenset() if asked.fictional else station_cores(start)
    criteria = criteria_in_force(asked, inputs)
    declared = tuple(d.criterion for d in inputs.record.declarations)
    promised = tuple(c.criterion for c in inputs.record.commitments)
    # A commitment's zone lies around the others' objects: it is screened around everybody's.
    wanted = (*criteria, *declared, *(replace(c, protects="") for c in promised))
    skies = look(
        inputs.elements, start, asked.hours, wanted, facts, crewed, inputs.owners,
        max_age_d=asked.max_age_d, progress=progress,
    )  # fmt: skip
    scene = Scene(
        start=start,
        hours=asked.hours,
        tracks=skies.tracks,
        followed=skies.pieces > 1,
        history=inputs.elements,
        facts=facts,
        owners=inputs.owners,
        record=inputs.record,
        docked=docked_groups([inputs.elements]),
        stations=stations,
        crewed=crewed,
    )
    rows = skies.approaches.filter("to_check").to_dicts()
    report = None if progress is None else (lambda done: progress("holding against criteria", done))
    checked = list(check(scene, rows, criteria, SOFTWARE, report))
    not_seen = tuple(unseen(scene, criteria, SOFTWARE))
    findings = tuple(f for one in checked for f in one.findings) + not_seen
    table = with_foreign(skies.approaches.drop("to_check"), inputs.elements, inputs.satcat, inputs.owners)
    return MonitorRun(
        title=asked.title,
        fictional=asked.fictional,
        start=start,
        hours=asked.hours,
        software=SOFTWARE,
        command=asked.command,
        sources=inputs.sources,
        criteria=(*criteria, *declared, *promised),
        record=inputs.record,
        findings=findings,
        shown=tuple(_shown(scene, checked)) + tuple(_shown_unseen(scene, not_seen)),
        approaches=table,
        not_covered=skies.not_covered,
        coverage=coverage_by_owner(inputs.satcat, skies.first.elements, inputs.owners, start),
        rejects=inputs.rejects,
        element_count=len(skies.first.elements),
        history_count=len(inputs.elements) - len(skies.first.elements) - len(skies.first.too_old),
        median_age_d=float(np.median(np.abs(skies.first.age_d))) if len(skies.first.age_d) else 0.0,
        notes=tuple(_notes(asked, inputs, skies)),
        screenings=tuple(
            f"{'Stays' if one.prolonged_only else 'All approaches'} within {one.within_km:.0f} km of "
            f"{counted(int(one.focus.sum()), 'object')}, for {', '.join(one.criteria)}."
            for one in skies.passes
        ),
        notices=tuple(notified(scene, checked, criteria[-1], SOFTWARE, unseen=not_seen)),
        belt=belt_table(inputs.elements, start, asked.hours),
        objects=object_table(inputs.elements, inputs.satcat, facts, inputs.owners, start, mentioned),
    )


def gets_a_page(one: Checked) -> bool:
    """Return whether an approach gets a page of its own.

    Where a criterion is met or may be met; and docked pairs, and stays by the measured distances, that cannot be
    verified. Objects that pass each other within the error of their elements are listed with their findings, not paged.
    """
    if any(f.outcome in ("inside", "indeterminate") for f in one.findings):
        return True
    unsure = [f for f in one.findings if f.outcome == "not verifiable" and f.kind != CONJUNCTION]
    return bool(unsure) and (one.seen_to_stay or one.path is None)


def _shown(scene: Scene, checked: Sequence[Checked]) -> list[Shown]:
    out = []
    for one in (c for c in checked if gets_a_page(c)):
        lead = one.findings[0]
        stamp = f"{lead.tca:%Y%m%dT%H%M}" if lead.tca else "merged"
        name = f"approach-{lead.object1_norad_cat_id}-{lead.object2_norad_cat_id}-{stamp}.html"
        out.append(
            Shown(
                page=name,
                findings=one.findings,
                object1_owner=describe(scene.facts[lead.object1_norad_cat_id].owner, scene.owners),
                object2_owner=describe(scene.facts[lead.object2_norad_cat_id].owner, scene.owners),
                region=one.pair.region1,
                longitude_deg=_longitude(scene, one),
                series=_series(scene, one),
            )
        )
    return out


def _shown_unseen(scene: Scene, findings: Sequence[Finding]) -> list[Shown]:
    pages: dict[tuple[int, int], list[Finding]] = {}
    for f in findings:
        pages.setdefault((f.object1_norad_cat_id, f.object2_norad_cat_id), []).append(f)
    return [
        Shown(
            page=f"approach-{a}-{b}-not-seen.html",
            findings=tuple(group),
            object1_owner=describe(scene.facts[a].owner, scene.owners),
            object2_owner=describe(scene.facts[b].owner, scene.owners),
            region=next((r for r in _regions(scene, a, b) if r), ""),
            longitude_deg=None,
            series=None,
        )
        for (a, b), group in pages.items()
    ]


def _regions(scene: Scene, number1: int, number2: int) -> tuple[str, str]:
    pair = pair_of(scene, number1, number2)
    return pair.region1, pair.region2


def _longitude(scene: Scene, one: Checked) -> float | None:
    if one.path is None or one.pair.region1 != GEO:
        return None
    k = int(np.argmin(np.where(one.path.good, one.path.range_km, np.inf)))
    at = np.datetime64(naive_utc(scene.start), "us") + np.timedelta64(round(one.path.t_s[k] * 1e6), "us")
    return round(float(longitude_deg(one.path.positions1_km[[k]], np.array([at]))[0]), 2)


def _series(scene: Scene, one: Checked) -> RangeSeries | None:
    if one.path is None:
        return None
    good = np.flatnonzero(one.path.good)
    step = max(1, len(good) // SHOWN_POINTS)
    least = int(np.argmin(np.where(one.path.good, one.path.range_km, np.inf)))
    k = np.unique(np.concatenate((good[::step], good[-1:], [least])))
    offsets = np.round(one.path.t_s[k] * 1e6).astype(np.int64).astype("timedelta64[us]")
    return RangeSeries(
        at=np.datetime64(naive_utc(scene.start), "us") + offsets,
        range_km=one.path.range_km[k],
        low_km=one.path.low_km[k],
        high_km=one.path.high_km[k],
        rtn_km=one.path.rtn_km[k],
    )


def _notes(asked: Asked, inputs: Inputs, skies: Skies) -> list[str]:
    notes = []
    if skies.pieces == 1:
        notes.append(
            "One element set stands for each object throughout the window: a manoeuvre after its epoch is not "
            "in it, and who moved cannot be told."
        )
    else:
        notes.append(
            f"The window was screened in {skies.pieces} pieces, every object carried by its newest element set "
            "not after the piece's beginning; what was found was measured by the newest set at each instant. "
            "Positions jump where one set follows another, by the error of the sets."
        )
    if inputs.satcat.is_empty():
        notes.append(
            "No satellite catalogue was given: owners are unknown, and so is which pairs are foreign."
        )
    else:
        known = set(inputs.satcat["norad_cat_id"].to_list())
        others = inputs.elements.filter(~pl.col("norad_cat_id").is_in(known))["norad_cat_id"].n_unique()
        if others:
            notes.append(
                f"Not in the satellite catalogue, and so of unknown owner: {counted(others, 'object')} with elements."
            )
    if skies.first.after_start:
        notes.append(
            f"Of {counted(skies.first.after_start, 'object')} only element sets from after the start exist; the "
            "earliest stands in."
        )
    old = int((np.abs(skies.first.age_d) > OLD_D).sum())
    if old:
        notes.append(
            f"Element sets more than {OLD_D:g} days from the start carry {counted(old, 'object')}. None is left out "
            "for that: the interval of every distance grows with the age."
        )
    if len(skies.first.too_old):
        notes.append(
            f"Left out, as was asked: {counted(len(skies.first.too_old), 'object')} whose element sets are more than "
            f"{counted(asked.max_age_d or 0.0, 'day')} from the start."
        )
    if not inputs.record.notices and not inputs.record.declarations:
        notes.append("No record was given: nothing was declared or notified as far as this run knows.")
    return notes
