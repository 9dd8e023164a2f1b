"""One stated trajectory against a catalogue: the approaches of what is planned, before it is flown."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np
import polars as pl

from dueregard.model.approach import APPROACH_SCHEMA
from dueregard.model.elements import ELEMENT_SCHEMA
from dueregard.model.ephemeris import Ephemeris
from dueregard.model.time import naive_utc
from dueregard.orbit.broad.pad import EARTH_KM, MU_KM3_S2
from dueregard.orbit.nodes.steady import bounds
from dueregard.orbit.recheck import together
from dueregard.orbit.screen import NOT_COVERED_SCHEMA, Screened, screen
from dueregard.orbit.sgp4.prepared import on_grid_by_time, prepare, subset
from dueregard.orbit.sweep import Progress

# Of an object that no catalogue has: the smallest number, so that it is object 1 of its rows.
NO_NUMBER: Final = 0
SAMPLES: Final = 8  # instants of the window at which the heights of the catalogue's objects are taken
# What perigees and apogees do between those instants: short periods (some 20 km) and drag; far out the Moon and Sun.
MARGIN_KM: Final = 40.0
FAR_OUT_KM, FAR_OUT_MARGIN_KM = 20_000.0, 400.0
FALLING_KM: Final = 300.0  # below, an object may fall by more than the margin between two of the instants
UNCOVERED: Final = "the trajectory gives no states"


def screen_paths(
    paths: Sequence[Ephemeris],
    elements: pl.DataFrame,
    start: datetime,
    hours: float,
    within_km: float,
    *,
    min_dwell_s: float = 300.0,
    threads: int = 2,
    progress: Progress | None = None,
) -> Screened:
    """Return what ``screen_path`` finds for each trajectory, in one table and in the order of the trajectories.

    Trajectories are not screened against each other: they may be choices for one and the same operation.
    """
    found = [
        screen_path(
            path,
            elements,
            start,
            hours,
            within_km,
            min_dwell_s=min_dwell_s,
            threads=threads,
            progress=progress,
        )
        for path in paths
    ]
    return Screened(
        pl.concat([one.approaches for one in found]),
        pl.concat([one.not_covered for one in found]).unique(maintain_order=True),
        together([one.rechecked for one in found]),
    )


def screen_path(
    path: Ephemeris,
    elements: pl.DataFrame,
    start: datetime,
    hours: float,
    within_km: float,
    *,
    min_dwell_s: float = 300.0,
    threads: int = 2,
    progress: Progress | None = None,
) -> Screened:
    """Return all approaches of a trajectory to the objects of a catalogue in the window of ``hours`` from ``start``.

    Rows as those of ``screen``. The trajectory stands under its catalogue number, or ``NO_NUMBER``; a set of that
    number among ``elements`` is left out, since the trajectory takes its place. It has no element-set age (null). Only
    what the trajectory covers can be screened: ``not_covered`` lists from when it gives no states. How good its states
    are is its author's word and ``Ephemeris.notes``; nothing here adds to it.
    """
    number = NO_NUMBER if path.norad_cat_id is None else path.norad_cat_id
    others = elements.filter(pl.col("norad_cat_id") != number)
    begin_us = int(np.datetime64(naive_utc(start), "us").astype(np.int64))
    end_us = begin_us + round(hours * 3600e6)
    found: list[Screened] = []
    gaps: list[int] = []
    reached = begin_us
    pieces = list(_covered(path, begin_us, end_us))
    for k, (a, b) in enumerate(pieces):
        if a > reached:
            gaps.append(reached)
        reached = b
        least, greatest = _heights(path, a, b)
        at = datetime(1970, 1, 1) + timedelta(microseconds=a)
        span = (b - a) / 3600e6
        near = others.filter(_may_come_to(others, at, span, least - within_km, greatest + within_km))
        table = pl.concat([near, _stand_in(path, number, least, at)])
        share = None if progress is None else _part_of(progress, k, len(pieces))
        found.append(
            screen(
                table,
                at,
                span,
                within_km,
                min_dwell_s=min_dwell_s,
                focus=np.asarray(table["norad_cat_id"] == number, np.bool_),
                paths={number: path},
                threads=threads,
                progress=share,
            )
        )
    if reached < end_us:
        gaps.append(reached)
    return _together(path, number, found, gaps)


def _part_of(progress: Progress, k: int, of: int) -> Progress:
    return lambda done: progress((k + done) / of)


def _covered(path: Ephemeris, begin_us: int, end_us: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of the window that the trajectory covers without a gap, microseconds since 1970."""
    stretch: tuple[int, int] | None = None
    for segment in path.segments:
        a, b = max(begin_us, segment.useable_start_us), min(end_us, segment.useable_stop_us)
        if a >= b:
            continue
        if stretch is not None and a == stretch[1]:
            stretch = (stretch[0], b)
            continue
        if stretch is not None:
            yield stretch
        stretch = (a, b)
    if stretch is not None:
        yield stretch


