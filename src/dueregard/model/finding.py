"""A finding: what was measured against a criterion, with what it rests on and what it cannot say.

Built in ``assess`` alone (a test holds this). The constructor refuses one without evidence, uncertainty or limits.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Outcome = Literal["outside", "inside", "indeterminate", "not verifiable", "not applicable"]
CommitmentOutcome = Literal["consistent", "not consistent", "indeterminate", "not verifiable"]
Explanation = Literal[
    "docked", "same_launch", "same_owner", "notified", "neighbours", "drift_by", "debris", "none"
]


@dataclass(frozen=True, slots=True)
class Interval:
    """A measured value with the 95 % interval of plausible values around it, same unit."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing a finding rests on: its content hash (sha256, hex), where it came from, when it was observed
    (the epoch of an element set, the filing time of a notice) and when it was known to us.
    """

    kind: str
    sha256: str
    origin: str
    observed: datetime | None
    known: datetime | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the visible order of explanations: whether it applies, and in words why or why not."""

    explanation: Explanation
    applies: Literal["yes", "no", "cannot tell"]
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What was measured against one criterion for one approach, or for one notice that could not be seen.

    ``outcome`` compares the interval of plausible distances with the threshold. ``commitment_outcome`` is given only
    where an object's own actor took the commitment up; None otherwise. ``explanation`` is the first of ``reasons``
    (in their fixed order) that applies, or ``none``: not explained by the available data. Times are UTC; they are None
    where nothing could be measured.
    """

    id: str
    object1_norad_cat_id: int
    object2_norad_cat_id: int
    object1_name: str
    object2_name: str
    kind: str
    entry: datetime | None
    tca: datetime | None
    exit: datetime | None
    least_range_km: Interval | None
    criterion: str
    outcome: Outcome
    commitment: str
    commitment_outcome: CommitmentOutcome | None
    explanation: Explanation
    reasons: tuple[Reason, ...]
    foreign: str
    foreign_basis: str
    who_moved: str
    text: str
    uncertainty: str
    evidence: tuple[Evidence, ...]
    limits: tuple[str, ...]
    replies: tuple[str, ...]
    software: str

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a finding needs evidence: at least one thing it rests on, with its hash")
        if not self.uncertainty:
            raise ValueError(
                "a finding needs its uncertainty: what was assumed about the error of the elements"
            )
        if not self.limits:
            raise ValueError("a finding needs its limits: what could not be verified, and why")
        if not self.text:
            raise ValueError("a finding needs its sentence")
