"""Roots made exact: where the range of a pair crosses D, and where it turns, from SGP4 states around the place.

Roots are sought in cells of one second counted from the window's start, so that the answer depends on the pair and
not on the guess that led to it: two internal steps give the same microsecond. Inside a cell the relative position
runs through four exact states one second apart; the cubic through them is off by less than 1e-6 m.

Turns of fast pairs are roots of range times range rate with SGP4's own velocity, as every tool of the field has
them. That
velocity is not exactly the derivative of the position, which matters where two objects hardly move against each
other: the turns of slow pairs are those of the range itself.
"""

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4.prepared import Prepared, at_times

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

WIDEST_S = 256  # how far from the guess a turn of the range is looked for; guesses are good to seconds
SLOW_KM_S = 0.1  # below this a turn is that of the range itself (see above)
FAST_S = 3.0  # spans shorter than this are not cut into cells of a second


def relative_states(prepared: Prepared, pairs: Ints, t: Floats) -> tuple[Floats, Floats, Flags]:
    """Return relative position and velocity (k, 3) of ``pairs`` (k, 2) at ``t`` (k,), and where both are valid."""
    rows, times = pairs.T.ravel(), np.concatenate((t, t))
    r, v, error = at_times(prepared, rows, times)
    k = len(t)
    return r[k:] - r[:k], v[k:] - v[:k], np.asarray((error[:k] == 0) & (error[k:] == 0), np.bool_)


def _range_and_rate(prepared: Prepared, pairs: Ints, t: Floats) -> tuple[Floats, Floats, Flags]:
    dr, dv, good = relative_states(prepared, pairs, t)
    return np.sqrt(np.einsum("ki,ki->k", dr, dr)), np.einsum("ki,ki->k", dr, dv), good


@compiled
def _value(dr: Floats, dv: Floats, x: float, level_km: float) -> float:
    """Return range minus level at ``x`` in steps from the second point; for a level below zero the range times its
    rate, by the velocities (-1) or by the positions alone (-2).
    """
    w0 = -x * (x - 1.0) * (x - 2.0) / 6.0
    w1 = (x + 1.0) * (x - 1.0) * (x - 2.0) / 2.0
    w2 = -(x + 1.0) * x * (x - 2.0) / 2.0
    w3 = (x + 1.0) * x * (x - 1.0) / 6.0
    d0 = -(3.0 * x * x - 6.0 * x + 2.0) / 6.0
    d1 = (3.0 * x * x - 4.0 * x - 1.0) / 2.0
    d2 = -(3.0 * x * x - 2.0 * x - 2.0) / 2.0
    d3 = (3.0 * x * x - 1.0) / 6.0
    square, rate = 0.0, 0.0
    for c in range(3):
        p = w0 * dr[0, c] + w1 * dr[1, c] + w2 * dr[2, c] + w3 * dr[3, c]
        if level_km == -2.0:
            q = d0 * dr[0, c] + d1 * dr[1, c] + d2 * dr[2, c] + d3 * dr[3, c]
        else:
            q = w0 * dv[0, c] + w1 * dv[1, c] + w2 * dv[2, c] + w3 * dv[3, c]
        square += p * p
        rate += p * q
    return rate if level_km < 0.0 else np.sqrt(square) - level_km


@compiled
def _roots(dr: Floats, dv: Floats, lo: Floats, hi: Floats, level_km: float) -> Floats:
    """Return for each cell (dr, dv: (k, 4, 3)) where the value changes sign between lo and hi (k,), in steps."""
    out = np.empty(dr.shape[0])
    for k in range(dr.shape[0]):
        a, b = lo[k], hi[k]
        sign = _value(dr[k], dv[k], a, level_km) > 0.0
        for _ in range(46):
            middle = 0.5 * (a + b)
            if (_value(dr[k], dv[k], middle, level_km) > 0.0) == sign:
                a = middle
            else:
                b = middle
        out[k] = 0.5 * (a + b)
    return out


def _around(prepared: Prepared, pairs: Ints, first: Floats, step: Floats) -> tuple[Floats, Floats, Flags]:
    """Return relative states at first - step, first, first + step, first + 2 step: (k, 4, 3), and validity (k,)."""
    k = len(first)
    t = (first[:, None] + step[:, None] * np.arange(-1.0, 3.0)).ravel()
    dr, dv, good = relative_states(prepared, np.repeat(pairs, 4, axis=0), t)
    valid: Flags = np.asarray(good.reshape(k, 4).all(axis=1), np.bool_)
    return dr.reshape(k, 4, 3), dv.reshape(k, 4, 3), valid


def _closing(prepared: Prepared, pairs: Ints, t: Floats, slow: Flags) -> tuple[Flags, Flags]:
    """Return whether the range is closing at ``t``, and whether the states there are valid."""
    _, rate, good = _range_and_rate(prepared, pairs, t)
    k = np.flatnonzero(slow)
    if len(k):
        before, _, ok1 = _range_and_rate(prepared, pairs[k], t[k] - 1.0)
        after, _, ok2 = _range_and_rate(prepared, pairs[k], t[k] + 1.0)
        rate[k], good[k] = after - before, good[k] & ok1 & ok2
    return rate < 0.0, good


