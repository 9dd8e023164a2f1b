"""Envelopes sign and verify as DSSE's published vectors do, and have one spelling only."""

import base64
import hashlib
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_log import AGENCY, FILER, PAYLOAD_TYPE, WITNESS_KEY

from dueregard.ledger.envelope import (
    MAX_ENVELOPE_BYTES,
    MAX_PAYLOAD_BYTES,
    MAX_SIGNATURES,
    Envelope,
    EnvelopeError,
    Signature,
    add_signature,
    envelope_from_json,
    envelope_hash,
    envelope_json,
    pae,
    sign,
    signed_by,
)
from dueregard.ledger.foreign_envelope import envelope_of_any_spelling
from dueregard.ledger.keys import SigningKey

# github.com/secure-systems-lab/dsse, testvectors/vectors.json: payloadType, payload, PAE in hex, signatures of the
# keys A and B (RFC 8032 §7.1, TEST 1 and TEST 2).
KEY_A = SigningKey(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
KEY_B = SigningKey(bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
IN_TOTO = "application/vnd.in-toto+json"
STATEMENT = base64.b64decode("eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEifQ==")
SIGNATURE_A = "2WAfaHm5jluo0w+0rk8uVkluELJYWjSmU9x7EUzx+AyteDGJ4/nqyJXfmAUVFIAoQafWm7AxBZNw5M9ixNHiCA=="
SIGNATURE_B = "c1+67/aT0yqEpwx8PsVY3MLHsj9D0CZ014/Fv/QlG59P+9CobUZ7xECJ/V3USG0Ob9CiE5LjReEZUzNF2l7eBw=="
VECTORS = [
    (
        IN_TOTO,
        STATEMENT,
        "445353457631203238206170706c69636174696f6e2f766e642e696e2d746f746f2b6a736f6e203433207b225f74797065223a"
        "2268747470733a2f2f696e2d746f746f2e696f2f53746174656d656e742f7631227d",
        SIGNATURE_A,
    ),
    (
        IN_TOTO,
        base64.urlsafe_b64decode("-_-_Pj8="),
        "445353457631203238206170706c69636174696f6e2f766e642e696e2d746f746f2b6a736f6e203520fbffbf3e3f",
        "P+/KHICeR7tI6S/YyejJTRtrXhcQyQ2LYPaL8h90KjC9qN8HU/svOQ6TuDOT1HIrsGW886DbWNWcCmX5twLrAw==",
    ),
    (
        IN_TOTO,
        b"",
        "445353457631203238206170706c69636174696f6e2f766e642e696e2d746f746f2b6a736f6e203020",
        "gSggCAaTLTYyRH6FIDBem6meyIynsYy8RTHVzwx9tnTb7Bg/1jMWnuVgI/gffqmbsC2VX5/jHfkkDqsj7CDbDg==",
    ),
]
PUBLIC = {key.key_id: key.public for key in (KEY_A, KEY_B, FILER, AGENCY, WITNESS_KEY)}


@pytest.mark.parametrize(("payload_type", "payload", "encoded", "signature"), VECTORS)
def test_signing_agrees_with_the_dsse_vectors(payload_type, payload, encoded, signature):
    assert pae(payload_type, payload).hex() == encoded
    envelope = sign(payload_type, payload, [KEY_A])
    assert [base64.b64encode(one.signature).decode() for one in envelope.signatures] == [signature]
    assert signed_by(envelope, PUBLIC) == {KEY_A.key_id}


def test_the_encoding_counts_bytes_and_not_characters():
    """DSSE vectors "non-ascii-payload-type" and "empty-payload-type"."""
    assert (
        pae("application/vnd.exämple+json", STATEMENT)
        == b"DSSEv1 29 application/vnd.ex\xc3\xa4mple+json 43 " + STATEMENT
    )
    assert pae("", STATEMENT) == b"DSSEv1 0  43 " + STATEMENT


def test_two_keys_sign_as_in_the_dsse_vector_with_a_threshold_of_two():
    envelope = sign(IN_TOTO, STATEMENT, [KEY_A, KEY_B])
    by_id = {one.key_id: base64.b64encode(one.signature).decode() for one in envelope.signatures}
    assert by_id == {KEY_A.key_id: SIGNATURE_A, KEY_B.key_id: SIGNATURE_B}
    assert signed_by(envelope, PUBLIC) == {KEY_A.key_id, KEY_B.key_id}
    assert signed_by(envelope, {KEY_A.key_id: KEY_A.public}) == {KEY_A.key_id}


def test_a_signature_over_another_type_or_payload_does_not_hold():
    """DSSE vector "payload-type-swapped", and its like for the payload."""
    signed = sign(IN_TOTO, STATEMENT, [KEY_A])
    assert (
        signed_by(Envelope("application/vnd.example.other+json", STATEMENT, signed.signatures), PUBLIC)
        == set()
    )
    assert signed_by(Envelope(IN_TOTO, STATEMENT + b" ", signed.signatures), PUBLIC) == set()


def test_a_signature_under_another_keys_id_does_not_hold():
    signature = sign(IN_TOTO, STATEMENT, [KEY_A]).signatures[0].signature
    assert signed_by(Envelope(IN_TOTO, STATEMENT, (Signature(KEY_B.key_id, signature),)), PUBLIC) == set()
    with pytest.raises(ValueError, match=f"handed in under {KEY_B.key_id} is {KEY_A.key_id}"):
        signed_by(
            Envelope(IN_TOTO, STATEMENT, (Signature(KEY_B.key_id, signature),)), {KEY_B.key_id: KEY_A.public}
        )


def test_one_key_does_not_sign_twice():
    """DSSE vector "threshold-two-one-key-twice"."""
    one = sign(IN_TOTO, STATEMENT, [KEY_A]).signatures[0]
    with pytest.raises(EnvelopeError, match="in order of keyid, each once"):
        Envelope(IN_TOTO, STATEMENT, (one, one))
    with pytest.raises(EnvelopeError, match="in order of keyid, each once"):
        sign(IN_TOTO, STATEMENT, [KEY_A, KEY_A])


def test_others_join_an_envelope_in_any_order_and_it_is_the_same():
    alone = sign(PAYLOAD_TYPE, b"we regard 50 km as close", [FILER])
    joined = add_signature(add_signature(alone, AGENCY), WITNESS_KEY)
    assert joined == add_signature(add_signature(alone, WITNESS_KEY), AGENCY)
    assert joined == sign(alone.payload_type, alone.payload, [WITNESS_KEY, AGENCY, FILER])
    assert signed_by(joined, PUBLIC) == {FILER.key_id, AGENCY.key_id, WITNESS_KEY.key_id}
    assert add_signature(joined, AGENCY) == joined
    assert envelope_hash(joined) != envelope_hash(alone)


def test_signing_again_replaces_a_signature_of_that_key_that_did_not_hold():
    broken = Envelope(PAYLOAD_TYPE, b"x", (Signature(FILER.key_id, bytes(64)),))
    assert signed_by(broken, PUBLIC) == set()
    assert add_signature(broken, FILER) == sign(PAYLOAD_TYPE, b"x", [FILER])


def test_a_repeated_envelope_has_the_same_hash_and_a_forged_one_has_not():
    """Somebody else's text with a signature that does not hold must not pass for the true one sent again."""
    true = sign(PAYLOAD_TYPE, b"x", [FILER])
    assert envelope_hash(true) == envelope_hash(sign(PAYLOAD_TYPE, b"x", [FILER]))
    forged = Envelope(PAYLOAD_TYPE, b"x", (Signature(FILER.key_id, bytes(64)),))
    others = [
        forged,
        sign(PAYLOAD_TYPE, b"x", [AGENCY]),
        sign(PAYLOAD_TYPE, b"y", [FILER]),
        sign("text/plain", b"x", [FILER]),
    ]
    assert len({envelope_hash(one) for one in (true, *others)}) == 5
    assert envelope_hash(true) == hashlib.sha256(envelope_json(true).encode()).digest()


def test_the_spelling_is_one_line_of_ascii_in_dsse_s_names():
    assert envelope_json(sign("text/plain", b"hello\xff", [FILER])) == (
        '{"payloadType":"text/plain","payload":"aGVsbG//","signatures":[{"keyid":"'
        + FILER.key_id
        + '","sig":"'
        + base64.b64encode(FILER.signature(b"DSSEv1 10 text/plain 6 hello\xff")).decode()
        + '"}]}'
    )


PAYLOAD_TYPES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=255)
SIGNERS = st.sets(st.sampled_from([KEY_A, KEY_B, FILER, AGENCY, WITNESS_KEY]), min_size=1)


@given(PAYLOAD_TYPES, st.binary(max_size=300), SIGNERS)
def test_what_is_written_is_read_again(payload_type, payload, signers):
    envelope = sign(payload_type, payload, signers)
    assert envelope_from_json(envelope_json(envelope)) == envelope
    assert envelope_of_any_spelling(envelope_json(envelope)) == envelope
    assert signed_by(envelope, PUBLIC) == {key.key_id for key in signers}


JOINT = envelope_json(sign(PAYLOAD_TYPE, b"we regard 50 km as close", [FILER, AGENCY]))


@settings(max_examples=300)
@given(st.data())
def test_no_other_spelling_is_read_and_no_flipped_bit_holds(data):
    at, bit = data.draw(st.integers(0, len(JOINT) - 1)), data.draw(st.integers(0, 6))
    changed = JOINT[:at] + chr(ord(JOINT[at]) ^ 1 << bit) + JOINT[at + 1 :]
    try:
        envelope = envelope_from_json(changed)
    except EnvelopeError:
        return
    assert len(signed_by(envelope, PUBLIC)) < 2


def respelt(change) -> str:
    parts = json.loads(JOINT)
    return json.dumps(change(parts) or parts, separators=(",", ":"))


OTHER_SPELLINGS = {
    "spaces": json.dumps(json.loads(JOINT)),
    "a newline at the end": JOINT + "\n",
    "a byte order mark": "\ufeff" + JOINT,
    "keys in another order": respelt(lambda e: dict(sorted(e.items()))),
    "signatures in another order": respelt(lambda e: {**e, "signatures": e["signatures"][::-1]}),
    "a key that is not known": respelt(lambda e: {**e, "note": "x"}),
    "a key that is missing": respelt(lambda e: {"payloadType": "x", "payload": ""}),
    "a key twice": JOINT.replace('{"payloadType"', '{"payloadType":"text/plain","payloadType"', 1),
    "an escaped letter": JOINT.replace("payloadType", "\\u0070ayloadType", 1),
    "base64 without padding": JOINT.replace("=", ""),
    "base64 with loose bits": re.sub(
        r"([AQgw])==", lambda found: chr(ord(found[1]) + 1) + "==", JOINT, count=1
    ),
    "base64 in the other alphabet": JOINT.replace("+", "-"),
    "base64 with a newline": JOINT.replace('"payload":"', '"payload":"\\n'),
    "an upper-case key id": JOINT.replace(FILER.key_id, FILER.key_id.upper()),
    "no signature": respelt(lambda e: {**e, "signatures": []}),
    "signatures that are no list": respelt(lambda e: {**e, "signatures": {}}),
    "a signature that is no table": respelt(lambda e: {**e, "signatures": ["x"]}),
    "a payload that is a number": respelt(lambda e: {**e, "payload": 1}),
    "no payload type": respelt(lambda e: {**e, "payloadType": ""}),
    "a payload type with a space": respelt(lambda e: {**e, "payloadType": "text/plain; x"}),
    "a payload type beyond ASCII": respelt(lambda e: {**e, "payloadType": "application/vnd.exämple"}),
    "a lone surrogate": JOINT.replace('"payload":"', '"payload":"\\ud800'),
    "a list": "[]",
    "nothing": "",
    "not a number": "NaN",
    "a number of 5,000 digits": "9" * 5000,
    "depth": "[" * 100_000,
    "length": " " * (MAX_ENVELOPE_BYTES + 1),
}


@pytest.mark.parametrize("text", OTHER_SPELLINGS.values(), ids=OTHER_SPELLINGS.keys())
def test_other_spellings_are_refused(text):
    assert text != JOINT
    with pytest.raises(EnvelopeError):
        envelope_from_json(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=70),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)
