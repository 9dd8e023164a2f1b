"""An entry of a log as it is shown: what its bytes say of themselves, whether or not that is on the record."""

import json
from typing import TYPE_CHECKING, Any

from dueregard.ledger.envelope import Envelope
from dueregard.model.time import format_instant
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import Form, FormErrors, read_filing

if TYPE_CHECKING:  # what only signs and verifies does not load a database
    from dueregard.ledger.read import LogEntry


def form_in(envelope: Envelope) -> Form | FormErrors | None:
    """Return the filing that an envelope holds, or what is wrong with it; None where it says that it holds none."""
    return read_filing(envelope.payload) if envelope.payload_type == FILING_TYPE else None


def headline(envelope: Envelope) -> str:
    """Return in a few words what the payload says of itself: its form and whose words it says it is."""
    found = form_in(envelope)
    if found is None:
        return f"{len(envelope.payload):,} bytes of the type {envelope.payload_type}, which is no filing"
    if isinstance(found, FormErrors):
        return f"a filing that cannot be read ({len(found.errors) + found.more} wrong)"
    return f"{found.format}, filed by {whose(found)}"


def whose(form: Form) -> str:
    """Return whose words a filing says it is, and who entered them where that is somebody else.

    "Filed by" and "entered from" are never shown as one thing.
    """
    parts = [form.filed_by]
    if form.on_behalf_of:
        parts.append(f"on behalf of {', '.join(form.on_behalf_of)}")
    if form.jointly_with:
        parts.append(f"jointly with {', '.join(form.jointly_with)}")
    if form.entered_from is not None:
        document = form.entered_from
        parts = [
            f"{form.filed_by} (entered by {document.entered_by} from {document.symbol}, {document.dated})"
        ]
    return " ".join(parts)


def entry_json(one: "LogEntry") -> dict[str, Any]:
    """Return an entry as plain values. ``filing`` is None, and ``wrong`` says why, where it holds none to be read."""
    envelope = one.entry.envelope
    found = form_in(envelope)
    return {
        "index": one.index,
        "entry_id": one.entry_id,
        "received_at": format_instant(one.entry.received_at),
        "payload_type": envelope.payload_type,
        "payload_bytes": len(envelope.payload),
        "key_ids": [signature.key_id for signature in envelope.signatures],
        "filing": json.loads(envelope.payload) if isinstance(found, Form) else None,
        "wrong": [str(error) for error in found.errors] if isinstance(found, FormErrors) else [],
    }
