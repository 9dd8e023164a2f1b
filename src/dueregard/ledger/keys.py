"""Ed25519 keys: making them, naming them, their text. Files of keys are read and written in ``key_file``.

RFC 8032. A key's id is the SHA-256 of its 32 bytes, in hex: whoever has the key can compute it, and nobody else can
claim it. What a key may be used for, and whose it is, the ledger does not know.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)

KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
_MAX_TEXT: Final = 1000  # a public key in PEM has 113 characters

_P: Final = 2**255 - 19  # the field of the curve, RFC 8032 §5.1
# The points of small order have these y: 1 (order 1), -1 (2), 0 (4) and two of order 8. Under such a "key" one
# signature holds for any text, so nobody could be held to what it signed.
_ORDER_8_Y: Final = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER_Y: Final = frozenset({0, 1, _P - 1, _ORDER_8_Y, _P - _ORDER_8_Y})


class PublicKeyError(ValueError):
    """A public key cannot be read or must not be used. The message says why."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key: its 32 bytes (RFC 8032 §5.1.5).

    A key of small order is refused, and so is a second spelling of a key (RFC 8032 §5.1.3: y < p), because a key
    with two ids could speak as two.
    """

    raw: bytes
    _key: Ed25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES:
            raise PublicKeyError(f"a public key of {len(self.raw)} bytes; Ed25519 has {KEY_BYTES}")
        y = int.from_bytes(self.raw, "little") & (2**255 - 1)
        if y >= _P:
            raise PublicKeyError(f"the public key {self.raw.hex()} is not in its one canonical spelling")
        if y in _SMALL_ORDER_Y:
            raise PublicKeyError(
                f"the public key {self.raw.hex()} is of small order: any text would be signed by it"
            )
        object.__setattr__(self, "_key", Ed25519PublicKey.from_public_bytes(self.raw))

    @property
    def key_id(self) -> str:
        """The SHA-256 of the key's bytes, 64 hexadecimal digits."""
        return key_id(self.raw)

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Return whether the signature over the message is this key's (RFC 8032 §5.1.7)."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 private key: its 32 bytes. It is never shown, compared or written except by ``key_file``."""

    seed: bytes = field(repr=False)
    public: PublicKey = field(init=False)
    _key: Ed25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.seed) != KEY_BYTES:
            raise ValueError(f"a private key of {len(self.seed)} bytes; Ed25519 has {KEY_BYTES}")
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        object.__setattr__(self, "_key", private)
        raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        object.__setattr__(self, "public", PublicKey(raw))

    @property
    def key_id(self) -> str:
        """The id of the public half."""
        return self.public.key_id

    def signature(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature over the message: always the same ones (RFC 8032 §5.1.6)."""
        return self._key.sign(message)


def make_key() -> SigningKey:
    """Return a new private key, drawn by the operating system's source of randomness."""
    private = Ed25519PrivateKey.generate()
    return SigningKey(private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))


def key_id(raw: bytes) -> str:
    """Return the id of the public key with these 32 bytes.

    >>> key_id(bytes(32))[:16]
    '66687aadf862bd77'
    """
    return sha256(raw).hexdigest()


def public_key_text(key: PublicKey) -> str:
    """Return the key as PEM (RFC 8410 §4, RFC 7468 §13): three lines that every tool reads."""
    return key._key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def public_key_from_text(text: str) -> PublicKey:
    """Return the key that a PEM text holds; raise PublicKeyError for anything else.

    A text with something before or after the key is refused: what is shown to a reader is what is used.
    """
    if len(text) > _MAX_TEXT:
        raise PublicKeyError(f"{len(text)} characters are no public key; expected PEM of three lines")
    lines = text.replace("\r\n", "\n").strip()
    if "PRIVATE KEY" in lines:
        raise PublicKeyError("this is a private key; expected the public one. Do not send it to anybody")
    if not (lines.startswith("-----BEGIN PUBLIC KEY-----") and lines.endswith("-----END PUBLIC KEY-----")):
        raise PublicKeyError("this is no public key; expected PEM, beginning with -----BEGIN PUBLIC KEY-----")
    try:
        found = load_pem_public_key(lines.encode("ascii"))
    except Exception as error:  # the library names no common class for what it cannot read
        raise PublicKeyError("this public key cannot be read; expected an Ed25519 key in PEM") from error
    if not isinstance(found, Ed25519PublicKey):
        raise PublicKeyError(f"this key is of another kind ({type(found).__name__}); expected Ed25519")
    return PublicKey(found.public_bytes(Encoding.Raw, PublicFormat.Raw))
