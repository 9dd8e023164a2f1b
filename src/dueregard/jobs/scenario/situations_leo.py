"""The situations in low orbits. Each maker returns one situation as it really was."""

from datetime import timedelta

import numpy as np

from dueregard.jobs.scenario.mean_elements import (
    DAY_US,
    EARTH_RADIUS_KM,
    TWO_PI,
    MeanElements,
    displaced,
    fit,
    mean_motion,
)
from dueregard.jobs.scenario.packaged import demo_table
from dueregard.jobs.scenario.population import MIDDLE_US
from dueregard.jobs.scenario.situation import Situation, Stage
from dueregard.jobs.scenario.trajectory import Leg, elements_at, free, trajectory_states, with_legs


def _low_orbit(stage: Stage, kind: str, bstar: float, epoch_us: int = MIDDLE_US) -> MeanElements:
    """Return a near-circular orbit at the situation's altitude, sun-synchronous unless it gives an inclination."""
    a = EARTH_RADIUS_KM + stage.draw(kind, "altitude_km")
    given = "inclination_deg" in demo_table("situations")[kind]
    # cos i = -(a / 12,352 km)**3.5: the node turns 360 degrees a year (J2 only; circular)
    inclination = (
        np.radians(stage.draw(kind, "inclination_deg")) if given else np.arccos(-((a / 12352.0) ** 3.5))
    )
    values = (
        float(mean_motion(np.array([a]))[0]),
        stage.rng.uniform(0.0003, 0.0012),
        inclination,
        *stage.rng.uniform(0.0, TWO_PI, 3),
        bstar,
    )
    return MeanElements(np.array([epoch_us], dtype=np.int64), *(np.array([float(v)]) for v in values))


def following(stage: Stage) -> Situation:
    """Return the co-planar following: one satellite trailing another for weeks."""
    kind = "following"
    leader = free(_low_orbit(stage, kind, 6e-5))
    arrival = stage.draw_us(kind, "arrival_day")
    departure = arrival + stage.draw_us(kind, "days")
    there = elements_at(leader, np.array([arrival]), stage.start_jd)
    behind, far = stage.draw(kind, "in_track_km"), stage.draw(kind, "far_km")
    anchor = displaced(
        there, -behind, stage.vector_km(kind, "eccentricity_km"), stage.vector_km(kind, "inclination_km")
    )
    transfer = stage.draw(kind, "transfer_days")
    change = Leg(transfer, (far - behind) / transfer)
    follower = with_legs(
        anchor,
        departure,
        [change],
        [Leg(change.days, -change.drift_km_day)],
        leader,
        stage.start_jd,
    )
    bodies = (
        stage.satellite("following.leader", stage.cast.roles["inspected"], leader, "LEO"),
        stage.satellite("following.follower", stage.cast.roles["follower"], follower, "LEO"),
    )
    return Situation(
        5,
        "co-planar following",
        f"{bodies[1].name} trailed {bodies[0].name} in the same plane, nearer for weeks than before and after.",
        bodies,
        (("following.follower", "following.leader"),),
        "none",
        marks_us={"arrival": arrival, "departure": departure},
    )


def rideshare(stage: Stage) -> Situation:
    """Return the companions of one launch some days before the window, slowly drifting apart."""
    kind, count = "rideshare", int(demo_table("situations")["rideshare"]["objects"])
    first = _low_orbit(stage, kind, 1e-4, epoch_us=0)
    # A deployer releases one after the other: the further ahead, the faster it goes on ahead.
    spacing, drift = stage.draw(kind, "spacing_km"), stage.draw(kind, "drift_km_day")
    owners = [stage.cast.roles[r] for r in ("inspected", "neighbour", "approached", "inspector")][:count]
    launched = (stage.cast.start - timedelta(days=stage.draw(kind, "launched_days_before"))).date()
    bodies = tuple(
        stage.satellite(
            f"rideshare.{k + 1}",
            owner,
            free(displaced(first, k * spacing, drift_km_day=k * drift)),
            "LEO",
            launched,
            launch="rideshare",
        )
        for k, owner in enumerate(owners)
    )
    pairs = tuple((bodies[i].part, bodies[j].part) for i in range(count) for j in range(i + 1, count))
    return Situation(
        7,
        "rideshare companions",
        f"{', '.join(b.name for b in bodies)} were launched together days before and are still close.",
        bodies,
        pairs,
        "same_launch",
    )


def debris(stage: Stage) -> Situation:
    """Return the fragment in a similar orbit that passes slowly."""
    kind = "debris"
    target = free(_low_orbit(stage, kind, 4e-5))
    nearest = stage.draw_us(kind, "nearest_day")
    fragment = displaced(
        elements_at(target, np.array([nearest]), stage.start_jd),
        0.0,
        stage.vector_km(kind, "eccentricity_km"),
        stage.vector_km(kind, "inclination_km"),
        stage.side() * stage.draw(kind, "drift_km_day"),
    )
    owner = stage.cast.roles["visitor"]
    bodies = (
        stage.satellite("debris.target", stage.cast.roles["inspected"], target, "LEO"),
        stage.satellite(
            "debris.fragment",
            owner,
            free(fragment),
            "LEO",
            stage.years(kind),
            object_type="DEB",
            status="",
            name=f"{stage.name(owner)} DEB",
        ),
    )
    return Situation(
        9,
        "debris pass",
        f"{bodies[1].name}, a fragment in a similar orbit, slowly passed {bodies[0].name}.",
        bodies,
        (("debris.fragment", "debris.target"),),
        "debris",
        also=("drift_by",),  # it is both: nothing steers it, and it drifts by
    )


def conjunction(stage: Stage) -> Situation:
    """Return the fast conjunction of an operator's satellite with a rocket body."""
    kind = "conjunction"
    target = free(_low_orbit(stage, kind, 2e-5))
    tca = stage.draw_us(kind, "day")
    at = np.array([tca], dtype=np.int64)
    position, velocity = trajectory_states(target, at, stage.start_jd)
    up = position[0] / np.linalg.norm(position[0])
    angle = np.radians(stage.draw(kind, "crossing_deg")) * stage.side()
    # Turned about the vertical (Rodrigues): the other comes through the same point in a plane at that angle.
    v = velocity[0]
    other_v = v * np.cos(angle) + np.cross(up, v) * np.sin(angle) + up * (up @ v) * (1.0 - np.cos(angle))
    relative = (other_v - v) / np.linalg.norm(other_v - v)
    sideways = np.cross(relative, up) / np.linalg.norm(np.cross(relative, up))
    height = np.cross(sideways, relative)
    turn = stage.rng.uniform(0.0, TWO_PI)
    miss = stage.draw(kind, "miss_km") * (np.cos(turn) * height + np.sin(turn) * sideways)
    other = fit((position[0] + miss)[None, :], other_v[None, :], at, np.array([3e-5]), stage.start_jd)
    bodies = (
        stage.satellite("conjunction.target", stage.cast.relay, target, "LEO"),
        stage.satellite(
            "conjunction.other",
            stage.cast.roles["visitor"],
            free(other),
            "LEO",
            stage.years(kind),
            object_type="R/B",
            status="",
            name="LAPWING-2 R/B",
        ),
    )
    return Situation(
        11,
        "fast conjunction",
        f"{bodies[1].name} crossed the path of {bodies[0].name} at several kilometres a second.",
        bodies,
        (("conjunction.other", "conjunction.target"),),
        "debris",
        also=("drift_by", "none"),  # the order of explanations is made for stays
        marks_us={"tca": tca},
        figures={"crossing_deg": float(abs(np.degrees(angle))), "days": tca / DAY_US},
    )
