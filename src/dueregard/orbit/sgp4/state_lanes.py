"""From mean elements and the eccentric anomaly to position and velocity, in lanes: the short-period periodics.

Hoots and Roehrich 1980, section 6. The periodics turn three angles by some 1e-3 radians: their sines and cosines are
turned, not computed afresh. One division serves the four that the formulas have.
"""

from math import sqrt
from typing import Final

from dueregard.orbit.sgp4 import lanes as at
from dueregard.orbit.sgp4.compiling import inlined, madd
from dueregard.orbit.sgp4.fields import Floats
from dueregard.orbit.sgp4.gravity import J2, KM_S, RADIUS_KM
from dueregard.orbit.sgp4.trigonometry import nudged

# The largest J2 / 2 p**2 at which every turn below stays within what ``nudged`` allows: p > 0.74 Earth radii. Only
# orbits whose perigee lies deep underground have less.
SLIGHT: Final = 0.001


@inlined
def states(scratch: Floats, count: int) -> None:
    """Fill the rows from ``X`` to ``VZ``; in ``SOUND`` mark what has decayed or is too near the Earth's centre."""
    for k in range(count):
        a, root_a = scratch[at.A + k], scratch[at.ROOT_A + k]
        axn, ayn = scratch[at.AXN + k], scratch[at.AYN + k]
        s, c = scratch[at.SIN_E + k], scratch[at.COS_E + k]
        sini, cosi = scratch[at.SIN_INCL + k], scratch[at.COS_INCL + k]
        ecose, esine = madd(axn, c, ayn * s), madd(axn, s, -ayn * c)
        over, left = 1.0 - ecose, 1.0 - madd(axn, axn, ayn * ayn)
        beta = sqrt(left)
        up = 1.0 + beta
        # 1 / (a left over up root_a), from which each quotient is had by multiplying the others back.
        one = over * up
        both = left * a
        inverse = 1.0 / (one * both * root_a)
        per_root = inverse * one * both
        per_one = inverse * both * root_a
        per_p = inverse * one * root_a
        per_over = per_one * up
        part = esine * per_one * over
        sinu = per_over * (s - madd(axn, part, ayn))
        cosu = per_over * (c - madd(-ayn, part, axn))
        sin2u, cos2u = 2.0 * cosu * sinu, madd(-2.0 * sinu, sinu, 1.0)
        first = 0.5 * J2 * per_p
        second = first * per_p
        cc = cosi * cosi
        con41, x1mth2, x7thm1 = madd(3.0, cc, -1.0), 1.0 - cc, madd(7.0, cc, -1.0)
        r = madd(a * over, madd(-1.5 * second * beta, con41, 1.0), 0.5 * first * x1mth2 * cos2u)
        side = 1.5 * second * cosi
        sin_u, cos_u = nudged(sinu, cosu, -0.25 * second * x7thm1 * sin2u)
        sin_n, cos_n = nudged(scratch[at.SIN_NODE + k], scratch[at.COS_NODE + k], side * sin2u)
        sin_i, cos_i = nudged(sini, cosi, side * sini * cos2u)
        along = KM_S * per_root * per_over
        rate = KM_S * first * per_root * per_root * per_root
        r_dot = madd(along, esine, -rate * x1mth2 * sin2u)
        rv_dot = madd(along, beta, rate * madd(x1mth2, cos2u, 1.5 * con41))
        mx, my = -sin_n * cos_i, cos_n * cos_i
        ux, uy, uz = madd(mx, sin_u, cos_n * cos_u), madd(my, sin_u, sin_n * cos_u), sin_i * sin_u
        vx, vy, vz = madd(mx, cos_u, -cos_n * sin_u), madd(my, cos_u, -sin_n * sin_u), sin_i * cos_u
        r_km = r * RADIUS_KM
        scratch[at.X + k], scratch[at.Y + k], scratch[at.Z + k] = r_km * ux, r_km * uy, r_km * uz
        scratch[at.VX + k] = madd(r_dot, ux, rv_dot * vx)
        scratch[at.VY + k] = madd(r_dot, uy, rv_dot * vy)
        scratch[at.VZ + k] = madd(r_dot, uz, rv_dot * vz)
        # Each comparison is false for what is not a number.
        sound = (r >= 1.0) & (left > 0.0) & (second < SLIGHT)
        scratch[at.SOUND + k] = scratch[at.SOUND + k] if sound else 0.0
