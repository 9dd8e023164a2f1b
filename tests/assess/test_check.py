"""Approaches held against criteria and the record, on small invented skies: what is said, and of which time."""

import re
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from invented_scenes import AURELIA, BOREALIA, START, at_day, facts, geostationary, notice, scene, table

from dueregard.assess.check import check
from dueregard.assess.least import least_longitude_deg, least_range
from dueregard.assess.unseen import unseen
from dueregard.knowledge.criteria import question
from dueregard.model.criterion import LongitudeBand, Sphere
from dueregard.model.filing import Filing, Record, Reply
from dueregard.orbit.screen import screen
from dueregard.orbit.tracks import pair_path

SOFTWARE = "dueregard test"
HOURS = 240.0
SHORT = 48.0  # within which one set for each still tells 22 km from 50 km, and 37 km from 20 km
FIRST, SECOND = facts(1), facts(2, BOREALIA)


def findings(world, *criteria, sets=None, within_km=90.0):
    """Return the findings of a world whose pairs are screened as one catalogue."""
    rows = screen(
        table(*sets) if sets else world.tracks.elements, START, world.hours, within_km, threads=1
    ).approaches.to_dicts()
    return [
        f for one in check(world, rows, criteria or (question(50.0, 6.0),), SOFTWARE) for f in one.findings
    ]


def side_by_side(*, record=None, apart_deg=0.03, drift=0.0, hours=HOURS, **more):
    sets = [geostationary(1, 10.0), geostationary(2, 10.0 + apart_deg, drift)]
    return scene(sets, [FIRST, SECOND], record=record, hours=hours, **more)


def passing(record=None):
    """Return two of which one drifts past the other within three days, in the middle of the window."""
    return side_by_side(apart_deg=-1.0, drift=0.25, record=record)


def test_a_stay_inside_is_told_from_the_first_to_the_last_instant_of_the_window():
    (one,) = findings(side_by_side(hours=SHORT))
    assert one.outcome == "inside"
    assert (one.entry, one.exit) == (START, START + timedelta(hours=SHORT))
    assert "for two days" in one.text
    assert one.least_range_km.low <= one.least_range_km.value <= one.least_range_km.high


def test_a_pass_is_told_between_entry_and_exit_and_who_moved_cannot_be():
    (one,) = findings(passing())
    assert one.outcome == "inside"
    assert START < one.entry < one.tca < one.exit < START + timedelta(hours=HOURS)
    assert one.explanation == "drift_by"
    assert one.who_moved.startswith("Who moved cannot be told")


def test_an_approach_that_every_criterion_puts_outside_yields_nothing():
    assert findings(side_by_side(apart_deg=0.1, hours=SHORT)) == []


def test_where_one_criterion_is_touched_the_others_are_told_too():
    found = findings(side_by_side(apart_deg=0.05, hours=SHORT), question(50.0, 6.0), question(20.0, 6.0))
    assert {f.criterion: f.outcome for f in found} == {
        "question-50km-6h": "inside",
        "question-20km-6h": "outside",
    }


def test_a_criterion_of_longitude_is_answered_in_degrees():
    band = replace(question(50.0, 6.0), id="band", region="GEO", zone=LongitudeBand(0.1))
    narrow = replace(band, id="narrow", zone=LongitudeBand(0.02))
    world = side_by_side(apart_deg=0.05, hours=SHORT)
    told = {f.criterion: f for f in findings(world, band, narrow, question(50.0, 6.0))}
    assert {name: f.outcome for name, f in told.items()} == {
        "band": "inside", "narrow": "outside", "question-50km-6h": "inside",
    }  # fmt: skip
    assert "within 0.1° of longitude of each other for two days" in told["band"].text
    number = r"(\d\.\d+)°"
    said = re.compile(
        rf"longitudes came within {number} of each other, between {number} and {number} with 95 %"
    )
    for name in ("band", "narrow"):
        value, low, high = map(float, said.search(told[name].text).groups())
        # Both swing in longitude by twice their eccentricity, some 0.01 degrees.
        assert 0.03 < low < value < high < 0.1
        assert value == pytest.approx(0.05, abs=0.012)
    assert "longitude" not in told["question-50km-6h"].text


