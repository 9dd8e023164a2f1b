"""A pair over time when element sets follow one another: which set holds when, and what it says of the pair.

A window is cut into pieces; in each piece every object is carried by one element set (the newest not after the
piece's beginning). A single catalogue is one piece. At the seams positions jump by the error of the sets, as the
public data do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.model.time import naive_utc, seconds_between
from dueregard.orbit.propagate import Prepared, at_times, prepare
from dueregard.orbit.relative import rtn_axes
from dueregard.orbit.uncertainty import (
    NEIGHBOUR_KM_S,
    ErrorModel,
    error_model,
    range_covariance,
    range_interval_km,
    sigma_rtn_km,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of the window, seconds after its start, and the element set of each object in it."""

    begin_s: float
    end_s: float
    elements: pl.DataFrame  # sorted by norad_cat_id
    numbers: NDArray[np.int64]
    prepared: Prepared
    errors: ErrorModel


@dataclass(frozen=True, slots=True)
class PairPath:
    """What the element sets say of a pair at instants ``t_s`` (k,), seconds after the start.

    ``offset_km``: (k, 3) object 2 from object 1, TEME; ``rtn_km``: (k, 3) the same in object 1's RTN frame, and
    ``rtn_of_1_km`` object 1 in object 2's. ``sigma_rtn_km``, ``sigma_rtn_of_1_km``: (k, 3) standard deviations along
    those axes. ``low_km``, ``high_km``: 95 % interval of the range. ``good``: where both objects have a state.
    """

    t_s: Floats
    positions1_km: Floats
    positions2_km: Floats
    range_km: Floats
    low_km: Floats
    high_km: Floats
    floor_km: Floats  # the 97.5 % quantile of the range if the two were at one place: what cannot be resolved
    speed_km_s: Floats
    rtn_km: Floats
    rtn_of_1_km: Floats
    sigma_rtn_km: Floats
    sigma_rtn_of_1_km: Floats
    age1_d: Floats
    age2_d: Floats
    good: NDArray[np.bool_]
    relative: bool  # whether the errors of neighbours were used


def make_piece(elements: pl.DataFrame, start: datetime, begin_s: float, end_s: float) -> Piece:
    """Return a piece for one row per object; offsets are counted from ``start``, the beginning of the whole window."""
    ordered = elements.sort("norad_cat_id")
    return Piece(
        begin_s,
        end_s,
        ordered,
        ordered["norad_cat_id"].to_numpy(),
        prepare(ordered, start),
        error_model(ordered),
    )


def row_of(piece: Piece, norad_cat_id: int) -> int:
    """Return the row of an object in a piece, -1 where it has no element set there."""
    row = int(np.searchsorted(piece.numbers, norad_cat_id))
    return row if row < len(piece.numbers) and piece.numbers[row] == norad_cat_id else -1


def piece_index(pieces: Sequence[Piece], t_s: Floats) -> NDArray[np.int64]:
    """Return which piece holds at each instant; before the first and after the last, those."""
    ends = np.array([piece.end_s for piece in pieces[:-1]])
    index: NDArray[np.int64] = np.searchsorted(ends, t_s, side="right").astype(np.int64)
    return index


def states_of(
    pieces: Sequence[Piece], start: datetime, norad_cat_id: int, t_s: Floats, *, frozen: int | None = None
) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """Return positions (k, 3), velocities (k, 3), element ages in days (k,), and where they are valid (k,).

    ``frozen``: carry the object by its element set of that piece throughout, as if nothing had come after.
    """
    r, v = np.full((len(t_s), 3), np.nan), np.full((len(t_s), 3), np.nan)
    age, good = np.full(len(t_s), np.nan), np.zeros(len(t_s), np.bool_)
    index = piece_index(pieces, t_s) if frozen is None else np.full(len(t_s), frozen)
    for number in np.unique(index):
        piece = pieces[int(number)]
        row = row_of(piece, norad_cat_id)
        if row < 0:
            continue
        k = np.flatnonzero(index == number)
        r[k], v[k], error = at_times(piece.prepared, np.full(len(k), row), t_s[k])
        good[k] = error == 0
        since = seconds_between(piece.elements["epoch"][row], naive_utc(start))
        age[k] = (t_s[k] - since) / 86_400.0
    return r, v, age, good


def pair_path(
    pieces: Sequence[Piece],
    start: datetime,
    object1: int,
    object2: int,
    t_s: Floats,
    *,
    frozen: tuple[int | None, int | None] = (None, None),
) -> PairPath:
    """Return what the element sets say of the pair at ``t_s``, with the uncertainty of ``orbit.uncertainty``.

    Pairs that come slower than 100 m/s past each other share their orbit, and with it the common part of the error:
    they get the relative covariance, all others the absolute one.
    """
    r1, v1, age1, good1 = states_of(pieces, start, object1, t_s, frozen=frozen[0])
    r2, v2, age2, good2 = states_of(pieces, start, object2, t_s, frozen=frozen[1])
    good = good1 & good2
    offset, speed = r2 - r1, np.linalg.norm(v2 - v1, axis=1)
    distance = np.linalg.norm(offset, axis=1)
    # A set frozen for days knows nothing of the common part any more.
    at_least = int(np.nanargmin(np.where(good, distance, np.inf))) if good.any() else 0
    relative = bool(good.any() and speed[at_least] < NEIGHBOUR_KM_S and frozen == (None, None))
    sigma1 = _sigmas(pieces, object1, t_s, age1, frozen[0], relative)
    sigma2 = _sigmas(pieces, object2, t_s, age2, frozen[1], relative)
    covariance = range_covariance(r1, v1, sigma1, r2, v2, sigma2)
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


def _sigmas(
    pieces: Sequence[Piece], number: int, t_s: Floats, age_d: Floats, frozen: int | None, relative: bool
) -> Floats:
    sigma = np.full((len(t_s), 3), np.nan)
    index = piece_index(pieces, t_s) if frozen is None else np.full(len(t_s), frozen)
    for k in np.unique(index):
        piece = pieces[int(k)]
        row = row_of(piece, number)
        if row >= 0:
            here = np.flatnonzero(index == k)
            rows = np.full(len(here), row)
            sigma[here] = sigma_rtn_km(
                piece.errors, rows, age_d[here], "relative" if relative else "absolute"
            )
    return sigma
