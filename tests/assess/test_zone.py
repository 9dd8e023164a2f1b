"""A pair held against a zone: intervals against the threshold, at the edges, in the three shapes of a zone."""

from datetime import datetime

import numpy as np
import pytest

from dueregard.assess.zone import Measured, measure
from dueregard.model.criterion import Criterion, LongitudeBand, RtnBox, Sphere, Zone
from dueregard.orbit.tracks import PairPath
from dueregard.orbit.uncertainty import Z95

HOUR_S = 3600.0
GEO_KM = 42_164.0
EDGE_KM = 1e-9  # kilometres; a micrometre on either side of the threshold


def criterion(zone: Zone | None, dwell_s: float = 0.0, fastest_km_s: float = 0.0, **more) -> Criterion:
    return Criterion(
        id="invented",
        title="An invented reading",
        author="AUR",
        standing="proposal",
        purpose="security",
        source="invented",
        pin="",
        year="2031",
        verified="fictional",
        region="any",
        object_class="any",
        zone=zone,
        dwell_s=dwell_s,
        max_relative_speed_km_s=fastest_km_s,
        **more,
    )


def path(
    range_km,
    *,
    low_km=None,
    high_km=None,
    floor_km=0.0,
    hours=None,
    speed_km_s=0.001,
    rtn_km=None,
    rtn_of_1_km=None,
    sigma_km=(0.1, 0.1, 0.1),
    good=None,
    degrees=None,
) -> PairPath:
    """Return a path of one sample an hour whose fields are as given; arrays are what the sky would have said."""
    r = np.atleast_1d(np.asarray(range_km, float))
    n = len(r)
    t = np.arange(n) * HOUR_S if hours is None else np.asarray(hours, float) * HOUR_S
    offset = np.stack([np.zeros(n), r, np.zeros(n)], axis=1) if rtn_km is None else np.asarray(rtn_km, float)
    angles = np.radians(np.zeros(n) if degrees is None else np.asarray(degrees, float))

    def filled(value):
        return np.broadcast_to(np.asarray(value, float), (n,)).copy()

    return PairPath(
        t_s=t,
        positions1_km=np.tile([GEO_KM, 0.0, 0.0], (n, 1)),
        positions2_km=GEO_KM * np.stack([np.cos(angles), np.sin(angles), np.zeros(n)], axis=1),
        range_km=r,
        low_km=r if low_km is None else filled(low_km),
        high_km=r if high_km is None else filled(high_km),
        floor_km=filled(floor_km),
        speed_km_s=filled(speed_km_s),
        rtn_km=offset,
        rtn_of_1_km=-offset if rtn_of_1_km is None else np.asarray(rtn_of_1_km, float),
        sigma_rtn_km=np.tile(sigma_km, (n, 1)),
        sigma_rtn_of_1_km=np.tile(sigma_km, (n, 1)),
        age1_d=np.zeros(n),
        age2_d=np.zeros(n),
        good=np.ones(n, np.bool_) if good is None else np.asarray(good, np.bool_),
        relative=True,
    )


def outcome(zone, along, *, dwell_s=0.0, fastest_km_s=0.0, centres=(1,)) -> Measured:
    return measure(criterion(zone, dwell_s, fastest_km_s), along, centres)


# sphere


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (40.0, 50.0, "inside"),
        (40.0, 50.0 + EDGE_KM, "indeterminate"),
        (50.0, 60.0, "indeterminate"),
        (50.0 + EDGE_KM, 60.0, "outside"),
        (0.0, 49.0, "inside"),
    ],
)
def test_the_whole_interval_is_compared_with_the_threshold_and_never_the_point(low, high, expected):
    along = path([(low + high) / 2] * 3, low_km=low, high_km=high)
    assert outcome(Sphere(50.0), along).outcome == expected


def test_a_point_inside_with_an_interval_across_the_edge_is_indeterminate_and_the_other_way_round():
    inside, outside = path(49.0, low_km=47, high_km=51), path(51.0, low_km=49, high_km=53)
    assert outcome(Sphere(50.0), inside).outcome == outcome(Sphere(50.0), outside).outcome == "indeterminate"


