"""Envelopes: a payload, what kind it is, and who signed the two together.

DSSE 1.0 (secure-systems-lab/dsse, protocol.md and envelope.md) with Ed25519. What is signed is the payload's own
bytes, never a re-serialisation. Ours has one spelling only, so that one envelope has one hash: the key id is
required and is the id of ``keys.key_id``, signatures stand in order of key id, one of each key.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any, Final

from dueregard.ledger.keys import SIGNATURE_BYTES, PublicKey, SigningKey

MAX_SIGNATURES: Final = 256  # more than the 193 Member States of the United Nations
MAX_PAYLOAD_TYPE: Final = 255
MAX_PAYLOAD_BYTES: Final = 3_000_000  # a week's ephemeris at one state a minute is about 1 MB of text
MAX_ENVELOPE_BYTES: Final = 4 * 2**20  # whatever fits the three bounds above is shorter than this in base64

# DSSE: a media type or a URI. Both are visible ASCII.
_PAYLOAD_TYPE: Final = re.compile(rf"[\x21-\x7e]{{1,{MAX_PAYLOAD_TYPE}}}")
_KEY_ID: Final = re.compile(r"[0-9a-f]{64}")
_KEYS: Final = ["payloadType", "payload", "signatures"]


class EnvelopeError(ValueError):
    """An envelope is not well formed. The message says which part, and what was expected."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature of one key. That it holds is not said; see ``signed_by``."""

    key_id: str
    signature: bytes

    def __post_init__(self) -> None:
        if not _KEY_ID.fullmatch(self.key_id):
            raise EnvelopeError(f"keyid {_shown(self.key_id)}: expected 64 digits of hexadecimal, lower case")
        if len(self.signature) != SIGNATURE_BYTES:
            raise EnvelopeError(f"sig of {len(self.signature)} bytes; Ed25519 has {SIGNATURE_BYTES}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload and its signatures, in order of key id, one of each key, at least one."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]

    def __post_init__(self) -> None:
        check_payload_type(self.payload_type)
        if len(self.payload) > MAX_PAYLOAD_BYTES:
            raise EnvelopeError(
                f"payload of {len(self.payload)} bytes; at most {MAX_PAYLOAD_BYTES} are taken"
            )
        if not 1 <= len(self.signatures) <= MAX_SIGNATURES:
            raise EnvelopeError(f"{len(self.signatures)} signatures; expected 1 to {MAX_SIGNATURES}")
        ids = [one.key_id for one in self.signatures]
        if any(later <= earlier for earlier, later in pairwise(ids)):
            raise EnvelopeError("the signatures are not in order of keyid, each once")


