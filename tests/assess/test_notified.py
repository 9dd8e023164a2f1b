"""Notices and what the sky shows of them, on small invented skies of which every distance is known."""

import dataclasses

import numpy as np
import pytest
from invented_scenes import (
    BOREALIA,
    DAY_S,
    START,
    at_day,
    element_set,
    facts,
    geostationary,
    notice,
    scene,
)

from dueregard.assess.check import check
from dueregard.assess.identity import comparison_object, content_id
from dueregard.assess.nearness import nearness
from dueregard.assess.notified import notified
from dueregard.assess.notified_words import limits_of
from dueregard.knowledge.criteria import question
from dueregard.model.filing import Commitment, Filing, NoticePhase, Record
from dueregard.orbit.screen import screen
from dueregard.orbit.tracks import make_tracks, pair_path

HOURS = 240.0
FIRST, SECOND = facts(1), facts(2, BOREALIA)
QUESTION = question(50.0, 6.0)
KM_PER_DEG = 735.9  # of longitude on the geostationary belt


def passing(*filings, drift=0.25, hours=HOURS, commitments=()):
    """Return two of which one drifts past the other: 184 km a day, nearest after four days."""
    sets = [geostationary(1, 10.0), geostationary(2, 9.0, drift)]
    return scene(sets, [FIRST, SECOND], hours=hours, record=Record(tuple(filings), commitments=commitments))


def beside(*filings, apart_km=22.0, hours=48.0):
    sets = [geostationary(1, 10.0), geostationary(2, 10.0 + apart_km / KM_PER_DEG)]
    return scene(sets, [FIRST, SECOND], hours=hours, record=Record(tuple(filings)))


def results(world, known_at=None, criteria=(QUESTION,)):
    rows = screen(world.tracks.elements, START, world.hours, 150.0, threads=1).approaches.to_dicts()
    checked = list(check(world, rows, criteria, "dueregard test"))
    return list(notified(world, checked, QUESTION, "dueregard test", known_at))


def answers(one):
    return {(c.aspect, c.phase): c.answer for c in one.compared}


def promise(radius_km=100.0):
    held = dataclasses.replace(question(radius_km, 6.0), id="promised", standing="commitment", author="AUR")
    filing = Filing("c" * 64, "AUR", at_day(-30), "", "an invented statement")
    return Commitment(
        filing, "AUR", held, ("notice",), "political commitment", "statement", at_day(-30), None
    )


def test_what_is_seen_as_notified_is_said_so():
    (one,) = results(passing(notice(1, 2, days=(2.0, 6.0))))
    assert one.outcome == "as notified"
    assert one.looked == "whole"
    assert answers(one) == {("nearer", ""): "not stated", ("earlier", ""): "no", ("longer", ""): "no"}
    assert at_day(2) < one.near_from < at_day(4) < one.near_until < at_day(6)
    assert one.notice == notice(1, 2).filing.id
    assert one.findings


def test_what_lies_after_the_newest_elements_is_called_a_forecast():
    filed = notice(1, 2, days=(0.5, 1.9))
    (carried,) = results(beside(filed))
    assert any("last 1.9 days is carried forward" in said and "a forecast" in said for said in carried.limits)
    longitudes = {1: 10.0, 2: 10.0 + 22.0 / KM_PER_DEG}
    sets = [geostationary(k, east, epoch=at_day(day)) for k, east in longitudes.items() for day in (0.0, 1.5)]
    world = scene(sets, [FIRST, SECOND], hours=48.0, record=Record((filed,)))
    (followed,) = notified(world, [], QUESTION, "dueregard test", None)
    assert not any("forecast" in said for said in followed.limits)


@pytest.mark.parametrize(
    ("planned_km", "answer", "outcome"),
    [
        (60.0, "yes", "otherwise than notified"),
        (22.0, "indeterminate", "indeterminate"),
        (5.0, "no", "not verifiable"),
    ],
)
def test_the_interval_is_compared_with_the_planned_distance_and_never_the_point(planned_km, answer, outcome):
    """The two are 22 km apart, to a few kilometres; the span goes on at both ends, so only the distance can answer."""
    (one,) = results(beside(notice(1, 2, days=(-1.0, 9.0), least_planned_km=planned_km)))
    assert answers(one)["nearer", ""] == answer
    (nearer,) = [c for c in one.compared if c.aspect == "nearer"]
    assert nearer.measured.low < 22.0 < nearer.measured.high
    assert one.looked == "in part"
    expected = outcome if answer != "no" else "as notified"
    assert one.outcome == expected


