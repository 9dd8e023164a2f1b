"""Files of private keys: written once and never over another, read with the reason where they cannot be.

PEM with PKCS#8 (RFC 5958, RFC 8410), which OpenSSL and every language's library read; with a passphrase it is
encrypted by PBES2 (RFC 8018 §6.2).
"""

import hashlib
import os
import secrets
import stat
from base64 import b64encode
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from dueregard.ledger.keys import SigningKey
from dueregard.model.errors import DataError, UsageError

# The library's own encryption takes 2,048 rounds, which a stolen file does not withstand. OWASP's Password Storage
# Cheat Sheet (2023) asks for 600,000 of PBKDF2 with HMAC-SHA-256: about a third of a second for each guess.
PBKDF2_ROUNDS: Final = 600_000
MAX_PASSPHRASE_BYTES: Final = 1024

_MAX_FILE_BYTES: Final = 10_000
# Object identifiers in DER: RFC 8018 Appendix A.2, A.4, B.1.2; NIST's for AES-256-CBC.
_PBKDF2: Final = bytes.fromhex("06092a864886f70d01050c")
_PBES2: Final = bytes.fromhex("06092a864886f70d01050d")
_HMAC_SHA256: Final = bytes.fromhex("06082a864886f70d02090500")  # with its NULL parameter
_AES_256_CBC: Final = bytes.fromhex("060960864801650304012a")


def write_key(key: SigningKey, path: Path, passphrase: str | None = None) -> None:
    """Write the key to a new file that only its owner may read; return once it is on the disk.

    A file that is there already is never touched (UsageError). A passphrase has 1 to ``MAX_PASSPHRASE_BYTES`` bytes
    in UTF-8.
    """
    text = _pem(key, passphrase)
    try:
        # Made with its permissions, and only if there is none: no moment at which others could read or lose a key.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise UsageError(
            "a file of this name is there already",
            where=str(path),
            expected="a new name: a key is never overwritten",
            do="choose another name, or move the file away",
        ) from error
    except OSError as error:
        raise _not_written(error, path) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _not_written(error, path) from error


def read_key(path: Path, passphrase: str | None = None) -> SigningKey:
    """Return the private key in the file; DataError or UsageError says why it cannot be had or must not be used."""
    text, mode = _read(path)
    encrypted = b"ENCRYPTED" in text
    if os.name == "posix" and mode & 0o077 and not encrypted:
        raise DataError(
            f"the key is not encrypted and others may read it (permissions {stat.S_IMODE(mode):04o})",
            where=str(path),
            expected="permissions 0600",
            do=f"chmod 600 {path}; if somebody else had access to this machine, make a new key and revoke this one",
        )
    if encrypted and passphrase is None:
        raise UsageError(
            "the key is encrypted", where=str(path), expected="its passphrase", do="give the passphrase"
        )
    if not encrypted and passphrase is not None:
        raise UsageError(
            "the key is not encrypted",
            where=str(path),
            expected="no passphrase",
            do="leave the passphrase out",
        )
    given = None if passphrase is None else _passphrase_bytes(passphrase)
    try:
        found = load_pem_private_key(text, given)
    except Exception as error:  # the library names no common class for what it cannot read
        if encrypted:  # one wrong passphrase in 256 passes for the right one until what it decrypts is read
            raise DataError(
                "the passphrase is wrong, or the file is damaged",
                where=str(path),
                expected="the passphrase given when the key was made",
                do="try again; without passphrase and file the key is lost, make a new one and revoke this one",
            ) from error
        raise DataError(
            "this is not a private key that can be read",
            where=str(path),
            expected="an Ed25519 key in PEM (PKCS#8), beginning with -----BEGIN PRIVATE KEY-----",
            do="give the file that was written when the key was made; a public key or certificate cannot sign",
        ) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise DataError(
            f"the key is of another kind ({type(found).__name__.removesuffix('PrivateKey')})",
            where=str(path),
            expected="an Ed25519 key",
            do="make one for this purpose; keys of other uses stay apart",
        )
    return SigningKey(found.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))


def _sync_folder(folder: Path) -> None:
    """Bring the file's name to the disk too, where folders can be opened (not in Windows)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _not_written(error: OSError, path: Path) -> DataError:
    return DataError(
        f"the key cannot be written: {error.strerror}",
        where=str(path),
        expected="a folder one may write to, with room on the disk",
        do="choose another folder; no key was made",
    )


def _read(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_FILE_BYTES), os.fstat(file.fileno()).st_mode
    except OSError as error:
        raise DataError(
            f"the key cannot be read: {error.strerror}",
            where=str(path),
            expected="a file with a private key",
            do="check the name, and that you may read it",
        ) from error


def _pem(key: SigningKey, passphrase: str | None) -> bytes:
    private = Ed25519PrivateKey.from_private_bytes(key.seed)
    if passphrase is None:
        return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    plain = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    body = b64encode(
        _encrypted(plain, _passphrase_bytes(passphrase), secrets.token_bytes(16), secrets.token_bytes(16))
    )
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return b"\n".join(
        [b"-----BEGIN ENCRYPTED PRIVATE KEY-----", *lines, b"-----END ENCRYPTED PRIVATE KEY-----", b""]
    )


def _encrypted(plain: bytes, passphrase: bytes, salt: bytes, start: bytes) -> bytes:
    """Return EncryptedPrivateKeyInfo (RFC 5958 §3) with PBES2: PBKDF2-HMAC-SHA-256 and AES-256-CBC."""
    encrypt = Cipher(
        AES(hashlib.pbkdf2_hmac("sha256", passphrase, salt, PBKDF2_ROUNDS, 32)), CBC(start)
    ).encryptor()
    pad = PKCS7(128).padder()
    sealed = encrypt.update(pad.update(plain) + pad.finalize()) + encrypt.finalize()
    rounds = _der(0x02, PBKDF2_ROUNDS.to_bytes(3, "big"))
    derived = _der(0x30, _PBKDF2, _der(0x30, _der(0x04, salt), rounds, _der(0x30, _HMAC_SHA256)))
    scheme = _der(0x30, _PBES2, _der(0x30, derived, _der(0x30, _AES_256_CBC, _der(0x04, start))))
    return _der(0x30, scheme, _der(0x04, sealed))


def _der(tag: int, *parts: bytes) -> bytes:
    """Return one DER element (ITU-T X.690 §8.1); what it holds has fewer than 256 bytes here."""
    body = b"".join(parts)
    return bytes([tag, len(body)] if len(body) < 128 else [tag, 0x81, len(body)]) + body


def _passphrase_bytes(passphrase: str) -> bytes:
    given = passphrase.encode("utf-8")
    if not 1 <= len(given) <= MAX_PASSPHRASE_BYTES:
        raise UsageError(
            f"a passphrase of {len(given)} bytes",
            expected=f"1 to {MAX_PASSPHRASE_BYTES} bytes",
            do="give a passphrase, or none at all for a key that is not encrypted",
        )
    return given
