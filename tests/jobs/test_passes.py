"""No criterion is missed: a screening covers every zone, and no object that comes near is left out by altitude."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dueregard.assess.scene import ObjectFacts
from dueregard.jobs.passes import MARGIN_KM, STAY_S, plan, reach_km
from dueregard.jobs.reach import bands_km, reachable
from dueregard.model.actor import Owner
from dueregard.model.criterion import Criterion, LongitudeBand, RtnBox, Sphere
from dueregard.orbit.broad.pad import EARTH_KM
from dueregard.orbit.reference import at_times, prepare
from dueregard.orbit.region import perigee_km, regions

START = datetime(2031, 5, 1, tzinfo=UTC)
CODES = ("AUR", "BOR", "CAS")
OWNERS = {
    code: Owner(code, code, "State", frozenset({code}), "invented", "invented", "fictional") for code in CODES
}


@pytest.fixture(scope="module")
def few(population):
    elements = population[0][::40]
    facts = {
        n: ObjectFacts(n, f"SAT-{n}", None, "PAYLOAD", "+", OWNERS[CODES[k % 3]], None)
        for k, n in enumerate(elements["norad_cat_id"].to_list())
    }
    return elements, facts, frozenset(elements["norad_cat_id"].to_list()[:5])


lengths = some.floats(0.01, 900.0)
zones = some.one_of(
    lengths.map(Sphere),
    some.tuples(lengths, lengths, lengths).map(lambda w: RtnBox(*w)),
    some.floats(0.001, 2.0).map(LongitudeBand),
)


@some.composite
def criteria(draw):
    number = draw(some.integers(0, 10**9))
    object_class = draw(some.sampled_from(("any", "payload", "crewed", "named", "not in the catalogue")))
    return Criterion(
        id=f"c{number}",
        title="drawn",
        author="drawn",
        standing="proposal",
        purpose="safety",
        source="drawn",
        pin="",
        year="",
        verified="fictional",
        region=draw(some.sampled_from(("any", "LEO", "MEO", "GEO", "HEO"))),
        object_class=object_class,
        zone=draw(zones),
        pairs=draw(some.sampled_from(("all", "foreign"))),
        protects=draw(some.sampled_from(("", *CODES))),
        objects=(901_000,) if object_class == "named" else (),
        dwell_s=draw(some.sampled_from((0.0, 1.0, STAY_S - 1, STAY_S, 21_600.0))),
        measured=draw(some.sampled_from((True, True, True, False))),
    )


@settings(max_examples=200, deadline=None, derandomize=True)
@given(some.lists(criteria(), min_size=1, max_size=8))
def test_the_zone_of_every_criterion_around_every_object_is_covered_by_a_screening(few, drawn):
    elements, facts, crewed = few
    passes = plan(drawn, elements, facts, crewed, OWNERS)
    where, numbers = regions(elements), elements["norad_cat_id"].to_list()
    for c in drawn:
        if not c.measured:
            continue
        for k, number in enumerate(numbers):
            spoken_of = (
                c.region in ("any", where[k])
                and (c.object_class != "crewed" or number in crewed)
                and (c.object_class != "named" or number in c.objects)
                and (not c.protects or facts[number].owner.code == c.protects)
            )
            if not spoken_of or c.object_class == "not in the catalogue":
                continue
            covering = [
                p
                for p in passes
                if c.id in p.criteria
                and p.focus[k]
                and p.within_km >= reach_km(c.zone) + MARGIN_KM[c.region]
                and p.min_dwell_s <= c.dwell_s
                # A screening for stays alone leaves out passes: only a criterion about stays may use it.
                and (not p.prolonged_only or c.dwell_s >= STAY_S)
                and (not p.foreign_only or c.pairs == "foreign")
            ]
            assert covering, (c, number)


@pytest.mark.parametrize(
    ("zone", "corner_km"),
    [
        (Sphere(50.0), 50.0),
        (RtnBox(2.0, 25.0, 25.0), (4 + 625 + 625) ** 0.5),
        (LongitudeBand(0.1), 73.6),
    ],
)
def test_the_reach_of_a_zone_is_its_farthest_corner(zone, corner_km):
    assert reach_km(zone) >= corner_km - 1e-9


def test_criteria_that_cannot_be_measured_ask_for_no_screening(few):
    elements, facts, crewed = few
    unmeasured = Criterion(
        "u", "u", "u", "regulation", "safety", "u", "", "", "yes", "any", "any", None,
        measured=False, why_not_measured="it has no distance",
    )  # fmt: skip
    assert plan([unmeasured], elements, facts, crewed, OWNERS) == ()


def ranges_km(elements: pl.DataFrame, start: datetime, hours: float, step_s: float):
    """Yield the positions of all objects at every step, (n, 3), by the same SGP4 that screens."""
    prepared, rows = prepare(elements, start), np.arange(len(elements))
    for t in np.arange(0.0, hours * 3600.0, step_s):
        r, _, error = at_times(prepared, rows, np.full(len(rows), t))
        r[error != 0] = np.nan
        yield r


def test_no_object_leaves_the_band_of_altitudes_it_is_given(population):
    elements, start = population
    low, high = bands_km(elements, start, 48.0)
    assert np.isfinite(low).mean() > 0.9  # the sieve sieves
    for r in ranges_km(elements, start, 48.0, 1800.0):
        altitude = np.linalg.norm(r, axis=1) - EARTH_KM
        good = np.isfinite(altitude)
        assert (altitude[good] >= low[good]).all()
        assert (altitude[good] <= high[good]).all()


def test_no_object_that_comes_within_the_distance_is_left_out(population):
    """Brute force: at every instant tried, whatever is within 200 km of the focus is reachable."""
    elements, start = population
    within_km = 200.0
    focus = perigee_km(elements) < 600.0
    focus &= np.cumsum(focus) % 60 == 0
    near = reachable(elements, focus, within_km, start, 12.0)
    assert near.mean() < 0.8
    met = 0
    for r in ranges_km(elements, start, 12.0, 600.0):
        for k in np.flatnonzero(focus):
            close = np.linalg.norm(r - r[k], axis=1) <= within_km
            assert near[close].all()
            met += int(close.sum()) - 1
    assert met > 50


def test_one_about_to_re_enter_and_one_far_above_are_never_left_out():
    def row(number, rev_day, eccentricity, bstar):
        return {
            "norad_cat_id": number, "epoch": START.replace(tzinfo=None), "mean_motion_rev_day": rev_day,
            "eccentricity": eccentricity, "bstar": bstar,
        }  # fmt: skip

    geo, falling, far, calm = (
        row(1, 1.0027, 0.0001, 0.0),
        row(2, 15.9, 0.001, 0.02),
        row(3, 0.4, 0.7, 0.0),
        row(4, 15.2, 0.001, 1e-5),
    )
    elements = pl.DataFrame([geo, falling, far, calm])
    focus = np.array([True, False, False, False])
    assert reachable(elements, focus, 50.0, START, 24.0).tolist() == [True, True, True, False]


def test_nothing_in_focus_reaches_nothing_but_what_may_be_anywhere():
    elements = pl.DataFrame(
        {
            "norad_cat_id": [1],
            "epoch": [START.replace(tzinfo=None) - timedelta(days=1)],
            "mean_motion_rev_day": [15.0],
            "eccentricity": [0.001],
            "bstar": [0.0],
        }
    )
    assert reachable(elements, np.array([False]), 50.0, START, 24.0).tolist() == [False]
