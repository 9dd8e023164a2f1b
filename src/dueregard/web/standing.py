"""The record of the node's own log, kept current in this process: every entry judged once, in order, and projected.

What is asked of the record is asked here, so that who may read what is decided in one place (``record.visible``).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import RLock
from typing import Any, Final

from dueregard.jobs.node import ROOT_ENTRIES, Node
from dueregard.ledger.append import Clock, append
from dueregard.ledger.database import reading
from dueregard.ledger.entry import Entry, entry_from, entry_id
from dueregard.ledger.envelope import Envelope, envelope_hash
from dueregard.ledger.keys import PublicKey, SigningKey, public_key_from_text
from dueregard.ledger.log import find_log
from dueregard.ledger.read import LogEntry, entries
from dueregard.ledger.receipt import Receipt
from dueregard.ledger.rows import indices_of, microseconds
from dueregard.record.actors import Actors
from dueregard.record.bench import Bench
from dueregard.record.forms import Form, read_filing
from dueregard.record.forms.actor import ActorEntry
from dueregard.record.forms.key import KeyEntry
from dueregard.record.judged import Judged, Root
from dueregard.record.key_register import Keys
from dueregard.record.projection.read import filing
from dueregard.record.projection.rows import Seen
from dueregard.record.projection.write import next_index, write
from dueregard.record.visible import NOBODY, Reading, may_read, reader_at, reading_of

ANYBODY: Final = Reading(True, frozenset())
_AT_ONCE: Final = 1_000  # entries judged before they are written to the projection


@dataclass(frozen=True, slots=True)
class Refused:
    """An envelope that was not filed: which of those sent, and how it would have stood."""

    place: int
    judged: Judged


@dataclass(frozen=True, slots=True)
class FiledNow:
    """An envelope that is in the log: its receipt, how it stands, and whether it was not there before."""

    receipt: Receipt
    entry_id: str
    received_at: datetime
    on_record: bool
    reason: str
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


class Standing:
    """The bench of the node's log, with what it has heard so far. Threads may share it."""

    def __init__(self, node: Node, key: SigningKey, clock: Clock) -> None:
        self._node, self._key, self._clock = node, key, clock
        self._lock = RLock()
        self._heard = 0
        self._withheld: dict[str, Reading] = {}
        self._actors: set[str] = set()
        self._keys: list[KeyEntered] = []
        self._bench = Bench(root_of(node))

    @property
    def registers(self) -> tuple[Actors, Keys]:
        """The registers of actors and keys. Asked within ``quiet``."""
        return self._bench.actors, self._bench.keys

    @property
    def actors_entered(self) -> tuple[str, ...]:
        """Every actor that an entry on the record speaks of, in order of id."""
        return tuple(sorted(self._actors))

    @property
    def keys_entered(self) -> tuple[KeyEntered, ...]:
        """Every key that an entry on the record has added, in order of actor and time."""
        return tuple(sorted(self._keys, key=lambda one: (one.actor, one.stood_at, one.entry_id)))

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Have nothing change meanwhile."""
        with self._lock:
            yield

    def catch_up(self) -> int:
        """Judge what has come into the log since; return how many entries have been judged in all."""
        with self._lock:
            size = find_log(self._node.ledger, self._node.origin).size
            if size == self._heard:
                return size
            written = next_index(self._node.ledger, self._node.origin)
            waiting: list[Seen] = []
            for one in entries(self._node.ledger, self._node.origin, self._heard, size):
                judged = self._bench.hear(one.index, one.entry_id, one.entry)
                self._note(judged)
                self._heard = one.index + 1
                if one.index >= written:
                    waiting.append(seen(one, judged))
                if len(waiting) >= _AT_ONCE:
                    write(self._node.ledger, self._node.origin, waiting)
                    waiting.clear()
            write(self._node.ledger, self._node.origin, waiting)
            return size

    def file(self, envelopes: Sequence[Envelope]) -> tuple[list[FiledNow], Refused | None]:
        """Put envelopes on the record in their order; return those that are in the log, and the one that ended it.

        Each is judged with those before it already on the record, and is not filed if it would not stand there. One
        that is in the log already is not judged again: it gets the receipt it had. DataError as for ``append``.
        """
        found: list[FiledNow] = []
        with self._lock:
            self.catch_up()
            for place, envelope in enumerate(envelopes):
                new = not self._there(envelope)
                if new:
                    judged = self._bench.judge(self._heard, "", Entry(self._clock(), envelope))
                    if judged.refusal is not None:
                        return found, Refused(place, judged)
                (receipt,) = append(
                    self._node.ledger, [envelope], self._clock, self._key, self._public_keys(envelope)
                )
                self.catch_up()
                found.append(self._filed(receipt, new))
        return found, None

    def _public_keys(self, envelope: Envelope) -> dict[str, PublicKey]:
        root = self._bench.root.key
        found = {one.key_id: self._bench.keys.public(one.key_id) for one in envelope.signatures}
        if root.key_id in found:
            found[root.key_id] = root
        return {key_id: key for key_id, key in found.items() if key is not None}

    def public_keys(self, envelope: Envelope) -> dict[str, PublicKey]:
        """Return the keys, by id, of those who signed an envelope, as far as they are on the record."""
        with self._lock:
            return self._public_keys(envelope)

    def signer(self, key_id: str) -> PublicKey | None:
        """Return the public key with this id; None where it is not on the record."""
        with self._lock:
            return self._bench.keys.public(key_id)

    def reader(self, key_id: str, at: datetime) -> str | None:
        """Return the actor as whom a key reads at a time; None where the key is of nobody, or not valid then."""
        with self._lock:
            owner = self._bench.keys.owner(key_id)
            if owner is None or self._bench.keys.why_not(key_id, owner, at) is not None:
                return None
            return reader_at(self._bench.actors, owner, at)

    def visible(self, entry_id: str, actor: str | None) -> bool:
        """Return whether the actor may read the filing in an entry. None is somebody whom nobody knows."""
        return may_read(self._withheld.get(entry_id, ANYBODY), actor)

    def believed(self, entry_id: str, known_at: datetime | None) -> bool:
        """Return whether an entry on the record is believed, as known at a time: no key of it is taken back."""
        with self._lock:
            return self._bench.memory.belief.believed(entry_id, known_at)

    def _there(self, envelope: Envelope) -> bool:
        with reading(self._node.ledger) as connection:
            return bool(indices_of(connection, self._node.log.number, [envelope_hash(envelope)]))

    def _note(self, judged: Judged) -> None:
        """Keep who may read the entry's filing, where not everybody may; and what it enters into the registers."""
        form = judged.form
        if judged.kept is not None:
            if isinstance(form, ActorEntry):
                self._actors.add(form.actor)
            if isinstance(form, KeyEntry) and form.public_key is not None:
                public = public_key_from_text(form.public_key)
                entered = KeyEntered(
                    form.key_id,
                    form.actor,
                    public,
                    form.since,
                    form.until,
                    judged.entry_id,
                    judged.received_at,
                )
                self._keys.append(entered)
            if not (allowed := reading_of(judged.kept.filed)).public:
                self._withheld[judged.entry_id] = allowed
        elif judged.form is not None and judged.form.sensitivity != "public":
            # It does not stand on the record, so nobody was given it to read.
            self._withheld[judged.entry_id] = NOBODY

    def _filed(self, receipt: Receipt, new: bool) -> FiledNow:
        which = entry_id(receipt.entry)
        listed = filing(self._node.ledger, which)
        if listed is None:
            raise ValueError(f"entry {which} was filed and is not in the projection")
        at = entry_from(receipt.entry).received_at
        return FiledNow(receipt, which, at, listed.on_record, listed.reason, new)


def root_of(node: Node) -> Root:
    """Return who opens the node's log: the actor, and the key that its second entry names."""
    *_, second = entries(node.ledger, node.origin, 0, ROOT_ENTRIES)
    form = read_filing(second.entry.envelope.payload)
    if not isinstance(form, KeyEntry) or form.public_key is None or form.key_id != node.root.key_id:
        raise ValueError(f"the log {node.origin} does not begin with its root's key")
    return Root(node.root.actor, public_key_from_text(form.public_key))


def seen(one: LogEntry, judged: Judged) -> Seen:
    """Return an entry as the projection takes it."""
    return Seen(
        one.index,
        one.entry_id,
        microseconds(one.entry.received_at),
        judged.refusal is None,
        judged.reason,
        _plain(one.entry.envelope.payload, judged.form),
    )


def _plain(payload: bytes, form: Form | None) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = json.loads(payload) if form is not None else None
    return found