def test_near_before_the_notified_span_is_earlier_and_after_it_longer_by_an_interval():
    early, late = results(passing(notice(1, 2, days=(4.1, 6.0)), notice(2, 1, days=(2.0, 3.9), filed_day=-9)))
    # Each notice covers what the other leaves out: only the two tenths of a day between them are in neither.
    for one, aspect in ((early, "earlier"), (late, "longer")):
        assert one.outcome == "otherwise than notified"
        (said,) = [c for c in one.compared if c.aspect == aspect]
        assert said.answer == "yes"
        assert 0 < said.measured.low <= said.measured.value <= said.measured.high
        assert said.measured.high <= 0.2 * DAY_S


def test_earlier_is_counted_from_when_the_two_surely_and_possibly_were_near():
    (one,) = results(passing(notice(1, 2, days=(4.0, 6.0))))
    (said,) = [c for c in one.compared if c.aspect == "earlier"]
    # 50 km at 184 km a day are 6.5 hours; the elements leave some kilometres open to either side.
    assert said.measured.low < 50.0 / 184.0 * DAY_S < said.measured.high
    assert said.measured.high - said.measured.low < 0.2 * DAY_S


def test_a_span_that_begins_within_the_error_cannot_be_told():
    (one,) = results(passing(notice(1, 2, days=(4.0 - 50.0 / 184.0, 6.0))))
    assert answers(one)["earlier", ""] == "indeterminate"
    assert one.outcome == "indeterminate"


def test_a_phase_is_held_to_its_own_distance_in_its_own_time():
    phases = (
        NoticePhase("far", at_day(2.5), at_day(3.5), 45.0),
        NoticePhase("near", at_day(3.5), at_day(4.5), 45.0),
    )
    (one,) = results(passing(dataclasses.replace(notice(1, 2, days=(2.0, 6.0)), phases=phases)))
    assert answers(one)["nearer", "far"] == "no"
    assert answers(one)["nearer", "near"] == "yes"
    assert one.outcome == "otherwise than notified"
    assert "“near”" in one.text
    assert "“far”" not in one.text


def test_notified_and_not_seen_names_the_least_range_and_that_it_could_have_been_seen():
    one, other = results(passing(notice(1, 2, days=(7.0, 9.0))))
    assert one.outcome == "notified and not seen"
    assert one.looked == "whole"
    assert one.least_range_km.low > 50.0
    assert "in the whole span" in one.text
    # The pass on the fourth day is in no notice's span.
    assert other.outcome == "no notice on this record"


def test_without_elements_nothing_is_said_of_what_was_there():
    world = scene([geostationary(1, 10.0)], [FIRST, SECOND], record=Record((notice(1, 2, days=(1.0, 3.0)),)))
    (one,) = results(world)
    assert (one.outcome, one.looked, one.least_range_km) == ("not verifiable", "not at all", None)
    assert "SAT-2 has no public elements" in one.text
    assert any("coverage zero" in limit for limit in one.limits)


@pytest.mark.parametrize("days", [(-5.0, -2.0), (20.0, 25.0)])
def test_a_span_outside_the_run_is_listed_as_not_looked_at(days):
    found = results(passing(notice(1, 2, filed_day=-20, days=days)))
    assert [one.outcome for one in found] == ["not looked at", "no notice on this record"]


def test_what_is_not_yet_over_is_not_said_to_have_ended_as_notified():
    (one,) = results(passing(notice(1, 2, days=(2.0, 30.0))))
    assert answers(one)["longer", ""] == "not verifiable"
    assert one.looked == "in part"


def test_a_notice_filed_after_the_two_had_come_near_is_said_to_be_late():
    (late,) = results(passing(notice(1, 2, filed_day=5.0, days=(2.0, 6.0))))
    (timely,) = results(passing(notice(1, 2, days=(2.0, 6.0))))
    assert "filed after" in late.text
    assert "filed after" not in timely.text


