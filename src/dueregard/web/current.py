"""The record of the node's own log as it is now, for many threads at once: each in its turn, nobody half-way."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from threading import RLock
from typing import Final

from dueregard.jobs.node import Node
from dueregard.jobs.standing import Refused, Standing
from dueregard.ledger.append import Clock, append
from dueregard.ledger.database import reading
from dueregard.ledger.entry import Entry, entry_id
from dueregard.ledger.envelope import Envelope, envelope_hash
from dueregard.ledger.keys import PublicKey, SigningKey, public_key_from_text
from dueregard.ledger.log import find_log
from dueregard.ledger.read import entries
from dueregard.ledger.receipt import Receipt
from dueregard.ledger.rows import indices_of
from dueregard.record.forms import read_filing
from dueregard.record.forms.actor import ActorEntry
from dueregard.record.forms.key import KeyEntry
from dueregard.record.projection.read import Listed, Sought, filing, filings
from dueregard.record.visible import reader_at

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class FiledNow:
    """An envelope that is in the log: its receipt, how it stands, and whether it was not there before."""

    receipt: Receipt
    listed: Listed
    new: bool


@dataclass(frozen=True, slots=True)
class KeyEntered:
    """A key that an entry on the record has added, or put in the place of another."""

    key_id: str
    actor: str
    public: PublicKey
    since: datetime
    until: datetime | None
    entry_id: str
    stood_at: datetime


class Current:
    """The standing of the node's log. What is asked of it is asked ``in_turn``."""

    def __init__(self, node: Node, key: SigningKey, clock: Clock) -> None:
        self._node, self._key, self._clock = node, key, clock
        self._lock = RLock()
        self._standing = Standing(node.ledger, node.origin)
        self._actors: set[str] = set()
        self._keys: list[KeyEntered] = []
        self._size = -1
        self._registered = 0

    @contextmanager
    def in_turn(self) -> Iterator[Standing]:
        """Hand out the standing as it is now; nobody else changes it meanwhile."""
        with self._lock:
            size = find_log(self._node.ledger, self._node.origin).size
            if size != self._size:  # else nothing is written: reading must not wait for writers
                self._size = self._standing.catch_up()
            yield self._standing

    def file(self, envelopes: Sequence[Envelope]) -> tuple[list[FiledNow], Refused | None]:
        """Put envelopes on the record in their order; return those that are in the log, and the one that ended it.

        Each is judged as if it were the next entry, those before it being on the record, and not filed if it would
        not stand there. One that is in the log already gets the receipt it had. DataError as for ``append``.
        """
        found: list[FiledNow] = []
        ledger = self._node.ledger
        for place, envelope in enumerate(envelopes):
            with self.in_turn() as standing:
                new = not self._there(envelope)
                if new:
                    judged = standing.bench.judge(self._size, "", Entry(self._clock(), envelope))
                    if judged.refusal is not None:
                        return found, Refused(place, judged)
                (receipt,) = append(
                    ledger, [envelope], self._clock, self._key, standing.public_keys(envelope)
                )
            # How it stands now: another process may have come first with an entry that changes it.
            with self.in_turn():
                listed = filing(ledger, entry_id(receipt.entry))
            if listed is None:
                raise ValueError(f"entry {receipt.index} was filed and is not in the projection")
            found.append(FiledNow(receipt, listed, new))
        return found, None

    def _there(self, envelope: Envelope) -> bool:
        with reading(self._node.ledger) as connection:
            return bool(indices_of(connection, self._node.log.number, [envelope_hash(envelope)]))

    def public_key(self, key_id: str) -> PublicKey | None:
        """Return the public key with this id; None where it is not on the record."""
        with self.in_turn() as standing:
            return standing.bench.keys.public(key_id)

    def public_keys(self, envelope: Envelope) -> dict[str, PublicKey]:
        """Return the keys, by id, of those who signed an envelope, as far as they are on the record."""
        with self.in_turn() as standing:
            return standing.public_keys(envelope)

    def reader(self, key_id: str, at: datetime) -> str | None:
        """Return the actor as whom a key reads at a time; None where the key is of nobody, or not valid then."""
        with self.in_turn() as standing:
            keys = standing.bench.keys
            owner = keys.owner(key_id)
            if owner is None or keys.why_not(key_id, owner, at) is not None:
                return None
            return reader_at(standing.bench.actors, owner, at)

    def registered(self) -> tuple[tuple[str, ...], tuple[KeyEntered, ...]]:
        """Return every actor, by id, and every key, by actor and time, of which an entry on the record speaks."""
        with self.in_turn():
            for index in self._register_entries(self._registered):
                (one,) = entries(self._node.ledger, self._node.origin, index, index + 1)
                form = read_filing(one.entry.envelope.payload)
                if isinstance(form, ActorEntry):
                    self._actors.add(form.actor)
                elif isinstance(form, KeyEntry) and form.public_key is not None:
                    public, at = public_key_from_text(form.public_key), one.entry.received_at
                    key = KeyEntered(
                        form.key_id, form.actor, public, form.since, form.until, one.entry_id, at
                    )
                    self._keys.append(key)
            self._registered = self._size
            ordered = sorted(self._keys, key=lambda one: (one.actor, one.stood_at, one.entry_id))
            return tuple(sorted(self._actors)), tuple(ordered)

    def _register_entries(self, start: int) -> Iterator[int]:
        """Yield the places, from ``start`` on, of the entries on the record that enter actors and keys."""
        sought = Sought(log=self._node.origin, numbers=("K1", "K2"))
        while True:
            some = filings(self._node.ledger, sought, _AT_ONCE)
            for one in some:
                if one.index >= start:
                    yield one.index
            if len(some) < _AT_ONCE or some[-1].index < start:
                return
            last = some[-1]
            sought = replace(sought, before=(last.received_at, last.log, last.index))
