"""What stands on the record of one log so far: filings by id, and what later ones did to earlier ones."""

from collections.abc import Sequence
from datetime import datetime

from dueregard.record.actors import Actors
from dueregard.record.belief import Belief, Said, Words
from dueregard.record.filed import Filed
from dueregard.record.key_register import Keys


class Memory:
    """The filings on the record, the registers of actors and keys, and what is not believed any more."""

    def __init__(self) -> None:
        self.belief = Belief()
        self.actors = Actors(self.belief.believed)
        self.keys = Keys(self.belief.believed)
        self._filed: dict[str, Filed] = {}
        self._later: dict[str, list[Filed]] = {}
        self._handling: dict[str, list[Filed]] = {}
        self._drafts: dict[str, list[Filed]] = {}
        self._words: dict[bytes, str] = {}
        self._sealed_with: dict[str, tuple[Said, ...]] = {}

    def keep(self, filed: Filed, said: tuple[Said, ...]) -> None:
        """Keep a filing in mind, and which keys have said it."""
        for one in said:
            for key_id in one.key_ids:
                self.keys.said_with.setdefault(key_id, []).append(one)
        if filed.number == "S1":
            self._sealed_with[filed.entry_id] = said
        self._filed[filed.entry_id] = filed
        self._words[filed.words] = filed.entry_id
        for earlier in (filed.amends, filed.replaces):
            if earlier is not None:
                self._later.setdefault(earlier, []).append(filed)
        if filed.draft:
            self._drafts.setdefault(filed.draft, []).append(filed)
        if filed.subject is None:
            return
        if filed.number in ("H4", "H5"):
            self._later.setdefault(filed.subject, []).append(filed)
        elif filed.number in ("H1", "H2"):
            self._handling.setdefault(self.filed(filed.subject).thread, []).append(filed)

    def filed(self, entry_id: str) -> Filed:
        """Return the filing with this id; KeyError where none is on the record."""
        return self._filed[entry_id]

    def kept(self, entry_id: str) -> Filed | None:
        """Return the filing with this id if it was ever on the record, believed or not."""
        return self._filed.get(entry_id)

    def find(self, entry_id: str) -> Filed | None:
        """Return the filing with this id, if it is on the record and believed."""
        found = self._filed.get(entry_id)
        return found if found is not None and self.belief.believed(entry_id) else None

    def said_before(self, words: bytes) -> Filed | None:
        """Return the filing on the record with exactly this payload, if one is believed."""
        entry_id = self._words.get(words)
        return None if entry_id is None else self.find(entry_id)

    def sealed_with(self, sealed: Filed) -> tuple[Said, ...]:
        """Return who sealed a filing, with which keys."""
        return self._sealed_with.get(sealed.entry_id, ())

    def later(self, entry_id: str) -> tuple[Filed, ...]:
        """Return what amends, replaces, withdraws, joins or leaves the filing, in order."""
        return self._believed(self._later.get(entry_id, ()))

    def decision_on(self, filed: Filed) -> Filed | None:
        """Return the last clearing decision on the filing, or on the bytes that it was as a draft."""
        decisions = [one for one in self.handling(filed) if one.number == "H1"]
        on_draft = self._believed(self._on_draft(filed))
        return max((*on_draft, *decisions), key=lambda one: one.place, default=None)

    def draft_decision(self, filed: Filed) -> Filed | None:
        """Return the last decision on the bytes of a filing while they were a draft, as known when it was filed."""
        if not filed.needs_clearing:
            return None
        before = (
            one
            for one in self._on_draft(filed)
            if one.place < filed.place and self.belief.believed(one.entry_id, filed.stood_at)
        )
        return max(before, key=lambda one: one.place, default=None)

    def _on_draft(self, filed: Filed) -> list[Filed]:
        """Return the decisions on the bytes of a filing as a draft, believed or not."""
        return [
            one
            for one in self._drafts.get(filed.words.hex(), ())
            if self.same_house(one.filed_by, filed.filed_by, filed.said_at)
        ]

    def handling(self, filed: Filed) -> tuple[Filed, ...]:
        """Return the clearing decisions on the filing and its circulations, through all its amendments."""
        return self._believed(self._handling.get(filed.thread, ()))

    def parties(self, filed: Filed, at: datetime) -> frozenset[str]:
        """Return who says the words of the filing at a time: who signed them, and who has joined and not left."""
        saying = {*filed.speakers, *filed.joined}
        if self.belief.not_believed():
            saying -= {
                one for one in filed.joined if Words(filed.entry_id, one) in self.belief.not_believed()
            }
        later = [one for one in self.later(filed.entry_id) if one.number == "H4" and one.since is not None]
        for one in sorted(later, key=lambda step: (_counts_from(step), step.place)):
            if _counts_from(one) <= at:
                saying = saying | {*one.speakers} if one.step == "joins" else saying - {*one.speakers}
        return frozenset(saying)

    def same_house(self, one: str, other: str, at: datetime) -> bool:
        """Return whether ``other`` acts for ``one``, or both act for the same State or organisation at that time."""
        if one == other:
            return False
        chain = self.actors.chain(other, at.date())
        return one in chain or bool(chain and chain[-1:] == self.actors.chain(one, at.date())[-1:])

    def _believed(self, filings: Sequence[Filed]) -> tuple[Filed, ...]:
        if not filings:
            return ()
        return tuple(one for one in filings if self.belief.believed(one.entry_id))


def _counts_from(step: Filed) -> datetime:
    """Return from when on a joining or leaving counts: nobody has joined or left before it said so."""
    return step.stood_at if step.since is None else max(step.since, step.stood_at)
