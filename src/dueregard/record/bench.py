"""The bench: one log's entries are heard one after the other, each judged by those before it."""

from dueregard.ledger.entry import Entry
from dueregard.record.actors import Actors, claim_of
from dueregard.record.belief import Words, taken_back
from dueregard.record.forms import Form
from dueregard.record.forms.actor import ActorEntry
from dueregard.record.forms.key import KeyEntry
from dueregard.record.judge import judge
from dueregard.record.judged import Judged, Kept, Root
from dueregard.record.key_register import Keys
from dueregard.record.memory import Memory

_NO_WORDS: frozenset[Words] = frozenset()


class Bench:
    """The record of one log as it grows. ``root`` is who opened the log.

    The same entries in the same order always give the same judgements, and what comes later changes none of them.
    """

    def __init__(self, root: Root) -> None:
        self.root = root
        self.memory = Memory()

    @property
    def actors(self) -> Actors:
        """The register of actors, as it stands after the last entry heard."""
        return self.memory.actors

    @property
    def keys(self) -> Keys:
        """The register of keys, as it stands after the last entry heard."""
        return self.memory.keys

    def judge(
        self, place: int, entry_id: str, entry: Entry, signed_by: frozenset[str] | None = None
    ) -> Judged:
        """Return how the entry would be judged if it were the next one. Nothing is remembered."""
        return judge(entry, entry_id, place, self.memory, self.root, signed_by)

    def hear(
        self, place: int, entry_id: str, entry: Entry, signed_by: frozenset[str] | None = None
    ) -> Judged:
        """Return the standing of the next entry of the log, and remember it. Entries come in order.

        ``signed_by``: the key ids whose signatures hold, found with every key that the log's key entries name; without
        it they are verified here.
        """
        judged = self.judge(place, entry_id, entry, signed_by)
        if judged.kept is None:
            return judged
        back, restored = self.trust(judged.kept, judged.form)
        if not back and not restored:
            return judged
        return judged._replace(taken_back=back, restored=restored)

    def trust(self, kept: Kept, form: Form | None = None) -> tuple[frozenset[Words], frozenset[Words]]:
        """Remember an entry by an earlier judgement, without judging it again; return what is taken back, and restored.

        ``form`` is needed for the forms K1 and K2 alone; ValueError where one of them comes without it.
        """
        filed = kept.filed
        if filed.number in ("K1", "K2") and not isinstance(form, ActorEntry | KeyEntry):
            raise ValueError(f"entry {filed.entry_id} is of form {filed.number}; its form must be handed in")
        self.memory.keep(filed, kept.said)
        if isinstance(form, ActorEntry):
            self.actors.enter(claim_of(form, filed.entry_id, filed.stood_at), filed.amends)
        elif isinstance(form, KeyEntry):
            self.keys.enter(form, filed.entry_id, filed.stood_at)
            if form.step == "revoke":
                return self._learn(kept)
        return _NO_WORDS, _NO_WORDS

    def _learn(self, revoked: Kept) -> tuple[frozenset[Words], frozenset[Words]]:
        keys = self.keys
        not_believed = taken_back(keys.revocations, keys.said_with, keys.added_by)
        self.actors.forget_answers()
        return self.memory.belief.learn(revoked.filed.stood_at, not_believed)
