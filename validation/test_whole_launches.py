"""Slow pairs for a week: whole launches at 50 km against the acceptance script's brute force.

Slow: some ten minutes. ``python3 run.py validate -s -k whole_launches`` prints the counts of docs/accuracy.md.
"""

import time
import warnings
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from acceptance import acceptance_script, two_line_text

from dueregard.orbit.screen import screen
from dueregard.sky.read import read_elements

HOURS, WITHIN_KM = 168.0, 50.0
# The largest launches are constellations on their way up; these are of all kinds and sizes: how many objects are taken.
CATALOGUE, START = "2024-07-05_full_spacetrack_3le.txt.xz", "2024-07-05T00:00:00Z"
LARGEST, MIDDLE, MOST = 2, 10, 24
pytestmark = pytest.mark.slow


def launches(sets: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return whole launches: the two with most objects that are cut to ``MOST``, and ten of six to ten objects."""
    of = defaultdict(list)
    for one in sets:
        if one[0][9:14].strip():
            of[one[0][9:14]].append(one)
    by_size = sorted(of.values(), key=lambda group: (-len(group), group[0][0][9:14]))
    middle = [group for group in by_size if 6 <= len(group) <= 10]
    step = max(1, len(middle) // MIDDLE)
    return [one for group in (*by_size[:LARGEST], *middle[::step][:MIDDLE]) for one in group[:MOST]]


def test_slow_pairs_of_whole_launches_are_all_found_for_a_week(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    script = acceptance_script()
    (tmp_path / "full.tle").write_text(two_line_text(CATALOGUE))
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", ResourceWarning
        )  # the script leaves closing its files to the interpreter
        sets = launches(script.read_tle(tmp_path / "full.tle"))
    (tmp_path / "part.tle").write_text("".join("\n".join(one) + "\n" for one in sets))
    start = datetime.fromisoformat(START)
    begun = time.perf_counter()
    truth, bad, twins = script.brute(sets, start, HOURS, WITHIN_KM, 30)
    brute_s = time.perf_counter() - begun
    elements = read_elements(tmp_path / "part.tle").values
    begun = time.perf_counter()
    found = screen(elements, start, HOURS, WITHIN_KM)
    screen_s = time.perf_counter() - begun
    times = pl.col("entry", "tca", "exit").dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
    found.approaches.with_columns(times).write_csv(tmp_path / "rows.csv")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        rows, merged = script.load(tmp_path / "rows.csv", start)
    count, missing, off, extra = script.compare(truth, bad, twins, rows, merged, WITHIN_KM, HOURS * 3600, 300)
    slow = sum(1 for x in truth if x[4] and min(k[2] for k in x[3]) < script.SLOW_KM_S)
    long = len(found.approaches.filter(pl.col("dwell_s") >= 7200))
    with capsys.disabled():
        print(
            f"\nwhole launches, {CATALOGUE[:10]}, {HOURS:g} h, {WITHIN_KM:g} km: {len(sets)} objects, "
            f"{slow} slow pairs, {count - len(missing)} of {count} found, {len(off)} off, {len(extra)} extra; "
            f"{long} rows of two hours and more; brute force {brute_s:.0f} s, screen {screen_s:.1f} s"
        )
    assert missing == []
    assert off == []
    assert extra == []
    assert slow > 50
    only = screen(elements, start, HOURS, WITHIN_KM, prolonged_only=True).approaches
    assert only.equals(found.approaches.filter(pl.col("kind") != "conjunction"))
