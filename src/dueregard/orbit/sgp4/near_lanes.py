"""Mean elements of a near-earth object at many instants: gravity's and drag's slow changes.

Hoots and Roehrich 1980, section 6. The mean motion does not change, so no power is taken: the axis is that of the
epoch times the square of the drag's factor.
"""

from dueregard.orbit.sgp4 import fields as f
from dueregard.orbit.sgp4 import lanes as at
from dueregard.orbit.sgp4.compiling import inlined, madd
from dueregard.orbit.sgp4.fields import Floats
from dueregard.orbit.sgp4.trigonometry import cosine, sin_cos


@inlined
def near_elements(row: Floats, scratch: Floats, count: int) -> None:
    """Fill the rows from ``A`` to ``COS_INCL`` and ``SOUND`` for the first ``count`` times of the row ``T``."""
    no, ecco, mo, argpo, nodeo = row[f.NO], row[f.ECCO], row[f.MO], row[f.ARGPO], row[f.NODEO]
    mdot, argpdot, nodedot, nodecf = row[f.MDOT], row[f.ARGPDOT], row[f.NODEDOT], row[f.NODECF]
    cc1, d2, d3, d4 = row[f.CC1], row[f.D2], row[f.D3], row[f.D4]
    t2cof, t3cof, t4cof, t5cof = row[f.T2COF], row[f.T3COF], row[f.T4COF], row[f.T5COF]
    bcc4, bcc5, sinmao, eta, delmo = row[f.BCC4], row[f.BCC5], row[f.SINMAO], row[f.ETA], row[f.DELMO]
    omgcof, xmcof, xlcof, aycof = row[f.OMGCOF], row[f.XMCOF], row[f.XLCOF], row[f.AYCOF]
    ao, root_ao, sini, cosi = row[f.AO], row[f.SQRT_AO], row[f.SINIO], row[f.COSIO]
    for k in range(count):
        t = scratch[at.T + k]
        mean = madd(mdot, t, mo)
        argp = madd(argpdot, t, argpo)
        node = madd(t, madd(t, nodecf, nodedot), nodeo)
        wave = madd(eta, cosine(mean), 1.0)
        shift = madd(omgcof, t, xmcof * (wave * wave * wave - delmo))
        drag_a = madd(-t, madd(t, madd(t, madd(t, d4, d3), d2), cc1), 1.0)
        sin_shifted, _ = sin_cos(mean + shift)
        drag_e = madd(bcc4, t, bcc5 * (sin_shifted - sinmao))
        drag_l = t * t * madd(t, madd(t, madd(t, t5cof, t4cof), t3cof), t2cof)
        ecc = ecco - drag_e
        sound = (ecc < 1.0) & (ecc >= -0.001)
        ecc = ecc if ecc > 1.0e-6 else 1.0e-6
        a = ao * drag_a * drag_a
        per_p = 1.0 / (a * madd(-ecc, ecc, 1.0))
        sinw, cosw = sin_cos(argp - shift)
        axn = ecc * cosw
        scratch[at.A + k] = a
        scratch[at.ROOT_A + k] = root_ao * abs(drag_a)
        scratch[at.AXN + k] = axn
        scratch[at.AYN + k] = madd(ecc, sinw, per_p * aycof)
        scratch[at.U + k] = mean + argp + no * drag_l + per_p * xlcof * axn
        scratch[at.SIN_NODE + k], scratch[at.COS_NODE + k] = sin_cos(node)
        scratch[at.SIN_INCL + k], scratch[at.COS_INCL + k] = sini, cosi
        scratch[at.SOUND + k] = 1.0 if sound else 0.0