LIKE_AN_ENVELOPE = st.fixed_dictionaries(
    {
        "payloadType": st.text(max_size=20) | JSON,
        "payload": st.text("AB+/=-_", max_size=8) | JSON,
        "signatures": JSON
        | st.lists(
            st.fixed_dictionaries(
                {
                    "keyid": st.text("0f", min_size=64, max_size=64) | JSON,
                    "sig": st.just("A" * 86 + "==") | JSON,
                }
            ),
            max_size=3,
        ),
    }
)


@settings(max_examples=300)
@given(LIKE_AN_ENVELOPE | JSON)
def test_whatever_is_sent_is_an_envelope_or_an_envelope_error(value):
    text = json.dumps(value, separators=(",", ":"))
    for read in (envelope_from_json, envelope_of_any_spelling):
        try:
            assert isinstance(read(text), Envelope)
        except EnvelopeError as error:
            said = str(error)
            if (
                not said.isprintable() or len(said) > 1000
            ):  # what was sent must not write over a screen or a log
                pytest.fail(said)


@given(st.text())
def test_whatever_text_is_sent_is_refused_by_name(text):
    for read in (envelope_from_json, envelope_of_any_spelling):
        with pytest.raises(EnvelopeError):
            read(text)


def test_bounds_are_said():
    for read in (envelope_from_json, envelope_of_any_spelling):
        with pytest.raises(EnvelopeError, match=f"{MAX_ENVELOPE_BYTES + 1} characters; at most"):
            read("{" * (MAX_ENVELOPE_BYTES + 1))
    with pytest.raises(EnvelopeError, match=f"payload of {MAX_PAYLOAD_BYTES + 1} bytes; at most"):
        sign("text/plain", bytes(MAX_PAYLOAD_BYTES + 1), [FILER])
    with pytest.raises(EnvelopeError, match=f"0 signatures; expected 1 to {MAX_SIGNATURES}"):
        sign("text/plain", b"", [])
    many = tuple(Signature(f"{number:064x}", bytes(64)) for number in range(MAX_SIGNATURES + 1))
    with pytest.raises(EnvelopeError, match=f"{MAX_SIGNATURES + 1} signatures"):
        Envelope("text/plain", b"", many)
    with pytest.raises(EnvelopeError, match="sig of 63 bytes"):
        Signature(FILER.key_id, bytes(63))


