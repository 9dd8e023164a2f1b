"""How far elements are from the truth: the range's interval against draws, the model against a precise orbit."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from invented_orbits import belt, elements, orbit

from dueregard.orbit.propagate import propagate
from dueregard.orbit.region import gmst_deg
from dueregard.orbit.relative import rtn_axes, rtn_offset
from dueregard.orbit.uncertainty import (
    error_model,
    range_covariance,
    range_interval_km,
    sigma_rtn_km,
)
from dueregard.sky.read import read_elements

DATA = Path(os.environ.get("DUEREGARD_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
DRAWS = 100_000
# In parts of the largest standard deviation; the quantiles of the draws themselves are good to 0.01.
UPPER_END_SIGMA = 0.06
LOWER_END_TOO_HIGH_SIGMA = 0.05
FAR_AWAY_SIGMA = 0.02
A_TAIL = 0.032


def covariance(rng: np.random.Generator, spread: float) -> np.ndarray:
    """Return a turned covariance whose longest axis is up to 10**spread times its shortest."""
    axes = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    sigma = 10 ** rng.uniform(-spread / 2, spread / 2, 3)
    return axes @ np.diag(sigma**2) @ axes.T


@pytest.mark.parametrize("parts", [0.0, 0.3, 1.0, 2.0, 3.5, 8.0, 20.0])
def test_the_range_interval_agrees_with_draws(parts: float) -> None:
    rng = np.random.default_rng(int(parts * 10))
    normal = rng.normal(size=(DRAWS, 3))
    for _ in range(25):
        matrix = covariance(rng, 1.7)
        largest = np.sqrt(np.linalg.eigvalsh(matrix).max())
        direction = rng.normal(size=3)
        offset = direction / np.linalg.norm(direction) * largest * parts
        drawn = np.linalg.norm(offset + normal @ np.linalg.cholesky(matrix).T, axis=1)
        low, high = (float(x[0]) for x in range_interval_km(offset[None], matrix[None]))
        true_low, true_high = np.quantile(drawn, [0.025, 0.975])
        assert abs(high - true_high) < UPPER_END_SIGMA * largest
        assert low - true_low < LOWER_END_TOO_HIGH_SIGMA * largest
        assert (drawn < low).mean() < A_TAIL
        assert (drawn > high).mean() < A_TAIL


def test_far_away_the_interval_is_the_range_with_the_line_of_sight_on_either_side() -> None:
    rng = np.random.default_rng(6)
    for _ in range(50):
        matrix = covariance(rng, 1.0)
        direction = rng.normal(size=3)
        direction /= np.linalg.norm(direction)
        along = np.sqrt(direction @ matrix @ direction)
        largest = np.sqrt(np.linalg.eigvalsh(matrix).max())
        low, high = range_interval_km((direction * 500 * largest)[None], matrix[None])
        assert low[0] == pytest.approx(500 * largest - 1.96 * along, abs=FAR_AWAY_SIGMA * largest)
        assert high[0] == pytest.approx(500 * largest + 1.96 * along, abs=FAR_AWAY_SIGMA * largest)


def test_isotropic_errors_agree_to_two_parts_in_a_hundred_of_sigma_but_for_the_lower_end_when_near() -> None:
    normal = np.random.default_rng(8).normal(size=(4 * DRAWS, 3))
    for parts, lower in ((3.0, 0.08), (5.0, 0.04), (10.0, 0.02)):
        offset = np.array([parts, 0.0, 0.0])
        low, high = range_interval_km(offset[None], np.eye(3)[None])
        true = np.quantile(np.linalg.norm(offset + normal, axis=1), [0.025, 0.975])
        assert abs(low[0] - true[0]) < lower
        assert abs(high[0] - true[1]) < 0.02


def test_without_error_the_interval_is_the_range_and_nothing_divides_by_zero() -> None:
    low, high = range_interval_km(np.array([[3.0, 4, 0], [0, 0, 0]]), np.zeros((2, 3, 3)))
    assert low.tolist() == [5.0, 0.0]
    assert high.tolist() == [5.0, 0.0]


def test_at_one_place_the_interval_begins_at_zero_or_above_and_has_a_floor() -> None:
    low, high = range_interval_km(np.zeros((1, 3)), np.diag([0.01, 1.0, 0.04])[None])
    assert low[0] >= 0
    assert 2.2 < high[0] < 2.3  # 2.26 by draws


def test_the_interval_grows_with_the_error_and_holds_the_range() -> None:
    rng = np.random.default_rng(3)
    offsets, matrices = rng.normal(size=(200, 3)) * 5, np.array([covariance(rng, 1.2) for _ in range(200)])
    distance = np.linalg.norm(offsets, axis=1)
    before = np.zeros(200)
    for scale in (0.1, 0.3, 1.0, 3.0):
        low, high = range_interval_km(offsets, matrices * scale**2)
        assert (high - low > before).all()
        assert (low < high).all()
        assert (high > distance).all()
        before = high - low


def test_the_covariance_of_a_pair_is_the_sum_of_both_turned_from_their_own_frames() -> None:
    rng = np.random.default_rng(9)
    r, v = rng.normal(size=(2, 3)) * 5000 + 3000, rng.normal(size=(2, 3)) * 5
    sigma = np.array([[0.1, 1.0, 0.2], [0.4, 2.0, 0.1]])
    found = range_covariance(r[:1], v[:1], sigma[:1], r[1:], v[1:], sigma[1:])[0]
    drawn = np.zeros((DRAWS, 3))
    for k in range(2):
        axes = rtn_axes(r[k], v[k])
        assert np.allclose(axes @ axes.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(axes) == pytest.approx(1)
        drawn += (1 - 2 * k) * (rng.normal(size=(DRAWS, 3)) * sigma[k]) @ axes
    assert np.abs(np.cov(drawn.T) - found).max() < 0.03 * np.abs(found).max()
    assert found == pytest.approx(found.T)


def test_rtn_is_radial_along_and_across() -> None:
    r, v = np.array([0.0, 7000, 0]), np.array([-7.5, 0.1, 0])
    assert rtn_offset(r, v, r + np.array([0, 1.0, 0])) == pytest.approx([1, 0, 0])
    assert rtn_offset(r, v, r + np.array([-1.0, 0, 0])) == pytest.approx([0, 1, 0])
    assert rtn_offset(r, v, r + np.array([0, 0, 1.0])) == pytest.approx([0, 0, 1])


def test_sigma_has_a_floor_grows_both_ways_in_time_and_knows_drag() -> None:
    rows = elements([
        orbit(1, perigee_km=500, mean_motion_dot=0.0),
        orbit(2, perigee_km=500, mean_motion_dot=1e-3),
        orbit(3, perigee_km=1200),
        orbit(4, perigee_km=20_200),
        belt(5, 10.0, datetime(2031, 3, 5, tzinfo=UTC)),
        orbit(6, perigee_km=400, apogee_km=39_000),
    ])  # fmt: skip
    model = error_model(rows)
    which = np.arange(6)
    for kind in ("absolute", "relative"):
        fresh = sigma_rtn_km(model, which, np.zeros(6), kind)
        assert (fresh > 0.01).all()
        last = fresh
        for age in (0.5, 1.0, 3.0, 10.0):
            after = sigma_rtn_km(model, which, np.full(6, age), kind)
            assert (after > last).all()
            assert np.array_equal(after, sigma_rtn_km(model, which, np.full(6, -age), kind))
            last = after
        assert last[1, 1] > 2 * last[0, 1]
        assert last[1, 0] == last[0, 0]
    # What neighbours share is not in the relative error.
    fresh = [sigma_rtn_km(model, which, np.zeros(6), kind) for kind in ("absolute", "relative")]
    assert (fresh[1][2:] <= fresh[0][2:]).all()


def precise_jason3() -> tuple[np.ndarray, np.ndarray]:
    """Return instants (UTC) and Earth-fixed positions (km) of the CNES prediction of 13 June 2018."""
    path = DATA / "precise" / "jason3_cpf_180613_16401.cne"
    if not path.is_file():
        pytest.skip(f"the precise ephemeris is not here: {path} (set DUEREGARD_TEST_DATA)")
    at, positions = [], []
    for line in path.read_text().splitlines():
        if line.startswith("10 "):
            words = line.split()
            at.append(datetime(1858, 11, 17) + timedelta(days=int(words[2]), seconds=float(words[3])))
            positions.append([float(word) / 1000 for word in words[5:8]])
    return np.array(at, "datetime64[us]"), np.array(positions)


def test_the_absolute_model_covers_jason_3_against_its_precise_orbit() -> None:
    """One satellite and five days: 95 % intervals hold 88 to 100 % of the errors per axis, at every age to a week.

    Earth-fixed positions are turned with sidereal time alone: polar motion and UT1 - UTC stay below 50 m here.
    """
    at, fixed = precise_jason3()
    path = DATA / "manoeuvre" / "shorten" / "Jason-3.tle"
    if not path.is_file():
        pytest.skip(f"the element sets are not here: {path}")
    sets = read_elements(path).values
    first, last = at.min().astype(datetime), at.max().astype(datetime)
    sets = sets.filter(sets["epoch"].is_between(first - timedelta(days=7), last))
    assert len(sets) > 10
    theta = np.radians(gmst_deg(at))
    x = np.cos(theta) * fixed[:, 0] - np.sin(theta) * fixed[:, 1]
    y = np.sin(theta) * fixed[:, 0] + np.cos(theta) * fixed[:, 1]
    truth = np.stack((x, y, fixed[:, 2]), axis=1)
    states = propagate(sets, at)
    model = error_model(sets)
    held, errors = [], []
    for k, epoch in enumerate(sets["epoch"]):
        age = (at - np.datetime64(epoch, "us")).astype(np.int64) / 86_400e6
        now = (age >= 0) & (age < 7)
        rtn = rtn_offset(states.positions_km[k, now], states.velocities_km_s[k, now], truth[now])
        sigma = sigma_rtn_km(model, np.full(now.sum(), k), age[now], "absolute")
        held.append(np.abs(rtn) < 1.96 * sigma)
        errors.append(rtn)
    share = np.concatenate(held).mean(axis=0)
    spread = np.concatenate(errors).std(axis=0)
    print(f"Jason-3: {len(sets)} sets, {len(np.concatenate(errors))} differences, std {spread}, held {share}")
    assert (spread < [0.4, 1.0, 0.5]).all()
    assert (share > 0.88).all()
    # A model that is far too wide would hold everything: half the interval must not.
    half = np.concatenate([np.abs(e) for e in errors]).mean(axis=0) / spread
    assert (half > 0.4).all()
