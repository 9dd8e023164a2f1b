"""Signed notes: a text and the lines under it that say who signed it.

C2SP signed-note (c2sp.org/signed-note) with its two Ed25519 kinds: plain (type 0x01) and timestamped cosignatures
(type 0x04, c2sp.org/tlog-cosignature). A signature line begins with an em dash. What a text means is not known here.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from dueregard.ledger.keys import PublicKey, PublicKeyError, SigningKey

PLAIN: Final = 0x01  # Ed25519 over the text
COSIGNATURE: Final = 0x04  # Ed25519 over a time and the text

MAX_NOTE_BYTES: Final = (
    1_000_000  # sixteen post-quantum lines of 5 kB (signed-note asks for that many) fit well
)
MAX_SIGNATURES: Final = 100
MAX_NAME: Final = 255

_EM_DASH: Final = "\u2014"
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")  # all below U+0020 but the newline
_KEY_TEXT: Final = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)")


class NoteError(ValueError):
    """A note, or a key for notes, is not well formed or not signed. The message says what was expected."""


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A key for notes: its name, its kind (``PLAIN`` or ``COSIGNATURE``) and the public key."""

    name: str
    kind: int
    public: PublicKey

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.kind not in (PLAIN, COSIGNATURE):
            raise NoteError(
                f"signature type 0x{self.kind:02x}: expected 0x01 (Ed25519) or 0x04 (cosignature)"
            )

    @property
    def hint(self) -> bytes:
        """The four bytes that lead to the key on a signature line (signed-note calls them its key ID).

        They are too few to name a key by: a policy holds the key itself.
        """
        return sha256(self.name.encode("utf-8") + b"\n" + bytes([self.kind]) + self.public.raw).digest()[:4]


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One line under a note. That it holds is not said."""

    name: str
    hint: bytes
    signature: bytes

    def by(self, key: NoteKey) -> bool:
        """Return whether the line says it is of this key."""
        return self.name == key.name and self.hint == key.hint


@dataclass(frozen=True, slots=True)
class Note:
    """A text, ending with a newline, and its signatures in the order of their lines."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __post_init__(self) -> None:
        if not self.text.endswith("\n") or _CONTROL.search(self.text):
            raise NoteError("a note's text ends with a newline and has no other control characters")
        if not 1 <= len(self.signatures) <= MAX_SIGNATURES:
            raise NoteError(f"{len(self.signatures)} signatures; expected 1 to {MAX_SIGNATURES}")
        for one in self.signatures:
            check_name(one.name)
            if len(one.hint) != 4 or not one.signature:
                raise NoteError(f"the signature of {one.name!r} is too short")


def check_name(name: str) -> None:
    """Return if the name can stand on a signature line; NoteError where it is empty or has spaces or a plus."""
    if not 1 <= len(name) <= MAX_NAME or "+" in name or _CONTROL.search(name) or any(map(str.isspace, name)):
        raise NoteError(
            f"{name[:80]!a} is no name of a key; expected 1 to {MAX_NAME} characters without spaces and plus, "
            "such as ledger.example/borealia"
        )


def sign_note(text: str, name: str, key: SigningKey) -> Note:
    """Return the text with the key's plain signature under it."""
    signer = NoteKey(name, PLAIN, key.public)
    return Note(text, (NoteSignature(name, signer.hint, key.signature(text.encode("utf-8"))),))


def note_bytes(note: Note) -> bytes:
    """Return the note as it is written: text, blank line, one line for each signature."""
    lines = (
        f"{_EM_DASH} {one.name} {base64.b64encode(one.hint + one.signature).decode('ascii')}\n"
        for one in note.signatures
    )
    return f"{note.text}\n{''.join(lines)}".encode()


def note_from(data: bytes) -> Note:
    """Return the note of these bytes; NoteError where they are none. Whether a signature holds is another question."""
    if len(data) > MAX_NOTE_BYTES:
        raise NoteError(f"{len(data)} bytes; a note has at most {MAX_NOTE_BYTES}")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteError(f"byte {error.start} of the note is not UTF-8") from error
    text, blank, below = whole.rpartition("\n\n")
    if not blank or not below.endswith("\n"):
        raise NoteError("expected a text, a blank line and lines of signatures, each ended by a newline")
    lines = below[:-1].split("\n")
    return Note(text + "\n", tuple(_signature_from(line) for line in lines))


def note_key_text(key: NoteKey) -> str:
    """Return the key as signed-note writes it: name, hint and key (a "vkey"), joined by plus signs."""
    material = base64.b64encode(bytes([key.kind]) + key.public.raw).decode("ascii")
    return f"{key.name}+{key.hint.hex()}+{material}"


def note_key_from_text(text: str) -> NoteKey:
    """Return the key of a vkey; NoteError where it is none, of another type, or does not fit its own hint."""
    parts = _KEY_TEXT.fullmatch(text) if len(text) <= MAX_NAME + 100 else None
    if parts is None:
        raise NoteError(f"{text[:80]!a} is no key for notes; expected name+8 hexadecimal digits+base64")
    material = _base64(parts[3], "the key")
    try:
        key = NoteKey(parts[1], material[0], PublicKey(material[1:]))
    except PublicKeyError as error:
        raise NoteError(f"the key of {parts[1]}: {error}") from error
    if key.hint.hex() != parts[2]:
        raise NoteError(f"the key of {key.name} has the id {key.hint.hex()}, but {parts[2]} stands beside it")
    return key


def _signature_from(line: str) -> NoteSignature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != _EM_DASH:
        raise NoteError(f"{line[:80]!a} is no line of a signature; expected an em dash, a name and base64")
    blob = _base64(parts[2], f"the signature of {parts[1]!r}")
    return NoteSignature(parts[1], blob[:4], blob[4:])


def _base64(text: str, where: str) -> bytes:
    """Return the bytes of a base64 text in its one spelling (RFC 4648 §4, with padding)."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError(f"{where} is not base64") from error
    if base64.b64encode(data).decode("ascii") != text:
        raise NoteError(f"{where} is not base64 in its one spelling")
    return data
