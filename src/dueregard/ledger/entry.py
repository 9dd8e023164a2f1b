"""Entries: an envelope and the instant at which the node received it, as the one line of JSON that is the leaf.

The time is inside, because "when" is half of what is to be proven. It is the word of the node that keeps the log.
An entry has one spelling; its id is the hash of that line as a leaf, in hex.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from dueregard.ledger.envelope import Envelope, EnvelopeError, envelope_from_parts, envelope_json, parsed_json
from dueregard.ledger.merkle import leaf_hash
from dueregard.model.time import format_instant

MAX_ENTRY_BYTES: Final = 4 * 2**20  # every envelope fits: its own bounds leave room for the time

_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")


class EntryError(ValueError):
    """Bytes are not an entry, or would not be one. The message says what was expected."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was said (the envelope) and when the node received it (UTC, to the microsecond)."""

    received_at: datetime
    envelope: Envelope


def entry_bytes(received_at: datetime, envelope: Envelope) -> bytes:
    """Return the entry's bytes, its one spelling, at most ``MAX_ENTRY_BYTES``; EntryError for a time without a zone."""
    if received_at.tzinfo is None:
        raise EntryError(f"the time {received_at.isoformat()} has no zone; expected an instant in UTC")
    try:
        instant = format_instant(received_at)
    except OverflowError as error:
        raise EntryError(
            f"the time {received_at.isoformat()} is outside the years 1 to 9999 in UTC"
        ) from error
    return f'{{"received_at":"{instant}","envelope":{envelope_json(envelope)}}}'.encode("ascii")


def entry_from(data: bytes) -> Entry:
    """Return the entry of these bytes; EntryError where they are not the one spelling of an entry."""
    if len(data) > MAX_ENTRY_BYTES:
        raise EntryError(f"{len(data)} bytes; an entry has at most {MAX_ENTRY_BYTES}")
    try:
        parts = parsed_json(data.decode("ascii"))
        _check_keys(parts)
        entry = Entry(_instant(parts["received_at"]), envelope_from_parts(parts["envelope"]))
    except UnicodeDecodeError as error:
        raise EntryError(f"byte {error.start} is not ASCII; an entry is one line of ASCII JSON") from error
    except EnvelopeError as error:
        raise EntryError(f"the entry: {error}") from error
    if entry_bytes(entry.received_at, entry.envelope) != data:
        raise EntryError(
            "the entry is not in its one spelling: ASCII, no spaces, keys and signatures in order"
        )
    return entry


def entry_id(data: bytes) -> str:
    """Return the id of the entry with these bytes: its leaf hash, 64 hexadecimal digits."""
    return leaf_hash(data).hex()


def _check_keys(parts: Any) -> None:
    if not isinstance(parts, dict) or list(parts) != ["received_at", "envelope"]:
        raise EntryError("expected a table with received_at and envelope, in this order")


def _instant(text: Any) -> datetime:
    expected = "received_at: expected an instant in UTC such as 2031-03-01T12:00:00.000000Z"
    if not isinstance(text, str) or not _INSTANT.fullmatch(text):
        raise EntryError(expected)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise EntryError(expected) from error
