"""Keys, envelopes, clocks and databases for the tests of ledgers that are stored. No test by itself."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import psycopg

from dueregard.ledger.append import append
from dueregard.ledger.database import Ledger
from dueregard.ledger.envelope import Envelope, sign
from dueregard.ledger.keys import SigningKey
from dueregard.ledger.note import PLAIN, NoteKey
from dueregard.ledger.policy import Policy
from dueregard.ledger.receipt import Receipt

ORIGIN = "ledger.example/borealia"
LOG_KEY = SigningKey(bytes(range(32)))
OTHER_KEY = SigningKey(bytes(range(1, 33)))
SIGNER = SigningKey(bytes(range(2, 34)))
PUBLIC_KEYS = {SIGNER.key_id: SIGNER.public}
NOTE_KEY = NoteKey(ORIGIN, PLAIN, LOG_KEY.public)
LOG_ALONE = Policy(NOTE_KEY, log_alone=True)
BEGIN = datetime(2031, 3, 1, 12, tzinfo=UTC)
POSTGRES = os.environ.get("DUEREGARD_TEST_POSTGRES", "postgresql+psycopg://root@127.0.0.1:5432/test")

Clock = Callable[[], datetime]


def envelope(number: int, size: int = 40) -> Envelope:
    """Return the envelope of that number: always the same bytes, unlike any other's."""
    payload = b'{"invented":%d,"more":"%s"}' % (number, Random(number).randbytes(size // 2).hex().encode())
    return sign("application/vnd.example.invented+json", payload, [SIGNER])


def envelopes(first: int, count: int) -> list[Envelope]:
    return [envelope(number) for number in range(first, first + count)]


def ticking(begin: datetime = BEGIN, step: timedelta = timedelta(seconds=1)) -> Clock:
    """Return a clock that goes on by a step each time it is asked."""
    times = iter(begin + step * n for n in range(10**9))
    return lambda: next(times)


def filled(ledger: Ledger, count: int, first: int = 0, batch: int = 100) -> list[Receipt]:
    """Append so many envelopes in batches, the clock a second on for each, and return their receipts."""
    receipts: list[Receipt] = []
    for start in range(first, first + count, batch):
        at = BEGIN + timedelta(seconds=start)
        some = envelopes(start, min(batch, first + count - start))
        receipts += append(ledger, some, lambda at=at: at, LOG_KEY)
    return receipts


def server_answers() -> bool:
    try:
        psycopg.connect(plain(POSTGRES), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def plain(address: str) -> str:
    """Return an address as the driver alone reads it."""
    return address.replace("postgresql+psycopg://", "postgresql://")


@contextmanager
def postgres_schema() -> Iterator[str]:
    """Hand out the address of an empty schema of the server's, which is dropped afterwards."""
    name = f"ledger_{uuid4().hex[:12]}"
    with psycopg.connect(plain(POSTGRES), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    try:
        yield f"{POSTGRES}{'&' if '?' in POSTGRES else '?'}options=-csearch_path%3D{name}"
    finally:
        with psycopg.connect(plain(POSTGRES), autocommit=True) as connection:
            connection.execute("SET client_min_messages = warning")
            connection.execute(f"DROP SCHEMA {name} CASCADE")
