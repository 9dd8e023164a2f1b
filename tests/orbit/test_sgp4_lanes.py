"""The lanes against the lone state: the same numbers, for nearly every orbit there is."""

from math import atan2, fmod, pi

import numpy as np
import pytest
from sgp4_sets import EPOCH, KINDS, every_kind, invented, real_data

from dueregard.orbit.sgp4 import fields as f
from dueregard.orbit.sgp4 import grid, prepared
from dueregard.orbit.sgp4.grid import lone_states
from dueregard.orbit.sgp4.lattice import lattice, point_before, walked_to
from dueregard.orbit.sgp4.one_state import one_state
from dueregard.orbit.sgp4.resonance import STEP_MIN
from dueregard.orbit.sgp4.trigonometry import arc_tangent, cosine, nudged, sin_cos, turned, turned_slightly
from dueregard.sky.read import read_elements

LAST_DIGITS = 2e-15
LANE_GAP_KM = 1e-7
MU_KM3_S2 = 398600.8
# Kinds that sink into the Earth or leave SGP4's range, where lone states are many by design.
UNSOUND = {"decaying", "low perigee", "far and eccentric"}


def alone(made, offsets_min):
    """Return positions (n, m, 3) and codes (n, m) by ``one_state``."""
    c, n = made.constants, len(made)
    walked = lattice(c, np.arange(n), made.lead_min + offsets_min.min(), made.lead_min + offsets_min.max())
    r, error, state = (
        np.empty((n, len(offsets_min), 3)),
        np.empty((n, len(offsets_min)), np.uint8),
        np.empty(6),
    )
    for i in range(n):
        own = c.deep[c.deep_row[i]] if c.deep_row[i] >= 0 else np.zeros(f.N_DEEP)
        for k, t in enumerate(made.lead_min[i] + offsets_min):
            j = point_before(t) if c.kind[i] > f.DEEP else 0
            point = walked.points[walked.base[i] + j if c.kind[i] > f.DEEP else 0]
            error[i, k] = one_state(c.common[i], own, c.kind[i], point, t - j * STEP_MIN, t, state)
            r[i, k] = state[:3]
    return r, error


@pytest.mark.parametrize("kind", KINDS)
def test_every_lane_gives_the_lone_state_to_a_tenth_of_a_millimetre(kind):
    elements = invented(kind, 40, seed=12)
    made, offsets_min = (
        prepared.prepare(elements, EPOCH),
        np.random.default_rng(9).uniform(-10_000, 40_000, 30),
    )
    r, v, error = grid(made.constants, made.lead_min, offsets_min)
    r_alone, error_alone = alone(made, offsets_min)
    assert (error == error_alone).all()
    # Runaway drag makes nonsense of an orbit, and of its last digits: see test_sgp4_authority.
    axis_km = (MU_KM3_S2 / (elements["mean_motion_rev_day"].to_numpy() * 2 * pi / 86_400) ** 2) ** (1 / 3)
    part = axis_km[:, None] * (2.0 / np.linalg.norm(r, axis=2) - (v * v).sum(axis=2) / MU_KM3_S2)
    compared = (error == 0) & (part > 0.5) & (part < 2.0)
    assert compared.mean() > 0.2
    assert np.linalg.norm(r - r_alone, axis=2)[compared].max() < LANE_GAP_KM


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - UNSOUND))
def test_nearly_every_valid_state_comes_from_a_lane(kind):
    made, offsets_min = prepared.prepare(invented(kind, 200), EPOCH), np.linspace(0.0, 10_080.0, 50)
    error = grid(made.constants, made.lead_min, offsets_min)[2]
    lone = lone_states(made.constants, made.lead_min, offsets_min)
    assert lone >= (error != 0).sum()
    assert (lone - (error != 0).sum()) / error.size < 1e-3


def test_of_a_real_catalogue_nearly_every_valid_state_comes_from_a_lane():
    elements, _ = read_elements(real_data() / "catalogue" / "2024-07-05_full_spacetrack_3le.txt.xz")
    made = prepared.prepare(elements, elements["epoch"].quantile(0.99))
    for deep in (False, True):
        part = prepared.subset(made, np.flatnonzero((made.constants.kind != f.NEAR) == deep))
        offsets_min = np.linspace(0.0, 10_080.0, 24)
        errors = (grid(part.constants, part.lead_min, offsets_min)[2] != 0).sum()
        lone = lone_states(part.constants, part.lead_min, offsets_min)
        print(
            f"{'deep' if deep else 'near'}: {len(part) * 24} states, {errors} errors, {lone - errors} valid ones alone"
        )
        assert lone - errors < 1e-3 * len(part) * 24


def test_a_walk_from_a_point_on_the_way_gives_the_bits_of_one_from_the_epoch():
    made = prepared.prepare(every_kind(12), EPOCH)
    assert (made.constants.kind > f.DEEP).sum() > 30
    from_epoch = walked_to(made.constants, np.zeros(len(made)))
    offsets_min = np.linspace(-30_000.0, 30_000.0, 41)
    for at_min in (-20_000.0, 719.0, 12_345.0):
        on_the_way = walked_to(made.constants, made.lead_min + at_min)
        ours = grid(on_the_way, made.lead_min, offsets_min[offsets_min > at_min])[0]
        theirs = grid(from_epoch, made.lead_min, offsets_min[offsets_min > at_min])[0]
        assert ours.tobytes() == theirs.tobytes()


def test_sine_and_cosine_have_their_last_digits():
    r = np.random.default_rng(2)
    for x in (
        *r.uniform(-20, 20, 2000),
        *r.uniform(-1e6, 1e6, 2000),
        *(np.arange(-40, 41) * pi / 4),
        0.0,
        1e-300,
    ):
        s, c = sin_cos(x)
        # The reference's turn is the double nearest to 2 pi; fmod by it is exact.
        exact = fmod(x, 2 * pi)
        assert abs(s - np.sin(exact)) < LAST_DIGITS
        assert abs(c - np.cos(exact)) < LAST_DIGITS
        assert abs(cosine(x) - np.cos(exact)) < LAST_DIGITS


@pytest.mark.parametrize(("turn", "most"), [(nudged, 0.002), (turned_slightly, 0.025), (turned, 0.25)])
def test_a_turned_angle_has_its_last_digits_up_to_its_limit(turn, most):
    for x in np.linspace(-4.0, 4.0, 17):
        for by in (-most, -0.3 * most, 0.0, 1e-12, 0.5 * most, most):
            s, c = turn(np.sin(x), np.cos(x), by)
            assert abs(s - np.sin(x + by)) < LAST_DIGITS
            assert abs(c - np.cos(x + by)) < LAST_DIGITS


def test_the_arc_tangent_has_its_last_digits_in_every_quarter():
    for angle in np.linspace(-pi, pi, 721)[1:-1]:
        for far in (1e-12, 1.0, 1e6):
            y, x = far * np.sin(angle), far * np.cos(angle)
            assert abs(arc_tangent(y, x) - atan2(y, x)) < LAST_DIGITS
    assert np.isnan(arc_tangent(0.0, 0.0))
