"""What a receipt has proven, and what it has not, in words for somebody who was not there."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from dueregard.ledger.entry import Entry
from dueregard.ledger.policy import Believed
from dueregard.model.time import format_instant


@dataclass(frozen=True, slots=True)
class Verified:
    """A receipt whose every part holds: the entry, its id and place, the checkpoint, who signed.

    ``signed_by``: key ids whose signatures were checked and hold. ``unchecked``: key ids that stand on the entry
    too, whose keys the receipt does not have.
    """

    entry: Entry
    entry_id: str
    index: int
    believed: Believed
    signed_by: tuple[str, ...]
    unchecked: tuple[str, ...]

    @property
    def proven(self) -> tuple[str, ...]:
        """What holds, a sentence each: what was said, by which keys, when, where, witnessed by whom."""
        said, at = self.entry.envelope, self.believed.checkpoint
        witnessed = (
            f"Witnessed: {one.witness.name} countersigned this state of the log at {format_instant(one.at)} by its "
            "own clock; the entry was in the log by then."
            for one in self.believed.cosignatures
        )
        return (
            f"What: {len(said.payload)} bytes of the type {said.payload_type}, with SHA-256 "
            f"{sha256(said.payload).hexdigest()}.",
            *(f"By whom: the key {key_id} signed exactly these bytes." for key_id in self.signed_by),
            f"When: the log {at.origin} received it at {format_instant(self.entry.received_at)} by its own clock.",
            f"Where: it is entry {self.index} of the {at.size} entries of the log {at.origin}, counted from 0, with "
            f"the id {self.entry_id}, under the root {at.root.hex()}.",
            *witnessed,
        )

    @property
    def not_proven(self) -> tuple[str, ...]:
        """What does not follow from the receipt, a sentence each."""
        return (
            "Whose the keys are, and for whom they might speak at that time: the record says that, not the receipt.",
            *(
                f"That the key {key_id} signed: the receipt does not hold that key."
                for key_id in self.unchecked
            ),
            *self._of_time(),
            "That it still stands: later entries may have amended, answered or withdrawn it.",
            "That what was said is so.",
        )

    def _of_time(self) -> tuple[str, ...]:
        witnesses = self.believed.cosignatures
        if not witnesses:
            return (
                "That the log's clock was right, and that the log shows everybody the same entries: no witness has "
                "countersigned this state of it, it is the log's word alone.",
            )
        said = self.entry.received_at
        early = [
            one for one in witnesses if one.at + timedelta(seconds=1) <= said
        ]  # they write whole seconds
        if early:
            return tuple(
                f"The time of receipt: the log gives {format_instant(said)}, but the witness {one.witness.name} saw "
                f"the entry at {format_instant(one.at)} already; one of the two clocks was wrong."
                for one in early
            )
        by = format_instant(min(one.at for one in witnesses))
        return (f"That the log's clock was right: the witnesses say only that the entry was there by {by}.",)
