"""Profiles: what a notice does not say yet is advice with the field's name; every line says how far it was checked."""

import doctest
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from dueregard.model.errors import DataError, UsageError
from dueregard.record.forms.proximity import ProximityNotice
from dueregard.record.profiles import held_beside, profile_named, profiles, read_profile

DOCS = Path(__file__).resolve().parents[2] / "docs" / "profiles.md"
EXAMPLE = """
id = "own"
title = "An invented practice"
author = "Cassia"
year = "2031"
nature = "a practice"
read = "all of it"

[[line]]
id = "consent"
asks = "That the owner has consented"
fields = ["approached_objects.consent", "approached_objects.consent_document"]
holds = ["given"]
source = "Note CAS/2031/9"
pin = "paragraph 2"
confidence = "checked"
"""


@pytest.fixture
def notice():
    """Return the packaged example of form N1, which says nearly everything that the form can say."""
    example = files("dueregard.knowledge").joinpath("filings", "examples", "N1.json")
    return ProximityNotice.model_validate_json(example.read_text(encoding="utf-8"))


@pytest.fixture
def own(tmp_path):
    """Return a function that reads a profile written as text."""

    def read(text=EXAMPLE):
        path = tmp_path / "own.toml"
        path.write_text(text, encoding="utf-8")
        return read_profile(path)

    return read


def missing(notice, profile):
    return {said.line.id: said.missing for said in held_beside(notice, profile)}


def test_a_notice_that_says_it_gets_no_advice(notice, own):
    (said,) = held_beside(notice, own())
    assert said.is_said
    assert said.advice == ""


def test_what_is_missing_is_named_by_its_field_and_by_which_item_of_a_list(notice, own):
    (one,) = notice.approached_objects
    other = one.model_copy(update={"consent": "not asked", "consent_document": None})
    (said,) = held_beside(notice.model_copy(update={"approached_objects": (one, other)}), own())
    assert said.missing == ("approached_objects 2.consent", "approached_objects 2.consent_document")
    assert said.advice == (
        "That the owner has consented: not said in approached_objects 2.consent (given), approached_objects "
        "2.consent_document. Note CAS/2031/9, paragraph 2."
    )


def test_an_empty_list_a_missing_table_and_not_stated_say_nothing(notice, own):
    text = EXAMPLE.replace(
        'fields = ["approached_objects.consent", "approached_objects.consent_document"]\nholds = ["given"]',
        'fields = ["phases.least_distance_km", "abort.how", "approached_objects.cooperation"]',
    )
    (one,) = notice.approached_objects
    silent = notice.model_copy(
        update={
            "phases": (),
            "abort": None,
            "approached_objects": (one.model_copy(update={"cooperation": "not stated"}),),
        }
    )
    assert missing(notice, own(text)) == {"consent": ()}
    assert missing(silent, own(text)) == {
        "consent": ("phases.least_distance_km", "abort.how", "approached_objects 1.cooperation")
    }


def test_every_packaged_profile_answers_a_bare_notice_with_advice_and_never_refuses_it(notice):
    bare = notice.model_copy(
        update={
            "phases": (), "plans": (), "abort": None, "authorisation": None, "other_objects_kept_safe": None,
            "debris_avoided": None, "information_gathered": None, "progress_made_known": None,
        }
    )  # fmt: skip
    for profile in profiles().values():
        found = held_beside(bare, profile)
        assert len(found) == len(profile.lines)
        advised = [said for said in found if not said.is_said]
        assert advised
        for said in advised:
            assert all(path.split(".")[0].split(" ")[0] in said.advice for path in said.missing)


def test_every_line_says_in_its_advice_how_far_it_was_checked(notice):
    bare = notice.model_copy(update={name: None for name in ("authorisation", "progress_made_known")})
    words = {"secondary": "read in a text about it", "from memory, unchecked": "not checked against the text"}
    seen = set()
    for profile in profiles().values():
        for said in held_beside(bare, profile):
            if said.advice:
                seen.add(said.line.confidence)
                assert words.get(said.line.confidence, said.line.source) in said.advice
    assert {"secondary", "from memory, unchecked"} <= seen


def test_what_was_not_checked_has_no_pin_and_what_was_checked_has_one():
    for profile in profiles().values():
        assert profile.read
        assert profile.nature
        for line in profile.lines:
            assert bool(line.pin) == (line.confidence != "from memory, unchecked"), (profile.id, line.id)


def test_iso_is_nowhere_said_to_have_been_read():
    assert {line.confidence for line in profile_named("iso-24330").lines} == {"from memory, unchecked"}


def test_an_unknown_profile_is_answered_with_those_there_are():
    with pytest.raises(UsageError, match="confers, france-2024, iso-24330, japan-2021"):
        profile_named("iso")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('year = "2031"\n', "", "year"),
        ('fields = ["approached_objects.consent"', 'fields = ["approached_objects.consnt"', "line 1, fields"),
        ('fields = ["approached_objects.consent"', 'fields = ["purpose.words"', "line 1, fields"),
        ('confidence = "checked"', 'confidence = "sure"', "line 1, confidence"),
        ('pin = "paragraph 2"', 'pin = ""', "line 1, pin"),
        ('asks = "', 'askes = "', "line 1, askes"),
        ("[[line]]", "[line]", "line"),
        ('id = "own"', "id = own", "TOML"),
    ],
)
def test_a_wrong_file_is_refused_and_what_is_wrong_is_named(own, old, new, named):
    assert old in EXAMPLE
    with pytest.raises(DataError, match=re.escape(named)):
        own(EXAMPLE.replace(old, new, 1))


def test_two_lines_of_one_id_and_no_line_at_all_are_refused(own):
    head, _, line = EXAMPLE.partition("[[line]]")
    with pytest.raises(DataError, match="line 2, id"):
        own(f"{head}[[line]]{line}[[line]]{line}")
    with pytest.raises(DataError, match=re.escape("at least one [[line]]")):
        own(head)


def test_all_that_is_wrong_is_named_at_once(own):
    with pytest.raises(DataError) as refused:
        own(EXAMPLE.replace('year = "2031"\n', "").replace('pin = "paragraph 2"', 'pin = ""'))
    assert "year" in str(refused.value)
    assert "line 1, pin" in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match=re.escape("none.toml")):
        read_profile(tmp_path / "none.toml")


def test_the_page_on_profiles_lists_every_one_and_its_example_is_a_profile(tmp_path):
    text = DOCS.read_text(encoding="utf-8")
    for name in profiles():
        assert f"| `{name}` |" in text
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert tomllib.loads(example)
    path = tmp_path / "example.toml"
    path.write_text(example, encoding="utf-8")
    assert read_profile(path).lines[0].holds == ("given",)
    failed, tried = doctest.testfile(str(DOCS), module_relative=False)
    assert (failed, tried) == (0, 2)
