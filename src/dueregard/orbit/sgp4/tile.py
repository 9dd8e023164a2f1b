"""The states of one object at up to ``LANES`` instants: the lanes, and the lone states where a lane does not hold."""

from typing import Final

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4 import fields as f
from dueregard.orbit.sgp4 import lanes as at
from dueregard.orbit.sgp4.deep_lanes import INCLINED, deep_elements, resonant_motion, secular_motion
from dueregard.orbit.sgp4.fields import Floats
from dueregard.orbit.sgp4.kepler_lanes import (
    CIRCULAR,
    FEW_STEPS,
    MANY_STEPS,
    ROUND,
    STEPS_BELOW,
    kepler_circular,
    kepler_eccentric,
    kepler_round,
)
from dueregard.orbit.sgp4.lattice import point_before
from dueregard.orbit.sgp4.near_lanes import near_elements
from dueregard.orbit.sgp4.one_state import one_state
from dueregard.orbit.sgp4.resonance import STEP_MIN
from dueregard.orbit.sgp4.state_lanes import states

# Vector instructions take eight doubles at most: a short row is filled up to whole vectors.
VECTOR: Final = 8


@compiled
def tile(row: Floats, own: Floats, kind: int, points: Floats, base: int, scratch: Floats, count: int) -> int:
    """Fill the scratch rows from ``X`` to ``VZ`` for the first ``count`` times of its row ``T``.

    ``own``: the object's deep-space row (of zeros for others); ``base``: the place of its lattice point 0 in
    ``points``. Returns how many states were taken from ``one_state``. Where that is not 0 the row ``SOUND`` holds
    SGP4's code of each state, and the states with a code are NaN; where it is 0 there is no error.
    """
    full = (count + VECTOR - 1) // VECTOR * VECTOR
    for k in range(count, full):
        scratch[at.T + k] = scratch[at.T + count - 1]
    if kind == f.NEAR:
        near_elements(row, scratch, full)
    else:
        if kind == f.DEEP:
            secular_motion(row, own, scratch, full)
        else:
            resonant_motion(row, points, base, scratch, full)
        if row[f.INCLO] >= INCLINED:
            deep_elements(row, own, kind, False, scratch, full)
        else:
            deep_elements(row, own, kind, True, scratch, full)
    if row[f.ECCO] < CIRCULAR:
        kepler_circular(scratch, full)
    elif row[f.ECCO] < ROUND:
        kepler_round(scratch, full)
    else:
        kepler_eccentric(scratch, full, FEW_STEPS if row[f.ECCO] < STEPS_BELOW else MANY_STEPS)
    states(scratch, full)
    lone = 0
    for k in range(count):
        lone += scratch[at.SOUND + k] == 0.0
    if lone:
        _lone_states(row, own, kind, points, base, scratch, count)
    return lone


@compiled
def _lone_states(
    row: Floats, own: Floats, kind: int, points: Floats, base: int, scratch: Floats, count: int
) -> None:
    state = scratch[at.A : at.A + 6]  # no longer needed
    for k in range(count):
        if scratch[at.SOUND + k] != 0.0:
            scratch[at.SOUND + k] = f.NO_ERROR
            continue
        t, since, j = scratch[at.T + k], 0.0, 0
        if kind > f.DEEP:
            j = point_before(t)
            since = t - j * STEP_MIN
        scratch[at.SOUND + k] = one_state(row, own, kind, points[base + j], since, t, state)
        for c in range(6):
            scratch[at.X + c * at.LANES + k] = state[c]
