"""Invented element sets and how each format writes them: for the tests of reading."""

import csv
import io
import json
import os
import random
from pathlib import Path

import pytest

ALPHA5 = "ABCDEFGHJKLMNPQRSTUVWXYZ"
OMM_HEAD = {"CENTER_NAME": "EARTH", "REF_FRAME": "TEME", "TIME_SYSTEM": "UTC", "MEAN_ELEMENT_THEORY": "SGP4"}


def real_data() -> Path:
    """Return the folder with real data, or skip the test that asks for it."""
    places = [os.environ.get("DUEREGARD_TEST_DATA"), Path(__file__).parents[3] / "shared" / "data"]
    for place in places:
        if place and (Path(place) / "catalogue").is_dir():
            return Path(place)
    pytest.skip("no real data: neither ../shared/data beside the repository nor $DUEREGARD_TEST_DATA")


def check_digit(line: str) -> str:
    return str(sum(int(c) if c.isdigit() else c == "-" for c in line[:68]) % 10)


def with_check_digit(line: str) -> str:
    return line[:68] + check_digit(line)


def invented(seed: int, number: int) -> dict:
    """Return one invented set in whole printed units, as both TLE and OMM can write it without loss."""
    r = random.Random(seed * 1_000_003 + number)
    return {
        "number": number,
        "name": f"FELT {number}",
        "launch": (r.randrange(1957, 2057), r.randrange(1, 1000), r.choice(["A", "BC", "DEF"])),
        "year": r.randrange(1957, 2057),
        "day": r.randrange(1, 366),
        "day_e8": r.randrange(10**8),
        "inclination_e4": r.randrange(0, 1_800_001),
        "node_e4": r.randrange(0, 3_600_000),
        "pericentre_e4": r.randrange(0, 3_600_000),
        "anomaly_e4": r.randrange(0, 3_600_000),
        "eccentricity_e7": r.randrange(0, 10**7),
        "motion_e8": r.randrange(10**5, 17 * 10**8),
        "dot_e8": r.randrange(-(10**8) + 1, 10**8),
        "ddot": (r.randrange(-99999, 100000), -r.randrange(0, 10)),
        "bstar": (r.randrange(-99999, 100000), -r.randrange(0, 10)),
        "set_no": r.randrange(0, 10000),
        "rev": r.randrange(0, 100000),
    }


