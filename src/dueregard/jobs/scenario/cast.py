"""Who plays which part, and where in the belt: drawn from the seed, named from ``knowledge/demo/actors.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from numpy.random import Generator

from dueregard.jobs.scenario.packaged import demo_table

# Parts in the order in which the drawn States take them. "departing" and "keeper" are given to States that play no
# other moving part: their commitments are then touched by one situation each.
ROLES = (
    "departing",
    "keeper",
    "visitor",
    "inspector",
    "inspected",
    "nearer",
    "approached",
    "follower",
    "neighbour",
)

GEO_SITUATIONS = ("stay", "notified", "nearer", "docking", "neighbours", "drift_by", "withheld", "departing")
# The arcs kept free of the population: half-width in degrees, more than any of the situations' objects drifts.
ARC_HALF_WIDTH_DEG = 5.5


@dataclass(frozen=True, slots=True)
class Cast:
    """The actors of one scenario. Codes are owner codes; ``responsible`` maps every code to its responsible States."""

    start: datetime
    names: Mapping[str, str]
    kinds: Mapping[str, str]
    responsible: Mapping[str, tuple[str, ...]]
    states: tuple[str, ...]
    host: str  # the State near whose satellites others stay and which declared a distance
    roles: Mapping[str, str]
    relay: str  # the operator with a safety criterion of its own
    organisation: str
    longitudes: Mapping[str, float]  # centre of each situation's arc, degrees east

    @property
    def arcs(self) -> tuple[tuple[float, float], ...]:
        """Centre and half-width of the arcs that the population leaves free."""
        return tuple((centre, ARC_HALF_WIDTH_DEG) for centre in self.longitudes.values())

    @property
    def joint(self) -> tuple[str, ...]:
        """The four States of the joint declared distance, alphabetically."""
        return tuple(sorted(self.roles[r] for r in ("inspector", "inspected", "approached", "neighbour")))

    def foreign(self, owner1: str, owner2: str) -> bool:
        """Return whether two owners have no responsible State in common."""
        return not set(self.responsible[owner1]) & set(self.responsible[owner2])


def draw_cast(rng: Generator) -> Cast:
    """Return a cast; its start is a midnight in 2031."""
    table = demo_table("actors")
    rows = {kind: list(table[kind]) for kind in ("state", "operator", "organisation")}
    states = [str(row["code"]) for row in rows["state"]]
    host, others = states[0], [str(code) for code in rng.permutation(states[1:])]
    roles = dict(zip(ROLES, others, strict=True))
    responsible: dict[str, tuple[str, ...]] = {code: (code,) for code in states}
    relay, constellation = (str(row["code"]) for row in rows["operator"])
    organisation = str(rows["organisation"][0]["code"])
    responsible[relay] = (roles["neighbour"],)
    responsible[constellation] = (roles["follower"],)
    responsible[organisation] = tuple(sorted(roles[r] for r in ("inspector", "nearer", "approached")))
    step = 360.0 / len(GEO_SITUATIONS)
    first = float(rng.uniform(0.0, 360.0))
    order = [str(s) for s in rng.permutation(GEO_SITUATIONS)]
    return Cast(
        start=datetime(2031, 1, 1, tzinfo=UTC) + timedelta(days=int(rng.integers(20, 310))),
        names={str(row["code"]): str(row["name"]) for kind in rows.values() for row in kind},
        kinds={
            str(row["code"]): {"organisation": "intergovernmental organisation"}.get(kind, kind.capitalize())
            if kind != "operator"
            else "operator"
            for kind, of_kind in rows.items()
            for row in of_kind
        },
        responsible=responsible,
        states=tuple(states),
        host=host,
        roles=roles,
        relay=relay,
        organisation=organisation,
        longitudes={s: (first + i * step + float(rng.uniform(-8, 8))) % 360.0 for i, s in enumerate(order)},
    )
