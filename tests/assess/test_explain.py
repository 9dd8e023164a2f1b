"""Explanations one by one: when each applies, when it does not, and in which order they are tried."""

from datetime import date, timedelta

import pytest
from invented_scenes import (
    AURELIA,
    BOREALIA,
    NOBODY,
    START,
    at_day,
    element_set,
    encounter,
    facts,
    geostationary,
    notice,
    scene,
)

from dueregard.assess.explain import EARLY_D, explain
from dueregard.model.finding import Reason

ORDER = ("docked", "same_launch", "same_owner", "notified", "neighbours", "drift_by", "debris")


def reason(reasons: tuple[Reason, ...], name: str) -> Reason:
    return next(r for r in reasons if r.explanation == name)


def kept(first, second, **more):
    """Return a scene of two geostationary satellites side by side."""
    return scene([geostationary(1, 10.0), geostationary(2, 10.05)], [first, second], **more)


def apart():
    """Return the sets of two low satellites that follow each other."""
    return [element_set(1), element_set(2, mean_anomaly_deg=60.2)]


def low_pair(second_of=BOREALIA, **of_second):
    """Return two low satellites of different launches, and their scene: nothing explains them."""
    first, second = facts(1), facts(2, second_of, **of_second)
    return first, second, scene(apart(), [first, second])


def test_every_step_is_tried_in_the_one_fixed_order_whatever_applies():
    first, second, world = low_pair()
    for merged in (False, True):
        _, reasons = explain(world, encounter(first, second, merged=merged))
        assert tuple(r.explanation for r in reasons) == ORDER
        assert all(r.words.endswith(".") and r.applies in ("yes", "no", "cannot tell") for r in reasons)


def test_the_first_that_applies_is_the_explanation_though_later_ones_apply_too():
    first, second = facts(1, object_id="2031-004A", launched=date(2031, 4, 20)), facts(
        2, object_type="DEBRIS", object_id="2031-004C", launched=date(2031, 4, 20)
    )  # fmt: skip
    world = kept(first, second)
    found, reasons = explain(world, encounter(first, second, notices=(notice(1, 2),)))
    yes = [r.explanation for r in reasons if r.applies == "yes"]
    assert found == "same_launch"
    assert yes == ["same_launch", "same_owner", "notified", "debris"]
    found, _ = explain(world, encounter(first, second, merged=True, least=None))
    assert found == "docked"


def test_what_nothing_explains_is_none_and_every_step_says_why_not():
    first, second, world = low_pair()
    found, reasons = explain(world, encounter(first, second, entered=True, left=False))
    assert found == "none"
    assert "yes" not in {r.applies for r in reasons}
    assert all(r.words for r in reasons)


# docked


def test_one_element_set_now_is_docked():
    first, second, world = low_pair()
    found, reasons = explain(world, encounter(first, second, merged=True, least=None))
    assert found == "docked"
    assert "One element set stands for both" in reasons[0].words


def test_one_element_set_at_an_earlier_epoch_is_docked_now():
    first, second = facts(1), facts(2, BOREALIA)
    sets = [element_set(1), element_set(2, mean_anomaly_deg=60.01)]
    before = START - timedelta(days=40)
    shared = [element_set(n, before, mean_anomaly_deg=5.0) for n in (1, 2)]
    apart = explain(scene(sets, [first, second]), encounter(first, second))[0]
    found, reasons = explain(scene(sets, [first, second], earlier=shared), encounter(first, second))
    assert (apart, found) == ("none", "docked")
    assert "another epoch" in reasons[0].words


def test_docked_is_transitive_over_epochs_and_does_not_reach_further():
    things = [facts(n, BOREALIA if n == 3 else AURELIA) for n in (1, 2, 3)] + [facts(4, BOREALIA)]
    sets = [element_set(n, mean_anomaly_deg=60 + n / 100) for n in (1, 2, 3, 4)]
    early, late = START - timedelta(days=90), START - timedelta(days=30)
    shared = [
        element_set(1, early, mean_anomaly_deg=1.0),
        element_set(2, early, mean_anomaly_deg=1.0),
        element_set(2, late, mean_anomaly_deg=9.0),
        element_set(3, late, mean_anomaly_deg=9.0),
        element_set(4, late, mean_anomaly_deg=9.5),
    ]
    world = scene(sets, things, earlier=shared)
    assert explain(world, encounter(things[0], things[2]))[0] == "docked"
    assert explain(world, encounter(things[0], things[3]))[0] != "docked"