def turns(prepared: Prepared, pairs: Ints, guess_s: Floats, minimum: Flags) -> tuple[Floats, Floats]:
    """Return the instants (s) and ranges (km) of the turns of the range nearest to ``guess_s``.

    ``minimum``: (k,) whether the range turns from closing to opening there. Where no change of sign is found within
    ``WIDEST_S`` (ranges constant to the noise of the arithmetic) the guess stands, with the exact range there.
    """
    at = guess_s.copy()
    base_low, base_high = np.floor(guess_s), np.floor(guess_s) + 1.0
    low, high = base_low.copy(), base_high.copy()
    speed = np.linalg.norm(relative_states(prepared, pairs, low)[1], axis=1)
    slow = speed < SLOW_KM_S
    unfound, found, widen = np.ones(len(at), np.bool_), np.zeros(len(at), np.bool_), 0.0
    while unfound.any() and widen <= WIDEST_S:
        k = np.flatnonzero(unfound)
        low[k], high[k] = base_low[k] - widen, base_high[k] + widen
        before, ok1 = _closing(prepared, pairs[k], low[k], slow[k])
        after, ok2 = _closing(prepared, pairs[k], high[k], slow[k])
        change = k[(before == minimum[k]) & (after != minimum[k]) & ok1 & ok2]
        found[change], unfound[change] = True, False
        widen = 1.0 if widen == 0.0 else widen * 2.0
    k = np.flatnonzero(found)
    while len(wide := k[high[k] - low[k] > 1.0]):
        middle = np.floor(0.5 * (low[wide] + high[wide]))
        left = _closing(prepared, pairs[wide], middle, slow[wide])[0] == minimum[wide]
        low[wide[left]], high[wide[~left]] = middle[left], middle[~left]
    for which, level in ((found & slow, -2.0), (found & ~slow, -1.0)):
        k = np.flatnonzero(which)
        if len(k):
            dr, dv, good = _around(prepared, pairs[k], low[k], np.ones(len(k)))
            x = _roots(dr, dv, np.zeros(len(k)), np.ones(len(k)), level)
            at[k[good]] = low[k[good]] + x[good]
    at = np.round(at, 6)
    return at, _range_and_rate(prepared, pairs, at)[0]


def crossings(
    prepared: Prepared, pairs: Ints, outside_s: Floats, inside_s: Floats, level_km: float
) -> Floats:
    """Return where the range crosses ``level_km`` between an instant outside (range above) and one inside.

    The range is monotonic in between. Works for entries (outside earlier) and exits (outside later) alike.
    """
    sign = np.where(outside_s < inside_s, 1.0, -1.0)  # in mirrored time every crossing is an entry
    out, ins = outside_s.copy(), inside_s.copy()
    low, high = np.floor(out * sign), np.floor(ins * sign)
    cells = np.flatnonzero(high - low >= FAST_S)
    if len(cells):
        above, _, ok1 = _range_and_rate(prepared, pairs[cells], low[cells] * sign[cells])
        below, _, ok2 = _range_and_rate(prepared, pairs[cells], high[cells] * sign[cells])
        cells = cells[(above > level_km) & (below <= level_km) & ok1 & ok2]
    on_cells = np.zeros(len(out), np.bool_)
    on_cells[cells] = True
    out[cells], ins[cells] = low[cells] * sign[cells], high[cells] * sign[cells]
    # Halve until a cell of a second is left, or a span short enough for one cubic.
    while True:
        width = np.abs(ins - out)
        wide = np.flatnonzero(np.where(on_cells, width > 1.5, width > FAST_S))
        if not len(wide):
            break
        middle = 0.5 * (out[wide] + ins[wide])
        snap = on_cells[wide]
        middle[snap] = np.floor(middle[snap] * sign[wide[snap]]) * sign[wide[snap]]
        beyond = _range_and_rate(prepared, pairs[wide], middle)[0] > level_km
        out[wide[beyond]], ins[wide[~beyond]] = middle[beyond], middle[~beyond]
    at = 0.5 * (out + ins)
    # A short span is cut in three and the cubic runs through its ends; a cell lies in the middle of its four states.
    for which in (on_cells, ~on_cells):
        k = np.flatnonzero(which)
        if not len(k):
            continue
        cell = which is on_cells
        step = (ins[k] - out[k]) / (1.0 if cell else 3.0)
        first = out[k] if cell else out[k] + step
        dr, dv, good = _around(prepared, pairs[k], first, step)
        low, high = np.full(len(k), 0.0 if cell else -1.0), np.full(len(k), 1.0 if cell else 2.0)
        x = _roots(dr, dv, low, high, level_km)
        at[k[good]] = first[good] + x[good] * step[good]
    k = np.flatnonzero(~on_cells)
    if len(k):
        # Where a short span is cut depends on the guess, and its root by a little: in the cell around it it does not.
        first = np.floor(at[k])
        dr, dv, good = _around(prepared, pairs[k], first, np.ones(len(k)))
        low, high = (np.clip(t[k] - first, -1.0, 2.0) for t in (np.minimum(out, ins), np.maximum(out, ins)))
        x = _roots(dr, dv, low, high, level_km)
        at[k[good]] = first[good] + x[good]
    return np.round(at, 6)
