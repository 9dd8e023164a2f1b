"""The installed command in a process of its own, and a small invented sky for it."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

COMMAND = Path(sys.executable).with_name("dueregard")
START = "2031-05-01T00:00:00Z"

OMM = (
    "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,"
    "EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,MEAN_MOTION_DOT,MEAN_MOTION_DDOT"
)
SATCAT = (
    "OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,OPS_STATUS_CODE,OWNER,LAUNCH_DATE,LAUNCH_SITE,DECAY_DATE,PERIOD,"
    "INCLINATION,APOGEE,PERIGEE,RCS,DATA_STATUS_CODE,ORBIT_CENTER,ORBIT_TYPE"
)
OWNERS = """code,name,kind,responsible_states,rule,source,pin,date,confidence,note
AUR,Aurelia,State,AUR,Invented State,an invented sky,,2031-05-01,fictional,
BOR,Borealia,State,BOR,Invented State,an invented sky,,2031-05-01,fictional,
"""
COMMITMENT = """[
 {"format": "commitment", "filed_by": "AUR", "filed_at": "2031-01-01T09:00:00Z", "source": "invented",
  "criterion": {"id": "aur-keeps-40km", "title": "Keeps 40 km", "purpose": "security", "region": "LEO",
   "object_class": "payload", "zone": {"shape": "sphere", "radius_km": 40}, "pairs": "foreign", "dwell_s": 3600,
   "verified": "fictional"},
  "unless": ["notice"], "legal_nature": "political commitment", "since": "2031-01-01T09:00:00Z"}
]
"""


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


def dueregard(*words: str | Path, cwd: Path | None = None, timeout: float = 300.0) -> Ended:
    """Run the installed command and return how it ended and what it said."""
    ended = subprocess.run(
        [str(COMMAND), *(str(w) for w in words)], cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False
    )  # fmt: skip
    assert "Traceback" not in ended.stderr, ended.stderr
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def low(number: int, anomaly_deg: float, *, name: str = "", epoch: str = "2031-05-01T00:00:00.000000") -> str:
    """Return an OMM row of one of several objects that follow each other in one orbit (0.1° are 12 km)."""
    return (
        f"{name or f'SAT-{number}'},2020-{number % 1000:03d}A,{epoch},15.00000000,.0001000,98.0000,20.0000,40.0000,"
        f"{anomaly_deg:.4f},0,U,{number},999,100,0,0,0"
    )


def sky(folder: Path, *, bad: bool = False, names: tuple[str, str] = ("", "")) -> dict[str, Path]:
    """Write a sky: two foreign satellites 24 km apart, a third of an unknown owner, 36 km on, one of them docked."""
    rows = [
        low(11, 60.0, name=names[0]),
        low(12, 60.2, name=names[1]),
        low(13, 60.5),
        low(340_001, 60.5),
    ]
    if bad:
        rows.insert(2, low(14, 60.3).replace("15.00000000", "fifteen"))
    files = {name: folder / f"{name}.csv" for name in ("sets", "satcat", "owners")}
    files["sets"].write_text("\n".join([OMM, *rows]) + "\n")
    entries = [
        f"SAT-{n},2020-{n % 1000:03d}A,{n},PAY,+,{owner},2020-01-01,SITE,,96,98,560,555,,,EA,ORB"
        for n, owner in ((11, "AUR"), (12, "BOR"), (13, "WHO"), (340_001, "WHO"), (15, "BOR"))
    ]
    files["satcat"].write_text("\n".join([SATCAT, *entries]) + "\n")
    files["owners"].write_text(OWNERS)
    files["record"] = folder / "record.json"
    files["record"].write_text(COMMITMENT)
    return files