def catalogue_field(number: int) -> str:
    return f"{number:05d}" if number < 100_000 else ALPHA5[number // 10_000 - 10] + f"{number % 10_000:04d}"


def _exponential(value: tuple[int, int]) -> str:
    mantissa, exponent = value
    return f"{'-' if mantissa < 0 else ' '}{abs(mantissa):05d}-{-exponent}"


def two_lines(s: dict) -> tuple[str, str]:
    """Return both lines with their check digits."""
    launch = f"{s['launch'][0] % 100:02d}{s['launch'][1]:03d}{s['launch'][2]:3s}"
    dot = f"{'-' if s['dot_e8'] < 0 else ' '}.{abs(s['dot_e8']):08d}"
    field = catalogue_field(s["number"])
    one = (
        f"1 {field}U {launch} {s['year'] % 100:02d}{s['day']:03d}.{s['day_e8']:08d} {dot}"
        f" {_exponential(s['ddot'])} {_exponential(s['bstar'])} 0 {s['set_no']:4d}"
    )
    two = (
        f"2 {field} {s['inclination_e4'] / 1e4:8.4f} {s['node_e4'] / 1e4:8.4f} {s['eccentricity_e7']:07d}"
        f" {s['pericentre_e4'] / 1e4:8.4f} {s['anomaly_e4'] / 1e4:8.4f} {s['motion_e8'] / 1e8:11.8f}{s['rev']:5d}"
    )
    assert len(one) == len(two) == 68
    return with_check_digit(one), with_check_digit(two)


def _decimal(whole: int, places: int) -> str:
    sign, digits = "-" if whole < 0 else "", f"{abs(whole):0{places + 1}d}"
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def omm(s: dict) -> dict[str, str]:
    """Return the set as OMM keywords and texts; the last decimal of the day is 864 microseconds, exactly."""
    us = s["day_e8"] * 864
    seconds, us = divmod(us, 1_000_000)
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{us:06d}"
    return {
        "OBJECT_NAME": s["name"],
        "OBJECT_ID": f"{s['launch'][0]}-{s['launch'][1]:03d}{s['launch'][2]}",
        "EPOCH": f"{s['year']}-{s['day']:03d}T{clock}",
        "MEAN_MOTION": _decimal(s["motion_e8"], 8),
        "ECCENTRICITY": _decimal(s["eccentricity_e7"], 7).removeprefix("0"),
        "INCLINATION": _decimal(s["inclination_e4"], 4),
        "RA_OF_ASC_NODE": _decimal(s["node_e4"], 4),
        "ARG_OF_PERICENTER": _decimal(s["pericentre_e4"], 4),
        "MEAN_ANOMALY": _decimal(s["anomaly_e4"], 4),
        "EPHEMERIS_TYPE": "0",
        "CLASSIFICATION_TYPE": "U",
        "NORAD_CAT_ID": str(s["number"]),
        "ELEMENT_SET_NO": str(s["set_no"]),
        "REV_AT_EPOCH": str(s["rev"]),
        "BSTAR": f"{s['bstar'][0]}E{s['bstar'][1] - 5}",
        "MEAN_MOTION_DOT": _decimal(s["dot_e8"], 8),
        "MEAN_MOTION_DDOT": f"{s['ddot'][0]}E{s['ddot'][1] - 5}",
    }


def as_3le(sets: list[dict], zero: bool = True) -> str:
    return "".join(f"{'0 ' if zero else ''}{s['name']}\n" + "\n".join(two_lines(s)) + "\n" for s in sets)


def as_2le(sets: list[dict]) -> str:
    return "".join("\n".join(two_lines(s)) + "\n" for s in sets)


def as_tsv(sets: list[dict]) -> str:
    head = "norad\tobject_name\tfirst_seen_unix\tline1\tline2\n"
    return head + "".join(
        "\t".join([str(s["number"]), s["name"], "1777181310", *two_lines(s)]) + "\n" for s in sets
    )


def as_csv(sets: list[dict], quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(omm(sets[0])), quoting=quoting, lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(omm, sets))
    return out.getvalue()


def as_json(sets: list[dict]) -> str:
    """Space-Track's way: every number between quotes, one array."""
    return "[" + ",\n".join(json.dumps(omm(s)) for s in sets) + "]"


def as_json_numbers(sets: list[dict]) -> str:
    """CelesTrak's way: numbers as numbers, all in one line."""
    texts = ("OBJECT_NAME", "OBJECT_ID", "EPOCH", "CLASSIFICATION_TYPE")
    rows = [
        {k: v if k in texts else float(v) if "." in v or "E" in v else int(v) for k, v in omm(s).items()}
        for s in sets
    ]
    return json.dumps(rows, separators=(",", ":"))


def as_json_lines_inside(sets: list[dict]) -> str:
    return json.dumps(
        [
            {"OBJECT_NAME": s["name"], "TLE_LINE1": two_lines(s)[0], "TLE_LINE2": two_lines(s)[1]}
            for s in sets
        ],
        indent=1,
    )


def as_json_arrays(sets: list[dict]) -> str:
    return json.dumps([[str(s["number"]), s["name"], "PAYLOAD", *two_lines(s)] for s in sets], indent=2)


def as_xml(sets: list[dict]) -> str:
    def one(s: dict) -> str:
        fields = "\n".join(f"<{k}>{v}</{k}>" for k, v in ({**OMM_HEAD, **omm(s)}).items())
        head = '<omm id="CCSDS_OMM_VERS" version="3.0"><body><segment><data>'
        return f"{head}\n{fields}\n</data></segment></body></omm>\n"

    return '<?xml version="1.0" encoding="UTF-8"?>\n<ndm>\n' + "".join(map(one, sets)) + "</ndm>\n"


def as_kvn(sets: list[dict]) -> str:
    def one(s: dict) -> str:
        return "CCSDS_OMM_VERS = 3.0\nCOMMENT invented\n" + "\n".join(
            f"{k} = {v}{' [rev/day]' if k == 'MEAN_MOTION' else ''}"
            for k, v in ({**OMM_HEAD, **omm(s)}).items()
        )

    return "\n\n".join(map(one, sets)) + "\n"


FORMATS = {
    "2le": as_2le,
    "3le": as_3le,
    "tsv": as_tsv,
    "csv": as_csv,
    "json": as_json,
    "json_numbers": as_json_numbers,
    "json_lines_inside": as_json_lines_inside,
    "json_arrays": as_json_arrays,
    "xml": as_xml,
    "kvn": as_kvn,
}
OMM_ONLY = ("csv", "json", "json_numbers", "xml", "kvn")  # numbers above 339,999 have no two lines
