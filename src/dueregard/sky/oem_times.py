"""Epochs of a message: how they are written, and from its time system to UTC (CCSDS 502.0-B-3, 7.5.10 and annex B3)."""

import re
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dueregard.model.errors import DataError

Ints = NDArray[np.int64]

DAY_US: Final = 86_400_000_000
FIRST_YEAR: Final = 1972  # before, UTC had no whole leap seconds
LAST_YEAR: Final = 2100
TIME_SYSTEMS: Final = ("UTC", "TAI", "TT", "TDB", "GPS")
TT_TAI_US: Final = 32_184_000  # IAU 1991, resolution A4, recommendation IV
TAI_GPS_US: Final = 19_000_000  # IS-GPS-200, section 3.3.4

# Days before which a leap second was inserted, TAI - UTC being 10 s on 1972-01-01 (IERS Bulletin C, up to number 72 of
# July 2026, which announces none).
LEAP_DAYS: Final = (
    "1972-07-01", "1973-01-01", "1974-01-01", "1975-01-01", "1976-01-01", "1977-01-01", "1978-01-01", "1979-01-01",
    "1980-01-01", "1981-07-01", "1982-07-01", "1983-07-01", "1985-07-01", "1988-01-01", "1990-01-01", "1991-01-01",
    "1992-07-01", "1993-07-01", "1994-07-01", "1996-01-01", "1997-07-01", "1999-01-01", "2006-01-01", "2009-01-01",
    "2012-07-01", "2015-07-01", "2017-01-01",
)  # fmt: skip
FIRST_OFFSET_S: Final = 10
LEAPS_US: Final = np.array(LEAP_DAYS, "datetime64[us]").astype(np.int64)
"""The midnights of UTC (microseconds since 1970) before which a leap second was inserted."""

_EPOCH: Final = re.compile(r"(\d{4}-(?:\d{2}-\d{2}|\d{3}))T(\d{2}):(\d{2}):(\d{2})(?:\.(\d*))?Z?", re.ASCII)
_DAY_1970: Final = date(1970, 1, 1).toordinal()


def parse_epoch(text: str) -> int | None:
    """Return the epoch as microseconds since 1970-01-01 of its own time system, or None where it is no epoch.

    Calendar (``2024-11-01T06:00:00.5``) or day of the year (``2024-306T06:00:00.5``), with or without a Z, any number
    of decimals, rounded to a microsecond. Years 1972 to 2100; an instant within a leap second (``23:59:60``) has no
    place on a count of days of 86,400 s and is no epoch here.

    >>> parse_epoch("1970-01-01T00:00:00") is None, parse_epoch("2024-306T00:00:01.5Z")
    (True, 1730419201500000)
    """
    found = _EPOCH.fullmatch(text)
    if found is None:
        return None
    day, hour, minute, second, decimals = found.groups()
    days = _days(day)
    if days is None or hour > "23" or minute > "59" or second > "59":
        return None
    whole = days * 86_400 + int(hour) * 3600 + int(minute) * 60 + int(second)
    return whole * 1_000_000 + (round(float(f"0.{decimals}") * 1e6) if decimals else 0)


@lru_cache(maxsize=1024)
def _days(day: str) -> int | None:
    """Return the days from 1970-01-01 to ``YYYY-MM-DD`` or ``YYYY-DDD``, None where there is no such day."""
    year, rest = int(day[:4]), day[5:]
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        if len(rest) == 5:
            return date(year, int(rest[:2]), int(rest[3:])).toordinal() - _DAY_1970
        found = date(year, 1, 1).toordinal() + int(rest) - 1
        return found - _DAY_1970 if date.fromordinal(found).year == year else None
    except ValueError:
        return None


def to_utc_us(epochs_us: Ints, time_system: str) -> tuple[Ints, NDArray[np.bool_]]:
    """Return microseconds of UTC since 1970, days of 86,400 s, and which epochs lie within a leap second (no UTC here).

    ``epochs_us``: (n,), as ``parse_epoch`` gives them, of ``time_system``, one of ``TIME_SYSTEMS``. Exact, but for TDB:
    10 microseconds, 1600 to 2200 (Kaplan 2005, USNO Circular 179, equation 2.6). Leap seconds not announced when this
    was written are not known. Raises :class:`DataError` for another time system.
    """
    if time_system == "UTC":
        return epochs_us, np.zeros(len(epochs_us), np.bool_)
    if time_system == "TAI":
        tai = epochs_us
    elif time_system == "GPS":
        tai = epochs_us + TAI_GPS_US
    elif time_system == "TT":
        tai = epochs_us - TT_TAI_US
    elif time_system == "TDB":
        tai = epochs_us - TT_TAI_US - np.round(_tdb_minus_tt_s(epochs_us) * 1e6).astype(np.int64)
    else:
        raise DataError(
            f"time system {time_system}", expected=" or ".join(TIME_SYSTEMS), do="convert it first"
        )
    offset_us = (FIRST_OFFSET_S + 1 + np.arange(len(LEAPS_US))) * 1_000_000
    after = np.searchsorted(LEAPS_US + offset_us, tai, side="right")
    utc = tai - (FIRST_OFFSET_S + after) * 1_000_000
    upcoming = np.append(LEAPS_US, np.iinfo(np.int64).max)[after]
    return utc, utc >= upcoming


def tai_minus_utc_s(utc_us: Ints) -> NDArray[np.float64]:
    """Return TAI - UTC in seconds at each instant (microseconds of UTC since 1970), from 1972 on.

    >>> tai_minus_utc_s(np.array([1_483_228_799_000_000, 1_483_228_800_000_000])).tolist()
    [36.0, 37.0]
    """
    return FIRST_OFFSET_S + np.searchsorted(LEAPS_US, utc_us, side="right").astype(np.float64)


def _tdb_minus_tt_s(epochs_us: Ints) -> NDArray[np.float64]:
    centuries = (epochs_us / 86400e6 - 10957.5) / 36525  # since J2000: 2000-01-01 12:00
    terms = ((1657, 628.3076, 6.2401), (22, 575.3385, 4.2970), (14, 1256.6152, 6.1969), (5, 606.9777, 4.0212),
             (5, 52.9691, 0.4444), (2, 21.3299, 5.5431))  # fmt: skip
    total = sum(a * np.sin(b * centuries + c) for a, b, c in terms)
    return np.asarray(1e-6 * (total + 10 * centuries * np.sin(628.3076 * centuries + 4.2490)))
