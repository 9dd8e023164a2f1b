"""A criterion reads aloud; distances and durations read as people say them."""

import dataclasses
import math
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.assess.sentence import (
    commitment_sentence,
    criterion_sentence,
    distance_words,
    duration_words,
    zone_words,
)
from dueregard.knowledge.criteria import question, reference_criteria
from dueregard.model.criterion import Criterion, LongitudeBand, RtnBox, Sphere
from dueregard.model.filing import Commitment, Filing

DECLARED = Criterion(
    id="borealia",
    title="Distance that Borealia regards as close",
    author="Borealia",
    standing="declared distance",
    purpose="security",
    source="a filing",
    pin="",
    year="2030",
    verified="yes",
    region="GEO",
    object_class="any",
    zone=Sphere(50.0),
    pairs="foreign",
    protects="Borealia",
    dwell_s=21600.0,
)


def changed(**fields: object) -> str:
    return criterion_sentence(dataclasses.replace(DECLARED, **fields))


def test_a_declared_distance_reads_as_its_author_would_say_it():
    assert criterion_sentence(DECLARED) == (
        "A foreign object within 50 km of one of Borealia's objects in GEO for at least 6 hours "
        "(Borealia, a declared distance of 2030; purpose: security)."
    )


def test_the_question_of_this_run_names_no_author():
    assert criterion_sentence(question()) == (
        "A foreign object within 50 km of another object for at least 6 hours "
        "(the question of this run; purpose: security)."
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"pairs": "all"}, "An object within 50 km"),
        ({"object_class": "payload"}, "one of Borealia's payloads in GEO"),
        ({"object_class": "crewed", "protects": ""}, "of a crewed spacecraft in GEO"),
        ({"object_class": "payload", "protects": ""}, "of a payload in GEO"),
        ({"object_class": "named", "objects": (7,), "protects": ""}, "of object 7 in GEO"),
        (
            {"object_class": "named", "objects": (7, 8, 9), "protects": ""},
            "of one of the objects 7, 8 and 9 in GEO",
        ),
        ({"protects": "the Atolls"}, "one of the Atolls' objects"),
        ({"region": "any"}, "one of Borealia's objects for at least"),
        ({"dwell_s": 0.0}, "in GEO (Borealia"),
        ({"dwell_s": 5400.0}, "for at least 90 minutes"),
        ({"dwell_s": 86400.0}, "for at least 24 hours"),
        ({"dwell_s": 300.0}, "for at least 5 minutes"),
        ({"dwell_s": 176461.0}, "for at least 2 days, 1 hour, 1 minute and 1 second"),
        ({"max_relative_speed_km_s": 0.015}, "for at least 6 hours at a relative speed of at most 15 m/s"),
        ({"max_relative_speed_km_s": 1.5}, "at most 1.5 km/s"),
        ({"notice_exempts": True}, ", unless notified ("),
        ({"consent_exempts": True, "notice_exempts": True}, ", unless notified or consented to ("),
        ({"verified": "secondary"}, "purpose: security; read in a secondary source)."),
        ({"verified": "fictional"}, "purpose: security; fictional)."),
        ({"standing": "operational box", "year": ""}, "(Borealia, an operational box; purpose"),
        ({"zone": LongitudeBand(0.1)}, "within 0.1° of longitude of one of"),
        ({"zone": Sphere(12.5)}, "within 12.5 km of"),
    ],
)
def test_each_field_is_heard(fields, said):
    assert said in changed(**fields)


def test_a_criterion_that_is_not_measured_says_why():
    told = criterion_sentence({c.id: c for c in reference_criteria()}["faa-437-launch-separation"])
    assert told.startswith("Separation of 200 km between")
    assert "Not measured: It binds a launch vehicle" in told


def test_codes_are_said_by_name_where_a_name_is_given():
    coded = dataclasses.replace(DECLARED, author="BOR", protects="BOR")
    assert criterion_sentence(coded, {"BOR": "Borealia"}) == criterion_sentence(DECLARED)
    assert "one of BOR's objects" in criterion_sentence(coded)


