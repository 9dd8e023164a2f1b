"""The population: families of objects with the structure of the real sky, from ``knowledge/demo/population.toml``."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.random import Generator

from dueregard.jobs.scenario.body import Body, ObjectType, Regime
from dueregard.jobs.scenario.mean_elements import (
    DAY_US,
    EARTH_RADIUS_KM,
    TWO_PI,
    Floats,
    MeanElements,
    mean_motion,
)
from dueregard.jobs.scenario.packaged import demo_table
from dueregard.jobs.scenario.trajectory import free

# True elements of the population have their epoch in the middle of the thirty days.
MIDDLE_US = 15 * DAY_US


def draw_population(rng: Generator, states: Sequence[str], clear_of: Sequence[str] = ()) -> list[Body]:
    """Return all families outside the geostationary belt. Objects of the owners in ``clear_of`` are given to others,
    where a criterion of such an owner would otherwise be measured against chance neighbours in low orbits.
    """
    bodies: list[Body] = []
    for family in demo_table("population")["family"]:
        owners = _owners(family["owners"], [s for s in states if s not in clear_of], rng)
        elements = _family_elements(family, rng)
        bodies += _bodies(family, elements, owners, rng, len(bodies))
    return bodies


def _owners(rule: object, states: Sequence[str], rng: Generator) -> list[str]:
    if rule == "States":
        return list(states)
    if rule == "one State":
        return [str(rng.choice(list(states)))]
    if isinstance(rule, list):
        return [str(code) for code in rule]
    raise ValueError(f"owners of a family: {rule!r} is neither a list of codes nor 'States' nor 'one State'")


def _family_elements(family: Mapping[str, Any], rng: Generator) -> MeanElements:
    count = int(family["count"])
    a = EARTH_RADIUS_KM + _between(rng, family["altitude_km"], count)
    eccentricity = _between(rng, family["eccentricity"], count)
    if family["inclination_deg"] == "sun-synchronous":
        # cos i = -(a / 12,352 km)**3.5: the node turns 360 degrees a year (J2 only; circular). A few hundredths of a
        # degree of scatter, as operators keep it.
        inclination = np.arccos(-((a / 12352.0) ** 3.5)) + np.radians(rng.normal(0.0, 0.04, count))
    else:
        inclination = np.radians(_between(rng, family["inclination_deg"], count))
    planes = int(family["planes"])
    anomaly = rng.uniform(0.0, TWO_PI, count)
    if planes == 0:
        node = rng.uniform(0.0, TWO_PI, count)
    else:
        plane = np.arange(count) % planes
        node = rng.uniform(0.0, TWO_PI) + plane * TWO_PI / planes
        spread = float(family.get("node_spread_deg", 0.0))
        if spread:
            node = node + np.radians(rng.normal(0.0, spread, count))
        else:  # satellites of one plane keep even distances; planes are shifted against each other
            per_plane = -(-count // planes)
            anomaly = (np.arange(count) // planes + plane / planes) * TWO_PI / per_plane
    perigee = (
        np.radians(rng.normal(float(family["perigee_deg"]), 3.0, count))
        if "perigee_deg" in family
        else rng.uniform(0.0, TWO_PI, count)
    )
    if planes and "node_spread_deg" not in family:
        anomaly = anomaly - perigee  # the even distances are those of the argument of latitude
    low, high = family["bstar"]
    bstar = np.exp(rng.uniform(np.log(low), np.log(high), count)) if high > 0 else np.zeros(count)
    return MeanElements(
        epoch_us=np.full(count, MIDDLE_US, dtype=np.int64),
        mean_motion_rev_day=mean_motion(a),
        eccentricity=eccentricity,
        inclination_rad=inclination,
        node_rad=node % TWO_PI,
        perigee_rad=perigee % TWO_PI,
        anomaly_rad=anomaly % TWO_PI,
        bstar=bstar,
    )


def _between(rng: Generator, bounds: Sequence[float], count: int) -> Floats:
    return rng.uniform(float(bounds[0]), float(bounds[1]), count)


def regime_of(elements: MeanElements) -> Regime:
    """Return the region of one set, roughly: it decides how large the errors of its published sets are."""
    n, e = float(elements.mean_motion_rev_day[0]), float(elements.eccentricity[0])
    if e > 0.2:
        return "HEO"
    if n > 11.25:  # the customary border of LEO: a period of 128 minutes
        return "LEO"
    return "GEO" if n < 1.2 else "MEO"


def launch_day(rng: Generator, years: Sequence[int]) -> date:
    """Return a day in the years, the last of them included."""
    return date(int(rng.integers(years[0], years[1] + 1)), 1, 1) + timedelta(days=int(rng.integers(0, 365)))


def _bodies(
    family: Mapping[str, Any], elements: MeanElements, owners: Sequence[str], rng: Generator, first: int
) -> list[Body]:
    bodies: list[Body] = []
    kind: ObjectType = family["type"]
    per_launch = int(family["per_launch"])
    owner, launched, launch = owners[0], date(2000, 1, 1), ""
    for i in range(len(elements)):
        if i % per_launch == 0:
            launched, launch = launch_day(rng, family["launched"]), f"population {first + i}"
            if kind != "PAY" or "one State" not in str(family["owners"]):
                owner = str(rng.choice(list(owners)))
        if kind == "PAY" and family["owners"] == "States":
            owner = str(rng.choice(list(owners)))  # a shared launch carries satellites of several owners
        mine = elements.at(slice(i, i + 1))
        operational = rng.uniform() < float(family["operational"])
        bodies.append(
            Body(
                part="",
                name=population_name(owner, kind, first + i, rng),
                object_type=kind,
                status=("+" if operational else "-") if kind == "PAY" else "",
                owner=owner,
                launched=launched,
                launch=launch,
                regime=regime_of(mine),
                trajectory=free(mine),
                sets=(int(family["sets"][0]), int(family["sets"][1])),
            )
        )
    return bodies


def population_name(owner: str, kind: ObjectType, number: int, rng: Generator) -> str:
    """Return a visibly fictional name: the owner's code and a number above 1000, or an invented launcher."""
    if kind == "R/B":
        return f"{rng.choice(['HERON', 'ORIEL', 'TAMARIND'])}-{1 + number % 4} R/B"
    return f"{owner}-{1001 + number}" + (" DEB" if kind == "DEB" else "")
