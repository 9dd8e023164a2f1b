"""Whether two objects belong to different States. Decided here and nowhere else.

The answer rests on the packaged owner rules alone. It says nothing about consent, about launching States or
about the State of registry, which are facts of their own.
"""

from collections.abc import Mapping

import polars as pl

from dueregard.knowledge.owners import describe, is_determined, resolve, state_name
from dueregard.model.actor import Answer, Foreign, Owner


def foreign(owner1: Owner, owner2: Owner, owners: Mapping[str, Owner] | None = None) -> Foreign:
    """Return whether the owners of two objects are foreign to each other, with the basis in one sentence.

    ``yes``: both sets of responsible States are known and share none. ``no``: both are known and share a State (a
    joint object belongs to all of its States), or both objects carry the code or the name of one owner. Otherwise
    ``unknown``. Swapping the objects never changes the answer. ``owners`` lends the names of fictional States.
    """
    states1, states2 = owner1.responsible_states, owner2.responsible_states
    answer: Answer
    if _same_owner(owner1, owner2):
        answer, why = "no", "both objects carry the same owner"
    elif not states1 or not states2:
        unresolved = [_label(owner) for owner in (owner1, owner2) if not owner.responsible_states]
        answer, why = "unknown", "the responsible State is not resolved for " + " and ".join(unresolved)
    elif shared := states1 & states2:
        answer, why = "no", "both belong to " + ", ".join(sorted(state_name(iso, owners) for iso in shared))
    else:
        answer, why = "yes", "the responsible States are known on both sides and have none in common"
    return Foreign(
        answer, f"{why[0].upper()}{why[1:]}: {_rule(owner1, owners)}, and {_rule(owner2, owners)}."
    )


def foreign_answers(codes1: pl.Series, codes2: pl.Series, owners: Mapping[str, Owner]) -> pl.DataFrame:
    """Return ``foreign`` (yes, no, unknown) and ``foreign_basis`` for each pair of owner codes, in the same order.

    ``codes1`` and ``codes2``: (n,), as the catalogue prints them; null means that no code is given. The basis is the
    sentence that findings show. Each distinct pair is decided once, so a table of 100,000s of rows costs some thousands
    of decisions.
    """
    if codes1.len() != codes2.len():
        raise ValueError(f"{codes1.len()} codes on one side and {codes2.len()} on the other")
    pairs = pl.DataFrame(
        {"code1": codes1.cast(pl.String).fill_null(""), "code2": codes2.cast(pl.String).fill_null("")}
    )
    distinct = pairs.unique(maintain_order=True)
    answers = [
        foreign(resolve(code1, owners), resolve(code2, owners), owners)
        for code1, code2 in distinct.iter_rows()
    ]
    decided = distinct.with_columns(
        pl.Series("foreign", [one.answer for one in answers], dtype=pl.String),
        pl.Series("foreign_basis", [one.basis for one in answers], dtype=pl.String),
    )
    joined = pairs.join(decided, on=["code1", "code2"], how="left", maintain_order="left")
    return joined.select("foreign", "foreign_basis")


def _same_owner(owner1: Owner, owner2: Owner) -> bool:
    # TBD and U name nobody: two such objects need not have one owner. Two codes with one name (BGR and BUL, TWN and
    # ROC) are one owner whom the two catalogues write differently.
    if not (is_determined(owner1) and is_determined(owner2)):
        return False
    return owner1.code == owner2.code or owner1.name == owner2.name


def _label(owner: Owner) -> str:
    return f"owner code {owner.code}" if owner.code else "an object without owner code"


def _rule(owner: Owner, owners: Mapping[str, Owner] | None) -> str:
    if owner.kind == "unknown":
        return f"no rule names an owner for {_label(owner)}"
    return f"the rule for {_label(owner)} ({owner.confidence}) gives {describe(owner, owners)}"
