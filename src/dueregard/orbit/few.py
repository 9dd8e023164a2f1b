"""What a few objects do against those near them in a short time, from states of their own and not from the grid's."""

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.derivative import BELIEVED_KM_S, differenced, make_consistent
from dueregard.orbit.sgp4.prepared import Prepared, on_grid_by_time, subset
from dueregard.orbit.span import Asked, over_span

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def spans_of_few(
    prepared: Prepared, rows: Ints, carried: Ints, at: Floats, asked: Asked
) -> tuple[Ints, Floats]:
    """Return what pairs of ``rows``, one of them in ``carried``, do between the instants ``at``, from exact states."""
    if len(rows) < 2:
        return np.empty((0, 2), np.int64), np.empty((0, 3))
    part = subset(prepared, rows)
    r, v, error = on_grid_by_time(part, at)
    good = (error == 0).all(axis=0)
    velocities = v.copy()
    if len(at) > 2:
        make_consistent(r, velocities, float(at[1] - at[0]), 0, len(rows))
    # Exact at the ends, and everywhere for those carried, whose states no rule of smoothness holds for.
    own = np.flatnonzero(np.isin(rows, carried))
    for k in range(len(at)):
        which = np.arange(len(rows)) if k in (0, len(at) - 1) else own
        velocities[k, which] = differenced(part, which, np.full(len(which), at[k]))
    focus = np.isin(rows, carried)
    if not asked.focus.all():
        # A carried object that is not itself in focus is of interest to those that are: only pairs with one of them.
        focus &= asked.focus[rows]
        if not asked.focus[carried].all():
            focus |= asked.focus[rows]
    pairs, found = over_span(
        r, np.where(np.abs(velocities - v) < BELIEVED_KM_S, velocities, v), at,
        np.where(good, len(at) - 1, -1).astype(np.int64), 0, len(at), 0, np.zeros(error.shape, np.uint8), focus,
        asked.twin[rows], asked.within_km, asked.gate_km_s, asked.fast_km_s, asked.fine_s,
    )  # fmt: skip
    mine = np.isin(rows[pairs], carried).any(axis=1)
    return rows[pairs[mine]], found[mine]
