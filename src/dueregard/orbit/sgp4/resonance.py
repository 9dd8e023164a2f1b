"""Resonance with the turning Earth: orbits of one and of two revolutions a day.

The reference integrates two slow variables, the resonant longitude and the mean motion, from the epoch in steps of
half a day (Hoots and Roehrich 1980, section 8; Vallado et al. 2006). Here the steps are a lattice of their own,
written down once per object: a state at any time reads the lattice point before it, so no state depends on which
states were asked for earlier.
"""

from math import cos, sin
from typing import Final

import numpy as np

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4 import fields as f
from dueregard.orbit.sgp4.fields import Floats
from dueregard.orbit.sgp4.gravity import EARTH_RATE_RAD_MIN, KE, TWO_PI, TWO_THIRDS

STEP_MIN: Final = 720.0
HALF_STEP_SQ: Final = 259200.0

# A lattice point: resonant longitude, mean motion, and the rates of both (the longitude's, the motion's first, second).
LONGITUDE, MOTION, LONGITUDE_RATE, MOTION_RATE, MOTION_RATE_2 = range(5)
N_POINT: Final = 5

# Phases of the geopotential's terms (radians).
G22: Final = 5.7686396
G32: Final = 0.95240898
G44: Final = 1.8014998
G52: Final = 1.0508330
G54: Final = 4.4108898
FASX2: Final = 0.13130908
FASX4: Final = 2.8843198
FASX6: Final = 0.37448087


@compiled
def kind_of_resonance(no: float, ecco: float) -> int:
    """Return ``DAY``, ``HALF_DAY`` or ``DEEP`` (none) for a deep-space orbit, by mean motion (rad/min)."""
    if 8.26e-3 <= no <= 9.24e-3 and ecco >= 0.5:
        return f.HALF_DAY
    if 0.0034906585 < no < 0.0052359877:
        return f.DAY
    return f.DEEP


@compiled
def resonance(common: Floats, deep: Floats, kind: int) -> None:
    """Write the resonance's coefficients into the row ``deep``; needs sidereal time and lunar-solar rates in it."""
    no, theta = common[f.NO], deep[f.GSTO]
    per_radius = (no / KE) ** TWO_THIRDS
    if kind == f.DAY:
        _daily(common[f.INCLO], common[f.ECCO], no, per_radius, deep)
        deep[f.XLAMO] = np.fmod(common[f.MO] + common[f.NODEO] + common[f.ARGPO] - theta, TWO_PI)
        deep[f.XFACT] = (
            common[f.MDOT] + (common[f.ARGPDOT] + common[f.NODEDOT]) - EARTH_RATE_RAD_MIN
            + deep[f.DMDT] + deep[f.DOMDT] + deep[f.DNODT] - no
        )  # fmt: skip
    if kind == f.HALF_DAY:
        _half_daily(common[f.INCLO], common[f.ECCO], no, per_radius, deep)
        deep[f.XLAMO] = np.fmod(common[f.MO] + common[f.NODEO] + common[f.NODEO] - theta - theta, TWO_PI)
        deep[f.XFACT] = (
            common[f.MDOT]
            + deep[f.DMDT]
            + 2.0 * (common[f.NODEDOT] + deep[f.DNODT] - EARTH_RATE_RAD_MIN)
            - no
        )


@compiled
def _daily(inclo: float, ecco: float, no: float, per_radius: float, deep: Floats) -> None:
    sini, cosi, esq = sin(inclo), cos(inclo), ecco * ecco
    up = 1.0 + cosi
    g200 = 1.0 + esq * (-2.5 + 0.8125 * esq)
    g310 = 1.0 + 2.0 * esq
    g300 = 1.0 + esq * (-6.0 + 6.60937 * esq)
    f220 = 0.75 * up * up
    f311 = 0.9375 * sini * sini * (1.0 + 3.0 * cosi) - 0.75 * up
    f330 = 1.875 * up * up * up
    scale = 3.0 * no * no * per_radius * per_radius
    deep[f.DEL1] = scale * f311 * g310 * 2.1460748e-6 * per_radius
    deep[f.DEL2] = 2.0 * scale * f220 * g200 * 1.7891679e-6
    deep[f.DEL3] = 3.0 * scale * f330 * g300 * 2.2123015e-7 * per_radius


