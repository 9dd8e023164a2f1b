"""When the track is in another object's plane while that object may be there too.

Let s be the track's height above the object's mean plane, pole ĥ turning at Ω' with the node. Within D of the object it
has |s| ≤ w = D + what the object may be off its plane, and its angle in the plane is within a bound of the object's U.

**Leaps.** While s > 0, s'' ≥ -ω² s - f: ω² the greatest μ/r³ of the track, f what else pushes it and the turning of the
pole, 2 |v| Ω'. By Sturm's comparison s(τ) ≥ R cos(ωτ - φ) - F τ until its first zero, R cos φ = s, R sin φ = s'/ω and F
the velocity that f gives in half a revolution. R cos(ωτ - φ) - w - F τ is concave and at τ = 0 not below zero where
s ≥ w; so it is not below zero up to any τ ≤ H at which R cos(ωτ - φ) ≥ w + F H. States up to there need no look.

**Steps that remain.** Between two states s lies within the track's bend of its chord, and so does the angle between the
track and U within its second derivative, 2 n² h²/8; that gives the part of the step in which |s| ≤ w, and the angles
in it.
"""

from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4 import fields as f
from dueregard.orbit.sgp4.compiling import inlined
from dueregard.orbit.sgp4.trigonometry import arc_tangent, sin_cos, within_a_turn

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SLACK_KM = 0.1  # what the turning of the pole and the rounding of polynomials may add to s
SLACK_RAD = 2e-3  # twice the second derivative's share at 30 s in the lowest orbit, 1e-3, rounded up


@inlined
def _angle(common: Floats, i: int, minutes: float, x: float, y: float, z: float) -> float:
    """Return how far the object's U is behind a position's angle in its mean plane, -π to π."""
    sin_n, cos_n = sin_cos(
        common[i, f.NODEO] + minutes * (common[i, f.NODEDOT] + minutes * common[i, f.NODECF])
    )
    along = cos_n * x + sin_n * y
    across = common[i, f.COSIO] * (cos_n * y - sin_n * x) + common[i, f.SINIO] * z
    drag = minutes * (common[i, f.T3COF] + minutes * (common[i, f.T4COF] + minutes * common[i, f.T5COF]))
    latitude = common[i, f.MO] + common[i, f.ARGPO] + (common[i, f.MDOT] + common[i, f.ARGPDOT]) * minutes
    latitude += common[i, f.NO] * minutes * minutes * (common[i, f.T2COF] + drag)
    return within_a_turn(arc_tangent(across, along) - latitude)


@inlined
def _least_arc_cosine(x: float) -> float:
    """Return no more than the arc cosine of x, 0 to 1: (asin x - x) / x³ rises from 1/6 to π/2 - 1."""
    return 0.5 * pi - x - (0.5 * pi - 1.0) * x * x * x


@inlined
def _least_phase(rising: float, high: float) -> float:
    """Return no more than the angle whose sine and cosine are ``rising`` and ``high``, -π/2 to π/2."""
    if rising > high:
        return _least_arc_cosine(high)
    if rising < -high:
        return high - 0.5 * pi
    return rising if rising > 0.0 else rising + (0.5 * pi - 1.0) * rising * rising * rising


@inlined
def _clear_s(
    high: float, change: float, w: float, swing_rad_s: float, push_km_s: float, speed_km_s: float
) -> float:
    """Return for how long the track stays farther than ``w`` from the plane at least; it is ``high`` from it now.

    Angles are bounded rather than computed: what waits for them is the next leap.
    """
    part = change / swing_rad_s
    per_whole = 1.0 / sqrt(high * high + part * part)
    phase = _least_phase(part * per_whole, high * per_whole)
    horizon = min(pi, phase + 0.5 * pi) / swing_rad_s
    level = (w + push_km_s * horizon) * per_whole
    by_speed = (high - w) / speed_km_s
    return max(by_speed, (phase + _least_arc_cosine(level)) / swing_rad_s) if level < 1.0 else by_speed


