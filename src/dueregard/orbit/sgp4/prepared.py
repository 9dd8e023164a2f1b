"""Positions and velocities of element sets by the compiled kernels: what ``orbit.propagate`` rests on.

States are in TEME of the epoch as SGP4 gives them, WGS-72, days of 86,400 s. They agree with the reference (the
``sgp4`` package, ``orbit.reference``) to well below a millimetre; a state with an error is NaN here, also where the
reference still gives the position of a decayed object.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.model.ephemeris import Ephemeris
from dueregard.model.time import naive_utc
from dueregard.orbit.path_states import path_states
from dueregard.orbit.sgp4.fields import Codes, Constants, Floats, Ints
from dueregard.orbit.sgp4.grid import grid
from dueregard.orbit.sgp4.initialise import initialise
from dueregard.orbit.sgp4.lattice import walked_to
from dueregard.orbit.sgp4.scattered import scattered

_DAY_US = 86_400_000_000
_1949_US = int(np.datetime64("1949-12-31", "us").astype(np.int64))


@dataclass(frozen=True, slots=True)
class States:
    """States in TEME. ``positions_km``, ``velocities_km_s``: (n_objects, n_times, 3); ``error``: (n_objects,
    n_times), SGP4's own code, 0 where the state is valid. Invalid states are NaN, never dropped.
    """

    positions_km: Floats
    velocities_km_s: Floats
    error: Codes


@dataclass(frozen=True, slots=True)
class Prepared:
    """Element sets made ready for SGP4, and how long before the origin of the offsets each one's epoch lies.

    ``lead_min``: (n,), minutes, from whole microseconds and so good to 1e-9 s for epochs within a hundred days.
    ``paths``: rows whose states are not those of their elements but of a stated path, and the origin of the offsets.
    """

    constants: Constants
    lead_min: Floats
    paths: tuple[tuple[int, Ephemeris, datetime], ...] = ()

    def __len__(self) -> int:
        return len(self.constants)


def prepare(elements: pl.DataFrame, start: datetime) -> Prepared:
    """Return the element sets (``model.elements.ELEMENT_SCHEMA``) ready for SGP4, offsets counted from ``start``.

    A set that SGP4 cannot even initialise is kept; all its states carry the error code.
    """
    deg = np.pi / 180.0
    epochs = elements["epoch"].to_numpy().astype("datetime64[us]").astype(np.int64)
    days, rest = np.divmod(epochs - _1949_US, _DAY_US)
    constants = initialise(
        days.astype(np.float64) + rest / _DAY_US,
        elements["bstar"].to_numpy(),
        elements["eccentricity"].to_numpy(),
        elements["arg_of_pericenter_deg"].to_numpy() * deg,
        elements["inclination_deg"].to_numpy() * deg,
        elements["mean_anomaly_deg"].to_numpy() * deg,
        elements["mean_motion_rev_day"].to_numpy() * (2 * np.pi / 1440.0),
        elements["ra_of_asc_node_deg"].to_numpy() * deg,
    )
    origin = int(np.datetime64(naive_utc(start), "us").astype(np.int64))
    lead_min = (origin - epochs) / 60e6
    return Prepared(walked_to(constants, lead_min), lead_min)


def subset(prepared: Prepared, rows: Sequence[int] | Ints) -> Prepared:
    """Return only these rows, in this order."""
    chosen, was = np.asarray(rows, np.int64), prepared.constants
    kept = was.deep_row[chosen]
    is_deep = kept >= 0
    constants = Constants(
        was.common[chosen],
        was.deep[kept[is_deep]],
        was.kind[chosen],
        np.where(is_deep, np.cumsum(is_deep) - 1, -1),
        was.error[chosen],
    )
    kept_paths = tuple(
        (int(k), path, origin) for row, path, origin in prepared.paths for k in np.flatnonzero(chosen == row)
    )
    return Prepared(constants, prepared.lead_min[chosen], kept_paths)


def with_path(prepared: Prepared, row: int, path: Ephemeris, start: datetime) -> Prepared:
    """Return the same with the states of ``row`` taken from a stated path; ``start`` is the origin of the offsets."""
    return replace(prepared, paths=(*prepared.paths, (row, path, start)))


def on_grid(prepared: Prepared, offsets_s: Floats) -> States:
    """Return the states of every object at the same instants: axes (object, time, xyz)."""
    states = States(*grid(prepared.constants, prepared.lead_min, offsets_s / 60.0))
    for row, path, start in prepared.paths:
        states.positions_km[row], states.velocities_km_s[row], states.error[row] = path_states(
            path, start, offsets_s
        )
    return states


def on_grid_by_time(
    prepared: Prepared, offsets_s: Floats, out: tuple[Floats, Floats, Codes] | None = None
) -> tuple[Floats, Floats, Codes]:
    """Return the same as ``on_grid`` with the axes as a sweep through time reads them: (time, object, xyz).

    Positions (km), velocities (km/s) and errors, contiguous; ``out``: three such arrays to fill and return.
    """
    r, v, error = grid(prepared.constants, prepared.lead_min, offsets_s / 60.0, time_major=True, out=out)
    for row, path, start in prepared.paths:
        r[:, row], v[:, row], error[:, row] = path_states(path, start, offsets_s)
    return r, v, error


def at_times(prepared: Prepared, rows: Ints, offsets_s: Floats) -> tuple[Floats, Floats, NDArray[np.uint8]]:
    """Return the states of ``rows[k]`` at ``offsets_s[k]``: positions and velocities (n, 3) in km and km/s, errors."""
    r, v, error = scattered(prepared.constants, rows, prepared.lead_min[rows] + offsets_s / 60.0)
    for row, path, start in prepared.paths:
        own = np.flatnonzero(rows == row)
        if len(own):
            r[own], v[own], error[own] = path_states(path, start, offsets_s[own])
    return r, v, error