def test_a_single_instant_inside_counts_where_no_dwell_is_asked_and_not_where_one_is():
    along = path([60, 40, 60])
    assert outcome(Sphere(50.0), along).outcome == "inside"
    assert outcome(Sphere(50.0), along, dwell_s=1.0).outcome == "outside"


@pytest.mark.parametrize(("dwell_h", "expected"), [(3.0, "inside"), (3.0 + 1e-6, "outside")])
def test_dwell_is_reached_exactly_at_its_length(dwell_h, expected):
    found = outcome(Sphere(50.0), path([60, 40, 40, 40, 40, 60]), dwell_s=dwell_h * HOUR_S)
    assert found.outcome == expected
    assert found.possibly_s == found.surely_s == 3 * HOUR_S
    assert (found.begin_s, found.end_s) == (1 * HOUR_S, 4 * HOUR_S)


def test_leaving_the_zone_in_between_makes_two_stays_and_neither_is_added_to_the_other():
    along = path([40, 40, 40, 60, 40, 40, 40, 40])
    assert outcome(Sphere(50.0), along, dwell_s=4 * HOUR_S).outcome == "outside"
    found = outcome(Sphere(50.0), along, dwell_s=3 * HOUR_S)
    assert found.outcome == "inside"
    assert (found.begin_s, found.end_s) == (4 * HOUR_S, 7 * HOUR_S)


def test_surely_inside_too_short_and_possibly_inside_long_enough_is_indeterminate():
    high = [60, 45, 45, 60, 60]
    found = outcome(Sphere(50.0), path([42.0] * 5, low_km=30, high_km=high), dwell_s=3 * HOUR_S)
    assert found.outcome == "indeterminate"
    assert (found.surely_s, found.possibly_s) == (HOUR_S, 4 * HOUR_S)


def test_where_the_error_is_larger_than_the_zone_nothing_can_be_verified():
    wide = path([3.0] * 4, low_km=0.5, high_km=9.0, floor_km=6.0)
    assert outcome(Sphere(5.0), wide).outcome == "not verifiable"
    assert outcome(Sphere(50.0), wide).outcome == "inside"
    # Far away, a large error does not matter: no plausible distance lies in the zone.
    far = path([300.0] * 4, low_km=290.0, high_km=310.0, floor_km=6.0)
    assert outcome(Sphere(5.0), far).outcome == "outside"


def test_two_measured_at_one_place_are_never_outside_however_large_the_error():
    # 95 % of the plausible distances of two objects measured 10 m apart lie between 0.4 and 6 km, with errors of
    # 2 km; the measured distance itself stays plausible.
    close = path([0.01] * 4, low_km=0.4, high_km=6.0, floor_km=6.0)
    assert outcome(Sphere(0.2), close).outcome == "not verifiable"


def test_instants_without_a_state_are_neither_inside_nor_joined_over():
    along = path([40.0] * 6, good=[True, True, False, True, True, True])
    found = outcome(Sphere(50.0), along, dwell_s=3 * HOUR_S)
    assert found.outcome == "outside"
    assert found.possibly_s == 2 * HOUR_S


def test_a_stay_that_the_window_cuts_counts_for_what_was_seen_of_it():
    along = path([40, 40, 40, 60])
    assert outcome(Sphere(50.0), along, dwell_s=2 * HOUR_S).outcome == "inside"
    assert outcome(Sphere(50.0), along, dwell_s=3 * HOUR_S).outcome == "outside"


# relative speed


def test_a_pair_faster_than_the_criterion_speaks_of_is_not_its_subject():
    along = path([60, 40, 60], speed_km_s=[0.5, 2.0, 0.5])
    assert outcome(Sphere(50.0), along, fastest_km_s=1.0).outcome == "not applicable"
    assert outcome(Sphere(50.0), along, fastest_km_s=2.0).outcome == "inside"
    assert outcome(Sphere(50.0), along, fastest_km_s=0.0).outcome == "inside"


def test_a_fast_pair_outside_the_zone_is_outside_and_not_excused():
    assert outcome(Sphere(5.0), path([60, 40, 60], speed_km_s=9.0), fastest_km_s=1.0).outcome == "outside"


