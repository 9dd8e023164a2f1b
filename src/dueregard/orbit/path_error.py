"""How far apart the states of a path may stand: what interpolation between them may be off by, and whether they fit.

Both judge a path by itself, without its author's orbit model: two interpolations that use different parts of the same
states, and two-body motion, which over a fraction of a revolution is right to a part in a thousand.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dueregard.orbit.path_states import on_states

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MU_KM3_S2: Final = 398600.4418  # Earth's gravity, WGS-84; any value would do here
SHORT_STEP: Final = 0.5  # radians of revolution within which the two-body test below is right to 1e-4


def interval_errors_km(
    epochs_us: Ints, positions_km: Floats, velocities_km_s: Floats, hermite: bool, window: int
) -> Floats:
    """Return, for each interval between two states (n - 1,), an estimate of the interpolation's error in km.

    It is twice the distance, in the middle of the interval, between the path as interpolated (``path_states.method``)
    and one of a different degree: with a state less, or, for Lagrange, with velocities; two states alone are held
    against two-body motion. For smooth motion it is far too high (Hermite of degree 7 in a low orbit: by some 20 at
    600 s). Where velocities do not quite fit the positions, as SGP4's, it is near the largest error there is.

    ``epochs_us``: (n,), ``positions_km``, ``velocities_km_s``: (n, 3), any inertial axes; n at least 2.
    """
    states = len(epochs_us)
    start = int(epochs_us[0])
    since = (epochs_us - start) * 1e-6
    middle = (since[1:] + since[:-1]) / 2
    used = min(window, states)
    arrays = (epochs_us, positions_km, velocities_km_s, start, middle)
    path, _ = on_states(*arrays, hermite, window)
    if hermite and states == 2:
        step = np.diff(since)[:, None]
        pull = _acceleration(positions_km)
        bend = step * (velocities_km_s[:-1] - velocities_km_s[1:]) / 32
        return np.asarray(2 * np.linalg.norm(bend + step**2 * (pull[:-1] + pull[1:]) / 64, axis=1))
    other = 4 if not hermite else used - 1 if used > 2 else 3
    return np.asarray(2 * np.linalg.norm(path - on_states(*arrays, True, other)[0], axis=1))


def velocity_misfit(epochs_us: Ints, positions_km: Floats, velocities_km_s: Floats) -> Floats:
    """Return, for each interval between two states (n - 1,), by what part the velocities miss the displacement.

    A sound path has less than 1e-3; 0.06 and more is what a low orbit shows when velocities of an Earth-fixed frame
    are taken for inertial ones. NaN where the interval is too long to tell. Arrays as in ``interval_errors_km``.
    """
    step = np.diff(epochs_us)[:, None] * 1e-6
    pull = _acceleration(positions_km)
    mean = (velocities_km_s[1:] + velocities_km_s[:-1]) / 2
    moved = np.diff(positions_km, axis=0)
    missed = moved - step * mean - step**2 / 12 * (pull[:-1] - pull[1:])
    length = np.maximum(np.linalg.norm(moved, axis=1), step[:, 0] * np.linalg.norm(mean, axis=1))
    misfit = np.linalg.norm(missed, axis=1) / np.maximum(length, 1e-9)
    return np.where(_is_short(step, positions_km), misfit, np.nan)


def gravity_misfit(epochs_us: Ints, positions_km: Floats, velocities_km_s: Floats) -> Floats:
    """Return, for each interval between two states (n - 1,), by what part the change of velocity misses gravity's.

    Free flight has less than 5e-3, the oblateness. 0.1 in a low orbit and 2 in GEO is what the Coriolis force gives
    where inertial states are taken for Earth-fixed ones, or the reverse. Thrust shows too, so this is a hint. NaN
    where the interval is too long to tell. Arrays as in ``interval_errors_km``.
    """
    step = np.diff(epochs_us)[:, None] * 1e-6
    pull = _acceleration(positions_km)
    square = np.sum(positions_km**2, axis=1, keepdims=True)
    along = np.sum(positions_km * velocities_km_s, axis=1, keepdims=True)
    jerk = -MU_KM3_S2 * (velocities_km_s - 3 * positions_km * along / square) / square**1.5
    expected = step * (pull[1:] + pull[:-1]) / 2 - step**2 / 12 * (jerk[1:] - jerk[:-1])
    missed = np.linalg.norm(np.diff(velocities_km_s, axis=0) - expected, axis=1)
    misfit = missed / np.maximum(np.linalg.norm(expected, axis=1), 1e-12)
    return np.where(_is_short(step, positions_km), misfit, np.nan)


def _is_short(step_s: Floats, positions_km: Floats) -> NDArray[np.bool_]:
    radius = np.linalg.norm(positions_km, axis=1)
    rate = np.sqrt(MU_KM3_S2 / np.minimum(radius[1:], radius[:-1]) ** 3)
    return np.asarray(step_s[:, 0] * rate < SHORT_STEP)


def _acceleration(positions_km: Floats) -> Floats:
    radius = np.linalg.norm(positions_km, axis=1, keepdims=True)
    return np.asarray(-MU_KM3_S2 * positions_km / radius**3)
