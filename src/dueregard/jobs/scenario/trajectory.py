"""True trajectories: piecewise SGP4. A manoeuvre is an impulse on the osculating state, to which elements are refitted,
so the position is continuous to a millimetre and only the velocity jumps.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dueregard.jobs.scenario.mean_elements import (
    DAY_US,
    TWO_PI,
    Floats,
    Ints,
    MeanElements,
    fit,
    join,
    satrec,
    semi_major_axis_km,
    states,
)


@dataclass(frozen=True, slots=True)
class Impulse:
    """A change of velocity at an instant; ``delta_v_m_s`` is along track, positive ahead."""

    at_us: int
    delta_v_m_s: float


@dataclass(frozen=True, slots=True)
class Trajectory:
    """What an object really did: entry ``i`` of ``elements`` holds from ``holds_from_us[i]`` until the next; the first
    holds for ever before.
    """

    holds_from_us: tuple[int, ...]
    elements: MeanElements
    impulses: tuple[Impulse, ...] = ()


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of relative motion: how long, and how fast the object drifts along its track past the other."""

    days: float
    drift_km_day: float


def free(elements: MeanElements) -> Trajectory:
    """Return the trajectory of one element set left alone."""
    return Trajectory((int(elements.epoch_us[0]),), elements)


def trajectory_states(
    trajectory: Trajectory, at_us: Ints, start_jd: float, late_us: int = 0
) -> tuple[Floats, Floats]:
    """Return true positions and velocities, (n, 3) each, TEME, at the times.

    ``late_us`` carries each stretch on beyond its end: what somebody would compute who learns of manoeuvres that late.
    """
    at = np.asarray(at_us, dtype=np.int64)
    borders = np.array(trajectory.holds_from_us[1:], dtype=np.int64) + late_us
    which = np.searchsorted(borders, at, side="right")
    positions, velocities = np.empty((len(at), 3)), np.empty((len(at), 3))
    for i in np.unique(which):
        mine = which == i
        sat = satrec(trajectory.elements, int(i), start_jd)
        positions[mine], velocities[mine] = states(sat, int(trajectory.elements.epoch_us[i]), at[mine])
    return positions, velocities


def elements_at(trajectory: Trajectory, at_us: Ints, start_jd: float) -> MeanElements:
    """Return element sets with the given epochs that fit the true states there."""
    positions, velocities = trajectory_states(trajectory, at_us, start_jd)
    which = np.searchsorted(np.array(trajectory.holds_from_us[1:], dtype=np.int64), at_us, side="right")
    return fit(positions, velocities, np.asarray(at_us), trajectory.elements.bstar[which], start_jd)


def steered(
    elements: MeanElements, at_us: int, rev_day: float, start_jd: float
) -> tuple[MeanElements, float]:
    """Return the set after (or before) an in-track impulse at ``at_us`` that brings the mean motion to ``rev_day``, and
    the impulse in metres a second, positive ahead.
    """
    at = np.array([at_us], dtype=np.int64)
    position, velocity = states(satrec(elements, 0, start_jd), int(elements.epoch_us[0]), at)
    pole = np.cross(position[0], velocity[0])
    ahead = np.cross(pole, position[0])
    ahead /= np.linalg.norm(ahead)
    speed = float(np.linalg.norm(velocity))
    impulse_km_s = 0.0
    new = fit(position, velocity, at, elements.bstar, start_jd)
    for _ in range(6):
        wanted = rev_day - float(new.mean_motion_rev_day[0])
        if abs(wanted) < 1e-11:
            break
        impulse_km_s -= wanted / float(new.mean_motion_rev_day[0]) / 3.0 * speed
        new = fit(position, velocity + impulse_km_s * ahead, at, elements.bstar, start_jd)
    return new, impulse_km_s * 1000.0


def with_legs(
    anchor: MeanElements,
    until_us: int,
    before: Sequence[Leg],
    after: Sequence[Leg],
    beside: Trajectory,
    start_jd: float,
) -> Trajectory:
    """Return the trajectory that follows ``anchor`` from its epoch to ``until_us``, with the legs ``before`` leading up
    to it (nearest first, built backwards) and the legs ``after``.

    Drifts are relative to ``beside``, whose mean motion at each border counts: drag and resonance change it. Outside
    all legs the object keeps that mean motion. Each border of two legs is one in-track impulse.
    """
    a = float(semi_major_axis_km(anchor.mean_motion_rev_day)[0])

    def rev_day(at_us: int, leg: Leg) -> float:
        there = elements_at(beside, np.array([at_us], dtype=np.int64), start_jd)
        return float(there.mean_motion_rev_day[0]) + leg.drift_km_day / a / TWO_PI

    pieces, borders = [anchor], [int(anchor.epoch_us[0])]
    impulses: list[Impulse] = []
    border = int(anchor.epoch_us[0])
    for leg in [*before, Leg(0.0, 0.0)]:
        piece, impulse = steered(pieces[0], border, rev_day(border, leg), start_jd)
        impulses.insert(0, Impulse(border, -impulse))  # built backwards: forward in time it is the opposite
        border -= round(leg.days * DAY_US)
        pieces.insert(0, piece)
        borders.insert(0, border)
    border = until_us
    for leg in [*after, Leg(0.0, 0.0)] if after else []:
        piece, impulse = steered(pieces[-1], border, rev_day(border, leg), start_jd)
        impulses.append(Impulse(border, impulse))
        pieces.append(piece)
        borders.append(border)
        border += round(leg.days * DAY_US)
    return Trajectory(tuple(borders), join(pieces), tuple(impulses))
