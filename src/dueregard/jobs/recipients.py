"""Whose objects come near an operation: owners as a notice names them, and as the catalogue's rules resolve them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dueregard.assess.scene import ObjectFacts
from dueregard.jobs.concerned import Near, called
from dueregard.knowledge.owners import describe, state_name
from dueregard.model.actor import Owner
from dueregard.record.forms.proximity import ProximityNotice

NAMED: Final = "Named as owner in the notice"
NOT_TOLD_OF_PASSES: Final = ("DEBRIS", "ROCKET BODY")  # nobody steers them: a pass is no news to their State


@dataclass(frozen=True, slots=True)
class Concerned:
    """One actor to be told: why, and which of its objects, each with its nearest approach.

    ``why`` is in the words of form H2. ``basis``: the rule by which the objects are this actor's, or who says so.
    """

    actor: str
    name: str
    why: str
    objects: tuple[Near, ...]
    basis: str


def filers_of(notice: ProximityNotice) -> frozenset[str]:
    """Return those who need not be told: whose words these are, and the States responsible for what is moved."""
    speakers = (notice.filed_by, *notice.on_behalf_of, *notice.jointly_with)
    return frozenset(speakers) | {o.responsible_state for o in notice.objects if o.responsible_state}


def owners_approached(
    notice: ProximityNotice,
    facts: Mapping[int, ObjectFacts],
    owners: Mapping[str, Owner],
    filers: frozenset[str],
    nearest: Sequence[Near],
) -> tuple[list[Concerned], tuple[str, ...]]:
    """Return the owners that the notice names, and where the catalogue names others.

    ``nearest``: what the screening found, an object once. An object that it did not find has no times.
    """
    objects: dict[str, list[Near]] = {}
    bases: dict[str, dict[str, None]] = {}
    contradictions = []
    screened = {one.norad_cat_id: one for one in nearest}
    for one in notice.approached_objects:
        number, name = one.object.norad_cat_id, called(one.object)
        near = Near(number or 0, name, "the notice names it", True, None, None, None, None)
        if number in screened:
            near = replace(screened[number], name=name)
        by_catalogue = facts[number].owner if number is not None else None
        if by_catalogue is not None and by_catalogue.kind == "unknown":
            by_catalogue = None
        actors = _actors(by_catalogue) if by_catalogue is not None else ()
        agree = by_catalogue is not None and one.owner in (*actors, by_catalogue.code)
        if one.owner not in filers:
            objects.setdefault(one.owner, []).append(near)
            basis = f"{NAMED}, and so by the catalogue." if agree else f"{NAMED}."
            bases.setdefault(one.owner, {}).setdefault(basis)
        if by_catalogue is not None and not agree:
            told = (
                "Both are told."
                if actors
                else "Of the latter no responsible State is known: the notice's word alone is followed."
            )
            contradictions.append(
                f"{near.name}: the notice names {one.owner} as owner, the catalogue "
                f"{describe(by_catalogue, owners)}. {told}"
            )
            for actor in actors:
                if actor not in filers:
                    objects.setdefault(actor, []).append(near)
                    bases.setdefault(actor, {}).setdefault("Owner by the catalogue.")
    return [
        Concerned(
            actor,
            _named(actor, owners),
            "owner of an approached object",
            tuple(found),
            " ".join(bases[actor]),
        )
        for actor, found in objects.items()
    ], tuple(contradictions)


def owners_near(
    nearest: Sequence[Near],
    facts: Mapping[int, ObjectFacts],
    owners: Mapping[str, Owner],
    filers: frozenset[str],
) -> tuple[list[Concerned], tuple[str, ...], tuple[Near, ...], tuple[Near, ...]]:
    """Return whose objects come near; those of nobody known, in words; the filers' own; and debris that only passes."""
    objects: dict[str, list[Near]] = {}
    bases: dict[str, dict[str, None]] = {}
    nobody, own, passed = [], [], []
    for one in nearest:
        fact = facts[one.norad_cat_id]
        actors = _actors(fact.owner)
        if not one.stays and fact.object_type in NOT_TOLD_OF_PASSES:
            passed.append(one)
        elif not actors:
            nobody.append(
                f"{fact.name} ({one.norad_cat_id}): {describe(fact.owner, owners)}; {fact.owner.basis}."
            )
        elif set(actors) & filers or fact.owner.code in filers:
            own.append(one)
        else:
            for actor in actors:
                objects.setdefault(actor, []).append(one)
                bases.setdefault(actor, {}).setdefault(fact.owner.basis)
    concerned = [
        Concerned(
            actor, _named(actor, owners), "object near the trajectory", tuple(found), " ".join(bases[actor])
        )
        for actor, found in objects.items()
    ]
    return concerned, tuple(nobody), tuple(own), tuple(passed)


def _actors(owner: Owner) -> tuple[str, ...]:
    """Return whom to tell of an owner's object: its responsible States; an organisation itself, for its members."""
    if owner.kind == "intergovernmental organisation":
        return (owner.code,)
    return tuple(sorted(owner.responsible_states))


def besides(near: Sequence[Concerned], approached: Sequence[Concerned]) -> list[Concerned]:
    """Return those near the trajectory, without the very objects they are told of as owners already."""
    named = {c.actor: {o.norad_cat_id for o in c.objects} for c in approached}
    kept = []
    for one in near:
        objects = tuple(o for o in one.objects if o.norad_cat_id not in named.get(one.actor, set()))
        if objects:
            kept.append(Concerned(one.actor, one.name, one.why, objects, one.basis))
    return kept


def nearest_of_each(near: Sequence[Near]) -> tuple[Near, ...]:
    """Return of each object what concerns it most: a stay before a pass, then the nearest."""
    best: dict[int, Near] = {}
    for one in near:
        kept = best.get(one.norad_cat_id)
        if kept is None or (not one.stays, one.least_km or 0.0) < (not kept.stays, kept.least_km or 0.0):
            best[one.norad_cat_id] = one
    return tuple(best[number] for number in sorted(best))


def _named(actor: str, owners: Mapping[str, Owner]) -> str:
    return owners[actor].name if actor in owners else state_name(actor, owners)