def _heights(path: Ephemeris, begin_us: int, end_us: int) -> tuple[float, float]:
    """Return the least and the greatest radius of the trajectory in a stretch, km, and what lies between its states."""
    least, greatest = np.inf, 0.0
    for segment in path.segments:
        # One state beyond either end, so that the radii between states are between those looked at.
        first, last = np.searchsorted(segment.epochs_us, [begin_us, end_us])
        r = segment.positions_km[max(0, first - 1) : last + 1]
        if len(r):
            radius = np.linalg.norm(r, axis=1)
            step_s = float(np.diff(segment.epochs_us).max()) / 1e6
            # Between two states the radius bends by no more than gravity does, over half the step.
            bend = min(0.01 * (step_s / 2.0) ** 2 / 2.0, 500.0)
            least, greatest = min(least, radius.min() - bend), max(greatest, radius.max() + bend)
    return float(least), float(greatest)


def _may_come_to(
    elements: pl.DataFrame, at: datetime, hours: float, low_km: float, high_km: float
) -> pl.Series:
    """Return which objects may come between two radii in the window, by their perigees and apogees through it."""
    prepared, window_s = prepare(elements, at), hours * 3600.0
    known = bounds(prepared, window_s)
    may = known.steady & (known.low_km <= high_km) & (known.high_km >= low_km)
    others = np.flatnonzero(~known.steady)
    r, v, error = on_grid_by_time(subset(prepared, others), np.linspace(0.0, window_s, SAMPLES))
    radius = np.linalg.norm(r, axis=2)
    h = np.cross(r, v)
    parameter = np.einsum("mni,mni->mn", h, h) / MU_KM3_S2
    inverse_axis = 2.0 / radius - np.einsum("mni,mni->mn", v, v) / MU_KM3_S2
    eccentricity = np.sqrt(np.maximum(0.0, 1.0 - parameter * inverse_axis))
    perigee = parameter / (1.0 + eccentricity)
    apogee = np.where(eccentricity < 1.0, parameter / np.maximum(1.0 - eccentricity, 1e-9), np.inf)
    # What falls may come to lower heights than its perigees so far, never to greater ones than its apogees.
    falling = ((error != 0) | ~(perigee > EARTH_KM + FALLING_KM)).any(axis=0)
    lowest, highest = np.fmin.reduce(perigee, axis=0), np.fmax.reduce(apogee, axis=0)
    margin = np.where(highest > FAR_OUT_KM, FAR_OUT_MARGIN_KM, MARGIN_KM)
    low_enough = falling | ~(lowest - margin > high_km)
    may[others] = low_enough & ~(highest + margin < low_km)
    return pl.Series(may)


def _stand_in(path: Ephemeris, number: int, least_km: float, at: datetime) -> pl.DataFrame:
    """Return a row of elements for the trajectory's place in the table: a circle at its least radius, never used."""
    axis = max(least_km, EARTH_KM + 1.0)
    row = {name: None for name in ELEMENT_SCHEMA} | {
        "norad_cat_id": number,
        "object_name": path.object_name,
        "object_id": path.object_id,
        "epoch": at,
        "mean_motion_rev_day": float(np.sqrt(MU_KM3_S2 / axis**3) * 86_400.0 / (2.0 * np.pi)),
        "eccentricity": 0.0,
        "inclination_deg": 0.1,
        "ra_of_asc_node_deg": 0.0,
        "arg_of_pericenter_deg": 0.0,
        "mean_anomaly_deg": 0.0,
        "bstar": 0.0,
    }
    return pl.DataFrame([row], schema=ELEMENT_SCHEMA)


def _together(path: Ephemeris, number: int, found: list[Screened], gaps: list[int]) -> Screened:
    """Return the stretches' tables as one, the trajectory without an age, and its gaps among what is not covered."""
    tables = [one.approaches for one in found] or [pl.DataFrame(schema=APPROACH_SCHEMA)]
    table = pl.concat(tables).with_columns(
        pl.when(pl.col(f"object{k}_norad_cat_id") == number)
        .then(None)
        .otherwise(pl.col(f"object{k}_element_age_d"))
        .alias(f"object{k}_element_age_d")
        for k in (1, 2)
    )
    by = ["object1_norad_cat_id", "object2_norad_cat_id", "entry"]
    missing = pl.DataFrame(
        {
            "norad_cat_id": [number] * len(gaps),
            "object_name": [path.object_name] * len(gaps),
            "from": np.array(gaps, "datetime64[us]"),
            "reason": [UNCOVERED] * len(gaps),
        },
        schema=NOT_COVERED_SCHEMA,
    )
    others = [one.not_covered.filter(pl.col("norad_cat_id") != number) for one in found]
    return Screened(
        table.sort(by, nulls_last=False, maintain_order=True),
        pl.concat([missing, *others]).unique(["norad_cat_id", "from"], keep="first", maintain_order=True),
        together([one.rechecked for one in found]),
    )
