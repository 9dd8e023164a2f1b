"""The relative cubic of a pair between two grid states: the path with their positions and velocities (Hermite).

Written as powers of s = (t - t0) / (t1 - t0): a range, its rate and its bend then cost three products each to look at,
and whoever looks twice writes the powers once.
"""

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4.compiling import inlined

Floats = NDArray[np.float64]


@compiled
def powers(states: Floats, span_s: float, out: Floats) -> None:
    """Write the coefficients of the cubic into ``out``, (4, 3): constant term first, kilometres.

    ``states``: (4, 3): relative position at t0, velocity at t0, position at t1, velocity at t1. ``span_s``: t1 - t0.
    """
    for c in range(3):
        p0, v0, p1, v1 = states[0, c], states[1, c] * span_s, states[2, c], states[3, c] * span_s
        out[0, c] = p0
        out[1, c] = v0
        out[2, c] = 3.0 * (p1 - p0) - 2.0 * v0 - v1
        out[3, c] = 2.0 * (p0 - p1) + v0 + v1


@inlined
def square_at(a: Floats, s: float) -> tuple[float, float, float]:
    """Return the square of the range at ``s``, half its derivative and half its second derivative by s, km²."""
    square, rate, bend = 0.0, 0.0, 0.0
    for c in range(3):
        p = a[0, c] + s * (a[1, c] + s * (a[2, c] + s * a[3, c]))
        u = a[1, c] + s * (2.0 * a[2, c] + s * 3.0 * a[3, c])
        w = 2.0 * a[2, c] + s * 6.0 * a[3, c]
        square += p * p
        rate += p * u
        bend += u * u + p * w
    return square, rate, bend
