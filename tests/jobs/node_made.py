"""Actors, keys and clocks for the tests of nodes. Every name in it is invented. No test by itself."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dueregard.jobs.begin_node import begin_node, root_key_entry
from dueregard.jobs.node import Node
from dueregard.ledger.keys import SigningKey
from dueregard.record.forms import Form, FormErrors, read_filing

ORIGIN = "ledger.example/borealia"
BEGIN = datetime(2031, 3, 1, 12, tzinfo=UTC)
BOR_KEY = SigningKey(bytes(range(1, 33)))
CAS_KEY = SigningKey(bytes(range(2, 34)))

BOREALIA = {
    "format": "DR-K1/1 actor entry", "filed_by": "BOR", "language": "en", "sensitivity": "public", "fictional": True,
    "actor": "BOR", "kind": "State", "name": "Borealia", "iso_3166": "BOR", "roles": ["State focal point"],
    "valid_from": "2031-01-01",
}  # fmt: skip


def form(**fields: object) -> Form:
    """Return the form with these fields; a test that gives wrong ones is wrong itself."""
    made = read_filing(json.dumps(fields).encode())
    assert not isinstance(made, FormErrors), made
    return made


def never_asked(path: Path) -> str:
    raise AssertionError(f"the passphrase of {path} was asked for")


def ticking(begin: datetime = BEGIN, step: timedelta = timedelta(seconds=1)) -> Callable[[], datetime]:
    """Return a clock that goes on by a step each time it is asked."""
    times = iter(begin + step * n for n in range(10**6))
    return lambda: next(times)


def begun(folder: Path, ledger: str = "ledger.db", origin: str = ORIGIN) -> Node:
    """Return Borealia's new node."""
    actor = form(**BOREALIA)
    node, receipts = begin_node(
        folder, origin, actor, root_key_entry(actor, BOR_KEY, BEGIN), BOR_KEY, ticking(), ledger=ledger,
        ask=never_asked,
    )  # fmt: skip
    assert len(receipts) == 2
    return node
