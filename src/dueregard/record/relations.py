"""In which relations an actor stands to what it does: facts from the registers and from the filings before."""

from datetime import datetime
from typing import NamedTuple

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


def to_filing(actor: str, filed: Filed, memory: Memory, act: Act) -> set[Relation]:
    """Return the relations of an actor to a filing."""
    found: set[Relation] = set()
    actors, day = memory.actors, act.at.date()
    parties = memory.parties(filed, act.at)
    filer_acts_for = actors.chain(filed.filed_by, day, act.known_at)
    asked = _asked(filed, memory)
    holding: tuple[tuple[Relation, bool], ...] = (
        ("its own filing", actor in filed.speakers),
        ("asked", actor in parties and bool(filed.asked)),
        ("entered it", bool(filed.entered_by) and act.signer == filed.entered_by),
        ("filed it", actor == filed.filed_by),
        ("nobody else says it", parties <= {actor}),
        ("all who say it sign", parties <= act.saying),
        ("says it too", actor in parties),
        ("named as joint", actor in filed.jointly_with),
        ("licenses its filer", filed.needs_clearing and memory.same_house(actor, filed.filed_by, act.at)),
        ("State of its filer", actor in filer_acts_for),
        ("operates an object in it", actor in filed.operators),
        ("owns an approached object", actor in filed.owners),
        ("named reader", actor in filed.readers),
        ("may read it", may_read(reading_of(filed), actor)),
        ("public", filed.public),
        ("was asked", actor in asked),
        (
            "State of one that was asked",
            any(actor in actors.chain(one, day, act.known_at) for one in asked),
        ),
    )
    found.update(relation for relation, holds in holding if holds)
    if filed.needs_clearing:
        decision = memory.decision_on(filed)
        if decision is not None and decision.step == "cleared":
            found.add("cleared")
    if any(actor in one.recipients for one in memory.handling(filed)):
        found.add("was sent it")
    return found


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
        if form.actor == root.actor and form.key_id == root.key.key_id and not keys.owner(form.key_id):
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
