"""Positions and velocities by the reference: SGP4 of the ``sgp4`` package. Slower than ``propagate``, and its judge.

The theory is the reference's (Vallado, Crawford, Hujsak and Kelso 2006, AIAA 2006-6753, as built in the
``sgp4`` package), with WGS-72 constants. States are in TEME of the epoch as SGP4 gives them; ranges between
objects need no frame change. A day has 86,400 s, as SGP4 has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sgp4.api import WGS72, Satrec, SatrecArray

from dueregard.model.time import naive_utc
from dueregard.orbit.sgp4.prepared import States

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_JD_1970 = 2440587.5
_JD_1949 = 2433281.5  # 1949 December 31 00:00 UT, from which sgp4init counts
_DAY_US = 86_400_000_000
# The C code refuses catalogue numbers above 339,999 (the end of Alpha-5) and computes nothing with them: every
# record is given this one, and the true number stays in the table.
_SURROGATE_NUMBER = 1


@dataclass(frozen=True, slots=True)
class Prepared:
    """Element sets made ready for SGP4, with the instant from which offsets in seconds are counted."""

    records: tuple[Any, ...]  # sgp4.api.Satrec, in the order of the table
    array: Any  # sgp4.api.SatrecArray
    jd: float
    fraction: float

    def __len__(self) -> int:
        return len(self.records)


def julian_day(at: np.datetime64) -> tuple[float, float]:
    """Return an instant as a whole (…5) Julian day and the fraction of a day, exact to the microsecond."""
    us = int(at.astype("datetime64[us]").astype(np.int64))
    day, rest = divmod(us, _DAY_US)
    return _JD_1970 + day, rest / _DAY_US


def prepare(elements: pl.DataFrame, start: datetime) -> Prepared:
    """Return the element sets (``model.elements.ELEMENT_SCHEMA``) ready for SGP4, offsets counted from ``start``.

    A set that SGP4 cannot even initialise is kept; all its states carry the error code.
    """
    deg = np.pi / 180.0
    epochs = elements["epoch"].to_numpy().astype("datetime64[us]").astype(np.int64)
    days, rest = np.divmod(epochs, _DAY_US)
    whole, fraction = _JD_1970 + days.astype(np.float64), rest / _DAY_US
    columns = zip(
        whole.tolist(),
        fraction.tolist(),
        elements["bstar"].to_list(),
        elements["eccentricity"].to_list(),
        (elements["arg_of_pericenter_deg"].to_numpy() * deg).tolist(),
        (elements["inclination_deg"].to_numpy() * deg).tolist(),
        (elements["mean_anomaly_deg"].to_numpy() * deg).tolist(),
        (elements["mean_motion_rev_day"].to_numpy() * (2 * np.pi / 1440.0)).tolist(),
        (elements["ra_of_asc_node_deg"].to_numpy() * deg).tolist(),
        strict=True,
    )
    records: list[Any] = []
    for jd, fr, bstar, ecco, argpo, inclo, mo, no_kozai, nodeo in columns:
        record = Satrec()
        record.sgp4init(
            WGS72, "i", _SURROGATE_NUMBER, jd - _JD_1949 + fr, bstar, 0.0, 0.0, ecco, argpo, inclo, mo, no_kozai, nodeo
        )  # fmt: skip
        # sgp4init has only one double for the epoch (good to 0.3 us); the two-part epoch is exact.
        record.jdsatepoch, record.jdsatepochF = jd, fr
        records.append(record)
    jd0, fr0 = julian_day(np.datetime64(naive_utc(start), "us"))
    return Prepared(tuple(records), SatrecArray(records), jd0, fr0)


def subset(prepared: Prepared, rows: Sequence[int] | Ints) -> Prepared:
    """Return only these rows, in this order."""
    records = tuple(prepared.records[int(k)] for k in rows)
    return Prepared(records, SatrecArray(list(records)), prepared.jd, prepared.fraction)


def on_grid(prepared: Prepared, offsets_s: Floats) -> States:
    """Return the states of every object at the same instants: axes (object, time, xyz)."""
    jd = np.full(len(offsets_s), prepared.jd)
    error, r, v = prepared.array.sgp4(jd, prepared.fraction + offsets_s / 86400.0)
    bad = error != 0
    if bad.any():
        r[bad], v[bad] = np.nan, np.nan
    return States(r, v, error)


def at_times(prepared: Prepared, rows: Ints, offsets_s: Floats) -> tuple[Floats, Floats, NDArray[np.uint8]]:
    """Return the states of ``rows[k]`` at ``offsets_s[k]``: positions and velocities (n, 3) in km and km/s, errors.

    Each state may belong to another object at another time, as refining closest approaches needs; the calls are
    grouped by object.
    """
    n = len(rows)
    positions, velocities = np.empty((n, 3)), np.empty((n, 3))
    errors = np.zeros(n, np.uint8)
    if not n:
        return positions, velocities, errors
    order = np.argsort(rows, kind="stable")
    ordered = rows[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    fractions = prepared.fraction + offsets_s[order] / 86400.0
    jd = np.full(n, prepared.jd)
    for first, last in zip(starts.tolist(), [*starts[1:].tolist(), n], strict=True):
        record = prepared.records[int(ordered[first])]
        e, r, v = record.sgp4_array(jd[first:last], fractions[first:last])
        where = order[first:last]
        positions[where], velocities[where], errors[where] = r, v, e
    return positions, velocities, errors
