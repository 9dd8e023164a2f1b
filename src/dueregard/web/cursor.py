"""Where a list goes on: a place and a mark of what was asked, so that a cursor is not taken on another question."""

import base64
import binascii
import json
import re
from datetime import datetime
from hashlib import sha256
from typing import Final

from dueregard.ledger.rows import instant, microseconds

PATTERN: Final = r"^[A-Za-z0-9_-]{8,600}$"
_MARK: Final = 12

Place = tuple[datetime, str, int]
"""(received, log, index)"""


class CursorError(ValueError):
    """A text is no cursor, or one of another list."""


def mark(question: str) -> str:
    """Return the mark of a question."""
    return sha256(question.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]


def cursor(place: Place, question: str) -> str:
    """Return the cursor behind a place in the answer to a question."""
    at, log, index = place
    return _packed([mark(question), microseconds(at), log, index])


def place_of(text: str, question: str) -> Place:
    """Return the place of a cursor; CursorError where it is none, or one of another question."""
    if not re.fullmatch(PATTERN, text):
        raise CursorError("this is no cursor")
    try:
        parts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        marked, at_us, log, index = parts
        if _packed(parts) != text or not isinstance(log, str) or type(index) is not int:
            raise ValueError
        place = instant(at_us), log, index
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        raise CursorError("this is no cursor") from None
    if marked != mark(question):
        raise CursorError("this cursor belongs to another list")
    return place


def _packed(parts: list[object]) -> str:
    text = json.dumps(parts, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()
