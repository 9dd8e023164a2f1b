"""Anywhere along a stated path: right to centimetres where the author's own motion is known, and nowhere outside it."""

import time
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from dueregard.model.ephemeris import Ephemeris, Segment
from dueregard.orbit.path_error import MU_KM3_S2, gravity_misfit, interval_errors_km, velocity_misfit
from dueregard.orbit.path_states import OUTSIDE, method, path_states

START = datetime(2025, 4, 17, 6, 30, tzinfo=UTC)
START_US = int(START.timestamp()) * 1_000_000

# semi-major axis (km), eccentricity, seconds between states
LOW, TRANSFER, BELT = (6800.0, 0.001, 60), (24_500.0, 0.72, 60), (42_164.0, 0.0003, 300)


def two_body(orbit: tuple[float, float, int], seconds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return exact states (n, 3) of an orbit in the plane x-z, at pericentre 40 minutes after the start."""
    a, e, _ = orbit
    motion = np.sqrt(MU_KM3_S2 / a**3)
    mean = motion * (seconds - 2400.0)
    anomaly = mean + e * np.sin(mean)
    for _ in range(50):
        anomaly -= (anomaly - e * np.sin(anomaly) - mean) / (1 - e * np.cos(anomaly))
    cos, sin, b, rate = (
        np.cos(anomaly),
        np.sin(anomaly),
        a * np.sqrt(1 - e * e),
        motion / (1 - e * np.cos(anomaly)),
    )
    zero = np.zeros_like(seconds)
    return np.stack((a * (cos - e), zero, b * sin), 1), np.stack((-a * sin * rate, zero, b * cos * rate), 1)


def segment(
    orbit: tuple[float, float, int], first_s: float = 0.0, last_s: float = 14_400.0, margin_s: float = 0.0
) -> Segment:
    seconds = np.arange(first_s, last_s + 1, orbit[2])
    epochs = START_US + np.round(seconds * 1e6).astype(np.int64)
    margin = round(margin_s * 1e6)
    ends = int(epochs[0]), int(epochs[-1])
    return Segment(*ends, ends[0] + margin, ends[1] - margin, epochs, *two_body(orbit, seconds))


def ephemeris(*segments: Segment, how: str | None = "HERMITE", degree: int | None = 7) -> Ephemeris:
    return Ephemeris(
        "FELT 7", "2024-190A", None, "EARTH", "TEME", "UTC", how, degree, segments, "plan.oem", 5
    )


def apart_m(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.linalg.norm(a - b, axis=1).max() * 1000)


@pytest.mark.parametrize(
    ("orbit", "how", "degree", "position_m", "velocity_m_s"),
    [
        (LOW, "HERMITE", 7, 1e-5, 1e-6),
        (LOW, "HERMITE", 5, 1e-5, 1e-6),
        (LOW, None, None, 1e-5, 1e-6),
        (LOW, "LAGRANGE", 7, 1e-3, 1e-4),
        (LOW, "LAGRANGE", 9, 1e-5, 1e-6),
        (LOW, "LINEAR", 1, 0.4, 0.05),
        (TRANSFER, "HERMITE", 7, 1e-2, 1e-3),
        (BELT, "HERMITE", 7, 1e-5, 1e-6),
        (BELT, "HERMITE", 15, 1e-4, 1e-5),
        (BELT, "LAGRANGE", 15, 1e-4, 1e-5),
    ],
)
def test_a_smooth_path_is_met_between_its_states(orbit, how, degree, position_m, velocity_m_s):
    path = ephemeris(segment(orbit), how=how, degree=degree)
    at = np.random.default_rng(3).uniform(0, 14_400, 4000)
    r, v, error = path_states(path, START, at)
    true_r, true_v = two_body(orbit, at)
    assert not error.any()
    assert apart_m(r, true_r) < position_m
    assert apart_m(v, true_v) < velocity_m_s


@pytest.mark.parametrize("how", ["HERMITE", "LAGRANGE", "LINEAR"])
def test_velocity_is_the_derivative_of_position_even_where_the_states_do_not_fit(how):
    sound = segment(LOW)
    bent = Segment(
        sound.start_us, sound.stop_us, sound.useable_start_us, sound.useable_stop_us,
        sound.epochs_us, sound.positions_km, sound.velocities_km_s * 1.001,
    )  # fmt: skip
    at = np.random.default_rng(4).uniform(1, 14_399, 500)
    at = at[np.abs(at / 60 - np.round(at / 60)) > 0.01]
    path, h = ephemeris(bent, how=how), 0.05
    r = [path_states(path, START, at + k * h)[0] for k in (-2, -1, 1, 2)]
    derivative = (r[0] - 8 * r[1] + 8 * r[2] - r[3]) / (12 * h)
    assert np.abs(derivative - path_states(path, START, at)[1]).max() < 1e-9


def test_positions_and_hermite_velocities_do_not_jump_at_the_states():
    path = ephemeris(segment(TRANSFER))
    at = np.arange(60.0, 14_340.0, 60.0)
    before, after = (path_states(path, START, at + d) for d in (-1e-5, 1e-5))
    assert np.abs(after[0] - before[0] - 2e-5 * after[1]).max() < 1e-9
    assert np.abs(after[1] - before[1]).max() < 1e-6


def test_outside_the_useable_span_there_is_no_state():
    path = ephemeris(segment(LOW, margin_s=90.0))
    at = np.array([-1e9, 0.0, 89.9, 90.0, 7200.0, 14_310.0, 14_310.1, 14_400.0, 1e9, np.nan, np.inf])
    r, v, error = path_states(path, START, at)
    assert error.tolist() == [OUTSIDE, OUTSIDE, OUTSIDE, 0, 0, 0, OUTSIDE, OUTSIDE, OUTSIDE, OUTSIDE, OUTSIDE]
    assert np.isnan(r[error > 0]).all()
    assert np.isnan(v[error > 0]).all()
    assert np.isfinite(r[error == 0]).all()
    assert (r.shape, v.shape, error.dtype) == ((11, 3), (11, 3), np.uint8)
    assert path_states(path, START, np.empty(0))[0].shape == (0, 3)


def test_nothing_is_interpolated_across_a_manoeuvre():
    """Two orbits that meet in one point: each side knows only its own states, the point itself is the later one's."""
    before = segment(LOW, 0.0, 7200.0)
    after_r, after_v = two_body(LOW, np.arange(7200.0, 14_401.0, 60))
    kick = np.array([0.0, 0.05, 0.0])
    epochs = START_US + np.arange(7_200_000_000, 14_400_000_001, 60_000_000)
    shift = kick * (np.arange(len(epochs)) * 60.0)[:, None]
    after = Segment(
        int(epochs[0]),
        int(epochs[-1]),
        int(epochs[0]),
        int(epochs[-1]),
        epochs,
        after_r + shift,
        after_v + kick,
    )
    path = ephemeris(before, after)
    at = np.array([7140.0, 7170.0, 7199.999, 7200.0, 7200.001, 7230.0])
    r, v, error = path_states(path, START, at)
    true_r, true_v = two_body(LOW, at)
    moved = np.maximum(at - 7200.0, 0.0)[:, None] * kick
    assert not error.any()
    assert apart_m(r, true_r + moved) < 1e-4
    assert apart_m(v, true_v + np.where(at >= 7200.0, 1.0, 0.0)[:, None] * kick) < 1e-5


def test_between_two_segments_there_is_no_state():
    path = ephemeris(segment(LOW, 0.0, 3600.0), segment(LOW, 3660.0, 7200.0))
    assert path_states(path, START, np.array([3600.0, 3630.0, 3660.0]))[2].tolist() == [0, OUTSIDE, 0]


def test_the_order_of_the_instants_and_the_start_do_not_matter():
    path = ephemeris(segment(LOW, 0.0, 3600.0), segment(LOW, 3600.0, 14_400.0))
    at = np.random.default_rng(6).uniform(0, 14_400, 300)
    r, v, _ = path_states(path, START, at)
    order = np.argsort(at)
    assert np.array_equal(path_states(path, START, at[order])[0], r[order])
    later = path_states(path, START + timedelta(hours=1), at - 3600.0)
    assert np.abs(later[0] - r).max() < 1e-8
    assert np.abs(later[1] - v).max() < 1e-8
    assert np.array_equal(path_states(path, START.replace(tzinfo=None), at)[0], r)


def test_few_states_are_made_the_most_of():
    for count, within_m in ((2, 1.0), (3, 0.01), (4, 1e-3)):
        short = segment(LOW, 0.0, 60.0 * (count - 1))
        at = np.linspace(0, 60.0 * (count - 1), 50)
        r, _, error = path_states(ephemeris(short), START, at)
        assert not error.any()
        assert apart_m(r, two_body(LOW, at)[0]) < within_m


def test_a_hundred_thousand_instants_take_well_below_a_tenth_of_a_second():
    path = ephemeris(segment(LOW, 0.0, 86_400.0))
    at = np.random.default_rng(7).uniform(0, 86_400, 100_000)
    path_states(path, START, at[:10])
    taken = []
    for _ in range(5):
        begin = time.perf_counter()
        path_states(path, START, at)
        taken.append(time.perf_counter() - begin)
    assert min(taken) < 0.1


@pytest.mark.parametrize(("how", "degree"), [("HERMITE", 7), ("LAGRANGE", 7), ("LINEAR", 1)])
@pytest.mark.parametrize("orbit", [LOW, TRANSFER, BELT])
@pytest.mark.parametrize("thinned", [1, 3, 5])
def test_the_estimate_is_never_much_below_the_error_there_is(orbit, thinned, how, degree):
    """From 60 to 300 s in low and transfer orbits, 300 to 1,500 s in the belt."""
    path = segment((orbit[0], orbit[1], orbit[2] * thinned))
    hermite, window = method(how, degree)
    arrays = path.epochs_us, path.positions_km, path.velocities_km_s
    estimate_m = interval_errors_km(*arrays, hermite, window) * 1000
    since = (path.epochs_us - START_US) / 1e6
    worst = np.zeros(len(estimate_m))
    for part in (0.25, 0.5, 0.75):
        at = since[:-1] + part * np.diff(since)
        r, _, _ = path_states(ephemeris(path, how=how, degree=degree), START, at)
        worst = np.maximum(worst, np.linalg.norm(r - two_body(orbit, at)[0], axis=1) * 1000)
    assert len(estimate_m) == len(path.epochs_us) - 1
    assert (worst < 1.2 * estimate_m.max() + 1e-4).all()


def test_two_states_an_orbit_apart_are_known_to_be_no_path():
    period = 2 * np.pi * np.sqrt(LOW[0] ** 3 / MU_KM3_S2)
    alone = segment((LOW[0], LOW[1], round(period)), 0.0, period + 1)
    arrays = alone.epochs_us, alone.positions_km, alone.velocities_km_s
    assert len(alone.epochs_us) == 2
    assert interval_errors_km(*arrays, True, 4)[0] > 100
    assert np.isnan(velocity_misfit(*arrays)).all()


def test_a_sound_path_fits_itself_and_a_slow_one_does_not():
    for orbit in (LOW, TRANSFER, BELT):
        path = segment(orbit)
        arrays = path.epochs_us, path.positions_km, path.velocities_km_s
        assert velocity_misfit(*arrays).max() < 1e-4
        assert gravity_misfit(*arrays).max() < 1e-3
        slow = path.epochs_us, path.positions_km, path.velocities_km_s * 0.95
        assert np.median(velocity_misfit(*slow)) == pytest.approx(0.05, rel=0.1)


def test_what_is_no_segment_is_refused():
    path = segment(LOW, 0.0, 600.0)
    ends = path.start_us, path.stop_us
    r, v, epochs = path.positions_km, path.velocities_km_s, path.epochs_us
    with pytest.raises(ValueError, match="two states"):
        Segment(*ends, *ends, epochs[:1], r[:1], v[:1])
    with pytest.raises(ValueError, match="increase"):
        Segment(*ends, *ends, epochs[::-1].copy(), r, v)
    with pytest.raises(ValueError, match="within its states"):
        Segment(*ends, ends[0] - 1, ends[1], epochs, r, v)
    with pytest.raises(ValueError, match="finite"):
        Segment(*ends, *ends, epochs, r * np.nan, v)
    with pytest.raises(ValueError, match="overlap"):
        ephemeris(path, segment(LOW, 300.0, 900.0))
    with pytest.raises(ValueError, match="needs a segment"):
        ephemeris()
