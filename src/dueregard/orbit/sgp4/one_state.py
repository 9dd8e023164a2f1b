"""One state by SGP4, written as the papers have it: any orbit, any angle, every error.

The lanes (``near_lanes``, ``deep_lanes``) compute the same thing many at a time under assumptions that nearly every
orbit meets; where a lane finds that it does not, its state is taken from here. So this file decides what is right,
and which error is given.
"""

from math import atan2, cos, pi, sin, sqrt

import numpy as np

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4 import fields as f
from dueregard.orbit.sgp4.fields import Floats
from dueregard.orbit.sgp4.gravity import (
    EARTH_RATE_RAD_MIN,
    J2,
    J3_J2,
    KE,
    KM_S,
    LYDDANE_RAD,
    RADIUS_KM,
    RETROGRADE,
    TWO_PI,
    TWO_THIRDS,
)
from dueregard.orbit.sgp4.moon_and_sun import MOON_ECCENTRICITY, MOON_RATE, SUN_ECCENTRICITY, SUN_RATE
from dueregard.orbit.sgp4.resonance import LONGITUDE, LONGITUDE_RATE, MOTION, MOTION_RATE, MOTION_RATE_2


@compiled
def body_periodics(
    deep: Floats, first: int, at_epoch: float, rate: float, body_ecc: float, t: float
) -> tuple[float, float, float, float, float]:
    """Return what one body adds at ``t``: to eccentricity, inclination, mean anomaly, perigee and node."""
    anomaly = at_epoch + rate * t
    true = anomaly + 2.0 * body_ecc * sin(anomaly)
    sinf = sin(true)
    f2, f3 = 0.5 * sinf * sinf - 0.25, -0.5 * sinf * cos(true)
    return (
        deep[first + f.E2] * f2 + deep[first + f.E3] * f3,
        deep[first + f.I2] * f2 + deep[first + f.I3] * f3,
        deep[first + f.L2] * f2 + deep[first + f.L3] * f3 + deep[first + f.L4] * sinf,
        deep[first + f.GH2] * f2 + deep[first + f.GH3] * f3 + deep[first + f.GH4] * sinf,
        deep[first + f.H2] * f2 + deep[first + f.H3] * f3,
    )


@compiled
def perturbed(
    deep: Floats, t: float, ecc: float, incl: float, node: float, argp: float, anomaly: float
) -> tuple[float, float, float, float, float]:
    """Return eccentricity, inclination, node, perigee and mean anomaly with the Moon's and the Sun's periodics."""
    se, si, sl, sgh, sh = body_periodics(deep, f.SUN, deep[f.ZMOS], SUN_RATE, SUN_ECCENTRICITY, t)
    me, mi, ml, mgh, mh = body_periodics(deep, f.MOON, deep[f.ZMOL], MOON_RATE, MOON_ECCENTRICITY, t)
    d_incl, d_argp, d_node = si + mi, sgh + mgh, sh + mh
    incl += d_incl
    ecc += se + me
    anomaly += sl + ml
    sini, cosi = sin(incl), cos(incl)
    if incl >= LYDDANE_RAD:
        d_node /= sini
        return ecc, incl, node + d_node, argp + d_argp - cosi * d_node, anomaly
    # Lyddane: near the equator the node is ill defined; its pole is moved instead. ``turned`` is the node's change.
    turned = atan2(d_node, sini + d_incl * cosi)
    argp += d_argp - d_incl * sini * node - cosi * turned
    return ecc, incl, node + turned, argp, anomaly


@compiled
def eccentric_anomaly(u: float, axn: float, ayn: float) -> float:
    """Return the root of Kepler's equation, counted from the node, by the reference's own iteration.

    At extreme eccentricities ten steps do not reach the root; the reference then keeps where it stands, and so do we.
    """
    at = u
    for _ in range(10):
        s, c = sin(at), cos(at)
        step = (u - ayn * c + axn * s - at) / (1.0 - c * axn - s * ayn)
        if abs(step) >= 0.95:
            step = 0.95 if step > 0.0 else -0.95
        at += step
        if abs(step) < 1.0e-12:
            break
    return at


