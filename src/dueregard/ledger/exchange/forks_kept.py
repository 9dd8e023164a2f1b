"""Evidence of two histories, kept until a person decides: until then nothing of that log is taken or countersigned."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, select

from dueregard.ledger.append import Clock
from dueregard.ledger.database import Ledger, reading, writing
from dueregard.ledger.exchange.fork import Fork, fork_from_json, fork_json, verify_fork
from dueregard.ledger.log import Log, find_log
from dueregard.ledger.rows import as_written, instant, microseconds
from dueregard.ledger.schema import fork_table
from dueregard.model.errors import DataError, UsageError


@dataclass(frozen=True, slots=True)
class KeptFork:
    """Evidence, when it was found, and what a person decided: None while nobody has."""

    number: int
    found_at: datetime
    fork: Fork
    decision: str | None
    decided_at: datetime | None


def forks(ledger: Ledger, origin: str) -> tuple[KeptFork, ...]:
    """Return what was found of two histories of a log, the oldest first; each is evidence that verifies by itself."""
    log = find_log(ledger, origin)
    with reading(ledger) as connection:
        rows = connection.execute(
            select(fork_table).where(fork_table.c.log == log.number).order_by(fork_table.c.id)
        ).all()
    with as_written(ledger, origin):
        return tuple(
            KeptFork(
                row.id,
                instant(row.found_at_us),
                fork_from_json(row.evidence.decode("utf-8")),
                row.decision,
                None if row.decided_at_us is None else instant(row.decided_at_us),
            )
            for row in rows
        )


def keep_fork(connection: Connection, log: Log, fork: Fork, found_at: datetime) -> int:
    """Write evidence, unless it is there already, and return its number; ValueError where it does not verify."""
    verify_fork(fork, log.key)
    evidence = fork_json(fork).encode("ascii")
    evidence_hash = sha256(evidence).digest()
    same = select(fork_table.c.id).where(
        fork_table.c.log == log.number, fork_table.c.evidence_hash == evidence_hash
    )
    if connection.execute(same).first() is None:
        row = {"log": log.number, "evidence_hash": evidence_hash, "evidence": evidence}
        connection.execute(fork_table.insert().values(row | {"found_at_us": microseconds(found_at)}))
    return int(connection.execute(same).scalar_one())


def refuse_forked(connection: Connection, ledger: Ledger, log: Log) -> None:
    """Return if nothing found of this log waits for a decision; else raise DataError."""
    waiting = (
        connection.execute(
            select(fork_table.c.id).where(fork_table.c.log == log.number, fork_table.c.decision.is_(None))
        )
        .scalars()
        .all()
    )
    if waiting:
        raise DataError(
            f"the log {log.origin} has shown two histories (evidence {', '.join(map(str, waiting))})",
            where=ledger.name,
            expected="a log with one history, or a person's decision",
            do="show the evidence to others who hold a copy, ask whoever keeps the log, then write down the decision",
        )


def decide_fork(ledger: Ledger, origin: str, number: int, decision: str, clock: Clock) -> None:
    """Write down a person's decision about evidence: from then on the history held here is continued.

    The evidence stays. A source that goes on showing the other history is refused each time; whoever holds that one
    for the true one begins a ledger of their own with it. UsageError where there is nothing to decide.
    """
    log = find_log(ledger, origin)
    if not decision.strip():
        raise UsageError("a decision has words: who decided what, and why")
    with writing(ledger) as connection:
        changed = connection.execute(
            fork_table.update()
            .where(fork_table.c.log == log.number, fork_table.c.id == number, fork_table.c.decision.is_(None))
            .values(decision=decision, decided_at_us=microseconds(clock()))
        )
        if changed.rowcount != 1:
            raise UsageError(
                f"no evidence {number} waits for a decision",
                where=f"log {origin}",
                expected="the number of evidence that nobody has decided about",
            )
