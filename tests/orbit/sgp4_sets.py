"""Element sets for the tests of SGP4: invented ones of every kind, the published cases, and real catalogues."""

import os
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from sgp4.api import WGS72, Satrec

from dueregard.model.elements import ELEMENT_SCHEMA
from dueregard.orbit.sgp4 import Constants, initialise

EPOCH = datetime(2031, 3, 9, 7, 31, 18, 123456)

# Kind of orbit: mean motion (rev/day), eccentricity, inclination (deg), log10 of B*; each a range to draw from.
KINDS = {
    "low": ((14.0, 16.0), (0.0, 0.02), (0.0, 180.0), (-5.0, -3.5)),
    "low and circular": ((15.0, 15.6), (0.0, 1e-4), (0.0, 110.0), (-5.0, -4.0)),
    "low perigee": ((15.9, 16.3), (0.0, 0.02), (20.0, 110.0), (-5.0, -3.5)),
    "decaying": ((15.9, 16.3), (0.0, 0.008), (20.0, 110.0), (-3.0, -1.5)),
    "near and eccentric": ((6.5, 9.0), (0.2, 0.4), (0.0, 120.0), (-5.0, -3.5)),
    "near, at the edge of deep space": ((6.40, 6.41), (0.0, 0.3), (0.0, 120.0), (-5.0, -3.5)),
    "navigation": ((1.9, 2.2), (0.0, 0.03), (50.0, 67.0), (-5.0, -4.0)),
    "transfer": ((2.2, 4.5), (0.5, 0.74), (1.0, 65.0), (-5.0, -3.0)),
    "half a day, eccentric": ((1.92, 2.08), (0.5, 0.75), (55.0, 70.0), (-5.0, -3.0)),
    "one day, equatorial": ((0.995, 1.01), (0.0, 0.002), (0.0, 0.3), (-5.0, -4.0)),
    "one day, about Lyddane's limit": ((0.995, 1.01), (0.0, 0.05), (10.5, 12.5), (-5.0, -4.0)),
    "one day, inclined and eccentric": ((0.995, 1.01), (0.1, 0.7), (13.0, 80.0), (-5.0, -4.0)),
    "far and eccentric": ((0.08, 0.6), (0.6, 0.97), (5.0, 80.0), (-5.0, -4.0)),
    "retrograde and flat": ((14.0, 15.5), (0.0, 0.02), (179.9, 180.0), (-5.0, -4.0)),
}


def invented(kind: str, count: int, seed: int = 7) -> pl.DataFrame:
    """Return ``count`` invented element sets of one of ``KINDS``, with epochs spread over four days."""
    r = np.random.default_rng([seed, *kind.encode()])
    motion, ecc, incl, drag = (r.uniform(low, high, count) for low, high in KINDS[kind])
    columns = {
        "norad_cat_id": 900_000 + np.arange(count),
        "epoch": [EPOCH + timedelta(microseconds=int(us)) for us in r.integers(-345_600_000_000, 1, count)],
        "mean_motion_rev_day": motion,
        "eccentricity": ecc,
        "inclination_deg": incl,
        "ra_of_asc_node_deg": r.uniform(0, 360, count),
        "arg_of_pericenter_deg": r.uniform(0, 360, count),
        "mean_anomaly_deg": r.uniform(0, 360, count),
        "bstar": 10.0**drag * r.choice([1.0, 1.0, -0.1], count),
    }
    table = pl.DataFrame({name: columns.get(name, [None] * count) for name in ELEMENT_SCHEMA}, strict=False)
    return table.cast(dict(ELEMENT_SCHEMA))


def every_kind(count: int, seed: int = 7) -> pl.DataFrame:
    """Return ``count`` invented sets of each kind in one table."""
    return pl.concat([invented(kind, count, seed) for kind in KINDS])


def verification_cases() -> list[tuple[Satrec, np.ndarray]]:
    """Return the 33 published cases (Vallado et al. 2006), each with its times in minutes from the epoch.

    The reference's reader of lines rounds the epoch to 40 microseconds, which puts the Moon elsewhere by 1e-10 rad and
    moves case 23333 by 4 mm; so the cases are initialised again with the epoch as it is printed.
    """
    text = (files("sgp4") / "SGP4-VER.TLE").read_text()
    lines = [line for line in text.splitlines() if line[:2] in ("1 ", "2 ")]
    cases = []
    for one, two in zip(lines[::2], lines[1::2], strict=True):
        read, times = Satrec.twoline2rv(one[:69], two[:69], WGS72), [float(x) for x in two[69:].split()]
        case = Satrec()
        epoch = read.jdsatepoch - 2433281.5 + read.jdsatepochF
        case.sgp4init(
            WGS72, "i", read.satnum, epoch, read.bstar, 0.0, 0.0, read.ecco, read.argpo, read.inclo, read.mo,
            read.no_kozai, read.nodeo,
        )  # fmt: skip
        case.jdsatepoch, case.jdsatepochF = read.jdsatepoch, read.jdsatepochF
        cases.append((case, np.arange(times[0], times[1] + 1e-9, times[2])))
    return cases


def constants_of(cases: list[Satrec]) -> Constants:
    epoch = np.array([case.jdsatepoch - 2433281.5 + case.jdsatepochF for case in cases])
    names = ("bstar", "ecco", "argpo", "inclo", "mo", "no_kozai", "nodeo")
    return initialise(epoch, *(np.array([getattr(case, name) for case in cases]) for name in names))


def real_data() -> Path:
    """Return the folder with real data, or skip the test that asks for it."""
    for place in (os.environ.get("DUEREGARD_TEST_DATA"), Path(__file__).parents[3] / "shared" / "data"):
        if place and (Path(place) / "catalogue").is_dir():
            return Path(place)
    pytest.skip("no real data: neither ../shared/data beside the repository nor $DUEREGARD_TEST_DATA")