@compiled
def one_state(
    common: Floats, deep: Floats, kind: int, point: Floats, since: float, t: float, out: Floats
) -> int:
    """Write position (km) and velocity (km/s), TEME, at ``t`` minutes from the epoch into ``out`` (6,).

    ``point`` is the lattice point of a resonant orbit ``since`` minutes before ``t`` (see ``resonance``); others ignore
    both. Returns SGP4's error code; ``out`` is NaN where it is not 0.
    """
    t2 = t * t
    mean, argp = common[f.MO] + common[f.MDOT] * t, common[f.ARGPO] + common[f.ARGPDOT] * t
    node = common[f.NODEO] + common[f.NODEDOT] * t + common[f.NODECF] * t2
    ecc, incl, motion = common[f.ECCO], common[f.INCLO], common[f.NO]
    drag_a, drag_e, drag_l = 1.0 - common[f.CC1] * t, common[f.BCC4] * t, common[f.T2COF] * t2
    if kind == f.NEAR:
        wave = 1.0 + common[f.ETA] * cos(mean)
        shift = common[f.OMGCOF] * t + common[f.XMCOF] * (wave * wave * wave - common[f.DELMO])
        mean, argp = mean + shift, argp - shift
        drag_a -= t2 * (common[f.D2] + t * (common[f.D3] + t * common[f.D4]))
        drag_e += common[f.BCC5] * (sin(mean) - common[f.SINMAO])
        drag_l += t2 * t * (common[f.T3COF] + t * (common[f.T4COF] + t * common[f.T5COF]))
    else:
        ecc, incl = ecc + deep[f.DEDT] * t, incl + deep[f.DIDT] * t
        argp, node, mean = argp + deep[f.DOMDT] * t, node + deep[f.DNODT] * t, mean + deep[f.DMDT] * t
        if kind != f.DEEP:
            motion = point[MOTION] + since * (point[MOTION_RATE] + 0.5 * since * point[MOTION_RATE_2])
            mean = point[LONGITUDE] + since * (point[LONGITUDE_RATE] + 0.5 * since * point[MOTION_RATE])
            theta = deep[f.GSTO] + t * EARTH_RATE_RAD_MIN
            mean += theta - node - argp if kind == f.DAY else 2.0 * (theta - node)

    for k in range(6):
        out[k] = float("nan")
    if motion <= 0.0:
        return f.MEAN_MOTION
    a = (KE / motion) ** TWO_THIRDS * drag_a * drag_a
    ecc -= drag_e
    if ecc >= 1.0 or ecc < -0.001:
        return f.MEAN_ECCENTRICITY
    ecc = max(ecc, 1.0e-6)
    mean += common[f.NO] * drag_l
    # The signs of the remainders matter to Lyddane's form, which uses the node outside of sine and cosine.
    node, argp, mean = np.fmod(node, TWO_PI), np.fmod(argp, TWO_PI), np.fmod(mean, TWO_PI)

    sini, cosi, xlcof, aycof = common[f.SINIO], common[f.COSIO], common[f.XLCOF], common[f.AYCOF]
    if kind != f.NEAR:
        ecc, incl, node, argp, mean = perturbed(deep, t, ecc, incl, node, argp, mean)
        if incl < 0.0:
            incl, node, argp = -incl, node + pi, argp - pi
        if ecc < 0.0 or ecc > 1.0:
            return f.PERTURBED_ECCENTRICITY
        sini, cosi = sin(incl), cos(incl)
        up = 1.0 + cosi
        xlcof = -0.25 * J3_J2 * sini * (3.0 + 5.0 * cosi) / (up if abs(up) > RETROGRADE else RETROGRADE)
        aycof = -0.5 * J3_J2 * sini

    # Long-period periodics, Kepler's equation.
    per_p = 1.0 / (a * (1.0 - ecc * ecc))
    axn, ayn = ecc * cos(argp), ecc * sin(argp) + per_p * aycof
    u = np.fmod(mean + argp + per_p * xlcof * axn, TWO_PI)
    at = eccentric_anomaly(u, axn, ayn)
    s, c = sin(at), cos(at)
    ecose, esine, esq = axn * c + ayn * s, axn * s - ayn * c, axn * axn + ayn * ayn
    p = a * (1.0 - esq)
    if p < 0.0:
        return f.SEMILATUS_RECTUM

    # Short-period periodics.
    beta = sqrt(1.0 - esq)
    r = a * (1.0 - ecose)
    r_dot, rv_dot = sqrt(a) * esine / r, sqrt(p) / r
    part = esine / (1.0 + beta)
    sinu, cosu = a / r * (s - ayn - axn * part), a / r * (c - axn + ayn * part)
    sin2u, cos2u = 2.0 * cosu * sinu, 1.0 - 2.0 * sinu * sinu
    first = 0.5 * J2 / p
    second = first / p
    cc = cosi * cosi
    con41, x1mth2, x7thm1 = 3.0 * cc - 1.0, 1.0 - cc, 7.0 * cc - 1.0
    rate = 1.0 / (a * sqrt(a))  # mean motion over KE
    r_k = r * (1.0 - 1.5 * second * beta * con41) + 0.5 * first * x1mth2 * cos2u
    u_k = atan2(sinu, cosu) - 0.25 * second * x7thm1 * sin2u
    node_k = node + 1.5 * second * cosi * sin2u
    incl_k = incl + 1.5 * second * cosi * sini * cos2u
    r_dot_k = r_dot - rate * first * x1mth2 * sin2u
    rv_dot_k = rv_dot + rate * first * (x1mth2 * cos2u + 1.5 * con41)
    if r_k < 1.0:
        return f.DECAYED

    sin_u, cos_u, sin_n, cos_n = sin(u_k), cos(u_k), sin(node_k), cos(node_k)
    sin_i, cos_i = sin(incl_k), cos(incl_k)
    mx, my = -sin_n * cos_i, cos_n * cos_i
    ux, uy, uz = mx * sin_u + cos_n * cos_u, my * sin_u + sin_n * cos_u, sin_i * sin_u
    vx, vy, vz = mx * cos_u - cos_n * sin_u, my * cos_u - sin_n * sin_u, sin_i * cos_u
    out[0], out[1], out[2] = r_k * ux * RADIUS_KM, r_k * uy * RADIUS_KM, r_k * uz * RADIUS_KM
    out[3] = (r_dot_k * ux + rv_dot_k * vx) * KM_S
    out[4] = (r_dot_k * uy + rv_dot_k * vy) * KM_S
    out[5] = (r_dot_k * uz + rv_dot_k * vz) * KM_S
    return f.NO_ERROR
