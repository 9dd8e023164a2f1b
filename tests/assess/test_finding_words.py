"""What findings say and carry: the words allowed, what each must rest on, and an identity that is its content."""

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from dueregard.assess.identity import content_id, finding_object, plain, with_id
from dueregard.model.finding import (
    CommitmentOutcome,
    Evidence,
    Explanation,
    Finding,
    Interval,
    Outcome,
    Reason,
)

# Words that judge, that attribute intent, or that only a notice may use of an object (the house's truth rules).
FORBIDDEN = re.compile(
    r"violat|breach|suspicio|suspect|threat score|\bintent|unauthori[sz]ed|hostile|aggressi|illegal|unlawful|"
    r"\bvisit|shadow|stalk|\bspy|\bchaser|\btargets?\b|culprit|\bguilt|offender|infring|provocat|loiter|harass",
    re.IGNORECASE,
)
ORDER = ("docked", "same_launch", "same_owner", "notified", "neighbours", "drift_by", "debris")
SHA256 = re.compile(r"[0-9a-f]{64}")


def texts(value: object) -> Iterator[str]:
    """Yield every text in a finding, of every field, at any depth."""
    match value:
        case str():
            yield value
        case tuple() | list():
            for one in value:
                yield from texts(one)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))


def ours(finding: Finding) -> Iterator[str]:
    """Yield every text of a finding but others' own words: what a filing says stands as it was filed."""
    yield from texts(replace(finding, replies=()))


def finding(**changes: object) -> Finding:
    usual = Finding(
        id="",
        object1_norad_cat_id=1,
        object2_norad_cat_id=2,
        object1_name="AUR-1",
        object2_name="BOR-2",
        kind="prolonged_proximity",
        entry=datetime(2031, 5, 1, tzinfo=UTC),
        tca=datetime(2031, 5, 1, 12, tzinfo=UTC),
        exit=datetime(2031, 5, 2, tzinfo=UTC),
        least_range_km=Interval(10.0, 8.0, 12.0),
        criterion="invented-50km",
        outcome="inside",
        commitment="",
        commitment_outcome=None,
        explanation="none",
        reasons=(Reason("debris", "no", "Both are payloads."),),
        foreign="yes",
        foreign_basis="Invented.",
        who_moved="Who moved cannot be told.",
        text="AUR-1 and BOR-2 stayed near each other.",
        uncertainty="A kilometre.",
        evidence=(Evidence("element set", "0" * 64, "invented.csv, line 2", None, None),),
        limits=("Nothing else is known.",),
        replies=(),
        software="dueregard 0",
    )
    return replace(usual, **changes)


# the constructor


@pytest.mark.parametrize(
    ("change", "asks_for"),
    [
        ({"evidence": ()}, "evidence"),
        ({"uncertainty": ""}, "uncertainty"),
        ({"limits": ()}, "limits"),
        ({"text": ""}, "sentence"),
    ],
)
def test_a_finding_without_what_it_rests_on_is_refused(change, asks_for):
    with pytest.raises(ValueError, match=asks_for):
        finding(**change)


def test_a_finding_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        finding().outcome = "outside"


# identity


def test_the_identity_is_the_hash_of_canonical_json_written_out_here_by_hand():
    one = with_id(finding())
    content = json.loads(json.dumps(finding_object(one)))
    del content["id"]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert one.id == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert with_id(one) == one


@pytest.mark.parametrize("field", [f.name for f in dataclasses.fields(Finding) if f.name != "id"])
def test_a_change_of_any_field_changes_the_identity(field):
    one = with_id(finding())
    value = getattr(one, field)
    match value:
        case int():
            other = value + 1
        case datetime():
            other = value.replace(microsecond=1)
        case Interval():
            other = replace(value, high=value.high + 0.001)
        case None:
            other = "consistent"
        case str():
            other = value + "x"
        case tuple():
            other = (*value, *(value or ("one more",)))
    changed = with_id(replace(one, **{field: other}))
    assert changed.id != one.id


def test_what_json_cannot_say_is_refused_and_infinity_becomes_null():
    assert plain({"a": (float("inf"), float("nan"), 1.5)}) == {"a": [None, None, 1.5]}
    with pytest.raises(TypeError, match="set"):
        plain({1, 2})
    assert content_id({"b": 1, "a": 2, "id": "x"}) == content_id({"a": 2, "b": 1})


# every finding of four worlds


