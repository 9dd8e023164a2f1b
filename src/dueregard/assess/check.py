"""Approaches held against criteria and the record.

Every pair is treated alike: no list of objects or States steers what is looked at.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dueregard.assess.draft import Seen, measured_finding, merged_finding
from dueregard.assess.readings import Pair, applied, pair_of
from dueregard.assess.scene import Scene
from dueregard.assess.zone import measure
from dueregard.model.approach import MERGED, PROLONGED
from dueregard.model.criterion import Criterion
from dueregard.model.finding import Finding
from dueregard.model.time import seconds_between
from dueregard.orbit.region import GEO
from dueregard.orbit.tracks import PairPath, pair_path

Floats = NDArray[np.float64]
Row = Mapping[str, Any]

TOUCHED = ("inside", "indeterminate", "not verifiable")
# With a history the screening carries objects by the day; approaches of one pair less than this apart are looked at
# as one, by the sets of every hour, and this far to either side.
TOGETHER_S = 86_400.0
AROUND_S = 43_200.0
MOST_INSTANTS = 20_000


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings of one approach, the pair, and its path over time (None for merged pairs).

    ``seen_to_stay``: whether by the measured distances themselves the two stay in a zone for as long as it asks.
    """

    findings: tuple[Finding, ...]
    pair: Pair
    path: PairPath | None
    seen_to_stay: bool = False


def check(
    scene: Scene,
    approaches: Sequence[Row],
    criteria: Sequence[Criterion],
    software: str,
    progress: Callable[[float], None] | None = None,
) -> Iterator[Checked]:
    """Yield the findings of every approach that at least one criterion or commitment touches.

    ``approaches``: rows of ``APPROACH_SCHEMA``. An approach of which every applicable criterion says *outside* yields
    nothing; where one is touched the others that apply are given too, outside or not.
    """
    rows = list(_together(approaches) if scene.followed else approaches)
    for k, row in enumerate(rows):
        one = _check_one(scene, row, criteria, software)
        if one is not None:
            yield one
        if progress is not None:
            progress((k + 1) / len(rows))


def _together(approaches: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows with prolonged ones of a pair that lie close together in time made one; all others as they are."""
    last: dict[str, Any] | None = None
    stays = [dict(row) for row in approaches if row["kind"] == PROLONGED]
    for row in sorted(
        stays, key=lambda r: (r["object1_norad_cat_id"], r["object2_norad_cat_id"], r["entry"])
    ):
        same = last is not None and all(
            last[name] == row[name] for name in ("object1_norad_cat_id", "object2_norad_cat_id")
        )
        if last is not None and same and (row["entry"] - last["exit"]).total_seconds() < TOGETHER_S:
            nearer = row if row["miss_distance_km"] < last["miss_distance_km"] else last
            last = {
                **nearer,
                "entry": last["entry"],
                "entry_cut": last["entry_cut"],
                "exit": max(last["exit"], row["exit"]),
                "exit_cut": row["exit_cut"] if row["exit"] >= last["exit"] else last["exit_cut"],
            }
            continue
        if last is not None:
            yield last
        last = row
    if last is not None:
        yield last
    yield from (row for row in approaches if row["kind"] != PROLONGED)


def _check_one(scene: Scene, row: Row, criteria: Sequence[Criterion], software: str) -> Checked | None:
    pair = pair_of(scene, row["object1_norad_cat_id"], row["object2_norad_cat_id"])
    merged = row["kind"] == MERGED
    at = scene.start if merged else row["tca"].replace(tzinfo=UTC)
    speaking = applied(scene, pair, criteria, at)
    if not speaking:
        return None
    if merged:
        return Checked(tuple(merged_finding(scene, pair, a, software) for a in speaking), pair, None)
    entry_s, tca_s, exit_s = (
        seconds_between(row[name].replace(tzinfo=UTC), scene.start) for name in ("entry", "tca", "exit")
    )
    seen = Seen(
        entry_s,
        tca_s,
        exit_s,
        bool(row["entry_cut"]),
        bool(row["exit_cut"]),
        float(row["relative_speed_km_s"]),
    )
    t = _instants(scene, pair, seen, row["kind"] == PROLONGED, max(a.criterion.dwell_s for a in speaking))
    path = pair_path(scene.tracks, *pair.numbers, t)
    merged_at = path.range_km == 0.0
    if merged_at.any():
        # One element set stands for both there, as for a docked pair: exactly 0 km is a catalogue entry and no
        # measurement.
        path = pair_path(scene.tracks, *pair.numbers, t[~merged_at])
    if not path.good.any():
        return None
    results = [measure(a.criterion, path, a.around) for a in speaking]
    if not any(m.outcome in TOUCHED for m in results):
        return None
    return Checked(
        tuple(
            measured_finding(scene, pair, seen, path, a, m, str(row["kind"]), software)
            for a, m in zip(speaking, results, strict=True)
        ),
        pair,
        path,
        any(m.measured_s >= a.criterion.dwell_s for a, m in zip(speaking, results, strict=True)),
    )


def _instants(scene: Scene, pair: Pair, seen: Seen, stay: bool, dwell_s: float) -> Floats:
    """Return when to look at a pair: dense enough for its region, from entry to exit.

    An interval that the window cuts is followed beyond it for the longest dwell asked for, since elements hold there
    too; with a history, stays are followed half a day to either side, since the sets of every hour may put the
    entry elsewhere than those of the day.
    """
    around = AROUND_S if stay and scene.followed else 0.0
    begin = seen.entry_s - dwell_s if seen.entry_cut else min(seen.entry_s, max(seen.entry_s - around, 0.0))
    last = scene.hours * 3600.0
    end = seen.exit_s + dwell_s if seen.exit_cut else max(seen.exit_s, min(seen.exit_s + around, last))
    step = 300.0 if (pair.region1, pair.region2) == (GEO, GEO) else 30.0
    count = int(np.clip(np.ceil((end - begin) / step) + 1, 41, MOST_INSTANTS))
    return np.unique(np.concatenate((np.linspace(begin, end, count), [seen.tca_s])))
