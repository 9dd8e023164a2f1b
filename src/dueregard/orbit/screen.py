"""Approaches: every interval within a window during which two objects are within D of each other.

Steps: the grid sweep names spans of candidate pairs without loss (``broad`` derives the pad), the cubic between
grid states follows each pair (``walk``), and SGP4 states make entries, exits and closest approaches exact
(``exact``). Rows do not depend on the internal step, the order of the objects or the number of threads.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.model.approach import APPROACH_SCHEMA, CONJUNCTION, MERGED, PROLONGED
from dueregard.model.ephemeris import Ephemeris
from dueregard.model.time import naive_utc
from dueregard.orbit.broad.candidates import MANY_IN_FOCUS
from dueregard.orbit.broad.pad import EARTH_KM, speed_gate_km_s
from dueregard.orbit.given_up import ASTRAY
from dueregard.orbit.intervals import Intervals, exact_intervals, in_order
from dueregard.orbit.nodes.meet import GUARD_KM, below_the_grid, met
from dueregard.orbit.pass_by import fast_km_s
from dueregard.orbit.recheck import Rechecked, recheck
from dueregard.orbit.region import perigee_km
from dueregard.orbit.relative import rtn_offset
from dueregard.orbit.sgp4.prepared import Prepared, at_times, prepare, subset, with_path
from dueregard.orbit.span import Asked
from dueregard.orbit.sweep import Progress, Swept, sweep
from dueregard.orbit.twins import merged_pairs, twin_numbers
from dueregard.orbit.walk import fine_step_s

NOT_COVERED_SCHEMA: Final[dict[str, pl.DataType]] = {
    "norad_cat_id": pl.Int64(),
    "object_name": pl.String(),
    "from": pl.Datetime("us"),
    "reason": pl.String(),
}
# SGP4's own error codes (Vallado 2006), in words.
SGP4_ERRORS: Final = {
    1: "mean eccentricity out of range",
    2: "mean motion below zero",
    3: "perturbed eccentricity out of range",
    4: "semi-latus rectum below zero",
    5: "epoch elements below the Earth's surface",
    6: "the object has decayed",
}
ASTRAY_WORDS: Final = (
    "SGP4 puts the object beyond 1,500,000 km, where nothing orbits the Earth, without an error"
)
# Steps at 6,700 km from the Earth's centre; farther out paths bend less, and the step grows as the local period does.
STEP_S: Final = 240.0
# With few objects in focus the states cost more than the many candidates of a long step.
FEW_STEP_S: Final = 480.0
LOW_RADIUS_KM: Final = 6700.0
LOW_SPEED_KM_S: Final = 7.7  # of a circular orbit there
LONGEST_STEP_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class Screened:
    """``approaches``: ``APPROACH_SCHEMA``, ordered by object 1, object 2, entry. ``not_covered``: objects that SGP4
    gave up on within the window, from when, and why. ``rechecked``: how far rows are from the reference's.
    """

    approaches: pl.DataFrame
    not_covered: pl.DataFrame
    rechecked: Rechecked


def screen(
    elements: pl.DataFrame,
    start: datetime,
    hours: float,
    within_km: float,
    *,
    min_dwell_s: float = 300.0,
    focus: NDArray[np.bool_] | None = None,
    prolonged_only: bool = False,
    paths: Mapping[int, Ephemeris] = MappingProxyType({}),
    step_s: float | None = None,
    nodes: bool = True,
    threads: int = 2,
    progress: Progress | None = None,
) -> Screened:
    """Return all approaches within ``within_km`` in the window of ``hours`` from ``start``.

    ``elements``: one row per object (``model.elements.ELEMENT_SCHEMA``). ``focus``: only pairs with at least one object
    whose row in ``elements`` is True, (n,). ``prolonged_only``: only intervals of at least ``min_dwell_s`` and merged
    pairs, which needs far less work (the speed gate of ``broad``). ``paths``: objects, by number, whose states are not
    those of their elements but of a stated path, which must cover the window (``screen_path`` sees to it). ``step_s``
    and ``nodes`` (one object in focus is held against others where it crosses their planes, below the grid) are
    internal: rows do not depend on them.

    Limits: TCA to 0.1 s above 100 m/s; below, the range at TCA is within 10 m of the least; ranges at entry and exit
    are D to 20 m. All of this is with respect to SGP4 and these elements; how far elements are from the truth is the
    matter of ``uncertainty``.

    Raises ``ValueError`` for a window or a distance that is not positive, or one catalogue number in two rows.
    """
    if not (hours > 0 and within_km > 0 and np.isfinite(hours) and np.isfinite(within_km)):
        raise ValueError("the window and the distance must be above zero")
    order = elements["norad_cat_id"].arg_sort().to_numpy()
    elements = elements[order]
    focus = None if focus is None else focus[order]
    if elements["norad_cat_id"].is_duplicated().any():
        raise ValueError("one element set per object: choose one epoch of each before screening")
    prepared, window_s = prepare(elements, start), hours * 3600.0
    for number, path in paths.items():
        row = int(elements["norad_cat_id"].search_sorted(number))
        prepared = with_path(prepared, row, path, start)
    twin = twin_numbers(elements)
    stretch = _local_period(elements, focus)
    few = focus is not None and int(focus.sum()) < MANY_IN_FOCUS
    step = step_s or min(LONGEST_STEP_S, stretch * (FEW_STEP_S if few else STEP_S))
    guard_km, gate = _guard_and_gate(within_km, min_dwell_s, step, stretch, prolonged_only)
    below = None
    if nodes and focus is not None and focus.sum() == 1:
        below = below_the_grid(prepared, int(np.flatnonzero(focus)[0]), twin, window_s, within_km)
    left = np.arange(len(elements)) if below is None else np.flatnonzero(~below.looked_at)
    # Of the two, either does now and then what only one thread can do: together they leave no core idle.
    with ThreadPoolExecutor(1) as beside:
        crossed = None if below is None or threads < 2 else beside.submit(met, prepared, below, threads)
        swept = sweep(
            subset(prepared, left),
            window_s,
            Asked(
                within_km=within_km + guard_km,
                focus=np.ones(len(left), np.bool_) if focus is None else focus[left],
                twin=twin[left],
                gate_km_s=gate,
                fast_km_s=fast_km_s(
                    within_km + guard_km, step / 2.0, LOW_RADIUS_KM * stretch ** (2 / 3) - 200.0
                ),
                fine_s=fine_step_s(within_km + guard_km),
                rough_km=0.4 * guard_km,
            ),
            step_s=step,
            threads=threads,
            progress=progress,
        )
    covered_s, error = np.full(len(elements), window_s), np.zeros(len(elements), np.uint8)
    covered_s[left], error[left] = swept.covered_s, swept.error
    on_grid = Swept(left[swept.pairs], swept.rows, covered_s, error)
    found = exact_intervals(prepared, on_grid, window_s, within_km, guard_km, threads)
    if below is not None:
        meetings = met(prepared, below, threads) if crossed is None else crossed.result()
        off_grid = Swept(*meetings, covered_s, error)
        found = in_order(found, exact_intervals(prepared, off_grid, window_s, within_km, GUARD_KM, threads))
    rows = _table(elements, prepared, found, start, min_dwell_s)
    if prolonged_only:
        rows = rows.filter(pl.col("kind") == PROLONGED)
    merged = merged_pairs(elements)
    if focus is not None and len(merged):
        merged = merged[focus[merged].any(axis=1)]
    by = ["object1_norad_cat_id", "object2_norad_cat_id", "entry"]
    table = pl.concat([rows, _merged_table(elements, merged, start)]).sort(
        by, nulls_last=False, maintain_order=True
    )
    return Screened(
        table,
        _not_covered(elements, covered_s, error, start, window_s),
        recheck(elements, start, table, paths),
    )


def _guard_and_gate(
    within_km: float, min_dwell_s: float, step_s: float, stretch: float, prolonged_only: bool
) -> tuple[float, float]:
    """Return how far beyond D the sweep must look for the error of its cubic, and the fastest pairs it follows.

    The cubic is off by 1.5 m at 60 s in low orbit and grows as the fourth power of the step; between two objects by as
    much of it as their relative speed is of their own. The guard is twice that, and never below 30 m.
    """
    minutes = step_s / stretch / 60.0
    slow = float(np.clip(0.03 * minutes**2, 0.03, 0.5))
    if not prolonged_only:
        return max(slow, 0.006 * minutes**4), float("inf")
    speed = min(1.0, speed_gate_km_s(within_km + slow, min_dwell_s, step_s / 2.0) / LOW_SPEED_KM_S)
    guard_km = max(slow, 0.006 * minutes**4 * speed)
    return guard_km, speed_gate_km_s(within_km + guard_km, min_dwell_s, step_s / 2.0)


def _local_period(elements: pl.DataFrame, focus: NDArray[np.bool_] | None) -> float:
    """Return how much slower paths bend where the lowest object in focus flies than at ``LOW_RADIUS_KM``; at least 1.

    A pair meets where its object in focus is, so the other's path near the Earth does not matter.
    """
    low = perigee_km(elements if focus is None else elements.filter(pl.Series(focus)))
    return max(1.0, float(((low.min() + EARTH_KM) / LOW_RADIUS_KM) ** 1.5)) if len(low) else 1.0


def _instants(start: datetime, seconds: NDArray[np.float64]) -> NDArray[np.datetime64]:
    offsets = np.round(seconds * 1e6).astype(np.int64).astype("timedelta64[us]")
    instants: NDArray[np.datetime64] = np.datetime64(naive_utc(start), "us") + offsets
    return instants


def _ages_d(
    elements: pl.DataFrame, rows: NDArray[np.int64], at: NDArray[np.datetime64]
) -> NDArray[np.float64]:
    epochs = elements["epoch"].to_numpy().astype("datetime64[us]")[rows]
    ages: NDArray[np.float64] = (at - epochs).astype(np.int64) / 86_400e6
    return ages


def _table(
    elements: pl.DataFrame, prepared: Prepared, found: Intervals, start: datetime, min_dwell_s: float
) -> pl.DataFrame:
    if not len(found.pairs):
        return pl.DataFrame(schema=APPROACH_SCHEMA)
    numbers, names = elements["norad_cat_id"].to_numpy(), elements["object_name"]
    first, second = found.pairs[:, 0], found.pairs[:, 1]
    r1, v1, _ = at_times(prepared, first, found.tca_s)
    r2, v2, _ = at_times(prepared, second, found.tca_s)
    rtn = rtn_offset(r1, v1, r2)
    dwell = np.round(found.exit_s - found.entry_s, 6)
    tca = _instants(start, found.tca_s)
    return pl.DataFrame(
        {
            "object1_norad_cat_id": numbers[first],
            "object1_name": names.gather(first),
            "object2_norad_cat_id": numbers[second],
            "object2_name": names.gather(second),
            "kind": np.where(dwell < min_dwell_s, CONJUNCTION, PROLONGED),
            "entry": _instants(start, found.entry_s),
            "tca": tca,
            "exit": _instants(start, found.exit_s),
            "dwell_s": dwell,
            "miss_distance_km": np.round(np.linalg.norm(r2 - r1, axis=1), 6),
            "relative_speed_km_s": np.round(np.linalg.norm(v2 - v1, axis=1), 9),
            "radial_km": np.round(rtn[:, 0], 6),
            "in_track_km": np.round(rtn[:, 1], 6),
            "cross_track_km": np.round(rtn[:, 2], 6),
            "entry_cut": found.entry_cut,
            "exit_cut": found.exit_cut,
            "object1_element_age_d": np.round(_ages_d(elements, first, tca), 6),
            "object2_element_age_d": np.round(_ages_d(elements, second, tca), 6),
        },
        schema=APPROACH_SCHEMA,
    )


def _merged_table(elements: pl.DataFrame, pairs: NDArray[np.int64], start: datetime) -> pl.DataFrame:
    if not len(pairs):
        return pl.DataFrame(schema=APPROACH_SCHEMA)
    first, second = pairs[:, 0], pairs[:, 1]
    at = np.full(len(pairs), np.datetime64(naive_utc(start), "us"))
    columns = {
        "object1_norad_cat_id": elements["norad_cat_id"].gather(first),
        "object1_name": elements["object_name"].gather(first),
        "object2_norad_cat_id": elements["norad_cat_id"].gather(second),
        "object2_name": elements["object_name"].gather(second),
        "object1_element_age_d": np.round(_ages_d(elements, first, at), 6),
        "object2_element_age_d": np.round(_ages_d(elements, second, at), 6),
    }
    frame = pl.DataFrame(columns).with_columns(pl.lit(MERGED).alias("kind"))
    empty = [pl.lit(None, dtype).alias(n) for n, dtype in APPROACH_SCHEMA.items() if n not in frame.columns]
    return frame.with_columns(empty).select(APPROACH_SCHEMA.keys()).cast(pl.Schema(APPROACH_SCHEMA))


def _not_covered(
    elements: pl.DataFrame,
    covered_s: NDArray[np.float64],
    error: NDArray[np.uint8],
    start: datetime,
    window_s: float,
) -> pl.DataFrame:
    rows = np.flatnonzero((covered_s < window_s) | (error != 0))
    return pl.DataFrame(
        {
            "norad_cat_id": elements["norad_cat_id"].gather(rows),
            "object_name": elements["object_name"].gather(rows),
            "from": _instants(start, covered_s[rows]),
            "reason": [
                ASTRAY_WORDS if code == ASTRAY else f"SGP4 error {code}: {SGP4_ERRORS.get(code, 'unknown')}"
                for code in error[rows].tolist()
            ],
        },
        schema=NOT_COVERED_SCHEMA,
    )
