"""Which objects can come near others at all, by the band of altitudes each keeps within a window.

Only a first sieve: what it drops is never screened, so its bands are wide. An object whose band is not known well
enough (one that may re-enter, one so high that the Moon and the Sun move its perigee) is never dropped.
"""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.model.time import naive_utc
from dueregard.orbit.broad.pad import EARTH_KM
from dueregard.orbit.region import perigee_km, semi_major_axis_km

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

# Osculating radii leave the mean perigee and apogee by up to 25 km in LEO (J2) and 40 km in GEO. On the full catalogue
# of 2024-11-01 over seven days none below FAR_KM left them by more than this but by drag.
RADIAL_SLACK_KM = 80.0
FAR_KM = 45_000.0  # of altitude: above, perigees move by hundreds of kilometres within days (Moon and Sun)
FALL_KM = 100.0  # from this fall on within the window an object may as well re-enter
# SGP4's drag (Hoots and Roehrich 1980): C1 = B* (q0 - s)^4 n a / (a - s)^4 / psi^7 times terms near 1, with s at
# 78 km and q0 at 120 km of altitude, in Earth radii and minutes; the mean semi-major axis goes with (1 - C1 t)^2.
S_ER = 1.0 + 78.0 / EARTH_KM
Q0_MINUS_S_4 = ((120.0 - 78.0) / EARTH_KM) ** 4
SAFETY = 3.0


def fall_km(elements: pl.DataFrame, minutes: Floats) -> Floats:
    """Return how far drag changes the semi-major axis over so many minutes by SGP4's theory, km, either sign: (n,).

    To about a factor of two, and infinite where the theory's density is at its end (perigees below 156 km).
    """
    axis = semi_major_axis_km(elements["mean_motion_rev_day"].to_numpy()) / EARTH_KM
    e, bstar = elements["eccentricity"].to_numpy(), elements["bstar"].to_numpy()
    n = elements["mean_motion_rev_day"].to_numpy() * 2 * np.pi / 1440.0
    near = 1.0 / np.maximum(axis - S_ER, 1e-3)
    eta = np.minimum(axis * e * near, 0.999)
    terms = (axis * (1 + 1.5 * eta**2 + e * eta * (4 + eta**2))) / np.abs(1 - eta**2) ** 3.5
    c1 = np.abs(bstar) * Q0_MINUS_S_4 * near**4 * n * terms
    fall: Floats = 2 * axis * EARTH_KM * c1 * minutes
    return np.where((perigee_km(elements) < 156.0) & (bstar != 0.0), np.inf, fall)


def bands_km(elements: pl.DataFrame, start: datetime, hours: float) -> tuple[Floats, Floats]:
    """Return the least and greatest altitude each object may have within the window, km: two of (n,).

    Minus or plus infinity where nothing can be said.
    """
    low = perigee_km(elements)
    axis = semi_major_axis_km(elements["mean_motion_rev_day"].to_numpy())
    high = 2 * axis - 2 * EARTH_KM - low
    epochs = elements["epoch"].to_numpy().astype("datetime64[us]")
    ends = [np.datetime64(naive_utc(start + timedelta(hours=h)), "us") for h in (0.0, hours)]
    away = np.maximum(*(np.abs((end - epochs).astype(np.int64)) / 60e6 for end in ends))
    fall = SAFETY * fall_km(elements, away)
    lost = (fall > FALL_KM) | (high > FAR_KM)
    return (
        np.where(lost, -np.inf, low - fall - RADIAL_SLACK_KM),
        np.where(lost, np.inf, high + fall + RADIAL_SLACK_KM),
    )


def reachable(elements: pl.DataFrame, focus: Flags, within_km: float, start: datetime, hours: float) -> Flags:
    """Return which objects can come within ``within_km`` of any in focus at all in the window, by their altitudes.

    ``focus``: (n,). Objects in focus are always among them.
    """
    low, high = bands_km(elements, start, hours)
    order = np.argsort(low[focus])
    starts, ends = (
        low[focus][order] - within_km,
        np.maximum.accumulate(high[focus][order] + within_km),
    )
    # An object reaches the focus where its band meets one of the focus bands: of those that begin below its top the
    # one that ends highest decides.
    last = np.searchsorted(starts, high, side="right") - 1
    meets = (last >= 0) & (ends[np.maximum(last, 0)] >= low) if len(ends) else np.zeros(len(low), np.bool_)
    return np.asarray(focus | meets, np.bool_)
