"""The situations in the geostationary belt. Each maker returns one situation as it really was."""

import numpy as np

from dueregard.jobs.scenario.belt import belt_elements
from dueregard.jobs.scenario.mean_elements import MeanElements, displaced
from dueregard.jobs.scenario.situation import Situation, Stage
from dueregard.jobs.scenario.trajectory import Leg, Trajectory, elements_at, free, with_legs


def _target(stage: Stage, kind: str) -> Trajectory:
    return free(belt_elements(stage.rng, stage.cast.longitudes[kind], stage.start_jd))


def _beside(stage: Stage, kind: str, target: Trajectory, at_us: int, side: float) -> MeanElements:
    """Return elements of an object kept beside the target from ``at_us`` on."""
    return displaced(
        elements_at(target, np.array([at_us]), stage.start_jd),
        side * stage.draw(kind, "in_track_km"),
        stage.vector_km(kind, "eccentricity_km"),
        stage.vector_km(kind, "inclination_km"),
    )


def _leg(stage: Stage, kind: str, which: str, sign: float) -> Leg:
    return Leg(stage.draw(kind, f"{which}_days"), sign * stage.draw(kind, f"{which}_drift_km_day"))


def _visit(stage: Stage, kind: str) -> tuple[Trajectory, Trajectory, dict[str, int]]:
    """Return target and visitor of a simple visit: drift up, stop, stay, leave to the side it came from."""
    target, side = _target(stage, kind), stage.side()
    arrival = stage.draw_us(kind, "arrival_day")
    departure = arrival + stage.draw_us(kind, "days")
    anchor = _beside(stage, kind, target, arrival, side)
    visitor = with_legs(
        anchor,
        departure,
        [_leg(stage, kind, "arrival", -side)],  # it stops on the side it came from
        [_leg(stage, kind, "departure", side)],
        target,
        stage.start_jd,
    )
    return target, visitor, {"arrival": arrival, "departure": departure}


def stay(stage: Stage) -> Situation:
    """Return the stay of about six days with no notice on record."""
    target, visitor, marks = _visit(stage, "stay")
    host, other = stage.cast.host, stage.cast.roles["visitor"]
    bodies = (
        stage.satellite("stay.target", host, target, "GEO"),
        stage.satellite("stay.visitor", other, visitor, "GEO"),
    )
    return Situation(
        1,
        "stay without notice",
        f"{bodies[1].name} drifted up to {bodies[0].name}, stopped, stayed for some six days and left.",
        bodies,
        (("stay.visitor", "stay.target"),),
        "none",
        marks_us=marks,
    )


def notified(stage: Stage) -> Situation:
    """Return the stay that was notified, consented to and carried out as notified."""
    target, visitor, marks = _visit(stage, "notified")
    bodies = (
        stage.satellite("notified.target", stage.cast.roles["inspected"], target, "GEO"),
        stage.satellite("notified.visitor", stage.cast.roles["inspector"], visitor, "GEO"),
    )
    return Situation(
        2,
        "stay as notified",
        f"{bodies[1].name} stayed near {bodies[0].name} as notified and with consent.",
        bodies,
        (("notified.visitor", "notified.target"),),
        "notified",
        marks_us=marks,
        figures={"least_planned_km": round(stage.draw("notified", "least_planned_km"), 1)},
    )


def nearer(stage: Stage) -> Situation:
    """Return the stay that was notified and came nearer than notified."""
    kind, side = "nearer", stage.side()
    target = _target(stage, kind)
    arrival = stage.draw_us(kind, "nearest_day")
    departure = arrival + stage.draw_us(kind, "nearest_days")
    anchor = _beside(stage, kind, target, arrival, side)
    transfer, hold = stage.draw(kind, "transfer_days"), stage.draw(kind, "hold_days")
    inwards = (stage.draw(kind, "hold_km") - stage.draw(kind, "in_track_km")) / transfer
    away = _leg(stage, kind, "arrival", side)
    visitor = with_legs(
        anchor,
        departure,
        [Leg(transfer, -side * inwards), Leg(hold, 0.0), Leg(away.days, -away.drift_km_day)],
        [Leg(transfer, side * inwards), Leg(hold, 0.0), away],
        target,
        stage.start_jd,
    )
    bodies = (
        stage.satellite("nearer.target", stage.cast.roles["approached"], target, "GEO"),
        stage.satellite("nearer.visitor", stage.cast.roles["nearer"], visitor, "GEO"),
    )
    return Situation(
        3,
        "nearer than notified",
        f"{bodies[1].name} kept its notified distance from {bodies[0].name}, then came nearer for some two days.",
        bodies,
        (("nearer.visitor", "nearer.target"),),
        "none",
        also=("notified",),  # a notice exists; it does not cover the nearer part
        marks_us={"arrival": visitor.holds_from_us[1], "departure": visitor.holds_from_us[-1]},
        figures={"least_planned_km": round(stage.draw(kind, "least_planned_km"), 0)},
    )


