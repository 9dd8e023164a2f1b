"""Amplitudes and rates that the Moon and the Sun give an orbit, at its epoch.

Hujsak 1979 (Spacetrack Report 1) as in Hoots and Roehrich 1980, section 7 and Hoots, Schumacher and Glover 2004,
appendix C. Both bodies run through the same formulas; only the geometry and the strength differ.
"""

from math import atan2, cos, pi, sin, sqrt
from typing import Final

import numpy as np

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4 import fields as f
from dueregard.orbit.sgp4.fields import Floats
from dueregard.orbit.sgp4.gravity import TWO_PI

# Mean motion (rad/min), eccentricity and strength of the two.
SUN_RATE: Final = 1.19459e-5
SUN_ECCENTRICITY: Final = 0.01675
SUN_STRENGTH: Final = 2.9864797e-6
MOON_RATE: Final = 1.5835218e-4
MOON_ECCENTRICITY: Final = 0.05490
MOON_STRENGTH: Final = 4.7968065e-7

# Sine and cosine of the ecliptic's obliquity and of the Sun's perigee.
SIN_OBLIQUITY: Final = 0.39785416
COS_OBLIQUITY: Final = 0.91744867
SIN_SUN_PERIGEE: Final = -0.98088458
COS_SUN_PERIGEE: Final = 0.1945905

# Within this of 0 and 180 degrees the rate of the node is left out (3 degrees).
NO_NODE_RATE_RAD: Final = 5.2359877e-2


@compiled
def _body(
    deep: Floats, first: int, strength: float, rate: float, body_ecc: float,
    cos_g: float, sin_g: float, cos_i: float, sin_i: float, cos_h: float, sin_h: float,
    no: float, ecco: float, inclo: float, argpo: float,
) -> None:  # fmt: skip
    """Write the amplitudes of one body at ``first`` of the row ``deep`` and add its rates to it.

    ``g``, ``i`` and ``h`` are the body's perigee, inclination and node, the node counted from that of the orbit.
    """
    sini, cosi, sinw, cosw = sin(inclo), cos(inclo), sin(argpo), cos(argpo)
    esq = ecco * ecco
    beta_sq = 1.0 - esq
    beta = sqrt(beta_sq)

    a1 = cos_g * cos_h + sin_g * cos_i * sin_h
    a3 = -sin_g * cos_h + cos_g * cos_i * sin_h
    a7 = -cos_g * sin_h + sin_g * cos_i * cos_h
    a8 = sin_g * sin_i
    a9 = sin_g * sin_h + cos_g * cos_i * cos_h
    a10 = cos_g * sin_i
    a2 = cosi * a7 + sini * a8
    a4 = cosi * a9 + sini * a10
    a5 = -sini * a7 + cosi * a8
    a6 = -sini * a9 + cosi * a10

    x1 = a1 * cosw + a2 * sinw
    x2 = a3 * cosw + a4 * sinw
    x3 = -a1 * sinw + a2 * cosw
    x4 = -a3 * sinw + a4 * cosw
    x5, x6, x7, x8 = a5 * sinw, a6 * sinw, a5 * cosw, a6 * cosw

    z31 = 12.0 * x1 * x1 - 3.0 * x3 * x3
    z32 = 24.0 * x1 * x2 - 6.0 * x3 * x4
    z33 = 12.0 * x2 * x2 - 3.0 * x4 * x4
    z1 = 2.0 * (3.0 * (a1 * a1 + a2 * a2) + z31 * esq) + beta_sq * z31
    z2 = 2.0 * (6.0 * (a1 * a3 + a2 * a4) + z32 * esq) + beta_sq * z32
    z3 = 2.0 * (3.0 * (a3 * a3 + a4 * a4) + z33 * esq) + beta_sq * z33
    z11 = -6.0 * a1 * a5 - esq * (24.0 * x1 * x7 + 6.0 * x3 * x5)
    z12 = -6.0 * (a1 * a6 + a3 * a5) - esq * (24.0 * (x2 * x7 + x1 * x8) + 6.0 * (x3 * x6 + x4 * x5))
    z13 = -6.0 * a3 * a6 - esq * (24.0 * x2 * x8 + 6.0 * x4 * x6)
    z21 = 6.0 * a2 * a5 + esq * (24.0 * x1 * x5 - 6.0 * x3 * x7)
    z22 = 6.0 * (a4 * a5 + a2 * a6) + esq * (24.0 * (x2 * x5 + x1 * x6) - 6.0 * (x4 * x7 + x3 * x8))
    z23 = 6.0 * a4 * a6 + esq * (24.0 * x2 * x6 - 6.0 * x4 * x8)

    s3 = strength / no
    s2 = -0.5 * s3 / beta
    s4 = s3 * beta
    s1 = -15.0 * ecco * s4
    s5, s6, s7 = x1 * x3 + x2 * x4, x2 * x3 + x1 * x4, x2 * x4 - x1 * x3

    deep[first + f.E2] = 2.0 * s1 * s6
    deep[first + f.E3] = 2.0 * s1 * s7
    deep[first + f.I2] = 2.0 * s2 * z12
    deep[first + f.I3] = 2.0 * s2 * (z13 - z11)
    deep[first + f.L2] = -2.0 * s3 * z2
    deep[first + f.L3] = -2.0 * s3 * (z3 - z1)
    deep[first + f.L4] = -2.0 * s3 * (-21.0 - 9.0 * esq) * body_ecc
    deep[first + f.GH2] = 2.0 * s4 * z32
    deep[first + f.GH3] = 2.0 * s4 * (z33 - z31)
    deep[first + f.GH4] = -18.0 * s4 * body_ecc
    deep[first + f.H2] = -2.0 * s2 * z22
    deep[first + f.H3] = -2.0 * s2 * (z23 - z21)

    node_rate = -rate * s2 * (z21 + z23)
    if inclo < NO_NODE_RATE_RAD or inclo > pi - NO_NODE_RATE_RAD or sini == 0.0:
        node_rate = 0.0
    else:
        node_rate /= sini
    deep[f.DEDT] += s1 * rate * s5
    deep[f.DIDT] += s2 * rate * (z11 + z13)
    deep[f.DMDT] -= rate * s3 * (z1 + z3 - 14.0 - 6.0 * esq)
    deep[f.DOMDT] += s4 * rate * (z31 + z33 - 6.0) - cosi * node_rate
    deep[f.DNODT] += node_rate