def test_the_least_longitude_is_that_of_the_path():
    world = side_by_side(apart_deg=0.05, hours=SHORT)
    path = pair_path(world.tracks, 1, 2, np.linspace(0.0, SHORT * 3600.0, 200))
    one = least_longitude_deg(world.tracks, (1, 2), path, path.good)
    x, y = path.positions1_km, path.positions2_km
    apart = np.degrees(np.arctan2(y[:, 1], y[:, 0]) - np.arctan2(x[:, 1], x[:, 0])) % 360.0
    assert one.value == pytest.approx(apart.min(), abs=1e-6)
    # On the belt an arc of a degree is 736 km.
    in_track_km = (path.rtn_km[:, 1].min(), path.rtn_km[:, 1].max())
    assert in_track_km[0] / 737.0 <= one.value <= in_track_km[1] / 735.0
    assert one.low < one.value < one.high


def test_no_criterion_that_speaks_of_the_pair_is_no_finding():
    ours = scene([geostationary(1, 10.0), geostationary(2, 10.03)], [FIRST, facts(2, AURELIA)])
    assert findings(ours) == []
    assert findings(ours, question(50.0, 6.0, pairs="all"))[0].explanation == "same_owner"


def test_a_notice_of_the_pair_and_the_time_explains_and_is_evidence():
    said = notice(2, 1, by="BOR", days=(3.0, 6.0), least_planned_km=1.0)
    (one,) = findings(passing(Record(notices=(said,))))
    assert one.explanation == "notified"
    assert said.filing.id in [e.sha256 for e in one.evidence if e.kind == "notice"]
    assert "A notice was filed by Borealia" in one.text


@pytest.mark.parametrize(
    "said",
    [
        notice(2, 1, by="BOR", days=(0.0, 1.0)),
        notice(2, 1, by="BOR", days=(8.0, 9.0)),
        notice(2, 3, by="BOR", days=(0.0, 10.0)),
        notice(2, 1, by="BOR", days=(0.0, 10.0), filed_day=10.5),
    ],
    ids=["before", "after", "of another pair", "filed after the window"],
)
def test_a_notice_of_another_time_or_pair_explains_nothing(said):
    (one,) = findings(passing(Record(notices=(said,))))
    assert one.explanation == "drift_by"
    assert not [e for e in one.evidence if e.kind == "notice"]
    assert "no notice on this record, and no commitment to notify on this record" in one.text


def test_consent_takes_a_pair_out_where_the_text_itself_leaves_it_out():
    given = notice(2, 1, by="BOR", days=(0.0, 10.0), consent_of=("AUR",))
    asked = replace(question(50.0, 6.0), consent_exempts=True, protects="AUR")
    (one,) = findings(side_by_side(record=Record(notices=(given,))), asked)
    assert one.outcome == "not applicable"
    others = replace(given, consent_of=("BOR",))
    (one,) = findings(side_by_side(record=Record(notices=(others,))), asked)
    assert one.outcome == "inside"


def test_replies_of_the_pair_and_the_time_stand_beside():
    def reply(days, numbers=(1, 2)):
        head = Filing("r" * 64, "BOR", at_day(9.0), "", "an invented letter")
        return Reply(head, *numbers, at_day(days[0]), at_day(days[1]), "We were checked out there.")

    (one,) = findings(passing(Record(replies=(reply((3, 6)), reply((8, 9)), reply((3, 6), (1, 3))))))
    assert one.replies == ("Borealia, 10 May 2031: “We were checked out there.”",)


def test_what_is_not_known_of_owners_is_said_as_a_limit():
    from invented_scenes import NOBODY

    world = scene([geostationary(1, 10.0), geostationary(2, 10.03)], [FIRST, facts(2, NOBODY)])
    (one,) = findings(world)
    assert one.foreign == "unknown"
    assert any("different States is not known" in limit for limit in one.limits)


