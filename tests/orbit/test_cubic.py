"""The cubic between two states passes through both, and both ways of following a range on it find the same."""

import numpy as np
import pytest

from dueregard.orbit.cubic import powers, square_at
from dueregard.orbit.pass_by import pass_by
from dueregard.orbit.walk import fine_step_s, follow

SPAN_S, METRE_KM = 240.0, 1e-3


def passing(rng: np.random.Generator, within_km: float, speed_km_s: float) -> np.ndarray:
    """Return a relative path (4, 3) that comes near in the step, bent as the tide bends it."""
    states = np.zeros((4, 3))
    direction, offset = rng.normal(size=(2, 3))
    velocity = direction / np.linalg.norm(direction) * speed_km_s
    nearest = offset / np.linalg.norm(offset) * within_km * rng.uniform(0.0, 1.6)
    at = rng.uniform(-0.1, 1.1) * SPAN_S
    states[0], states[2] = nearest - velocity * at, nearest + velocity * (SPAN_S - at)
    states[1], states[3] = velocity, velocity + rng.normal(size=3) * 1e-6 * within_km * SPAN_S
    return states


def test_the_cubic_has_the_positions_and_velocities_it_was_made_from() -> None:
    states = np.random.default_rng(3).normal(size=(4, 3)) * 100
    a = np.empty((4, 3))
    powers(states, SPAN_S, a)
    for s, position, velocity in ((0.0, states[0], states[1]), (1.0, states[2], states[3])):
        square, rate, _ = square_at(a, s)
        assert square == pytest.approx(position @ position, rel=1e-12)
        assert rate == pytest.approx(position @ velocity * SPAN_S, rel=1e-10)
    h = 1e-4
    (low, rate_low, _), (high, rate_high, _), (_, rate, bend) = (square_at(a, 0.4 + d) for d in (-h, h, 0.0))
    assert rate == pytest.approx((high - low) / (4 * h), rel=1e-6)
    assert bend == pytest.approx((rate_high - rate_low) / (2 * h), rel=1e-6)


@pytest.mark.parametrize("within_km", [5.0, 50.0])
@pytest.mark.parametrize("speed_km_s", [2.0, 14.0])
def test_the_walk_and_the_single_dip_write_the_same_rows(within_km: float, speed_km_s: float) -> None:
    rng = np.random.default_rng(int(within_km + speed_km_s))
    written = 0
    for _ in range(200):
        states = passing(rng, within_km, speed_km_s)
        for lo, hi in ((0.0, SPAN_S / 2), (SPAN_S / 2, SPAN_S)):
            dip, walked = np.empty((64, 3)), np.empty((4096, 3))
            n = pass_by(states, np.empty((4, 3)), 0.0, SPAN_S, lo, hi, within_km, dip)
            m = follow(states, 0.0, SPAN_S, lo, hi, within_km, fine_step_s(within_km) / 20, walked)
            assert dip[:n, 0].tolist() == walked[:m, 0].tolist()
            assert dip[:n, 1] == pytest.approx(walked[:m, 1], abs=1e-4)
            assert dip[:n, 2] == pytest.approx(walked[:m, 2], abs=METRE_KM)
            written += n
    assert written > 100