@compiled
def _cubic(a: float, b: float, c: float, d: float, e: float) -> float:
    return a + e * (b + e * (c + e * d))


@compiled
def _half_daily(inclo: float, ecco: float, no: float, per_radius: float, deep: Floats) -> None:
    e, s, c = ecco, sin(inclo), cos(inclo)
    cc, ss = c * c, s * s
    g201 = -0.306 - (e - 0.64) * 0.440
    if e <= 0.65:
        g211 = _cubic(3.616, -13.2470, 16.2900, 0.0, e)
        g310 = _cubic(-19.302, 117.3900, -228.4190, 156.5910, e)
        g322 = _cubic(-18.9068, 109.7927, -214.6334, 146.5816, e)
        g410 = _cubic(-41.122, 242.6940, -471.0940, 313.9530, e)
        g422 = _cubic(-146.407, 841.8800, -1629.014, 1083.4350, e)
        g520 = _cubic(-532.114, 3017.977, -5740.032, 3708.2760, e)
    else:
        g211 = _cubic(-72.099, 331.819, -508.738, 266.724, e)
        g310 = _cubic(-346.844, 1582.851, -2415.925, 1246.113, e)
        g322 = _cubic(-342.585, 1554.908, -2366.899, 1215.972, e)
        g410 = _cubic(-1052.797, 4758.686, -7193.992, 3651.957, e)
        g422 = _cubic(-3581.690, 16178.110, -24462.770, 12422.520, e)
        if e > 0.715:
            g520 = _cubic(-5149.66, 29936.92, -54087.36, 31324.56, e)
        else:
            g520 = _cubic(1464.74, -4664.75, 3763.64, 0.0, e)
    if e < 0.7:
        g533 = _cubic(-919.22770, 4988.6100, -9064.7700, 5542.21, e)
        g521 = _cubic(-822.71072, 4568.6173, -8491.4146, 5337.524, e)
        g532 = _cubic(-853.66600, 4690.2500, -8624.7700, 5341.4, e)
    else:
        g533 = _cubic(-37995.780, 161616.52, -229838.20, 109377.94, e)
        g521 = _cubic(-51752.104, 218913.95, -309468.16, 146349.42, e)
        g532 = _cubic(-40023.880, 170470.89, -242699.48, 115605.82, e)

    f220 = 0.75 * (1.0 + 2.0 * c + cc)
    f221 = 1.5 * ss
    f321 = 1.875 * s * (1.0 - 2.0 * c - 3.0 * cc)
    f322 = -1.875 * s * (1.0 + 2.0 * c - 3.0 * cc)
    f441 = 35.0 * ss * f220
    f442 = 39.3750 * ss * ss
    f522 = 9.84375 * s * (ss * (1.0 - 2.0 * c - 5.0 * cc) + 0.33333333 * (-2.0 + 4.0 * c + 6.0 * cc))
    f523 = s * (4.92187512 * ss * (-2.0 - 4.0 * c + 10.0 * cc) + 6.56250012 * (1.0 + 2.0 * c - 3.0 * cc))
    f542 = 29.53125 * s * (2.0 - 8.0 * c + cc * (-12.0 + 8.0 * c + 10.0 * cc))
    f543 = 29.53125 * s * (-2.0 - 8.0 * c + cc * (12.0 + 8.0 * c - 10.0 * cc))

    # Each degree of the geopotential carries one more power of the radius; the constants are its coefficients.
    second = 3.0 * no * no * per_radius * per_radius
    third = second * per_radius
    fourth = third * per_radius
    fifth = fourth * per_radius
    deep[f.D2201] = second * 1.7891679e-6 * f220 * g201
    deep[f.D2211] = second * 1.7891679e-6 * f221 * g211
    deep[f.D3210] = third * 3.7393792e-7 * f321 * g310
    deep[f.D3222] = third * 3.7393792e-7 * f322 * g322
    deep[f.D4410] = 2.0 * fourth * 7.3636953e-9 * f441 * g410
    deep[f.D4422] = 2.0 * fourth * 7.3636953e-9 * f442 * g422
    deep[f.D5220] = fifth * 1.1428639e-7 * f522 * g520
    deep[f.D5232] = fifth * 1.1428639e-7 * f523 * g532
    deep[f.D5421] = 2.0 * fifth * 2.1765803e-9 * f542 * g521
    deep[f.D5433] = 2.0 * fifth * 2.1765803e-9 * f543 * g533


