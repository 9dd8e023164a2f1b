"""From the frames in which trajectories are stated to the one SGP4 speaks: TEME of date (AIAA 2006-6753, appendix C).

Precession and nutation are skyfield's (IAU 2006 and 2000A), and so is UT1, from the table it carries: nothing is
fetched. TEME is tied to the Earth by the sidereal time of 1982, as SGP4's authors have it. Polar motion is left out.
"""

import re
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dueregard.sky.oem_times import tai_minus_utc_s

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SUPPORTED: Final = "TEME, EME2000 (J2000), GCRF (ICRF), ITRF of any year"
NODE_US: Final = 3_600_000_000  # between two whole hours the axes turn evenly, to 1e-5 arc seconds
CHUNK: Final = 2048  # of nodes: nutation has 1,365 terms, each an array of this length

# How good the states are in TEME, apart from how good the trajectory is. Measured: docs/accuracy.md.
ACCURACY: Final = {
    "TEME": "stated in TEME, taken as it is; "
    "authors who use IAU 1976/1980 have axes up to 1 m in low orbits and 7 m in GEO from those of IAU 2000",
    "EME2000": "turned from EME2000 to TEME by IAU 2006/2000A, right to 0.1 m; "
    "an author who uses IAU 1976/1980 without corrections has axes up to 1 m in low orbits and 7 m in GEO from these",
    "GCRF": "turned from GCRF to TEME by IAU 2006/2000A, right to 0.1 m",
    "ITRF": "turned from ITRF to TEME without polar motion, 7 to 20 m in low orbits and 30 to 120 m in GEO, "
    "and with a built-in table of UT1",
}
UT1_PREDICTED: Final = (
    "UT1 is a prediction there: nine months on, one was 0.14 s off, which is 65 m east or west in low orbits, "
    "450 m in GEO"
)
_PREDICTED_US: Final = 365 * 86_400_000_000  # the table holds a year of predictions
_ITRF: Final = re.compile(r"ITRF[-_ /]?(\d{2,4})?")
_ALIKE: Final = {
    "TEME": "TEME",
    "TEMEOFDATE": "TEME",
    "TEMEOFEPOCH": "TEME",
    "EME2000": "EME2000",
    "J2000": "EME2000",
    "GCRF": "GCRF",
    "ICRF": "GCRF",
}


def frame_kind(ref_frame: str) -> str | None:
    """Return which supported frame the word of a message means, or None.

    >>> frame_kind("ITRF-97"), frame_kind("itrf2014"), frame_kind("J2000"), frame_kind("TOD")
    ('ITRF', 'ITRF', 'EME2000', None)
    """
    word = ref_frame.strip().upper()
    return "ITRF" if _ITRF.fullmatch(word) else _ALIKE.get(re.sub(r"[-_ ]", "", word))


def to_teme(
    kind: str, utc_us: Ints, positions_km: Floats, velocities_km_s: Floats, frame_epoch_us: int | None = None
) -> tuple[Floats, Floats]:
    """Return positions and velocities (n, 3), km and km/s, in TEME of date.

    ``kind``: as ``frame_kind`` gives it. ``utc_us``: (n,), microseconds of UTC since 1970, 1972 to 2100.
    ``frame_epoch_us``: for TEME alone, the instant whose equator and equinox the states are in, where that is not
    their own. How good the result is stands in ``ACCURACY``; velocities follow to 1e-6 km/s. Raises ``ValueError``
    for another kind.
    """
    if kind == "TEME" and frame_epoch_us is None:
        return positions_km, velocities_km_s
    if kind == "ITRF":
        return _from_earth_fixed(utc_us, positions_km, velocities_km_s)
    if kind == "TEME":
        fixed = _teme_axes(np.array([frame_epoch_us], np.int64))[0].T
    elif kind in ("EME2000", "GCRF"):
        fixed = _j2000_bias().T if kind == "EME2000" else np.eye(3)
    else:
        raise ValueError(f"frame {kind}")
    positions, velocities = positions_km @ fixed.T, velocities_km_s @ fixed.T
    before = utc_us // NODE_US
    nodes, index = np.unique(np.concatenate((before, before + 1)), return_inverse=True)
    axes = _teme_axes(nodes * NODE_US)
    earlier, later = axes[index[: len(before)]], axes[index[len(before) :]]
    part = ((utc_us - before * NODE_US) / NODE_US)[:, None, None]
    turn = earlier + part * (later - earlier)
    drift = (later - earlier) * (1e6 / NODE_US)  # per second: 8e-12, some 0.1 mm/s in a low orbit
    r = np.einsum("nij,nj->ni", turn, positions)
    return r, np.einsum("nij,nj->ni", turn, velocities) + np.einsum("nij,nj->ni", drift, positions)


def accuracy(kind: str, last_us: int) -> str:
    """Return in words how good states of this kind of frame are in TEME, up to ``last_us`` (microseconds, UTC)."""
    if kind == "ITRF" and last_us > _table_end_us() - _PREDICTED_US:
        return f"{ACCURACY[kind]}; {UT1_PREDICTED}"
    return ACCURACY[kind]


def _table_end_us() -> int:
    return round((float(_timescale().delta_t_table[0][-1]) - 2440587.5) * 86400e6)


def _from_earth_fixed(utc_us: Ints, positions_km: Floats, velocities_km_s: Floats) -> tuple[Floats, Floats]:
    from skyfield.sgp4lib import theta_GMST1982

    at = _instants(utc_us)
    angle, rate_day = theta_GMST1982(at.whole, at.ut1_fraction)
    cos, sin = np.cos(angle), np.sin(angle)
    rate = rate_day / 86400.0

    def turned(vectors: Floats) -> Floats:
        x, y, z = vectors.T
        return np.stack((cos * x - sin * y, sin * x + cos * y, z), axis=1)

    x, y, z = positions_km.T
    carried = velocities_km_s + np.stack((-rate * y, rate * x, np.zeros_like(z)), axis=1)
    return turned(positions_km), turned(carried)


def _teme_axes(utc_us: Ints) -> Floats:
    """Return the matrices (n, 3, 3) that turn GCRF into TEME of date."""
    from skyfield.sgp4lib import TEME

    found = [
        np.moveaxis(TEME.rotation_at(_instants(utc_us[k : k + CHUNK])), -1, 0)
        for k in range(0, len(utc_us), CHUNK)
    ]
    return np.concatenate(found)


def _instants(utc_us: Ints) -> Any:
    days, rest = np.divmod(utc_us, 86_400_000_000)
    tt_s = rest / 1e6 + tai_minus_utc_s(utc_us) + 32.184
    return _timescale().tt_jd(2440587.5 + days.astype(np.float64), tt_s / 86400.0)


@lru_cache(maxsize=1)
def _timescale() -> Any:
    from skyfield.api import load  # 0.15 s, and only for what is not in TEME

    return load.timescale(builtin=True)


def _j2000_bias() -> Floats:
    """Return the matrix that turns GCRF into EME2000: 23 milliseconds of arc (IERS Conventions 2003, chapter 5)."""
    from skyfield.framelib import ICRS_to_J2000

    return np.asarray(ICRS_to_J2000, np.float64)
