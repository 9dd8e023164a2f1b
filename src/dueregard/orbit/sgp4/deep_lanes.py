"""Mean elements of a deep-space object at many instants: Moon, Sun and resonance, and their periodics.

Hoots and Roehrich 1980, sections 7 and 8; Vallado et al. 2006 for the choice of Lyddane's form by the perturbed
inclination. Each body's true anomaly differs from its mean anomaly by little, so sine and cosine are turned; Lyddane's
new node is counted from the old one, which turns the reference's pair of remainders and its search for the right turn
into one arc tangent.
"""

from math import pi
from typing import Final

import numpy as np

from dueregard.orbit.sgp4 import fields as f
from dueregard.orbit.sgp4 import lanes as at
from dueregard.orbit.sgp4.compiling import inlined, madd
from dueregard.orbit.sgp4.fields import Floats
from dueregard.orbit.sgp4.gravity import EARTH_RATE_RAD_MIN, J3_J2, LYDDANE_RAD
from dueregard.orbit.sgp4.lattice import point_before
from dueregard.orbit.sgp4.moon_and_sun import MOON_ECCENTRICITY, MOON_RATE, SUN_ECCENTRICITY, SUN_RATE
from dueregard.orbit.sgp4.resonance import (
    LONGITUDE,
    LONGITUDE_RATE,
    MOTION,
    MOTION_RATE,
    MOTION_RATE_2,
    STEP_MIN,
)
from dueregard.orbit.sgp4.trigonometry import PER_TURN, TURN_HIGH, TURN_LOW, arc_tangent, sin_cos, turned

# From this inclination at the epoch on, Lyddane's form is left to lanes that are marked (he begins at 0.2).
INCLINED: Final = 0.25
# How far the mean motion may leave that of the epoch for its cube root to be exact after two of Newton's steps.
MOTION_CHANGE: Final = 0.05
# 1 + cos(i) below this (over 179 degrees) is left to ``one_state``: divisions by it and by sin(i) need every digit.
UPRIGHT: Final = 1e-4


@inlined
def resonant_motion(row: Floats, points: Floats, base: int, scratch: Floats, count: int) -> None:
    """Fill ``MOTION`` (over that at the epoch) and ``MEAN`` from the lattice; ``base`` is the place of its point 0."""
    per_no = 1.0 / row[f.NO]
    low = high = scratch[at.T]
    for k in range(count):
        low, high = min(low, scratch[at.T + k]), max(high, scratch[at.T + k])
    j = point_before(low)
    if j == point_before(high):
        point, from_min = points[base + j], j * STEP_MIN
        p0, p1, p2, p3, p4 = (
            point[LONGITUDE], point[MOTION], point[LONGITUDE_RATE], point[MOTION_RATE], point[MOTION_RATE_2],
        )  # fmt: skip
        for k in range(count):
            since = scratch[at.T + k] - from_min
            scratch[at.MOTION + k] = per_no * madd(since, madd(0.5 * since, p4, p3), p1)
            scratch[at.MEAN + k] = madd(since, madd(0.5 * since, p3, p2), p0)
        return
    for k in range(count):
        j = point_before(scratch[at.T + k])
        point, since = points[base + j], scratch[at.T + k] - j * STEP_MIN
        p0, p1, p2, p3, p4 = (
            point[LONGITUDE], point[MOTION], point[LONGITUDE_RATE], point[MOTION_RATE], point[MOTION_RATE_2],
        )  # fmt: skip
        scratch[at.MOTION + k] = per_no * madd(since, madd(0.5 * since, p4, p3), p1)
        scratch[at.MEAN + k] = madd(since, madd(0.5 * since, p3, p2), p0)


@inlined
def secular_motion(row: Floats, own: Floats, scratch: Floats, count: int) -> None:
    """Fill ``MOTION`` and ``MEAN`` for an orbit without resonance."""
    rate, mo = row[f.MDOT] + own[f.DMDT], row[f.MO]
    for k in range(count):
        scratch[at.MOTION + k] = 1.0
        scratch[at.MEAN + k] = madd(rate, scratch[at.T + k], mo)


@inlined
def _body(
    own: Floats, first: int, at_epoch: float, rate: float, twice_ecc: float, t: float
) -> tuple[float, float, float, float, float]:
    s, c = sin_cos(madd(rate, t, at_epoch))
    s, c = turned(s, c, twice_ecc * s)
    f2, f3 = madd(0.5 * s, s, -0.25), -0.5 * s * c
    return (
        madd(own[first + f.E2], f2, own[first + f.E3] * f3),
        madd(own[first + f.I2], f2, own[first + f.I3] * f3),
        madd(own[first + f.L2], f2, madd(own[first + f.L3], f3, own[first + f.L4] * s)),
        madd(own[first + f.GH2], f2, madd(own[first + f.GH3], f3, own[first + f.GH4] * s)),
        madd(own[first + f.H2], f2, own[first + f.H3] * f3),
    )


