"""The frame of a situation: its objects, its pairs, what explains it, and what the makers of situations share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.random import Generator

from dueregard.jobs.scenario.body import Body, Regime
from dueregard.jobs.scenario.cast import Cast
from dueregard.jobs.scenario.mean_elements import DAY_US
from dueregard.jobs.scenario.packaged import demo_table
from dueregard.jobs.scenario.population import launch_day
from dueregard.jobs.scenario.trajectory import Trajectory
from dueregard.model.finding import Explanation


@dataclass(frozen=True, slots=True)
class Situation:
    """One of the twelve, as it really was.

    ``pairs`` are parts of ``bodies``. ``explanation`` is what the data support; ``also`` lists explanations that a
    careful reader could give as well. ``marks_us`` are instants that filings refer to, ``figures`` numbers.
    """

    number: int
    kind: str
    story: str
    bodies: tuple[Body, ...]
    pairs: tuple[tuple[str, str], ...]
    explanation: Explanation
    also: tuple[Explanation, ...] = ()
    marks_us: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Stage:
    """What the makers of situations draw from: the cast, the seed's stream, and names not yet given away."""

    cast: Cast
    rng: Generator
    start_jd: float
    taken: dict[str, int] = field(default_factory=dict)

    def draw(self, situation: str, key: str) -> float:
        """Return a number from the situation's range in ``knowledge/demo/situations.toml``."""
        return float(self.rng.uniform(*demo_table("situations")[situation][key]))

    def draw_us(self, situation: str, key: str) -> int:
        """Return a duration or instant given in days, in whole microseconds."""
        return round(self.draw(situation, key) * DAY_US)

    def years(self, situation: str) -> tuple[int, int]:
        """Return the first and last year of launch that the situation gives."""
        first, last = demo_table("situations")[situation]["launched"]
        return int(first), int(last)

    def side(self) -> float:
        """Return 1 or -1: ahead or behind, eastwards or westwards."""
        return float(self.rng.choice([-1.0, 1.0]))

    def vector_km(self, situation: str, key: str) -> tuple[float, float]:
        """Return a plane vector of the length drawn for ``key``, in any direction."""
        length, angle = self.draw(situation, key), float(self.rng.uniform(0.0, 2.0 * np.pi))
        return length * float(np.cos(angle)), length * float(np.sin(angle))

    def name(self, owner: str) -> str:
        """Return a name of this owner that is not yet given: the code, or the operator's, and a small number."""
        last = self.taken.get(owner)
        # The first of an owner begins anywhere below ten: not every scenario is about the satellites number one.
        self.taken[owner] = (
            int(self.rng.integers(1, 10)) if last is None else last + int(self.rng.integers(1, 4))
        )
        return f"{owner}-{self.taken[owner]}"

    def satellite(
        self,
        part: str,
        owner: str,
        trajectory: Trajectory | None,
        regime: Regime,
        launched: date | Sequence[int] = (2016, 2029),
        **more: object,
    ) -> Body:
        """Return a payload, operational unless ``more`` says otherwise, from a launch of its own."""
        day = launched if isinstance(launched, date) else launch_day(self.rng, launched)
        fields: dict[str, object] = {
            "part": part,
            "name": self.name(owner),
            "object_type": "PAY",
            "status": "+",
            "owner": owner,
            "launched": day,
            "launch": part,
            "regime": regime,
            "trajectory": trajectory,
        }
        return Body(**{**fields, **more})  # type: ignore[arg-type]