@compiled
def rates(common: Floats, deep: Floats, kind: int, at_min: float, point: Floats) -> None:
    """Fill in the rates of a lattice point from its longitude and mean motion."""
    x = point[LONGITUDE]
    turning = point[MOTION] + deep[f.XFACT]
    if kind == f.HALF_DAY:
        w = common[f.ARGPO] + common[f.ARGPDOT] * at_min
        a22, b22 = 2.0 * w + x - G22, x - G22
        a32, b32 = w + x - G32, x - w - G32
        a44, b44 = 2.0 * w + 2.0 * x - G44, 2.0 * x - G44
        a52, b52 = w + x - G52, x - w - G52
        a54, b54 = w + 2.0 * x - G54, 2.0 * x - w - G54
        first = (
            deep[f.D2201] * sin(a22) + deep[f.D2211] * sin(b22) + deep[f.D3210] * sin(a32) + deep[f.D3222] * sin(b32)
            + deep[f.D4410] * sin(a44) + deep[f.D4422] * sin(b44) + deep[f.D5220] * sin(a52) + deep[f.D5232] * sin(b52)
            + deep[f.D5421] * sin(a54) + deep[f.D5433] * sin(b54)
        )  # fmt: skip
        second = (
            deep[f.D2201] * cos(a22) + deep[f.D2211] * cos(b22) + deep[f.D3210] * cos(a32) + deep[f.D3222] * cos(b32)
            + deep[f.D5220] * cos(a52) + deep[f.D5232] * cos(b52)
            + 2.0 * (deep[f.D4410] * cos(a44) + deep[f.D4422] * cos(b44))
            + 2.0 * (deep[f.D5421] * cos(a54) + deep[f.D5433] * cos(b54))
        )  # fmt: skip
    else:
        first = (
            deep[f.DEL1] * sin(x - FASX2)
            + deep[f.DEL2] * sin(2.0 * (x - FASX4))
            + deep[f.DEL3] * sin(3.0 * (x - FASX6))
        )
        second = (
            deep[f.DEL1] * cos(x - FASX2)
            + 2.0 * deep[f.DEL2] * cos(2.0 * (x - FASX4))
            + 3.0 * deep[f.DEL3] * cos(3.0 * (x - FASX6))
        )
    point[LONGITUDE_RATE] = turning
    point[MOTION_RATE] = first
    point[MOTION_RATE_2] = second * turning


@compiled
def start(common: Floats, deep: Floats, point: Floats) -> None:
    """Set longitude and mean motion of a lattice point to those at the epoch."""
    point[LONGITUDE], point[MOTION] = deep[f.XLAMO], common[f.NO]


@compiled
def step(point: Floats, step_min: float) -> None:
    """Move a lattice point, its rates filled in, by one step: 720 or -720 minutes.

    Added in the reference's order: over thousands of steps its rounding grows to millimetres, and ours with it.
    """
    longitude = point[LONGITUDE] + point[LONGITUDE_RATE] * step_min
    point[LONGITUDE] = longitude + point[MOTION_RATE] * HALF_STEP_SQ
    motion = point[MOTION] + point[MOTION_RATE] * step_min
    point[MOTION] = motion + point[MOTION_RATE_2] * HALF_STEP_SQ


@compiled
def steps_to(minutes: float) -> int:
    """Return how many whole steps of the lattice lie between the epoch and a time on either side of it."""
    steps = int(abs(minutes) / STEP_MIN)
    # The quotient may round up to the next whole number just before a lattice point.
    return steps - 1 if steps * STEP_MIN > abs(minutes) else steps