def test_two_pairs_docked_elsewhere_are_not_docked_with_each_other():
    things = [facts(n, AURELIA if n in (1, 2) else BOREALIA) for n in (1, 2, 3, 4)]
    before = START - timedelta(days=5)
    sets = [element_set(n, mean_anomaly_deg=60 + n / 100) for n in (1, 2, 3, 4)]
    shared = [element_set(n, before, mean_anomaly_deg=1.0 if n < 3 else 2.0) for n in (1, 2, 3, 4)]
    world = scene(sets, things, earlier=shared)
    assert reason(explain(world, encounter(things[0], things[2]))[1], "docked").applies == "no"


def test_members_of_one_station_are_docked_only_where_they_are_near():
    first, second = facts(1), facts(2, BOREALIA)
    places = {1: ("HOUSE", "listed"), 2: ("HOUSE", "listed too")}
    world = scene(apart(), [first, second], stations=places)
    near = explain(world, encounter(first, second, least=(5.5, 3.0, 8.0)))
    far = explain(world, encounter(first, second, least=(200.0, 190.0, 210.0)))
    assert near[0] == "docked"
    assert "HOUSE" in near[1][0].words
    assert "listed too" in near[1][0].words
    assert reason(far[1], "docked").applies == "no"


def test_members_of_two_stations_are_not_docked():
    first, second = facts(1), facts(2, BOREALIA)
    world = scene(
        apart(),
        [first, second],
        stations={1: ("HOUSE", "listed"), 2: ("MANSION", "listed")},
    )
    assert reason(explain(world, encounter(first, second))[1], "docked").applies == "no"


# same launch


@pytest.mark.parametrize(
    ("days_before", "applies"),
    [(0, "yes"), (EARLY_D, "yes"), (EARLY_D + 1, "no"), (3000, "no")],
)
def test_companions_of_a_launch_are_explained_by_it_for_two_months(days_before, applies):
    launched = START.date() - timedelta(days=days_before)
    first = facts(1, object_id="2031-007A", launched=launched)
    second = facts(2, BOREALIA, object_id="2031-007B", launched=launched)
    world = scene([element_set(1), element_set(2, mean_anomaly_deg=60.1)], [first, second])
    found = reason(explain(world, encounter(first, second, days=(0.0, 1.0)))[1], "same_launch")
    assert found.applies == applies
    assert "2031-007" in found.words


def test_launches_of_one_year_are_not_one_launch_and_a_missing_designator_tells_nothing():
    first, world_date = facts(1, object_id="2031-007A"), date(2031, 4, 30)
    other = facts(2, BOREALIA, object_id="2031-008A", launched=world_date)
    unnamed = facts(3, BOREALIA, object_id=None, launched=world_date)
    undated = [facts(n, o, object_id=f"2031-009{n}", launched=None) for n, o in ((4, AURELIA), (5, BOREALIA))]
    world = scene([element_set(n) for n in (1, 2, 3, 4, 5)], [first, other, unnamed, *undated])
    assert reason(explain(world, encounter(first, other))[1], "same_launch").applies == "no"
    assert reason(explain(world, encounter(first, unnamed))[1], "same_launch").applies == "cannot tell"
    assert reason(explain(world, encounter(*undated))[1], "same_launch").applies == "cannot tell"


# same owner


def test_one_owner_explains_foreign_ones_do_not_and_the_unknown_stays_unknown():
    for other, applies in ((AURELIA, "yes"), (BOREALIA, "no"), (NOBODY, "cannot tell")):
        first, second, world = low_pair(other)
        found, reasons = explain(world, encounter(first, second, left=False))
        assert reason(reasons, "same_owner").applies == applies
        assert found == ("same_owner" if other is AURELIA else "none")


# notified


def notified(*notices, least=(10.0, 8.0, 12.0), days=(1.0, 3.0)):
    first, second, world = low_pair()
    _, reasons = explain(world, encounter(first, second, least=least, days=days, notices=notices))
    return reason(reasons, "notified")


def test_carried_out_as_notified_is_explained_and_the_consent_is_named():
    found = notified(notice(1, 2, least_planned_km=9.0, consent_of=("BOR",)))
    assert found.applies == "yes"
    assert "consent of Borealia" in found.words


