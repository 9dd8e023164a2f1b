"""Element sets made ready: everything SGP4 needs that does not change with time.

Hoots and Roehrich 1980, section 6 and 7; Vallado et al. 2006, appendix. Sidereal time and the choice of Lyddane's
form are those of the reference's "improved" mode.
"""

from math import cos, pi, sin, sqrt

import numpy as np

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4 import fields as f
from dueregard.orbit.sgp4.fields import Codes, Constants, Floats, Ints, Kinds
from dueregard.orbit.sgp4.gravity import (
    DEEP_PERIOD_MIN,
    J2,
    J3_J2,
    J4,
    KE,
    RADIUS_KM,
    RETROGRADE,
    TWO_PI,
    TWO_THIRDS,
)
from dueregard.orbit.sgp4.moon_and_sun import moon_and_sun
from dueregard.orbit.sgp4.one_state import one_state
from dueregard.orbit.sgp4.resonance import N_POINT, kind_of_resonance, rates, resonance, start

_1949 = 2433281.5  # Julian day of 1949 December 31 00:00 UT


def initialise(
    epoch_days: Floats, bstar: Floats, ecco: Floats, argpo: Floats, inclo: Floats, mo: Floats, no_kozai: Floats,
    nodeo: Floats,
) -> Constants:  # fmt: skip
    """Return the constants of n element sets, each argument of shape (n,).

    ``epoch_days``: days since 1949 December 31 00:00 UT; ``bstar`` in 1/Earth radii; angles in radians; ``no_kozai``
    in radians per minute, as element sets carry it. Raises ``ValueError`` where the shapes differ. A set that SGP4
    cannot use is kept, and each of its states carries the code.

    >>> one = [np.array([x]) for x in (27340.5, 1e-5, 0.001, 0.5, 0.9, 0.3, 0.065, 1.2)]
    >>> len(initialise(*one))
    1
    """
    given = (epoch_days, bstar, ecco, argpo, inclo, mo, no_kozai, nodeo)
    if any(np.shape(one) != (len(epoch_days),) for one in given):
        raise ValueError(f"eight arrays of one length were expected, not {[np.shape(one) for one in given]}")
    columns = np.ascontiguousarray(np.stack([np.asarray(one, np.float64) for one in given], axis=1))
    n = len(columns)
    common, kind = np.zeros((n, f.N_COMMON)), np.zeros(n, np.int8)
    _near(columns, common, kind)
    deep_row = np.where(kind == f.NEAR, -1, np.cumsum(kind != f.NEAR) - 1)
    deep = np.zeros((int((kind != f.NEAR).sum()), f.N_DEEP))
    _deep(columns[:, 0].copy(), common, kind, deep_row, deep)
    error = np.zeros(n, np.uint8)
    _at_epoch(common, deep, kind, deep_row, error)
    return Constants(common, deep, kind, deep_row, error)


