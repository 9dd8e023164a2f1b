"""Criteria: a checkable reading of a text. Data, applied alike to all.

A criterion says whose reading it is and what it is: a screening practice, a proposal, an operational box, a
declared distance, or only the question of this run. It is information; it claims no zone and creates no
obligation (Outer Space Treaty, article II).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Purpose = Literal["safety", "security"]
Region = Literal["any", "LEO", "MEO", "GEO", "HEO"]
ObjectClass = Literal["any", "payload", "crewed", "named", "not in the catalogue"]
Pairs = Literal["foreign", "all"]
Standing = Literal[
    "screening practice",
    "notification practice",
    "operational box",
    "regulation",
    "published study",
    "proposal",
    "declared distance",
    "commitment",
    "question of this run",
]


@dataclass(frozen=True, slots=True)
class Sphere:
    """Range at most ``radius_km``."""

    radius_km: float


@dataclass(frozen=True, slots=True)
class RtnBox:
    """Radial, in-track and cross-track offset each at most the half-width (kilometres), centred on the object."""

    radial_km: float
    in_track_km: float
    cross_track_km: float


@dataclass(frozen=True, slots=True)
class LongitudeBand:
    """Difference of geostationary longitude at most ``half_width_deg``."""

    half_width_deg: float


Zone = Sphere | RtnBox | LongitudeBand


@dataclass(frozen=True, slots=True)
class Criterion:
    """One checkable reading of a text.

    ``protects`` names the actor (owner code or State) whose objects the zone is centred on, or is empty for all;
    ``object_class`` narrows those objects further, ``objects`` lists them where the class is ``named``. A stay
    counts when it lasts at least ``dwell_s`` without leaving the zone. ``max_relative_speed_km_s`` bounds the
    relative speed at closest approach; 0 means no bound. ``consent_exempts`` and ``notice_exempts`` say whether the
    text itself leaves out what was consented to or notified. ``verified`` is ``yes``, ``secondary``, ``fictional``
    or ``own``; ``measured`` is False, with ``why_not_measured``, where elements cannot answer the text.
    """

    id: str
    title: str
    author: str
    standing: Standing
    purpose: Purpose
    source: str
    pin: str
    year: str
    verified: str
    region: Region
    object_class: ObjectClass
    zone: Zone | None
    pairs: Pairs = "all"
    protects: str = ""
    objects: tuple[int, ...] = ()
    dwell_s: float = 0.0
    max_relative_speed_km_s: float = 0.0
    consent_exempts: bool = False
    notice_exempts: bool = False
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    measured: bool = True
    why_not_measured: str = ""
    note: str = ""
    version: str = "1"
