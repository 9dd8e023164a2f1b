"""The geostationary belt of the population: slots with one owner each, and retired satellites drifting above it."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from sgp4.propagation import gstime

from dueregard.jobs.scenario.body import Body
from dueregard.jobs.scenario.mean_elements import TWO_PI, MeanElements, displaced, join, mean_motion
from dueregard.jobs.scenario.packaged import demo_table
from dueregard.jobs.scenario.population import MIDDLE_US, launch_day, population_name
from dueregard.jobs.scenario.trajectory import free

# SGP4 mean motion (Kozai, WGS72) that keeps its longitude to some thousandths of a degree a day, found by search over
# twelve longitudes. The Earth's own 1.002738 drifts east, because J2, Moon and Sun add to the mean motion.
SYNCHRONOUS_REV_DAY = 1.0027221
SYNCHRONOUS_KM = 42165.0


def belt_elements(
    rng: Generator, longitude_deg: float, start_jd: float, rev_day: float = SYNCHRONOUS_REV_DAY
) -> MeanElements:
    """Return one set of an object kept at an eastern longitude, with the belt's eccentricity and inclination."""
    belt = demo_table("population")["belt"]
    node, perigee = rng.uniform(0.0, TWO_PI, 2)
    return _one(
        rev_day,
        rng.uniform(*belt["eccentricity"]),
        np.radians(rng.uniform(*belt["inclination_deg"])),
        node,
        perigee,
        np.radians(longitude_deg) + gstime(start_jd + MIDDLE_US / 86400e6) - node - perigee,
    )


def draw_belt(
    rng: Generator, owners: Sequence[str], arcs: Sequence[tuple[float, float]], start_jd: float
) -> list[Body]:
    """Return the belt's satellites, none within the ``arcs`` (centre and half-width in degrees east)."""
    belt = demo_table("population")["belt"]
    spacing, count = float(belt["slot_spacing_deg"]), int(belt["count"])
    longitudes = np.arange(0.0, 360.0, spacing) + rng.uniform(-0.05, 0.05, int(360.0 / spacing))
    apart = [abs((longitudes - centre + 180.0) % 360.0 - 180.0) > half for centre, half in arcs]
    slots = rng.permutation(longitudes[np.all(apart, axis=0)] if apart else longitudes)
    bodies: list[Body] = []
    for longitude in slots:
        if len(bodies) >= count:
            break
        owner = str(rng.choice(list(owners)))
        main = belt_elements(rng, float(longitude), start_jd)
        size = int(rng.choice(4, p=belt["slot_sizes"])) + 1
        # Companions keep apart by turning both vectors by the same angle: where they meet in track, they are apart
        # radially or across.
        turn = rng.uniform(0.0, TWO_PI)
        parts = [main]
        for k in range(1, min(size, count - len(bodies))):
            angle = turn + TWO_PI * k / size
            away = np.array([np.cos(angle), np.sin(angle)])
            in_plane = away * rng.uniform(*belt["companion_eccentricity_km"])
            across = away * rng.uniform(*belt["companion_inclination_km"])
            along = float(rng.uniform(*belt["companion_in_track_km"])) * (-1.0) ** k
            parts.append(displaced(main, along, (in_plane[0], in_plane[1]), (across[0], across[1])))
        sets = join(parts)
        for k in range(len(sets)):
            launched = launch_day(rng, belt["launched"])
            number = 5000 + len(bodies)
            bodies.append(
                Body(
                    part="",
                    name=population_name(owner, "PAY", number, rng),
                    object_type="PAY",
                    status="+",
                    owner=owner,
                    launched=launched,
                    launch=f"belt {number}",
                    regime="GEO",
                    trajectory=free(sets.at(slice(k, k + 1))),
                    sets=(int(belt["sets"][0]), int(belt["sets"][1])),
                )
            )
    return bodies


def draw_retired(rng: Generator, owners: Sequence[str]) -> list[Body]:
    """Return the retired satellites above the belt, each in its own drifting orbit."""
    table = demo_table("population")["retired"]
    bodies: list[Body] = []
    for i in range(int(table["count"])):
        inclination = float(rng.uniform(*table["inclination_deg"]))
        # Left alone, the pole of the orbit turns about the Laplace plane in some 53 years: the inclination rises to
        # 15 degrees in half of it while the node goes back from about 90 degrees to 0 (Allan and Cook 1964).
        node = np.radians(90.0 * (1.0 - inclination / 15.0) + rng.normal(0.0, 8.0))
        owner = str(rng.choice(list(owners)))
        elements = _one(
            float(mean_motion(np.array([SYNCHRONOUS_KM + rng.uniform(*table["above_km"])]))[0]),
            rng.uniform(*table["eccentricity"]),
            np.radians(inclination),
            node,
            *rng.uniform(0.0, TWO_PI, 2),
        )
        bodies.append(
            Body(
                part="",
                name=population_name(owner, "PAY", 6000 + i, rng),
                object_type="PAY",
                status="-",
                owner=owner,
                launched=launch_day(rng, table["launched"]),
                launch=f"retired {i}",
                regime="GEO",
                trajectory=free(elements),
                sets=(int(table["sets"][0]), int(table["sets"][1])),
            )
        )
    return bodies


def _one(
    rev_day: float, eccentricity: float, inclination: float, node: float, perigee: float, anomaly: float
) -> MeanElements:
    values = (rev_day, eccentricity, inclination, node % TWO_PI, perigee % TWO_PI, anomaly % TWO_PI, 0.0)
    return MeanElements(np.array([MIDDLE_US], dtype=np.int64), *(np.array([float(v)]) for v in values))
