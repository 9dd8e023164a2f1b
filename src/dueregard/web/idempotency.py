"""Answers kept under the key that whoever sent a request gave it, so that a repetition gets the same answer.

draft-ietf-httpapi-idempotency-key-header-07. They lie in the ledger's database and survive a restart. What a ledger
is asked twice it adds once anyway; the key gives back the very answer, and tells when it stands for something else.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Final

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text, delete, insert, select

from dueregard.ledger.database import Ledger, keep_creators_out, reading, writing
from dueregard.ledger.rows import microseconds

KEPT: Final = timedelta(days=7)
# RFC 9651 §3.3.3: a string in quotes; many clients leave the quotes out.
SPELLING: Final = re.compile(r'"([\x21\x23-\x5b\x5d-\x7e]{8,128})"|([A-Za-z0-9._:-]{8,128})')

metadata: Final = MetaData()
answer_table: Final = Table(
    "web_answer",
    metadata,
    Column("key", Text, primary_key=True),
    Column("request_hash", LargeBinary, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("kept_at_us", BigInteger, nullable=False, index=True),
)


class OtherRequest(ValueError):
    """The key stands for another request."""


class InProgress(ValueError):
    """A request with this key is being answered."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was given: its status and its body."""

    status: int
    body: bytes


class KeptAnswers:
    """The answers kept in a ledger's database, and the keys of the requests that are being answered."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = Lock()
        self._under_way: set[str] = set()
        with writing(ledger) as connection:
            keep_creators_out(connection)
            metadata.create_all(connection)

    def begin(self, key: str, request: bytes) -> Kept | None:
        """Return the answer to this request if there is one; else note that it is being answered, until ``end``.

        Raises OtherRequest where the key stands for another request, InProgress where this one is being answered.
        """
        with self._lock:
            if key in self._under_way:
                raise InProgress(key)
            found = self._kept(key, request)
            if found is None:
                self._under_way.add(key)
            return found

    def end(self, key: str, request: bytes, answer: Kept | None, at: datetime) -> None:
        """Keep the answer to the request, if there is one to keep, and forget that it was being answered."""
        try:
            if answer is not None:
                row = {
                    "key": key,
                    "request_hash": sha256(request).digest(),
                    "status": answer.status,
                    "body": answer.body,
                    "kept_at_us": microseconds(at),
                }
                with writing(self._ledger) as connection:
                    old = answer_table.c.kept_at_us < microseconds(at - KEPT)
                    connection.execute(delete(answer_table).where(old | (answer_table.c.key == key)))
                    connection.execute(insert(answer_table).values(row))
        finally:
            with self._lock:
                self._under_way.discard(key)

    def _kept(self, key: str, request: bytes) -> Kept | None:
        with reading(self._ledger) as connection:
            row = (
                connection.execute(select(answer_table).where(answer_table.c.key == key))
                .mappings()
                .one_or_none()
            )
        if row is None:
            return None
        if row["request_hash"] != sha256(request).digest():
            raise OtherRequest(key)
        return Kept(row["status"], row["body"])