def test_surely_nearer_than_notified_is_not_explained_and_both_distances_are_named():
    found = notified(notice(1, 2, least_planned_km=12.5))
    assert found.applies == "no"
    assert "12.5 km" in found.words
    assert "nearer than notified" in found.words


def test_possibly_nearer_than_notified_is_held_against_nobody():
    # 12 km lies within 8 to 12 km: the plausible distances do not rule out what was notified.
    assert notified(notice(1, 2, least_planned_km=12.0)).applies == "yes"


def test_a_notice_filed_after_the_approach_began_does_not_explain_it():
    late, in_time = notice(1, 2, filed_day=1.001), notice(1, 2, filed_day=1.0)
    found = notified(late)
    assert found.applies == "no"
    assert "filed after the approach began" in found.words
    assert notified(in_time).applies == "yes"


def test_one_good_notice_among_several_suffices():
    assert notified(notice(1, 2, filed_day=2.0), notice(2, 1, least_planned_km=5.0)).applies == "yes"


def test_a_notice_outside_its_window_or_of_another_pair_never_reaches_the_step():
    # The choice is the record's; the finding is held to it in test_check.
    assert notified().applies == "no"
    assert "no notice on this record" in notified().words


# neighbours


def test_two_kept_in_one_slot_throughout_a_single_catalogue_are_neighbours_with_the_doubt_said():
    first, second = facts(1), facts(2, BOREALIA)
    found, reasons = explain(
        kept(first, second), encounter(first, second, days=(0.0, 10.0), entered=False, left=False)
    )
    assert found == "neighbours"
    assert "cannot be told from these epochs" in reason(reasons, "neighbours").words


def test_earlier_epochs_side_by_side_confirm_neighbours():
    first, second = facts(1), facts(2, BOREALIA)
    then = START - timedelta(days=60)
    world = kept(
        first, second, earlier=[geostationary(1, 10.0, 0.0, then), geostationary(2, 10.1, 0.0, then)]
    )
    found, reasons = explain(world, encounter(first, second, days=(0.0, 10.0), entered=False, left=False))
    words = reason(reasons, "neighbours").words
    assert found == "neighbours"
    assert f"on {then.day} {then:%B %Y} they were" in words
    assert "0.10°" in words


@pytest.mark.parametrize(("longitude", "away"), [(42.0, "32.0"), (351.0, "19.0"), (10.4, "0.4")])
def test_earlier_epochs_far_apart_refute_neighbours(longitude, away):
    first, second = facts(1), facts(2, BOREALIA)
    then = START - timedelta(days=60)
    moved = [geostationary(1, 10.0, 0.0, then), geostationary(2, longitude, 0.0, then)]
    world = kept(first, second, earlier=moved)
    _, reasons = explain(world, encounter(first, second, days=(0.0, 10.0), entered=False, left=False))
    found = reason(reasons, "neighbours")
    assert found.applies == "no"
    assert f"{away}° of longitude apart" in found.words


def test_epochs_of_different_months_are_not_compared():
    first, second = facts(1), facts(2, BOREALIA)
    sets = [
        geostationary(1, 10.0, 0.0, START - timedelta(days=30)),
        geostationary(2, 80.0, 0.0, START - timedelta(days=300)),
    ]
    _, reasons = explain(
        kept(first, second, earlier=sets),
        encounter(first, second, days=(0.0, 10.0), entered=False, left=False),
    )
    assert "cannot be told" in reason(reasons, "neighbours").words


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"object_type": "ROCKET BODY"}, "not a payload"),
        ({"object_type": "DEBRIS"}, "not a payload"),
        ({"launched": date(2030, 12, 1)}, "less than a year"),
        ({"launched": None}, "launch is unknown"),
    ],
)
def test_what_cannot_have_been_kept_there_long_is_no_neighbour(change, because):
    first, second = facts(1), facts(2, BOREALIA, **change)
    _, reasons = explain(
        kept(first, second), encounter(first, second, days=(0.0, 10.0), entered=False, left=False)
    )
    found = reason(reasons, "neighbours")
    assert found.applies == "no"
    assert because in found.words


