"""Objects that SGP4 gives up within the window: each is carried until the first error, and looked at until then."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
Each = Callable[[Callable[[Ints], Codes], Iterable[Ints]], Iterable[Codes]]

# The Earth's gravity holds nothing beyond (Hill's sphere): an object that SGP4 puts there, without an error, is astray.
FARTHEST_KM = 1_500_000.0
ASTRAY = 7  # after the codes of SGP4, which end at 6
# SGP4's error "decayed" is a radius below the Earth's. Below this one, or near a perigee below it, it may come and go
# within a step: look every second. Perigees by two bodies are right to some 15 km there.
LOW_KM = 6430.0
# From perigee the radius rises by at most half of this times time squared (h²/r³ - μ/r² ≤ e μ/r² near the Earth).
RISE_KM_S2 = 0.01
PART_STATES = 50_000  # looked at by one thread at a time
PARTS = 32  # of a second, four times over: finer than a microsecond
CLOSING_KM_S = 23.0  # two objects on closed orbits, each below the speed of escape


def astray(r: Floats) -> NDArray[np.bool_]:
    """Return which positions (..., 3) are those of no orbit about the Earth."""
    return np.asarray(np.einsum("...i,...i->...", r, r) > FARTHEST_KM**2, np.bool_)


def first_error_s(prepared: Prepared, row: int, good_s: float, bad_s: float) -> float:
    """Return the last instant before SGP4's first error, to a microsecond, between a good and a bad instant.

    The first whole second with an error is sought and the second before it parted, again and again, so that the instant
    does not depend on the grid that led to it.
    """

    def bad(seconds: Floats) -> NDArray[np.bool_]:
        r, _, error = at_times(prepared, np.full(len(seconds), row), seconds)
        return np.asarray((error != 0) | astray(r), np.bool_)

    whole = np.arange(np.floor(good_s) + 1.0, np.ceil(bad_s) + 1.0)
    failing = bad(whole)
    if failing.any():
        end = float(whole[np.argmax(failing)])
        if end - 1.0 > good_s or not bad(np.array([end - 1.0]))[0]:
            good_s, bad_s = end - 1.0, end
    while bad_s - good_s > 1e-6:
        edges = np.linspace(good_s, bad_s, PARTS + 1)
        # The last edge is known to fail.
        end = 1 + int(np.argmax(np.r_[bad(edges[1:-1]), True]))
        good_s, bad_s = float(edges[end - 1]), float(edges[end])
    return good_s


def _hidden_errors(
    prepared: Prepared, rows: Ints, begin_s: Floats, end_s: Floats, each: Each
) -> tuple[Ints, Floats, NDArray[np.uint8]]:
    """Return which steps, of objects ``rows`` (k,) between two instants of the grid, hide an error at a whole second.

    The places among the k, in order, with the first second of each and its code.
    """
    first = np.floor(begin_s) + 1.0
    count = np.maximum(0, np.ceil(end_s) - first).astype(np.int64)
    of = np.repeat(np.arange(len(rows)), count)
    seconds = np.repeat(first, count) + (np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count))
    parts = np.array_split(np.arange(len(of)), max(1, len(of) // PART_STATES))
    errors = np.concatenate(
        list(each(lambda part: at_times(prepared, rows[of[part]], seconds[part])[2], parts))
    )
    bad = np.flatnonzero(errors)
    places, at = np.unique(of[bad], return_index=True)
    return places, seconds[bad[at]], errors[bad[at]]


def _low_steps(r: Floats, v: Floats, step_s: float) -> NDArray[np.bool_]:
    """Return in which steps objects (positions and velocities (m, k, 3)) come so near the Earth that an error may hide
    there: (m - 1, k). Either one end is that low, or a perigee lies within the step, where the object sinks at its
    beginning and rises at its end, and by two bodies that perigee is.
    """
    radius = np.sqrt(np.einsum("mki,mki->mk", r, r))
    climb = np.einsum("mki,mki->mk", r, v)
    low = radius < LOW_KM
    low_perigee = low.copy()
    where = np.nonzero((radius >= LOW_KM) & (radius < highest_of_low_km(step_s)))
    if len(where[0]):
        r, v, d = r[where], v[where], radius[where]
        h = np.cross(r, v)
        parameter = np.einsum("ki,ki->k", h, h) / MU_KM3_S2
        inverse_axis = 2.0 / d - np.einsum("ki,ki->k", v, v) / MU_KM3_S2
        eccentricity = np.sqrt(np.maximum(0.0, 1.0 - parameter * inverse_axis))
        low_perigee[where] = parameter / (1.0 + eccentricity) < LOW_KM
    passes = (climb[:-1] <= 0.0) & (climb[1:] >= 0.0) & (low_perigee[:-1] | low_perigee[1:])
    steps: NDArray[np.bool_] = low[:-1] | low[1:] | passes
    return steps


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
    each: Each = map,
) -> list[int]:
    """Note in ``last``, ``covered_s`` and ``codes`` where SGP4 gives an object up; return the objects carried so far.

    ``suspects``: the objects with an error or low enough to hide one, among the states (m, n, 3) at ``at`` (m,), whose
    first is instant ``lo`` of the grid. An object without any state is not among those returned. ``each``: what maps a
    function over parts of the work, such as a pool of threads.
    """
    suspects = suspects[codes[suspects] == 0]
    gone = np.where(error[:, suspects] == 0, np.where(astray(r[:, suspects]), ASTRAY, 0), error[:, suspects])
    bad = gone != 0
    ends = np.where(bad.any(axis=0), bad.argmax(axis=0), len(at))
    inside = np.arange(len(at) - 1)[:, None] < ends - 1
    low = _low_steps(r[:, suspects], v[:, suspects], float(at[1] - at[0])) & inside
    who, steps = np.nonzero(low.T)  # object by object, in order of time
    places, seconds, hidden_codes = _hidden_errors(prepared, suspects[who], at[steps], at[steps + 1], each)
    hidden: dict[int, tuple[int, float, int]] = {}
    for place, second, code in zip(places.tolist(), seconds.tolist(), hidden_codes.tolist(), strict=True):
        hidden.setdefault(int(who[place]), (int(steps[place]), second, code))
    failed = []
    for q, (i, end) in enumerate(zip(suspects.tolist(), ends.tolist(), strict=True)):
        if q in hidden:
            step, bad_s, code = hidden[q]
        elif end < len(at):
            step, bad_s, code = end - 1, float(at[end]), int(gone[end, q])
        else:
            continue
        codes[i] = code
        if step < 0:
            # An error at the very first instant of all: never there. Chunks share instants, so it cannot be another.
            last[i], covered_s[i] = -1, 0.0
            continue
        last[i] = lo + step
        covered_s[i] = first_error_s(prepared, i, float(at[step]), bad_s)
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
