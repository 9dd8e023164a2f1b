"""What is to be said of a pair: the criteria in force that speak of it, and the commitments that bind one of two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from dueregard.assess.applicable import belongs_to, centres, committed
from dueregard.assess.foreign import foreign
from dueregard.assess.scene import ObjectFacts, Scene
from dueregard.model.actor import Foreign
from dueregard.model.criterion import Criterion
from dueregard.model.filing import Commitment
from dueregard.orbit.region import regions
from dueregard.orbit.tracks import rows_at
from dueregard.record.as_of import as_of, in_force


@dataclass(frozen=True, slots=True)
class Pair:
    """Two objects, object 1 with the lesser number: their facts, their regions ("" without elements), and whether they
    belong to different States.
    """

    object1: ObjectFacts
    object2: ObjectFacts
    region1: str
    region2: str
    foreign: Foreign

    @property
    def objects(self) -> tuple[ObjectFacts, ObjectFacts]:
        """Return both, object 1 first."""
        return self.object1, self.object2

    @property
    def numbers(self) -> tuple[int, int]:
        """Return both catalogue numbers, the lesser first."""
        return self.object1.norad_cat_id, self.object2.norad_cat_id


@dataclass(frozen=True, slots=True)
class Applied:
    """One criterion that speaks of the pair and around which objects (1, 2) its zone lies; where it comes from a
    commitment, that and which object (1, 2) is the committed actor's own.
    """

    criterion: Criterion
    around: tuple[int, ...]
    commitment: Commitment | None = None
    own: int = 0


def pair_of(scene: Scene, number1: int, number2: int) -> Pair:
    """Return what is known of a pair; the catalogue's silence is kept as unknown."""
    first, second = (scene.facts[number] for number in sorted((number1, number2)))
    return Pair(
        first,
        second,
        _region(scene, first.norad_cat_id),
        _region(scene, second.norad_cat_id),
        foreign(first.owner, second.owner, scene.owners),
    )


def _region(scene: Scene, number: int) -> str:
    row = int(rows_at(scene.tracks, number, np.array([0.0]))[0])
    return "" if row < 0 else str(regions(scene.tracks.elements[[row]])[0])


def applied(scene: Scene, pair: Pair, criteria: Sequence[Criterion], at: datetime) -> list[Applied]:
    """Return the criteria of the run and of the record, and the commitments, that speak of the pair at this instant.

    For an object without elements the region of the other stands in: what is notified near it happens there.
    """
    where = (pair.region1 or pair.region2, pair.region2 or pair.region1)
    crewed = (pair.numbers[0] in scene.crewed, pair.numbers[1] in scene.crewed)
    now = in_force(as_of(scene.record, at), at)
    found = []
    for c in (*criteria, *(d.criterion for d in now.declarations)):
        around = centres(c, pair.objects, where, crewed, pair.foreign.answer, at, scene.owners)
        # A distance declared about others near one's own says nothing of two objects of the same actor.
        both_own = bool(c.protects) and all(belongs_to(o, c.protects, scene.owners) for o in pair.objects)
        if around and not (both_own and c.pairs == "foreign"):
            found.append(Applied(c, around))
    for promise in now.commitments:
        own = committed(promise, pair.objects, pair.foreign.answer, at, scene.owners)
        c = promise.criterion
        if own and 3 - own in centres(c, pair.objects, where, crewed, pair.foreign.answer, at, scene.owners):
            found.append(Applied(c, (3 - own,), promise, own))
    return found
