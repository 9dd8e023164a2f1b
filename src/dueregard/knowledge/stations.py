"""Crewed stations, their parts, and the names of vehicles that visit them: the packaged table ``stations.csv``.

Parts of one station share one place, and some of them have element sets of their own, so two rows of one station
look like a stay near another object. Which visitor is docked on a given day is not in the table: a name only says
that the vehicle may be there, and the caller measures whether it is near.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files

import polars as pl

from dueregard.model.time import naive_utc

_DOCKED = "DOCKED TO "  # Space-Track's COMMENT; the SATCAT reader writes CelesTrak's status in the same words
_ISS_OWNER = "ISS"


@dataclass(frozen=True, slots=True)
class StationPart:
    """A catalogued part of a station and the days (inclusive) for which it belongs to it; None means open."""

    station: str
    norad_cat_id: int
    name: str
    start: date
    end: date | None
    source: str
    confidence: str
    core: bool  # the one object that stands for the station


@dataclass(frozen=True, slots=True)
class VisitorName:
    """Names under which vehicles visiting a station are catalogued. Evidence only together with nearness."""

    station: str
    name: str
    begins: tuple[str, ...]
    without: tuple[str, ...]
    within: timedelta


def station_of(norad_cat_id: int, at: datetime) -> str | None:
    """Return the station (``ISS``, ``CSS``, ...) that the object is a part of on that day by the table, or None.

    >>> station_of(26400, datetime(2024, 11, 1))
    'ISS'
    """
    part = _current_parts(naive_utc(at).date()).get(norad_cat_id)
    return part.station if part else None


def crewed_objects(at: datetime) -> frozenset[int]:
    """Return the catalogue numbers of crewed stations and of their parts on that day. Visitors are not in it."""
    return frozenset(_current_parts(naive_utc(at).date()))


def station_cores(at: datetime) -> frozenset[int]:
    """Return the one catalogue number that stands for each crewed station on that day: zones lie around it.

    Its parts fly with it; measuring each of them would count every passing object several times.
    """
    parts = _current_parts(naive_utc(at).date())
    return frozenset(number for number, part in parts.items() if part.core)


def visits(name: str | None, launch_date: date | None, at: datetime) -> str | None:
    """Return the station that a vehicle of this name, launched on that day, may be visiting at ``at``, or None.

    Hyphens and case do not count (``SOYUZ-MS 26``, ``SOYUZ MS-26``). A name is no proof: use the answer only together
    with a measured nearness to the station. None when the launch date is not known, lies after ``at``, or is longer ago
    than such vehicles stay (400 days in the table).

    >>> visits("PROGRESS-MS 28", date(2024, 8, 15), datetime(2024, 11, 1))
    'ISS'
    """
    if not name or launch_date is None:
        return None
    words = _words(name)
    age = naive_utc(at).date() - launch_date
    for visitor in _table()[1]:
        if (
            timedelta(0) <= age <= visitor.within
            and any(words[: len(start)] == start for start in map(_words, visitor.begins))
            and not any(part in name.upper() for part in visitor.without)
        ):
            return visitor.station
    return None


def station_members(satcat: pl.DataFrame, at: datetime) -> Mapping[int, str]:
    """Return the station of every object that the table or the SATCAT puts there, by catalogue number.

    ``satcat``: a frame of ``model.satcat.SATCAT_SCHEMA``. The SATCAT counts where its comment says that the object is
    docked to a station of the table. Objects that decayed before ``at`` or were launched after it are left out.
    """
    return {number: station for number, (station, _) in station_evidence(satcat, at).items()}


def station_evidence(satcat: pl.DataFrame, at: datetime) -> Mapping[int, tuple[str, str]]:
    """Return (station, basis in words) for every object of ``station_members``.

    Where the table and the SATCAT both speak, both are in the basis. Owner code ISS alone does not place an object
    at the station: satellites deployed from it and objects lost from it carry that code too.
    """
    day = naive_utc(at).date()
    found: dict[int, tuple[str, str]] = {
        number: (part.station, f"table of stations: {part.name} ({part.source}; {part.confidence})")
        for number, part in _current_parts(day).items()
    }
    on_orbit = satcat.filter(
        (pl.col("launch_date").is_null() | (pl.col("launch_date") <= day))
        & (pl.col("decay_date").is_null() | (pl.col("decay_date") > day))
    )
    docked = on_orbit.filter(pl.col("comment").str.to_uppercase().str.contains(_DOCKED, literal=True))
    stations = {part.station for part in _table()[0] if part.start <= day}
    # A host is named (ISS) or numbered (25544: CelesTrak gives the catalogue number).
    numbers = {str(number): part.station for number, part in _current_parts(day).items()}
    for number, comment, owner in docked.select("norad_cat_id", "comment", "owner").iter_rows():
        host = comment.upper().partition(_DOCKED)[2].strip()
        station = host if host in stations else numbers.get(host)
        if station is None:
            continue
        basis = f"SATCAT comment '{comment}'"
        if owner == _ISS_OWNER and station == "ISS":
            basis += " and owner code ISS"
        known = found.get(number)
        found[number] = (station, f"{known[1]}; {basis}" if known and known[0] == station else basis)
    return found


def _words(name: str) -> list[str]:
    return name.upper().replace("-", " ").split()


def _current_parts(day: date) -> dict[int, StationPart]:
    return {
        part.norad_cat_id: part
        for part in _table()[0]
        if part.start <= day and (part.end is None or day <= part.end)
    }


@cache
def _table() -> tuple[tuple[StationPart, ...], tuple[VisitorName, ...]]:
    text = files("dueregard.knowledge").joinpath("stations.csv").read_text(encoding="utf-8")
    parts: list[StationPart] = []
    visitors: list[VisitorName] = []
    for row in csv.DictReader(text.splitlines()):
        if row["part"] == "visitor by name":
            visitors.append(
                VisitorName(
                    station=row["station"],
                    name=row["name"],
                    begins=tuple(row["name_begins"].split(";")),
                    without=tuple(row["not_if_name_contains"].split(";")),
                    within=timedelta(days=int(row["launched_within_days"])),
                )
            )
        else:
            parts.append(
                StationPart(
                    station=row["station"],
                    norad_cat_id=int(row["norad_cat_id"]),
                    name=row["name"],
                    start=date.fromisoformat(row["from"]),
                    end=date.fromisoformat(row["until"]) if row["until"] else None,
                    source=row["source"],
                    confidence=row["confidence"],
                    core=row["part"] == "crewed station",
                )
            )
    return tuple(parts), tuple(visitors)