# The published envelopes as they are published, with keys named by our ids.
FOREIGN = {
    "dsse's order": json.dumps(
        {
            "payload": base64.b64encode(STATEMENT).decode(),
            "payloadType": IN_TOTO,
            "signatures": [{"sig": SIGNATURE_A, "keyid": KEY_A.key_id}],
        }
    ),
    "url-safe": json.dumps(
        {
            "payloadType": IN_TOTO,
            "payload": base64.urlsafe_b64encode(STATEMENT).decode().rstrip("="),
            "signatures": [
                {"keyid": KEY_A.key_id, "sig": SIGNATURE_A.translate(str.maketrans("+/", "-_", "="))}
            ],
        },
        indent=4,
    ),
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN.keys())
def test_envelopes_of_other_tools_are_read_and_their_signatures_hold(text):
    envelope = envelope_of_any_spelling(text)
    assert envelope == sign(IN_TOTO, STATEMENT, [KEY_A])
    assert signed_by(envelope, PUBLIC) == {KEY_A.key_id}
    with pytest.raises(EnvelopeError):
        envelope_from_json(text)


def test_signatures_of_other_tools_are_put_in_order_and_an_omitted_payload_is_an_empty_one():
    envelope = sign(IN_TOTO, b"", [KEY_A, KEY_B])
    parts = json.loads(envelope_json(envelope))
    del parts["payload"]
    parts["signatures"].reverse()
    assert envelope_of_any_spelling(json.dumps(parts)) == envelope


@pytest.mark.parametrize(
    "text",
    [
        FOREIGN["dsse's order"].replace(f', "keyid": "{KEY_A.key_id}"', ""),
        FOREIGN["dsse's order"].replace('"payload":', '"payload": "", "payload":'),
        FOREIGN["dsse's order"].replace('"payload":', '"extra": 1, "payload":'),
        FOREIGN["dsse's order"].replace(KEY_A.key_id, "A"),
        json.dumps({**json.loads(FOREIGN["dsse's order"]), "payload": 1234}),
        FOREIGN["dsse's order"] + FOREIGN["dsse's order"],
        "[]",
        " " * (MAX_ENVELOPE_BYTES + 1),
        "[" * 100_000,
    ],
)
def test_what_would_read_in_two_ways_is_not_read_from_other_tools_either(text):
    with pytest.raises(EnvelopeError):
        envelope_of_any_spelling(text)
