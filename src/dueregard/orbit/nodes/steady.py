"""Element sets whose plane, phase and height are bounded by SGP4's formulas, for all instants of a window.

For an object near the Earth SGP4's mean plane turns evenly: inclination fixed, node a polynomial of time. So does the
mean argument of latitude U = M + ω, drag included. The position is then found by bounded steps, each taken here at its
greatest: the equation of the centre, 2 e' + 11 e'³/48 + ... (e' with the long-period term added), and the short-period
terms of Brouwer in the argument of latitude, node, inclination and radius, all multiples of J2/p².

Source: Hoots and Roehrich 1980, section 6, in the form of ``sgp4.one_state``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.sgp4 import fields as f
from dueregard.orbit.sgp4.gravity import J2, RADIUS_KM
from dueregard.orbit.sgp4.prepared import Prepared

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_ECCENTRICITY = 0.1  # beyond, so many phases remain possible that little is gained
MOST_DRAG = 0.02  # the share of the axis's root that drag may change in the window
LEAST_RADIUS = 1.02  # Earth radii: no state can be one of SGP4's errors
RETROGRADE_COSINE = -0.99  # below, a coefficient of the long-period term grows without bound


@dataclass(frozen=True, slots=True)
class Bounds:
    """``steady``: (n,), for which objects the rest holds. ``phase_rad``: how far the argument of latitude may be
    from U. ``off_plane``: the sine of how far the position may be from the mean plane. ``low_km``, ``high_km``: radii.
    """

    steady: Flags
    phase_rad: Floats
    off_plane: Floats
    low_km: Floats
    high_km: Floats


def bounds(prepared: Prepared, window_s: float) -> Bounds:
    """Return between which bounds SGP4 keeps each object from 0 to ``window_s``. Objects of stated paths never are."""
    was = prepared.constants
    col = was.common.T
    most_min = np.maximum(np.abs(prepared.lead_min), np.abs(prepared.lead_min + window_s / 60.0))
    with np.errstate(all="ignore"):  # what overflows is not steady
        drag = most_min * (
            np.abs(col[f.CC1])
            + most_min * (np.abs(col[f.D2]) + most_min * (np.abs(col[f.D3]) + most_min * np.abs(col[f.D4])))
        )
        swing = np.abs(col[f.BCC4]) * most_min + 2.0 * np.abs(col[f.BCC5])
        ecc_low, ecc_high = col[f.ECCO] - swing, np.maximum(col[f.ECCO] + swing, 1e-6)
        low_a, high_a = col[f.AO] * (1.0 - drag) ** 2, col[f.AO] * (1.0 + drag) ** 2
        per_p = 1.0 / (low_a * (1.0 - ecc_high**2))
        long_ecc = ecc_high + per_p * np.abs(col[f.AYCOF])
        first = 0.5 * J2 / (low_a * (1.0 - long_ecc**2))
        second = first / (low_a * (1.0 - long_ecc**2))
        sin_i, cos_i = np.abs(col[f.SINIO]), col[f.COSIO]
        phase = (
            2.0 * long_ecc * (1.0 + long_ecc**2)
            + per_p * np.abs(col[f.XLCOF]) * ecc_high
            + 0.25 * second * np.abs(7.0 * cos_i**2 - 1.0)
            + 1.5 * second * (1.0 + second)  # the node's own term, seen along the orbit
        )
        off_plane = 3.0 * second * np.abs(cos_i) * sin_i
        radial = 1.5 * second * np.abs(3.0 * cos_i**2 - 1.0)
        low = low_a * (1.0 - long_ecc) * (1.0 - radial) - 0.5 * first
        high = high_a * (1.0 + long_ecc) * (1.0 + radial) + 0.5 * first
    steady = (was.kind == f.NEAR) & (was.error == 0) & (drag <= MOST_DRAG) & (ecc_low >= -9e-4)
    steady &= (long_ecc <= MOST_ECCENTRICITY) & (low >= LEAST_RADIUS) & (cos_i > RETROGRADE_COSINE)
    for row, _, _ in prepared.paths:
        steady[row] = False
    return Bounds(steady, phase, off_plane, low * RADIUS_KM, high * RADIUS_KM)
