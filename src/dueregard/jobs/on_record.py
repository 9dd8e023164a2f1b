"""Filings as they are listed: what is on the record of a log at a time, as far as a reader may read it."""

from dataclasses import dataclass, replace
from datetime import datetime

from dueregard.jobs.standing import Standing
from dueregard.record.projection.read import MOST, Listed, Sought, filing, filings, said_since


@dataclass(frozen=True, slots=True)
class Row:
    """A filing in a list, and what has become of it by then: "amended", "withdrawn", "opened", ..."""

    listed: Listed
    become: tuple[str, ...]


def listed_for(standing: Standing, sought: Sought, reader: str | None, most: int) -> tuple[Row, ...]:
    """Return the filings sought that the reader may read, the latest first, at most so many.

    Those it may not read leave no gap, so that their number is not told. None is somebody whom nobody knows.
    """
    found: list[Row] = []
    # What may not be read is left out by the database, so that as many are asked for whatever there is. Where a log
    # holds more of it than a statement takes, the rest is left out here.
    hidden = standing.hidden_from(reader)
    going_on = replace(sought, log=standing.origin, without=hidden[:MOST])
    while len(found) < most:
        at_once = min(most - len(found), MOST)
        some = filings(standing.ledger, going_on, at_once)
        found += [
            Row(one, become(standing, one.entry_id, sought.as_of))
            for one in some
            if standing.visible(one.entry_id, reader)
        ]
        if len(some) < at_once:
            break
        last = some[-1]
        going_on = replace(going_on, before=(last.received_at, last.log, last.index))
    return tuple(found)


def shown_for(
    standing: Standing, entry_id: str, reader: str | None, as_of: datetime | None
) -> tuple[Row, tuple[Row, ...]] | None:
    """Return a filing and what was filed about it since, as far as the reader may read both; None where it may not,
    and where there is no such filing.
    """
    found = filing(standing.ledger, entry_id, as_of)
    if found is None or found.log != standing.origin or not standing.visible(entry_id, reader):
        return None
    since = tuple(
        Row(one, become(standing, one.entry_id, as_of))
        for one in said_since(standing.ledger, entry_id, as_of, standing.origin)
        if standing.visible(one.entry_id, reader)
    )
    return Row(found, become(standing, entry_id, as_of)), since


def become(standing: Standing, entry_id: str, as_of: datetime | None) -> tuple[str, ...]:
    """Return in words what has become of a filing by a time."""
    words: list[str] = []
    for later in standing.since(entry_id, as_of):
        if later.number == "H5":
            words.append("withdrawn")
        elif later.amends == entry_id:
            words.append("amended")
        elif later.replaces == entry_id:
            words.append("replaced")
    if standing.opened(entry_id, as_of):
        words.append("opened")
    if not standing.bench.memory.belief.believed(entry_id, as_of):
        words.append("its key was revoked")
    return tuple(dict.fromkeys(words))
