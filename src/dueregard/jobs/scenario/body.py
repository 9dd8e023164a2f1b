"""What moves in the scenario, before it has a catalogue number."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dueregard.jobs.scenario.trajectory import Trajectory

ObjectType = Literal["PAY", "R/B", "DEB"]
Regime = Literal["LEO", "MEO", "HEO", "GEO"]


@dataclass(frozen=True, slots=True)
class Body:
    """One object: who owns it, when it was launched with what, how it moves, how often it is published.

    ``part`` names it in a situation ("stay.visitor") and is empty for the population. ``sets`` is the least and
    greatest number of element sets in the window, None for objects published by the hours of their region.
    ``merged_with`` and ``merged_from_us``: from then on its published sets are those of that part, because the
    two are docked. A body without ``trajectory`` is in the satellite catalogue and has no elements.
    """

    part: str
    name: str
    object_type: ObjectType
    status: str  # CelesTrak's OPS_STATUS_CODE: "+" operational, "-" not, "" for rocket bodies and debris
    owner: str
    launched: date
    launch: str  # objects of one launch share it; numbered when all are known
    regime: Regime
    trajectory: Trajectory | None
    sets: tuple[int, int] | None = None
    merged_with: str = ""
    merged_from_us: int = 0