def docking(stage: Stage) -> Situation:
    """Return the docking service: approach in steps, then one element set for both."""
    kind, side = "docking", stage.side()
    target = _target(stage, kind)
    docked = stage.draw_us(kind, "docking_day")
    there = elements_at(target, np.array([docked]), stage.start_jd)
    servicer = with_legs(
        there,
        docked,
        [
            _leg(stage, kind, "last", -side),
            Leg(stage.draw(kind, "near_days"), 0.0),
            _leg(stage, kind, "transfer", -side),
            Leg(stage.draw(kind, "far_days"), 0.0),
            _leg(stage, kind, "arrival", -side),
        ],
        [],
        target,
        stage.start_jd,
    )
    bodies = (
        stage.satellite("docking.target", stage.cast.organisation, target, "GEO"),
        stage.satellite(
            "docking.servicer",
            stage.cast.roles["keeper"],
            servicer,
            "GEO",
            merged_with="docking.target",
            merged_from_us=docked,
        ),
    )
    return Situation(
        4,
        "docking service",
        f"{bodies[1].name} approached {bodies[0].name} in steps and docked; one element set stands for both since.",
        bodies,
        (("docking.servicer", "docking.target"),),
        "docked",
        marks_us={"arrival": servicer.holds_from_us[1], "docked": docked},
        figures={"least_planned_km": 0.0},
    )


def neighbours(stage: Stage) -> Situation:
    """Return the two foreign satellites that share a slot, both free of manoeuvres in these thirty days."""
    kind = "neighbours"
    first = _target(stage, kind)
    second = _beside(stage, kind, first, first.holds_from_us[0], stage.side())
    years = stage.years(kind)
    bodies = (
        stage.satellite("neighbours.first", stage.cast.host, first, "GEO", years),
        stage.satellite("neighbours.second", stage.cast.roles["neighbour"], free(second), "GEO", years),
    )
    return Situation(
        6,
        "slot neighbours",
        f"{bodies[0].name} and {bodies[1].name} share a slot and keep apart by eccentricity and inclination.",
        bodies,
        (("neighbours.first", "neighbours.second"),),
        "neighbours",
    )


def drift_by(stage: Stage) -> Situation:
    """Return the dead satellite that drifts past without stopping."""
    kind = "drift_by"
    target = _target(stage, kind)
    nearest = stage.draw_us(kind, "nearest_day")
    dead = displaced(
        elements_at(target, np.array([nearest]), stage.start_jd),
        0.0,
        stage.vector_km(kind, "eccentricity_km"),
        stage.vector_km(kind, "inclination_km"),
        stage.side() * stage.draw(kind, "drift_km_day"),
    )
    owner = stage.cast.roles["follower"]
    bodies = (
        stage.satellite("drift_by.target", stage.cast.host, target, "GEO"),
        stage.satellite("drift_by.dead", owner, free(dead), "GEO", stage.years(kind), status="-"),
    )
    return Situation(
        8,
        "dead satellite drifting by",
        f"{bodies[1].name}, no longer operational, drifted past {bodies[0].name} without stopping.",
        bodies,
        (("drift_by.dead", "drift_by.target"),),
        "drift_by",
    )


def withheld(stage: Stage) -> Situation:
    """Return the satellite without published elements, near which another State has notified an operation."""
    kind = "withheld"
    bodies = (
        stage.satellite("withheld.target", stage.cast.roles["neighbour"], None, "GEO"),
        stage.satellite("withheld.visitor", stage.cast.roles["approached"], _target(stage, kind), "GEO"),
    )
    start = stage.draw_us(kind, "notice_day")
    return Situation(
        10,
        "elements withheld",
        f"An operation of {bodies[1].name} near {bodies[0].name} is notified; no elements of {bodies[0].name} exist.",
        bodies,
        (("withheld.visitor", "withheld.target"),),
        "notified",
        also=("none",),
        marks_us={"arrival": start, "departure": start + stage.draw_us(kind, "days")},
        figures={"least_planned_km": round(stage.draw(kind, "least_planned_km"), 0)},
    )


def departing(stage: Stage) -> Situation:
    """Return the stay of a State's satellite inside the distance that the State itself undertook to keep."""
    target, visitor, marks = _visit(stage, "departing")
    bodies = (
        stage.satellite("departing.target", stage.cast.roles["neighbour"], target, "GEO"),
        stage.satellite("departing.visitor", stage.cast.roles["departing"], visitor, "GEO"),
    )
    return Situation(
        12,
        "departing from its own commitment",
        f"{bodies[1].name} stayed some sixty-five kilometres from {bodies[0].name}, with no notice on record.",
        bodies,
        (("departing.visitor", "departing.target"),),
        "none",
        marks_us=marks,
    )
