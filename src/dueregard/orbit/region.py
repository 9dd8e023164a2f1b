"""Where an object flies, from its mean elements: LEO, MEO, GEO or HEO."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.orbit.broad.pad import EARTH_KM, MU_KM3_S2

LEO, MEO, GEO, HEO = "LEO", "MEO", "GEO", "HEO"
LEO_TOP_KM = 2000.0  # IADC-02-01: the protected LEO region ends at 2,000 km altitude
HEO_ECCENTRICITY = 0.25  # the usual bound between near-circular and highly elliptical classes
# Geosynchronous here: within a tenth of a sidereal day. Covers the belt, drifters and the common disposal orbits.
GEO_REV_DAY = (0.9, 1.1)
SIDEREAL_DEG_PER_DAY = 360.98564737  # the Earth's turn in 86,400 s (IERS)


def semi_major_axis_km(mean_motion_rev_day: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the two-body semi-major axis in kilometres for mean motions in revolutions per day."""
    n = mean_motion_rev_day * 2 * np.pi / 86_400.0
    axis: NDArray[np.float64] = np.cbrt(MU_KM3_S2 / (n * n))
    return axis


def perigee_km(elements: pl.DataFrame) -> NDArray[np.float64]:
    """Return perigee altitudes above the equatorial radius, kilometres: (n,)."""
    axis = semi_major_axis_km(elements["mean_motion_rev_day"].to_numpy())
    altitude: NDArray[np.float64] = axis * (1 - elements["eccentricity"].to_numpy()) - EARTH_KM
    return altitude


def regions(elements: pl.DataFrame) -> NDArray[np.str_]:
    """Return the orbital region of each element set: (n,) of LEO, MEO, GEO, HEO.

    LEO: apogee below 2,000 km. GEO: 0.9 to 1.1 revolutions a day and eccentricity below 0.25. HEO: eccentricity of
    0.25 and more. MEO: everything else.
    """
    n = elements["mean_motion_rev_day"].to_numpy()
    e = elements["eccentricity"].to_numpy()
    apogee = semi_major_axis_km(n) * (1 + e) - EARTH_KM
    names: NDArray[np.str_] = np.select(
        [apogee < LEO_TOP_KM, e >= HEO_ECCENTRICITY, (n >= GEO_REV_DAY[0]) & (n <= GEO_REV_DAY[1])],
        [LEO, HEO, GEO],
        MEO,
    )
    return names


def drift_deg_per_day(elements: pl.DataFrame) -> NDArray[np.float64]:
    """Return how fast each object's longitude drifts, degrees east per day: (n,). Meaningful in GEO.

    Mean motion against the Earth's turn, with the first-order J2 terms of perigee, node and mean anomaly left to the
    Kozai mean motion (their sum is below 0.03°/day there).
    """
    drift: NDArray[np.float64] = elements["mean_motion_rev_day"].to_numpy() * 360.0 - SIDEREAL_DEG_PER_DAY
    return drift


def gmst_deg(at: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Return Greenwich mean sidereal time in degrees (IAU 1982, UT1 taken as UTC: below 0.004°): shape of ``at``."""
    days = (at.astype("datetime64[us]") - np.datetime64("2000-01-01T12:00:00", "us")).astype(
        np.int64
    ) / 86_400e6
    t = days / 36525.0
    seconds = 67310.54841 + (876600.0 * 3600.0 + 8640184.812866) * t + 0.093104 * t**2 - 6.2e-6 * t**3
    angle: NDArray[np.float64] = np.mod(seconds / 240.0, 360.0)
    return angle


def longitude_deg(position_km: NDArray[np.float64], at: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Return the longitude of sub-satellite points, degrees east in (-180, 180], from TEME positions (..., 3)."""
    inertial = np.degrees(np.arctan2(position_km[..., 1], position_km[..., 0]))
    east: NDArray[np.float64] = -(np.mod(180.0 - (inertial - gmst_deg(at)), 360.0) - 180.0)
    return east


def mean_longitude_deg(elements: pl.DataFrame) -> NDArray[np.float64]:
    """Return the mean longitude of each set at its epoch, degrees east in (-180, 180]: (n,). Meaningful in GEO.

    Node, argument of perigee and mean anomaly less sidereal time: where the satellite is seen to be but for its daily
    swing, which is 2 e radians to either side, and half the square of the inclination.
    """
    names = ("ra_of_asc_node_deg", "arg_of_pericenter_deg", "mean_anomaly_deg")
    inertial = np.sum([elements[name].to_numpy() for name in names], axis=0)
    at = elements["epoch"].to_numpy().astype("datetime64[us]")
    east: NDArray[np.float64] = -(np.mod(180.0 - (inertial - gmst_deg(at)), 360.0) - 180.0)
    return east
