"""What is published of the true world: element sets at irregular times, each with an error drawn by region.

The error is drawn in relative orbital elements, not in position and velocity apart: real sets are far better in
period than in place, and independent errors of radius and speed would let every published orbit run away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from dueregard.jobs.scenario.body import Body
from dueregard.jobs.scenario.mean_elements import DAY_US, Ints, MeanElements, displaced, fit, join
from dueregard.jobs.scenario.packaged import demo_table
from dueregard.jobs.scenario.trajectory import trajectory_states

DAYS = 30
# Every object has a set from before the start: "the newest set not after the start" then exists.
FIRST_US = -2 * DAY_US
LAST_US = DAYS * DAY_US


@dataclass(frozen=True, slots=True)
class Published:
    """Published sets: entry ``i`` of ``elements`` is of ``bodies[body[i]]``. Ordered by body, then by epoch.

    ``true`` are the sets without error. Docked bodies share entries of both.
    """

    body: Ints
    elements: MeanElements
    true: MeanElements


def publish(bodies: Sequence[Body], rng: Generator, start_jd: float) -> Published:
    """Return the published sets of all bodies that have a trajectory."""
    table = demo_table("observation")
    which, epochs = _epochs(bodies, rng, table)
    positions, velocities = np.empty((len(which), 3)), np.empty((len(which), 3))
    bstar = np.empty(len(which))
    for i in np.unique(which):
        trajectory = bodies[i].trajectory
        assert trajectory is not None  # noqa: S101  # only bodies with a trajectory have epochs
        mine = which == i
        positions[mine], velocities[mine] = trajectory_states(trajectory, epochs[mine], start_jd)
        bstar[mine] = trajectory.elements.bstar[0]
    true = fit(positions, velocities, epochs, bstar, start_jd)
    regimes = np.array([bodies[i].regime for i in which])
    elements = _with_errors(true, regimes, rng, table)
    return _docked(bodies, Published(which, elements, true))


def _epochs(bodies: Sequence[Body], rng: Generator, table: Mapping[str, Any]) -> tuple[Ints, Ints]:
    which: list[int] = []
    epochs: list[int] = []
    for i, body in enumerate(bodies):
        if body.trajectory is None:
            continue
        mine = _few_epochs(body.sets, rng) if body.sets else _regular_epochs(body, rng, table[body.regime])
        which += [i] * len(mine)
        epochs += mine
    return np.array(which, dtype=np.int64), np.array(epochs, dtype=np.int64)


def _few_epochs(sets: tuple[int, int], rng: Generator) -> list[int]:
    """Return epochs of an object of the population: one before the start, the others anywhere in the window."""
    more = int(rng.integers(sets[0], sets[1] + 1)) - 1
    first = int(rng.integers(FIRST_US, 0))
    return sorted({first, *(int(e) for e in rng.integers(0, LAST_US, more))})


def _regular_epochs(body: Body, rng: Generator, table: Mapping[str, Any]) -> list[int]:
    hour = DAY_US // 24
    low, high = (int(h * hour) for h in table["special_interval_h"])
    at = FIRST_US + int(rng.integers(0, high))
    epochs = set()
    while at < LAST_US:
        epochs.add(at)
        at += int(rng.integers(low, high))
    assert body.trajectory is not None  # noqa: S101
    for impulse in body.trajectory.impulses:
        soon = impulse.at_us + int(rng.uniform(*table["after_impulse_h"]) * hour)
        if FIRST_US <= soon < LAST_US:
            epochs.add(soon)
    return sorted(epochs)


def _with_errors(
    true: MeanElements, regimes: NDArray[np.str_], rng: Generator, table: Mapping[str, Any]
) -> MeanElements:
    def sigma(key: str) -> NDArray[np.float64]:
        return np.array([float(table[r][key]) for r in regimes])

    def normal(scale: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(rng.normal(0.0, 1.0, len(true)) * scale, dtype=np.float64)

    radial, in_track, across = sigma("radial_km"), sigma("in_track_km"), sigma("cross_track_km")
    # An eccentricity vector off by s in both components moves the object by s radially and by 2 s in track (one sigma
    # each); the rest of the in-track error is the longitude's own.
    own = np.sqrt(np.maximum(in_track**2 - (2.0 * radial) ** 2, 0.0))
    erred = displaced(
        true,
        normal(own),
        (normal(radial), normal(radial)),
        (normal(across), normal(across)),
        normal(sigma("growth_km_day")),
    )
    return replace(erred, bstar=true.bstar * (1.0 + normal(sigma("bstar_relative"))))


def _docked(bodies: Sequence[Body], sets: Published) -> Published:
    """Return the sets with those of a docked body replaced by the other's: one entry then stands for two."""
    parts = {body.part: i for i, body in enumerate(bodies) if body.part}
    which, elements, true = sets.body, sets.elements, sets.true
    for i, body in enumerate(bodies):
        if not body.merged_with:
            continue
        other = parts[body.merged_with]
        keep = ~((which == i) & (elements.epoch_us >= body.merged_from_us))
        shared = (which == other) & (elements.epoch_us >= body.merged_from_us)
        before, after = keep & (which <= i), keep & (which > i)
        which = np.concatenate([which[before], np.full(int(shared.sum()), i), which[after]])
        elements = join([elements.at(before), elements.at(shared), elements.at(after)])
        true = join([true.at(before), true.at(shared), true.at(after)])
    return Published(which, elements, true)
