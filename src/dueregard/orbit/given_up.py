"""Objects that SGP4 gives up within the window: each is carried until the first error, and looked at until then."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.broad.pad import EARTH_KM, MU_KM3_S2
from dueregard.orbit.few import spans_of_few
from dueregard.orbit.sgp4.prepared import Prepared, at_times
from dueregard.orbit.span import Asked

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]

LOW_KM = 6500.0  # below this radius SGP4's error "decayed" may come and go within a step: look every second
# From perigee the radius rises by at most half of this times time squared (h²/r³ - μ/r² ≤ e μ/r² near the Earth).
RISE_KM_S2 = 0.01
CLOSING_KM_S = 23.0  # two objects on closed orbits, each below the speed of escape


def first_error_s(prepared: Prepared, row: int, good_s: float, bad_s: float) -> float:
    """Return the last instant before SGP4's first error, to a microsecond, between a good and a bad instant.

    The first whole second with an error is sought and the second before it halved, so that the instant does not depend
    on the grid that led to it.
    """

    def bad(seconds: Floats) -> NDArray[np.bool_]:
        return np.asarray(at_times(prepared, np.full(len(seconds), row), seconds)[2] != 0, np.bool_)

    whole = np.arange(np.floor(good_s) + 1.0, np.ceil(bad_s) + 1.0)
    failing = bad(whole)
    if failing.any():
        end = float(whole[np.argmax(failing)])
        if end - 1.0 > good_s or not bad(np.array([end - 1.0]))[0]:
            good_s, bad_s = end - 1.0, end
    while bad_s - good_s > 1e-6:
        middle = 0.5 * (good_s + bad_s)
        if bad(np.array([middle]))[0]:
            bad_s = middle
        else:
            good_s = middle
    return good_s


def _hidden_error(
    prepared: Prepared, row: int, t: Floats, low: NDArray[np.bool_]
) -> tuple[int, float, int] | None:
    """Return (index of the step, instant of an error, its code) for errors that no grid instant shows, or None."""
    for k in np.flatnonzero(low[:-1] | low[1:]):
        seconds = np.arange(np.floor(t[k]) + 1, t[k + 1])
        errors = at_times(prepared, np.full(len(seconds), row), seconds)[2]
        if errors.any():
            at = int(np.argmax(errors != 0))
            return int(k), float(seconds[at]), int(errors[at])
    return None


def _low(r: Floats, v: Floats, step_s: float) -> NDArray[np.bool_]:
    """Return where an object (positions and velocities (m, 3)) is so near the Earth, or so near a perigee so low, that
    an error may hide in the step. With long steps the nearest instant may be far above it: there the two-body perigee
    tells.
    """
    radius = np.sqrt(np.einsum("ki,ki->k", r, r))
    low: NDArray[np.bool_] = radius < LOW_KM
    where = np.flatnonzero((radius >= LOW_KM) & (radius < highest_of_low_km(step_s)))
    if len(where):
        d = radius[where]
        h = np.cross(r[where], v[where])
        parameter = np.einsum("ki,ki->k", h, h) / MU_KM3_S2
        inverse_axis = 2.0 / d - np.einsum("ki,ki->k", v[where], v[where]) / MU_KM3_S2
        eccentricity = np.sqrt(np.maximum(0.0, 1.0 - parameter * inverse_axis))
        low[where] = parameter / (1.0 + eccentricity) < LOW_KM
    return low


def highest_of_low_km(step_s: float) -> float:
    """Return the radius below which an object must be asked for errors that no instant of the grid shows."""
    return max(LOW_KM, EARTH_KM + RISE_KM_S2 * (step_s / 2.0) ** 2 / 2.0)


def carry(
    prepared: Prepared,
    suspects: Ints,
    r: Floats,
    v: Floats,
    error: Codes,
    at: Floats,
    lo: int,
    last: Ints,
    covered_s: Floats,
    codes: Codes,
) -> list[int]:
    """Note in ``last``, ``covered_s`` and ``codes`` where SGP4 gives an object up; return the objects carried so far.

    ``suspects``: the objects with an error or low enough to hide one, among the states (m, n, 3) at ``at`` (m,), whose
    first is instant ``lo`` of the grid. An object without any state is not among those returned.
    """
    failed = []
    for i in suspects.tolist():
        if codes[i] != 0:
            continue
        bad = np.flatnonzero(error[:, i])
        end = int(bad[0]) if len(bad) else len(at)
        low = _low(r[:end, i], v[:end, i], float(at[1] - at[0]))
        hidden = _hidden_error(prepared, i, at[:end], low) if low.any() else None
        if hidden is not None:
            k, bad_s, code = hidden
        elif end < len(at):
            k, bad_s, code = end - 1, float(at[end]), int(error[end, i])
        else:
            continue
        codes[i] = code
        if k < 0:
            # An error at the very first instant of all: never there. Chunks share instants, so it cannot be another.
            last[i], covered_s[i] = -1, 0.0
            continue
        last[i] = lo + k
        covered_s[i] = first_error_s(prepared, i, float(at[k]), bad_s)
        failed.append(i)
    return failed


def spans_to_the_end(
    prepared: Prepared,
    failed: Sequence[int],
    t: Floats,
    last: Ints,
    covered_s: Floats,
    positions_km: Floats,
    lo: int,
    asked: Asked,
) -> Iterator[tuple[Ints, Floats]]:
    """Yield the spans of objects that SGP4 gives up within a step: from the last good grid instant to the error.

    ``positions_km``: (m, n, 3) at the instants of the grid from ``lo`` on. Only objects that can be within D in that
    time are asked for states.
    """
    for step in sorted({int(last[i]) for i in failed}):
        here = [i for i in failed if last[i] == step and covered_s[i] > t[step]]
        edges = [float(t[step]), *sorted({float(covered_s[i]) for i in here})]
        now = positions_km[step - lo]
        for a, b in pairwise(edges):
            carried = [i for i in here if covered_s[i] >= b]
            # In its last minutes a set may race off: how far it comes is seen, not assumed.
            there = at_times(prepared, np.array(carried), np.full(len(carried), b))[0]
            near = np.zeros(len(last), np.bool_)
            for i, far in zip(carried, np.nan_to_num(np.abs(there - now[carried])).max(axis=1), strict=True):
                near |= np.abs(now - now[i]).max(axis=1) <= asked.within_km + far + CLOSING_KM_S * (
                    b - t[step]
                )
            rows = np.flatnonzero(near & ((last > step) | ((last == step) & (covered_s >= b))))
            yield spans_of_few(prepared, rows, np.array(carried), np.array([a, b]), asked)
