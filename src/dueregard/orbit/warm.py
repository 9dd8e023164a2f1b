"""Every kernel called once: compiled on the first use of an installation, taken from the cache on any other."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.model.elements import ELEMENT_SCHEMA
from dueregard.model.ephemeris import Ephemeris, Segment
from dueregard.orbit.restless import meeting
from dueregard.orbit.screen import screen
from dueregard.orbit.screen_path import screen_path
from dueregard.orbit.sgp4.prepared import Prepared, at_times, on_grid_by_time, prepare

START: Final = datetime(2031, 1, 1)
# Revolutions a day, node and mean anomaly in degrees: near the Earth in company, and in a plane that crosses theirs;
# once and twice a day (resonant), and deep in space without resonance.
ORBITS: Final = (
    (15.0, 0.0, 0.0),
    (15.0, 0.0, 0.01),
    (15.0, 0.0, 0.02),
    (15.0, 90.0, 0.0),
    (1.0027, 0.0, 0.0),
    (2.0056, 0.0, 0.0),
    (4.0, 0.0, 0.0),
)


def warm(told: Callable[[float], None] | None = None, *, paths: bool = False) -> None:
    """Call the kernels of propagation and screening on a few invented orbits; ``told`` hears how far it is, 0 to 1.

    With ``paths`` those of stated paths and below the grid too, which a screen of a whole catalogue does without.
    """
    rows = [
        {
            "norad_cat_id": 1 + k,
            "object_name": "INVENTED",
            "epoch": START,
            "mean_motion_rev_day": motion,
            "eccentricity": 0.001 if motion > 3.0 else 0.5,
            "inclination_deg": 50.0 + k,
            "ra_of_asc_node_deg": node,
            "arg_of_pericenter_deg": 0.0,
            "mean_anomaly_deg": anomaly,
            "bstar": 1e-5,
        }
        for k, (motion, node, anomaly) in enumerate(ORBITS)
    ]
    elements = pl.DataFrame(rows, schema_overrides=ELEMENT_SCHEMA)
    missing = [
        pl.lit(None, kind).alias(name)
        for name, kind in ELEMENT_SCHEMA.items()
        if name not in elements.columns
    ]
    elements = elements.with_columns(missing).select(ELEMENT_SCHEMA.keys())
    prepared = prepare(elements, START)
    steps: list[Callable[[], object]] = [
        lambda: on_grid_by_time(prepared, np.zeros(2)),
        lambda: on_grid_by_time(prepared, np.zeros(2), out=_part_of_a_grid(len(prepared))),
        lambda: at_times(prepared, np.zeros(1, np.int64), np.zeros(1)),
        lambda: screen(elements, START, 0.2, 50.0, threads=1),
    ]
    none, place = np.zeros(0, np.int64), np.zeros((1, 3))
    steps.append(lambda: meeting(place, place, none, none, np.zeros(0), np.zeros(0), np.zeros(0)))
    if paths:
        steps.append(lambda: screen_path(_path(prepared), elements[1:], START, 0.2, 50.0, threads=1))
    for k, step in enumerate(steps):
        if told is not None:
            told(k / len(steps))
        step()
    if told is not None:
        told(1.0)


def _part_of_a_grid(n: int) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint8]]:
    """Return room for two instants of n objects as a sweep has it: within a grid of more instants and objects."""
    r, v, error = np.empty((4, n + 2, 3)), np.empty((4, n + 2, 3)), np.empty((4, n + 2), np.uint8)
    return r[1:3, 1:-1], v[1:3, 1:-1], error[1:3, 1:-1]


def _path(prepared: Prepared) -> Ephemeris:
    """Return a path of the first object, from before the beginning to after it."""
    seconds = np.arange(-600.0, 1801.0, 300.0)
    r, v, _ = at_times(prepared, np.zeros(len(seconds), np.int64), seconds)
    epochs = np.datetime64(START, "us").astype(np.int64) + (seconds * 1e6).astype(np.int64)
    ends = int(epochs[0]), int(epochs[-1])
    segment = Segment(*ends, *ends, epochs, r, v)
    return Ephemeris(
        "INVENTED", "2031-001A", None, "EARTH", "TEME", "UTC", "HERMITE", 7, (segment,), "invented", 0
    )
