"""Notified and not to be seen: operations of which an object has no elements."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from dueregard.assess.explain import Encounter
from dueregard.assess.filled import criterion_evidence, notice_evidence, unmeasured
from dueregard.assess.moved import Courses
from dueregard.assess.readings import Applied, Pair, applied, pair_of
from dueregard.assess.scene import Scene, actor_name
from dueregard.assess.sentence import day_words
from dueregard.model.criterion import Criterion
from dueregard.model.filing import ProximityNotice
from dueregard.model.finding import Finding
from dueregard.model.time import seconds_between
from dueregard.record.as_of import as_of


def unseen(scene: Scene, criteria: Sequence[Criterion], software: str) -> Iterator[Finding]:
    """Yield a finding *not verifiable* for every notified operation of which an object has no element set.

    Absence of elements is no evidence of anything; the notice is shown and what could not be looked at is named.
    """
    end = scene.start + timedelta(hours=scene.hours)
    for n in as_of(scene.record, end).notices:
        numbers = (n.object_norad_cat_id, n.target_norad_cat_id)
        if n.end < scene.start or n.start > end or not all(number in scene.facts for number in numbers):
            continue
        pair = pair_of(scene, *numbers)
        missing = [
            o.name for o, region in zip(pair.objects, (pair.region1, pair.region2), strict=True) if not region
        ]
        if missing:
            for a in applied(scene, pair, criteria, max(n.start, scene.start)):
                yield _finding(scene, pair, a, n, " and ".join(missing), software)


def _finding(scene: Scene, pair: Pair, a: Applied, n: ProximityNotice, names: str, software: str) -> Finding:
    begin, end = seconds_between(n.start, scene.start), seconds_between(n.end, scene.start)
    encounter = Encounter(*pair.objects, pair.foreign, begin, end, False, False, False, None, 0.0, (n,))
    courses = Courses("cannot tell", f"Who moved cannot be told: {names} has no public elements.")
    return unmeasured(
        scene,
        encounter,
        a,
        courses,
        software,
        kind="not seen",
        verdict="not verifiable" if a.commitment else None,
        text=(
            f"{pair.object1.name} and {pair.object2.name}: an operation between {day_words(n.start)} and "
            f"{day_words(n.end)} is notified by {actor_name(scene, n.filing.filed_by)} and cannot be looked at, "
            f"since {names} has no public elements."
        ),
        uncertainty=f"No element set of {names}: coverage zero.",
        evidence=(*notice_evidence((n,)), criterion_evidence(a)),
    )
