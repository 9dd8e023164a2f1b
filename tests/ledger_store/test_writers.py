"""Several writers at once, in processes and in threads: no gap, no double, every receipt good."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection

import pytest
from ledger_made import LOG_ALONE, LOG_KEY, ORIGIN, envelope, envelopes, filled
from ledger_writers import drained, now, quick_processes
from sqlalchemy import select

from dueregard.ledger.append import append
from dueregard.ledger.check import check
from dueregard.ledger.database import Ledger, open_ledger, writing
from dueregard.ledger.log import find_log, own_log
from dueregard.ledger.prove import receipt
from dueregard.ledger.read import entries
from dueregard.ledger.receipt import receipt_from_json, receipt_json, verify_receipt
from dueregard.ledger.schema import log_table
from dueregard.model.errors import DataError

PROCESSES, THREADS, EACH = 3, 3, 12


def write_with_threads(address: str, number: int, told: Connection) -> None:
    """Append from several threads of one process: batches of its own, and one that every process appends too."""
    with open_ledger(address, wait_s=60) as ledger:

        def thread(thread_number: int) -> list[bytes]:
            first = 1000 * (1 + number * THREADS + thread_number)
            done = []
            for turn in range(EACH):
                batch = [envelope(first + turn), envelope(turn)]
                done += [receipt_json(one).encode() for one in append(ledger, batch, now, LOG_KEY)]
            return done

        with ThreadPoolExecutor(THREADS) as pool:
            for done in pool.map(thread, range(THREADS)):
                for one in done:
                    told.send_bytes(one)
        told.close()


def test_many_writers_at_once_leave_no_gap_and_no_double(address: str, ledger: Ledger) -> None:
    context = quick_processes()
    running = []
    for number in range(PROCESSES):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=write_with_threads, args=(address, number, theirs))
        process.start()
        theirs.close()
        running.append((process, ours))
    receipts = []
    for process, ours in running:
        receipts += [receipt_from_json(one.decode()) for one in drained(ours)]
        process.join()
        assert process.exitcode == 0
    assert len(receipts) == PROCESSES * THREADS * EACH * 2
    found = list(entries(ledger, ORIGIN))
    numbers = [json.loads(one.entry.envelope.payload)["invented"] for one in found]
    expected = {1000 * k + turn for k in range(1, 1 + PROCESSES * THREADS) for turn in range(EACH)}
    assert sorted(numbers) == sorted(expected | set(range(EACH)))
    for one in receipts:
        assert verify_receipt(one, LOG_ALONE).entry_id == found[one.index].entry_id
    assert check(ledger, ORIGIN).problems == ()


@contextmanager
def held_by_another(address: str) -> Iterator[None]:
    """Hold the log as a writer does who does not come to an end."""
    with open_ledger(address) as other, writing(other) as connection:
        own_log(connection, other, LOG_KEY)
        yield


def test_a_locked_log_is_waited_for_only_so_long_and_nothing_is_lost(address: str, ledger: Ledger) -> None:
    filled(ledger, 3)
    with open_ledger(address, wait_s=0.3) as impatient:
        with held_by_another(address):
            begin = datetime.now(UTC)
            with pytest.raises(DataError, match="another writer holds it") as told:
                filled(impatient, 1, first=3)
            assert 0.2 < (datetime.now(UTC) - begin).total_seconds() < 5
            assert "nothing was written" in told.value.do
            assert [one.index for one in entries(impatient, ORIGIN)] == [0, 1, 2]  # reading goes on
            receipt(impatient, ORIGIN, 2)
        filled(impatient, 1, first=3)
    assert [one.entry.envelope for one in entries(ledger, ORIGIN)] == envelopes(0, 4)


def interrupted_while_writing(ledger: Ledger, seen_by: Ledger) -> None:
    with writing(ledger) as connection:
        connection.execute(log_table.update().values(size=99))
        assert connection.execute(select(log_table.c.size)).scalar_one() == 99
        assert find_log(seen_by, ORIGIN).size == 3
        raise KeyboardInterrupt


def test_what_is_not_committed_is_seen_by_nobody(address: str, ledger: Ledger) -> None:
    filled(ledger, 3)
    with open_ledger(address) as other:
        with pytest.raises(KeyboardInterrupt):
            interrupted_while_writing(other, ledger)
    assert find_log(ledger, ORIGIN).size == 3
    assert check(ledger, ORIGIN).problems == ()