# box


def test_every_side_of_a_box_counts_by_itself():
    box = RtnBox(2.0, 25.0, 4.0)
    for offset, expected in (
        ((1.0, 20.0, 3.0), "inside"),
        ((1.0, 24.9, 3.0), "indeterminate"),
        ((1.0, 25.3, 3.0), "outside"),
        ((2.3, 0.0, 0.0), "outside"),
        ((0.0, 0.0, -4.3), "outside"),
        ((0.0, -24.9, 0.0), "indeterminate"),
    ):
        assert outcome(box, path([1.0], rtn_km=[offset])).outcome == expected, offset


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_the_edge_of_a_box_lies_at_half_width_less_the_error(side):
    reach = 2.0 - Z95 * 0.1
    for radial, expected in ((reach - EDGE_KM, "inside"), (reach + EDGE_KM, "indeterminate")):
        along = path([1.0], rtn_km=[(side * radial, 0.0, 0.0)])
        assert outcome(RtnBox(2.0, 25.0, 25.0), along).outcome == expected


def test_a_box_lies_around_the_object_it_is_centred_on():
    # The frames of the two are turned against each other: only object 2's frame sees 3 km of radial offset.
    along = path([3.0], rtn_km=[(0.0, 3.0, 0.0)], rtn_of_1_km=[(3.0, 0.0, 0.0)])
    box = RtnBox(1.0, 25.0, 25.0)
    assert outcome(box, along, centres=(1,)).outcome == "inside"
    assert outcome(box, along, centres=(2,)).outcome == "outside"


def test_of_two_centres_the_one_that_says_most_counts():
    along = path([3.0], rtn_km=[(0.0, 3.0, 0.0)], rtn_of_1_km=[(3.0, 0.0, 0.0)])
    for centres in ((1, 2), (2, 1)):
        assert outcome(RtnBox(1.0, 25.0, 25.0), along, centres=centres).outcome == "inside"


def test_an_error_larger_than_one_side_of_a_box_cannot_be_verified():
    along = path([1.0] * 3, rtn_km=[(0.0, 1.0, 0.0)] * 3, sigma_km=(0.1, 15.0, 0.1))
    assert outcome(RtnBox(2.0, 25.0, 25.0), along).outcome == "not verifiable"


# longitude band


@pytest.mark.parametrize(
    ("apart", "expected"), [(0.0, "inside"), (0.09, "inside"), (-0.09, "inside"), (0.11, "outside")]
)
def test_a_longitude_band_compares_longitudes_in_both_directions(apart, expected):
    along = path([1.0], degrees=[apart], sigma_km=(0.1, 1.0, 0.1))
    assert outcome(LongitudeBand(0.1), along).outcome == expected


def test_a_longitude_band_does_not_break_where_longitudes_begin_anew():
    along = path([1.0], degrees=[359.95], sigma_km=(0.1, 1.0, 0.1))
    assert outcome(LongitudeBand(0.1), along).outcome == "inside"


def test_in_track_error_is_an_error_in_longitude():
    # 30 km of 42,164 km are 0.041°; twice that in 95 % of cases.
    within, wide = (path([1.0], degrees=[0.09], sigma_km=(0.1, s, 0.1)) for s in (3.0, 30.0))
    assert outcome(LongitudeBand(0.1), within).outcome == "inside"
    assert outcome(LongitudeBand(0.1), wide).outcome == "indeterminate"
    blind = path([1.0], degrees=[0.05], sigma_km=(0.1, 100.0, 0.1))
    assert outcome(LongitudeBand(0.1), blind).outcome == "not verifiable"


def test_radial_and_cross_track_distance_do_not_matter_to_a_longitude_band():
    along = path([250.0], rtn_km=[(200.0, 0.0, 150.0)], degrees=[0.02], sigma_km=(0.1, 1.0, 0.1))
    assert outcome(LongitudeBand(0.1), along).outcome == "inside"


def test_a_criterion_without_a_zone_is_refused_and_not_measured():
    with pytest.raises(ValueError, match="has no zone"):
        measure(criterion(None, valid_from=datetime(2031, 1, 1)), path([1.0]), (1,))
