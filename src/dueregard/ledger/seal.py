"""Seals: what was said is fixed now and shown later, or to named readers only.

The sealed payload is a commitment of constant length: HMAC-SHA-256 (RFC 2104) under 32 random bytes, the salt, over
DSSE's encoding of the type and the content. It proves that the content existed and says nothing of it, not even its
length. The opening hands over salt, type and content; who has it can check, and who has it can show.

Who copies a commitment files a copy of it, and the opening then opens both. What a payload says of itself, its author
above all, has to stand in the payload.
"""

import base64
import binascii
import hmac
import json
import re
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from dueregard.ledger.envelope import check_payload_type, pae

SEALED_TYPE: Final = "application/vnd.dueregard.sealed+json"
OPENING_TYPE: Final = "application/vnd.dueregard.opening+json"  # an opening to all is an entry of its own
SALT_BYTES: Final = 32
MAX_SEALED_BYTES: Final = 2_000_000  # in base64 it still fits the payload of an entry that opens it to all

_SEALED: Final = re.compile(r'\{"sealed":"([0-9a-f]{64})"\}')
_KEYS: Final = ["sealed", "salt", "payloadType", "payload"]
_MAX_OPENING: Final = 3_000_000


class SealError(ValueError):
    """An opening does not open a seal, or one of the two cannot be read."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What was sealed, and the salt under which: enough to check the seal, and to break its secrecy."""

    salt: bytes = field(repr=False)
    payload_type: str
    payload: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.salt) != SALT_BYTES:
            raise SealError(f"a salt of {len(self.salt)} bytes; expected {SALT_BYTES} random ones")
        check_payload_type(self.payload_type)
        if len(self.payload) > MAX_SEALED_BYTES:
            raise SealError(f"{len(self.payload)} bytes; at most {MAX_SEALED_BYTES} can be sealed")

    @property
    def commitment(self) -> bytes:
        """The 32 bytes that are filed."""
        return hmac.digest(self.salt, pae(self.payload_type, self.payload), sha256)


def seal(payload_type: str, payload: bytes, salt: bytes | None = None) -> Opening:
    """Return the opening of a new seal; its sealed payload is ``sealed_payload(opening)``.

    Without a salt 32 bytes are drawn. A salt is used once: under the same one equal contents have equal seals.
    """
    return Opening(secrets.token_bytes(SALT_BYTES) if salt is None else salt, payload_type, payload)


def sealed_payload(opening: Opening) -> bytes:
    """Return the payload to file under ``SEALED_TYPE``: 77 bytes, whatever is sealed.

    >>> sealed_payload(seal("text/plain", b"50 km", salt=bytes(32)))
    b'{"sealed":"3d410901e22e100233b457f2d25aa98404438a24c3fc8168a71a190bf7554350"}'
    """
    return f'{{"sealed":"{opening.commitment.hex()}"}}'.encode("ascii")


def commitment_of(payload: bytes) -> bytes:
    """Return the commitment of a sealed payload; SealError where it is none, spelt exactly so."""
    found = _SEALED.fullmatch(payload.decode("latin-1"))
    if not found:
        raise SealError(
            'expected {"sealed":"..."} with 64 hexadecimal digits in lower case, and nothing else'
        )
    return bytes.fromhex(found[1])


def verify_opening(opening: Opening, payload: bytes) -> None:
    """Return if the opening opens the sealed payload; else raise SealError."""
    if not hmac.compare_digest(opening.commitment, commitment_of(payload)):
        raise SealError("the opening does not open this seal: salt, type or content is another")


def opening_json(opening: Opening) -> str:
    """Return the opening in its one spelling: the file that is handed over, and the payload that opens it to all."""
    parts = {
        "sealed": opening.commitment.hex(),
        "salt": opening.salt.hex(),
        "payloadType": opening.payload_type,
        "payload": base64.b64encode(opening.payload).decode("ascii"),
    }
    return json.dumps(parts, separators=(",", ":"))


def opening_from_json(text: str) -> Opening:
    """Return the opening of this text; SealError where it is none, spelt in another way, or not of its own seal."""
    expected = f"expected a table with the texts {', '.join(_KEYS)}, in this order"
    if len(text) > _MAX_OPENING:
        raise SealError(f"{len(text)} characters; an opening has at most {_MAX_OPENING}")
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SealError(f"this is not JSON: {error}") from error
    if (
        not isinstance(parts, dict)
        or list(parts) != _KEYS
        or not all(isinstance(one, str) for one in parts.values())
    ):
        raise SealError(expected)
    try:
        opening = Opening(
            bytes.fromhex(parts["salt"]),
            parts["payloadType"],
            base64.b64decode(parts["payload"], validate=True),
        )
    except (binascii.Error, ValueError) as error:
        raise SealError(f"the salt is hexadecimal and the payload base64: {error}") from error
    if opening.commitment.hex() != parts["sealed"]:
        raise SealError("the opening does not belong to the seal it names: salt, type or content was changed")
    if opening_json(opening) != text:
        raise SealError("the opening is not in its one spelling: no spaces, lower case, keys in order")
    return opening
