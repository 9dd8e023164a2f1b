"""Due Regard from Python: ``import dueregard as dr``.

The functions do what the commands of the same name do and return tables and values instead of printing.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import polars as pl

from dueregard.jobs.manifest import refuse_folder, write_run
from dueregard.jobs.monitor import Asked
from dueregard.jobs.monitor import monitor as _monitor
from dueregard.jobs.screen import screen_elements
from dueregard.knowledge.owners import load_owners
from dueregard.model.reject import Reading
from dueregard.model.run import MonitorRun
from dueregard.model.time import parse_instant
from dueregard.sky.oem import read_oem
from dueregard.sky.read import read_elements
from dueregard.sky.satcat import read_satcat

Paths = str | Path | Sequence[str | Path]


def read(path: Paths) -> Reading[pl.DataFrame]:
    """Return element sets and rejects of one or several files; unpacks into the two.

    The table has the columns of ``dueregard.model.elements``. ``screen`` takes the result as it is.
    """
    return read_elements(path)


def screen(
    elements: pl.DataFrame | Reading[pl.DataFrame],
    start: str | datetime,
    hours: float,
    within_km: float,
    *,
    min_dwell_s: float = 300.0,
    pairs: Literal["all", "foreign"] = "all",
    satcat: str | Path | pl.DataFrame | None = None,
    max_age_d: float | None = None,
    trajectory: str | Path | None = None,
    threads: int = 2,
) -> pl.DataFrame:
    """Return every approach as a polars frame: an interval during which two objects are within ``within_km``.

    Columns as ``dueregard.model.approach``; times UTC. Of several epochs of an object the newest not after the start is
    taken, else the earliest. With ``satcat`` (a file, or a table of ``read_satcat``) ``foreign`` says
    whether the two belong to different States, ``foreign_basis`` by which rules; ``pairs="foreign"`` leaves out those
    that do not and keeps the unknown. With ``trajectory``, an OEM, only approaches of its objects to the others.
    """
    table = elements.values if isinstance(elements, Reading) else elements
    at = parse_instant(start)
    found, _ = screen_elements(
        table,
        at,
        hours,
        within_km,
        () if trajectory is None else read_oem(trajectory).values,
        min_dwell_s=min_dwell_s,
        pairs=pairs,
        satcat=read_satcat(satcat).values if isinstance(satcat, str | Path) else satcat,
        owners=load_owners(),
        max_age_d=max_age_d,
        threads=threads,
    )
    return found.approaches


def monitor(
    paths: Paths,
    out: str | Path | None = None,
    *,
    satcat: str | Path | None = None,
    start: str | datetime | None = None,
    hours: float = 24.0,
    within_km: float | None = None,
    stay_hours: float = 6.0,
    record: str | Path | Sequence[str | Path] = (),
    owners: str | Path | None = None,
    criteria: Sequence[str | Path] = (),
    max_age_d: float | None = None,
) -> MonitorRun:
    """Return the whole main job as a value, and write its report into ``out`` where that is given."""
    several = [paths] if isinstance(paths, str | Path) else list(paths)
    asked = Asked(
        tuple(Path(p) for p in several),
        Path(satcat) if satcat is not None else None,
        parse_instant(start) if start is not None else None,
        hours,
        within_km,
        stay_hours,
        tuple(Path(r) for r in ([record] if isinstance(record, str | Path) else record)),
        Path(owners) if owners is not None else None,
        tuple(Path(c) for c in criteria),
        max_age_d,
        command="dueregard.monitor(...)",
    )
    if out is not None:
        refuse_folder(asked, Path(out))
    run = _monitor(asked)
    if out is not None:
        write_run(run, asked, Path(out))
    return run


__all__ = ["monitor", "read", "read_satcat", "screen"]
