"""The scenario's catalogue files, in the forms that CelesTrak publishes: OMM as CSV, SATCAT as CSV; and owner rules."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from dueregard.jobs.scenario.body import Body
from dueregard.jobs.scenario.cast import Cast
from dueregard.jobs.scenario.mean_elements import EARTH_RADIUS_KM, drag_rate, semi_major_axis_km
from dueregard.jobs.scenario.numbering import FIRST_NUMBER
from dueregard.jobs.scenario.published import Published

OMM_COLUMNS = (
    "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,"
    "EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,MEAN_MOTION_DOT,"
    "MEAN_MOTION_DDOT"
)
SATCAT_COLUMNS = (
    "OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,OPS_STATUS_CODE,OWNER,LAUNCH_DATE,LAUNCH_SITE,DECAY_DATE,PERIOD,"
    "INCLINATION,APOGEE,PERIGEE,RCS,DATA_STATUS_CODE,ORBIT_CENTER,ORBIT_TYPE"
)
OWNER_COLUMNS = "code,name,kind,responsible_states,rule,source,pin,date,confidence,note"

NO_ELEMENTS = "NEA"  # CelesTrak's DATA_STATUS_CODE: no elements available
INVENTED = "the demo scenario (fictional)"


def write_elements(
    path: Path,
    bodies: Sequence[Body],
    designators: Sequence[str],
    sets: Published,
    start: datetime,
    start_jd: float,
) -> int:
    """Write the published sets ordered by epoch, as a history is received; return how many.

    Digits as CelesTrak prints them: angles to 0.0001 degree (74 m in GEO), mean motion to 1e-8 a day.
    """
    e = sets.elements
    angles = (e.inclination_rad, e.node_rad, e.perigee_rad, e.anomaly_rad)
    inclination, node, perigee, anomaly = (np.degrees(a) for a in angles)
    drag = drag_rate(e, start_jd)
    lines = [OMM_COLUMNS]
    number_of_set: dict[int, int] = {}
    for i in np.lexsort((sets.body, e.epoch_us)):
        body = int(sets.body[i])
        number_of_set[body] = number_of_set.get(body, 0) + 1
        epoch = start + timedelta(microseconds=int(e.epoch_us[i]))
        days_up = (epoch.date() - bodies[body].launched).days
        lines.append(
            f"{bodies[body].name},{designators[body]},{epoch:%Y-%m-%dT%H:%M:%S.%f},{e.mean_motion_rev_day[i]:.8f},"
            f"{e.eccentricity[i]:.8f},{inclination[i]:.4f},{node[i] % 360:.4f},{perigee[i] % 360:.4f},"
            f"{anomaly[i] % 360:.4f},0,U,{FIRST_NUMBER + body},{number_of_set[body]},"
            f"{int(days_up * e.mean_motion_rev_day[i]) % 100000},{e.bstar[i]:.5e},{drag[i]:.8f},0"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return len(lines) - 1


def write_satcat(path: Path, bodies: Sequence[Body], designators: Sequence[str]) -> None:
    """Write one row for each body, those without elements included."""
    rows = []
    for i, (body, designator) in enumerate(zip(bodies, designators, strict=True)):
        rows.append(
            [
                body.name,
                designator,
                FIRST_NUMBER + i,
                body.object_type,
                body.status,
                body.owner,
                body.launched.isoformat(),
                "",
                "",
                *_orbit(body),
                "",
                NO_ELEMENTS if body.trajectory is None else "",
                "EA",
                "ORB",
            ]
        )
    _write_csv(path, SATCAT_COLUMNS, rows)


def _orbit(body: Body) -> list[str]:
    if body.trajectory is None:
        return ["", "", "", ""]
    e = body.trajectory.elements
    a = float(semi_major_axis_km(e.mean_motion_rev_day)[0])
    eccentricity = float(e.eccentricity[0])
    return [
        f"{1440.0 / float(e.mean_motion_rev_day[0]):.2f}",
        f"{float(np.degrees(e.inclination_rad[0])):.2f}",
        f"{a * (1 + eccentricity) - EARTH_RADIUS_KM:.0f}",
        f"{a * (1 - eccentricity) - EARTH_RADIUS_KM:.0f}",
    ]


def write_owners(path: Path, cast: Cast) -> None:
    """Write a rule for every invented owner code, in the form of ``knowledge/owners.csv``."""
    day = cast.start.date().isoformat()
    rows = []
    for code, name in sorted(cast.names.items()):
        states = cast.responsible[code]
        kind = cast.kinds[code]
        members = ", ".join(cast.names[s] for s in states)
        rule = {
            "State": "The code names this fictional State, responsible for its national activities.",
            "operator": f"A fictional operator, authorised and supervised by {members}.",
        }.get(kind, f"A fictional organisation; responsible are its member States: {members}.")
        rows.append([code, name, kind, ";".join(states), rule, INVENTED, "", day, "fictional", ""])
    _write_csv(path, OWNER_COLUMNS, rows)


def _write_csv(path: Path, columns: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns.split(","))
        writer.writerows(rows)


def instant(start: datetime, at_us: int) -> datetime:
    """Return the instant ``at_us`` microseconds after the start.

    >>> instant(datetime(2031, 1, 1), 86_400_000_000).isoformat()
    '2031-01-02T00:00:00'
    """
    return start + timedelta(microseconds=int(at_us))
