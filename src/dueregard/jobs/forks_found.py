"""Evidence of two histories over all logs of a ledger."""

from dueregard.ledger.database import Ledger
from dueregard.ledger.exchange.forks_kept import KeptFork, forks
from dueregard.ledger.log import find_log, logs
from dueregard.model.errors import UsageError


def forks_found(ledger: Ledger, origin: str | None) -> tuple[tuple[str, KeptFork], ...]:
    """Return (log, evidence) for everything found, of one log or of all."""
    names = [one.origin for one in logs(ledger)] if origin is None else [find_log(ledger, origin).origin]
    return tuple((name, one) for name in names for one in forks(ledger, name))


def fork_numbered(ledger: Ledger, origin: str | None, number: int) -> tuple[str, KeptFork]:
    """Return (log, evidence) of this number; UsageError where there is none."""
    for name, one in forks_found(ledger, origin):
        if one.number == number:
            return name, one
    raise UsageError(
        f"there is no evidence {number}",
        where=ledger.name,
        expected="a number that `dueregard ledger forks` lists",
    )
