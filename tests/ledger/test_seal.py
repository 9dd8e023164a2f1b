"""A seal says nothing of what is sealed, not even its length, and opens for one content only."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_log import FILER, RECEIVED

from dueregard.ledger.entry import MAX_ENTRY_BYTES, entry_bytes, entry_from
from dueregard.ledger.envelope import envelope_json, sign
from dueregard.ledger.seal import (
    MAX_SEALED_BYTES,
    OPENING_TYPE,
    SALT_BYTES,
    SEALED_TYPE,
    Opening,
    SealError,
    commitment_of,
    opening_from_json,
    opening_json,
    seal,
    sealed_payload,
    verify_opening,
)

SALT = bytes(range(32))
OPENING = seal("application/vnd.dueregard.threat+json", b'{"distance_km":500}', SALT)
CONTENTS = st.tuples(
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1), st.binary(max_size=2000)
)


def test_the_commitment_is_hmac_sha_256():
    """RFC 4231 §4.2 to §4.4 fix HMAC-SHA-256; here the message is DSSE's encoding, so the figure is worked by hand.

    printf 'DSSEv1 10 text/plain 5 50 km' | openssl dgst -sha256 -mac HMAC -macopt hexkey:00…00 (32 bytes)
    """
    assert seal("text/plain", b"50 km", bytes(32)).commitment.hex() == (
        "3d410901e22e100233b457f2d25aa98404438a24c3fc8168a71a190bf7554350"
    )


@given(CONTENTS)
def test_whatever_is_sealed_has_a_payload_of_77_bytes_and_opens(content):
    opening = seal(*content)
    payload = sealed_payload(opening)
    assert len(payload) == 77
    assert json.loads(payload) == {"sealed": opening.commitment.hex()}
    verify_opening(opening, payload)
    assert opening_from_json(opening_json(opening)) == opening


@given(CONTENTS, CONTENTS)
def test_envelopes_and_entries_of_seals_are_of_one_length(one, other):
    lengths = {
        (len(envelope_json(envelope)), len(entry_bytes(RECEIVED, envelope)))
        for envelope in (
            sign(SEALED_TYPE, sealed_payload(seal(*content)), [FILER]) for content in (one, other)
        )
    }
    assert len(lengths) == 1


def test_equal_contents_have_different_seals_and_salts_are_drawn_whole():
    drawn = [seal("text/plain", b"50 km") for _ in range(100)]
    assert len({opening.commitment for opening in drawn}) == 100
    assert {len(opening.salt) for opening in drawn} == {SALT_BYTES}


@settings(max_examples=200)
@given(st.data())
def test_another_salt_type_or_content_does_not_open(data):
    part = data.draw(st.sampled_from(["salt", "payload"]))
    value = bytearray(getattr(OPENING, part))
    bit = data.draw(st.integers(0, len(value) * 8 - 1))
    value[bit // 8] ^= 1 << bit % 8
    parts = {
        "salt": OPENING.salt,
        "payload_type": OPENING.payload_type,
        "payload": OPENING.payload,
        part: bytes(value),
    }
    with pytest.raises(SealError, match="does not open this seal"):
        verify_opening(Opening(**parts), sealed_payload(OPENING))


def test_the_type_is_sealed_with_the_content():
    with pytest.raises(SealError, match="does not open this seal"):
        verify_opening(seal("text/plain", OPENING.payload, SALT), sealed_payload(OPENING))
    with pytest.raises(SealError, match="does not open this seal"):
        verify_opening(seal(OPENING.payload_type + "{", OPENING.payload[1:], SALT), sealed_payload(OPENING))


def test_salt_and_content_are_not_shown_by_accident():
    assert "50" not in repr(OPENING)
    assert repr(SALT) not in repr(OPENING)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{}",
        sealed_payload(OPENING) + b"\n",
        sealed_payload(OPENING).upper(),
        sealed_payload(OPENING).replace(b":", b": "),
        sealed_payload(OPENING).replace(b"sealed", b"Sealed"),
        sealed_payload(OPENING)[:-3] + b'"}',
        b'{"sealed":"' + b"\xb2" * 64 + b'"}',
    ],
)
def test_what_is_no_sealed_payload_is_refused(payload):
    with pytest.raises(SealError, match="64 hexadecimal digits"):
        commitment_of(payload)


@given(st.binary(max_size=100))
def test_whatever_bytes_come_as_a_seal_are_refused_by_name(payload):
    with pytest.raises(SealError):
        commitment_of(payload)


FILE = opening_json(OPENING)


def respelt(**changes) -> str:
    return json.dumps({**json.loads(FILE), **changes}, separators=(",", ":"))


OTHER_OPENINGS = {
    "another salt": respelt(salt="11" * 32),
    "another content": respelt(payload="eyJ9"),
    "another type": respelt(payloadType="text/plain"),
    "another seal": respelt(sealed="11" * 32),
    "a salt too short": respelt(salt="11" * 31),
    "a salt in upper case": FILE.replace(SALT.hex(), SALT.hex().upper()),
    "a salt with spaces": respelt(salt=SALT.hex(" ")),
    "a salt that is none": respelt(salt="x" * 64),
    "a type that is none": respelt(payloadType="two words"),
    "a type that is a surrogate": respelt(payloadType="\ud800"),
    "a content that is a number": respelt(payload=1),
    "base64 without padding": FILE.replace("=", ""),
    "a field more": respelt(note=""),
    "spaces": json.dumps(json.loads(FILE)),
    "a newline at the end": FILE + "\n",
    "a list": "[]",
    "nothing": "",
    "depth": "[" * 100_000,
    "length": " " * 3_000_001,
}


@pytest.mark.parametrize("text", OTHER_OPENINGS.values(), ids=OTHER_OPENINGS.keys())
def test_what_is_no_opening_is_refused(text):
    assert text != FILE
    with pytest.raises(SealError):
        opening_from_json(text)


def test_what_is_refused_is_said():
    with pytest.raises(SealError, match="3000001 characters"):
        opening_from_json("{" * 3_000_001)
    with pytest.raises(SealError, match="does not belong to the seal it names"):
        opening_from_json(OTHER_OPENINGS["another content"])
    for length in (31, 33):
        with pytest.raises(SealError, match=f"a salt of {length} bytes"):
            seal("text/plain", b"", bytes(length))


@settings(max_examples=300)
@given(st.integers(0, len(FILE) * 8 - 1))
def test_no_opening_survives_a_single_flipped_bit(bit):
    changed = bytearray(FILE.encode())
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ValueError):  # noqa: PT011 - bytes that are no text, or a SealError
        opening_from_json(bytes(changed).decode())


@given(st.text(max_size=100))
def test_whatever_text_comes_as_an_opening_is_refused_by_name(text):
    with pytest.raises(SealError):
        opening_from_json(text)


def test_what_can_be_sealed_can_be_opened_to_all_in_an_entry():
    largest = seal("x" * 255, bytes(MAX_SEALED_BYTES))
    line = entry_bytes(RECEIVED, sign(OPENING_TYPE, opening_json(largest).encode(), [FILER]))
    assert len(line) <= MAX_ENTRY_BYTES
    verify_opening(opening_from_json(entry_from(line).envelope.payload.decode()), sealed_payload(largest))
    with pytest.raises(SealError, match="can be sealed"):
        seal("text/plain", bytes(MAX_SEALED_BYTES + 1))
