"""Which element set stands for an object at a time, and the time a catalogue is best screened from."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.model.time import naive_utc

_DAY_US = 86_400_000_000
_HOUR_US = 3_600_000_000
# Added to the distance of a set after the start, so that every set not after it comes first. 2**61 us is 73,000
# years: more than any two epochs differ, and the sum stays far from the end of an int64.
_AFTER = 2**61


@dataclass(frozen=True, slots=True)
class Selection:
    """One element set for each object, and all that was not taken: nothing is lost between the three tables.

    ``elements`` has one row per object, sorted by ``norad_cat_id``; ``age_d`` (n,) is start minus epoch in days for
    each of its rows, negative where only a later set exists. ``history`` holds the other sets in their order.
    ``too_old`` holds the chosen sets (with a column ``age_d``) of objects left out because they are farther from
    the start than was asked; empty unless asked. ``after_start`` counts the objects with later sets only.
    """

    elements: pl.DataFrame
    history: pl.DataFrame
    too_old: pl.DataFrame
    after_start: int
    age_d: NDArray[np.float64]


def newest_not_after(elements: pl.DataFrame, start: datetime, max_age_d: float | None = None) -> Selection:
    """Return for each object its newest set with epoch at or before ``start``, else its earliest after it.

    ``elements`` has the columns of ``model.elements``; ``start`` without a zone is taken as UTC. Of several sets at
    the same epoch the first in the table is taken. Age alone never leaves an object out: only ``max_age_d`` (days,
    either side of the start) does. Raises ValueError on an empty epoch or number, or a ``max_age_d`` below 0.
    """
    if max_age_d is not None and not max_age_d >= 0:
        raise ValueError(f"max_age_d must be 0 or more days, not {max_age_d}")
    numbers, epochs = _columns(elements)
    before_us = _microseconds(start) - epochs  # positive: the epoch lies before the start
    key = np.where(before_us >= 0, before_us, _AFTER - before_us)
    chosen = _first_of_each(numbers, key)

    age_d = before_us[chosen] / _DAY_US
    within = np.full(len(chosen), True) if max_age_d is None else np.abs(age_d) <= max_age_d
    rest = np.full(len(numbers), True)
    rest[chosen] = False
    return Selection(
        elements=elements[chosen[within]],
        history=elements.filter(pl.Series(rest, dtype=pl.Boolean)),
        too_old=elements[chosen[~within]].with_columns(pl.Series("age_d", age_d[~within], dtype=pl.Float64)),
        after_start=int((age_d[within] < 0).sum()),
        age_d=age_d[within],
    )


def default_start(elements: pl.DataFrame) -> datetime:
    """Return the 99th-percentile epoch of the newest set of each object, rounded up to the hour, aware UTC.

    By then all but a hundredth of the catalogue is known; the last hundredth may be predicted backwards by a little.
    Linear between neighbouring epochs. Raises ValueError where there is no element set.
    """
    if elements.is_empty():
        raise ValueError("there is no element set to take a start from")
    numbers, epochs = _columns(elements)
    newest = epochs[_first_of_each(numbers, -epochs)]
    # Relative to the earliest, so that the interpolation keeps the microsecond for any span of epochs.
    base = int(newest.min())
    at_us = base + int(np.ceil(np.quantile(newest - base, 0.99)))
    hours = -(-at_us // _HOUR_US)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hours)


def _columns(elements: pl.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    for name in ("norad_cat_id", "epoch"):
        if elements[name].null_count():
            raise ValueError(f"{elements[name].null_count()} element sets have no {name}")
    epochs = elements["epoch"].cast(pl.Datetime("us")).to_physical().to_numpy()
    return elements["norad_cat_id"].cast(pl.Int64).to_numpy(), epochs.astype(np.int64)


def _first_of_each(numbers: NDArray[np.int64], key: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return for each number, ascending, the index of its least key; the first in the table where keys are equal."""
    order = np.lexsort((key, numbers))  # stable: equal keys stay in the order of the table
    ranked = numbers[order]
    first = np.ones(len(ranked), dtype=bool)
    first[1:] = ranked[1:] != ranked[:-1]
    return order[first]


def _microseconds(at: datetime) -> int:
    return (naive_utc(at) - datetime(1970, 1, 1)) // timedelta(microseconds=1)