@inlined
def deep_elements(row: Floats, own: Floats, kind: int, lyddane: bool, scratch: Floats, count: int) -> None:
    """Fill the rows from ``A`` to ``COS_INCL`` and ``SOUND``; ``MOTION`` and ``MEAN`` come filled.

    ``lyddane``: whether his form is at hand, for orbits near or below its limit.
    """
    no, ecco, inclo, argpo, nodeo = row[f.NO], row[f.ECCO], row[f.INCLO], row[f.ARGPO], row[f.NODEO]
    argpdot, nodedot, nodecf = row[f.ARGPDOT] + own[f.DOMDT], row[f.NODEDOT] + own[f.DNODT], row[f.NODECF]
    eccdot, incldot = own[f.DEDT] - row[f.BCC4], own[f.DIDT]
    cc1, no_t2cof, ao, root_ao = row[f.CC1], no * row[f.T2COF], row[f.AO], row[f.SQRT_AO]
    gsto, zmos, zmol = own[f.GSTO], own[f.ZMOS], own[f.ZMOL]
    # What the resonant longitude contains: sidereal time, node and perigee, so many times each.
    of_theta, of_node, of_argp = 0.0, 0.0, 0.0
    if kind == f.DAY:
        of_theta, of_node, of_argp = 1.0, -1.0, -1.0
    if kind == f.HALF_DAY:
        of_theta, of_node = 2.0, -2.0
    for k in range(count):
        t = scratch[at.T + k]
        node = madd(t, madd(t, nodecf, nodedot), nodeo)
        argp = madd(argpdot, t, argpo)
        theta = madd(EARTH_RATE_RAD_MIN, t, gsto)
        mean = scratch[at.MEAN + k] + madd(of_theta, theta, madd(of_node, node, of_argp * argp))
        mean = madd(no_t2cof * t, t, mean)
        motion = scratch[at.MOTION + k]
        change = motion - 1.0
        root = madd(change, madd(change, 2.0 / 9.0, -1.0 / 3.0), 1.0)  # of motion ** (-1/3)
        root = root * madd(-motion * root, root * root, 4.0) * (1.0 / 3.0)
        root = root * madd(-motion * root, root * root, 4.0) * (1.0 / 3.0)
        drag = root * madd(-cc1, t, 1.0)
        a = ao * drag * drag
        ecc = madd(eccdot, t, ecco)
        sound = (abs(change) < MOTION_CHANGE) & (ecc < 1.0) & (ecc >= -0.001)
        ecc = ecc if ecc > 1.0e-6 else 1.0e-6

        se, si, sl, sg, sh = _body(own, f.SUN, zmos, SUN_RATE, 2.0 * SUN_ECCENTRICITY, t)
        me, mi, ml, mg, mh = _body(own, f.MOON, zmol, MOON_RATE, 2.0 * MOON_ECCENTRICITY, t)
        d_incl, d_argp, d_node = si + mi, sg + mg, sh + mh
        ecc += se + me
        incl = madd(incldot, t, inclo) + d_incl
        mean += sl + ml
        sini, cosi = sin_cos(incl)
        turn = d_node / sini
        # Where the reference takes Lyddane's form, the perigee also carries the old node, less whole turns.
        carried = 0.0
        if lyddane:
            low = incl < LYDDANE_RAD
            whole = np.trunc(node * PER_TURN)
            within = madd(-whole, TURN_LOW, madd(-whole, TURN_HIGH, node))
            turn = arc_tangent(d_node, madd(d_incl, cosi, sini)) if low else turn
            carried = d_incl * sini * within if low else 0.0
        else:
            sound &= incl >= LYDDANE_RAD
        argp += d_argp - cosi * turn - carried
        node += turn
        if lyddane:
            over = incl < 0.0
            sini = -sini if over else sini
            node += pi if over else 0.0
            argp -= pi if over else 0.0

        up = 1.0 + cosi
        sound &= (ecc >= 0.0) & (ecc < 1.0) & (up > UPRIGHT)
        per_p = 1.0 / (a * madd(-ecc, ecc, 1.0))
        sinw, cosw = sin_cos(argp)
        axn = ecc * cosw
        xlcof = -0.25 * J3_J2 * sini * madd(5.0, cosi, 3.0) / up
        scratch[at.A + k] = a
        scratch[at.ROOT_A + k] = root_ao * abs(drag)
        scratch[at.AXN + k] = axn
        scratch[at.AYN + k] = madd(ecc, sinw, per_p * (-0.5 * J3_J2) * sini)
        scratch[at.U + k] = mean + argp + per_p * xlcof * axn
        scratch[at.SIN_NODE + k], scratch[at.COS_NODE + k] = sin_cos(node)
        scratch[at.SIN_INCL + k], scratch[at.COS_INCL + k] = sini, cosi
        scratch[at.SOUND + k] = 1.0 if sound else 0.0
