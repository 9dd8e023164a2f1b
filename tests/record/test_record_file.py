"""Record files: every filing read or rejected in words, and nothing lost on the way through a file and back."""

import copy
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.model.criterion import Sphere
from dueregard.model.errors import DataError
from dueregard.model.filing import Commitment, Declaration, Filing, NoticePhase, ProximityNotice, Reply
from dueregard.record.filing_form import COMMON_FIELDS, FIELDS_OF, content_id, filing_from, filing_to_dict
from dueregard.record.record_file import filings_of, read_record, record_from_text, write_record

DOC = (Path(__file__).parents[2] / "docs" / "record-file.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(block)[0] for block in re.findall(r"```json\n(.*?)```", DOC, re.DOTALL)]
NOTICE, DECLARATION, COMMITMENT, REPLY = EXAMPLES


def with_changes(filing: dict, **changes: object) -> dict:
    return {**copy.deepcopy(filing), **changes}


def without(filing: dict, *names: str) -> dict:
    return {name: value for name, value in copy.deepcopy(filing).items() if name not in names}


def read(*filings: object):
    return record_from_text(json.dumps(list(filings), indent=2), "record.json")


def test_the_documented_examples_are_read_without_a_reject():
    record, rejects = read(*EXAMPLES)
    assert rejects == ()
    (notice,), (declaration,), (commitment,), (reply,) = (
        record.notices,
        record.declarations,
        record.commitments,
        record.replies,
    )
    assert isinstance(notice, ProximityNotice)
    assert (notice.object_norad_cat_id, notice.target_norad_cat_id) == (900101, 900202)
    assert notice.consent_of == ("Cassavia",)
    assert notice.least_planned_km == 1.5
    assert isinstance(declaration, Declaration)
    assert declaration.criterion.zone == Sphere(50.0)
    assert isinstance(commitment, Commitment)
    assert commitment.unless == ("notice", "consent")
    assert isinstance(reply, Reply)
    assert reply.start == datetime(2030, 2, 3, tzinfo=UTC)


def test_every_field_of_the_form_stands_in_the_documentation():
    for field in (*COMMON_FIELDS, *(f for fields in FIELDS_OF.values() for f in fields)):
        assert f"`{field.name}`" in DOC or f'"{field.name}"' in DOC, field.name
    for format_name in FIELDS_OF:
        assert f"`{format_name}`" in DOC
    for reason in ("wrong_field", "unknown_format", "not_a_filing", "duplicate", "not_json"):
        assert f"| `{reason}` |" in DOC


def test_what_the_filing_says_need_not_be_said_again_in_its_criterion():
    record, _ = read(DECLARATION, COMMITMENT)
    declared, committed = record.declarations[0].criterion, record.commitments[0].criterion
    assert (declared.author, declared.standing, declared.year) == ("Borealia", "declared distance", "2030")
    assert declared.protects == "Borealia"
    assert declared.source == "the filing itself"
    assert (committed.author, committed.standing, committed.protects) == ("Cassavia", "commitment", "")
    assert committed.source == COMMITMENT["source"]
    assert record.commitments[0].actor == "Cassavia"


def test_filed_by_the_actor_and_entered_from_a_document_stay_apart():
    record, _ = read(DECLARATION, COMMITMENT)
    own, entered = record.declarations[0].filing, record.commitments[0].filing
    assert (own.filed_by, own.entered_by, own.source) == ("Borealia", "", "")
    assert (entered.filed_by, entered.entered_by) == ("Cassavia", "Institute of Invented Affairs")
    assert entered.source.startswith("Note verbale of Cassavia")
    _, wrong = filing_from(without(COMMITMENT, "source"))
    assert [w.field for w in wrong] == ["source"]
    _, wrong = filing_from(with_changes(COMMITMENT, entered_by="Cassavia"))
    assert [w.field for w in wrong] == ["entered_by"]
    # Who enters another's words must say how far they were checked.
    unmarked = with_changes(COMMITMENT, criterion=without(COMMITMENT["criterion"], "verified"))
    assert [w.field for w in filing_from(unmarked)[1]] == ["criterion.verified"]
    own_words = without(unmarked, "entered_by")
    assert filing_from(own_words)[0].criterion.verified == "yes"


def test_a_record_survives_its_file(tmp_path):
    record, _ = read(*EXAMPLES)
    write_record(record, tmp_path / "a.json")
    again, rejects = read_record(tmp_path / "a.json")
    assert (again, rejects) == (record, ())
    write_record(EXAMPLES, tmp_path / "b.json")  # tables as a generator makes them, without ids
    assert read_record(tmp_path / "b.json").values == record
    write_record(again, tmp_path / "c.json")
    assert (tmp_path / "c.json").read_bytes() == (tmp_path / "a.json").read_bytes()


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip)
instants = st.datetimes(datetime(1960, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
distances = st.floats(1e-9, 1e9, exclude_min=True)


@st.composite
def filings(draw):
    """A well-formed filing of any format with any content."""
    start = draw(instants)
    end = start + timedelta(microseconds=draw(st.integers(1, 10**13)))
    entered = draw(st.booleans())
    head = {
        "filed_by": "Borealia",
        "filed_at": draw(instants).isoformat(),
        "entered_by": "An institute" if entered else "",
        "source": draw(words) if entered else "",
    }
    zone = draw(
        st.one_of(
            st.builds(lambda r: {"shape": "sphere", "radius_km": r}, distances),
            st.builds(
                lambda r, i, c: {"shape": "box", "radial_km": r, "in_track_km": i, "cross_track_km": c},
                distances,
                distances,
                distances,
            ),
        )
    )
    criterion = {
        "id": draw(words),
        "title": draw(words),
        "purpose": draw(st.sampled_from(["safety", "security"])),
        "region": draw(st.sampled_from(["any", "LEO", "GEO"])),
        "object_class": "any",
        "zone": zone,
        "dwell_s": draw(st.one_of(st.just(0), distances)),
        "verified": "fictional",
        "valid_from": draw(st.one_of(st.none(), st.just(start.isoformat()))),
        "notice_exempts": draw(st.booleans()),
        "note": draw(st.one_of(st.just(""), words)),
    }
    number = draw(st.integers(1, 10**12))
    bodies = {
        "proximity-operation notice": {
            "object_norad_cat_id": number,
            "target_norad_cat_id": number + 1,
            "start": start.isoformat(),
            "end": end.isoformat(),
            "least_planned_km": draw(st.one_of(st.none(), st.just(0), distances)),
            "purpose": draw(words),
            "consent_of": draw(st.lists(words, max_size=3)),
        },
        "declared distance": {"criterion": criterion},
        "commitment": {
            "criterion": criterion,
            "unless": draw(st.lists(st.sampled_from(["notice", "consent"]), unique=True)),
            "legal_nature": draw(words),
            "since": start.isoformat(),
            "until": draw(st.one_of(st.none(), st.just(end.isoformat()))),
        },
        "reply": {
            "object1_norad_cat_id": number + 1,
            "object2_norad_cat_id": number,
            "start": start.isoformat(),
            "end": end.isoformat(),
            "text": draw(words),
        },
    }
    name = draw(st.sampled_from(sorted(bodies)))
    return {"format": name, **head, **bodies[name]}


@settings(max_examples=150, deadline=None)
@given(filings())
def test_any_filing_survives_json_and_back_with_its_id(raw):
    filing, wrong = filing_from(raw)
    assert wrong == ()
    table = json.loads(json.dumps(filing_to_dict(filing)))
    assert filing_from(table) == (filing, ())
    assert filing.filing.id == content_id(table) == table["id"]


def test_two_spellings_of_one_filing_have_one_id():
    spelt = with_changes(NOTICE, filed_at="2030-01-15T11:00:00+02:00", entered_by="", least_planned_km=1.50)
    assert filing_from(spelt)[0] == filing_from(NOTICE)[0]
    whole = with_changes(
        DECLARATION, criterion={**DECLARATION["criterion"], "dwell_s": 21600.0, "pairs": "foreign"}
    )
    assert filing_from(whole)[0] == filing_from(DECLARATION)[0]
    other = with_changes(NOTICE, purpose=NOTICE["purpose"] + ".")
    assert filing_from(other)[0].filing.id != filing_from(NOTICE)[0].filing.id


def test_the_id_is_the_sha256_of_the_documented_canonical_json():
    import hashlib

    reply = filing_from(REPLY)[0]
    text = (
        '{"end":"2030-02-09T00:00:00.000000Z","filed_at":"2030-03-02T16:30:00.000000Z","filed_by":"Cassavia",'
        '"format":"reply","object1_norad_cat_id":900202,"object2_norad_cat_id":900303,'
        '"start":"2030-02-03T00:00:00.000000Z",'
        '"text":"The satellite was moved to its new slot at the request of the radio regulator."}'
    )
    assert reply.filing.id == hashlib.sha256(text.encode()).hexdigest()


def test_whole_numbers_are_written_and_hashed_without_a_decimal_point():
    written = json.dumps(filing_to_dict(filing_from(DECLARATION)[0])["criterion"])
    assert '"radius_km": 50}' in written
    assert written.endswith('"dwell_s": 21600}')


def test_an_id_that_does_not_match_the_content_is_refused():
    stamped = filing_to_dict(filing_from(NOTICE)[0])
    assert filing_from(stamped)[1] == ()
    _, wrong = filing_from({**stamped, "purpose": "another purpose"})
    assert [w.field for w in wrong] == ["id"]


def test_every_wrong_field_of_a_filing_is_named_and_the_others_are_kept():
    bad = with_changes(
        without(NOTICE, "purpose"),
        start="tomorrow",
        object_norad_cat_id="900101",
        least_planned_km=-2,
        consent_of=[""],
        colour="blue",
    )
    record, rejects = read(NOTICE, bad, REPLY)
    assert len(filings_of(record)) == 2
    (reject,) = rejects
    assert reject.reason == "wrong_field"
    fields = ("purpose", "start", "object_norad_cat_id", "least_planned_km", "consent_of", "colour")
    for field in fields:
        assert f"{field}: " in reject.what
        assert f"{field}: " in reject.expected
    assert reject.what.count("; ") == len(fields) - 1
    assert reject.line == 1 + len(json.dumps([NOTICE], indent=2).splitlines()) - 1


@pytest.mark.parametrize(
    ("filing", "field"),
    [
        (with_changes(NOTICE, filed_at="2030-01-15T09:00:00"), "filed_at"),
        (with_changes(NOTICE, filed_by=" "), "filed_by"),
        (with_changes(NOTICE, filed_by=None), "filed_by"),
        (with_changes(NOTICE, end="2030-01-01T00:00:00Z"), "end"),
        (with_changes(NOTICE, target_norad_cat_id=900101), "target_norad_cat_id"),
        (with_changes(NOTICE, target_norad_cat_id=True), "target_norad_cat_id"),
        (with_changes(NOTICE, target_norad_cat_id=900202.0), "target_norad_cat_id"),
        (with_changes(NOTICE, least_planned_km=float("nan")), "least_planned_km"),
        (with_changes(NOTICE, start="9999-12-31T23:00:00-05:00"), "start"),
        (with_changes(REPLY, object2_norad_cat_id=900202), "object2_norad_cat_id"),
        (with_changes(REPLY, text=""), "text"),
        (with_changes(COMMITMENT, actor="Borealia"), "actor"),
        (with_changes(COMMITMENT, unless=["payment"]), "unless"),
        (with_changes(COMMITMENT, until="2029-01-01T00:00:00Z"), "until"),
        (with_changes(DECLARATION, criterion="50 km"), "criterion"),
        (without(DECLARATION, "criterion"), "criterion"),
        (
            with_changes(DECLARATION, criterion={**DECLARATION["criterion"], "author": "Cassavia"}),
            "criterion.author",
        ),
        (
            with_changes(DECLARATION, criterion={**DECLARATION["criterion"], "standing": "proposal"}),
            "criterion.standing",
        ),
        (
            with_changes(DECLARATION, criterion={**DECLARATION["criterion"], "protects": ""}),
            "criterion.protects",
        ),
        (with_changes(DECLARATION, criterion=without(DECLARATION["criterion"], "zone")), "criterion.zone"),
        (with_changes(NOTICE, format="notice"), "format"),
        (without(NOTICE, "format"), "format"),
    ],
)
def test_one_wrong_field_is_one_named_field(filing, field):
    value, wrong = filing_from(filing)
    assert value is None
    assert [w.field for w in wrong] == [field]
    assert wrong[0].expected


def test_the_second_of_two_identical_filings_is_a_duplicate():
    record, (reject,) = read(NOTICE, REPLY, with_changes(NOTICE, entered_by=""))
    assert len(filings_of(record)) == 2
    assert (reject.reason, reject.norad_cat_id) == ("duplicate", 900101)
    assert "line 2" in reject.what
    assert filings_of(record)[0].filing.id[:12] in reject.what


def test_what_is_no_filing_or_of_an_unknown_format_is_counted():
    record, rejects = read("a remark", 7, None, [], with_changes(NOTICE, format="launch"), REPLY)
    assert len(filings_of(record)) == 1
    assert [r.reason for r in rejects] == ["not_a_filing"] * 4 + ["unknown_format"]
    assert [r.line for r in rejects] == [2, 3, 4, 5, 6]


def test_a_field_written_twice_is_refused_rather_than_overwritten():
    text = json.dumps([NOTICE, REPLY]).replace('"purpose":', '"purpose": "one thing", "purpose":')
    record, (reject,) = record_from_text(text, "record.json")
    assert len(filings_of(record)) == 1
    assert "purpose (written twice)" in reject.what


@pytest.mark.parametrize("cut", [10, 100, 300])
def test_a_file_cut_short_keeps_what_stands_before_the_cut(cut):
    text = json.dumps([NOTICE, DECLARATION, REPLY], indent=2)
    record, (reject,) = record_from_text(text[:-cut], "record.json")
    assert len(filings_of(record)) == 2
    assert reject.reason == "not_json"
    assert reject.line > 20


def test_a_missing_comma_or_words_after_the_list_are_told_with_their_line():
    text = "[\n" + json.dumps(NOTICE) + "\n" + json.dumps(REPLY) + "\n]"
    record, (reject,) = record_from_text(text, "record.json")
    assert (len(filings_of(record)), reject.reason, reject.line) == (1, "not_json", 3)
    record, (reject,) = record_from_text("[" + json.dumps(NOTICE) + "]\n\nand more", "record.json")
    assert (len(filings_of(record)), reject.reason, reject.line) == (1, "not_json", 3)


@pytest.mark.parametrize(
    "content",
    [b"", b"  \n", b"{}", b"null", b"[1, 2]", b"[{]", b"%PDF-1.7\n\xff", b"\x1f\x8b\x08\x00", b"[" * 100_000],
)
def test_a_file_that_is_no_record_is_a_clear_error(tmp_path, content):
    path = tmp_path / "record.json"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"record\.json") as error:
        read_record(path)
    assert error.value.exit_code == 3
    assert len(str(error.value)) < 1000


def test_a_record_on_which_nothing_stands_is_a_record(tmp_path):
    path = tmp_path / "record.json"
    path.write_bytes(b"\xef\xbb\xbf[ ]\n")
    record, rejects = read_record(path)
    assert (filings_of(record), rejects) == ((), ())
    with pytest.raises(DataError, match="cannot be read"):
        read_record(tmp_path / "absent.json")


def test_filings_stand_in_order_of_filing_whatever_the_order_in_the_file():
    later = with_changes(NOTICE, filed_at="2030-06-01T00:00:00Z")
    record, _ = read(later, NOTICE)
    assert [n.filing.filed_at.month for n in record.notices] == [1, 6]


def test_nothing_is_written_that_could_not_be_read_back(tmp_path):
    path = tmp_path / "record.json"
    with pytest.raises(DataError, match="filing 2 cannot be written: purpose: missing"):
        write_record([REPLY, without(NOTICE, "purpose")], path)
    with pytest.raises(DataError, match="filing 2 is the same as filing 1"):
        write_record([REPLY, REPLY], path)
    assert not path.exists()


def test_phases_and_the_end_of_a_filing_come_back_as_they_were_written(tmp_path):
    at = datetime(2030, 2, 1, tzinfo=UTC)
    phases = (
        NoticePhase("drift", at, at + timedelta(days=1), 20.0),
        NoticePhase("stay", at, at + timedelta(days=2), None),
    )
    head = Filing("", "BOR", at, "", "BOR/1", ended_at=at + timedelta(days=9))
    notice = ProximityNotice(
        head, 1, 2, at, at + timedelta(days=3), 1.5, "inspection", (), phases, ("Cassia Relay 4",)
    )
    write_record([notice], tmp_path / "record.json")
    reading = read_record(tmp_path / "record.json")
    (found,) = reading.values.notices
    assert reading.rejects == ()
    assert replace(found, filing=replace(found.filing, id="")) == notice


def test_wrong_phases_are_named_by_their_place(tmp_path):
    notice = {
        "format": "proximity-operation notice", "filed_by": "BOR", "filed_at": "2030-01-15T09:00:00Z",
        "object_norad_cat_id": 1, "target_norad_cat_id": 2, "start": "2030-02-01T00:00:00Z",
        "end": "2030-02-20T00:00:00Z", "purpose": "inspection",
        "phases": [{"name": "a", "start": "2030-02-02T00:00:00Z", "end": "2030-02-01T00:00:00Z"}, {"nmae": "b"}],
    }  # fmt: skip
    (tmp_path / "record.json").write_text(json.dumps([notice]), encoding="utf-8")
    with pytest.raises(DataError) as told:
        read_record(tmp_path / "record.json")
    for place in ("phases 1.end", "phases 2.nmae", "phases 2.name", "phases 2.start"):
        assert place in str(told.value)