@compiled
def _near(columns: Floats, common: Floats, kind: Kinds) -> None:
    """Write the rows of ``common``; mark what is deep space in ``kind``."""
    for k in range(columns.shape[0]):
        _, bstar, ecco, argpo, inclo, mo, no_kozai, nodeo = columns[k]
        row = common[k]
        row[f.ECCO], row[f.INCLO], row[f.MO], row[f.ARGPO], row[f.NODEO] = ecco, inclo, mo, argpo, nodeo

        sini, cosi = sin(inclo), cos(inclo)
        cc = cosi * cosi
        cccc = cc * cc
        beta_sq = 1.0 - ecco * ecco
        beta = sqrt(beta_sq)
        # Kozai's mean motion to Brouwer's.
        a1 = (KE / no_kozai) ** TWO_THIRDS
        d1 = 0.75 * J2 * (3.0 * cc - 1.0) / (beta * beta_sq)
        d = d1 / (a1 * a1)
        a0 = a1 * (1.0 - d * d - d * (1.0 / 3.0 + 134.0 * d * d / 81.0))
        no = no_kozai / (1.0 + d1 / (a0 * a0))
        row[f.NO] = no
        if not (beta_sq >= 0.0 or no >= 0.0):
            continue  # the reference leaves the rest at zero
        a = (KE / no) ** TWO_THIRDS
        row[f.SINIO], row[f.COSIO], row[f.AO], row[f.SQRT_AO] = sini, cosi, a, sqrt(a)

        is_deep = TWO_PI / no >= DEEP_PERIOD_MIN
        if is_deep:
            kind[k] = f.DEEP
        perigee = a * (1.0 - ecco)
        short = is_deep or perigee < 220.0 / RADIUS_KM + 1.0

        # The density function's parameters; below 156 km of perigee they follow the perigee.
        s = 78.0 / RADIUS_KM + 1.0
        q_s = (120.0 - 78.0) / RADIUS_KM
        perigee_km = (perigee - 1.0) * RADIUS_KM
        if perigee_km < 156.0:
            s = 20.0 if perigee_km < 98.0 else perigee_km - 78.0
            q_s = (120.0 - s) / RADIUS_KM
            s = s / RADIUS_KM + 1.0

        xi = 1.0 / (a - s)
        eta = a * ecco * xi
        etasq, eeta = eta * eta, ecco * eta
        psisq = abs(1.0 - etasq)
        coef = (q_s * q_s * q_s * q_s) * (xi * xi * xi * xi)
        coef1 = coef / psisq**3.5
        con41, x1mth2 = 3.0 * cc - 1.0, 1.0 - cc
        cc2 = coef1 * no * (
            a * (1.0 + 1.5 * etasq + eeta * (4.0 + etasq))
            + 0.375 * J2 * xi / psisq * con41 * (8.0 + 3.0 * etasq * (8.0 + etasq))
        )  # fmt: skip
        cc1 = bstar * cc2
        cc3 = -2.0 * coef * xi * J3_J2 * no * sini / ecco if ecco > 1.0e-4 else 0.0
        cc4 = 2.0 * no * coef1 * a * beta_sq * (
            eta * (2.0 + 0.5 * etasq) + ecco * (0.5 + 2.0 * etasq)
            - J2 * xi / (a * psisq) * (
                -3.0 * con41 * (1.0 - 2.0 * eeta + etasq * (1.5 - 0.5 * eeta))
                + 0.75 * x1mth2 * (2.0 * etasq - eeta * (1.0 + etasq)) * cos(2.0 * argpo)
            )
        )  # fmt: skip
        cc5 = 2.0 * coef1 * a * beta_sq * (1.0 + 2.75 * (etasq + eeta) + eeta * etasq)

        p = a * beta_sq
        per_p_sq = 1.0 / (p * p)
        first = 1.5 * J2 * per_p_sq * no
        second = 0.5 * first * J2 * per_p_sq
        fourth = -0.46875 * J4 * per_p_sq * per_p_sq * no
        row[f.MDOT] = (
            no + 0.5 * first * beta * con41 + 0.0625 * second * beta * (13.0 - 78.0 * cc + 137.0 * cccc)
        )
        row[f.ARGPDOT] = (
            -0.5 * first * (1.0 - 5.0 * cc) + 0.0625 * second * (7.0 - 114.0 * cc + 395.0 * cccc)
            + fourth * (3.0 - 36.0 * cc + 49.0 * cccc)
        )  # fmt: skip
        node_first = -first * cosi
        row[f.NODEDOT] = (
            node_first + (0.5 * second * (4.0 - 19.0 * cc) + 2.0 * fourth * (3.0 - 7.0 * cc)) * cosi
        )
        row[f.NODECF] = 3.5 * beta_sq * node_first * cc1
        row[f.CC1], row[f.BCC4], row[f.T2COF] = cc1, bstar * cc4, 1.5 * cc1
        up = 1.0 + cosi
        row[f.XLCOF] = (
            -0.25 * J3_J2 * sini * (3.0 + 5.0 * cosi) / (up if abs(up) > RETROGRADE else RETROGRADE)
        )
        row[f.AYCOF] = -0.5 * J3_J2 * sini
        row[f.ETA], row[f.SINMAO] = eta, sin(mo)
        wave = 1.0 + eta * cos(mo)
        row[f.DELMO] = wave * wave * wave
        if short:
            continue
        row[f.BCC5] = bstar * cc5
        row[f.OMGCOF] = bstar * cc3 * cos(argpo)
        row[f.XMCOF] = -TWO_THIRDS * coef * bstar / eeta if ecco > 1.0e-4 else 0.0
        cc1sq = cc1 * cc1
        d2 = 4.0 * a * xi * cc1sq
        step = d2 * xi * cc1 / 3.0
        d3 = (17.0 * a + s) * step
        d4 = 0.5 * step * a * xi * (221.0 * a + 31.0 * s) * cc1
        row[f.D2], row[f.D3], row[f.D4] = d2, d3, d4
        row[f.T3COF] = d2 + 2.0 * cc1sq
        row[f.T4COF] = 0.25 * (3.0 * d3 + cc1 * (12.0 * d2 + 10.0 * cc1sq))
        row[f.T5COF] = 0.2 * (
            3.0 * d4 + 12.0 * cc1 * d3 + 6.0 * d2 * d2 + 15.0 * cc1sq * (2.0 * d2 + cc1sq)
        )  # fmt: skip


@compiled
def sidereal_time(julian_day: float) -> float:
    """Return Greenwich mean sidereal time in radians, 0 to 2 pi (Vallado 2004, equation 3-45)."""
    t = (julian_day - 2451545.0) / 36525.0
    seconds = -6.2e-6 * t * t * t + 0.093104 * t * t + (876600.0 * 3600.0 + 8640184.812866) * t + 67310.54841
    angle = np.fmod(seconds * (pi / 180.0) / 240.0, TWO_PI)
    return float(angle + TWO_PI if angle < 0.0 else angle)


@compiled
def _deep(epoch_days: Floats, common: Floats, kind: Kinds, deep_row: Ints, deep: Floats) -> None:
    for k in range(len(kind)):
        if kind[k] == f.NEAR:
            continue
        row, own = common[k], deep[deep_row[k]]
        moon_and_sun(own, epoch_days[k], row[f.NO], row[f.ECCO], row[f.INCLO], row[f.ARGPO], row[f.NODEO])
        own[f.GSTO] = sidereal_time(epoch_days[k] + _1949)
        kind[k] = kind_of_resonance(row[f.NO], row[f.ECCO])
        resonance(row, own, kind[k])


@compiled
def _at_epoch(common: Floats, deep: Floats, kind: Kinds, deep_row: Ints, error: Codes) -> None:
    point, none, state = np.zeros(N_POINT), np.zeros(f.N_DEEP), np.zeros(6)
    for k in range(len(kind)):
        own = deep[deep_row[k]] if deep_row[k] >= 0 else none
        if kind[k] > f.DEEP:
            start(common[k], own, point)
            rates(common[k], own, kind[k], 0.0, point)
        error[k] = one_state(common[k], own, kind[k], point, 0.0, 0.0, state)
