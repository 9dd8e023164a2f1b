"""What judging an entry gives: whether it stands on the record, why not, who signed, and what followed from it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, Literal, NamedTuple

from dueregard.ledger.keys import PublicKey
from dueregard.record.belief import Said, Words
from dueregard.record.decide import Decision
from dueregard.record.filed import Filed
from dueregard.record.forms import Form

Standing = Literal["on the record", "not on the record"]

Why = Literal[
    "no filing",
    "form",
    "open though sealed",
    "registers are public",
    "not in the register",
    "no signature",
    "signature",
    "key",
    "said already",
    "subject",
    "subject's form",
    "permission",
    "key entry",
    "seal",
]

# The same words whether there is no such entry, it is not on the record, or the filer may not read it.
NO_SUCH_SUBJECT: Final = "it is about an entry that is not on this record, or not one that its filer may read"


@dataclass(frozen=True)
class Root:
    """Who opens a log: the actor and the key whose K1 and K2 stand at its beginning."""

    actor: str
    key: PublicKey

    @cached_property
    def key_id(self) -> str:
        """The id of the key."""
        return self.key.key_id


class Signer(NamedTuple):
    """A signature of an entry. ``actor``: whose key it is, nobody's for a key that is not on the record."""

    key_id: str
    actor: str | None
    holds: bool
    valid: bool


class Refusal(NamedTuple):
    """Why an entry is not on the record: the kind of reason, and the reason in words."""

    kind: Why
    words: str


class Kept(NamedTuple):
    """What the record keeps in mind of a judged entry. Enough to go on later without judging it again."""

    filed: Filed
    said: tuple[Said, ...]


class Judged(NamedTuple):
    """An entry and its standing on the record.

    ``form``: what was filed, if it could be read. ``opened``: what a seal held that this entry opens. ``decisions``:
    what the table said, all of them. ``notes``: what a reader should know and what refuses nothing. ``taken_back``
    and ``restored``: whose words in which entries are no longer, or again, believed from this entry on.
    ``draft_decision``: the entry that had decided on these bytes while they were a draft.
    """

    place: int
    entry_id: str
    received_at: datetime
    refusal: Refusal | None
    form: Form | None
    signers: tuple[Signer, ...]
    decisions: tuple[Decision, ...] = ()
    notes: tuple[str, ...] = ()
    kept: Kept | None = None
    opened: Form | None = None
    draft_decision: str | None = None
    taken_back: frozenset[Words] = frozenset()
    restored: frozenset[Words] = frozenset()

    @property
    def standing(self) -> Standing:
        """Whether it is on the record."""
        return "on the record" if self.refusal is None else "not on the record"

    @property
    def reason(self) -> str:
        """Why it is on the record, or why not, in words."""
        if self.refusal is not None:
            return self.refusal.words
        return " ".join(decision.sentence for decision in self.decisions)
