"""The geostationary belt: each object's longitude over time, as lines to look at and rows to read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

BENT_DEG: Final = 0.5  # from here on a line is drawn in ink and named; it is no judgement


@dataclass(frozen=True, slots=True)
class Track:
    """Mean longitude of one object over time, degrees east, going on past 180 rather than jumping to -180.

    ``carried``: for each, that it is no set's own but carried to an end of the window.
    """

    norad_cat_id: int
    name: str
    owner: str
    at: tuple[datetime, ...]
    longitude_deg: tuple[float, ...]
    carried: tuple[bool, ...]

    @property
    def moved_deg(self) -> float:
        """How far apart its westernmost and easternmost longitude are."""
        return max(self.longitude_deg) - min(self.longitude_deg)

    @property
    def bent_deg(self) -> float:
        """How far it was from a steady drift: the greatest distance from the straight line between both ends."""
        begin, end = self.at[0], self.at[-1]
        span = (end - begin).total_seconds() or 1.0
        drift = (self.longitude_deg[-1] - self.longitude_deg[0]) / span
        return max(
            abs(east - self.longitude_deg[0] - drift * (at - begin).total_seconds())
            for at, east in zip(self.at, self.longitude_deg, strict=True)
        )


def tracks_of(rows: Iterable[Mapping[str, Any]], west_deg: float) -> tuple[Track, ...]:
    """Return the tracks in rows by object and time, eastwards from ``west_deg`` by where each began, then by number."""
    by_object: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_object.setdefault(row["norad_cat_id"], []).append(row)
    found = [_track(number, of) for number, of in by_object.items()]
    return tuple(sorted(found, key=lambda one: ((one.longitude_deg[0] - west_deg) % 360.0, one.norad_cat_id)))


def _track(number: int, rows: Sequence[Mapping[str, Any]]) -> Track:
    return Track(
        number,
        rows[0]["object_name"] or str(number),
        rows[0]["owner_words"] or "–",
        tuple(datetime.fromisoformat(row["at"]) for row in rows),
        tuple(row["longitude_deg"] for row in rows),
        tuple(bool(row["carried"]) for row in rows),
    )