def test_the_window_that_cuts_a_stay_is_named_and_what_lies_beyond_is_not_told():
    (one,) = findings(side_by_side(hours=2.0))
    assert one.outcome == "inside"
    assert (one.entry, one.exit) == (START, START + timedelta(hours=2))
    assert any("begins and ends with the window" in limit for limit in one.limits)
    assert "two hours" in one.text


def history(*, merges_on=None):
    """Return a world of daily sets for two satellites side by side; from ``merges_on`` (day) on, one set for both."""
    sets = []
    for day in range(10):
        at = START + timedelta(days=day)
        sets.append(geostationary(1, 10.0, epoch=at))
        one_set = merges_on is not None and day >= merges_on
        sets.append(geostationary(2, 10.0 if one_set else 10.03, epoch=at))
    return scene(sets, [FIRST, SECOND], followed=True)


def followed_findings(world):
    chosen = [geostationary(1, 10.0), geostationary(2, 10.03)]
    return findings(world, sets=chosen)


def test_instants_at_which_one_set_stands_for_both_are_no_distance():
    (apart,) = followed_findings(history())
    (merging,) = followed_findings(history(merges_on=5))
    assert apart.least_range_km.value == pytest.approx(merging.least_range_km.value, abs=0.5)
    assert merging.least_range_km.value > 10.0
    assert merging.exit <= START + timedelta(days=5)
    assert merging.explanation == "docked"
    assert not any("SGP4 gave up" in limit for limit in merging.limits)


def test_every_set_that_carried_an_object_is_evidence():
    (one,) = followed_findings(history())
    epochs = {e.observed for e in one.evidence if e.kind == "element set"}
    assert epochs == {START + timedelta(days=d) for d in range(10)}


def test_the_bounds_of_the_least_range_widen_with_the_number_of_sets_and_hold_the_value():
    one, many = side_by_side(), history()
    t = np.linspace(0.0, 5 * 86_400.0, 500)
    widths = []
    for world in (one, many):
        path = pair_path(world.tracks, 1, 2, t)
        least = least_range(world.tracks, (1, 2), path, path.good)
        assert least.low <= least.value <= least.high
        widths.append(least.high - float(np.min(path.high_km[path.good])))
    assert widths[0] == pytest.approx(0.0, abs=1e-3)  # one set each: the plain bound
    assert widths[1] > 0.1


def test_an_operation_of_one_without_elements_is_not_verifiable_and_nothing_more():
    hidden = facts(3, BOREALIA)
    said = notice(1, 3, days=(2.0, 4.0), consent_of=("BOR",))
    world = scene([geostationary(1, 10.0)], [FIRST, hidden], record=Record(notices=(said,)))
    (one,) = unseen(world, (question(50.0, 6.0),), SOFTWARE)
    assert one.outcome == "not verifiable"
    assert one.kind == "not seen"
    assert "SAT-3 has no public elements" in one.text
    assert one.least_range_km is None
    assert (
        list(unseen(side_by_side(record=Record(notices=(notice(1, 2),))), (question(50.0, 6.0),), "x")) == []
    )


def test_an_operation_after_the_window_or_filed_after_it_is_not_told():
    hidden = facts(3, BOREALIA)
    for said in (notice(1, 3, days=(11.0, 12.0)), notice(1, 3, filed_day=11.0, days=(2.0, 4.0))):
        world = scene([geostationary(1, 10.0)], [FIRST, hidden], record=Record(notices=(said,)))
        assert list(unseen(world, (question(50.0, 6.0),), SOFTWARE)) == []


def test_a_zone_smaller_than_the_error_cannot_be_verified_however_near_they_come():
    tiny = replace(question(50.0, 6.0), id="tiny", zone=Sphere(0.2))
    (one,) = findings(side_by_side(apart_deg=0.0002), tiny)
    assert one.least_range_km.value < 1.0
    assert one.outcome == "not verifiable"
