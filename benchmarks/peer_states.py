"""States by astroz, as its own users would have them: many satellites at once, positions and velocities.

It is optional (the extra ``bench``; there are no wheels for every system): without it nothing is returned.
"""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import numpy as np
import polars as pl
import sgp4.api
from made_files import two_lines
from numpy.typing import NDArray

from dueregard.orbit.reference import julian_day

Floats = NDArray[np.float64]


def api() -> Any:
    """Return ``astroz.api`` on one core, None where it is not installed."""
    os.environ["ASTROZ_THREADS"] = "1"  # read when it is loaded
    try:
        import astroz.api
    except ImportError:
        return None
    return astroz.api


def records(library: Any, elements: pl.DataFrame) -> list[Any]:
    """Return the element sets as records of astroz or of sgp4, from two-line text."""
    lines = two_lines(elements).splitlines()
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return [library.Satrec.twoline2rv(first, second) for first, second in pairs]


def of_astroz(
    elements: pl.DataFrame, start: datetime, shapes: tuple[tuple[int, int, int], ...]
) -> Iterator[tuple[int, Callable[[], object]]]:
    """Yield for each shape (objects, instants a minute apart, times over) its states and the work to be timed."""
    library = api()
    if library is None:
        return
    made = records(library, elements)
    jd, fraction = julian_day(np.datetime64(start, "us"))
    for objects, instants, again in shapes:
        some = library.SatrecArray(made[:objects])
        days, parts = np.full(instants, jd), fraction + np.arange(instants) / 1440.0

        def work(some: Any = some, days: Floats = days, parts: Floats = parts, again: int = again) -> None:
            for _ in range(again):
                some.sgp4(days, parts)

        yield min(objects, len(made)) * instants * again, work


def accuracy_of_astroz(
    elements: pl.DataFrame, start: datetime, offsets_s: Floats, chosen: NDArray[np.bool_]
) -> dict[str, float]:
    """Return by how many metres the chosen states (n_objects, n_times) are off those of python-sgp4, both from the
    same two-line text. Nothing where astroz is not there.
    """
    library, some = api(), elements.filter(chosen.any(axis=1))
    if library is None or some.is_empty():
        return {}
    jd, fraction = julian_day(np.datetime64(start, "us"))
    days, parts = np.full(len(offsets_s), jd), fraction + offsets_s / 86_400.0
    ours, theirs = (one.SatrecArray(records(one, some)).sgp4(days, parts)[1] for one in (library, sgp4.api))
    if len(ours) != len(some):  # a set that has no two-line text
        return {}
    off_m = np.linalg.norm(ours - theirs, axis=2) * 1e3
    off_m = off_m[chosen[chosen.any(axis=1)] & np.isfinite(off_m)]
    return {
        "astroz_worst_m": round(float(off_m.max()), 2),
        "astroz_most_below_m": round(float(np.quantile(off_m, 0.999)), 2),
    }
