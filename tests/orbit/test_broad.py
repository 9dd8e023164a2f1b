"""The pad misses no pair that truly comes within D in the half step, and the speed gate shuts out no real stay.

Paths here are integrated under the central field and oblateness, with any direction of motion an orbit can have: wider
than what flies, and nothing of SGP4 in it.
"""

import numpy as np
import pytest

from dueregard.orbit.broad.candidates import candidates
from dueregard.orbit.broad.pad import speed_gate_km_s
from dueregard.orbit.walk import fine_step_s, follow

MU, EARTH_KM, J2 = 398600.8, 6378.135, 1.082616e-3
PAIRS = 800


def pull(r: np.ndarray) -> np.ndarray:
    """Return the acceleration (n, 3) of the central field with J2."""
    d2 = (r * r).sum(1, keepdims=True)
    d = np.sqrt(d2)
    z2 = (r[:, 2:] ** 2) / d2
    flat = 1.5 * J2 * (EARTH_KM / d) ** 2
    return -MU * r / d**3 * (1 + flat * np.concatenate((1 - 5 * z2, 1 - 5 * z2, 3 - 5 * z2), axis=1))


def moved(r: np.ndarray, v: np.ndarray, by_s: np.ndarray, steps: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Return states moved on by ``by_s`` (n,) seconds: Runge-Kutta of the fourth order, good to a metre here."""
    h = (by_s / steps)[:, None]
    for _ in range(steps):
        a1 = pull(r)
        v2, a2 = v + h / 2 * a1, pull(r + h / 2 * v)
        v3, a3 = v + h / 2 * a2, pull(r + h / 2 * v2)
        v4, a4 = v + h * a3, pull(r + h * v3)
        r, v = r + h / 6 * (v + 2 * v2 + 2 * v3 + v4), v + h / 6 * (a1 + 2 * a2 + 2 * a3 + a4)
    return r, v


def directions(rng: np.random.Generator, n: int) -> np.ndarray:
    x = rng.normal(size=(n, 3))
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def meetings(rng: np.random.Generator, within_km: float, half_s: float, kind: str) -> tuple[np.ndarray, ...]:
    """Return states of both at the grid instant of pairs whose range is just within D up to ``half_s`` away."""
    n = PAIRS
    radius = rng.uniform(6_480, 8_000, n) if kind != "any height" else rng.uniform(6_480, 46_000, n)
    r1 = directions(rng, n) * radius[:, None]
    # On the rim of D, where a miss is easiest, and inside.
    r2 = r1 + directions(rng, n) * (within_km * np.where(rng.random(n) < 0.7, 0.999, rng.random(n)))[:, None]
    escape = np.sqrt(2 * MU / radius)
    if kind == "company":
        v1 = directions(rng, n) * (escape * rng.uniform(0.6, 0.9, n))[:, None]
        v2 = v1 + directions(rng, n) * rng.uniform(0, 0.05, n)[:, None]
    elif kind == "radial":  # the direction in which the tide pulls apart
        up = r1 / radius[:, None]
        v1, v2 = up * 5.0 + directions(rng, n) * 4, -up * 5.0 + directions(rng, n) * 4
    else:
        v1, v2 = (directions(rng, n) * (escape * rng.uniform(0.5, 0.97, n))[:, None] for _ in range(2))
    tau = half_s * np.where(rng.random(n) < 0.6, 1.0, rng.random(n)) * rng.choice([-1.0, 1.0], n)
    out = []
    for r, v in ((r1, v1), (r2, v2)):
        out += moved(r, v, -tau)
    return (*out, tau)


@pytest.mark.parametrize("kind", ["any height", "low", "company", "radial"])
@pytest.mark.parametrize("step_s", [30, 120, 300])
@pytest.mark.parametrize("within_km", [0.01, 5, 50, 1000])
def test_no_pair_that_comes_within_d_in_the_half_step_is_left_out(
    within_km: float, step_s: float, kind: str
) -> None:
    rng = np.random.default_rng([int(within_km * 100), step_s, len(kind)])
    half_s = step_s / 2
    r1, v1, r2, v2, tau = meetings(rng, within_km, half_s, kind)
    # Above the ground at both ends of the way; what falls through the Earth is no object.
    flying = np.minimum(np.linalg.norm(r1, axis=1), np.linalg.norm(r2, axis=1)) > EARTH_KM + 20
    near1, near2 = moved(r1, v1, tau)[0], moved(r2, v2, tau)[0]
    flying &= np.minimum(np.linalg.norm(near1, axis=1), np.linalg.norm(near2, axis=1)) > EARTH_KM + 20
    assert flying.sum() > PAIRS / 3
    assert (np.linalg.norm(near1 - near2, axis=1) <= within_km + 0.001)[flying].all()
    r, v = np.concatenate((r1, r2)), np.concatenate((v1, v2))
    alive = np.concatenate((flying, flying))
    n = len(r)
    everyone, alone = np.ones(n, np.bool_), np.full(n, -1, np.int64)
    # A metre for the integration above.
    found = candidates(r, v, alive, everyone, alone, within_km + 0.001, np.inf, half_s)
    named = {(int(a), int(b)) for a, b in found}
    missed = [k for k in np.flatnonzero(flying) if (int(k), int(k) + PAIRS) not in named]
    assert not missed, f"{len(missed)} of {flying.sum()} pairs are not named"
    assert len(named) == len(found), "a pair is named twice"


def test_candidates_are_few_where_nothing_is_near() -> None:
    rng = np.random.default_rng(1)
    r = directions(rng, 2000) * rng.uniform(6_700, 8_000, 2000)[:, None]
    v = np.cross(directions(rng, 2000), r)
    v *= (np.sqrt(MU / np.linalg.norm(r, axis=1)) / np.linalg.norm(v, axis=1))[:, None]
    every, alone = np.ones(2000, np.bool_), np.full(2000, -1, np.int64)
    found = candidates(r, v, every, every, alone, 1.0, np.inf, 30.0)
    assert len(found) < 0.002 * 2000 * 1999 / 2


def test_the_dead_the_twins_and_those_out_of_focus_are_not_named() -> None:
    r = np.array([[7000.0, 0, 0], [7000.5, 0, 0], [7001.0, 0, 0], [7001.5, 0, 0]])
    v = np.tile([0.0, 7.5, 0.0], (4, 1))
    every, alone = np.ones(4, np.bool_), np.full(4, -1, np.int64)
    pairs = candidates(r, v, every, every, alone, 5.0, np.inf, 30.0).tolist()
    assert sorted(pairs) == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    dead = np.array([True, False, True, True])
    assert [0, 1] not in candidates(r, v, dead, every, alone, 5.0, np.inf, 30.0).tolist()
    focus = np.array([False, False, False, True])
    pairs = candidates(r, v, every, focus, alone, 5.0, np.inf, 30.0).tolist()
    assert sorted(pairs) == [[0, 3], [1, 3], [2, 3]]
    twins = np.array([7, 7, -1, -1])
    assert [0, 1] not in candidates(r, v, every, every, twins, 5.0, np.inf, 30.0).tolist()


@pytest.mark.parametrize("half_s", [15.0, 120.0])
@pytest.mark.parametrize("dwell_s", [60.0, 300.0, 3600.0])
@pytest.mark.parametrize("within_km", [5.0, 50.0, 500.0])
def test_the_speed_gate_lets_every_real_stay_through(within_km: float, dwell_s: float, half_s: float) -> None:
    """Pairs cross the sphere at all speeds; where one stays for the dwell, no instant near it is above the gate."""
    rng = np.random.default_rng(int(within_km + dwell_s + half_s))
    n, count = 400, 300
    step = max((1.3 * dwell_s + 2 * half_s), 300.0) / count
    radius = rng.uniform(6_600, 9_000, n)
    r1 = directions(rng, n) * radius[:, None]
    v1 = np.cross(directions(rng, n), r1)
    v1 *= (np.sqrt(MU / radius) * rng.uniform(0.98, 1.1, n) / np.linalg.norm(v1, axis=1))[:, None]
    # From one side of the sphere to the other in about the dwell: the fastest that can stay that long.
    across = directions(rng, n)
    speed = 2 * within_km / dwell_s * rng.uniform(0.05, 1.2, n)
    r2 = r1 - across * (within_km * rng.uniform(0.3, 1.1, n))[:, None]
    v2 = v1 + across * speed[:, None] + directions(rng, n) * (speed * 0.2)[:, None]
    distance, fast = np.empty((count, n)), np.empty((count, n))
    for k in range(count):
        distance[k], fast[k] = np.linalg.norm(r2 - r1, axis=1), np.linalg.norm(v2 - v1, axis=1)
        r1, v1 = moved(r1, v1, np.full(n, step), 2)
        r2, v2 = moved(r2, v2, np.full(n, step), 2)
    gate, around = speed_gate_km_s(within_km, dwell_s, half_s), int(half_s / step)
    stays = 0
    for i in range(n):
        edges = np.flatnonzero(np.diff(np.r_[False, distance[:, i] <= within_km, False].astype(int)))
        for a, b in zip(edges[::2], edges[1::2], strict=True):
            if (b - a + 1) * step >= dwell_s:
                stays += 1
                assert fast[max(0, a - around) : b + around, i].max() <= gate
    assert stays > 3


def test_a_stay_of_no_length_has_no_gate() -> None:
    assert speed_gate_km_s(5.0, 0.0, 30.0) == np.inf
    assert speed_gate_km_s(5.0, 1e-3, 30.0) > 16  # faster than anything in orbit


def test_no_extreme_of_the_range_is_stepped_over_by_more_than_two_metres() -> None:
    """A cubic whose range turns twice within seconds: the walk sees both, or they are within 2 m of each other."""
    rng = np.random.default_rng(7)
    for within_km in (1.0, 50.0, 1000.0):
        for _ in range(150):
            states = np.zeros((4, 3))
            states[0], states[1] = (
                directions(rng, 1)[0] * within_km * rng.uniform(0, 1.1),
                rng.normal(size=3) * 0.3,
            )
            states[2] = states[0] + states[1] * 60 + rng.normal(size=3) * 0.2
            states[3] = states[1] + rng.normal(size=3) * 0.01
            out = np.empty((4096, 3))
            count = follow(states, 0.0, 60.0, 0.0, 60.0, within_km, fine_step_s(within_km), out)
            s = np.linspace(0, 1, 6001)[:, None]
            path = (
                (1 + 2 * s) * (1 - s) ** 2 * states[0] + s * (1 - s) ** 2 * 60 * states[1]
                + s * s * (3 - 2 * s) * states[2] + s * s * (s - 1) * 60 * states[3]
            )  # fmt: skip
            d = np.linalg.norm(path, axis=1)
            inside = d <= within_km
            rows = out[:count]
            total = (rows[rows[:, 0] == 1, 1] - rows[rows[:, 0] == 0, 1]).sum()
            assert total == pytest.approx(inside.mean() * 60, abs=0.05)
            if inside.any():
                assert rows[:, 2].min() == pytest.approx(d.min(), abs=0.002)


@pytest.mark.parametrize("within_km", [50.0, 1000.0])
def test_two_turns_between_two_grid_states_split_what_they_split(within_km: float) -> None:
    """The range rises, dips and rises again, as strongly as the tide can make it: out of D, back, and out once more."""
    bend = 2 * 2 * MU / EARTH_KM**3 * within_km / 60
    s = np.array([0.0, 60.0]) - 30
    along = within_km + bend * (s**3 / 3 - 225 * s)  # greatest at 15 s, least at 45 s
    speed = bend * (s**2 - 225)
    states = np.zeros((4, 3))
    states[[0, 2], 0], states[[1, 3], 0] = along, speed
    assert (speed > 0).all()
    out = np.empty((4096, 3))
    count = follow(states, 0.0, 60.0, 0.0, 60.0, within_km, fine_step_s(within_km), out)
    rows = out[:count]
    end = 30 - 15 * 3**0.5
    assert rows[:, 0].tolist() == [0, 1, 0, 2, 1]
    assert rows[[1, 2, 3, 4], 1] == pytest.approx([end, 30.0, 45.0, 60 - end], abs=1e-3)
