"""Signing where the key is: the words themselves, or their seal; and the openings that show what was sealed."""

import json
from datetime import UTC, datetime

import pytest
from node_made import BOR_KEY, CAS_KEY, MERIDIAN, MERIDIAN_KEY, notice

from dueregard.jobs.sealed import check_opens, opening_entry, read_opening, sealed
from dueregard.jobs.signatures import check_signatures
from dueregard.jobs.signing import sign_filing, sign_too
from dueregard.ledger.envelope import Envelope, Signature
from dueregard.ledger.seal import opening_json, seal
from dueregard.model.errors import DataError, UsageError
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import FORMS, FormErrors, example, read_filing, write_filing
from dueregard.record.permissions import TABLE

OF = {key.key_id: key.public for key in (BOR_KEY, CAS_KEY, MERIDIAN_KEY)}
BY = datetime(2032, 1, 1, tzinfo=UTC)


def test_what_is_public_is_signed_as_it_is():
    made = sign_filing(notice(), [MERIDIAN_KEY])
    assert made.opening is None
    assert made.envelope.payload == write_filing(notice())
    assert made.envelope.payload_type == FILING_TYPE
    assert check_signatures(made.envelope, OF).holding == (MERIDIAN_KEY.key_id,)


@pytest.mark.parametrize(
    "sensitivity", [{"sensitivity": "sealed"}, {"sensitivity": "named readers", "readers": ["GLD"]}]
)
def test_what_is_not_public_is_sealed_and_its_seal_tells_nothing_of_it(sensitivity):
    short, long = (
        sign_filing(notice(**sensitivity, purpose=text), [MERIDIAN_KEY], BY) for text in ("x", "x" * 3000)
    )
    assert len(short.envelope.payload) == len(long.envelope.payload)
    found = read_filing(short.envelope.payload)
    assert found.ABOUT.number == "S1"
    assert found.commitment == short.opening.commitment.hex()
    assert found.opens_not_later_than == BY
    for word in (b"GLD", b"CAS", b"N1", b"Cassia", b"BOR/2031"):
        assert word not in short.envelope.payload
    assert read_filing(short.opening.payload) == notice(**sensitivity, purpose="x")


def test_a_seal_names_those_who_speak_so_that_each_can_sign_it():
    found, _ = sealed(notice(sensitivity="sealed", on_behalf_of=["BOR"], jointly_with=["CAS"]))
    assert (found.filed_by, found.on_behalf_of, found.jointly_with) == (MERIDIAN, ("BOR",), ("CAS",))


def test_equal_words_have_different_seals():
    one, other = (sealed(notice(sensitivity="sealed"))[0].commitment for _ in range(2))
    assert one != other


def test_others_sign_the_same_words_in_any_order():
    one = sign_too(sign_filing(notice(), [MERIDIAN_KEY]).envelope, [BOR_KEY, CAS_KEY])
    other = sign_filing(notice(), [CAS_KEY, MERIDIAN_KEY, BOR_KEY]).envelope
    assert one == other
    assert set(check_signatures(one, OF).holding) == set(OF)


def test_by_when_it_is_opened_is_said_of_seals_alone():
    with pytest.raises(UsageError, match="is said of a filing that is public"):
        sign_filing(notice(), [MERIDIAN_KEY], BY)


def test_forms_that_nobody_may_open_again_are_not_sealed():
    """What the table says of each form is what signing does with it."""
    may = {number for row in TABLE if row.action == "open a seal" for number in row.forms}
    assert {"N1", "D2", "Q9"} <= may
    for number in FORMS:
        fields = {**example(number).model_dump(mode="json", exclude_none=True), "sensitivity": "sealed"}
        filing = read_filing(json.dumps(fields).encode())
        if isinstance(filing, FormErrors):
            assert number in ("S1", "S2")  # which cannot even say that they are sealed
        elif number in may:
            assert sign_filing(filing, [BOR_KEY]).opening is not None
        else:
            with pytest.raises(DataError, match="no rule lets anybody open a seal"):
                sign_filing(filing, [BOR_KEY])


def test_a_filing_too_long_to_be_sealed_is_told_before_anything_is_signed():
    plan = {"form": "words", "text": "x" * 1_400_000, "of": {"norad_cat_id": 900101}}
    with pytest.raises(DataError, match="it is too long to be sealed"):
        sign_filing(notice(sensitivity="sealed", plans=[plan, plan]), [MERIDIAN_KEY])


def test_signatures_that_hold_are_told_from_broken_and_unknown_ones():
    whole = sign_filing(notice(), [MERIDIAN_KEY, CAS_KEY]).envelope
    broken = Signature(BOR_KEY.key_id, bytes(64))
    parts = sorted([*whole.signatures, broken], key=lambda one: one.key_id)
    known = {key_id: key for key_id, key in OF.items() if key_id != CAS_KEY.key_id}
    found = check_signatures(Envelope(whole.payload_type, whole.payload, tuple(parts)), known)
    assert found.holding == (MERIDIAN_KEY.key_id,)
    assert found.broken == (BOR_KEY.key_id,)
    assert found.unknown == (CAS_KEY.key_id,)
    assert not found.sound
    assert not check_signatures(whole, {}).sound
    assert check_signatures(whole, known).sound


def test_an_opening_is_read_and_held_against_its_seal(tmp_path):
    whole = notice(sensitivity="sealed")
    found, opening = sealed(whole)
    path = tmp_path / "n1.opening.json"
    path.write_text(opening_json(opening) + "\n")
    assert read_opening(path) == (opening, whole)
    check_opens(opening, whole, found, path)
    opened = opening_entry(opening, "b2" * 32, whole)
    assert (opened.filed_by, opened.seal, opened.opens_with) == (MERIDIAN, "b2" * 32, opening.salt.hex())
    other, _ = sealed(whole)
    with pytest.raises(DataError, match="it opens another seal"):
        check_opens(opening, whole, other, path)
    copied = found.model_copy(update={"filed_by": "CAS"})
    with pytest.raises(DataError, match="said by MERIDIAN-RELAY, the seal is CAS's"):
        check_opens(opening, whole, copied, path)
    with pytest.raises(DataError, match="which is no seal"):
        check_opens(opening, whole, whole, path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("salt", "slat"), "expected a table with the texts"),
        (lambda text: text.replace('"salt":"', '"salt":"00'), "a salt of 33 bytes"),
        (lambda text: "{", "this is not JSON"),
        (lambda _text: opening_json(seal(FILING_TYPE, b"{}")), "what it holds is no filing"),
        (lambda _text: opening_json(seal("text/plain", b"hi")), "it holds the type 'text/plain'"),
    ],
)
def test_every_way_an_opening_can_be_wrong_is_told(change, said, tmp_path):
    _, opening = sealed(notice(sensitivity="sealed"))
    path = tmp_path / "n1.opening.json"
    path.write_text(change(opening_json(opening)))
    with pytest.raises(DataError, match=said) as told:
        read_opening(path)
    assert "it opens nothing" in str(told.value)
    assert opening.salt.hex() not in str(told.value)