def test_every_finding_uses_the_words_of_its_lists(told):
    assert told.run.findings
    for f in told.run.findings:
        assert f.outcome in get_args(Outcome)
        assert f.commitment_outcome in (None, *get_args(CommitmentOutcome))
        assert f.explanation in get_args(Explanation)
        assert f.foreign in ("yes", "no", "unknown")
        assert f.kind in ("conjunction", "prolonged_proximity", "merged", "not seen")
        assert f.object1_norad_cat_id < f.object2_norad_cat_id


def test_no_finding_judges_or_attributes_intent_in_any_field(told):
    for f in told.run.findings:
        for text in ours(f):
            found = FORBIDDEN.search(text)
            assert found is None, (found.group(), text)


def test_the_word_list_finds_what_it_forbids():
    bad = finding(limits=("This is a violation.",)), finding(
        reasons=(Reason("debris", "no", "AUR-1 shadowed its target."),)
    )  # fmt: skip
    assert all(any(FORBIDDEN.search(t) for t in ours(f)) for f in bad)
    assert not any(FORBIDDEN.search(t) for t in ours(finding()))


def test_every_finding_carries_evidence_with_hashes_uncertainty_and_limits(told):
    sources = {s.name for s in told.run.sources}
    for f in told.run.findings:
        assert len(f.limits) >= 1
        assert all(limit.endswith(".") for limit in f.limits)
        assert f.uncertainty.endswith(".")
        assert all(SHA256.fullmatch(e.sha256) for e in f.evidence)
        kinds = [e.kind for e in f.evidence]
        assert "criterion" in kinds or "commitment" in kinds
        if f.kind != "not seen":
            sets = [e for e in f.evidence if e.kind == "element set"]
            assert len(sets) >= 2
            assert {e.origin.partition(",")[0] for e in sets} <= sources
            assert all(e.observed for e in sets)
        assert len(set(f.evidence)) == len(f.evidence)


def test_every_finding_shows_every_step_in_the_fixed_order_and_the_first_that_applies_decides(told):
    for f in told.run.findings:
        assert tuple(r.explanation for r in f.reasons) == ORDER
        first = next((r.explanation for r in f.reasons if r.applies == "yes"), "none")
        assert f.explanation == first


def test_the_measured_value_lies_in_its_own_interval(told):
    for f in told.run.findings:
        if f.least_range_km:
            assert 0.0 <= f.least_range_km.low <= f.least_range_km.value <= f.least_range_km.high, f.text


def test_the_text_names_both_objects_and_one_card_of_the_record(told):
    for f in told.run.findings:
        assert f.object1_name in f.text
        assert f.object2_name in f.text
        assert "  " not in f.text
        if f.kind not in ("merged", "not seen"):
            assert "notice" in f.text
        if "no commitment to notify" in f.text:
            assert "no notice on this record" in f.text


def test_a_safety_text_and_a_security_text_are_never_one_finding(told):
    purposes = {c.id: c.purpose for c in told.run.criteria}
    assert {purposes[f.criterion] for f in told.run.findings} == {"safety", "security"}


def test_identities_are_unique_and_are_the_content(told):
    ids = [f.id for f in told.run.findings]
    assert len(set(ids)) == len(ids)
    for f in told.run.findings:
        assert f.id == content_id(finding_object(f))


def test_the_file_of_findings_holds_every_finding_as_it_is(told):
    listed = json.loads((told.folder / "findings.json").read_text(encoding="utf-8"))
    assert [one["id"] for one in listed] == [f.id for f in told.run.findings]
    for one, f in zip(listed, told.run.findings, strict=True):
        assert one == json.loads(json.dumps(finding_object(f)))
        assert content_id(one) == one["id"]
        asked_for = {
            "id", "object1_norad_cat_id", "object2_norad_cat_id", "entry", "tca", "exit", "least_range_km", "criterion",
            "outcome", "commitment_outcome", "explanation", "text", "evidence", "limits",
        }  # fmt: skip
        assert asked_for <= set(one)


def test_replies_stand_beside_the_findings_they_touch(told):
    (reply,) = told.run.record.replies
    numbers = reply.object1_norad_cat_id, reply.object2_norad_cat_id
    beside = [f for f in told.run.findings if (f.object1_norad_cat_id, f.object2_norad_cat_id) == numbers]
    assert beside
    for f in beside:
        assert any(reply.text in words for words in f.replies)
    for f in told.run.findings:
        if f not in beside:
            assert not f.replies


def test_every_approach_that_nothing_touches_is_counted_and_has_no_page(told):
    for shown in told.run.shown:
        assert {f.outcome for f in shown.findings} & {"inside", "indeterminate", "not verifiable"}
    assert len(told.run.approaches) > len(told.run.shown)
