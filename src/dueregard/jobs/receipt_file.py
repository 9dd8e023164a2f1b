"""Receipts as files, beside the signed filings that they are of."""

from pathlib import Path
from typing import Final

from dueregard.jobs.files import read_text, refuse_taken, write_new
from dueregard.ledger.entry import entry_from
from dueregard.ledger.envelope import Envelope
from dueregard.ledger.receipt import Receipt, receipt_from_json, receipt_json

ENDING: Final = ".receipt.json"


def receipt_beside(path: Path) -> Path:
    """Return where the receipt of a signed filing is written.

    >>> receipt_beside(Path("n1.json")).name
    'n1.receipt.json'
    """
    return path.with_name(path.name.removesuffix(".json") + ENDING)


def refuse_other_receipt(path: Path, envelope: Envelope, origin: str) -> None:
    """Raise UsageError where a file is there that is not the receipt of this envelope by this log.

    Whoever did not hear the answer files again, and may have the receipt already.
    """
    if not path.is_file() or not _is_receipt_of(path, envelope, origin):
        refuse_taken(path)


def write_receipt(path: Path, receipt: Receipt) -> None:
    """Write the receipt to a new file; one that is there is the same, as ``refuse_other_receipt`` has seen."""
    if not path.exists():
        write_new(path, receipt_json(receipt))


def _is_receipt_of(path: Path, envelope: Envelope, origin: str) -> bool:
    try:
        found = receipt_from_json(read_text(path, "a receipt"))
        same = entry_from(found.entry).envelope == envelope
    except ValueError:
        return False
    return same and found.checkpoint.decode("utf-8").partition("\n")[0] == origin
