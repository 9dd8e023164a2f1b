"""Who moved: each object carried on by the element set it had before, as if it had done nothing since.

With one element set for each object the question has no answer, and the finding says "cannot tell". With a
history, three courses are compared over the stay: as it happened, had object 1 kept its earlier course, had object 2
kept it. It is a statement about courses and not about purposes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dueregard.assess.scene import ObjectFacts, Scene
from dueregard.assess.sentence import distance_words, duration_words
from dueregard.assess.zone import Measured, measure
from dueregard.model.criterion import Criterion
from dueregard.orbit.tracks import PairPath, pair_path, rows_at

Mover = Literal["object 1", "object 2", "both", "neither", "cannot tell"]

# How long before the stay the earlier course is taken: late enough that its error has not grown beyond use, early
# enough to lie before an arrival that takes a day or two.
BEFORE_S = (1.5 * 86_400.0, 3 * 86_400.0, 5 * 86_400.0)
SAMPLES = 720
AROUND_S = 86_400.0
LOOKED_AT_S = 6 * 86_400.0  # of a long stay, its beginning: carried further, an old set says nothing
SHORTER = 0.5  # a stay less than half as long is not that stay


@dataclass(frozen=True, slots=True)
class Courses:
    """``mover``, the sentence that says it, and what would have been: the least ranges of the other courses."""

    mover: Mover
    sentence: str
    instead: str = ""

    @property
    def words(self) -> str:
        """Return the sentence and what would have been."""
        return f"{self.sentence} {self.instead}".strip()


def who_moved(
    scene: Scene,
    criterion: Criterion,
    object1: ObjectFacts,
    object2: ObjectFacts,
    begin_s: float,
    end_s: float,
    centres: Sequence[int],
) -> Courses:
    """Return whose change of course brought the stay about, or why that cannot be told.

    ``begin_s``, ``end_s``: the stay, seconds after the window's start. Courses of several days before are tried, the
    latest first: the first that tells is taken.
    """
    if not scene.followed:
        return Courses("cannot tell", "Who moved cannot be told from one element set for each object.")
    last_s = min(end_s, begin_s + LOOKED_AT_S)
    t = np.linspace(begin_s - AROUND_S, last_s, SAMPLES)
    pair = (object1.norad_cat_id, object2.norad_cat_id)
    for before in BEFORE_S:
        at = begin_s - before
        if not all(_known_before_and_after(scene, number, at, t) for number in pair):
            continue
        courses = [pair_path(scene.tracks, *pair, t, frozen_s=f) for f in ((at, None), (None, at))]
        stays = [measure(criterion, path, centres) for path in courses]
        lasting = last_s - begin_s
        # Without this object's change there would have been no such stay; with or without it there would.
        without = [m.possibly_s < SHORTER * lasting for m in stays]
        anyway = [m.surely_s >= SHORTER * lasting for m in stays]
        instead = " ".join(
            f"Had {o.name} kept the course it was on {duration_words(before)} before, {_course(path, m)}."
            for o, path, m in zip((object1, object2), courses, stays, strict=True)
        )
        if without[0] and without[1]:
            return Courses("both", "Changes of course of both brought the stay about.", instead)
        if without[0] and anyway[1]:
            sentence = f"A change of course of {object1.name} brought the stay about."
            return Courses("object 1", sentence, instead)
        if without[1] and anyway[0]:
            sentence = f"A change of course of {object2.name} brought the stay about."
            return Courses("object 2", sentence, instead)
        if anyway[0] and anyway[1]:
            return Courses("neither", "Neither needed to change its course for it.", instead)
    return Courses(
        "cannot tell",
        "Who moved cannot be told: there are no element sets from before the stay that are good enough to carry "
        "either object through it.",
    )


def _known_before_and_after(scene: Scene, number: int, at_s: float, t_s: NDArray[np.float64]) -> bool:
    """Return whether an object has a set from before ``at_s``, and another, later one during the stay."""
    then, now = int(rows_at(scene.tracks, number, np.array([at_s]))[0]), rows_at(scene.tracks, number, t_s)
    return then >= 0 and float(scene.tracks.epoch_s[then]) <= at_s and bool((now > then).any())


def _course(path: PairPath, m: Measured) -> str:
    k = int(np.nanargmin(np.where(path.good, path.range_km, np.inf)))
    least, low, high = (distance_words(float(x[k])) for x in (path.range_km, path.low_km, path.high_km))
    if m.possibly_s <= 0.0:
        return f"the least range would have been {least} ({low} to {high}), outside the zone"
    return (
        f"the two would have been in the zone for at most {duration_words(m.possibly_s)} of the time looked at, "
        f"at no less than {least} ({low} to {high})"
    )
