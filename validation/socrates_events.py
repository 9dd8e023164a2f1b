"""Events of CelesTrak's SOCRATES lists, and what two other element sets make of one.

A list is a JSON array of rows: the two catalogue numbers, their names and operational status, ages of the element sets
in days at the time of closest approach, that time, least range (km) and relative speed (km/s), to three decimals.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pair_by_sgp4 import Crossing, Pair
from sgp4.api import Satrec

# A quarter of an hour either side: less than a third of a low revolution, so that the other crossing of the two
# orbits, half a revolution away, stays outside.
HALF_WINDOW_S = 900
DISTANCES_KM = (5.0, 50.0, 200.0)
SAME_GAP_KM, SAME_SPEED = 5.0, 0.01  # orbits that still cross as published
KINDS = ("not operational", "Starlink", "other operational")
J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)  # JD 2451545


@dataclass(frozen=True)
class Event:
    """One row of a list. ``epochs`` are those of the sets SOCRATES used."""

    day: str
    numbers: tuple[int, int]
    kinds: tuple[str, str]
    tca: datetime
    epochs: tuple[datetime, datetime]
    range_km: float
    speed_km_s: float


@dataclass(frozen=True)
class Outcome:
    """An event with other sets: days from SOCRATES' epochs to theirs, days carried, least range within the window."""

    event: Event
    between_d: tuple[float, float]
    carried_d: tuple[float, float]
    tca_s: float  # after the published one
    range_km: float
    speed_km_s: float
    crossing: Crossing

    def speed_off(self) -> float:
        """Return how far the relative speed at the least range is from the published one, as a part of it."""
        return abs(self.speed_km_s / self.event.speed_km_s - 1.0)

    def crossing_speed_off(self) -> float:
        """Return how far the relative speed at the crossing of the orbits is from the published one."""
        return abs(self.crossing.speed_km_s / self.event.speed_km_s - 1.0)

    def same_orbits(self) -> bool:
        """Whether the two orbits still cross as published, wherever on them the objects are."""
        return abs(self.crossing.gap_km) <= SAME_GAP_KM and self.crossing_speed_off() <= SAME_SPEED


def _kind(name: str, status: str) -> str:
    """Return who can have moved: the list's own status, with Starlink apart."""
    if status not in ("Operational", "Partially Operational"):
        return "not operational"
    return "Starlink" if name.startswith("STARLINK") else "other operational"


def read_events(folder: Path) -> list[Event]:
    """Return the rows of all lists in the order of their days, each once though two lists carry it."""
    unique: dict[tuple[tuple[int, int], datetime], Event] = {}
    for path in sorted(folder.glob("*.json")):
        for row in json.loads(path.read_text()):
            numbers, tca = (int(row["sat1"]), int(row["sat2"])), datetime.fromisoformat(row["toca"])
            one, two = (tca - timedelta(days=row[f"sat{k}AgeOfTLE"]) for k in (1, 2))
            first, second = (_kind(row[f"sat{k}Name"], row[f"sat{k}Status"]) for k in (1, 2))
            event = Event(
                day=path.name.split("_")[1][:10],
                numbers=numbers,
                kinds=(first, second),
                tca=tca,
                epochs=(one, two),
                range_km=row["minRng"],
                speed_km_s=row["relSpeed"],
            )
            unique.setdefault((numbers, tca), event)
    return list(unique.values())


def pair_of(event: Event, first: Satrec, second: Satrec) -> Pair:
    """Return the two sets around the published time."""
    return Pair(first, second, event.tca, HALF_WINDOW_S)


def outcome(event: Event, first: Satrec, second: Satrec) -> Outcome | None:
    """Return what the two sets make of the event; None where SGP4 gives up in the window or goes astray."""
    pair = pair_of(event, first, second)
    if pair.gives_up or pair.astray:
        return None
    day = timedelta(days=1)
    ours = [J2000 + day * (s.jdsatepoch - 2451545.0) + day * s.jdsatepochF for s in pair.sets]
    tca_s, range_km, speed_km_s, _ = min(pair.minima(), key=lambda one: one[1])
    return Outcome(
        event=event,
        between_d=((ours[0] - event.epochs[0]) / day, (ours[1] - event.epochs[1]) / day),
        carried_d=((event.tca - ours[0]) / day, (event.tca - ours[1]) / day),
        tca_s=tca_s,
        range_km=range_km,
        speed_km_s=speed_km_s,
        crossing=pair.crossing(),
    )


def counted(some: list[Outcome]) -> tuple[int, ...]:
    """Return the events, those within each distance, and those whose orbits cross as published."""
    within = (sum(one.range_km <= d for one in some) for d in DISTANCES_KM)
    return len(some), *within, sum(one.same_orbits() for one in some)


def along(some: list[Outcome], kind: str | None = None) -> list[float]:
    """Return how far each object, or each of a kind, is along its orbit from the crossing, km."""
    return [
        abs(one.crossing.offsets_km[k])
        for one in some
        for k in (0, 1)
        if kind is None or one.event.kinds[k] == kind
    ]
