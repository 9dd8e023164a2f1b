"""Kepler's equation in lanes: the same few steps for every instant, the last one small enough to be sure of.

With the eccentricity vector (axn, ayn) counted from the node the root E of u = E - axn sin E + ayn cos E is unique, so
any iteration that arrives gives the reference's. Halley's steps (third order) arrive in two for the orbits that make up
most of a catalogue. A lane that has not arrived is marked.
"""

from math import sqrt
from typing import Final

from dueregard.orbit.sgp4 import lanes as at
from dueregard.orbit.sgp4.compiling import inlined, madd
from dueregard.orbit.sgp4.fields import Floats
from dueregard.orbit.sgp4.trigonometry import nudged, sin_cos, turned, turned_slightly, within_a_turn

# Up to this eccentricity at the epoch two steps from E = u suffice: the first misses by e**4 / 6 < 1e-4, the second by
# less than 1e-14.
ROUND: Final = 0.15
FIRST_STEP: Final = 0.2
SECOND_STEP: Final = 1.2e-4

# Orbits below this at the epoch, and lanes below the other now: the first step misses by less than e**4 / 6 < 3e-8, and
# the second needs neither curvature nor a division, which leaves 3e-13 at most.
CIRCULAR: Final = 0.015
CIRCULAR_NOW: Final = 0.02

# How many of Halley's steps come before the last, by eccentricity at the epoch, and what the last may leave.
STEPS_BELOW: Final = 0.6
FEW_STEPS: Final = 1
MANY_STEPS: Final = 2
LEFT: Final = 1e-13


@inlined
def kepler_circular(scratch: Floats, count: int) -> None:
    """Fill ``SIN_E`` and ``COS_E`` for an orbit of eccentricity below ``CIRCULAR``."""
    for k in range(count):
        axn, ayn = scratch[at.AXN + k], scratch[at.AYN + k]
        s, c = sin_cos(scratch[at.U + k])
        ecose, esine = madd(axn, c, ayn * s), madd(axn, s, -ayn * c)
        slope = 1.0 - ecose
        first = esine * slope / madd(slope, slope, 0.5 * esine * esine)
        s, c = turned_slightly(s, c, first)
        ecose, esine = madd(axn, c, ayn * s), madd(axn, s, -ayn * c)
        step = (esine - first) * madd(ecose, ecose, 1.0 + ecose)
        scratch[at.SIN_E + k], scratch[at.COS_E + k] = madd(c, step, s), madd(-s, step, c)
        arrived = madd(axn, axn, ayn * ayn) < CIRCULAR_NOW * CIRCULAR_NOW
        scratch[at.SOUND + k] = scratch[at.SOUND + k] if arrived else 0.0


@inlined
def kepler_round(scratch: Floats, count: int) -> None:
    """Fill ``SIN_E`` and ``COS_E`` for an orbit of eccentricity below ``ROUND``."""
    for k in range(count):
        axn, ayn = scratch[at.AXN + k], scratch[at.AYN + k]
        s, c = sin_cos(scratch[at.U + k])
        ecose, esine = madd(axn, c, ayn * s), madd(axn, s, -ayn * c)
        slope = 1.0 - ecose
        first = esine * slope / madd(slope, slope, 0.5 * esine * esine)
        s, c = turned(s, c, first)
        ecose, esine = madd(axn, c, ayn * s), madd(axn, s, -ayn * c)
        per_slope = 1.0 / (1.0 - ecose)
        step = (esine - first) * per_slope
        step = step * madd(-0.5 * esine * per_slope, step, 1.0)
        scratch[at.SIN_E + k], scratch[at.COS_E + k] = nudged(s, c, step)
        arrived = (abs(first) < FIRST_STEP) & (abs(step) < SECOND_STEP)
        scratch[at.SOUND + k] = scratch[at.SOUND + k] if arrived else 0.0


@inlined
def kepler_eccentric(scratch: Floats, count: int, steps: int) -> None:
    """Fill ``SIN_E`` and ``COS_E`` for any eccentricity, with ``steps`` of Halley's steps before the last."""
    for k in range(count):
        axn, ayn = scratch[at.AXN + k], scratch[at.AYN + k]
        u = within_a_turn(scratch[at.U + k])
        s, c = sin_cos(u)
        ecose, esine = madd(axn, c, ayn * s), madd(axn, s, -ayn * c)
        esq = madd(axn, axn, ayn * ayn)
        scratch[at.U + k] = u
        # The angle of the direction that sees the mean position from the other focus's mirror image: off by e**3.
        scratch[at.SIN_E + k] = u + esine / sqrt(madd(-2.0, ecose, 1.0 + esq))
    for _ in range(steps):
        for k in range(count):
            axn, ayn, e = scratch[at.AXN + k], scratch[at.AYN + k], scratch[at.SIN_E + k]
            s, c = sin_cos(e)
            esine = madd(axn, s, -ayn * c)
            slope, miss = 1.0 - madd(axn, c, ayn * s), scratch[at.U + k] - e + esine
            scratch[at.SIN_E + k] = e + miss * slope / madd(slope, slope, 0.5 * miss * esine)
    for k in range(count):
        axn, ayn, e = scratch[at.AXN + k], scratch[at.AYN + k], scratch[at.SIN_E + k]
        s, c = sin_cos(e)
        esine = madd(axn, s, -ayn * c)
        slope, miss = 1.0 - madd(axn, c, ayn * s), scratch[at.U + k] - e + esine
        step = miss * slope / madd(slope, slope, 0.5 * miss * esine)
        scratch[at.SIN_E + k], scratch[at.COS_E + k] = nudged(s, c, step)
        # Halley's step of d leaves less than d**3 / slope**2.
        arrived = abs(step * step * step) < LEFT * slope * slope
        scratch[at.SOUND + k] = scratch[at.SOUND + k] if arrived else 0.0
