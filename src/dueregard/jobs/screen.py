"""Screening as a person starts it: files in, one table of approaches out, nothing lost in between."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import polars as pl

from dueregard.assess.foreign import foreign_answers
from dueregard.jobs.facts import object_facts
from dueregard.jobs.inputs import Inputs, read_inputs, stop_if_strict
from dueregard.jobs.kernels import kernels_ready
from dueregard.model.actor import Owner
from dueregard.model.ephemeris import Ephemeris
from dueregard.model.errors import UsageError
from dueregard.orbit.recheck import Rechecked
from dueregard.orbit.screen import Screened, screen
from dueregard.orbit.screen_path import screen_paths
from dueregard.sky.oem import read_oem
from dueregard.sky.select import Selection, newest_not_after

Progress = Callable[[str, float], None]
Pairs = Literal["all", "foreign"]


@dataclass(frozen=True, slots=True)
class ScreenRun:
    """``approaches``: ``APPROACH_SCHEMA``, with a satcat also ``foreign`` (yes, no, unknown) and ``foreign_basis``, the
    rules that say so. ``not_covered``: those SGP4 gave up on. ``rechecked``: how far rows are from the reference's.
    ``selection``: which sets were used and which are history. ``inputs``: what was read and rejected.
    ``trajectories``: those screened, if that was asked.
    """

    approaches: pl.DataFrame
    not_covered: pl.DataFrame
    rechecked: Rechecked
    selection: Selection
    inputs: Inputs
    trajectories: tuple[Ephemeris, ...] = ()


def screen_files(
    paths: Sequence[Path],
    start: datetime,
    hours: float,
    within_km: float,
    *,
    min_dwell_s: float = 300.0,
    pairs: Pairs = "all",
    satcat: Path | None = None,
    owners: Path | None = None,
    max_age_d: float | None = None,
    trajectory: Path | None = None,
    strict: bool = False,
    progress: Progress | None = None,
) -> ScreenRun:
    """Return all approaches within ``within_km`` of the objects in the files, in the window from ``start``.

    With ``trajectory``, an OEM, only those of its objects to the others. ``pairs`` as for ``screen_elements``.
    """
    _refuse_unowned(pairs, satcat)
    trajectories: tuple[Ephemeris, ...] = ()
    with kernels_ready(progress, paths=trajectory is not None):
        inputs = read_inputs(paths, satcat, owners, strict=strict)
        if trajectory is not None:
            reading = read_oem(trajectory)
            stop_if_strict(reading.rejects, strict)
            inputs, trajectories = (
                replace(inputs, rejects=(*inputs.rejects, *reading.rejects)),
                reading.values,
            )
    found, chosen = screen_elements(
        inputs.elements,
        start,
        hours,
        within_km,
        trajectories,
        min_dwell_s=min_dwell_s,
        pairs=pairs,
        satcat=None if satcat is None else inputs.satcat,
        owners=inputs.owners,
        max_age_d=max_age_d,
        progress=progress,
    )
    return ScreenRun(found.approaches, found.not_covered, found.rechecked, chosen, inputs, trajectories)


def screen_elements(
    elements: pl.DataFrame,
    start: datetime,
    hours: float,
    within_km: float,
    trajectories: Sequence[Ephemeris] = (),
    *,
    min_dwell_s: float = 300.0,
    pairs: Pairs = "all",
    satcat: pl.DataFrame | None = None,
    owners: Mapping[str, Owner] = MappingProxyType({}),
    max_age_d: float | None = None,
    threads: int = 2,
    progress: Progress | None = None,
) -> tuple[Screened, Selection]:
    """Return what was found among element sets, and which of them were used: of several of one object the newest.

    With ``trajectories`` only their approaches to the others are looked for (``orbit.screen_path``). With ``satcat``
    the table also says which pairs are foreign; ``pairs`` *foreign* then leaves out only those known to belong to one
    State or owner: the unknown are kept.
    """
    _refuse_unowned(pairs, satcat)
    chosen = newest_not_after(elements, start, max_age_d)
    report = None if progress is None else (lambda done: progress("screening", done))
    if trajectories:
        found = screen_paths(
            trajectories,
            chosen.elements,
            start,
            hours,
            within_km,
            min_dwell_s=min_dwell_s,
            threads=threads,
            progress=report,
        )
    else:
        found = screen(
            chosen.elements,
            start,
            hours,
            within_km,
            min_dwell_s=min_dwell_s,
            threads=threads,
            progress=report,
        )
    if satcat is None:
        return found, chosen
    table = with_foreign(found.approaches, elements, satcat, owners)
    if pairs == "foreign":
        table = table.filter(pl.col("foreign") != "no")
    return replace(found, approaches=table), chosen


def _refuse_unowned(pairs: Pairs, satcat: object) -> None:
    if pairs == "foreign" and satcat is None:
        raise UsageError(
            "which pairs are foreign is decided by the owners in a satellite catalogue, and none was given",
            do="name one with --satcat (in Python: satcat=)",
        )


def with_foreign(
    approaches: pl.DataFrame, elements: pl.DataFrame, satcat: pl.DataFrame, owners: Mapping[str, Owner]
) -> pl.DataFrame:
    """Return the table with the columns ``foreign`` (yes, no or unknown, as ``assess.foreign`` decides) and
    ``foreign_basis``: what the answer rests on, in one sentence.
    """
    numbers = pl.concat([approaches[f"object{k}_norad_cat_id"] for k in (1, 2)]).unique()
    facts = object_facts(elements, satcat, owners, numbers.to_list())
    codes = [
        pl.Series(
            [facts[n].owner.code for n in approaches[f"object{k}_norad_cat_id"].to_list()], dtype=pl.String
        )
        for k in (1, 2)
    ]
    return approaches.hstack(foreign_answers(codes[0], codes[1], owners))
