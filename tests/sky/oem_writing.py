"""Invented trajectories, sampled from SGP4, and how a message writes them: for the tests of reading."""

from datetime import UTC, datetime

import numpy as np
from sgp4.api import WGS72, Satrec

START = np.datetime64("2025-04-17T06:30:00", "us")
DAY_US = 86_400_000_000
ARCSEC = np.pi / 648_000

# mean motion (rev/day), eccentricity, inclination (rad), and how often such trajectories have a state
ORBITS = {"low": (15.49, 0.0008, 0.9, 60), "geo": (1.00271, 0.0003, 0.02, 300)}


def satellite(orbit: str) -> Satrec:
    motion, eccentricity, inclination, _ = ORBITS[orbit]
    epoch = (START.astype(np.int64) / DAY_US) + 2440587.5 - 2433281.5
    found = Satrec()
    found.sgp4init(WGS72, "i", 1, epoch, 2e-5, 0.0, 0.0, eccentricity, 1.1, inclination, 0.4,
                   motion * 2 * np.pi / 1440, 2.5)  # fmt: skip
    return found


def truth(orbit: str, epochs_us: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return SGP4's own positions and velocities (n, 3) in TEME."""
    day, rest = np.divmod(epochs_us, DAY_US)
    error, r, v = satellite(orbit).sgp4_array(2440587.5 + day, rest / DAY_US)
    assert not error.any()
    return r, v


def grid(orbit: str, hours: float = 12.0) -> np.ndarray:
    step = ORBITS[orbit][3] * 1_000_000
    return START.astype(np.int64) + np.arange(0, int(hours * 3600e6) + 1, step)


def instant(epoch_us: int) -> datetime:
    return datetime.fromtimestamp(int(epoch_us) // 1_000_000, UTC)


def written(epoch_us: int) -> str:
    return str(np.datetime64(int(epoch_us), "us"))


def metadata(epochs_us: np.ndarray, **more: str | None) -> dict[str, str]:
    """Return the metadata of a segment; a keyword given as None is left out."""
    words = {
        "OBJECT_NAME": "FELT 7",
        "OBJECT_ID": "2024-190A",
        "CENTER_NAME": "EARTH",
        "REF_FRAME": "TEME",
        "TIME_SYSTEM": "UTC",
        "START_TIME": written(epochs_us[0]),
        "STOP_TIME": written(epochs_us[-1]),
        "INTERPOLATION": "HERMITE",
        "INTERPOLATION_DEGREE": "7",
    } | more
    return {name: value for name, value in words.items() if value is not None}


def state_lines(epochs_us: np.ndarray, r: np.ndarray, v: np.ndarray) -> list[str]:
    return [
        f"{written(at)} {p[0]:.9f} {p[1]:.9f} {p[2]:.9f} {w[0]:.12f} {w[1]:.12f} {w[2]:.12f}"
        for at, p, w in zip(epochs_us, r, v, strict=True)
    ]


def kvn(*segments: tuple[dict[str, str], list[str]], head: tuple[str, ...] = ()) -> str:
    lines = ["CCSDS_OEM_VERS = 3.0", *head, "CREATION_DATE = 2025-04-16T12:00:00", "ORIGINATOR = FELTLAND"]
    for words, states in segments:
        lines += ["", "META_START", *(f"{name} = {value}" for name, value in words.items()), "META_STOP", ""]
        lines += states
    return "\n".join(lines) + "\n"


def xml(*segments: tuple[dict[str, str], list[str]], inner: str = "") -> str:
    text = '<?xml version="1.0" encoding="UTF-8"?>\n<oem id="CCSDS_OEM_VERS" version="3.0">\n<header>'
    text += "<CREATION_DATE>2025-04-16T12:00:00</CREATION_DATE><ORIGINATOR>FELTLAND</ORIGINATOR></header>\n<body>\n"
    for words, states in segments:
        text += (
            "<segment><metadata>"
            + "".join(f"<{k}>{w}</{k}>" for k, w in words.items())
            + "</metadata>\n<data>\n"
        )
        for line in states:
            names = ("EPOCH", "X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT")
            text += "<stateVector>" + "".join(
                f"<{k}>{w}</{k}>" for k, w in zip(names, line.split(), strict=True)
            )
            text += "</stateVector>\n"
        text += inner + "</data></segment>\n"
    return text + "</body></oem>\n"


def message(orbit: str, hours: float = 12.0, **more: str | None) -> str:
    """Return a whole message in KVN, states as SGP4 has them."""
    epochs = grid(orbit, hours)
    return kvn((metadata(epochs, **more), state_lines(epochs, *truth(orbit, epochs))))


# The 17 largest terms of the IAU 1980 nutation (Explanatory Supplement 1992, table 3.222.1): multiples of l, l', F, D,
# Omega, then the sine of longitude and the cosine of obliquity in 0.0001 arc seconds. What is left out is below 0.01".
_NUTATION = (
    (0, 0, 0, 0, 1, -171996, 92025), (0, 0, 2, -2, 2, -13187, 5736), (0, 0, 2, 0, 2, -2274, 977),
    (0, 0, 0, 0, 2, 2062, -895), (0, 1, 0, 0, 0, 1426, 54), (1, 0, 0, 0, 0, 712, -7),
    (0, 1, 2, -2, 2, -517, 224), (0, 0, 2, 0, 1, -386, 200), (1, 0, 2, 0, 2, -301, 129),
    (0, -1, 2, -2, 2, 217, -95), (1, 0, 0, -2, 0, -158, -1), (0, 0, 2, -2, 1, 129, -70),
    (-1, 0, 2, 0, 2, 123, -53), (1, 0, 0, 0, 1, 63, -33), (0, 0, 0, 2, 0, 63, -2),
    (-1, 0, 0, 0, 1, -58, 32), (-1, 0, 2, 2, 2, -59, 26),
)  # fmt: skip


def about(axis: int, angle: np.ndarray) -> np.ndarray:
    """Return the matrices (n, 3, 3) that turn the axes by an angle about one of them."""
    cos, sin = np.cos(angle), np.sin(angle)
    found = np.zeros((len(angle), 3, 3))
    i, j = (axis + 1) % 3, (axis + 2) % 3
    found[:, axis, axis] = 1
    found[:, i, i], found[:, j, j], found[:, i, j], found[:, j, i] = cos, cos, sin, -sin
    return found


def j2000_to_teme(epochs_us: np.ndarray) -> np.ndarray:
    """Return matrices (n, 3, 3) by IAU 1976 precession and IAU 1980 nutation, as Vallado et al. 2006 have TEME.

    Independent of what is tested; good to some 0.03 arc seconds.
    """
    t = ((epochs_us + 69_184_000) / DAY_US - 10957.5) / 36525
    zeta, z = (2306.2181 * t + 0.30188 * t**2) * ARCSEC, (2306.2181 * t + 1.09468 * t**2) * ARCSEC
    theta = (2004.3109 * t - 0.42665 * t**2) * ARCSEC
    turns = (
        134.96298139 + 477198.8673981 * t, 357.52772333 + 35999.0503400 * t, 93.27191028 + 483202.0175381 * t,
        297.85036306 + 445267.1114800 * t, 125.04452222 - 1934.1362608 * t,
    )  # fmt: skip
    longitude, obliquity = np.zeros_like(t), np.zeros_like(t)
    for *multiples, sine, cosine in _NUTATION:
        angle = np.radians(sum(m * turn for m, turn in zip(multiples, turns, strict=True)))
        longitude += sine * 1e-4 * ARCSEC * np.sin(angle)
        obliquity += cosine * 1e-4 * ARCSEC * np.cos(angle)
    mean = (84381.448 - 46.8150 * t) * ARCSEC
    precession = about(2, -z) @ about(1, theta) @ about(2, -zeta)
    nutation = about(0, -(mean + obliquity)) @ about(2, -longitude) @ about(0, mean)
    return about(2, longitude * np.cos(mean)) @ nutation @ precession
