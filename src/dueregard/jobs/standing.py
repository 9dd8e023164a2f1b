"""The record of one log, heard entry by entry in this process: what stands on it, who may read it, and filing into it.

What is asked of a record is asked here; what may be said and read is decided by ``record`` alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dueregard.jobs.hearing import keys_named, root_of
from dueregard.ledger.append import Clock, append
from dueregard.ledger.database import Ledger, reading
from dueregard.ledger.entry import Entry, entry_id
from dueregard.ledger.envelope import Envelope, envelope_hash
from dueregard.ledger.keys import PublicKey, SigningKey
from dueregard.ledger.log import find_log
from dueregard.ledger.read import LogEntry, entries
from dueregard.ledger.receipt import Receipt
from dueregard.ledger.replay import WORTH_PROCESSES, replay
from dueregard.ledger.rows import indices_of, microseconds
from dueregard.record.bench import Bench
from dueregard.record.filed import Filed
from dueregard.record.forms.seal import SealOpening
from dueregard.record.judged import Judged
from dueregard.record.projection.read import Listed, filing
from dueregard.record.projection.rows import Seen
from dueregard.record.projection.write import next_index, write
from dueregard.record.visible import NOBODY, Reading, may_read, reading_of

ANYBODY: Final = Reading(True, frozenset())
AT_ONCE: Final = 1_000  # entries judged before it is said how far it is


@dataclass(frozen=True, slots=True)
class Refused:
    """An envelope that was not filed: which of those handed in, and how it would have stood."""

    place: int
    judged: Judged


@dataclass(frozen=True, slots=True)
class FiledNow:
    """An envelope that is in the log: its receipt, how it stands, and whether it was not there before.

    ``notes``: what a reader should know and what refuses nothing; told of new ones.
    """

    receipt: Receipt
    listed: Listed
    notes: tuple[str, ...]
    new: bool


Told = Callable[[Judged], object]
Progress = Callable[[int, int | None], None]
"""(entries judged, entries in all)"""


class Standing:
    """The bench of one log of a ledger, with what it has heard so far. Not to be shared by threads."""

    def __init__(self, ledger: Ledger, origin: str, progress: Progress | None = None) -> None:
        self.ledger, self.origin = ledger, origin
        self._progress = progress
        self._log = find_log(ledger, origin)
        self._heard = 0
        self._withheld: dict[str, Reading] = {}
        self._openings: dict[str, list[tuple[datetime, str]]] = {}
        self.bench = Bench(root_of(ledger, origin))

    def catch_up(self, told: Told | None = None) -> int:
        """Judge what has come into the log since, write it to the projection, and return how many were judged in all.

        ``told``: is told of each judgement.
        """
        write(self.ledger, self.origin, self._judged(told))
        return self._heard

    def _judged(self, told: Told | None) -> Iterator[Seen]:
        """Judge each entry not heard yet, and yield those that the projection does not hold."""
        size = find_log(self.ledger, self.origin).size
        written = next_index(self.ledger, self.origin)
        for one, signed_by in self._replayed(size):
            judged = self.bench.hear(one.index, one.entry_id, one.entry, signed_by)
            self._note(judged)
            self._heard = one.index + 1
            if told is not None:
                told(judged)
            if self._progress is not None and self._heard % AT_ONCE == 0:
                self._progress(self._heard, size)
            if one.index >= written:
                yield _seen(one, judged)

    def file(
        self, envelopes: Sequence[Envelope], key: SigningKey, clock: Clock, *, anyway: bool = False
    ) -> tuple[list[FiledNow], Refused | None]:
        """Put envelopes into the log in their order; return those that are in it, and the one that ended it.

        Each is judged as if it were the next entry, those before it being on the record, and not filed if it would
        not stand there, unless ``anyway``. One that is in the log already is given the receipt it had. ``key`` signs
        the log. DataError as for ``append``.
        """
        found: list[FiledNow] = []
        for place, envelope in enumerate(envelopes):
            self.catch_up()
            new = not self._there(envelope)
            if new:
                beforehand = self.bench.judge(self._heard, "", Entry(clock(), envelope))
                if beforehand.refusal is not None and not anyway:
                    return found, Refused(place, beforehand)
            (receipt,) = append(self.ledger, [envelope], clock, key, self.public_keys(envelope))
            # Another writer may have come first: what counts is how it stands now.
            judged: list[Judged] = []
            self.catch_up(judged.append)
            notes = next((one.notes for one in judged if one.place == receipt.index), ())
            found.append(FiledNow(receipt, self._listed(receipt), notes, new))
        return found, None

    def visible(self, entry_id: str, actor: str | None) -> bool:
        """Return whether the actor may read the filing in an entry. None is somebody whom nobody knows."""
        return may_read(self._withheld.get(entry_id, ANYBODY), actor)

    def hidden_from(self, actor: str | None) -> tuple[str, ...]:
        """Return the entries whose filings the actor may not read."""
        return tuple(one for one, allowed in self._withheld.items() if not may_read(allowed, actor))

    def public_keys(self, envelope: Envelope) -> dict[str, PublicKey]:
        """Return the keys, by id, of those who signed an envelope, as far as they are on the record."""
        root = self.bench.root.key
        found = {one.key_id: self.bench.keys.public(one.key_id) for one in envelope.signatures}
        if root.key_id in found:
            found[root.key_id] = root
        return {key_id: key for key_id, key in found.items() if key is not None}

    def since(self, entry_id: str, as_of: datetime | None) -> tuple[Filed, ...]:
        """Return what amends, replaces, withdraws, joins or leaves a filing, as it stood at a time, in order."""
        later = self.bench.memory.later(entry_id)
        return tuple(one for one in later if as_of is None or one.stood_at <= as_of)

    def opened(self, entry_id: str, as_of: datetime | None) -> bool:
        """Return whether a seal was opened to all by a time, by an entry that is believed."""
        believed = self.bench.memory.belief.believed
        return any(
            (as_of is None or at <= as_of) and believed(opening, as_of)
            for at, opening in self._openings.get(entry_id, ())
        )

    def _replayed(self, size: int) -> Iterator[tuple[LogEntry, frozenset[str] | None]]:
        """Yield each entry not heard yet and, where there are many, the key ids whose signatures hold."""
        if size - self._heard < WORTH_PROCESSES:
            for one in entries(self.ledger, self.origin, self._heard, size):
                yield one, None
            return
        keys = keys_named(self.ledger, self.origin)
        keys[self.bench.root.key.key_id] = self.bench.root.key
        for proven in replay(self.ledger, self.origin, keys, self._heard):
            yield LogEntry(proven.index, proven.entry_id, proven.entry), proven.signed_by

    def _there(self, envelope: Envelope) -> bool:
        with reading(self.ledger) as connection:
            return bool(indices_of(connection, self._log.number, [envelope_hash(envelope)]))

    def _listed(self, receipt: Receipt) -> Listed:
        found = filing(self.ledger, entry_id(receipt.entry))
        if found is None:
            raise ValueError(f"entry {receipt.index} was filed and is not in the projection")
        return found

    def _note(self, judged: Judged) -> None:
        """Keep in mind who may read the filing of an entry, where not everybody may, and which seal it opens."""
        if judged.kept is not None and isinstance(judged.form, SealOpening):
            self._openings.setdefault(judged.form.seal, []).append((judged.received_at, judged.entry_id))
        if judged.kept is not None:
            if not (allowed := reading_of(judged.kept.filed)).public:
                self._withheld[judged.entry_id] = allowed
        elif judged.form is not None and judged.form.sensitivity != "public":
            self._withheld[judged.entry_id] = (
                NOBODY  # it does not stand on the record: nobody was given it to read
            )


def _seen(one: LogEntry, judged: Judged) -> Seen:
    """Return an entry as the projection takes it."""
    return Seen(
        one.index,
        one.entry_id,
        microseconds(one.entry.received_at),
        judged.refusal is None,
        judged.reason,
        None if judged.form is None else judged.form.ABOUT.number,
        one.entry.envelope.payload,
    )
