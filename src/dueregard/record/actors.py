"""Who is an actor, in which roles, acting for whom, on a day: what the actor entries (form K1) say.

Several may say different things about one actor. All of it stands side by side, with who said it. For what an actor
may do, one claim decides: its State's (or its own, for a State), unless whoever keeps the register says that it
belongs to another State; where its State has said nothing, the register's.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, NamedTuple

from dueregard.record.belief import Believed
from dueregard.record.forms.actor import ActorEntry

LONGEST_CHAIN: Final = 8  # an operator, its agency, its ministry, its State; the rest is a circle

NO_ROLES: Final[frozenset[str]] = frozenset()


class Claim(NamedTuple):
    """What one author says about one actor, in one entry. Validity ends before ``valid_to``."""

    actor: str
    kind: str
    name: str
    roles: frozenset[str]
    acts_for: str
    valid_from: date
    valid_to: date | None
    author: str
    entry_id: str
    stood_at: datetime

    @property
    def of_its_house(self) -> bool:
        """Whether the author speaks about itself or about one that acts for it."""
        return self.author in (self.actor, self.acts_for)

    def valid(self, day: date) -> bool:
        """Return whether the claim is valid on the day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def claim_of(form: ActorEntry, entry_id: str, stood_at: datetime) -> Claim:
    """Return what the form claims, on record since ``stood_at``."""
    return Claim(
        form.actor,
        form.kind,
        form.name,
        frozenset(form.roles),
        form.acts_for or "",
        form.valid_from,
        form.valid_to,
        form.filed_by,
        entry_id,
        stood_at,
    )


class Actors:
    """The register of actors. It holds the claims and answers for a day, as known at a time (last, if none is named).

    ``believed`` says whether an entry is believed, as known at a time.
    """

    def __init__(self, believed: Believed) -> None:
        self._believed = believed
        self._claims: dict[str, list[Claim]] = {}
        self._superseded: dict[str, list[tuple[str, datetime]]] = {}
        self._quick: dict[tuple[str, date], Claim | None] = {}

    def enter(self, claim: Claim, in_place_of: str | None = None) -> None:
        """Take the claim into the register, in place of the entry that it amends or replaces, if it does."""
        self._claims.setdefault(claim.actor, []).append(claim)
        if in_place_of is not None:
            self._superseded.setdefault(in_place_of, []).append((claim.entry_id, claim.stood_at))
        self.forget_answers()

    def forget_answers(self) -> None:
        """Answer anew from now on, because a claim has come or is no longer believed."""
        self._quick.clear()

    def known(self, actor: str) -> bool:
        """Return whether any claim about the actor is on the record."""
        return any(self._standing(actor, None))

    def claims(self, actor: str, day: date, known_at: datetime | None = None) -> tuple[Claim, ...]:
        """Return what each author says about the actor for this day, in order of filing, valid then or not.

        Of one author's claims that stands which was filed last among those that have begun.
        """
        current: dict[str, Claim] = {}
        for claim in self._standing(actor, known_at):
            if claim.valid_from <= day:
                current[claim.author] = claim
        return tuple(sorted(current.values(), key=lambda one: one.stood_at))

    def claim(self, actor: str, day: date, known_at: datetime | None = None) -> Claim | None:
        """Return the claim that decides what the actor may do on this day; None where it is none that is valid."""
        if known_at is not None:
            return self._valid(actor, day, known_at)
        found = self._quick.get((actor, day), self)
        if found is self:
            found = self._quick[actor, day] = self._valid(actor, day, None)
        return found if isinstance(found, Claim) else None

    def roles(self, actor: str, day: date, known_at: datetime | None = None) -> frozenset[str]:
        """Return the roles of the actor on this day; none for one who is not in the register then."""
        claim = self.claim(actor, day, known_at)
        return claim.roles if claim is not None else NO_ROLES

    def chain(self, actor: str, day: date, known_at: datetime | None = None) -> tuple[str, ...]:
        """Return for whom the actor acts on this day, the nearest first: its agency or ministry, then its State.

        The chain ends before one who is not in the register on that day.
        """
        found: list[str] = []
        claim = self.claim(actor, day, known_at)
        while claim is not None and claim.acts_for and len(found) < LONGEST_CHAIN:
            principal = claim.acts_for
            claim = self.claim(principal, day, known_at)
            if claim is None or principal == actor or principal in found:
                break
            found.append(principal)
        return tuple(found)

    def belongs_to(self, actor: str) -> str:
        """Return for whom the actor acts by the last claim that decides, valid now or not; nobody for a stranger."""
        claim = self._deciding(actor, date.max, None)
        return claim.acts_for if claim is not None else ""

    def entered_by_the_register(
        self, actor: str, day: date, known_at: datetime | None = None
    ) -> frozenset[str]:
        """Return who has entered the actor without being its State or itself: a secretariat, or who keeps the log."""
        return frozenset(c.author for c in self.claims(actor, day, known_at) if not c.of_its_house)

    def _standing(self, actor: str, known_at: datetime | None) -> Iterator[Claim]:
        for claim in self._claims.get(actor, ()):
            if known_at is not None and claim.stood_at > known_at:
                continue
            if not self._believed(claim.entry_id, known_at):
                continue
            later = self._superseded.get(claim.entry_id, ())
            if not any(
                (known_at is None or at <= known_at) and self._believed(entry_id, known_at)
                for entry_id, at in later
            ):
                yield claim

    def _deciding(self, actor: str, day: date, known_at: datetime | None) -> Claim | None:
        claims = self.claims(actor, day, known_at)
        of_register = [claim for claim in claims if not claim.of_its_house]
        of_house = [claim for claim in claims if claim.of_its_house]
        if of_house and (not of_register or of_register[-1].acts_for in (of_house[-1].acts_for, "")):
            return of_house[-1]
        return of_register[-1] if of_register else None

    def _valid(self, actor: str, day: date, known_at: datetime | None) -> Claim | None:
        claim = self._deciding(actor, day, known_at)
        return claim if claim is not None and claim.valid(day) else None
