"""How big the exchanged log is, and what is held of it. No test by itself."""

from pathlib import Path

from ledger_made import BEGIN, LOG_ALONE, ORIGIN
from sqlalchemy import select
from web_server import LIMITS

from dueregard.ledger.check import check
from dueregard.ledger.database import Ledger, reading
from dueregard.ledger.exchange.pull import Pulled, pull
from dueregard.ledger.exchange.source_at import source_at
from dueregard.ledger.log import logs
from dueregard.ledger.policy import Policy
from dueregard.ledger.read import entries
from dueregard.ledger.schema import metadata

SIZE = 256 * 3 + 40


def pulled(ledger: Ledger, where: str | Path, policy: Policy = LOG_ALONE) -> Pulled:
    with source_at(where, LIMITS) as source:
        return pull(ledger, source, policy, lambda: BEGIN)


def same_log(one: Ledger, other: Ledger) -> bool:
    """Return whether the two hold the same entries of the log, both without a problem."""
    for ledger in (one, other):
        assert check(ledger, ORIGIN).problems == ()
    return list(entries(one, ORIGIN)) == list(entries(other, ORIGIN))


def held(ledger: Ledger) -> int:
    """Return how many entries are held of the one log there is, or of none."""
    return sum(log.size for log in logs(ledger))


def everything(ledger: Ledger) -> list[tuple[object, ...]]:
    """Return every row of every table."""
    rows: list[tuple[object, ...]] = []
    with reading(ledger) as connection:
        for table in metadata.sorted_tables:
            found = connection.execute(select(table).order_by(*table.primary_key.columns)).all()
            rows += [(table.name, *row) for row in found]
    return rows
