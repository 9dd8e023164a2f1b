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
from dueregard.assess.zone import measure
from dueregard.model.criterion import Criterion
from dueregard.orbit.tracks import PairPath, pair_path, rows_at

Mover = Literal["object 1", "object 2", "both", "neither", "cannot tell"]

# How long before the stay the earlier course is taken: late enough that its error has not grown beyond use, early
# enough to lie before an arrival that takes a day or two.
BEFORE_S = (1.5 * 86_400.0, 3 * 86_400.0, 5 * 86_400.0)
SAMPLES = 720


@dataclass(frozen=True, slots=True)
class Courses:
    """``mover`` and the words that carry it, with the least ranges of the three courses in them."""

    mover: Mover
    words: str


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
    t = np.linspace(begin_s, end_s, SAMPLES)
    pair = (object1.norad_cat_id, object2.norad_cat_id)
    for before in BEFORE_S:
        at = begin_s - before
        if not all(_known_before_and_after(scene, number, at, t) for number in pair):
            continue
        first = pair_path(scene.tracks, *pair, t, frozen_s=(at, None))
        second = pair_path(scene.tracks, *pair, t, frozen_s=(None, at))
        had1, had2 = measure(criterion, first, centres).outcome, measure(criterion, second, centres).outcome
        words = (
            f"Had {object1.name} kept the course it was on {duration_words(before)} earlier, {_course(first)}; "
            f"had {object2.name} kept its own, {_course(second)}."
        )
        if had1 == "outside" and had2 == "outside":
            return Courses("both", f"Changes of course of both brought the stay about. {words}")
        if had1 == "outside" and had2 in ("inside", "indeterminate"):
            return Courses(
                "object 1", f"A change of course of {object1.name} brought the stay about. {words}"
            )
        if had2 == "outside" and had1 in ("inside", "indeterminate"):
            return Courses(
                "object 2", f"A change of course of {object2.name} brought the stay about. {words}"
            )
        if had1 == "inside" and had2 == "inside":
            return Courses("neither", f"Neither needed to change its course for it. {words}")
    return Courses(
        "cannot tell",
        "Who moved cannot be told: there are no element sets from before the stay that are good enough to carry "
        "either object through it.",
    )


def _known_before_and_after(scene: Scene, number: int, at_s: float, t_s: NDArray[np.float64]) -> bool:
    """Return whether an object has a set from before ``at_s``, and another, later one during the stay."""
    then, now = int(rows_at(scene.tracks, number, np.array([at_s]))[0]), rows_at(scene.tracks, number, t_s)
    return then >= 0 and float(scene.tracks.epoch_s[then]) <= at_s and bool((now > then).any())


def _course(path: PairPath) -> str:
    k = int(np.nanargmin(np.where(path.good, path.range_km, np.inf)))
    return (
        f"the least range would have been {distance_words(float(path.range_km[k]))} "
        f"({distance_words(float(path.low_km[k]))} to {distance_words(float(path.high_km[k]))})"
    )
