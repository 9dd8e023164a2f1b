"""Invented element sets: circular and eccentric orbits, companions a few metres apart, meetings made to measure."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from sgp4 import omm
from sgp4.api import Satrec, jday

from dueregard.model.elements import ELEMENT_SCHEMA

MU_KM3_S2 = 398600.8
EARTH_KM = 6378.135
NOON = datetime(2031, 3, 5, 12, tzinfo=UTC)

Row = dict[str, Any]


def rev_day(axis_km: float) -> float:
    """Return the two-body mean motion of a semi-major axis."""
    return float(np.sqrt(MU_KM3_S2 / axis_km**3) * 86_400 / (2 * np.pi))


def orbit(number: int, *, perigee_km: float = 500.0, apogee_km: float | None = None, **other: Any) -> Row:
    """Return one invented element set, circular unless an apogee is named; ``other`` sets any column."""
    apogee = perigee_km if apogee_km is None else apogee_km
    axis = EARTH_KM + (perigee_km + apogee) / 2
    return {
        "norad_cat_id": number,
        "object_name": f"INVENTED {number}",
        "object_id": None,
        "epoch": NOON.replace(tzinfo=None),
        "mean_motion_rev_day": rev_day(axis),
        "eccentricity": max((apogee - perigee_km) / (2 * axis), 1e-4),
        "inclination_deg": 50.0,
        "ra_of_asc_node_deg": 0.0,
        "arg_of_pericenter_deg": 0.0,
        "mean_anomaly_deg": 0.0,
        "bstar": 0.0,
        "mean_motion_dot": 0.0,
        "mean_motion_ddot": 0.0,
        "element_set_no": 999,
        "rev_at_epoch": 1,
        "source": "invented",
        "line": number % 1000,
        "first_seen": None,
    } | other


def belt(number: int, longitude_deg: float, at: datetime, **other: Any) -> Row:
    """Return a geostationary object at a longitude at an instant (mean motion for no drift, to some 0.01°/day)."""
    days = (at.replace(tzinfo=None) - datetime(2000, 1, 1, 12)) / timedelta(days=1)
    sidereal = 280.46061837 + 360.98564736629 * days
    values = {
        "mean_motion_rev_day": 1.00271,
        "eccentricity": 1e-4,
        "inclination_deg": 0.05,
        "mean_anomaly_deg": float((longitude_deg + sidereal) % 360),
        "epoch": at.replace(tzinfo=None),
    }
    return orbit(number, **(values | other))


def elements(rows: Sequence[Row]) -> pl.DataFrame:
    """Return the rows as a table of element sets."""
    return pl.DataFrame(list(rows), schema=ELEMENT_SCHEMA, orient="row")


def satrec(row: Row) -> Satrec:
    """Return the reference's own record of a row, by its OMM reader and not by ours."""
    record = Satrec()
    omm.initialize(
        record,
        {
            "NORAD_CAT_ID": 1,
            "OBJECT_ID": "2000-001A",
            "CLASSIFICATION_TYPE": "U",
            "EPHEMERIS_TYPE": 0,
            "ELEMENT_SET_NO": 1,
            "REV_AT_EPOCH": 1,
            "EPOCH": row["epoch"].strftime("%Y-%m-%dT%H:%M:%S.%f"),
            "MEAN_MOTION": row["mean_motion_rev_day"],
            "ECCENTRICITY": row["eccentricity"],
            "INCLINATION": row["inclination_deg"],
            "RA_OF_ASC_NODE": row["ra_of_asc_node_deg"],
            "ARG_OF_PERICENTER": row["arg_of_pericenter_deg"],
            "MEAN_ANOMALY": row["mean_anomaly_deg"],
            "BSTAR": row["bstar"],
            "MEAN_MOTION_DOT": 0.0,
            "MEAN_MOTION_DDOT": 0.0,
        },
    )
    return record


def julian(at: datetime) -> tuple[float, float]:
    """Return an instant as python-sgp4 counts days."""
    a = at.astimezone(UTC)
    return jday(a.year, a.month, a.day, a.hour, a.minute, a.second + a.microsecond / 1e6)


def state(row: Row, at: datetime) -> tuple[np.ndarray, np.ndarray]:
    """Return position and velocity (km, km/s, TEME) of a row at an instant, by the reference."""
    error, r, v = satrec(row).sgp4(*julian(at))
    assert error == 0, f"the invented object {row['norad_cat_id']} has no state at {at}: {error}"
    return np.array(r), np.array(v)


def _reduced(row: Row) -> Row:
    return row | {name: row[name] % 360 for name in ("ra_of_asc_node_deg", "mean_anomaly_deg")}


def meeting(
    number: int,
    of: Row,
    at: datetime,
    *,
    inclination_deg: float = 90.0,
    offset_km: tuple[float, float, float] = (0.0, 0.0, 0.0),
    descending: bool = False,
    **other: Any,
) -> Row:
    """Return a near-circular object that is ``offset_km`` (TEME axes) from ``of`` at the instant ``at``.

    Its plane has the given inclination (or the least that reaches the latitude). Mean elements are corrected until
    the state that SGP4 gives from them is there to a metre.
    """
    target = state(of, at)[0] + np.array(offset_km)
    radius = float(np.linalg.norm(target))
    latitude = np.arcsin(target[2] / radius)
    longitude = np.arctan2(target[1], target[0])
    inclination = np.radians(inclination_deg)
    reach = min(inclination, np.pi - inclination)
    if reach < abs(latitude) + 0.02:
        inclination = abs(latitude) + 0.02 if inclination < np.pi / 2 else np.pi - abs(latitude) - 0.02
    u = float(np.arcsin(np.clip(np.sin(latitude) / np.sin(inclination), -1, 1)))
    if descending:
        u = np.pi - u
    node = longitude - np.arctan2(np.cos(inclination) * np.sin(u), np.cos(u))
    axis = radius
    for _ in range(12):
        row = _reduced(
            orbit(number)
            | {
                "epoch": at.astimezone(UTC).replace(tzinfo=None),
                "mean_motion_rev_day": rev_day(axis),
                "eccentricity": 1e-6,
                "inclination_deg": float(np.degrees(inclination)),
                "ra_of_asc_node_deg": float(np.degrees(node)),
                "mean_anomaly_deg": float(np.degrees(u)),
            }
            | other
        )
        r, v = state(row, at)
        miss = target - r
        if np.linalg.norm(miss) < 1e-3:
            break
        radial = r / np.linalg.norm(r)
        normal = np.cross(r, v) / np.linalg.norm(np.cross(r, v))
        along = np.cross(normal, radial)
        axis += float(miss @ radial)
        u += float(miss @ along) / radius
        # Turning the node by x moves the point by x r sin i cos u across the track and by x r cos i along it.
        across = np.sin(inclination) * np.cos(u)
        if abs(across) > 0.05:
            turn = -float(miss @ normal) / radius / across
            node += turn
            u -= turn * np.cos(inclination)
        else:
            inclination += float(miss @ normal) / radius / np.sin(u)
    return row


def companion(number: int, of: Row, *, ahead_km: float = 0.0, **other: Any) -> Row:
    """Return the same orbit with the mean anomaly moved on by a distance; ``other`` sets any column."""
    axis = (MU_KM3_S2 / (of["mean_motion_rev_day"] * 2 * np.pi / 86_400) ** 2) ** (1 / 3)
    anomaly = of["mean_anomaly_deg"] + np.degrees(ahead_km / axis)
    return (
        of
        | {
            "norad_cat_id": number,
            "object_name": f"INVENTED {number}",
            "mean_anomaly_deg": float(anomaly % 360),
        }
        | other
    )