def check_payload_type(payload_type: str) -> None:
    """Return if the text can say what kind a payload is; EnvelopeError otherwise."""
    if not _PAYLOAD_TYPE.fullmatch(payload_type):
        raise EnvelopeError(
            f"payloadType {_shown(payload_type)}: expected a media type or URI of at most "
            f"{MAX_PAYLOAD_TYPE} visible ASCII characters"
        )


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return the bytes that are signed: DSSE's pre-authentication encoding.

    >>> pae("http://example.com/HelloWorld", b"hello world")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    """
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def sign(payload_type: str, payload: bytes, keys: Iterable[SigningKey]) -> Envelope:
    """Return the envelope of the payload, signed by each of the keys (at least one, each once)."""
    message = pae(payload_type, payload)
    made = (Signature(key.key_id, key.signature(message)) for key in keys)
    return Envelope(payload_type, payload, tuple(sorted(made, key=lambda one: one.key_id)))


def add_signature(envelope: Envelope, key: SigningKey) -> Envelope:
    """Return the envelope with the key's signature as well: how others join in what one has signed.

    A key that has signed already signs nothing new: the signature it had, if any, is replaced by the one that holds.
    """
    others = [one for one in envelope.signatures if one.key_id != key.key_id]
    added = Signature(key.key_id, key.signature(pae(envelope.payload_type, envelope.payload)))
    in_order = sorted([*others, added], key=lambda one: one.key_id)
    return Envelope(envelope.payload_type, envelope.payload, tuple(in_order))


def signed_by(envelope: Envelope, public_keys: Mapping[str, PublicKey]) -> frozenset[str]:
    """Return the ids of the keys whose signatures hold, of those handed in by id.

    A key id says only which key to try; a key handed in under another id than its own is refused (ValueError).
    Signatures by keys that were not handed in are left out, as are those that do not hold: the difference between
    the two is in ``public_keys``.
    """
    message = pae(envelope.payload_type, envelope.payload)
    holding = []
    for one in envelope.signatures:
        key = public_keys.get(one.key_id)
        if key is None:
            continue
        if key.key_id != one.key_id:
            raise ValueError(f"the key handed in under {one.key_id} is {key.key_id}")
        if key.signed(message, one.signature):
            holding.append(one.key_id)
    return frozenset(holding)


def envelope_json(envelope: Envelope) -> str:
    """Return the envelope's one spelling: ASCII, no spaces, keys in the order of DSSE's envelope.md."""
    return json.dumps(
        {
            "payloadType": envelope.payload_type,
            "payload": _base64(envelope.payload),
            "signatures": [
                {"keyid": one.key_id, "sig": _base64(one.signature)} for one in envelope.signatures
            ],
        },
        separators=(",", ":"),
    )


def envelope_hash(envelope: Envelope) -> bytes:
    """Return the SHA-256 of the envelope's spelling: what was signed, by whom, and the signatures.

    The signatures belong in it. Were it of the payload and the key ids alone, anybody could send somebody else's
    text with a signature that does not hold, and the true one would then pass for a repetition. A sender who signs
    the same again gets the same signature (RFC 8032 §5.1.6), so a repetition still is one.
    """
    return sha256(envelope_json(envelope).encode("ascii")).digest()


def envelope_from_json(text: str) -> Envelope:
    """Return the envelope of a text in exactly the spelling of ``envelope_json``; EnvelopeError for any other."""
    envelope = envelope_from_parts(parsed_json(text))
    if envelope_json(envelope) != text:
        raise EnvelopeError(
            "the envelope is not in its one spelling: ASCII, no spaces, keys and signatures in order"
        )
    return envelope


def envelope_from_parts(parts: Any) -> Envelope:
    """Return the envelope of a parsed JSON table; EnvelopeError says what is missing, too much or not well formed.

    The caller compares spellings: JSON has many for one value.
    """
    _check_table(parts, _KEYS, "the envelope")
    given = parts["signatures"]
    if not isinstance(given, list):
        raise EnvelopeError(f"signatures: expected a list of 1 to {MAX_SIGNATURES}")
    signatures = []
    for one in given:
        _check_table(one, ["keyid", "sig"], "a signature")
        signatures.append(Signature(_text(one, "keyid"), _bytes(_text(one, "sig"), "sig")))
    payload = _bytes(_text(parts, "payload"), "payload")
    return Envelope(_text(parts, "payloadType"), payload, tuple(signatures))


def parsed_json(text: str) -> Any:
    """Return the values of a JSON text; EnvelopeError where it is none, too long or nested beyond reason."""
    if len(text) > MAX_ENVELOPE_BYTES:
        raise EnvelopeError(f"{len(text)} characters; at most {MAX_ENVELOPE_BYTES} are taken")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise EnvelopeError(f"this is not JSON: {error}") from error


def _check_table(parts: Any, keys: list[str], where: str) -> None:
    if not isinstance(parts, dict) or list(parts) != keys:
        found = (
            ", ".join(_shown(key) for key in list(parts)[:8])
            if isinstance(parts, dict)
            else type(parts).__name__
        )
        raise EnvelopeError(
            f"{where}: expected a table with {', '.join(keys)} in this order; found {found or 'none'}"
        )


def _text(parts: dict[str, Any], key: str) -> str:
    if not isinstance(parts[key], str):
        raise EnvelopeError(f"{key}: expected a text, found {type(parts[key]).__name__}")
    return str(parts[key])


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str, key: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise EnvelopeError(
            f"{key}: {_shown(text)} is not base64 (RFC 4648 section 4, with padding)"
        ) from error


def _shown(text: str) -> str:
    """Return the text as it may stand in an error: on one line and short."""
    return ascii(text if len(text) <= 60 else text[:57] + "...")
