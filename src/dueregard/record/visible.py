"""Who may read a filing: anybody, or the actors in one list. Every reading, listing, counting and searching asks here.

The list of a filing is computed once, when it stands on the record, so that a database can ask the same: ``public OR
actor IN readers``. What the list holds follows from the rows of the table for ``read``; a test holds the two together.
"""

from datetime import datetime
from typing import NamedTuple

from dueregard.record.actors import Actors
from dueregard.record.filed import Filed


class Reading(NamedTuple):
    """Who may read something: anybody where it is ``public``, else ``named`` alone."""

    public: bool
    named: frozenset[str]


NOBODY = Reading(False, frozenset())


def reading_of(filed: Filed) -> Reading:
    """Return who may read the filing: those it names as readers, whose words it is, and who entered it."""
    if filed.public:
        return Reading(True, frozenset())
    own = (filed.filed_by, *filed.speakers, *filed.joined, *filed.jointly_with)
    entered_by = (filed.entered_by,) if filed.entered_by else ()
    return Reading(False, frozenset((*filed.readers, *own, *entered_by)))


def may_read(reading: Reading, actor: str | None) -> bool:
    """Return whether the actor may read it. None is somebody whom nobody knows."""
    return reading.public or (actor is not None and actor in reading.named)


def reader_at(actors: Actors, actor: str, at: datetime, known_at: datetime | None = None) -> str | None:
    """Return as whom the actor reads at a time: as itself, or as nobody while it is not in the register."""
    return actor if actors.claim(actor, at.date(), known_at) is not None else None
