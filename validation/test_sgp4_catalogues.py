"""The kernels against python-sgp4 for every object of three real catalogues, over a week.

Slow: some five minutes. ``python3 run.py validate -s -k sgp4_catalogues`` prints what stands in docs/accuracy.md.
"""

from datetime import datetime

import numpy as np
import pytest
from acceptance import catalogue

from dueregard.orbit import reference
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
# A set whose orbit has shrunk to nothing by its own drag, long ago, is no orbit: rounding grows without bound in it.
SENSIBLE_KM = 10_000_000.0
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
    worst, unlike, compared = np.zeros(n), 0, 0
    for begin in range(0, n, 2000):
        rows = np.arange(begin, min(n, begin + 2000))
        ours = on_grid(subset(prepared, rows), OFFSETS_S)
        theirs = reference.on_grid(reference.prepare(elements[rows], start), OFFSETS_S)
        unlike += int((ours.error != theirs.error).sum())
        off = np.linalg.norm(ours.positions_km - theirs.positions_km, axis=2)
        sensible = np.linalg.norm(theirs.positions_km, axis=2) < SENSIBLE_KM
        off[~sensible | (ours.error != 0)] = 0.0
        compared += int(((ours.error == 0) & sensible).sum())
        worst[rows] = off.max(axis=1)
    lone = lone_states(prepared.constants, prepared.lead_min, OFFSETS_S / 60.0) / (n * len(OFFSETS_S))
    above = np.flatnonzero(worst > TOLERANCE_KM)
    with capsys.disabled():
        print(
            f"\n{name[:10]}: {n:,} objects ({int(deep.sum()):,} deep), {compared:,} states compared; worst "
            f"{1e6 * worst[~deep].max():.3f} mm near, {1e6 * worst[deep].max():.3f} mm deep; lanes "
            f"{100 * (1 - lone):.3f} %, one at a time {100 * lone:.3f} %, python-sgp4 0 %; "
            f"{unlike} error codes differ; above 1 mm: "
            + (
                ", ".join(f"{elements['norad_cat_id'][int(k)]} {1e6 * worst[k]:.1f} mm" for k in above)
                or "none"
            )
        )
    assert unlike == 0
    assert len(above) <= n // 1000
    assert worst[deep].max() < TOLERANCE_KM
