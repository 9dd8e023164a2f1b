"""Slow pairs for a week: whole launches at 50 km against the acceptance script's brute force.

Slow: some minutes. ``python3 run.py validate -s -k whole_launches`` prints the counts of docs/accuracy.md.
"""

from collections import defaultdict
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from acceptance import compared, script_sets, two_line_text

from dueregard.orbit.screen import screen
from dueregard.orbit.sgp4.prepared import on_grid, prepare
from dueregard.sky.read import read_elements
from dueregard.sky.select import newest_not_after

HOURS, WITHIN_KM = 168.0, 50.0
CATALOGUE, START = "2024-07-05_full_spacetrack_3le.txt.xz", "2024-07-05T00:00:00Z"
# Of the launches that fly most in company when the week begins, so many, and of each so many objects.
LAUNCHES, MOST = 40, 60
NEAR_KM, SLOW_KM_S = 200.0, 0.1
pytestmark = pytest.mark.slow


def launches(path: Path, start: datetime) -> list[str]:
    """Return the COSPAR numbers of the launches with most pairs of objects that fly in company at the start."""
    elements = newest_not_after(read_elements(path).values, start).elements
    states = on_grid(prepare(elements, start), np.zeros(1))
    r, v = states.positions_km[:, 0], states.velocities_km_s[:, 0]
    launch = elements["object_id"].fill_null("").str.slice(0, 8).to_list()
    of: dict[str, list[int]] = defaultdict(list)
    for k in np.flatnonzero(states.error[:, 0] == 0):
        if launch[k]:
            of[launch[k]].append(int(k))
    pairs = {}
    for name, rows in of.items():
        some = rows[:MOST]
        apart = np.linalg.norm(r[some][:, None] - r[some], axis=2)
        speed = np.linalg.norm(v[some][:, None] - v[some], axis=2)
        pairs[name] = int(((apart < NEAR_KM) & (speed < SLOW_KM_S)).sum() - len(some)) // 2
    return sorted(pairs, key=lambda name: (-pairs[name], name))[:LAUNCHES]


def test_slow_pairs_of_whole_launches_are_all_found_for_a_week(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    start = datetime.fromisoformat(START)
    (tmp_path / "full.tle").write_text(two_line_text(CATALOGUE))
    chosen = set(launches(tmp_path / "full.tle", start))
    taken: dict[str, int] = defaultdict(int)
    sets = []
    for first, second in script_sets(tmp_path / "full.tle"):
        # 98067 in a two-line set is 1998-067 elsewhere.
        launch = ("19" if first[9:11] >= "57" else "20") + f"{first[9:11]}-{first[11:14]}"
        if launch in chosen and taken[launch] < MOST:
            taken[launch] += 1
            sets.append(f"{first}\n{second}\n")
    (tmp_path / "part.tle").write_text("".join(sets))
    one = compared(tmp_path / "part.tle", tmp_path / "rows.csv", start, HOURS, WITHIN_KM)
    rows = one.found.approaches
    long = len(rows.filter(pl.col("dwell_s") >= 7200))
    with capsys.disabled():
        print(
            f"\nwhole launches, {CATALOGUE[:10]}, {HOURS:g} h, {WITHIN_KM:g} km: {one.words()}; "
            f"{long} rows of two hours and more"
        )
    assert one.faults() == []
    assert one.slow > 50
    elements = read_elements(tmp_path / "part.tle").values
    only = screen(elements, start, HOURS, WITHIN_KM, prolonged_only=True).approaches
    assert only.equals(rows.filter(pl.col("kind") != "conjunction"))
