"""Rows held against the reference: every slow one and a share of the others, by the ``sgp4`` package."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.model.approach import MERGED
from dueregard.model.ephemeris import Ephemeris
from dueregard.model.time import naive_utc
from dueregard.orbit import reference
from dueregard.orbit.path_states import path_states

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SLOW_KM_S = 0.1
SHARE = 0.01  # of the faster rows
SEED = 1967  # the year of the Outer Space Treaty: any number would do, as long as it is always the same


@dataclass(frozen=True, slots=True)
class Rechecked:
    """How many rows were computed again, of how many, and the greatest difference of a range at closest approach.

    ``slow``: those of them below 100 m/s. ``worst_m``: metres, 0 where nothing was computed again, infinite where the
    reference has no state; ``worst_pair``: whose it is, None where there is none.
    """

    rows: int
    of: int
    slow: int
    worst_m: float
    worst_pair: tuple[int, int] | None


def together(several: Sequence[Rechecked]) -> Rechecked:
    """Return the counts of several tables summed, and the worst of them."""
    worst = max(several, key=lambda one: one.worst_m, default=Rechecked(0, 0, 0, 0.0, None))
    return Rechecked(
        sum(one.rows for one in several),
        sum(one.of for one in several),
        sum(one.slow for one in several),
        worst.worst_m,
        worst.worst_pair,
    )


def recheck(
    elements: pl.DataFrame,
    start: datetime,
    approaches: pl.DataFrame,
    paths: Mapping[int, Ephemeris] = MappingProxyType({}),
) -> Rechecked:
    """Return how far the ranges of a table of approaches at their TCA are from those of the reference.

    ``elements``: the sets that were screened, one for each object; ``paths``: what objects follow instead. All rows
    slower than 100 m/s are computed again, and a share of the others that depends on nothing but the number of rows.
    """
    rows = approaches.filter(pl.col("kind") != MERGED)
    speed = rows["relative_speed_km_s"].to_numpy()
    slow = speed < SLOW_KM_S
    drawn = np.random.default_rng(SEED).random(len(rows)) < SHARE
    rows = rows.filter(pl.Series(slow | drawn, dtype=pl.Boolean))
    if rows.is_empty():
        return Rechecked(0, len(speed), 0, 0.0, None)
    first, second = (rows[f"object{k}_norad_cat_id"].to_numpy() for k in (1, 2))
    numbers = np.unique(np.concatenate((first, second)))
    place = elements["norad_cat_id"].to_numpy()
    order = np.argsort(place, kind="stable")
    some = elements[order[np.searchsorted(place[order], numbers)]]
    origin = np.datetime64(naive_utc(start), "us")
    seconds = (rows["tca"].to_numpy().astype("datetime64[us]") - origin).astype(np.int64) / 1e6
    prepared = reference.prepare(some, start)
    (r1, error1), (r2, error2) = (
        _states(prepared, numbers, who, seconds, start, paths) for who in (first, second)
    )
    off_m = np.abs(np.linalg.norm(r2 - r1, axis=1) - rows["miss_distance_km"].to_numpy()) * 1000.0
    off_m[(error1 != 0) | (error2 != 0)] = np.inf
    worst = int(np.argmax(off_m))
    return Rechecked(
        len(rows), len(speed), int(slow.sum()), float(off_m[worst]), (int(first[worst]), int(second[worst]))
    )


def _states(
    prepared: reference.Prepared,
    numbers: Ints,
    who: Ints,
    seconds: Floats,
    start: datetime,
    paths: Mapping[int, Ephemeris],
) -> tuple[Floats, NDArray[np.uint8]]:
    r, _, error = reference.at_times(prepared, np.searchsorted(numbers, who), seconds)
    for number, path in paths.items():
        own = np.flatnonzero(who == number)
        r[own], _, error[own] = path_states(path, start, seconds[own])
    return r, error
