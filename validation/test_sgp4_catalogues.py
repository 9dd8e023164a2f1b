"""The kernels against python-sgp4 for every object of three real catalogues, over a week.

Slow: some five minutes. ``python3 run.py validate -s -k sgp4_catalogues`` prints what stands in docs/accuracy.md.
"""

from datetime import datetime

import numpy as np
import pytest
from acceptance import catalogue

from dueregard.orbit import reference
from dueregard.orbit.broad.pad import MU_KM3_S2
from dueregard.orbit.region import semi_major_axis_km
from dueregard.orbit.sgp4.grid import lone_states
from dueregard.orbit.sgp4.prepared import on_grid, prepare, subset
from dueregard.sky.read import read_elements
from dueregard.sky.select import newest_not_after

CATALOGUES = {
    "2021-07-22_full_spacetrack_3le.txt.xz": "2021-07-22T18:30:00Z",
    "2024-07-05_full_spacetrack_3le.txt.xz": "2024-07-05T00:00:00Z",
    "2024-11-01_full_celestrak_onorbit_omm.csv.xz": "2024-11-01T00:00:00Z",
}
OFFSETS_S = np.linspace(0.0, 7 * 86_400.0, 169)  # every hour
DEEP_REV_DAY = 6.4  # 225 minutes: from there on SGP4 is that of deep space
# A set that SGP4's own drag has eaten up long before the week is no orbit, and rounding grows without bound in it: such
# objects, whose axis is half or twice that of their set somewhere in the week, are counted and listed apart.
TWICE = 2.0
TOLERANCE_KM = 1e-6
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", sorted(CATALOGUES), ids=lambda name: name[:10])
def test_every_object_agrees_with_python_sgp4_to_a_millimetre_for_a_week(
    name: str, capsys: pytest.CaptureFixture
) -> None:
    start = datetime.fromisoformat(CATALOGUES[name])
    elements = newest_not_after(read_elements(catalogue(name)).values, start).elements
    prepared = prepare(elements, start)
    n, deep = len(elements), elements["mean_motion_rev_day"].to_numpy() < DEEP_REV_DAY
    worst, unlike, compared, eaten = np.zeros(n), 0, 0, np.zeros(n, np.bool_)
    axis = semi_major_axis_km(elements["mean_motion_rev_day"].to_numpy())
    for begin in range(0, n, 2000):
        rows = np.arange(begin, min(n, begin + 2000))
        ours = on_grid(subset(prepared, rows), OFFSETS_S)
        theirs = reference.on_grid(reference.prepare(elements[rows], start), OFFSETS_S)
        unlike += int((ours.error != theirs.error).sum())
        off = np.linalg.norm(ours.positions_km - theirs.positions_km, axis=2)
        valid = ours.error == 0
        off[~valid] = 0.0
        compared += int(valid.sum())
        worst[rows] = off.max(axis=1)
        radius = np.linalg.norm(theirs.positions_km, axis=2)
        speed2 = np.einsum("nmi,nmi->nm", theirs.velocities_km_s, theirs.velocities_km_s)
        ratio = 1.0 / (2.0 / radius - speed2 / MU_KM3_S2) / axis[rows, None]
        strange = ~((ratio > 1.0 / TWICE) & (ratio < TWICE)) & np.isfinite(radius)
        eaten[rows] = strange.any(axis=1)
    lone = lone_states(prepared.constants, prepared.lead_min, OFFSETS_S / 60.0) / (n * len(OFFSETS_S))
    apart = np.flatnonzero((worst > TOLERANCE_KM) & eaten)
    worst[eaten] = 0.0
    above = np.flatnonzero(worst > TOLERANCE_KM)

    def numbers(places: np.ndarray) -> str:
        return ", ".join(str(elements["norad_cat_id"][int(k)]) for k in places) or "none"

    with capsys.disabled():
        print(
            f"\n{name[:10]}: {n:,} objects ({int(deep.sum()):,} deep), {compared:,} states compared; worst "
            f"{1e6 * worst[~deep].max():.3f} mm near, {1e6 * worst[deep].max():.3f} mm deep; lanes "
            f"{100 * (1 - lone):.3f} %, one at a time {100 * lone:.3f} %, python-sgp4 0 %; "
            f"{unlike} error codes differ; above 1 mm: {numbers(above)}; eaten up by drag: {int(eaten.sum())}, "
            f"of which above 1 mm: {numbers(apart)}"
        )
    assert unlike == 0
    assert len(above) == 0
    assert eaten.sum() < n // 100
