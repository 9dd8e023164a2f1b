"""The files that are measured on and are nowhere to be had: made from a catalogue into a folder, once for a run.

    python made_files.py CATALOGUE FOLDER [--start ISO]

``catalogue.tle``: the same element sets as two-line text, for programs that read nothing else, by the exporter of the
sgp4 package. ``three_times.csv``: the catalogue three times with other nodes (``enlarged``), as OMM. ``low.oem`` and
``geo.oem``: a planned trajectory each, of an invented orbit. Prints what was made as JSON.
"""

import argparse
import json
import math
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from enlarged import chosen, of_size
from sgp4.api import WGS72, Satrec, SatrecArray
from sgp4.exporter import export_tle

from dueregard.model.time import format_instant, naive_utc, parse_instant
from dueregard.orbit import reference

TIMES = 3
LAST_IN_TLE = 339_999  # the end of Alpha-5: later objects have no two-line text
ROUNDED_M = 5.0  # the epoch's last digit alone makes up to 3.4 m in low orbit
DEG = math.pi / 180.0
FROM = datetime(1949, 12, 31)  # SGP4 counts days from here
# Invented orbits: name, height above the equator in km, inclination in degrees, seconds between two states. The first
# is that of many satellites in low orbit, the second a place on the geostationary belt.
TRAJECTORIES = {"low": (550.0, 53.0, 60), "geo": (35_786.0, 0.05, 300)}
DAYS = 7
BEYOND_STEPS = 10  # states before and after the window, so that it is interpolated to its ends
EARTH_KM, MU_KM3_S2 = 6378.135, 398600.8  # WGS-72

# A column of ours and its keyword in an OMM.
OMM_COLUMNS = {
    "object_name": "OBJECT_NAME",
    "object_id": "OBJECT_ID",
    "epoch": "EPOCH",
    "mean_motion_rev_day": "MEAN_MOTION",
    "eccentricity": "ECCENTRICITY",
    "inclination_deg": "INCLINATION",
    "ra_of_asc_node_deg": "RA_OF_ASC_NODE",
    "arg_of_pericenter_deg": "ARG_OF_PERICENTER",
    "mean_anomaly_deg": "MEAN_ANOMALY",
    "norad_cat_id": "NORAD_CAT_ID",
    "element_set_no": "ELEMENT_SET_NO",
    "rev_at_epoch": "REV_AT_EPOCH",
    "bstar": "BSTAR",
    "mean_motion_dot": "MEAN_MOTION_DOT",
    "mean_motion_ddot": "MEAN_MOTION_DDOT",
}


def satrec(row: dict[str, object]) -> Satrec:
    """Return a row of element sets as a record of the sgp4 package, as it would be read from two-line text."""
    record = Satrec()
    days = (row["epoch"] - FROM) / timedelta(days=1)
    record.sgp4init(
        WGS72, "i", row["norad_cat_id"], days, row["bstar"], 0.0, 0.0, row["eccentricity"],
        row["arg_of_pericenter_deg"] * DEG, row["inclination_deg"] * DEG, row["mean_anomaly_deg"] * DEG,
        row["mean_motion_rev_day"] * 2 * math.pi / 1440.0, row["ra_of_asc_node_deg"] * DEG,
    )  # fmt: skip
    return record


def two_lines(elements: pl.DataFrame) -> str:
    """Return the element sets as two-line text; those whose numbers it cannot hold are left out."""
    held = elements.filter(pl.col("norad_cat_id") <= LAST_IN_TLE)
    return "".join("\n".join(export_tle(satrec(row))) + "\n" for row in held.iter_rows(named=True))


def rounded(elements: pl.DataFrame, start: datetime, text: str) -> list[int]:
    """Return the numbers of objects whose two-line text is off their element set within the week.

    The text has five digits of B*; those of a set that falls fast may not be all.
    """
    held = elements.filter(pl.col("norad_cat_id") <= LAST_IN_TLE)
    lines = text.splitlines()
    read = [Satrec.twoline2rv(*pair) for pair in zip(lines[::2], lines[1::2], strict=True)]
    offsets_s = np.arange(DAYS + 1) * 86_400.0
    prepared = reference.prepare(held, start)
    jd, fraction = np.full(len(offsets_s), prepared.jd), prepared.fraction + offsets_s / 86_400.0
    _, r, _ = SatrecArray(read).sgp4(jd, fraction)
    off_m = np.linalg.norm(r - reference.on_grid(prepared, offsets_s).positions_km, axis=2) * 1e3
    return held["norad_cat_id"].filter(pl.Series((np.nan_to_num(off_m) > ROUNDED_M).any(axis=1))).to_list()


