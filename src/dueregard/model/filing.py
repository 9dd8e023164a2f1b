"""What actors have said: notices, commitments, replies. The meaning of a record's entries, without its bytes.

``filed_by`` is the actor whose words they are; ``entered_by`` is empty when the actor filed them itself, and names
whoever entered them from a public document otherwise, with the document in ``source``. The two are never merged.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dueregard.model.criterion import Criterion


@dataclass(frozen=True, slots=True)
class Filing:
    """What every filing carries: an id (hash of its content), whose words, since when known, from where.

    ``ended_at``: since when it is known that these words no longer stand, because they were amended, taken back or not
    believed any more; None where they stand.
    """

    id: str
    filed_by: str
    filed_at: datetime
    entered_by: str
    source: str
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoticePhase:
    """One phase of a notified operation: its span, and the least distance planned in it (None where not given)."""

    name: str
    start: datetime
    end: datetime
    least_planned_km: float | None


@dataclass(frozen=True, slots=True)
class ProximityNotice:
    """A notified rendezvous and proximity operation of ``object_norad_cat_id`` near ``target_norad_cat_id``.

    ``consent_of`` lists the actors that the notice says have consented; ``least_planned_km`` is the least distance
    planned, None where not given. A filing about several objects gives one value for each pair, all with that filing;
    ``without_number`` names those of its objects that it gives no catalogue number for, and that nobody can look for.
    """

    filing: Filing
    object_norad_cat_id: int
    target_norad_cat_id: int
    start: datetime
    end: datetime
    least_planned_km: float | None
    purpose: str
    consent_of: tuple[str, ...]
    phases: tuple[NoticePhase, ...] = ()
    without_number: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Declaration:
    """A distance an actor says it regards as close: a criterion of its own, binding nobody else."""

    filing: Filing
    criterion: Criterion


@dataclass(frozen=True, slots=True)
class Commitment:
    """What an actor took upon itself: its own objects stay outside the zone of ``criterion`` around others'.

    ``unless`` lists what lifts the undertaking: ``notice`` (a notice on record before entry), ``consent``.
    """

    filing: Filing
    actor: str
    criterion: Criterion
    unless: tuple[Literal["notice", "consent"], ...]
    legal_nature: str
    instrument: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Reply:
    """An actor's words beside a pair of objects and a time span; shown with every finding it touches."""

    filing: Filing
    object1_norad_cat_id: int
    object2_norad_cat_id: int
    start: datetime
    end: datetime
    text: str


AnyFiling = ProximityNotice | Declaration | Commitment | Reply


@dataclass(frozen=True, slots=True)
class Record:
    """What was on record at an instant. Holds filings in order of filing; nothing is computed from orbits here."""

    notices: tuple[ProximityNotice, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    replies: tuple[Reply, ...] = ()