# Elements are named one by one here: a view of a row is counted by all threads, which costs more than what it is for.
@inlined
def _may_be_there(
    common: Floats, i: int, t: float, t1: float, s: float, s1: float, wide_km: float, room_km: float, r: Floats,
    k: int, near_rad: float, low_km: float, high_km: float,
) -> bool:  # fmt: skip
    """Return whether the object may be beside the track in a step whose ends are ``s`` and ``s1`` above its plane."""
    # The part of the step, 0 to 1, in which the chord is within ``wide_km`` of the plane.
    begin, end = 0.0, 1.0
    if s1 != s:
        a, b = (-wide_km - s) / (s1 - s), (wide_km - s) / (s1 - s)
        begin, end = max(0.0, min(a, b)), min(1.0, max(a, b))
    elif abs(s) > wide_km:
        return False
    if begin > end:
        return False
    d = sqrt(r[k, 0] ** 2 + r[k, 1] ** 2 + r[k, 2] ** 2)
    d1 = sqrt(r[k + 1, 0] ** 2 + r[k + 1, 1] ** 2 + r[k + 1, 2] ** 2)
    if min(d, d1) - room_km > high_km or max(d, d1) + room_km < low_km:
        return False
    off = _angle(common, i, t, r[k, 0], r[k, 1], r[k, 2])
    change = within_a_turn(_angle(common, i, t1, r[k + 1, 0], r[k + 1, 1], r[k + 1, 2]) - off)
    a, b = off + begin * change, off + end * change
    # Near ±π the other turn counts: angles are taken from -π to π.
    return (min(a, b) <= near_rad and max(a, b) >= -near_rad) or max(abs(a), abs(b)) > 2.0 * pi - near_rad


@compiled
def passages(
    common: Floats, lead_min: Floats, rows: Ints, r: Floats, v: Floats, step_s: float, bend_km: Floats,
    fastest_km_s: float, swing_rad_s: float, push_km_s: float, within_km: float, phase_rad: Floats,
    off_plane: Floats, low_km: Floats, high_km: Floats,
) -> Ints:  # fmt: skip
    """Return (k, 2): object, and the first state of the step of the track in which it may be within ``within_km``.

    ``rows``: the objects looked at, of which all of ``steady.Bounds`` holds. Object by object, in order of time.
    """
    found, count = np.empty((1024, 2), np.int64), 0
    last, step_min = r.shape[0] - 1, step_s / 60.0
    for q in range(len(rows)):
        i = rows[q]
        sin_i, cos_i = common[i, f.SINIO], common[i, f.COSIO]
        nodeo, nodedot, nodecf = common[i, f.NODEO], common[i, f.NODEDOT], common[i, f.NODECF]
        w = within_km + high_km[i] * off_plane[i] + SLACK_KM
        near_rad = phase_rad[i] + 1.2 * within_km / low_km[i] + SLACK_RAD
        turning = (abs(nodedot) + 2.0 * abs(nodecf * lead_min[i])) / 60.0
        push = push_km_s + 3.0 * fastest_km_s * turning * pi / swing_rad_s
        speed = fastest_km_s + 2.0 * high_km[i] * turning
        k = 0
        while k < last:
            t = lead_min[i] + k * step_min
            sin_n, cos_n = sin_cos(nodeo + t * (nodedot + t * nodecf))
            hx, hy = sin_i * sin_n, -sin_i * cos_n
            s = hx * r[k, 0] + hy * r[k, 1] + cos_i * r[k, 2]
            if abs(s) > w:
                rate = (nodedot + 2.0 * t * nodecf) / 60.0
                change = hx * v[k, 0] + hy * v[k, 1] + cos_i * v[k, 2] + rate * (hx * r[k, 1] - hy * r[k, 0])
                clear = _clear_s(abs(s), change if s > 0.0 else -change, w, swing_rad_s, push, speed)
                if clear >= step_s:
                    k += int(clear / step_s)
                    continue
            t1 = t + step_min
            sin_n, cos_n = sin_cos(nodeo + t1 * (nodedot + t1 * nodecf))
            s1 = sin_i * (sin_n * r[k + 1, 0] - cos_n * r[k + 1, 1]) + cos_i * r[k + 1, 2]
            if _may_be_there(
                common, i, t, t1, s, s1, w + bend_km[k], within_km + bend_km[k], r, k, near_rad, low_km[i], high_km[i]
            ):  # fmt: skip
                if count == len(found):
                    more = np.empty((2 * count, 2), np.int64)
                    more[:count] = found
                    found = more
                found[count, 0], found[count, 1] = i, k
                count += 1
            k += 1
    return found[:count]
