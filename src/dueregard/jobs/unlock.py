"""Private keys taken from their files; the passphrase is asked for only where a file is encrypted."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from dueregard.ledger.key_file import read_key
from dueregard.ledger.keys import PublicKey, PublicKeyError, SigningKey, public_key_from_text
from dueregard.model.errors import DataError

Ask = Callable[[Path], str]
"""(file of an encrypted key) -> its passphrase"""

_PEM_BYTES: Final = 10_000


def unlock(path: Path, ask: Ask) -> SigningKey:
    """Return the private key in the file. Errors as for ``read_key``; nothing of the key or passphrase is in them."""
    return read_key(path, ask(path) if _is_encrypted(path) else None)


def read_public_key(path: Path, ask: Ask) -> PublicKey:
    """Return the public key of a file that holds it, or that holds the private key it belongs to."""
    text = _text(path)
    if "PRIVATE KEY" in text:
        return unlock(path, ask).public
    try:
        return public_key_from_text(text)
    except PublicKeyError as error:
        raise DataError(
            str(error),
            where=str(path),
            do="give the file with the public key, as `dueregard key new` wrote it",
        ) from error


def _is_encrypted(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return b"ENCRYPTED" in file.read(_PEM_BYTES)
    except OSError:
        return False  # ``read_key`` says what is wrong with it


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_PEM_BYTES).decode("utf-8", "replace")
    except OSError as error:
        raise DataError(
            f"the key cannot be read: {error.strerror}",
            where=str(path),
            expected="a file with a key",
            do="check the name, and that you may read it",
        ) from error
