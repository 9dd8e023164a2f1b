"""Orbit Mean-Elements Messages, whatever they are written in: keywords and texts in, element sets out.

CCSDS 502.0-B-3 section 4 names the keywords. What SGP4 needs must be there and be plain; what a message says of
its frame, centre, time system and theory must be what SGP4 is defined for.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import polars as pl

from dueregard.model.elements import ELEMENT_SCHEMA
from dueregard.model.reject import Reading
from dueregard.sky.check import ASK_PUBLISHER, Fault, Mask, impossible_elements, keep_sound
from dueregard.sky.lines import printable, quoted

NUMBERS: Final = {
    "MEAN_MOTION": "mean_motion_rev_day",
    "ECCENTRICITY": "eccentricity",
    "INCLINATION": "inclination_deg",
    "RA_OF_ASC_NODE": "ra_of_asc_node_deg",
    "ARG_OF_PERICENTER": "arg_of_pericenter_deg",
    "MEAN_ANOMALY": "mean_anomaly_deg",
    "BSTAR": "bstar",
    "MEAN_MOTION_DOT": "mean_motion_dot",
    "MEAN_MOTION_DDOT": "mean_motion_ddot",
}
WHOLE: Final = {
    "NORAD_CAT_ID": "norad_cat_id",
    "ELEMENT_SET_NO": "element_set_no",
    "REV_AT_EPOCH": "rev_at_epoch",
}
REQUIRED: Final = ("EPOCH", "NORAD_CAT_ID", *list(NUMBERS)[:7])
# What a message says beside the numbers, and the values for which SGP4 is defined.
SETTING: Final = {
    "CENTER_NAME": ("EARTH",),
    "REF_FRAME": ("TEME", "TEMEOFDATE"),  # the second is the name in the SANA registry of frames
    "TIME_SYSTEM": ("UTC",),
    "MEAN_ELEMENT_THEORY": (
        "SGP4",
        "SGP/SGP4",
    ),  # publishers write the first, the examples of CCSDS 502.0-B the second
    "EPHEMERIS_TYPE": ("0", "2"),  # 0: as distributed; 2: SGP4; 4 is SGP4-XP
}
MESSAGE_ONLY: Final = tuple(SETTING)[
    :4
]  # mandatory in KVN and XML; CelesTrak's and Space-Track's tables leave them out
KEYWORDS: Final = ("OBJECT_NAME", "OBJECT_ID", "EPOCH", *NUMBERS, *WHOLE, *SETTING)
LARGEST_NUMBER: Final = 10**15

_ISO: Final = re.compile(
    r"(\d{4})-(?:(\d{2})-(\d{2})|(\d{3}))T(\d{2}):(\d{2}):(\d{2})(\.\d*)?(?:Z|\+00:00)?", re.ASCII
)


def decode_keywords(
    columns: Mapping[str, Sequence[str | None] | pl.Series],
    lines: Sequence[int],
    file: str,
    *,
    message: bool,
) -> Reading[pl.DataFrame]:
    """Return the sound records as a table of ELEMENT_SCHEMA, in order, and a reject for every other one.

    ``columns``: per OMM keyword the texts of the records, None or blank where not given; keywords that are not
    there at all may be left out. ``lines``: where each record begins. ``message``: the records come from KVN or
    XML, where frame, centre, time system and theory have to be stated.
    """
    count = len(lines)
    text = {
        name: pl.Series(name, columns.get(name, [None] * count), dtype=pl.String)
        .str.strip_chars()
        .replace("", None)
        for name in KEYWORDS
    }
    parsed = {name: text[name].cast(pl.Float64, strict=False) for name in NUMBERS}
    whole = {name: _whole(text[name]) for name in WHOLE}
    epoch = epochs(text["EPOCH"])
    elements = pl.DataFrame(
        {
            "norad_cat_id": whole["NORAD_CAT_ID"],
            "object_name": _shown(text["OBJECT_NAME"]),
            "object_id": _shown(text["OBJECT_ID"]),
            "epoch": epoch,
            **{column: parsed[name] for name, column in NUMBERS.items()},
            "element_set_no": whole["ELEMENT_SET_NO"],
            "rev_at_epoch": whole["REV_AT_EPOCH"],
            "source": pl.repeat(file, count, dtype=pl.String, eager=True),
            "line": pl.Series(lines, dtype=pl.Int64),
            "first_seen": pl.repeat(None, count, dtype=pl.Datetime("us"), eager=True),
        },
        schema=ELEMENT_SCHEMA,
    )
    required = REQUIRED + (MESSAGE_ONLY if message else ())
    faults = [
        *(_setting_fault(name, text[name]) for name in SETTING if text[name].null_count() < count),
        *(_missing_fault(name, text) for name in required if text[name].null_count()),
        *(_number_fault(name, text[name], parsed[name], "a number") for name in NUMBERS),
        *(_number_fault(name, text[name], whole[name], "a whole number") for name in WHOLE),
        _number_fault("EPOCH", text["EPOCH"], epoch, "a time such as 2024-11-01T06:00:00.123456, in UTC"),
        Fault(
            (whole["NORAD_CAT_ID"] <= 0).fill_null(False).to_numpy(),
            "not_a_number",
            lambda row: f"NORAD_CAT_ID is {quoted(text['NORAD_CAT_ID'][row])}",
            "a catalogue number above 0",
        ),
        *impossible_elements(elements),
    ]
    return keep_sound(elements, faults, file)


def epochs(text: pl.Series) -> pl.Series:
    """Return times of ISO 8601, calendar date or day of the year, as datetime[us], UTC; null where they are none.

    Digits beyond the microsecond are rounded.

    >>> epochs(pl.Series(["2007-064T10:34:41.4264"])).item()
    datetime.datetime(2007, 3, 5, 10, 34, 41, 426400)
    """
    usual = text.str.contains(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(\.\d{1,6})?$")
    fast = text.set(~usual, None).str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
    rest = (fast.is_null() & text.is_not_null()).arg_true().to_list()
    if not rest:
        return fast
    values = fast.to_list()
    for row in rest:
        values[row] = _epoch(text[row])
    return pl.Series(values, dtype=pl.Datetime("us"))


def _epoch(text: str) -> datetime | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    year, month, day, ordinal, hour, minute, second, fraction = found.groups()
    try:
        if ordinal:
            start = datetime(int(year), 1, 1, int(hour), int(minute), int(second), tzinfo=UTC)
            at = start + timedelta(days=int(ordinal) - 1)
            if int(ordinal) < 1 or at.year != start.year:
                return None
        else:
            at = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        if fraction and len(fraction) > 1:
            at += timedelta(microseconds=round(int(fraction[1:]) * 1e6 / 10 ** (len(fraction) - 1)))
    except (ValueError, OverflowError):
        return None
    return at.replace(tzinfo=None)


def _whole(text: pl.Series) -> pl.Series:
    """Return whole numbers, also those printed with decimals that say nothing (``25544.0``); null where none."""
    plain = text.str.replace(r"\.0*$", "").cast(pl.Int64, strict=False)
    return plain.set((plain.abs() > LARGEST_NUMBER).fill_null(False), None)


def _shown(text: pl.Series) -> pl.Series:
    """Return the texts with control characters written out."""
    if not text.str.contains(r"[[:cntrl:]]").any():
        return text
    return pl.Series([None if value is None else printable(value) for value in text], dtype=pl.String)


def _setting_fault(name: str, text: pl.Series) -> Fault:
    allowed = SETTING[name]
    mask: Mask = (~text.str.to_uppercase().is_in(allowed)).fill_null(False).to_numpy()
    return Fault(
        mask,
        "theory" if name in ("MEAN_ELEMENT_THEORY", "EPHEMERIS_TYPE") else name.lower(),
        lambda row: f"{name} is {quoted(text[row])}",
        f"{name} to be {' or '.join(allowed)}: SGP4 is defined for nothing else",
        "take a set made for SGP4 (SGP4-XP and other theories, frames and time systems need another propagator)",
    )


def _missing_fault(name: str, text: Mapping[str, pl.Series]) -> Fault:
    def what(row: int) -> str:
        missing = [key for key in REQUIRED if text[key][row] is None] or [name]
        note = ""
        if "NORAD_CAT_ID" in missing or "BSTAR" in missing:
            note = ": without its TLE parameters a message cannot be used with SGP4"
        return f"{', '.join(missing)} not given{note}"

    mask: Mask = text[name].is_null().to_numpy()
    return Fault(mask, "missing_keyword", what, f"{name}, as CCSDS 502.0 writes it", ASK_PUBLISHER)


def _number_fault(name: str, text: pl.Series, parsed: pl.Series, expected: str) -> Fault:
    mask: Mask = np.logical_and(text.is_not_null().to_numpy(), parsed.is_null().to_numpy())
    return Fault(mask, "not_a_number", lambda row: f"{name} is {quoted(text[row])}", expected)
