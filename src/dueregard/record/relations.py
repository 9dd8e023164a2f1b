"""In which relations an actor stands to what it does: facts from the registers and from the filings before."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from dueregard.record.filed import Filed
from dueregard.record.forms import Form
from dueregard.record.forms.actor import ActorEntry
from dueregard.record.forms.key import KeyEntry
from dueregard.record.judged import Root
from dueregard.record.memory import Memory
from dueregard.record.permissions import A_STATE_MAY_GIVE
from dueregard.record.rule import Relation
from dueregard.record.visible import may_read, reading_of


class Act(NamedTuple):
    """Who acts, as it was at a time: ``signer`` signs, ``speaker`` is the one in whose name it is said.

    ``saying``: everybody who says the words, with its signature where it needs one.
    """

    form: Form
    signer: str
    speaker: str
    saying: frozenset[str]
    at: datetime
    known_at: datetime | None


def to_itself(act: Act, root: Root) -> set[Relation]:
    """Return the relations that need no look at other filings."""
    found: set[Relation] = {"own words"}
    if act.form.entered_from is not None:
        found = {"enters it from a document"}
    if act.signer == root.actor:
        found.add("keeps this log")
    return found


def to_principal(act: Act, principal: str, memory: Memory) -> set[Relation]:
    """Return the relations of a filer to one in whose name it speaks."""
    found: set[Relation] = set()
    if principal in memory.actors.chain(act.form.filed_by, act.at.date(), act.known_at):
        found.add("acts for it")
    if principal in act.saying:
        found.add("it signs too")
    return found


def to_filing(
    actor: str, filed: Filed, memory: Memory, act: Act, asked_about: frozenset[Relation]
) -> set[Relation]:
    """Return those of the relations ``asked_about`` in which an actor stands to a filing."""
    return {
        relation
        for relation in asked_about
        if relation in _TO_FILING and _TO_FILING[relation](actor, filed, memory, act)
    }


def _is_cleared(actor: str, filed: Filed, memory: Memory, act: Act) -> bool:
    decision = memory.decision_on(filed) if filed.needs_clearing else None
    return decision is not None and decision.step == "cleared"


def _licenses(actor: str, filed: Filed, memory: Memory, act: Act) -> bool:
    return filed.needs_clearing and memory.same_house(actor, filed.filed_by, act.at)


def _acts_for(actor: str, other: str, memory: Memory, act: Act) -> bool:
    return actor in memory.actors.chain(other, act.at.date(), act.known_at)


_TO_FILING: Final[Mapping[Relation, Callable[[str, Filed, Memory, Act], bool]]] = {
    "its own filing": lambda actor, filed, memory, act: actor in filed.speakers,
    "asked": lambda actor, filed, memory, act: bool(filed.asked) and actor in memory.parties(filed, act.at),
    "entered it": lambda actor, filed, memory, act: bool(filed.entered_by) and act.signer == filed.entered_by,
    "filed it": lambda actor, filed, memory, act: actor == filed.filed_by,
    "nobody else says it": lambda actor, filed, memory, act: memory.parties(filed, act.at) <= {actor},
    "all who say it sign": lambda actor, filed, memory, act: memory.parties(filed, act.at) <= act.saying,
    "says it too": lambda actor, filed, memory, act: actor in memory.parties(filed, act.at),
    "named as joint": lambda actor, filed, memory, act: actor in filed.jointly_with,
    "licenses its filer": _licenses,
    "State of its filer": lambda actor, filed, memory, act: _acts_for(actor, filed.filed_by, memory, act),
    "cleared": _is_cleared,
    "operates an object in it": lambda actor, filed, memory, act: actor in filed.operators,
    "owns an approached object": lambda actor, filed, memory, act: actor in filed.owners,
    "was sent it": lambda actor, filed, memory, act: any(
        actor in one.recipients for one in memory.handling(filed)
    ),
    "named reader": lambda actor, filed, memory, act: actor in filed.readers,
    "may read it": lambda actor, filed, memory, act: may_read(reading_of(filed), actor),
    "public": lambda actor, filed, memory, act: filed.public,
    "was asked": lambda actor, filed, memory, act: actor in _asked(filed, memory),
    "State of one that was asked": lambda actor, filed, memory, act: any(
        _acts_for(actor, one, memory, act) for one in _asked(filed, memory)
    ),
}


def to_actor(act: Act, form: ActorEntry, memory: Memory, root: Root) -> set[Relation]:
    """Return the relations of a filer to the actor that it enters."""
    found: set[Relation] = set()
    actors = memory.actors
    if form.actor == act.speaker == root.actor and not actors.known(root.actor):
        found.add("opens this log")
    known_as = actors.belongs_to(form.actor)
    if form.actor == act.speaker or (
        form.acts_for == act.speaker and (known_as == act.speaker or not actors.known(form.actor))
    ):
        found.add("of its own house")
    if A_STATE_MAY_GIVE.issuperset(form.roles):
        found.add("gives roles a State may give")
    return found


def to_key(act: Act, form: KeyEntry, memory: Memory, root: Root) -> set[Relation]:
    """Return the relations of a filer to the key entry that it files."""
    found: set[Relation] = set()
    actors, keys, day = memory.actors, memory.keys, act.at.date()
    if form.actor == act.speaker:
        found.add("its own key")
        if form.actor == root.actor and form.key_id == root.key_id and not keys.owner(form.key_id):
            found.add("opens this log")
    else:
        if act.speaker in actors.chain(form.actor, day):
            found.update(("has entered the actor", "of its own house"))
        elif act.speaker in actors.entered_by_the_register(form.actor, day):
            found.add("has entered the actor")
    if form.step == "add" and not keys.keys_at(form.actor, act.at):
        found.add("a first key")
    if form.step == "lost":
        found.add("a loss")
    if form.step in ("expire", "revoke", "lost"):
        found.add("an end")
    return found


def _asked(filed: Filed, memory: Memory) -> tuple[str, ...]:
    """Return whom the question asks: the one itself, or the one that this filing is about."""
    if filed.asked or filed.subject is None:
        return filed.asked
    about = memory.find(filed.subject)
    return () if about is None else about.asked
