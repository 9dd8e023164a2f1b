"""Rows depend on the objects alone: not on the step, the order, the threads, nor on how the question is put."""

import atexit
import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from acceptance import compared, mixed_subset, two_line_text

from dueregard.model.approach import PROLONGED
from dueregard.orbit.screen import screen
from dueregard.sky.read import read_elements

CATALOGUE = "2023-04-01_full_spacetrack_3le.txt.xz"
START = datetime(2023, 4, 1, 12, tzinfo=UTC)


@cache
def mixed_part(n: int) -> Path:
    """Return the acceptance script's mixed part of a real catalogue, as a file."""
    text, folder = two_line_text(CATALOGUE), Path(tempfile.mkdtemp(prefix="dueregard-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "full.tle").write_text(text)
    mixed_subset(n, folder / "full.tle", folder / "part.tle")
    (folder / "full.tle").unlink()
    return folder / "part.tle"


@cache
def subset() -> pl.DataFrame:
    """Return some 800 objects of a real catalogue, the ones with the most drag among them."""
    table = read_elements(mixed_part(800)).values
    assert table["norad_cat_id"].is_duplicated().sum() == 0
    return table


@pytest.mark.parametrize("within_km", [1.0, 20.0])
def test_rows_are_identical_at_four_internal_steps(within_km: float) -> None:
    usual = screen(subset(), START, 6, within_km, threads=1)
    assert len(usual.approaches) > 20
    for step_s in (17.0, 90.0, 150.0):
        other = screen(subset(), START, 6, within_km, step_s=step_s, threads=1)
        assert other.approaches.equals(usual.approaches), f"rows differ at {step_s} s"
        assert other.not_covered.equals(usual.not_covered)


def test_rows_are_identical_shuffled_and_on_four_threads() -> None:
    usual = screen(subset(), START, 6, 10, threads=1)
    for seed in (1, 2):
        mixed = subset().sample(fraction=1.0, shuffle=True, seed=seed)
        other = screen(mixed, START, 6, 10, threads=4)
        assert other.approaches.equals(usual.approaches)
        assert other.not_covered.equals(usual.not_covered)


@pytest.mark.parametrize(
    ("within_km", "min_dwell_s"), [(5, 300), (5, 3600), (50, 300), (50, 3600), (50, 6 * 3600), (50, 20)]
)  # fmt: skip
def test_prolonged_only_is_the_prolonged_part_of_the_full_screen(
    within_km: float, min_dwell_s: float
) -> None:
    full = screen(subset(), START, 8, within_km, min_dwell_s=min_dwell_s, threads=1).approaches
    only = screen(
        subset(), START, 8, within_km, min_dwell_s=min_dwell_s, prolonged_only=True, threads=1
    ).approaches
    expected = full.filter(pl.col("kind").is_in([PROLONGED, "merged"]))
    assert len(expected) > 3
    assert only.equals(expected)


@pytest.mark.parametrize("which", ["belt", "one", "low", "all but one"])
def test_focus_is_a_filter_of_the_full_screen(which: str) -> None:
    table = subset()
    n_rev = table["mean_motion_rev_day"].to_numpy()
    crowded = screen(table, START, 6, 30, threads=1).approaches["object1_norad_cat_id"].mode().sort()[0]
    one = table["norad_cat_id"].to_numpy() == crowded
    focus = {"belt": n_rev < 1.1, "one": one, "low": n_rev > 13, "all but one": ~one}[which]
    numbers = table.filter(pl.Series(focus))["norad_cat_id"].implode()
    chosen = pl.col("object1_norad_cat_id").is_in(numbers) | pl.col("object2_norad_cat_id").is_in(numbers)
    full = screen(table, START, 6, 30, threads=1).approaches
    part = screen(table, START, 6, 30, focus=focus, threads=1).approaches
    assert len(part) > 0
    assert part.equals(full.filter(chosen))
    only = screen(table, START, 6, 30, focus=focus, prolonged_only=True, threads=1).approaches
    assert only.equals(full.filter(chosen & (pl.col("kind") != "conjunction")))


def test_the_acceptance_script_finds_nothing_missing_and_nothing_invented(tmp_path: Path) -> None:
    one = compared(mixed_part(2500), tmp_path / "rows.csv", START, 6.0, 5.0, threads=1)
    assert one.faults() == []
    assert one.of >= 50
    assert one.merged > 3
