"""The fields of a satellite catalogue in its three forms, and CelesTrak's codes in words.

Sources: Space-Track's ``satcat`` class; CelesTrak, "Satellite Catalog Format" (updated 7 May 2023) for the columns
and for the codes of type, data status, orbit centre and orbit type.
"""

from collections.abc import Mapping
from typing import Final

# Our column: the field that carries it, in each of the three forms seen. The short keys are those of a JSON list of
# payloads made from CelesTrak's SATCAT; it has no type.
_SPACE_TRACK: Final = {
    "norad_cat_id": "NORAD_CAT_ID",
    "object_name": "SATNAME",
    "object_id": "INTLDES",
    "object_type": "OBJECT_TYPE",
    "owner": "COUNTRY",
    "launch_date": "LAUNCH",
    "launch_site": "SITE",
    "decay_date": "DECAY",
    "period_min": "PERIOD",
    "inclination_deg": "INCLINATION",
    "apogee_km": "APOGEE",
    "perigee_km": "PERIGEE",
    "rcs_m2": "RCSVALUE",
    "comment": "COMMENT",
    "current": "CURRENT",
}
_CELESTRAK: Final = {
    "norad_cat_id": "NORAD_CAT_ID",
    "object_name": "OBJECT_NAME",
    "object_id": "OBJECT_ID",
    "object_type": "OBJECT_TYPE",
    "ops_status_code": "OPS_STATUS_CODE",
    "owner": "OWNER",
    "launch_date": "LAUNCH_DATE",
    "launch_site": "LAUNCH_SITE",
    "decay_date": "DECAY_DATE",
    "period_min": "PERIOD",
    "inclination_deg": "INCLINATION",
    "apogee_km": "APOGEE",
    "perigee_km": "PERIGEE",
    "rcs_m2": "RCS",
    "data_status": "DATA_STATUS_CODE",
    "orbit_center": "ORBIT_CENTER",
    "orbit_type": "ORBIT_TYPE",
}
_SHORT: Final = {
    "norad_cat_id": "c",
    "object_name": "n",
    "object_id": "i",
    "owner": "o",
    "launch_date": "ld",
    "launch_site": "ls",
    "decay_date": "dd",
    "period_min": "p",
    "inclination_deg": "inc",
    "apogee_km": "a",
    "perigee_km": "pe",
}
FORMS: Final[tuple[Mapping[str, str], ...]] = (_SPACE_TRACK, _CELESTRAK, _SHORT)
REQUIRED: Final = ("norad_cat_id", "object_name", "owner")
COLUMNS_READ: Final = tuple(dict.fromkeys(column for form in FORMS for column in form))

TYPES: Final = {
    "PAY": "PAYLOAD",
    "PAYLOAD": "PAYLOAD",
    "R/B": "ROCKET BODY",
    "ROCKET BODY": "ROCKET BODY",
    "DEB": "DEBRIS",
    "DEBRIS": "DEBRIS",
}
_DATA_STATUS: Final = {
    "NCE": "NO CURRENT ELEMENTS",
    "NIE": "NO INITIAL ELEMENTS",
    "NEA": "NO ELEMENTS AVAILABLE",
}
# Space-Track's words where it has some, so that one rule reads both catalogues.
_ORBITS: Final = {
    ("SU", "ORB"): "HELIOCENTRIC ORBIT (SUN)",
    ("MO", "ORB"): "SELENOCENTRIC ORBIT (MOON)",
    ("MO", "R/T"): "CIRCUMLUNAR",
    ("EM", "ORB"): "BARYCENTRIC ORBIT (EARTH-MOON)",
    ("EL", "ORB"): "LAGRANGIAN ORBIT",
    ("EL1", "ORB"): "L1 LAGRANGIAN ORBIT",
    ("EL2", "ORB"): "L2 LAGRANGIAN ORBIT",
    ("SS", "ORB"): "ESCAPED SOLAR SYSTEM",
}
_BODIES: Final = {
    "AS": "ASTEROID",
    "CO": "COMET",
    "JU": "JUPITER",
    "MA": "MARS",
    "ME": "MERCURY",
    "MO": "LUNAR",
    "NE": "NEPTUNE",
    "PL": "PLUTO",
    "SA": "SATURN",
    "SS": "SOLAR SYSTEM ESCAPE",
    "SU": "SUN",
    "UR": "URANUS",
    "VE": "VENUS",
}
_WAYS: Final = {"ORB": "ORBIT", "LAN": "LANDING", "IMP": "IMPACT", "R/T": "ROUND TRIP"}
_ISS: Final = "25544"


def status_words(data: str | None, center: str | None, way: str | None, decayed: bool) -> str | None:
    """Return CelesTrak's data status, orbit centre and orbit type in words, or None for an ordinary Earth orbit.

    A code that is not in the published list is passed on as it stands.

    >>> status_words("NEA", "SU", "ORB", decayed=False)
    'NO ELEMENTS AVAILABLE; HELIOCENTRIC ORBIT (SUN)'
    """
    if data is None and (center, way) in ((None, None), ("EA", "ORB")):
        return None
    words = [_DATA_STATUS.get(data, data)] if data else []
    if way == "DOC":
        words.append("DOCKED TO ISS" if center == _ISS else f"DOCKED TO {center or 'ANOTHER OBJECT'}")
    elif center in (None, "EA"):
        if way == "IMP" and not decayed:
            words.append("NO LONGER ON ORBIT")
    elif (orbit := _ORBITS.get((center, way or "ORB"))) is not None:
        words.append(orbit)
    else:
        words.append(f"{_BODIES.get(center, f'ORBIT CENTRE {center}')} {_WAYS.get(way or 'ORB', way)}")
    return "; ".join(words) or None