def test_only_what_was_known_at_a_time_is_used():
    world = passing(notice(1, 2, filed_day=5.0, days=(2.0, 6.0)))
    (before,) = results(world, known_at=at_day(3.9))
    assert before.outcome == "no notice on this record"
    assert before.near_until == at_day(3.9)
    (whole,) = results(passing(), known_at=at_day(9))
    assert before.least_range_km.value > whole.least_range_km.value  # the least range came later
    (after,) = results(world, known_at=at_day(9))
    assert after.outcome == "as notified"
    assert results(passing(notice(1, 2)), known_at=at_day(-20)) == []


def test_without_a_notice_it_is_said_whether_a_commitment_to_notify_is_on_record():
    (without,) = results(passing())
    assert without.commitments == ()
    assert "no notice on this record, and no commitment to notify on this record" in without.text
    (held,) = results(passing(commitments=(promise(),)))
    assert held.commitments == ("c" * 64,)
    assert "A commitment of Aurelia" in held.text
    assert "no commitment" not in held.text


def test_a_commitment_to_notify_brings_in_what_the_question_leaves_out():
    sets = [geostationary(1, 10.0), geostationary(2, 10.0 + 75.0 / KM_PER_DEG)]
    world = scene(sets, [FIRST, SECOND], hours=48.0, record=Record(commitments=(promise(),)))
    (one,) = results(world)
    assert one.near_km == 100.0
    assert "within 100 km" in one.text
    assert results(scene(sets, [FIRST, SECOND], hours=48.0)) == []


def test_a_pass_at_speed_between_two_instants_is_not_lost():
    """Crossing orbits meet at 10 km/s: within 50 km for some ten seconds, looked at every 300."""
    sets = [
        element_set(1),
        element_set(2, inclination_deg=40.0),
    ]
    tracks = make_tracks(scene(sets, [FIRST, SECOND]).tracks.elements, START)
    fine = np.linspace(0.0, 6000.0, 24_001)
    true = pair_path(tracks, 1, 2, fine)
    least = float(true.range_km.min())
    found = nearness(tracks, (1, 2), least + 30.0, 0.0, 6000.0, 300.0)
    assert found.measured.any()
    assert found.path.range_km.min() < least + 10.0


def test_swapping_the_pair_in_the_notice_changes_nothing_but_its_name():
    (one,), (other,) = (results(passing(notice(a, b, days=(2.0, 6.0)))) for a, b in ((1, 2), (2, 1)))
    assert one.compared == other.compared
    assert (one.object1_norad_cat_id, one.outcome) == (other.object1_norad_cat_id, other.outcome)


def test_every_result_carries_evidence_limits_and_its_own_identity():
    for one in results(passing(notice(1, 2, days=(7.0, 9.0)))):
        kinds = [e.kind for e in one.evidence]
        assert kinds.count("element set") == 2
        assert ("notice" in kinds) == bool(one.notice)
        assert one.id == content_id(comparison_object(one))
        for gone in ("evidence", "limits"):
            with pytest.raises(ValueError, match="evidence"):
                dataclasses.replace(one, **{gone: ()})


def test_an_outcome_without_a_notice_must_say_so():
    (one,) = results(passing(notice(1, 2, days=(2.0, 6.0))))
    with pytest.raises(ValueError, match="none on this record"):
        dataclasses.replace(one, outcome="no notice on this record")


def test_objects_named_without_a_number_are_said_not_to_be_looked_for():
    named = dataclasses.replace(notice(1, 2), without_number=("Cassia Relay 4",))
    assert any("Cassia Relay 4" in limit for limit in limits_of(named))


def test_a_span_that_is_not_positive_and_an_object_without_elements_are_refused():
    tracks = passing().tracks
    with pytest.raises(ValueError, match="end after"):
        nearness(tracks, (1, 2), 50.0, 5.0, 5.0, 30.0)
    with pytest.raises(ValueError, match="element sets of both"):
        nearness(tracks, (1, 3), 50.0, 0.0, 5.0, 30.0)
