"""Everything a finding is made from, gathered: the sky's pieces, the catalogue, the owners, the record."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.model.actor import Owner
from dueregard.model.elements import SGP4_COLUMNS
from dueregard.model.filing import Record
from dueregard.model.finding import Evidence
from dueregard.orbit.tracks import Tracks, rows_at
from dueregard.orbit.twins import merged_pairs


@dataclass(frozen=True, slots=True)
class ObjectFacts:
    """What is known of one object. Unknown things are None or empty.

    Five facts are kept apart and never stand in for one another: the catalogue's owner, the operator, the State of
    registry, the launching States, and the responsible States (which are those of the owner's rule). Catalogues say
    only the first; the others stay unknown until a register or a filing says them. "Foreign" rests on the last.
    """

    norad_cat_id: int
    name: str
    object_id: str | None
    object_type: str
    ops_status_code: str | None
    owner: Owner
    launch_date: date | None
    operator: str | None = None
    state_of_registry: str | None = None
    launching_states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """The sky and the record over one window, ready to be held together.

    ``tracks`` carry the objects through the window; ``followed`` says whether they hold a history of sets within it, or
    one catalogue. ``history`` holds all element sets kept, of any epoch. ``docked`` maps objects to the group they were
    ever one element set with; ``stations`` objects to a crewed station and the basis, ``crewed`` is the one
    object of each station that zones lie around. ``record`` holds all filings.
    """

    start: datetime
    hours: float
    tracks: Tracks
    followed: bool
    history: pl.DataFrame
    facts: Mapping[int, ObjectFacts]
    owners: Mapping[str, Owner]
    record: Record
    docked: Mapping[int, int]
    stations: Mapping[int, tuple[str, str]]
    crewed: frozenset[int] = frozenset()


def actor_name(scene: Scene, actor: str) -> str:
    """Return the name to say for an actor's code; what no rule names is said as it stands."""
    return scene.owners[actor].name if actor in scene.owners else actor


def docked_groups(tables: Sequence[pl.DataFrame]) -> dict[int, int]:
    """Return for each object that was ever one element set with another the least number of its group, transitively.

    ``tables``: all element sets kept, of any epoch. If A and B shared a set once and B and C another time, the
    three are one group: a module, the station, and a vehicle that docked to the station.
    """
    parent: dict[int, int] = {}

    def root(number: int) -> int:
        while parent.setdefault(number, number) != number:
            number = parent[number]
        return number

    for table in tables:
        numbers = table["norad_cat_id"].to_numpy()
        for a, b in numbers[merged_pairs(table)].tolist():
            low, high = sorted((root(a), root(b)))
            parent[high] = low
    return {number: root(number) for number in parent}


def element_evidence(scene: Scene, number: int, t_s: NDArray[np.float64]) -> tuple[Evidence, ...]:
    """Return the element sets that carry an object at ``t_s``, each with the hash of what SGP4 takes from it."""
    found = []
    for row in np.unique(rows_at(scene.tracks, number, t_s)):
        if row < 0:
            continue
        values = scene.tracks.elements.row(int(row), named=True)
        content = {"norad_cat_id": number} | {name: values[name] for name in SGP4_COLUMNS}
        content["epoch"] = values["epoch"].isoformat()
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        known = values["first_seen"]
        found.append(
            Evidence(
                kind="element set",
                sha256=hashlib.sha256(text.encode()).hexdigest(),
                origin=f"{values['source']}, line {values['line']}"
                if values["line"]
                else str(values["source"]),
                observed=values["epoch"].replace(tzinfo=UTC),
                known=known.replace(tzinfo=UTC) if known is not None else None,
            )
        )
    return tuple(dict.fromkeys(found))
