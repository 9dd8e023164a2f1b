"""The screen of real catalogues against the acceptance script's brute force, a day at 1, 10 and 50 km.

Slow: some ten minutes. ``python3 run.py validate -s`` prints the counts that stand in docs/accuracy.md.
"""

import time
from datetime import datetime

import polars as pl
import pytest
from acceptance import compared, mixed_subset, two_line_text

from dueregard.orbit.screen import screen
from dueregard.sky.read import read_elements

HOURS = 24.0
DISTANCES_KM = (1.0, 10.0, 50.0)
CATALOGUES = {
    "2018-08-20_full_spacetrack_json_owner_type.json.xz": "2018-08-20T06:00:00Z",
    "2021-07-22_full_spacetrack_3le.txt.xz": "2021-07-22T18:30:00Z",
    "2023-04-01_full_spacetrack_3le.txt.xz": "2023-04-01T12:00:00Z",
    "2024-07-05_full_spacetrack_3le.txt.xz": "2024-07-04T23:17:42.500Z",
}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=sorted(CATALOGUES), ids=lambda name: name[:10])
def part(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """The mixed subset of a catalogue as a file in a folder, beside the whole one, and the start of the window."""
    folder = tmp_path_factory.mktemp(request.param[:10])
    (folder / "full.tle").write_text(two_line_text(request.param))
    mixed_subset(2500, folder / "full.tle", folder / "part.tle")
    return request.param[:10], folder, datetime.fromisoformat(CATALOGUES[request.param])


@pytest.mark.parametrize("within_km", DISTANCES_KM)
def test_nothing_is_missing_off_or_invented(within_km: float, part, capsys: pytest.CaptureFixture) -> None:
    day, folder, start = part
    one = compared(folder / "part.tle", folder / f"{within_km:g}.csv", start, HOURS, within_km)
    with capsys.disabled():
        print(f"\n{day} {start:%Y-%m-%dT%H:%M:%S}Z {within_km:g} km: {one.words()}")
    assert one.faults() == []
    assert one.of > 10


@pytest.mark.parametrize("within_km", DISTANCES_KM)
def test_rows_of_a_day_are_the_same_at_other_steps(within_km: float, part) -> None:
    _, folder, start = part
    elements = read_elements(folder / "part.tle").values
    usual = screen(elements, start, HOURS, within_km).approaches
    assert screen(elements, start, HOURS, within_km, step_s=120.0).approaches.equals(usual)
    mixed = elements.sample(fraction=1.0, shuffle=True, seed=1)
    assert screen(mixed, start, HOURS, within_km, step_s=31.0, threads=1).approaches.equals(usual)
    only = screen(elements, start, HOURS, within_km, prolonged_only=True).approaches
    assert only.equals(usual.filter(pl.col("kind") != "conjunction"))


def test_the_subset_of_a_full_day_is_the_day_of_the_subset(part, capsys: pytest.CaptureFixture) -> None:
    day, folder, start = part
    elements = read_elements(folder / "full.tle").values.unique(
        "norad_cat_id", keep="first", maintain_order=True
    )
    some = read_elements(folder / "part.tle").values
    begun = time.perf_counter()
    full = screen(elements, start, HOURS, 5.0)
    took = time.perf_counter() - begun
    numbers = some["norad_cat_id"].implode()
    both = pl.col("object1_norad_cat_id").is_in(numbers) & pl.col("object2_norad_cat_id").is_in(numbers)
    kinds = dict(full.approaches["kind"].value_counts().rows())
    with capsys.disabled():
        print(
            f"\n{day} full catalogue, 5 km: {len(elements)} objects, {kinds}, "
            f"{len(full.not_covered)} given up, {took:.1f} s"
        )
    # The subset is written without names.
    names = ["object1_name", "object2_name"]
    alone = screen(some, start, HOURS, 5.0).approaches.drop(names)
    assert alone.equals(full.approaches.filter(both).drop(names))
