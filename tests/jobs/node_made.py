"""Actors, keys and clocks for the tests of nodes. Every name in it is invented. No test by itself."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dueregard.jobs.begin_node import begin_node, root_key_entry
from dueregard.jobs.filing import Given, file, given
from dueregard.jobs.key_draft import key_entry
from dueregard.jobs.node import Node, log_key
from dueregard.ledger.envelope import Envelope, sign
from dueregard.ledger.keys import SigningKey
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import Form, FormErrors, example, read_filing, write_filing

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


MERIDIAN = "MERIDIAN-RELAY"
MERIDIAN_KEY = SigningKey(bytes(range(3, 35)))


def operator_entered() -> tuple[Form, Form]:
    """Return the entries by which Borealia enters its operator and the operator's key."""
    entered = form(
        format="DR-K1/1 actor entry", filed_by="BOR", language="en", sensitivity="public", fictional=True,
        actor=MERIDIAN, kind="operator", name="Meridian Relay", roles=["operator"], acts_for="BOR",
        valid_from="2031-01-01",
    )  # fmt: skip
    return entered, key_entry(MERIDIAN, MERIDIAN_KEY.public, BEGIN, filed_by="BOR", fictional=True)


def notice(**fields: object) -> Form:
    """Return the packaged example of a proximity notice, filed by the operator, with other fields where given."""
    whole = json.loads(write_filing(example("N1")))
    return form(**{**whole, "filed_by": MERIDIAN, **fields})


def signed(filing: Form, *keys: SigningKey) -> Envelope:
    return sign(FILING_TYPE, write_filing(filing), keys)


def handed_in(*envelopes: Envelope) -> list[Given]:
    return [given(one, Path(f"{place}.json")) for place, one in enumerate(envelopes, 1)]


def with_operator(node: Node) -> None:
    """Enter the operator and its key into the node's log."""
    entries = handed_in(*(signed(one, BOR_KEY) for one in operator_entered()))
    file(node, log_key(node, never_asked), entries, ticking(BEGIN + timedelta(minutes=1)))