def test_one_that_drifts_or_flies_low_or_came_within_the_window_is_no_neighbour():
    first, second = facts(1), facts(2, BOREALIA)
    drifting = scene([geostationary(1, 10.0), geostationary(2, 10.0, 0.06)], [first, second])
    through = encounter(first, second, days=(0.0, 10.0), entered=False, left=False)
    came = encounter(first, second, days=(2.0, 10.0), entered=True, left=False)
    _, _, low = low_pair()
    for world, meeting, because in (
        (drifting, through, "does not keep its longitude"),
        (low, through, "not both in the geostationary region"),
        (kept(first, second, followed=True), came, "came or went"),
    ):
        found = reason(explain(world, meeting)[1], "neighbours")
        assert found.applies == "no"
        assert because in found.words


def test_where_one_set_stands_for_two_or_none_at_all_nothing_is_said_of_how_they_drift():
    first, second = facts(1), facts(2, BOREALIA)
    docked = kept(first, second)
    alone = scene([geostationary(1, 10.0)], [first, second])
    for world, meeting, because in (
        (
            docked,
            encounter(first, second, days=(0.0, 10.0), merged=True, least=None),
            "One element set for two",
        ),
        (alone, encounter(first, second, days=(0.0, 10.0), least=None), "There are no elements of both"),
    ):
        _, reasons = explain(world, meeting)
        for step in ("neighbours", "drift_by"):
            assert reason(reasons, step).applies == "cannot tell"
            assert because in reason(reasons, step).words


# drift-by and debris


def test_a_steady_drift_past_is_a_drift_by_and_says_how_fast():
    first, second = facts(1), facts(2, BOREALIA)
    world = scene([geostationary(1, 10.0), geostationary(2, 9.9, 0.1)], [first, second])
    found, reasons = explain(world, encounter(first, second, days=(0.5, 1.5)))
    assert found == "drift_by"
    # 0.1° a day of 42,164 km is 73.6 km a day; a semi-major axis 7.8 km lower changes it by 0.01 km.
    assert "74 km a day" in reason(reasons, "drift_by").words


def test_an_approach_cut_by_the_window_may_be_a_stay_for_all_we_know():
    first, second = facts(1), facts(2, BOREALIA)
    world = scene([geostationary(1, 10.0), geostationary(2, 9.9, 0.1)], [first, second])
    for entered, left in ((False, True), (True, False), (False, False)):
        meeting = encounter(first, second, days=(0.5, 1.5), entered=entered, left=left)
        assert reason(explain(world, meeting)[1], "drift_by").applies == "cannot tell"


def test_one_that_stops_is_no_drift_by():
    first, second = facts(1), facts(2, BOREALIA)
    # It drifts up for two days, is stopped by a manoeuvre, and drifts on two days later.
    sets = [
        geostationary(1, 10.0),
        geostationary(1, 10.0, 0.0, at_day(2.0)),
        geostationary(2, 9.6, 0.2),
        geostationary(2, 10.02, 0.0, at_day(2.0)),
        geostationary(2, 10.02, 0.2, at_day(4.0)),
    ]
    world = scene(sets, [first, second], followed=True)
    found, reasons = explain(world, encounter(first, second, days=(1.5, 4.5)))
    assert found == "none"
    assert "changed during the approach" in reason(reasons, "drift_by").words


def test_two_that_hardly_drift_do_not_drift_by():
    first, second, _ = low_pair()
    world = scene([geostationary(1, 10.0), geostationary(2, 10.05, 0.004)], [first, second])
    assert reason(explain(world, encounter(first, second))[1], "drift_by").applies == "no"


def test_a_fast_pass_is_a_drift_by_of_payloads_and_debris_where_one_is_debris():
    first, second, world = low_pair()
    assert explain(world, encounter(first, second, speed_km_s=7.0))[0] == "drift_by"
    for kind, words in (("DEBRIS", "is debris"), ("ROCKET BODY", "is a rocket body")):
        first, piece, world = low_pair(object_type=kind)
        found, reasons = explain(world, encounter(first, piece, speed_km_s=7.0))
        assert found == "debris"
        assert words in reason(reasons, "debris").words


def test_an_object_of_unknown_type_is_not_called_debris():
    first, thing, world = low_pair(object_type="UNKNOWN")
    found, reasons = explain(world, encounter(first, thing, left=False))
    assert found == "none"
    assert reason(reasons, "debris").applies == "cannot tell"