def test_a_commitment_speaks_of_the_actors_own_objects():
    own = dataclasses.replace(DECLARED, standing="commitment", protects="", zone=Sphere(20.0))
    assert criterion_sentence(own).startswith(
        "One of Borealia's objects within 20 km of a foreign object in GEO"
    )
    at = datetime(2030, 1, 12, tzinfo=UTC)
    filing = Filing("", "Borealia", at, "", "")
    commitment = Commitment(
        filing, "Borealia", own, ("notice", "consent"), "political commitment", "", at, None
    )
    assert commitment_sentence(commitment) == (
        "Borealia undertakes that its own objects do not stay within 20 km of a foreign object in GEO for at least "
        "6 hours, unless a notice is on record beforehand or there is consent "
        "(political commitment, since 12 January 2030)."
    )


def test_no_sentence_uses_a_word_we_do_not_use():
    for c in (*reference_criteria(), DECLARED, question()):
        said = (criterion_sentence(c) + c.note).lower()
        for word in (
            "violat",
            "breach",
            "suspici",
            "intent",
            "threat score",
            "unauthorised",
            "shadow",
            "none ",
        ):
            assert word not in said.replace("none of the three", ""), (c.id, word)


def test_a_stated_length_is_never_rounded():
    assert zone_words(Sphere(1234.5)) == "within 1,234.5 km"
    assert (
        zone_words(RtnBox(0.75, 25, 25))
        == "within 750 m radially, 25 km along the track and 25 km across the track"
    )
    assert zone_words(Sphere(0.0005)) == "within 0.5 m"


@pytest.mark.parametrize(
    ("km", "words"),
    [
        (0.0, "0 m"),
        (0.0004, "less than 1 m"),
        (0.0126, "13 m"),
        (0.8512, "850 m"),
        (0.9951, "1 km"),
        (1.8, "1.8 km"),
        (9.54, "9.5 km"),
        (9.96, "10 km"),
        (23.96, "24 km"),
        (99.96, "100 km"),
        (123.4, "123 km"),
        (999.7, "1,000 km"),
        (42164.2, "42,200 km"),
    ],
)
def test_a_measured_distance_is_said_to_two_or_three_figures(km, words):
    assert distance_words(km) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "zero seconds"),
        (0.3, "less than one second"),
        (1, "one second"),
        (59.6, "one minute"),
        (61, "one minute and one second"),
        (599.6, "ten minutes"),
        (1512, "25 minutes"),
        (3599.9, "one hour"),
        (5400, "one hour and 30 minutes"),
        (86399, "one day"),
        (6 * 86400 + 5 * 3600 + 1000, "six days and five hours"),
        (29.99 * 86400, "30 days"),
        (40.4 * 86400, "40 days"),
        (1200 * 86400, "1,200 days"),
    ],
)
def test_a_measured_duration_is_said_in_its_two_largest_units(seconds, words):
    assert duration_words(seconds) == words


@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf])
def test_what_is_no_distance_or_duration_is_refused(value):
    with pytest.raises(ValueError, match="expected a number"):
        distance_words(value)
    with pytest.raises(ValueError, match="expected a number"):
        duration_words(value)


def said_km(words: str) -> float:
    number, unit = words.replace(",", "").split()
    return float(number) / (1000 if unit == "m" else 1)


@given(st.floats(0.001, 1e6))
def test_a_said_distance_is_within_five_per_cent_of_the_measured_one(km):
    assert said_km(distance_words(km)) == pytest.approx(
        km, rel=0.0501
    )  # two figures: at worst 1.05 said as 1.1


@given(st.floats(0.5, 1e9))
def test_a_said_duration_has_at_most_two_units_and_never_sixty_of_one(seconds):
    words = duration_words(seconds)
    assert words.count(" and ") <= 1
    assert ", " not in words
    assert not re.search(r"\b(60 (seconds|minutes)|24 hours)\b", words)
