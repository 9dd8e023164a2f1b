"""Holds a filing against registers, earlier filings and the table: whether it may be said, done or corrected so."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from dueregard.record.acts import (
    ACTION_OF,
    REGISTERS,
    SUBJECT_FIELD,
    SUBJECT_FORM,
    UPON,
    action_of,
    number_of,
    subject_of,
)
from dueregard.record.decide import Decision, asked_about, decide
from dueregard.record.filed import Filed
from dueregard.record.forms import Form
from dueregard.record.forms.actor import ActorEntry
from dueregard.record.forms.declared_distance import DeclaredDistance
from dueregard.record.forms.handling import Circulation, ClearingDecision
from dueregard.record.forms.key import KeyEntry
from dueregard.record.judged import NO_SUCH_SUBJECT, Refusal, Root
from dueregard.record.memory import Memory
from dueregard.record.relations import Act, to_actor, to_filing, to_itself, to_key, to_principal
from dueregard.record.rule import Action, Relation
from dueregard.record.visible import may_read, reading_of


class Weighed(NamedTuple):
    """What came of it. ``subjects``: what it is about, amends and replaces, each None where it does not."""

    refusal: Refusal | None
    decisions: tuple[Decision, ...] = ()
    joined: tuple[str, ...] = ()
    needs_clearing: bool = False
    subjects: tuple[Filed | None, Filed | None, Filed | None] = (None, None, None)
    notes: tuple[str, ...] = ()

    def thread_of(self, entry_id: str) -> str:
        """Return the first of the entries that amend each other, this one being the last."""
        amended = self.subjects[1]
        return entry_id if amended is None else amended.thread


def weigh(
    form: Form,
    signer: str,
    signed: frozenset[str],
    at: datetime,
    memory: Memory,
    root: Root,
    known_at: datetime | None = None,
) -> Weighed:
    """Return whether the form may be filed by ``signer``, ``signed`` being all whose signatures hold.

    ``known_at``: by what was known at that time, as for what was sealed then.
    """
    day = at.date()
    roles_of = memory.actors.roles
    entered = form.entered_from is not None
    speakers = (signer,) if entered else (form.on_behalf_of or (form.filed_by,))
    if stranger := _stranger(form, (signer, *speakers), at, known_at, memory, root):
        return Weighed(stranger)

    if signer == form.filed_by and not form.on_behalf_of and _stands_alone(form):
        plain: set[Relation] = {"own words", *_of_the_form(form)}
        return _alone(number_of(form), roles_of(signer, day, known_at), frozenset(plain))
    principals = [one for one in speakers if one != signer]
    own = Act(form, signer, signer, signed, at, known_at)
    links = {one: to_principal(own, one, memory) for one in principals}

    readers = (signer, *(one for one in principals if links[one]))
    found, refusal = _subjects(form, readers, known_at, memory)
    if refusal is not None:
        return Weighed(refusal)
    subject, amended, replaced = found
    number = number_of(form)
    acted = subject.number if subject is not None and number in UPON else number
    joined = tuple(
        one for one in form.jointly_with if one in signed and _may_join(own, one, acted, subject, memory)
    )
    saying = frozenset((*(form.on_behalf_of or (form.filed_by,)), *joined))
    decisions: list[Decision] = []

    for principal in principals:
        filer_roles = roles_of(signer, day, known_at)
        decisions.append(decide("speak for another", acted, links[principal], filer_roles))
    action: Action = "enter from a public document" if entered else action_of(form)
    for speaker in speakers:
        act = Act(form, signer, speaker, saying, at, known_at)
        roles = roles_of(speaker, day, known_at)
        plain = to_itself(act, root)
        # Of words from a document, what matters is how their author stands to the filing they are about.
        author = form.filed_by if entered else speaker
        relations = plain | _special(act, memory, root)
        if subject is not None:
            relations |= to_filing(author, subject, memory, act, asked_about(action, acted))
        decisions.append(decide(action, acted, relations, roles))
        earlier = amended or replaced
        if earlier is not None:
            correction: Action = "amend" if amended else "replace"
            relations = plain | to_filing(author, earlier, memory, act, asked_about(correction, number))
            decisions.append(decide(correction, number, relations, roles))
    denied = [one for one in decisions if not one.allowed]
    if denied:
        words = "; ".join(dict.fromkeys(one.sentence for one in denied))
        return Weighed(Refusal("permission", words), tuple(decisions))
    needs_clearing = not entered and _waits_for_clearing(number, roles_of(form.filed_by, day, known_at))
    notes = tuple(_notes(form, joined, found, at, memory)) if found != _NONE or form.jointly_with else ()
    return Weighed(None, tuple(decisions), joined, needs_clearing, found, notes)


def _stands_alone(form: Form) -> bool:
    """Return whether the form is simply said by one: nothing to look up but who says it."""
    number = number_of(form)
    return (
        number not in SUBJECT_FIELD
        and number not in REGISTERS
        and form.amends is None
        and form.replaces is None
        and not form.jointly_with
    )


# Most filings stand alone, and differ for the table in few ways.
@lru_cache(maxsize=1024)
def _alone(number: str, roles: frozenset[str], relations: frozenset[Relation]) -> Weighed:
    decision = decide(ACTION_OF.get(number, "file"), number, relations, roles)
    if not decision.allowed:
        return Weighed(Refusal("permission", decision.sentence), (decision,))
    return Weighed(None, (decision,), needs_clearing=_waits_for_clearing(number, roles))


MOST_NOTED: Final = 20  # what is beyond is counted

_NONE: Final = (None, None, None)
_OWN: Final[frozenset[Relation]] = frozenset(("own words", "its own filing"))
_CLEARED: Final[frozenset[Relation]] = _OWN | {"cleared"}


def _waits_for_clearing(number: str, roles: frozenset[str]) -> bool:
    """Return whether somebody in these roles sends such a filing only once it is cleared: the table says so."""
    return (
        not decide("circulate", number, _OWN, roles).allowed
        and decide("circulate", number, _CLEARED, roles).allowed
    )


def _stranger(
    form: Form,
    actors: Iterable[str],
    at: datetime,
    known_at: datetime | None,
    memory: Memory,
    root: Root,
) -> Refusal | None:
    for actor in actors:
        if memory.actors.claim(actor, at.date(), known_at) is not None:
            continue
        if isinstance(form, ActorEntry) and actor == root.actor and not memory.actors.known(actor):
            continue  # the entry that opens the log
        words = f"{actor} is not in the register of actors at that time"
        return Refusal("not in the register", words)
    return None


def _may_join(act: Act, actor: str, acted: str, subject: Filed | None, memory: Memory) -> bool:
    """Return whether one that is named jointly, and has signed, may say these words itself."""
    action = action_of(act.form)
    relations: set[Relation] = {"own words", *_of_the_form(act.form)}
    if subject is not None:
        if not may_read(reading_of(subject), actor):
            return False
        relations |= to_filing(actor, subject, memory, act, asked_about(action, acted))
    return decide(action, acted, relations, memory.actors.roles(actor, act.at.date(), act.known_at)).allowed


def _subjects(
    form: Form, readers: tuple[str, ...], known_at: datetime | None, memory: Memory
) -> tuple[tuple[Filed | None, Filed | None, Filed | None], Refusal | None]:
    """Return what the form is about, amends and replaces. What may not be read is as if it were not there."""
    number = number_of(form)
    named = (subject_of(form), form.amends, form.replaces)
    if named == _NONE:
        return _NONE, None
    found: list[Filed | None] = []
    for place, entry_id in enumerate(named):
        if entry_id is None:
            found.append(None)
            continue
        filed = memory.find(entry_id)
        if filed is None or (known_at is not None and filed.stood_at > known_at):
            return _NONE, Refusal("subject", NO_SUCH_SUBJECT)
        if not filed.public:
            reading = reading_of(filed)
            if not any(may_read(reading, one) for one in readers):
                return _NONE, Refusal("subject", NO_SUCH_SUBJECT)
        expected = SUBJECT_FORM.get(number) if place == 0 else number
        if expected not in (None, filed.number):
            words = f"form {number} is about a filing of form {expected}; this one is of form {filed.number}"
            return _NONE, Refusal("subject's form", words)
        found.append(filed)
    return (found[0], found[1], found[2]), None


def _special(act: Act, memory: Memory, root: Root) -> set[Relation]:
    """Return the relations to an actor, a key or a draft, and those that stand in the form itself."""
    if isinstance(act.form, ActorEntry):
        return to_actor(act, act.form, memory, root)
    if isinstance(act.form, KeyEntry):
        return to_key(act, act.form, memory, root)
    return _of_the_form(act.form)


def _of_the_form(form: Form) -> set[Relation]:
    """Return the relations that stand in the form itself."""
    if isinstance(form, ClearingDecision) and form.entry is None:
        return {"a draft"}
    if isinstance(form, DeclaredDistance) and form.distance.purpose == "safety":
        return {"speaks of safety"}
    return set()


def _told_to_all_readers(filed: Filed, form: Form) -> bool:
    """Return whether all who may read the form may read the filing, so that a note on the one may name the other."""
    reading = reading_of(filed)
    readers = (form.filed_by, *form.on_behalf_of, *form.jointly_with, *form.readers)
    return reading.public or (form.sensitivity != "public" and reading.named.issuperset(readers))


def _notes(
    form: Form,
    joined: tuple[str, ...],
    found: tuple[Filed | None, Filed | None, Filed | None],
    at: datetime,
    memory: Memory,
) -> Iterable[str]:
    waiting = [one for one in form.jointly_with if one not in joined]
    if waiting:
        yield f"named jointly, and has not signed or may not say this: {', '.join(waiting)}"
    for filed, done in zip(found, ("is about", "amends", "replaces"), strict=True):
        if filed is None:
            continue
        told = [one for one in memory.later(filed.entry_id) if _told_to_all_readers(one, form)]
        for later in told[:MOST_NOTED]:
            if later.number == "H5":
                yield f"the entry that it {done} was withdrawn by entry {later.entry_id}"
            elif later.amends == filed.entry_id and done == "amends":
                yield f"entry {later.entry_id} amends the same entry; both stand side by side"
            elif later.replaces == filed.entry_id:
                yield f"the entry that it {done} was replaced by entry {later.entry_id}"
        if len(told) > MOST_NOTED:
            yield f"{len(told) - MOST_NOTED} more entries follow the entry that it {done}"
    subject = found[0]
    if isinstance(form, Circulation) and subject is not None:
        reading = reading_of(subject)
        cannot = [one.actor for one in form.recipients if not may_read(reading, one.actor)]
        if cannot:
            yield f"sent to, but not among its readers here: {', '.join(cannot)}"
    if number_of(form) == "H4" and subject is not None and action_of(form) == "join":
        already = memory.parties(subject, at) & {*(form.on_behalf_of or (form.filed_by,))}
        if already:
            yield f"says these words already: {', '.join(sorted(already))}"
