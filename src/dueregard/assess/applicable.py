"""Which criteria speak of a pair, and around which of its two objects their zone lies."""

from collections.abc import Mapping
from datetime import datetime

from dueregard.assess.scene import ObjectFacts
from dueregard.model.actor import Owner
from dueregard.model.criterion import Criterion
from dueregard.model.filing import Commitment


def belongs_to(o: ObjectFacts, actor: str, owners: Mapping[str, Owner]) -> bool:
    """Return whether an object is the actor's: by its catalogue owner code, or as one of its responsible States."""
    named = owners.get(actor)
    return actor in (o.owner.code, o.owner.name) or actor in o.owner.responsible_states or (
        named is not None and named.name == o.owner.name
    )  # fmt: skip


def centres(
    criterion: Criterion,
    pair: tuple[ObjectFacts, ObjectFacts],
    regions: tuple[str, str],
    crewed: tuple[bool, bool],
    foreign: str,
    at: datetime,
    owners: Mapping[str, Owner],
) -> tuple[int, ...]:
    """Return the objects of the pair (1, 2) the criterion's zone may be centred on; empty: it does not speak of them.

    ``foreign``: yes, no or unknown; a criterion for foreign pairs keeps the unknown. ``regions`` and ``crewed`` are of
    object 1 and object 2.
    """
    if not criterion.measured or criterion.zone is None:
        return ()
    if criterion.valid_from is not None and at < criterion.valid_from:
        return ()
    if criterion.valid_to is not None and at >= criterion.valid_to:
        return ()
    if criterion.pairs == "foreign" and foreign == "no":
        return ()
    found = []
    for k, o in enumerate(pair):
        fits_class = {
            "any": True,
            "payload": o.object_type == "PAYLOAD",
            "crewed": crewed[k],
            "named": o.norad_cat_id in criterion.objects,
            "not in the catalogue": False,
        }[criterion.object_class]
        fits_region = criterion.region in ("any", regions[k])
        fits_actor = not criterion.protects or belongs_to(o, criterion.protects, owners)
        if fits_class and fits_region and fits_actor:
            found.append(k + 1)
    return tuple(found)


def committed(
    commitment: Commitment,
    pair: tuple[ObjectFacts, ObjectFacts],
    foreign: str,
    at: datetime,
    owners: Mapping[str, Owner],
) -> int:
    """Return which object (1, 2) is the committed actor's own while the other is not, 0 where it does not apply."""
    own = [belongs_to(o, commitment.actor, owners) for o in pair]
    if own[0] == own[1] or foreign == "no":
        return 0
    if at < commitment.since or (commitment.until is not None and at >= commitment.until):
        return 0
    return 1 if own[0] else 2
