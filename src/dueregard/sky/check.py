"""What makes a record unusable, whatever format it came in: faults, and the rejects they turn into.

A fault is a mask over the records of a batch with the words that explain it. The first fault of a record is
its reject; a record without fault is kept. Pure: arrays and values in, arrays and values out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.model.elements import SGP4_COLUMNS
from dueregard.model.reject import Reading, Reject

Mask = NDArray[np.bool_]

MU_KM3_S2: Final = 398600.8  # WGS-72, as SGP4 has it (Vallado et al. 2006, AIAA 2006-6753)
EARTH_RADIUS_KM: Final = 6378.135  # WGS-72, same source
FASTEST_REV_DAY: Final = 20.0  # nothing circles the Earth in less than some 84 minutes: 17.1 rev/day
FIRST_EPOCH: Final = np.datetime64("1957-01-01T00:00:00", "us")  # the year of the first artificial satellite
LAST_EPOCH: Final = np.datetime64("2101-01-01T00:00:00", "us")

ANGLES: Final = ("ra_of_asc_node_deg", "arg_of_pericenter_deg", "mean_anomaly_deg")
FINITE: Final = (
    "mean_motion_rev_day",
    "eccentricity",
    "inclination_deg",
    *ANGLES,
    "bstar",
    "mean_motion_dot",
    "mean_motion_ddot",
)
ASK_PUBLISHER: Final = "take the set from its publisher again; if it is wrong there, report it there"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to be wrong: which records of the batch are (``mask``: (n,)), and the words for each of them.

    ``what`` gets the index of the record. ``line`` is the line to name for each record where that is not the
    record's own first line.
    """

    mask: Mask
    reason: str
    what: Callable[[int], str]
    expected: str
    do: str = ASK_PUBLISHER
    line: NDArray[np.int64] | None = None


def keep_sound(elements: pl.DataFrame, faults: Sequence[Fault], file: str) -> Reading[pl.DataFrame]:
    """Return the records without fault, and a reject for each of the others that names its first fault.

    ``elements``: ELEMENT_SCHEMA, one row per record of the batch, nulls where a field could not be read.
    """
    bad = np.zeros(elements.height, dtype=np.bool_)
    first = np.full(elements.height, -1)
    for i, fault in enumerate(faults):
        fresh = fault.mask & ~bad
        first[fresh] = i
        bad |= fault.mask
    if not bad.any():
        return Reading(elements, ())
    lines, numbers = elements["line"], elements["norad_cat_id"]
    rejects = []
    for row in np.flatnonzero(bad).tolist():
        fault = faults[first[row]]
        line = int(lines[row] if fault.line is None else fault.line[row])
        rejects.append(
            Reject(file, line, fault.reason, fault.what(row), fault.expected, fault.do, numbers[row])
        )
    return Reading(elements.filter(pl.Series(~bad)), tuple(rejects))


def impossible_elements(elements: pl.DataFrame) -> list[Fault]:
    """Return the faults of values no Earth satellite can have. Nulls are no fault here: they are named elsewhere.

    Angles may lie outside 0 to 360 degrees: they are merely wrapped, and SGP4 takes them as they are.
    """

    def value(name: str) -> NDArray[np.float64]:
        return elements[name].fill_null(0.5 if name == "eccentricity" else 1.0).to_numpy()

    def fault(name: str, mask: Mask, expected: str) -> Fault:
        column = elements[name]
        return Fault(mask, "impossible_element", lambda row: f"{name} is {column[row]}", expected)

    motion, eccentricity, inclination = map(value, ("mean_motion_rev_day", "eccentricity", "inclination_deg"))
    epoch = elements["epoch"].fill_null(FIRST_EPOCH.item()).to_numpy()
    positive = motion > 0
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        rad_s = np.where(positive, motion, 1.0) * 2 * np.pi / 86400
        semi_major_axis_km = np.cbrt(MU_KM3_S2 / rad_s / rad_s)
    faults = [fault(name, ~np.isfinite(value(name)), "a finite number") for name in FINITE]
    faults += [
        fault("eccentricity", ~((eccentricity >= 0) & (eccentricity < 1)), "at least 0 and below 1"),
        fault(
            "mean_motion_rev_day",
            ~(positive & (motion <= FASTEST_REV_DAY)),
            f"above 0 and at most {FASTEST_REV_DAY:g} revolutions per day",
        ),
        fault("inclination_deg", ~((inclination >= 0) & (inclination <= 180)), "0 to 180 degrees"),
        Fault(
            ~(semi_major_axis_km >= EARTH_RADIUS_KM),
            "impossible_element",
            lambda row: (
                f"mean motion {motion[row]:.8g} rev/day: the semi-major axis, {semi_major_axis_km[row]:.0f} km, "
                "lies below the Earth's surface"
            ),
            f"a semi-major axis of at least {EARTH_RADIUS_KM} km",
        ),
        fault(
            "epoch", ~((epoch >= FIRST_EPOCH) & (epoch < LAST_EPOCH)), "an epoch in the years 1957 to 2100"
        ),
    ]
    return faults


def without_repeats(elements: pl.DataFrame) -> Reading[pl.DataFrame]:
    """Return the table with one row per object and epoch, the first; every further one is a reject ``duplicate``.

    Different epochs of one object are history and stay. The reject says whether the elements differ.
    """
    key = ["norad_cat_id", "epoch"]
    repeated = ~elements.select(pl.struct(key).is_first_distinct()).to_series()
    if not repeated.any():
        return Reading(elements, ())
    further = elements.filter(repeated)
    firsts = elements.filter(~repeated).join(further.select(key).unique(), on=key, how="semi")
    first_of = {(row["norad_cat_id"], row["epoch"]): row for row in firsts.iter_rows(named=True)}
    rejects = []
    for row in further.iter_rows(named=True):
        kept = first_of[row["norad_cat_id"], row["epoch"]]
        place = f"{kept['source']}, line {kept['line']}" if kept["line"] else kept["source"]
        differing = [name for name in SGP4_COLUMNS if row[name] != kept[name]]
        rejects.append(
            Reject(
                row["source"],
                row["line"],
                "duplicate",
                f"object {row['norad_cat_id']} at epoch {row['epoch'].isoformat()}Z stands already in {place}, "
                + (f"with different {', '.join(differing)}" if differing else "with the same elements"),
                "one record per object and epoch",
                "nothing, if the first is the right one: it was kept; otherwise remove it",
                row["norad_cat_id"],
            )
        )
    return Reading(elements.filter(~repeated), tuple(rejects))
