"""Receipts: a file that proves, without asking anybody, that an entry stands in a log.

It holds the entry's bytes, its place, the audit path, the log's checkpoint with what witnesses added to it, and the
public keys of those who signed the entry. A key's id is the hash of the key, so the keys need no trust of their own;
whose they are is another question. What has to be known beforehand is a policy: the log's key, and whose witness
is wanted.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dueregard.ledger.entry import Entry, entry_from
from dueregard.ledger.envelope import signed_by
from dueregard.ledger.keys import PublicKey
from dueregard.ledger.merkle import leaf_hash, verify_inclusion
from dueregard.ledger.note import note_from
from dueregard.ledger.policy import Believed, Policy, believe
from dueregard.ledger.verified import Verified

FORMAT: Final = "dueregard-receipt-1"
MAX_RECEIPT_BYTES: Final = 12_000_000  # the largest entry and the largest note, escaped for JSON, fit
_FIELDS: Final = ["receipt", "index", "entry", "path", "checkpoint", "keys"]
_HASH: Final = re.compile(r"[0-9a-f]{64}")


class ReceiptError(ValueError):
    """A receipt cannot be read, or does not prove what it says. The message says which part of it, and why."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry's bytes, its index in the log, the audit path, the checkpoint's note, the signers' public keys.

    The keys stand in order of key id. Nothing is checked here: ``verify_receipt`` does that.
    """

    entry: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    keys: tuple[PublicKey, ...]


def receipt_for(
    entry: bytes, index: int, path: tuple[bytes, ...], checkpoint: bytes, public_keys: Mapping[str, PublicKey]
) -> Receipt:
    """Return the receipt of an entry, with those of the keys (by id) that stand on its envelope."""
    signers = (one.key_id for one in entry_from(entry).envelope.signatures)
    keys = tuple(public_keys[key_id] for key_id in signers if key_id in public_keys)
    return Receipt(entry, index, path, checkpoint, keys)


def receipt_json(receipt: Receipt) -> str:
    """Return the receipt as a file: JSON in ASCII, a field to a line, in this one spelling."""
    parts = {
        "receipt": FORMAT,
        "index": receipt.index,
        "entry": receipt.entry.decode("ascii"),
        "path": [one.hex() for one in receipt.path],
        "checkpoint": receipt.checkpoint.decode("utf-8"),
        "keys": [key.raw.hex() for key in receipt.keys],
    }
    return json.dumps(parts, indent=1) + "\n"


def receipt_from_json(text: str) -> Receipt:
    """Return the receipt of a file's text; ReceiptError where it is none, or was changed on its way.

    Another spelling of the same receipt is refused as well: then nothing in the file can be changed unseen.
    """
    if len(text) > MAX_RECEIPT_BYTES:
        raise ReceiptError(f"{len(text)} characters; a receipt has at most {MAX_RECEIPT_BYTES}")
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReceiptError(f"this is not JSON: {error}") from error
    _check_fields(parts)
    try:
        receipt = Receipt(
            parts["entry"].encode("ascii"),
            parts["index"],
            tuple(bytes.fromhex(one) for one in parts["path"]),
            parts["checkpoint"].encode("utf-8"),
            tuple(PublicKey(bytes.fromhex(one)) for one in parts["keys"]),
        )
    except ValueError as error:
        raise ReceiptError(f"the receipt cannot be read: {error}") from error
    if receipt_json(receipt) != text:
        raise ReceiptError(
            "the receipt is not in its one spelling: the file was changed since it was written"
        )
    return receipt


def verify_receipt(receipt: Receipt, policy: Policy) -> Verified:
    """Return what the receipt proves under the policy; ReceiptError where any part of it does not hold.

    All signatures whose keys are in the receipt must hold, and so must those of the policy's witnesses.
    """
    believed = _believed(receipt, policy)
    at = believed.checkpoint
    try:
        verify_inclusion(leaf_hash(receipt.entry), receipt.index, at.size, receipt.path, at.root)
    except ValueError as error:
        raise ReceiptError(f"the entry is not proven to be in the log: {error}") from error
    try:
        entry = entry_from(receipt.entry)
    except ValueError as error:
        raise ReceiptError(f"the log holds these bytes, but they are no entry: {error}") from error
    signers = tuple(one.key_id for one in entry.envelope.signatures)
    checked = _signers_checked(entry, signers, receipt.keys)
    unchecked = tuple(key_id for key_id in signers if key_id not in checked)
    return Verified(entry, leaf_hash(receipt.entry).hex(), receipt.index, believed, checked, unchecked)


def _believed(receipt: Receipt, policy: Policy) -> Believed:
    try:
        return believe(note_from(receipt.checkpoint), policy)
    except ValueError as error:
        raise ReceiptError(f"the checkpoint is not believed: {error}") from error


def _signers_checked(entry: Entry, signers: tuple[str, ...], keys: tuple[PublicKey, ...]) -> tuple[str, ...]:
    """Return the key ids whose signatures were checked and hold, in order."""
    by_id = {key.key_id: key for key in keys}
    if [key.key_id for key in keys] != [key_id for key_id in signers if key_id in by_id]:
        raise ReceiptError("the keys of the receipt are not those of the entry's signers, in order of key id")
    holding = signed_by(entry.envelope, by_id)
    broken = [key_id for key_id in by_id if key_id not in holding]
    if broken:
        raise ReceiptError(f"the signature of the key {broken[0]} on the entry does not hold")
    return tuple(by_id)


def _check_fields(parts: Any) -> None:
    if not isinstance(parts, dict) or list(parts) != _FIELDS or parts["receipt"] != FORMAT:
        raise ReceiptError(
            f"expected a table with {', '.join(_FIELDS)}, in this order, the first saying {FORMAT}"
        )
    if type(parts["index"]) is not int or parts["index"] < 0:
        raise ReceiptError("index: expected a number from 0 on")
    for name in ("entry", "checkpoint"):
        if not isinstance(parts[name], str):
            raise ReceiptError(f"{name}: expected a text")
    for name in ("path", "keys"):
        if not isinstance(parts[name], list) or not all(
            isinstance(one, str) and _HASH.fullmatch(one) for one in parts[name]
        ):
            raise ReceiptError(f"{name}: expected a list of texts of 64 hexadecimal digits each")
