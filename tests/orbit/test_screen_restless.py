"""States that are not those of a smooth orbit: found as such, and screened as if the grid were fine there."""

from datetime import timedelta

import numpy as np
import pytest
from invented_orbits import NOON, elements, julian, orbit, satrec

from dueregard.orbit import sweep as sweeping
from dueregard.orbit.derivative import make_consistent
from dueregard.orbit.restless import FINER, rough_steps, suspects
from dueregard.orbit.screen import screen
from dueregard.orbit.sgp4.prepared import on_grid_by_time, prepare

STEP_S = 240.0


def crossing(number: int, **other):
    """An object far out whose inclination, with the Moon and Sun, passes 0.2 rad: there SGP4 changes its formula."""
    about = {
        "inclination_deg": 11.475,
        "ra_of_asc_node_deg": 320.0,
        "arg_of_pericenter_deg": 72.0,
        "mean_anomaly_deg": 294.0,
    }
    return orbit(number, perigee_km=31_600.0, apogee_km=40_500.0, **{**about, **other})


def jump() -> tuple[float, float]:
    """Return when the reference's position jumps (s after noon) and by how much (km): the largest in a day."""
    jd, fraction = julian(NOON)
    t = np.arange(0.0, 86_400.0, 2.0)
    r = satrec(crossing(1)).sgp4_array(np.full(len(t), jd), fraction + t / 86_400.0)[1]
    bend = np.linalg.norm(r[2:] - 2 * r[1:-1] + r[:-2], axis=1)
    k = int(np.argmax(bend))
    return float(t[k + 1]), float(bend[k])


def test_the_step_in_which_sgp4_jumps_is_named_and_no_other() -> None:
    at, size_km = jump()
    assert size_km > 1.0
    prepared = prepare(elements([crossing(1), orbit(2), orbit(3, perigee_km=300, apogee_km=39_000)]), NOON)
    t = np.arange(0.0, 86_400.0, STEP_S)
    r, v, _ = on_grid_by_time(prepared, t)
    make_consistent(r, v, STEP_S, 0, 3)
    begin, who = rough_steps(prepared, suspects(r, v, STEP_S, 0, 3), r, v, t, np.full(3, len(t) - 1), 0.6)
    assert set(who.tolist()) == {0}
    assert int(at // STEP_S) in begin.tolist()
    assert np.abs(t[begin] - at).max() < 2 * STEP_S


@pytest.mark.parametrize("within_km", [8.0, 30.0])
def test_company_of_a_set_that_jumps_is_the_same_at_any_step(within_km: float) -> None:
    at, _ = jump()
    # Some stay beside it, a little ahead or behind; some of them jump too, at moments of their own.
    rows = [crossing(1)] + [
        crossing(10 + k, mean_anomaly_deg=294.0 + 0.004 * (k - 10), inclination_deg=11.475 + 0.0004 * (k % 5))
        for k in range(21)
        if k != 10
    ]
    start = NOON + timedelta(seconds=at - 3000)
    coarse, fine = (screen(elements(rows), start, 1.7, within_km, step_s=step) for step in (STEP_S, 10.0))
    assert len(fine.approaches) > 10
    keys = ["object1_norad_cat_id", "object2_norad_cat_id", "kind"]
    assert coarse.approaches.select(keys).equals(fine.approaches.select(keys))
    for name in ("entry", "exit"):
        off = (coarse.approaches[name] - fine.approaches[name]).dt.total_microseconds().abs() / 1e6
        # An entry that is the jump itself, where there is no range to be D, is known to the short step it lies in.
        assert off.max() <= STEP_S / FINER
    # Where the least range is beside the jump itself it is that of one instant or another there; elsewhere it is one.
    least = (coarse.approaches["miss_distance_km"] - fine.approaches["miss_distance_km"]).abs()
    assert (least > 0.01).sum() <= 0.1 * len(least)
    assert least.max() < 3.0


def test_without_the_closer_look_the_company_would_be_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail: it does where no step counts as rough."""
    none = np.empty(0, np.int64)
    monkeypatch.setattr(sweeping, "rough_steps", lambda *_: (none, none))
    with pytest.raises(AssertionError):
        test_company_of_a_set_that_jumps_is_the_same_at_any_step(8.0)
