"""Keys and signatures agree with RFC 8032; a key under which anything would be signed is none."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from dueregard.ledger.keys import (
    PublicKey,
    PublicKeyError,
    SigningKey,
    key_id,
    make_key,
    public_key_from_text,
    public_key_text,
)

# RFC 8032 §7.1, TEST 1 to TEST 3: secret key, public key, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
]
# The order of the group (RFC 8032 §5.1): a signature's second half S is below it, or the signature does not hold.
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
P = 2**255 - 19


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_signatures_agree_with_rfc_8032(secret, public, message, signature):
    key = SigningKey(bytes.fromhex(secret))
    assert key.public.raw.hex() == public
    assert key.signature(bytes.fromhex(message)).hex() == signature
    assert key.public.signed(bytes.fromhex(message), bytes.fromhex(signature))
    assert not key.public.signed(bytes.fromhex(message) + b" ", bytes.fromhex(signature))


@given(st.integers(0, 511))
def test_no_signature_survives_a_single_flipped_bit(bit):
    secret, _, message, signature = RFC_8032[1]
    changed = bytearray.fromhex(signature)
    changed[bit // 8] ^= 1 << bit % 8
    assert not SigningKey(bytes.fromhex(secret)).public.signed(bytes.fromhex(message), bytes(changed))


def test_a_signature_has_no_second_spelling():
    """S + L signs the same to a verifier that does not look (RFC 8032 §5.1.7, step 1, and §8.4)."""
    secret, _, message, signature = RFC_8032[2]
    first, second = bytes.fromhex(signature)[:32], int.from_bytes(bytes.fromhex(signature)[32:], "little")
    other = first + (second + GROUP_ORDER).to_bytes(32, "little")
    assert not SigningKey(bytes.fromhex(secret)).public.signed(bytes.fromhex(message), other)


def test_a_key_is_named_by_the_hash_of_its_bytes():
    for _, public, _, _ in RFC_8032:
        raw = bytes.fromhex(public)
        assert PublicKey(raw).key_id == key_id(raw) == hashlib.sha256(raw).hexdigest()


def test_keys_are_drawn_anew_and_never_shown():
    first, second = make_key(), make_key()
    assert first.key_id != second.key_id
    assert repr(first.seed) not in repr(first)
    assert first.seed.hex() not in repr(first)


def added(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """The sum of two points of the curve -x² + y² = 1 + d x² y² (RFC 8032 §5.1.4)."""
    d = -121665 * pow(121666, -1, P) % P
    (x1, y1), (x2, y2) = one, other
    both = d * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + x2 * y1) * pow(1 + both, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - both, -1, P) % P


def small_order_points() -> set[tuple[int, int]]:
    """The eight points whose order divides eight: the multiples of one of order eight, found by its y."""
    d = -121665 * pow(121666, -1, P) % P
    y = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
    squared = (y * y - 1) * pow(d * y * y + 1, -1, P) % P
    x = pow(squared, (P + 3) // 8, P)
    if x * x % P != squared:
        x = x * pow(2, (P - 1) // 4, P) % P
    points, at = set(), (0, 1)
    for _ in range(8):
        points.add(at)
        at = added(at, (x, y))
    assert at == (0, 1)
    return points


def test_every_key_of_small_order_is_refused():
    points = small_order_points()
    assert len(points) == 8
    for x, y in points:
        raw = (y | (x & 1) << 255).to_bytes(32, "little")
        with pytest.raises(PublicKeyError, match="small order"):
            PublicKey(raw)


@pytest.mark.parametrize("y", [P, P + 1, P + 5, 2**255 - 1])
def test_a_second_spelling_of_a_key_is_refused(y):
    with pytest.raises(PublicKeyError, match="canonical"):
        PublicKey(y.to_bytes(32, "little"))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_keys_of_another_length_are_refused(length):
    with pytest.raises(PublicKeyError, match=f"of {length} bytes"):
        PublicKey(bytes(length))
    with pytest.raises(ValueError, match=f"of {length} bytes"):
        SigningKey(bytes(length))


def test_a_public_key_is_written_as_pem_and_read_again():
    """RFC 8410 §10.1 prints this public key."""
    text = (
        "-----BEGIN PUBLIC KEY-----\n"
        "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
        "-----END PUBLIC KEY-----\n"
    )
    key = public_key_from_text(text)
    assert key.raw == base64.b64decode("Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=")
    assert public_key_text(key) == text
    assert public_key_from_text(text.replace("\n", "\r\n")) == key


def spki(key: object) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no public key"),
        ("x" * 1001, "1001 characters"),
        ("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", "cannot be read"),
        ("-----BEGIN PUBLIC KEY-----\né\n-----END PUBLIC KEY-----", "cannot be read"),
        ("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", "this is a private key"),
        (public_key_text(make_key().public) + "and more", "no public key"),
        (spki(x25519.X25519PrivateKey.generate().public_key()), "X25519PublicKey"),
        (spki(ec.generate_private_key(ec.SECP256R1()).public_key()), "ECPublicKey"),
        (
            "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
            "-----END PUBLIC KEY-----",
            "small order",
        ),
    ],
)
def test_what_is_no_public_key_is_refused_with_the_reason(text, reason):
    with pytest.raises(PublicKeyError, match=reason):
        public_key_from_text(text)


@given(st.text(max_size=200))
def test_any_text_is_a_key_or_a_public_key_error(text):
    with pytest.raises(PublicKeyError):
        public_key_from_text(f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----")
