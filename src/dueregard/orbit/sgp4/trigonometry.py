"""Sine and cosine without a branch, so that a loop over lanes becomes vector instructions.

The angle is brought to half a turn either side of zero (Cody and Waite 1980: the turn in two parts, the first short
enough that its multiples are exact), divided by four, and the polynomials' answer doubled twice. The turn is that of
the nearest double, as the reference's remainders have it. Errors stay below 1.5e-15 for angles up to 1e7 radians.
"""

from math import pi, sqrt
from typing import Final

import numpy as np

from dueregard.orbit.sgp4.compiling import inlined, madd

PER_TURN: Final = 1.0 / 6.283185307179586
TURN_HIGH: Final = 6.283185303211212  # the first 29 bits of 2 pi
TURN_LOW: Final = 3.968374073792802e-09  # the rest of the double nearest to 2 pi

# Chebyshev interpolation of (sin h / h - 1) / z and of (cos h - 1 + z / 2) / z**2 in z = h**2 over [0, (pi / 4)**2],
# made in 80-bit arithmetic; errors of sin h and cos h below 2e-17. The divisors take the angle four times as large.
S1: Final = -0.16666666666666666 / 4.0**3
S2: Final = 0.008333333333330946 / 4.0**5
S3: Final = -0.00019841269836756505 / 4.0**7
S4: Final = 2.7557316101624904e-06 / 4.0**9
S5: Final = -2.5051131670354265e-08 / 4.0**11
S6: Final = 1.5918117542847297e-10 / 4.0**13
C1: Final = 0.041666666666666664 / 4.0**4
C2: Final = -0.0013888888888887395 / 4.0**6
C3: Final = 2.4801587298762935e-05 / 4.0**8
C4: Final = -2.7557317270270414e-07 / 4.0**10
C5: Final = 2.087614597456646e-09 / 4.0**12
C6: Final = -1.1382612285818447e-11 / 4.0**14


@inlined
def within_a_turn(x: float) -> float:
    """Return x less whole turns: between -pi and pi."""
    turns = np.rint(x * PER_TURN)
    return madd(-turns, TURN_LOW, madd(-turns, TURN_HIGH, x))


@inlined
def sin_cos(x: float) -> tuple[float, float]:
    """Return sine and cosine of an angle in radians."""
    r = within_a_turn(x)
    z = r * r
    s = madd(madd(madd(madd(madd(S6, z, S5), z, S4), z, S3), z, S2), z, S1)
    s = r * madd(s, z, 0.25)
    c = madd(madd(madd(madd(madd(C6, z, C5), z, C4), z, C3), z, C2), z, C1)
    c = madd(z, madd(c, z, -0.5 / 16.0), 1.0)
    d = s + s
    s, c = d * c, madd(-d, s, 1.0)
    d = s + s
    return d * c, madd(-d, s, 1.0)


@inlined
def cosine(x: float) -> float:
    """Return the cosine of an angle in radians, alone; error below 2e-15."""
    r = within_a_turn(x)
    z = r * r
    c = madd(madd(madd(madd(madd(C6, z, C5), z, C4), z, C3), z, C2), z, C1)
    c = madd(z, madd(c, z, -0.5 / 16.0), 1.0)
    c = madd(c + c, c, -1.0)
    return madd(c + c, c, -1.0)


@inlined
def nudged(s: float, c: float, by: float) -> tuple[float, float]:
    """Return sine and cosine of an angle turned by at most 0.002 radians, from those before. Error below 1e-19."""
    z = by * by
    ds = by * madd(z, madd(z, 1.0 / 120.0, -1.0 / 6.0), 1.0)
    dc = z * madd(z, 1.0 / 24.0, -0.5)
    return madd(c, ds, madd(s, dc, s)), madd(-s, ds, madd(c, dc, c))


@inlined
def turned_slightly(s: float, c: float, by: float) -> tuple[float, float]:
    """Return sine and cosine of an angle turned by at most 0.025 radians, from those before. Error below 2e-17."""
    z = by * by
    ds = by * madd(z, madd(z, madd(z, -1.0 / 5040.0, 1.0 / 120.0), -1.0 / 6.0), 1.0)
    dc = z * madd(z, madd(z, -1.0 / 720.0, 1.0 / 24.0), -0.5)
    return madd(c, ds, madd(s, dc, s)), madd(-s, ds, madd(c, dc, c))


@inlined
def turned(s: float, c: float, by: float) -> tuple[float, float]:
    """Return sine and cosine of an angle turned by at most 0.25 radians, from those before. Error below 1e-16."""
    z = by * by
    ds = by * madd(
        z,
        madd(
            z,
            madd(z, madd(z, madd(z, -1.0 / 39916800.0, 1.0 / 362880.0), -1.0 / 5040.0), 1.0 / 120.0),
            -1.0 / 6.0,
        ),
        1.0,
    )
    dc = z * madd(
        z, madd(z, madd(z, madd(z, -1.0 / 3628800.0, 1.0 / 40320.0), -1.0 / 720.0), 1.0 / 24.0), -0.5
    )
    return madd(c, ds, madd(s, dc, s)), madd(-s, ds, madd(c, dc, c))


@inlined
def arc_tangent(y: float, x: float) -> float:
    """Return the angle of the point (x, y), between -pi and pi. Error below 1e-15; not a number for (0, 0)."""
    w = y / (sqrt(madd(x, x, y * y)) + abs(x))  # the tangent of half the angle to the nearer side of the axis
    w = w / (1.0 + sqrt(madd(w, w, 1.0)))
    w = w / (1.0 + sqrt(madd(w, w, 1.0)))  # of an eighth: below 0.2
    z = w * w
    p = madd(z, madd(z, madd(z, -1.0 / 23.0, 1.0 / 21.0), -1.0 / 19.0), 1.0 / 17.0)
    p = madd(z, madd(z, madd(z, madd(z, p, -1.0 / 15.0), 1.0 / 13.0), -1.0 / 11.0), 1.0 / 9.0)
    p = madd(z, madd(z, madd(z, madd(z, p, -1.0 / 7.0), 1.0 / 5.0), -1.0 / 3.0), 1.0)
    angle = 8.0 * w * p
    return angle if x >= 0.0 else (pi if y >= 0.0 else -pi) - angle
