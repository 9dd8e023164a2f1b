"""Below the grid (``orbit.nodes``) against the grid: one object after another of full catalogues, row for row.

Every row of a table counts, to the last digit, and so do the objects that SGP4 gives up.
"""

from datetime import datetime

import numpy as np
import polars as pl
import pytest
from acceptance import catalogue

from dueregard.orbit.nodes.meet import below_the_grid, met
from dueregard.orbit.screen import screen
from dueregard.orbit.sgp4.prepared import prepare
from dueregard.orbit.twins import twin_numbers
from dueregard.sky.read import read_elements
from dueregard.sky.select import newest_not_after

DRAWN = 40
SEED = 20241101
# Sets of the day, sets up to years old that race off, and a distance at which there is much in common with the grid.
RUNS = (
    ("2024-11-01_full_celestrak_onorbit_omm.csv.xz", datetime(2024, 11, 1), 72.0, 5.0),
    ("2024-11-01_full_celestrak_onorbit_omm.csv.xz", datetime(2024, 11, 1), 24.0, 60.0),
    ("2021-07-22_full_spacetrack_3le.txt.xz", datetime(2021, 7, 22), 12.0, 10.0),
)
FIELDS = "mean_motion_rev_day", "eccentricity", "inclination_deg"


def drawn(elements: pl.DataFrame, count: int, seed: int) -> list[int]:
    """Return catalogue numbers of objects of all kinds: in order of mean motion, evenly, each place drawn."""
    ordered = elements.sort(*FIELDS)["norad_cat_id"].to_numpy()
    places = np.linspace(0, len(ordered), count + 1).astype(int)
    chosen = np.random.default_rng(seed).integers(places[:-1], places[1:])
    return [int(number) for number in ordered[chosen]]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "start", "hours", "within_km"), RUNS)
def test_crossings_give_the_rows_of_the_grid(
    name: str, start: datetime, hours: float, within_km: float
) -> None:
    elements = newest_not_after(read_elements(catalogue(name)).values, start, None).elements
    rows = below = looked_at = 0
    for number in drawn(elements, DRAWN, SEED):
        focus = (elements["norad_cat_id"] == number).to_numpy()
        found, on_grid = (
            screen(elements, start, hours, within_km, focus=focus, nodes=yes) for yes in (True, False)
        )
        assert found.approaches.equals(on_grid.approaches), number
        assert found.not_covered.equals(on_grid.not_covered), number
        ordered = elements.sort("norad_cat_id")
        one = int(ordered["norad_cat_id"].search_sorted(number))
        prepared, rows = prepare(ordered, start), rows + len(on_grid.approaches)
        plan = below_the_grid(prepared, one, twin_numbers(ordered), hours * 3600.0, within_km)
        if plan is not None:
            looked_at += int(plan.looked_at.sum())
            below += int((met(prepared, plan)[1][:, 0] == 0).sum())
    print(
        f"\n{name}, {hours:.0f} h, {within_km:.0f} km: {DRAWN} objects, {rows:,} rows equal; below the grid "
        f"{looked_at / DRAWN / len(elements):.0%} of the others, {below:,} spans"
    )
    assert below > 0
