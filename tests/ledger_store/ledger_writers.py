"""Processes that append until they are killed and tell on a pipe what was acknowledged; what must then be there."""

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext

from ledger_made import LOG_ALONE, LOG_KEY, ORIGIN, envelope

import dueregard.ledger.append as appending
from dueregard.ledger.append import append
from dueregard.ledger.check import check
from dueregard.ledger.database import open_ledger, writing
from dueregard.ledger.log import log_row
from dueregard.ledger.read import entries
from dueregard.ledger.receipt import receipt_from_json, receipt_json, verify_receipt

COUNTS = (1, 1, 2, 5, 30, 120)
Writer = Callable[[str, int, int, Connection], None]


def quick_processes() -> ForkServerContext:
    """Return how processes are begun that have loaded everything already: forks of one that does nothing else."""
    context = get_context("forkserver")
    context.set_forkserver_preload(
        [
            "pytest",
            "ledger_writers",
            "psycopg",
            "sqlalchemy.dialects.sqlite",
            "sqlalchemy.dialects.postgresql",
        ]
    )
    return context


def now() -> datetime:
    return datetime.now(UTC)


def batches(seed: int) -> list[int]:
    drawn = random.Random(seed)
    return [drawn.choice(COUNTS) for _ in range(2000)]


def write_until_killed(address: str, first: int, seed: int, acknowledged: Connection) -> None:
    """Append the envelopes from ``first`` on in batches of random size, and tell each receipt once it is there."""
    with open_ledger(address) as ledger:
        number = first
        for count in batches(seed):
            batch = [envelope(n) for n in range(number, number + count)]
            for receipt in append(ledger, batch, now, LOG_KEY):
                acknowledged.send_bytes(receipt_json(receipt).encode())
            number += count


def acknowledge_too_early(address: str, first: int, seed: int, acknowledged: Connection) -> None:
    """Do what no writer may: tell the receipts of a batch while it is not committed yet."""
    made = appending.receipts_in

    def told_at_once(*given: object) -> object:
        receipts = made(*given)  # type: ignore[arg-type]
        for receipt in receipts:
            acknowledged.send_bytes(receipt_json(receipt).encode())
        time.sleep(60)
        return receipts

    appending.receipts_in = told_at_once  # type: ignore[assignment]
    write_until_killed(address, first, seed, acknowledged)


@dataclass
class Killed:
    """What was seen of writers that were killed one after the other: how often, and in which state they left things."""

    kills: int = 0
    acknowledged: int = 0
    committed_untold: int = 0  # kills between a commit and the last word of it
    size: int = 0


def kill_writers(
    address: str, kills: int, writer: Writer, most_s: float, drawn: random.Random, whole_check_every: int
) -> Killed:
    """Kill so many writers at random moments, and after each hold what is on record against what was told.

    AssertionError where anything acknowledged is missing or changed, where there is a gap or a double, or half a batch.
    """
    context, seen = quick_processes(), Killed()
    for kill in range(1, kills + 1):
        seed, first = drawn.randrange(2**32), seen.size
        told, ours = [], context.Pipe(duplex=False)
        process = context.Process(target=writer, args=(address, first, seed, ours[1]))
        process.start()
        ours[1].close()
        ends = time.monotonic() + drawn.uniform(0, most_s)
        if drawn.random() < 0.8:  # else it may be killed while it opens the ledger
            ours[0].poll(10)
            ends = time.monotonic() + drawn.uniform(0, most_s)
        while (left := ends - time.monotonic()) > 0 and process.is_alive():
            if ours[0].poll(left):
                told.append(ours[0].recv_bytes())
        process.kill()
        told += drained(ours[0])
        process.join()
        assert process.exitcode == -9, f"the writer ended by itself with {process.exitcode}"
        hold(address, first, seed, told, seen)
        if kill % whole_check_every == 0 or kill == kills:
            with open_ledger(address) as ledger:
                assert check(ledger, ORIGIN).problems == ()
        seen.kills = kill
    return seen


def drained(pipe: Connection) -> list[bytes]:
    """Return what was written whole before the writer's end."""
    told = []
    while True:
        try:
            told.append(pipe.recv_bytes())
        except (EOFError, OSError):
            pipe.close()
            return told


def hold(address: str, first: int, seed: int, told: Sequence[bytes], seen: Killed) -> None:
    with open_ledger(address) as ledger:
        # A server may still be busy with the last word of one who is gone: whoever has the log's lock knows the end.
        with writing(ledger) as connection:
            log = log_row(connection, ledger, ORIGIN, lock=True)
        assert log is not None
        size = log.size
        added = list(entries(ledger, ORIGIN, first))
    # The envelope of number n stands at n: no gap, no double, in order.
    numbers = [json.loads(one.entry.envelope.payload)["invented"] for one in added]
    assert numbers == list(range(first, size))
    ends = {first, *accumulate([first, *batches(seed)])}
    assert size in ends, f"{size - first} entries are no whole number of batches"
    assert first + len(told) <= size, f"{len(told)} were acknowledged and {size - first} are there"
    for index, text in enumerate(told, first):
        receipt = receipt_from_json(text.decode())
        assert receipt.index == index
        verified = verify_receipt(receipt, LOG_ALONE)
        assert verified.entry_id == added[index - first].entry_id
    seen.acknowledged += len(told)
    seen.committed_untold += size > first + len(told)
    seen.size = size
