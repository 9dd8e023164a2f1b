"""How far elements are from the truth: standard deviations by orbital region and age, absolute and for neighbours.

Two covariances, because two questions are asked. **Absolute**: how far a position may be off, for objects that meet at
speed; it has a floor, since element sets agree among themselves far better than with the truth (Jason-3, June 2018:
46 m against 414 m in-track after a day, against the CNES precise orbit). **Relative**: for neighbours in one
orbit, where the missing part is common to both (TanDEM-X and TerraSAR-X, 120 to 500 m apart, come out of element
sets with a scatter of 0.2/0.7/0.15 km): consistency from set to set, without the floor.

sigma(age)² = floor² + (rate · age)² per axis (R, T, N), in-track also with what drag leaves unknown:
0.15 · |mean_motion_dot| · age² of a revolution (drag forecasts err by 10-20 %: Pardini and Anselmo, 316 predictions in
20 IADC campaigns, mean error about 10 % of residual lifetime).

Sources of the table below, each marked where it stands: *M1* Jason-3 element sets against the CNES precise orbit,
June 2018, std R/T/N 87/445/173 m at 0-0.5 d to 215/587/349 m at 5-7 d; *M2* differences between element sets of
Sentinel-3A, CryoSat-2, Jason-3, HY-2A and TOPEX (LEO) and Fengyun-2D, 2F and 2H (GEO) at 1, 3 and 8.5 d; *M3* the
TanDEM-X formation; *F* Flohrer, Krag and Klinkrad 2008, look-up table by region (its numbers from memory, to be
checked); *A* assumed, for want of a measurement, and wide. One satellite or a few stand for each region: these are
orders of magnitude with a factor of two either way, until they are calibrated region by region.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.orbit.region import GEO, HEO, LEO, MEO, perigee_km, regions, semi_major_axis_km
from dueregard.orbit.relative import rtn_axes

Floats = NDArray[np.float64]
Kind = Literal["absolute", "relative"]

Z95: Final = 1.959963985  # two-sided 95 % of a normal distribution
NEIGHBOUR_KM_S: Final = 0.1  # slower pairs share their orbit, and with it the common part of the error
DRAG_FRACTION: Final = 0.15
_TINY: Final = (
    1e-300  # keeps a covariance of zero from dividing by zero: the interval is then the range itself
)

# region: (floor R, T, N in km; rate R, T, N in km/day), one object
_ABSOLUTE: Final = {
    "LEO below 800 km": ((0.107, 0.45, 0.169), (0.02, 0.30, 0.03)),  # F, M2 (rates between S3A and HY-2A)
    "LEO": ((0.09, 0.44, 0.17), (0.03, 0.09, 0.05)),  # M1
    MEO: ((0.10, 0.45, 0.15), (0.03, 0.30, 0.05)),  # F, A
    GEO: ((0.36, 0.90, 0.20), (0.10, 1.60, 0.28)),  # F, M2
    HEO: ((1.0, 5.0, 1.0), (0.5, 3.0, 0.5)),  # A
}
_RELATIVE: Final = {
    "LEO below 800 km": ((0.13, 0.47, 0.10), (0.02, 0.12, 0.02)),  # M3 / sqrt(2), M2
    "LEO": ((0.06, 0.20, 0.06), (0.02, 0.10, 0.02)),  # M2
    MEO: ((0.10, 0.30, 0.10), (0.03, 0.30, 0.05)),  # A
    GEO: ((0.18, 0.70, 0.10), (0.10, 1.60, 0.28)),  # M2
    HEO: ((0.5, 2.5, 0.5), (0.5, 3.0, 0.5)),  # A
}
LOW_KM: Final = 800.0


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """Per object: ``floor_km``, ``rate_km_day`` (n, 3) R, T, N, for both kinds, and the drag term (n,) km/day²."""

    absolute: tuple[Floats, Floats]
    relative: tuple[Floats, Floats]
    drag_km_day2: Floats


def error_model(elements: pl.DataFrame) -> ErrorModel:
    """Return the error model of each element set, by its region and drag."""
    region = regions(elements)
    low = (region == LEO) & (perigee_km(elements) < LOW_KM)
    names = np.where(low, "LEO below 800 km", region)

    def rows(table: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]]) -> tuple[Floats, Floats]:
        floor, rate = np.zeros((len(names), 3)), np.zeros((len(names), 3))
        for name, (a, b) in table.items():
            floor[names == name], rate[names == name] = a, b
        return floor, rate

    axis = semi_major_axis_km(elements["mean_motion_rev_day"].to_numpy())
    dot = np.abs(elements["mean_motion_dot"].fill_null(0.0).to_numpy())
    drag = np.where(region == LEO, DRAG_FRACTION * dot * 2 * np.pi * axis, 0.0)
    return ErrorModel(rows(_ABSOLUTE), rows(_RELATIVE), drag)


def sigma_rtn_km(model: ErrorModel, rows: NDArray[np.int64], age_d: Floats, kind: Kind) -> Floats:
    """Return standard deviations R, T, N in km of the objects ``rows`` at ages ``age_d`` (days): (k, 3).

    The age counts in both directions: before its epoch a set describes the object no better than after it.
    """
    floor, rate = model.absolute if kind == "absolute" else model.relative
    age = np.abs(age_d)[:, None]
    variance = floor[rows] ** 2 + (rate[rows] * age) ** 2
    variance[:, 1] += (model.drag_km_day2[rows] * age[:, 0] ** 2) ** 2
    sigma: Floats = np.sqrt(variance)
    return sigma


def range_covariance(
    r1_km: Floats, v1_km_s: Floats, sigma1_km: Floats, r2_km: Floats, v2_km_s: Floats, sigma2_km: Floats
) -> Floats:
    """Return the covariance of the relative position in TEME, km²: (k, 3, 3). Errors of the two are independent."""
    total = np.zeros((len(r1_km), 3, 3))
    for r, v, s in ((r1_km, v1_km_s, sigma1_km), (r2_km, v2_km_s, sigma2_km)):
        axes = rtn_axes(r, v)
        total += np.einsum("kai,ka,kaj->kij", axes, s * s, axes)
    return total


def range_interval_km(offset_km: Floats, covariance_km2: Floats) -> tuple[Floats, Floats]:
    """Return the 95 % interval of the range for a measured offset (k, 3) with covariance (k, 3, 3): low, high in km.

    The squared range of a Gaussian offset is a sum of weighted chi-squares, here matched by one chi-square: shifted, by
    three moments (Pearson 1959, Imhof 1961), which is right for the upper end everywhere; not shifted, by two (Patnaik
    1949), which stays above zero at zero distance, as a range must. The lower end is the lesser of both. Quantiles
    follow Wilson and Hilferty (1931). Against 200,000 draws, in parts of the largest standard deviation: the upper end
    is right to 0.05, the lower never more than 0.05 too high; nearer than ten of it the lower end is too low, by up to
    0.6, where one axis is much the longest. Each tail holds at most 3 %, and far away 2.5 %.
    """
    square = covariance_km2 @ covariance_km2
    first = np.einsum("ki,ki->k", offset_km, offset_km) + np.einsum("kii->k", covariance_km2)
    along = np.einsum("ki,kij,kj->k", offset_km, covariance_km2, offset_km)
    second = 2.0 * np.einsum("kii->k", square) + 4.0 * along
    along = np.einsum("ki,kij,kj->k", offset_km, square, offset_km)
    third = 8.0 * np.einsum("kij,kji->k", square, covariance_km2) + 24.0 * along
    c = second / np.maximum(first * first, _TINY) / 9.0  # 2 / (9 degrees of freedom)
    low2 = first * np.maximum(0.0, 1.0 - c - Z95 * np.sqrt(c)) ** 3
    freedom = 8.0 * second**3 / np.maximum(third * third, _TINY)
    scale = np.sqrt(second / np.maximum(2.0 * freedom, _TINY))
    c = 2.0 / (9.0 * np.maximum(freedom, _TINY))
    low3, high3 = (
        first + freedom * (np.maximum(0.0, 1.0 - c + z * np.sqrt(c)) ** 3 - 1.0) * scale for z in (-Z95, Z95)
    )
    return np.sqrt(np.maximum(0.0, np.minimum(low2, low3))), np.sqrt(np.maximum(0.0, high3))
