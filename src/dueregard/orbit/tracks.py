"""Objects over time when element sets follow one another: which set holds when, and what the sets say of a pair.

At any instant an object is carried by its newest set not after that instant (the earliest, before the first). With one
catalogue that is one set throughout. At the seams positions jump by the error of the sets, as the public data do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.model.time import naive_utc
from dueregard.orbit.relative import rtn_axes
from dueregard.orbit.sgp4.prepared import Prepared, at_times, prepare
from dueregard.orbit.uncertainty import (
    NEIGHBOUR_KM_S,
    ErrorModel,
    error_model,
    range_covariance,
    range_interval_km,
    sigma_rtn_km,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tracks:
    """All element sets that may carry an object in the window, ordered by object and epoch.

    ``rows``: first and last (exclusive) row of each object; ``epoch_s``: (n,) epochs in seconds after ``start``.
    """

    start: datetime
    elements: pl.DataFrame
    rows: Mapping[int, tuple[int, int]]
    epoch_s: Floats
    prepared: Prepared
    errors: ErrorModel


@dataclass(frozen=True, slots=True)
class PairPath:
    """What the element sets say of a pair at instants ``t_s`` (k,), seconds after the start.

    ``rtn_km``: (k, 3) object 2 in object 1's RTN frame, and ``rtn_of_1_km`` object 1 in object 2's, with standard
    deviations along those axes (k, 3). ``low_km``, ``high_km``: 95 % interval of the range; ``floor_km``: the upper end
    of that interval if the two were at one place, which is what cannot be resolved. ``good``: where both have a state.
    ``relative``: whether the errors of neighbours were used.
    """

    t_s: Floats
    positions1_km: Floats
    positions2_km: Floats
    range_km: Floats
    low_km: Floats
    high_km: Floats
    floor_km: Floats
    speed_km_s: Floats
    rtn_km: Floats
    rtn_of_1_km: Floats
    sigma_rtn_km: Floats
    sigma_rtn_of_1_km: Floats
    age1_d: Floats
    age2_d: Floats
    good: NDArray[np.bool_]
    relative: bool


def make_tracks(elements: pl.DataFrame, start: datetime) -> Tracks:
    """Return the sets ready to be followed; offsets are counted from ``start``."""
    ordered = elements.sort("norad_cat_id", "epoch", maintain_order=True)
    numbers = ordered["norad_cat_id"].to_numpy()
    edges = (
        np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1], True])
        if len(numbers)
        else np.zeros(1, np.int64)
    )
    epochs = ordered["epoch"].to_numpy().astype("datetime64[us]")
    return Tracks(
        start,
        ordered,
        {int(numbers[a]): (int(a), int(b)) for a, b in pairwise(edges)},
        (epochs - np.datetime64(naive_utc(start), "us")).astype(np.int64) / 1e6,
        prepare(ordered, start),
        error_model(ordered),
    )


def rows_at(tracks: Tracks, number: int, t_s: Floats) -> Ints:
    """Return the row of the set that carries an object at each instant: (k,), -1 for an object without any."""
    span = tracks.rows.get(number)
    if span is None:
        return np.full(len(t_s), -1, np.int64)
    a, b = span
    found: Ints = a + np.maximum(np.searchsorted(tracks.epoch_s[a:b], t_s, side="right") - 1, 0)
    return found


def pair_path(
    tracks: Tracks,
    object1: int,
    object2: int,
    t_s: Floats,
    *,
    frozen_s: tuple[float | None, float | None] = (None, None),
) -> PairPath:
    """Return what the element sets say of the pair at ``t_s``, with the uncertainty of ``orbit.uncertainty``.

    ``frozen_s``: carry object 1, or object 2, throughout by the set it had at that instant, as if nothing had come
    after. Pairs that come slower than 100 m/s past each other share their orbit, and with it the common part of the
    error: they get the relative covariance, all others the absolute one.
    """
    rows = [
        rows_at(tracks, number, t_s if frozen is None else np.full(len(t_s), frozen))
        for number, frozen in zip((object1, object2), frozen_s, strict=True)
    ]
    (r1, v1, age1, good1), (r2, v2, age2, good2) = (_states(tracks, row, t_s) for row in rows)
    good = good1 & good2
    offset, speed = r2 - r1, np.linalg.norm(v2 - v1, axis=1)
    distance = np.linalg.norm(offset, axis=1)
    slow = bool(good.any() and speed[np.argmin(np.where(good, distance, np.inf))] < NEIGHBOUR_KM_S)
    # A set frozen for days knows nothing of the common part any more.
    relative = slow and frozen_s == (None, None)
    sigmas = [_sigma(tracks, row, age, relative) for row, age in zip(rows, (age1, age2), strict=True)]
    covariance = range_covariance(r1, v1, sigmas[0], r2, v2, sigmas[1])
    low, high = range_interval_km(offset, covariance)
    floor = range_interval_km(np.zeros_like(offset), covariance)[1]
    axes1, axes2 = rtn_axes(r1, v1), rtn_axes(r2, v2)
    return PairPath(
        t_s, r1, r2, distance, low, high, floor, speed,
        np.einsum("kij,kj->ki", axes1, offset),
        np.einsum("kij,kj->ki", axes2, -offset),
        np.sqrt(np.einsum("kai,kij,kaj->ka", axes1, covariance, axes1)),
        np.sqrt(np.einsum("kai,kij,kaj->ka", axes2, covariance, axes2)),
        age1, age2, good, relative,
    )  # fmt: skip


def _states(tracks: Tracks, rows: Ints, t_s: Floats) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    if (rows < 0).any():
        nothing = np.full((len(t_s), 3), np.nan)
        return nothing, nothing, np.full(len(t_s), np.nan), np.zeros(len(t_s), np.bool_)
    r, v, error = at_times(tracks.prepared, rows, t_s)
    good: NDArray[np.bool_] = error == 0
    r[~good], v[~good] = np.nan, np.nan
    return r, v, (t_s - tracks.epoch_s[rows]) / 86_400.0, good


def _sigma(tracks: Tracks, rows: Ints, age_d: Floats, relative: bool) -> Floats:
    if (rows < 0).any():
        return np.full((len(age_d), 3), np.nan)
    return sigma_rtn_km(tracks.errors, rows, age_d, "relative" if relative else "absolute")
