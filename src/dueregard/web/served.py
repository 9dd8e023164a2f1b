"""What is served: an open node, the key of its log, a clock, and how often one may ask."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from dueregard.jobs.node import Node
from dueregard.ledger.append import Clock
from dueregard.ledger.keys import SigningKey
from dueregard.report.run_file.read import RunFile
from dueregard.web.current import Current
from dueregard.web.idempotency import KeptAnswers
from dueregard.web.rates import Limiter, Quota


@dataclass(frozen=True, slots=True)
class Quotas:
    """How often one address may read and write, and how often one key may sign readings and filings."""

    reading: Quota
    writing: Quota
    key: Quota


USUAL: Final = Quotas(Quota("reading", 1_200, 60), Quota("writing", 120, 60), Quota("key", 600, 60))


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """A node as it is served. ``key`` signs its log; it is the node's own, never a filer's."""

    node: Node
    key: SigningKey = field(repr=False)
    clock: Clock
    current: Current
    reading: Limiter
    writing: Limiter
    by_key: Limiter
    answers: KeptAnswers
    run: RunFile | None = None


def served(
    node: Node,
    key: SigningKey,
    clock: Clock,
    quotas: Quotas = USUAL,
    seconds: Callable[[], float] = time.monotonic,
    run: RunFile | None = None,
) -> Served:
    """Return the node as it is served, once its whole log has been judged. ``run``: whose findings it shows."""
    current = Current(node, key, clock)
    current.registered()
    return Served(
        node,
        key,
        clock,
        current,
        Limiter(quotas.reading, seconds),
        Limiter(quotas.writing, seconds),
        Limiter(quotas.key, seconds),
        KeptAnswers(node.ledger),
        run,
    )
