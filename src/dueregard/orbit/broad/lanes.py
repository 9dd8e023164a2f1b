"""Eight pairs at once: whether they can come near in the half step, by straight lines in single precision.

The limit of ``pad`` is A + B w, w the relative speed. Here it is taken as its square's upper bound 2A² + 2B² w², which
spares a root, and widened by what single precision may lose: relative rounding below 2e-6 of the terms that cancel. A
hit is looked at again in double precision; what is no hit is out of reach.
"""

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.sgp4.compiling import inlined, inlined_loosely, one_more_if

Singles = NDArray[np.float32]

LANES = 8
FIELDS = 8  # of each object: position, velocity, least and greatest step of height
LOST = 4e-6  # of the squares that cancel, in single precision: twice the bound
# Coordinates and velocities rounded to single precision, out to 100,000 km and over ten minutes.
ROUNDED_KM = 0.02


@inlined
def first_of(place: int) -> int:
    """Return where the first field of the object at a place stands among the tiles; the others follow by ``LANES``."""
    return place // LANES * (LANES * FIELDS) + place % LANES


@inlined_loosely
def any_near(
    x: Singles, y: Singles, z: Singles, u: Singles, p: Singles, q: Singles, low: Singles, high: Singles,
    states: Singles, other: int, c0: np.float32, c1: np.float32, lost: np.float32, half: np.float32,
    gate2: np.float32,
) -> int:  # fmt: skip
    """Return how many of ``LANES`` objects (slices of that length) may come near the one at the place ``other``.

    ``c0`` + ``c1`` w² is the square of the limit; ``lost`` is ``LOST``; ``gate2`` the square of the fastest relative
    speed of interest.
    """
    # Unsigned, or each look would ask whether it is counted from the end.
    at, wide = np.uint64(first_of(other)), np.uint64(LANES)
    xi, yi, zi = states[at], states[at + wide], states[at + np.uint64(2) * wide]
    at += np.uint64(3) * wide
    ui, pi, qi = states[at], states[at + wide], states[at + np.uint64(2) * wide]
    at += np.uint64(3) * wide
    low_i, high_i = states[at], states[at + wide]
    hits = np.int32(0)
    for k in range(LANES):
        dx, dy, dz = x[k] - xi, y[k] - yi, z[k] - zi
        du, dp, dq = u[k] - ui, p[k] - pi, q[k] - qi
        d2 = dx * dx + dy * dy + dz * dz
        v2 = du * du + dp * dp + dq * dq
        rv = abs(dx * du + dy * dp + dz * dq)
        limit2 = c0 + c1 * v2 + lost * d2
        within = rv <= v2 * half  # the closest approach of the straight lines lies in the half step
        passing = (d2 - limit2) * v2 <= rv * rv
        at_end = d2 + half * (half * v2 - rv - rv) <= limit2
        overlap = (low[k] <= high_i) & (low_i <= high[k])
        hits = one_more_if(hits, ((within & passing) | at_end) & overlap & (v2 <= gate2))
    return int(hits)
