"""What the sky shows of a notice, and which prolonged proximities have none. Information held beside information.

It is no ``Finding``: a notice is what its author told others, neither a criterion that is applied alike to all nor
a commitment (docs/decisions/0011). Built in ``assess`` alone, and refused without evidence, uncertainty or limits.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dueregard.model.finding import Evidence, Interval

NoticeOutcome = Literal[
    "as notified",
    "otherwise than notified",
    "indeterminate",
    "not verifiable",
    "notified and not seen",
    "not looked at",
    "no notice on this record",
]
Aspect = Literal["nearer", "earlier", "longer"]
AspectAnswer = Literal["yes", "no", "indeterminate", "not verifiable", "not stated"]
Looked = Literal["whole", "in part", "not at all"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One statement of a notice beside what was measured.

    ``measured`` is the least range in km for *nearer*, and by how many seconds the two were near before or after the
    notified span for *earlier* and *longer*, with the interval of plausible values: that interval was compared, never
    its value. None where nothing could be measured. ``phase`` names the phase spoken of, empty for the whole.
    """

    aspect: Aspect
    answer: AspectAnswer
    measured: Interval | None
    words: str
    phase: str = ""


@dataclass(frozen=True, slots=True)
class NoticeComparison:
    """One pair of objects, one notice (or none), and what the sky shows of the two as known at an instant.

    ``notice`` is the id of its filing, empty where there is none on this record; ``start`` and ``end`` are then those
    of the proximity. ``near_from`` and ``near_until`` bound the time for which the two may have been within
    ``near_km`` of each other; None where they were not, or where that could not be seen. ``looked`` tells how much of
    the span could be looked at. ``commitments``: ids of the commitments on this record under which the proximity would
    have been notified. ``findings``: ids of the findings on the same proximity. Times are UTC.
    """

    id: str
    outcome: NoticeOutcome
    object1_norad_cat_id: int
    object2_norad_cat_id: int
    object1_name: str
    object2_name: str
    notice: str
    filed_by: str
    filed_at: datetime | None
    start: datetime
    end: datetime
    near_km: float
    near_from: datetime | None
    near_until: datetime | None
    least_range_km: Interval | None
    compared: tuple[Compared, ...]
    looked: Looked
    commitments: tuple[str, ...]
    findings: tuple[str, ...]
    known_at: datetime
    text: str
    uncertainty: str
    evidence: tuple[Evidence, ...]
    limits: tuple[str, ...]
    software: str

    def __post_init__(self) -> None:
        if not (self.evidence and self.uncertainty and self.limits and self.text):
            raise ValueError(
                "a comparison with a notice needs its evidence, its uncertainty, its limits and its sentence"
            )
        if (self.outcome == "no notice on this record") != (not self.notice):
            raise ValueError("a comparison has a notice, or says that there is none on this record")
