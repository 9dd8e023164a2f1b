"""A small invented sky on disk: a station and its visitor as one set, slot neighbours, a stay, debris, a bad record."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from dueregard.orbit.region import SIDEREAL_DEG_PER_DAY, gmst_deg

START = datetime(2031, 5, 1, tzinfo=UTC)
OMM = (
    "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,"
    "EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,MEAN_MOTION_DOT,MEAN_MOTION_DDOT"
)
SATCAT = (
    "OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,OPS_STATUS_CODE,OWNER,LAUNCH_DATE,LAUNCH_SITE,DECAY_DATE,PERIOD,"
    "INCLINATION,APOGEE,PERIGEE,RCS,DATA_STATUS_CODE,ORBIT_CENTER,ORBIT_TYPE"
)
OWNERS = "code,name,kind,responsible_states,rule,source,pin,date,confidence,note"


def geo_row(number: int, longitude_deg: float, *, drift_deg_day: float = 0.0, epoch=START, name="", e=0.0002):
    """Return an OMM row of a geostationary object at a mean longitude."""
    turned = float(gmst_deg(np.array([epoch.replace(tzinfo=None)], "datetime64[us]"))[0])
    n = (SIDEREAL_DEG_PER_DAY + drift_deg_day) / 360.0
    return (
        f"{name or f'SAT-{number}'},2020-{number % 1000:03d}A,{epoch:%Y-%m-%dT%H:%M:%S.%f},{n:.8f},{e:.7f},0.0500,"
        f"0.0000,0.0000,{(longitude_deg + turned) % 360:.4f},0,U,{number},999,100,0,0,0"
    )


def leo_row(number: int, anomaly_deg: float, *, node_deg: float = 20.0, epoch=START, name=""):
    """Return an OMM row of a low object."""
    return (
        f"{name or f'SAT-{number}'},2020-{number % 1000:03d}A,{epoch:%Y-%m-%dT%H:%M:%S.%f},15.00000000,.0010000,"
        f"98.0000,{node_deg:.4f},40.0000,{anomaly_deg:.4f},0,U,{number},999,100,.00001,.000001,0"
    )


def satcat_row(
    number: int, owner: str, kind: str = "PAY", *, launched: str = "2020-01-01", status: str = "+"
):
    data = "NEA" if status == "no elements" else ""
    return (
        f"SAT-{number},2020-{number % 1000:03d}A,{number},{kind},{'+' if data else status},{owner},{launched},SITE,,"
        f"1436,0,35786,35786,,{data},EA,ORB"
    )


def sets() -> list[str]:
    """Return the rows of the catalogue: eleven objects, one of which is written twice in two epochs."""
    return [
        geo_row(700_001, 10.0),
        geo_row(700_002, 10.03),  # neighbour of another State
        geo_row(700_003, 50.0),
        geo_row(700_004, 50.03),  # of the same State
        geo_row(700_005, 90.0),
        geo_row(700_006, 90.02),  # of an owner nobody knows
        geo_row(700_007, 130.0),
        geo_row(700_008, 129.9, drift_deg_day=0.4),  # drifts by
        leo_row(5, 60.0),
        leo_row(6, 60.0),  # one element set for two: docked
        leo_row(700_009, 61.0, node_deg=110.0),
        geo_row(700_001, 10.0, epoch=START - timedelta(days=30)),
    ]


def owner_row(code: str, name: str) -> str:
    return f"{code},{name},State,{code},Invented State,an invented sky,,2031-05-01,fictional,"


def write_sky(folder: Path, *, rows=None, bad: bool = True) -> dict[str, Path]:
    """Write the sky into ``folder`` and return its files: ``sets``, ``satcat``, ``owners``."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [OMM, *(sets() if rows is None else rows)]
    if bad:
        lines.append(leo_row(700_010, 10.0).replace("15.00000000", "not a number"))
    files = {name: folder / f"{name}.csv" for name in ("sets", "satcat", "owners")}
    files["sets"].write_text("\n".join(lines) + "\n")
    catalogue = [
        satcat_row(5, "AUR"), satcat_row(6, "BOR"), satcat_row(700_001, "AUR"), satcat_row(700_002, "BOR"),
        satcat_row(700_003, "AUR"), satcat_row(700_004, "AUR"), satcat_row(700_005, "AUR"),
        satcat_row(700_006, "WHO", launched="2031-01-01"), satcat_row(700_007, "BOR"),
        satcat_row(700_008, "AUR", launched="2031-01-05"), satcat_row(700_009, "BOR", "DEB", status=""),
        satcat_row(700_050, "BOR", status="no elements"),
    ]  # fmt: skip
    files["satcat"].write_text("\n".join([SATCAT, *catalogue]) + "\n")
    files["owners"].write_text(
        "\n".join([OWNERS, owner_row("AUR", "Aurelia"), owner_row("BOR", "Borealia")]) + "\n"
    )
    return files
