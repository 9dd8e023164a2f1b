"""Receipts as files, beside the signed filings that they are of."""

from pathlib import Path
from typing import Final

from dueregard.jobs.files import read_text, refuse_taken, write_new
from dueregard.ledger.entry import entry_from, entry_id
from dueregard.ledger.envelope import Envelope
from dueregard.ledger.receipt import Receipt, receipt_from_json, receipt_json
from dueregard.model.errors import DataError
from dueregard.record.forms import Form, read_filing

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


def entry_in_receipt(path: Path, form: Form | None = None) -> tuple[str, Envelope]:
    """Return the id and the envelope of the entry that a receipt is of. What it proves is not looked at here.

    ``form``: the filing that it has to be of; DataError where it is of another, or the file is no receipt.
    """
    try:
        found = receipt_from_json(read_text(path, "a receipt"))
        envelope = entry_from(found.entry).envelope
    except ValueError as error:
        raise DataError(
            f"this is no receipt: {error}",
            where=str(path),
            expected="the file that `dueregard notice file` wrote",
            do="ask the node for the receipt again: dueregard ledger receipt",
        ) from error
    if form is not None and read_filing(envelope.payload) != form:
        raise DataError(
            "it is the receipt of another filing",
            where=str(path),
            expected=f"the receipt of this {form.format}",
            do="give the two that belong together",
        )
    return entry_id(found.entry), envelope
