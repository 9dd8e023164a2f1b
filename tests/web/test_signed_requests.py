"""Signed requests: RFC 9421's own example in our reading of it, and every way in which a signature is not believed."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from web_made import actor_entry, key_entry, key_of, signed

from dueregard.ledger.keys import SigningKey
from dueregard.web.signed_request import Message, NotBelieved, content_digest, sign_request, signer_of

KEY = SigningKey(bytes(range(32)))
NOW = datetime(2031, 3, 1, 12, tzinfo=UTC)
MESSAGE = Message("POST", "Ledger.Example:8031", "/api/v1/filings", "a=1&b=%20", b'{"hello": "world"}')
# RFC 9421, appendix B.1.4 (test-key-ed25519) and the body of B.2's request.
RFC_KEY = b"""-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----
"""


def believed(headers, message=MESSAGE, at=NOW, keys=(KEY,)):
    lowered = {name.lower(): value for name, value in headers.items()}
    return signer_of(message, lowered, {key.key_id: key.public for key in keys}.get, at)


def test_what_is_signed_is_the_base_of_rfc_9421():
    """Written out by hand by §2.5, and verified by the library alone."""
    headers = sign_request(MESSAGE, KEY, NOW)
    label, _, params = headers["Signature-Input"].partition("=")
    base = (
        '"@method": POST\n'
        '"@authority": ledger.example:8031\n'
        '"@path": /api/v1/filings\n'
        '"@query": ?a=1&b=%20\n'
        f'"content-digest": {headers["Content-Digest"]}\n'
        f'"@signature-params": {params}'
    )
    assert label == "dueregard"
    assert params == (
        '("@method" "@authority" "@path" "@query" "content-digest");'
        f'created=1930132800;keyid="{KEY.key_id}";alg="ed25519"'
    )
    signature = base64.b64decode(headers["Signature"].removeprefix("dueregard=:").removesuffix(":"))
    assert KEY.public.signed(base.encode(), signature)


def test_the_key_of_the_rfc_signs_as_the_rfc_says():
    """RFC 9421, appendix B.2.6: the base there under the key there gives the signature there."""
    raw = load_pem_private_key(RFC_KEY, None).private_bytes_raw()
    base = (
        '"date": Tue, 20 Apr 2021 02:07:55 GMT\n'
        '"@method": POST\n'
        '"@path": /foo\n'
        '"@authority": example.com\n'
        '"content-type": application/json\n'
        '"content-length": 18\n'
        '"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length")'
        ';created=1618884473;keyid="test-key-ed25519"'
    )
    expected = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    assert base64.b64encode(SigningKey(raw).signature(base.encode())).decode() == expected


def test_the_digest_is_that_of_rfc_9530():
    """RFC 9530, appendix B.1 (sha-256 of a body with its newline)."""
    assert content_digest(b'{"hello": "world"}\n') == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"


def test_a_signed_request_is_believed_for_five_minutes_either_way():
    headers = sign_request(MESSAGE, KEY, NOW)
    for apart in (-300, 0, 300):
        assert believed(headers, at=NOW + timedelta(seconds=apart)) == KEY.key_id
    for apart in (-301, 301):
        with pytest.raises(NotBelieved, match="from now"):
            believed(headers, at=NOW + timedelta(seconds=apart))


def test_an_unsigned_request_is_of_nobody():
    assert believed({}) is None
    assert believed({"Content-Digest": content_digest(b"")}) is None


@pytest.mark.parametrize(
    "other",
    [
        Message("PUT", MESSAGE.authority, MESSAGE.path, MESSAGE.query, MESSAGE.body),
        Message("POST", "elsewhere.example", MESSAGE.path, MESSAGE.query, MESSAGE.body),
        Message("POST", MESSAGE.authority, "/api/v1/checks", MESSAGE.query, MESSAGE.body),
        Message("POST", MESSAGE.authority, MESSAGE.path, "a=2", MESSAGE.body),
        Message("POST", MESSAGE.authority, MESSAGE.path, MESSAGE.query, b"another body"),
        Message("POST", MESSAGE.authority, MESSAGE.path, MESSAGE.query, None),
    ],
)
def test_a_signature_of_another_request_is_not_believed(other):
    with pytest.raises(NotBelieved):
        believed(sign_request(MESSAGE, KEY, NOW), other)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("Signature-Input", lambda t: t.replace("dueregard=", "sig1=")),
        ("Signature-Input", lambda t: t.replace('"@method" "@authority"', '"@authority" "@method"')),
        ("Signature-Input", lambda t: t.replace('"@query" ', "")),
        ("Signature-Input", lambda t: t + ';nonce="x"'),
        ("Signature-Input", lambda t: t.replace("created=1", "created=01")),
        ("Signature-Input", lambda t: t.replace('alg="ed25519"', 'alg="hmac-sha256"')),
        ("Signature-Input", lambda t: t + ", " + t),
        ("Signature", lambda t: t.replace("dueregard=", "sig1=")),
        ("Signature", lambda t: t[:20] + ("A" if t[20] != "A" else "B") + t[21:]),
        ("Content-Digest", lambda t: t.replace("sha-256", "sha-512")),
    ],
)  # fmt: skip
def test_another_spelling_is_not_believed(name, change):
    headers = sign_request(MESSAGE, KEY, NOW)
    with pytest.raises(NotBelieved):
        believed({**headers, name: change(headers[name])})


@pytest.mark.parametrize("left_out", ["Signature", "Signature-Input", "Content-Digest"])
def test_half_a_signature_is_not_believed(left_out):
    headers = sign_request(MESSAGE, KEY, NOW)
    del headers[left_out]
    with pytest.raises(NotBelieved):
        believed(headers)


def test_an_unknown_key_and_a_wrong_signature_are_told_alike():
    headers = sign_request(MESSAGE, KEY, NOW)
    words = []
    for keys, given in (((), headers), ((KEY,), {**headers, "Signature": f"dueregard=:{'A' * 86}==:"})):
        with pytest.raises(NotBelieved) as told:
            believed(given, keys=keys)
        words.append(str(told.value))
    assert words[0] == words[1]


def test_a_key_that_was_revoked_reads_no_more(client):
    assert client.ask("filings", by=key_of("BOR")).status == 200
    second = key_of("BOR", 2)
    rotated = key_entry("BOR", second, by="BOR", step="rotate", old=key_of("BOR"), since=client.clock.now)
    assert client.file(signed(rotated, key_of("BOR"))).status == 201
    assert client.ask("filings", by=key_of("BOR")).status == 401
    assert client.ask("filings", by=second).status == 200


def test_whoever_is_not_in_the_register_yet_reads_as_nobody(client):
    key = key_of("DOR")
    assert client.ask("filings", by=key).status == 401
    entered = actor_entry("DOR", ("State focal point",)), key_entry("DOR", key)
    assert client.file(*(signed(one) for one in entered)).status == 201
    assert client.ask("filings", by=key).status == 200