@compiled
def moon_and_sun(
    deep: Floats, epoch_days: float, no: float, ecco: float, inclo: float, argpo: float, nodeo: float
) -> None:
    """Write amplitudes and rates of Moon and Sun into the row ``deep``, which must come filled with zeros.

    ``epoch_days`` are days since 1949 December 31 00:00 UT; ``no`` is in rad/min.
    """
    day = epoch_days + 18261.5  # since 1899 December 31 12:00
    node = np.fmod(4.5236020 - 9.2422029e-4 * day, TWO_PI)  # of the Moon, on the ecliptic
    cos_i = 0.91375164 - 0.03568096 * cos(node)  # of the Moon's orbit, to the equator
    sin_i = sqrt(1.0 - cos_i * cos_i)
    sin_h = 0.089683511 * sin(node) / sin_i
    cos_h = sqrt(1.0 - sin_h * sin_h)
    longitude = 5.8351514 + 0.0019443680 * day
    across = SIN_OBLIQUITY * sin(node) / sin_i
    along = cos_h * cos(node) + COS_OBLIQUITY * sin_h * sin(node)
    perigee = longitude + atan2(across, along) - node

    sinn, cosn = sin(nodeo), cos(nodeo)
    _body(
        deep, f.SUN, SUN_STRENGTH, SUN_RATE, SUN_ECCENTRICITY, COS_SUN_PERIGEE, SIN_SUN_PERIGEE, COS_OBLIQUITY,
        SIN_OBLIQUITY, cosn, sinn, no, ecco, inclo, argpo,
    )  # fmt: skip
    _body(
        deep, f.MOON, MOON_STRENGTH, MOON_RATE, MOON_ECCENTRICITY, cos(perigee), sin(perigee), cos_i, sin_i,
        cos_h * cosn + sin_h * sinn, sinn * cos_h - cosn * sin_h, no, ecco, inclo, argpo,
    )  # fmt: skip
    deep[f.ZMOL] = np.fmod(4.7199672 + 0.22997150 * day - longitude, TWO_PI)
    deep[f.ZMOS] = np.fmod(6.2565837 + 0.017201977 * day, TWO_PI)
