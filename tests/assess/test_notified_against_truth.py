"""What is said of the demo's notices against its truth, which the chain never reads: the shipped seed and others."""

import pytest

DOCKING, NOTIFIED, NEARER, WITHHELD = 4, 2, 3, 10
SILENT = {1, 5, 6, 7, 8, 9, 12}  # situations of which no notice is filed, whatever explains them


def pair(one) -> tuple[int, int]:
    return one.object1_norad_cat_id, one.object2_norad_cat_id


def true_pair(told, situation):
    (truth,) = [t for t in told.scenario.truth if t.situation == situation]
    return truth


def of(told, situation):
    wanted = pair(true_pair(told, situation))
    return [n for n in told.run.notices if pair(n) == wanted]


def answers(one):
    return {c.aspect: c.answer for c in one.compared}


def planned(told, one):
    (notice,) = [n for n in told.run.record.notices if n.filing.id == one.notice]
    return notice.least_planned_km


def test_every_notice_on_record_is_answered_once(told):
    assert [n.notice for n in told.run.notices if n.notice] == [n.filing.id for n in told.run.record.notices]
    assert len(told.run.record.notices) == 4


def test_what_came_nearer_than_notified_is_found_and_is_neither_earlier_nor_longer(told):
    (one,) = of(told, NEARER)
    assert one.outcome == "otherwise than notified"
    assert answers(one) == {"nearer": "yes", "earlier": "no", "longer": "no"}
    assert one.least_range_km.high < planned(told, one)


def test_what_was_flown_as_notified_is_never_said_to_be_otherwise(told):
    """Within the band of the elements the distance cannot be told; the span is told, and is as notified."""
    (one,) = of(told, NOTIFIED)
    assert true_pair(told, NOTIFIED).least_km > planned(told, one)
    assert answers(one)["earlier"] == answers(one)["longer"] == "no"
    band = one.least_range_km.low < planned(told, one) <= one.least_range_km.high
    assert answers(one)["nearer"] == ("indeterminate" if band else "no")
    assert one.outcome == ("indeterminate" if band else "as notified")


def test_a_notified_docking_is_as_notified_as_far_as_it_was_seen(told):
    (one,) = of(told, DOCKING)
    assert one.outcome == "as notified"
    assert one.looked == "in part"
    assert answers(one) == {"nearer": "no", "earlier": "no", "longer": "not verifiable"}


def test_a_notified_operation_near_an_object_without_elements_is_not_verifiable(told):
    (one,) = of(told, WITHHELD)
    assert (one.outcome, one.looked) == ("not verifiable", "not at all")
    assert one.compared == ()
    assert one.findings  # those that say what could not be looked at
    assert "no public elements" in one.text


def test_every_prolonged_proximity_without_a_notice_is_listed_whatever_explains_it(told):
    silent = [n for n in told.run.notices if not n.notice]
    assert {n.outcome for n in silent} == {"no notice on this record"}
    notified = {frozenset((n.object_norad_cat_id, n.target_norad_cat_id)) for n in told.run.record.notices}
    assert all(frozenset(pair(n)) not in notified for n in silent)
    listed = {pair(n) for n in silent}
    for situation in (1, 5, 12):  # foreign pairs of which one stayed by the other
        assert pair(true_pair(told, situation)) in listed
    assert listed & {pair(t) for t in told.scenario.truth if t.situation not in SILENT} == set()
    # Others, of the sky's other objects, only where a finding touches them too.
    touched = {pair(f) for f in told.run.findings if f.outcome in ("inside", "indeterminate")}
    assert listed <= touched


def test_a_commitment_to_notify_is_named_where_one_is_on_record_and_nowhere_else(told):
    named = {pair(n) for n in told.run.notices if n.commitments}
    assert named == {pair(true_pair(told, 12))}
    for n in told.run.notices:
        if not n.notice:
            assert ("no commitment to notify on this record" in n.text) != bool(n.commitments)


def test_every_finding_named_is_one_of_the_run_and_of_the_same_pair(told):
    by_id = {f.id: f for f in told.run.findings}
    for n in told.run.notices:
        for identity in n.findings:
            assert pair(by_id[identity]) == pair(n)


def test_the_true_least_range_lies_in_the_interval_told_of_a_notice(told):
    for situation in (NOTIFIED, NEARER):
        (one,) = of(told, situation)
        true = true_pair(told, situation).least_km
        assert one.least_range_km.low <= true
        assert true <= one.least_range_km.high or pytest.approx(true, abs=1.0) == one.least_range_km.high