def as_omm(elements: pl.DataFrame) -> pl.DataFrame:
    at = pl.col("epoch").dt.strftime("%Y-%m-%dT%H:%M:%S%.6f")
    return elements.with_columns(at).select(*OMM_COLUMNS).rename(OMM_COLUMNS)


def invented(name: str, start: datetime) -> dict[str, object]:
    """Return the element set of an invented orbit, its epoch the start."""
    height_km, inclination_deg, _ = TRAJECTORIES[name]
    axis = EARTH_KM + height_km
    return {
        "norad_cat_id": 1,
        "epoch": naive_utc(start),
        "bstar": 0.0,
        "eccentricity": 0.0005,
        "arg_of_pericenter_deg": 90.0,
        "inclination_deg": inclination_deg,
        "mean_anomaly_deg": 10.0,
        "mean_motion_rev_day": math.sqrt(MU_KM3_S2 / axis**3) * 86_400.0 / (2 * math.pi),
        "ra_of_asc_node_deg": 40.0,
    }


def trajectory(name: str, start: datetime) -> str:
    """Return a planned trajectory as an OEM: states of an invented orbit by SGP4, in TEME and UTC."""
    step_s, first = TRAJECTORIES[name][2], naive_utc(start)
    record = satrec(invented(name, start))
    offsets = np.arange(-BEYOND_STEPS, DAYS * 86_400 // step_s + BEYOND_STEPS + 1) * step_s
    whole = np.full(len(offsets), record.jdsatepoch)
    error, r, v = record.sgp4_array(whole, record.jdsatepochF + offsets / 86_400.0)
    if error.any():
        raise RuntimeError("the invented orbit does not hold for a week")
    instants = [(first + timedelta(seconds=int(s))).isoformat(timespec="milliseconds") for s in offsets]
    lines = [
        "CCSDS_OEM_VERS = 2.0",
        f"CREATION_DATE = {first.isoformat()}",
        "ORIGINATOR = INVENTED",
        "META_START",
        f"OBJECT_NAME = INVENTED {name.upper()}",
        "OBJECT_ID = 2030-001A",
        "CENTER_NAME = EARTH",
        "REF_FRAME = TEME",
        "TIME_SYSTEM = UTC",
        f"START_TIME = {instants[0]}",
        f"STOP_TIME = {instants[-1]}",
        "INTERPOLATION = HERMITE",
        "INTERPOLATION_DEGREE = 7",
        "META_STOP",
    ]
    lines += [
        f"{at} {p[0]:.6f} {p[1]:.6f} {p[2]:.6f} {w[0]:.9f} {w[1]:.9f} {w[2]:.9f}"
        for at, p, w in zip(instants, r, v, strict=True)
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    about = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    about.add_argument("catalogue", type=Path)
    about.add_argument("folder", type=Path)
    about.add_argument("--start", type=parse_instant)
    asked = about.parse_args()
    elements, start = chosen(asked.catalogue, asked.start)
    text = two_lines(elements)
    (asked.folder / "catalogue.tle").write_text(text)
    as_omm(of_size(elements, TIMES * len(elements))).write_csv(asked.folder / "three_times.csv")
    for name in TRAJECTORIES:
        (asked.folder / f"{name}.oem").write_text(trajectory(name, start))
    made = {
        "file": asked.catalogue.name,
        "start": format_instant(start).replace(".000000Z", "Z"),
        "objects": len(elements),
        "objects_not_in_tle": int((elements["norad_cat_id"] > LAST_IN_TLE).sum()),
        "rounded": rounded(elements, start, text),
        "objects_three_times": TIMES * len(elements),
    }
    print(json.dumps(made))


if __name__ == "__main__":
    main()
