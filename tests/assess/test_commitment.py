"""Held to its word: an actor's own commitment and only that, what lifts it, and what can be said."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import get_args

import pytest
from invented_scenes import (
    AURELIA,
    BOREALIA,
    NOBODY,
    OWNERS,
    START,
    at_day,
    facts,
    geostationary,
    notice,
    scene,
)

from dueregard.assess.applicable import belongs_to, centres, committed
from dueregard.assess.commitment import held_to_its_word, lifted_by
from dueregard.assess.moved import Mover
from dueregard.model.criterion import Criterion, Sphere
from dueregard.model.filing import Commitment, Filing
from dueregard.model.finding import Outcome


def reading(**changes) -> Criterion:
    usual = Criterion(
        id="aur-keeps-100km",
        title="Keeps 100 km",
        author="AUR",
        standing="commitment",
        purpose="security",
        source="invented",
        pin="",
        year="2031",
        verified="fictional",
        region="any",
        object_class="any",
        zone=Sphere(100.0),
        pairs="foreign",
    )
    return replace(usual, **changes)


def promise(
    *unless: str, actor: str = "AUR", since: float = -100.0, until: float | None = None
) -> Commitment:
    head = Filing("c" * 64, actor, at_day(since), "", "an invented statement")
    end = None if until is None else at_day(until)
    return Commitment(head, actor, reading(), unless, "political commitment", "", at_day(since), end)


@pytest.fixture(scope="module")
def world():
    objects = [facts(1), facts(2, BOREALIA)]
    return scene([geostationary(1, 10.0), geostationary(2, 10.1)], objects)


def lifted(world, commitment, *notices, begins_day=1.0) -> str:
    return lifted_by(world, commitment, world.facts[2], notices, at_day(begins_day))


# what lifts it


def test_a_notice_of_the_actor_filed_before_entry_lifts_where_the_commitment_says_so(world):
    one = notice(1, 2, filed_day=0.0)
    assert "notice of 1 May 2031" in lifted(world, promise("notice"), one)
    assert lifted(world, promise(), one) == ""
    assert lifted(world, promise("consent"), one) == ""


@pytest.mark.parametrize(("filed_day", "lifts"), [(0.999, True), (1.0, True), (1.001, False)])
def test_a_notice_filed_after_entry_lifts_nothing(world, filed_day, lifts):
    assert bool(lifted(world, promise("notice"), notice(1, 2, filed_day=filed_day))) == lifts


def test_the_notice_of_another_actor_lifts_nothing(world):
    assert lifted(world, promise("notice"), notice(2, 1, by="BOR")) == ""


def test_consent_of_the_other_actor_lifts_and_that_of_anybody_else_does_not(world):
    for given, lifts in ((("BOR",), True), (("AUR",), False), (("XYZ",), False), (("XYZ", "BOR"), True)):
        assert bool(lifted(world, promise("consent"), notice(1, 2, consent_of=given))) == lifts


# what is said


@pytest.mark.parametrize("own", [1, 2])
def test_only_its_own_change_of_course_into_the_zone_is_not_consistent(own):
    for measured, mover in product(get_args(Outcome), get_args(Mover)):
        verdict, words = held_to_its_word(measured, "", own, mover, False)
        departed = measured == "inside" and mover in ("both", f"object {own}")
        assert (verdict == "not consistent") == departed, (measured, mover)
        assert bool(words) == (verdict is not None)


def test_what_lifts_it_makes_everything_consistent():
    for measured in get_args(Outcome):
        verdict, _ = held_to_its_word(measured, "there is consent", 1, "object 1", False)
        assert verdict == (None if measured == "not applicable" else "consistent")


def test_outside_is_consistent_and_what_cannot_be_measured_is_not_verifiable():
    assert held_to_its_word("outside", "", 1, "object 1", False)[0] == "consistent"
    assert held_to_its_word("not verifiable", "", 1, "object 1", False)[0] == "not verifiable"
    assert held_to_its_word("inside", "", 1, "object 1", True)[0] == "not verifiable"
    assert held_to_its_word("indeterminate", "", 1, "object 1", False)[0] == "indeterminate"


# whose it is, and of which pairs


def test_a_commitment_binds_the_actor_alone_and_speaks_of_others_objects():
    ours, theirs, whose = facts(1), facts(2, BOREALIA), facts(3, NOBODY)
    at = START
    assert committed(promise(), (ours, theirs), "yes", at, OWNERS) == 1
    assert committed(promise(), (theirs, ours), "yes", at, OWNERS) == 2
    assert committed(promise(), (ours, facts(4)), "no", at, OWNERS) == 0
    assert committed(promise(), (theirs, whose), "unknown", at, OWNERS) == 0
    assert committed(promise(actor="BOR"), (ours, theirs), "yes", at, OWNERS) == 2


def test_a_commitment_to_foreign_objects_keeps_those_whose_state_is_unknown():
    assert committed(promise(), (facts(1), facts(3, NOBODY)), "unknown", START, OWNERS) == 1


@pytest.mark.parametrize(("day", "holds"), [(-101.0, 0), (-100.0, 1), (4.9, 1), (5.0, 0)])
def test_a_commitment_holds_from_its_day_until_before_its_end(day, holds):
    one = promise(until=5.0)
    assert committed(one, (facts(1), facts(2, BOREALIA)), "yes", at_day(day), OWNERS) == holds


def test_an_object_is_an_actors_by_code_name_or_responsible_state():
    joint = replace(NOBODY, responsible_states=frozenset({"AUR", "BOR"}))
    for actor, of, answer in (
        ("AUR", AURELIA, True), ("Aurelia", AURELIA, True), ("BOR", AURELIA, False), ("AUR", joint, True),
        ("BOR", joint, True), ("AUR", NOBODY, False), ("XYZ", NOBODY, True),
    ):  # fmt: skip
        assert belongs_to(facts(1, of), actor, OWNERS) == answer, (actor, of.name)


# which criteria speak of a pair, and around which object


def around(criterion, *, pair=None, regions=("GEO", "GEO"), crewed=(False, False), foreign="yes", at=START):
    return centres(criterion, pair or (facts(1), facts(2, BOREALIA)), regions, crewed, foreign, at, OWNERS)


@pytest.mark.parametrize(
    ("criterion", "more", "expected"),
    [
        (reading(), {}, (1, 2)),
        (reading(protects="BOR"), {}, (2,)),
        (reading(protects="AUR"), {}, (1,)),
        (reading(protects="CAS"), {}, ()),
        (reading(region="GEO"), {"regions": ("GEO", "HEO")}, (1,)),
        (reading(region="LEO"), {}, ()),
        (reading(object_class="crewed"), {"crewed": (False, True)}, (2,)),
        (reading(object_class="named", objects=(1,)), {}, (1,)),
        (reading(object_class="not in the catalogue"), {}, ()),
        (reading(object_class="payload"), {"pair": (facts(1), facts(2, object_type="DEBRIS"))}, (1,)),
        (reading(), {"foreign": "no"}, ()),
        (reading(), {"foreign": "unknown"}, (1, 2)),
        (reading(pairs="all"), {"foreign": "no"}, (1, 2)),
        (reading(measured=False, why_not_measured="it names no distance"), {}, ()),
        (reading(zone=None), {}, ()),
        (reading(valid_from=datetime(2031, 5, 2, tzinfo=UTC)), {}, ()),
        (reading(valid_from=START), {}, (1, 2)),
        (reading(valid_to=START), {}, ()),
        (reading(valid_to=datetime(2031, 5, 2, tzinfo=UTC)), {}, (1, 2)),
    ],
)
def test_a_criterion_speaks_of_the_objects_it_names_and_of_no_other(criterion, more, expected):
    assert around(criterion, **more) == expected
