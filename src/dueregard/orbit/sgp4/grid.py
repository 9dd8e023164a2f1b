"""States of many objects at the same instants."""

import numpy as np

from dueregard.orbit.compiled import compiled
from dueregard.orbit.sgp4 import lanes as at
from dueregard.orbit.sgp4.compiling import inlined
from dueregard.orbit.sgp4.fields import N_DEEP, NO_ERROR, Codes, Constants, Floats, Ints, Kinds
from dueregard.orbit.sgp4.lattice import lattice
from dueregard.orbit.sgp4.tile import tile


def grid(
    constants: Constants,
    lead_min: Floats,
    offsets_min: Floats,
    *,
    time_major: bool = False,
    out: tuple[Floats, Floats, Codes] | None = None,
) -> tuple[Floats, Floats, Codes]:
    """Return positions (km), velocities (km/s), both TEME, and SGP4's error codes of n objects at m instants.

    ``offsets_min``: (m,), the instants, in minutes from any common origin, in any order; ``lead_min``: (n,), that
    origin minus each object's own epoch, in minutes. Axes are (n, m, 3) and (n, m), or (m, n, 3) and (m, n) where
    ``time_major``; both contiguous. A state with an error is NaN. ``out``: three arrays of these shapes to fill and
    return, which spares fetching fresh memory. Raises ``ValueError`` where a time is not finite or a shape differs.

    Runs without the interpreter's lock: threads may each take a part of the objects or of the instants, and the states
    are those of one thread, to the last bit.
    """
    n, m = len(constants), len(offsets_min)
    shape = (m, n) if time_major else (n, m)
    r, v, error = out or (np.empty((*shape, 3)), np.empty((*shape, 3)), np.empty(shape, np.uint8))
    if r.shape != (*shape, 3) or v.shape != (*shape, 3) or error.shape != shape:
        raise ValueError(f"arrays of shape {(*shape, 3)}, {(*shape, 3)} and {shape} were expected")
    views = (r.transpose(1, 0, 2), v.transpose(1, 0, 2), error.T) if time_major else (r, v, error)
    _fill(constants, lead_min, offsets_min, views, time_major)
    return r, v, error


def lone_states(constants: Constants, lead_min: Floats, offsets_min: Floats) -> int:
    """Return how many states of a grid no lane gives, so that ``one_state`` has to: those with an error, and a few."""
    n, m = len(constants), len(offsets_min)
    return _fill(
        constants, lead_min, offsets_min, (np.empty((n, m, 3)), np.empty((n, m, 3)), np.empty((n, m), np.uint8)), False
    )  # fmt: skip


def _fill(
    constants: Constants,
    lead_min: Floats,
    offsets_min: Floats,
    views: tuple[Floats, Floats, Codes],
    by_time: bool,
) -> int:
    if np.shape(lead_min) != (len(constants),):
        raise ValueError(f"one lead per object was expected: {len(constants)}, not {np.shape(lead_min)}")
    # One kind of array, so that no other kernel is ever compiled.
    lead_min, offsets_min = (np.ascontiguousarray(one, np.float64) for one in (lead_min, offsets_min))
    if not (np.isfinite(lead_min).all() and np.isfinite(offsets_min).all()):
        raise ValueError("times must be finite numbers of minutes")
    if not len(constants) or not len(offsets_min):
        return 0
    everyone = np.arange(len(constants))
    walked = lattice(constants, everyone, lead_min + offsets_min.min(), lead_min + offsets_min.max())
    return _grid(
        constants.common, constants.deep, constants.kind, constants.deep_row, walked.points, walked.base, lead_min,
        offsets_min, *views, by_time,
    )  # fmt: skip


@compiled
def _grid(
    common: Floats, deep: Floats, kind: Kinds, deep_row: Ints, points: Floats, base: Ints, lead_min: Floats,
    offsets_min: Floats, r: Floats, v: Floats, error: Codes, by_time: bool,
) -> int:  # fmt: skip
    none, scratch, lone_in_all = np.zeros(N_DEEP), np.empty(at.N_SCRATCH), 0
    n, m = len(kind), len(offsets_min)
    pieces = (m + at.LANES - 1) // at.LANES
    for q in range(n * pieces):
        # In the order of the memory that is written.
        i, piece = (q % n, q // n) if by_time else (q // pieces, q % pieces)
        begin = piece * at.LANES
        count = min(at.LANES, m - begin)
        for k in range(count):
            scratch[at.T + k] = lead_min[i] + offsets_min[begin + k]
        own = deep[deep_row[i]] if deep_row[i] >= 0 else none
        lone = tile(common[i], own, kind[i], points, base[i], scratch, count)
        lone_in_all += lone
        _write(scratch, count, r[i, begin : begin + count], v[i, begin : begin + count])
        codes = error[i, begin : begin + count]
        if lone:
            for k in range(count):
                codes[k] = scratch[at.SOUND + k]
        else:
            for k in range(count):
                codes[k] = NO_ERROR
    return lone_in_all


@inlined
def _write(scratch: Floats, count: int, r: Floats, v: Floats) -> None:
    for k in range(count):
        r[k, 0], r[k, 1], r[k, 2] = scratch[at.X + k], scratch[at.Y + k], scratch[at.Z + k]
    for k in range(count):
        v[k, 0], v[k, 1], v[k, 2] = scratch[at.VX + k], scratch[at.VY + k], scratch[at.VZ + k]
