"""Where an object can be within half a step of an instant: between two radii, and within an angle of its direction.

**The radius.** In a central field r'' = v_t²/r - μ/r² with v_t the transverse speed: known at the instant,
and r''' = r' (2μ/r³ - 3h²/r⁴), h the angular momentum. With p/r = h²/(μr) ≤ 2 for a closed orbit, |r'''| ≤ 8 κ |r'|,
κ = μ/ρ³ and ρ below every radius of the span. If y bounds |r''| in the span, |r'| ≤ |r'(0)| + yT there, so

    y = (|r''(0)| + a + 8 κ T |r'(0)|) / (1 - 8 κ T²)

serves, a = 3 J2 μ R²/r⁴ (below 3e-5 km/s² above 150 km) for the oblateness. Where this is no better, gravity and the
centrifugal term, neither above 0.02 km/s² for a closed orbit, bound it. The radius stays within |r'(0)| T + y T²/2.

**The direction.** The angle swept is the integral of h/r², at most h T/ρ². Two points within D of each other and not
below ρ are seen from the Earth's centre in directions that differ by at most D/ρ (going down to a common sphere brings
them no farther apart). So directions of a pair that meets in the span differ at the instant by at most both swept
angles and D/ρ, and no coordinate of the two unit vectors differs by more.
"""

import numpy as np

from dueregard.orbit.broad.pad import EARTH_KM, MU_KM3_S2, VELOCITY_SLACK_KM_S
from dueregard.orbit.sgp4.compiling import inlined

OBLATE_KM_S2 = 4e-5  # the oblateness, at any height, rounded up
STEEPEST_KM_S2 = 0.02
ROUNDING_KM = 0.05


@inlined
def bounds(
    x: float, y: float, z: float, u: float, p: float, q: float, half_s: float
) -> tuple[float, float, float, float]:
    """Return the radius of a state (km), the least and greatest within ``half_s`` of it, and the angle swept (rad).

    ``x`` to ``q``: position (km) and velocity (km/s) in an inertial frame. Holds for closed orbits above the ground.
    """
    radius = np.sqrt(x * x + y * y + z * z)
    inverse = 1.0 / radius
    climb = abs((x * u + y * p + z * q) * inverse)
    across2 = max(0.0, u * u + p * p + q * q - climb * climb)
    floor = max(EARTH_KM, radius - 8.0 * half_s)
    kappa = MU_KM3_S2 / (floor * floor * floor)
    bend = abs(across2 - MU_KM3_S2 * inverse) * inverse + OBLATE_KM_S2
    rest = 1.0 - 8.0 * kappa * half_s * half_s
    bend = min(STEEPEST_KM_S2, (bend + 8.0 * kappa * half_s * climb) / rest) if rest > 0.1 else STEEPEST_KM_S2
    slack = 0.5 * VELOCITY_SLACK_KM_S * half_s
    reach = climb * half_s + 0.5 * bend * half_s * half_s + slack + ROUNDING_KM
    low = max(EARTH_KM, radius - reach)
    inverse = 1.0 / low
    swept = (1.005 * radius * np.sqrt(across2) * half_s * inverse + slack) * inverse
    return radius, low, radius + reach, swept
