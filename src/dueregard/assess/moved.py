"""Who moved: each object carried on by the element set it had before, as if it had done nothing since.

With one element set for each object the question has no answer, and the finding says "cannot tell". With a
history, three courses are compared over the stay: as it happened, had object 1 kept its earlier course, had object 2
kept it. It is a statement about courses and not about purposes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np

from dueregard.assess.sentence import distance_words, duration_words
from dueregard.assess.zone import measure
from dueregard.model.criterion import Criterion
from dueregard.orbit.pieces import PairPath, Piece, pair_path, piece_index, row_of

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
    pieces: Sequence[Piece],
    start: datetime,
    criterion: Criterion,
    object1: tuple[int, str],
    object2: tuple[int, str],
    begin_s: float,
    end_s: float,
    centres: Sequence[int],
) -> Courses:
    """Return whose change of course brought the stay about, or why that cannot be told.

    ``object1``, ``object2``: catalogue number and name. ``begin_s``, ``end_s``: the stay, seconds after the window's
    start.
    """
    if len(pieces) == 1:
        return Courses("cannot tell", "Who moved cannot be told from one element set for each object.")
    t = np.linspace(begin_s, end_s, SAMPLES)
    for before in BEFORE_S:
        at = begin_s - before
        if at < pieces[0].begin_s:
            break
        k = int(piece_index(pieces, np.array([at]))[0])
        if min(row_of(pieces[k], object1[0]), row_of(pieces[k], object2[0])) < 0:
            continue
        first = pair_path(pieces, start, object1[0], object2[0], t, frozen=(k, None))
        second = pair_path(pieces, start, object1[0], object2[0], t, frozen=(None, k))
        had1, had2 = measure(criterion, first, centres).outcome, measure(criterion, second, centres).outcome
        words = (
            f"Had {object1[1]} kept the course it was on {duration_words(before)} earlier, {_course(first)}; "
            f"had {object2[1]} kept its own, {_course(second)}."
        )
        if had1 == "outside" and had2 == "outside":
            return Courses("both", f"Changes of course of both brought the stay about. {words}")
        if had1 == "outside" and had2 in ("inside", "indeterminate"):
            return Courses("object 1", f"A change of course of {object1[1]} brought the stay about. {words}")
        if had2 == "outside" and had1 in ("inside", "indeterminate"):
            return Courses("object 2", f"A change of course of {object2[1]} brought the stay about. {words}")
        if had1 == "inside" and had2 == "inside":
            return Courses("neither", f"Neither needed to change its course for it. {words}")
    return Courses(
        "cannot tell",
        "Who moved cannot be told: there are no element sets from before the stay that are good enough to carry "
        "either object through it.",
    )


def _course(path: PairPath) -> str:
    k = int(np.nanargmin(np.where(path.good, path.range_km, np.inf)))
    return (
        f"the least range would have been {distance_words(float(path.range_km[k]))} "
        f"({distance_words(float(path.low_km[k]))} to {distance_words(float(path.high_km[k]))})"
    )
