"""Two-line element sets decoded: many at once, column by column over a matrix of bytes.

The layout is that of Hoots and Roehrich, Spacetrack Report No. 3 (1980), with catalogue numbers in Alpha-5.
A record that does not keep to the columns is read again, field by field, before it is given up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.model.elements import ELEMENT_SCHEMA
from dueregard.model.reject import Reading
from dueregard.sky.check import Fault, Mask, impossible_elements, keep_sound
from dueregard.sky.lines import quoted
from dueregard.sky.tle_columns import (
    LENGTH,
    catalogue_number,
    check_digit_fits,
    cospar_id,
    exponential,
    fixed_point,
    integer,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

USED_EPHEMERIS_TYPES: Final = b"02 "  # 0: as distributed, 2: SGP4 (Spacetrack Report No. 3); 4 is SGP4-XP
DAY_US: Final = 86_400_000_000
FRACTION_US: Final = 864  # the last of the eight decimals of a day: 86,400 s / 10**8 = 864 us, exactly


@dataclass(frozen=True, slots=True)
class TwoLines:
    """A batch of two-line sets, not yet looked into: per record both lines, where they stand and what goes along.

    ``name``, ``first_seen_us`` (microseconds since 1970, UTC) and ``stated_number`` (a catalogue number given
    beside the lines) are None where the file does not say.
    """

    line1: Sequence[bytes]
    line2: Sequence[bytes]
    number1: Sequence[int]
    number2: Sequence[int]
    name: Sequence[str | None]
    first_seen_us: Sequence[int | None] | None = None
    stated_number: Sequence[int | None] | None = None


def decode_two_lines(sets: TwoLines, file: str) -> Reading[pl.DataFrame]:
    """Return the sound sets as a table of ELEMENT_SCHEMA, in order, and a reject for every other one.

    Epochs are exact to the microsecond and the other values are the doubles nearest to what is printed. Two-digit years
    57 to 99 are 1957 to 1999. Text after column 69 is ignored if a blank stands before it.
    """
    if not sets.line1:
        return Reading(pl.DataFrame(schema=ELEMENT_SCHEMA), ())
    m1, m2 = _matrix(sets.line1), _matrix(sets.line2)
    number, number_ok = catalogue_number(m1)
    again, again_ok = catalogue_number(m2)
    epoch, epoch_ok, day_ok = _epoch(m1, sets.line1)
    readable: dict[str, Mask] = {"epoch": epoch_ok}

    def mended(
        name: str, raw: tuple[Floats, Mask], lines: Sequence[bytes], at: slice, implied: str
    ) -> Floats:
        values, ok = raw
        readable[name] = _mend(values, ok, lines, at, implied)
        return values

    set_no, readable["element_set_no"] = integer(m1, 64, 68)
    rev, readable["rev_at_epoch"] = integer(m2, 63, 68)
    columns: dict[str, object] = {
        "norad_cat_id": pl.Series(number, dtype=pl.Int64).set(pl.Series(~number_ok), None),
        "object_name": pl.Series(sets.name, dtype=pl.String),
        "object_id": cospar_id(m1),
        "epoch": epoch,
        "mean_motion_rev_day": mended(
            "mean motion", fixed_point(m2, 52, 54, 63), sets.line2, slice(52, 63), ""
        ),
        "eccentricity": mended("eccentricity", fixed_point(m2, 26, 26, 33), sets.line2, slice(26, 33), "0."),
        "inclination_deg": mended("inclination", fixed_point(m2, 8, 11, 16), sets.line2, slice(8, 16), ""),
        "ra_of_asc_node_deg": mended("node", fixed_point(m2, 17, 20, 25), sets.line2, slice(17, 25), ""),
        "arg_of_pericenter_deg": mended(
            "pericentre", fixed_point(m2, 34, 37, 42), sets.line2, slice(34, 42), ""
        ),
        "mean_anomaly_deg": mended(
            "mean anomaly", fixed_point(m2, 43, 46, 51), sets.line2, slice(43, 51), ""
        ),
        "bstar": mended("B*", exponential(m1, 53), sets.line1, slice(53, 61), "exponent"),
        "mean_motion_dot": mended(
            "mean motion dot", fixed_point(m1, 33, 34, 43), sets.line1, slice(33, 43), ""
        ),
        "mean_motion_ddot": mended(
            "mean motion ddot", exponential(m1, 44), sets.line1, slice(44, 52), "exponent"
        ),
        "element_set_no": set_no,
        "rev_at_epoch": rev,
        "source": pl.repeat(file, len(sets.line1), dtype=pl.String, eager=True),
        "line": pl.Series(sets.number1, dtype=pl.Int64),
        "first_seen": pl.Series(sets.first_seen_us or [None] * len(sets.line1), dtype=pl.Int64).cast(
            pl.Datetime("us")
        ),
    }
    elements = pl.DataFrame(columns, schema=ELEMENT_SCHEMA)
    faults = [
        *_line_faults(sets, 1, sets.line1, m1, number_ok),
        *_line_faults(sets, 2, sets.line2, m2, again_ok),
        Fault(
            number != again,
            "mismatch",
            lambda row: f"line 1 is of object {number[row]}, line 2 of object {again[row]}",
            "two lines of one object",
        ),
        *_stated_fault(sets, number),
        *(_unreadable(sets, name, ok) for name, ok in readable.items()),
        Fault(
            ~np.isin(m1[:, 62], np.frombuffer(USED_EPHEMERIS_TYPES, dtype=np.uint8)),
            "theory",
            lambda row: f"ephemeris type {quoted(sets.line1[row][62:63])}",
            "ephemeris type 0 or 2: mean elements of SGP4",
            "take a set made for SGP4: SGP4-XP and other theories need another propagator",
        ),
        Fault(
            ~day_ok,
            "impossible_element",
            lambda row: f"epoch {quoted(sets.line1[row][18:32])}: no such day of the year",
            "a day of the year from 1.0 to below 367 (366 in a common year)",
        ),
        *impossible_elements(elements),
    ]
    return keep_sound(elements, faults, file)


def _matrix(lines: Sequence[bytes]) -> NDArray[np.uint8]:
    """Return the first 69 columns of the lines: (n, 69), short lines padded with zero bytes."""
    return np.array(lines, dtype=f"S{LENGTH}").view(np.uint8).reshape(len(lines), LENGTH)


def _epoch(m1: NDArray[np.uint8], lines: Sequence[bytes]) -> tuple[NDArray[np.datetime64], Mask, Mask]:
    """Return the epochs (datetime64[us]), which could be read, and which days exist in their year."""
    year, year_ok = integer(m1, 18, 20)
    day, day_ok = integer(m1, 20, 23)
    decimals, decimals_ok = integer(m1, 24, 32)
    ok = year_ok & day_ok & decimals_ok & (m1[:, 23] == ord(".")) & (m1[:, 24:32] != ord(" ")).all(axis=1)
    within_us = decimals * FRACTION_US
    for row in np.flatnonzero(~ok & year_ok).tolist():
        try:
            exact = Decimal(lines[row][20:32].decode("ascii").strip())
            whole = int(exact)
            day[row], within_us[row] = whole, round((exact - whole) * DAY_US)
            ok[row] = True
        except (InvalidOperation, ValueError, OverflowError):
            continue
    year += np.where(year < 57, 2000, 1900)  # the convention of every reader of TLE: 57 is Sputnik's year
    start = (year - 1970).astype("datetime64[Y]").astype("datetime64[us]")
    exists = (day >= 1) & (day <= np.where(_leap(year), 366, 365)) & (within_us >= 0)
    day = np.where(exists, day, 1)
    return start + ((day - 1) * DAY_US + within_us).astype("timedelta64[us]"), ok, exists | ~ok


def _leap(year: Ints) -> Mask:
    leap: Mask = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return leap


def _mend(values: Floats, ok: Mask, lines: Sequence[bytes], at: slice, implied: str) -> Mask:
    """Read again, as free text, what did not keep to its columns; write it into ``values``, return what is readable.

    Real files hold "34.25  " and "-1.0": the checksum is right and the number is plain, so the set is kept.
    """
    readable = ok.copy()
    read: Callable[[str], float] = (
        _free_exponential if implied == "exponent" else lambda text: float(implied + text)
    )
    for row in np.flatnonzero(~ok).tolist():
        try:
            values[row] = read(lines[row][at].decode("ascii").strip())
            readable[row] = True
        except (ValueError, OverflowError):
            continue
    return readable


def _free_exponential(text: str) -> float:
    """Return the value of ``16234-3``, also with a decimal point or a sign; blank is zero.

    >>> _free_exponential("-1.6234-3")
    -0.0016234
    """
    if not text:
        return 0.0
    split = max(text.rfind("+"), text.rfind("-"))
    if split <= 0:
        return float(text)
    mantissa, exponent = text[:split].strip(), int(text[split:])
    if "." not in mantissa:
        sign = mantissa[0] if mantissa[0] in "+-" else ""
        mantissa = f"{sign}.{mantissa.removeprefix(sign)}"
    return float(f"{mantissa}e{exponent}")


def _line_faults(
    sets: TwoLines, which: int, lines: Sequence[bytes], matrix: NDArray[np.uint8], number_ok: Mask
) -> list[Fault]:
    """Return the faults one of the two lines can have by itself."""
    at = np.array(sets.number1 if which == 1 else sets.number2, dtype=np.int64)
    lengths = np.array([len(line) for line in lines], dtype=np.int64)
    overrun = np.array([len(line) > LENGTH and line[LENGTH : LENGTH + 1] not in b" \t" for line in lines])
    fits, due = check_digit_fits(matrix)
    return [
        Fault(
            lengths < LENGTH,
            "truncated",
            lambda row: f"line {which} has {lengths[row]} characters: {quoted(lines[row])}",
            f"{LENGTH} characters",
            line=at,
        ),
        Fault(
            matrix[:, 0] != ord(str(which)),
            "line_number",
            lambda row: f"line {which} begins with {quoted(lines[row][:2])}",
            f"a line that begins with '{which} '",
            line=at,
        ),
        Fault(
            overrun,
            "layout",
            lambda row: f"line {which} goes on after column {LENGTH}: {quoted(lines[row])}",
            f"{LENGTH} characters, or a blank before any further text",
            line=at,
        ),
        Fault(
            ~fits,
            "checksum",
            lambda row: f"line {which} ends in {quoted(lines[row][68:69])}, its digits add up to {due[row]}",
            f"the check digit of line {which} to be the sum of its digits, a minus as 1, modulo 10",
            line=at,
        ),
        Fault(
            ~number_ok,
            "not_a_number",
            lambda row: f"catalogue number {quoted(lines[row][2:7])} in line {which}",
            "five digits, or Alpha-5: a letter but I and O, then four digits; above 0",
            line=at,
        ),
    ]


def _stated_fault(sets: TwoLines, number: Ints) -> list[Fault]:
    if sets.stated_number is None:
        return []
    stated = sets.stated_number
    wrong = [n is not None and n != found for n, found in zip(stated, number.tolist(), strict=True)]
    return [
        Fault(
            np.array(wrong, dtype=np.bool_),
            "mismatch",
            lambda row: f"the record says object {stated[row]}, its lines say {number[row]}",
            "one catalogue number",
        )
    ]


def _unreadable(sets: TwoLines, name: str, ok: Mask) -> Fault:
    return Fault(
        ~ok,
        "not_a_number",
        lambda row: f"{name} cannot be read in {quoted(sets.line1[row])} {quoted(sets.line2[row])}",
        "numbers in the columns of the two-line format",
    )
