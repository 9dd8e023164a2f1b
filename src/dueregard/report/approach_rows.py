"""What the table of approaches says of the approaches that have a page, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import polars as pl

from dueregard.model.finding import Finding
from dueregard.model.run import MonitorRun
from dueregard.model.time import naive_utc, seconds_between
from dueregard.report.quantities import grouped

Key = tuple[int, int, datetime | None]


@dataclass(frozen=True, slots=True)
class ApproachRow:
    """Closest approach in UTC and relative speed then (m/s), ages of the elements, and whether the interval was cut by
    what could be followed.
    """

    tca: datetime | None = None
    speed: str = ""
    ages: str = ""
    entry_cut: bool = False
    exit_cut: bool = False


NO_ROW: Final = ApproachRow()
SAME_S: Final = 60.0


def approach_key(finding: Finding) -> Key:
    """Return what tells an approach apart: the pair and the entry in UTC (None for a merged pair)."""
    entry = naive_utc(finding.entry) if finding.entry else None
    return finding.object1_norad_cat_id, finding.object2_norad_cat_id, entry


def speed_at(row: ApproachRow, tca: datetime | None) -> str:
    """Return the relative speed of the row where its closest approach is the finding's; empty where it is another.

    With a history a finding is measured by the newest set at each instant, and its closest approach may be another
    than the one that the screening found with the sets of the day.
    """
    if row.tca is None or tca is None or abs(seconds_between(row.tca, naive_utc(tca))) > SAME_S:
        return ""
    return row.speed


def approach_rows(run: MonitorRun) -> dict[Key, ApproachRow]:
    """Return the rows of the approaches that have a page. One that the table does not hold is simply not there."""
    wanted = {approach_key(shown.findings[0]) for shown in run.shown}
    if not wanted:
        return {}
    rows = run.approaches.filter(pl.col("object1_norad_cat_id").is_in([key[0] for key in wanted]))
    found: dict[Key, ApproachRow] = {}
    for row in rows.iter_rows(named=True):
        key = (row["object1_norad_cat_id"], row["object2_norad_cat_id"], row["entry"])
        if key in wanted:
            found[key] = _in_words(row)
    return found


def _in_words(row: Mapping[str, Any]) -> ApproachRow:
    speed = row["relative_speed_km_s"]
    ages = [row["object1_element_age_d"], row["object2_element_age_d"]]
    first, second = (f"{age:.1f} days" if age is not None else "not known" for age in ages)
    return ApproachRow(
        tca=row["tca"],
        speed="" if speed is None else _metres_a_second(speed * 1000),
        ages=""
        if ages == [None, None]
        else f"of the sets it was found with, object 1: {first}; object 2: {second}",
        entry_cut=bool(row["entry_cut"]),
        exit_cut=bool(row["exit_cut"]),
    )


def _metres_a_second(speed: float) -> str:
    places = 0 if speed >= 100 else 1 if speed >= 1 else 2
    return grouped(f"{speed:.{places}f}")
