"""Replaying: in order, complete, with exactly the signatures that hold, in one process or several."""

import os
import signal
from multiprocessing import active_children
from pathlib import Path

import pytest
from ledger_made import BEGIN, LOG_KEY, ORIGIN, OTHER_KEY, PUBLIC_KEYS, SIGNER, envelopes, filled
from sqlalchemy import update

import dueregard.ledger.replay as module
from dueregard.ledger.append import append
from dueregard.ledger.database import Ledger, open_ledger, writing
from dueregard.ledger.envelope import Envelope, Signature, sign
from dueregard.ledger.log import begin_log
from dueregard.ledger.replay import Replayed, replay
from dueregard.ledger.schema import entry_table, tile_table
from dueregard.model.errors import DataError, UsageError

SIZE = 256 * 4 + 7


@pytest.fixture
def short_logs_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a short log be worth processes."""
    monkeypatch.setattr(module, "WORTH_PROCESSES", 1)


def replayed(ledger: Ledger, start: int = 0, processes: int = 1) -> list[Replayed]:
    return list(replay(ledger, ORIGIN, PUBLIC_KEYS, start, processes))


def test_every_entry_comes_in_order_with_who_signed_it(ledger: Ledger, short_logs_too: None) -> None:
    filled(ledger, SIZE, batch=500)
    found = replayed(ledger)
    assert [one.index for one in found] == list(range(SIZE))
    assert [one.entry.envelope for one in found] == envelopes(0, SIZE)
    assert {one.signed_by for one in found} == {frozenset([SIGNER.key_id])}
    for start in (1, 255, 256, 1000, SIZE - 1, SIZE):
        assert replayed(ledger, start) == found[start:]
    with pytest.raises(UsageError):
        replayed(ledger, SIZE + 1)
    assert replayed(ledger, 1, processes=2) == found[1:]


def test_only_signatures_that_hold_are_told(ledger: Ledger) -> None:
    joint = sign("text/plain", b"joint", [SIGNER, OTHER_KEY])
    wrong = Envelope("text/plain", b"changed", sign("text/plain", b"as signed", [SIGNER]).signatures)
    half = Envelope(
        "text/plain",
        b"joint",
        tuple(
            Signature(one.key_id, bytes(64)) if one.key_id == SIGNER.key_id else one
            for one in joint.signatures
        ),
    )
    append(ledger, [joint, wrong, half], lambda: BEGIN, LOG_KEY)
    both = PUBLIC_KEYS | {OTHER_KEY.key_id: OTHER_KEY.public}
    for keys, expected in (
        (both, [{SIGNER.key_id, OTHER_KEY.key_id}, set(), {OTHER_KEY.key_id}]),
        (PUBLIC_KEYS, [{SIGNER.key_id}, set(), set()]),
        ({}, [set(), set(), set()]),
    ):
        assert [set(one.signed_by) for one in replay(ledger, ORIGIN, keys)] == expected


def damage(ledger: Ledger, what: str) -> None:
    with writing(ledger) as connection:
        if what == "entry":
            at = entry_table.c.entry_index == 600
            connection.execute(update(entry_table).where(at).values(body=b"{}"))
        elif what == "order":  # two entries in each other's place, each with the hash that fits it
            for index, other in ((600, 2**40), (601, 600), (2**40, 601)):
                at = entry_table.c.entry_index == index
                connection.execute(update(entry_table).where(at).values(entry_index=other))
        else:
            level, number = (0, 2) if what == "tile" else (1, 0)
            at = (tile_table.c.level == level) & (tile_table.c.number == number)
            connection.execute(update(tile_table).where(at).values(hashes=bytes(256 * 32)))


def given_before(ledger: Ledger, processes: int, words: str) -> list[int]:
    """Return the indices that came before the error with these words."""
    given: list[int] = []
    running = replay(ledger, ORIGIN, PUBLIC_KEYS, 0, processes)
    with pytest.raises(DataError, match=words):
        given.extend(one.index for one in running)
    return given


@pytest.mark.parametrize(
    ("what", "words"), [("entry", "entry 600"), ("order", "entry 600"), ("tile", "tile 0/2")]
)
def test_what_is_not_under_the_signed_root_is_named_and_all_before_it_was_given(
    ledger: Ledger, what: str, words: str
) -> None:
    filled(ledger, SIZE, batch=500)
    damage(ledger, what)
    assert given_before(ledger, 1, words) == list(range(512))


def test_what_is_wrong_is_told_from_other_processes_too(tmp_path: Path, short_logs_too: None) -> None:
    with open_ledger(tmp_path / "ledger.db", create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
        filled(ledger, SIZE, batch=500)
        damage(ledger, "order")
        assert given_before(ledger, 2, "entry 600") == list(range(512))
        damage(ledger, "tile above")
        assert given_before(ledger, 2, "the last tiles lead to the root") == []


def test_entries_appended_meanwhile_wait_for_the_next_replay(ledger: Ledger) -> None:
    filled(ledger, 300)
    running = replay(ledger, ORIGIN, PUBLIC_KEYS)
    first = next(running)
    filled(ledger, 300, first=300)
    assert len([first, *running]) == 300
    assert len(replayed(ledger, 300)) == 300


def test_a_process_that_is_killed_is_told_and_none_is_left(tmp_path: Path, short_logs_too: None) -> None:
    with open_ledger(tmp_path / "ledger.db", create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
        filled(ledger, 256 * 12, batch=5120)
        running = replay(ledger, ORIGIN, PUBLIC_KEYS, 0, 2)
        next(running)
        os.kill(active_children()[0].pid or 0, signal.SIGKILL)
        with pytest.raises(DataError, match="ended from outside"):
            list(running)
        assert active_children() == []
        left = replay(ledger, ORIGIN, PUBLIC_KEYS, 0, 2)
        next(left)
        left.close()  # type: ignore[attr-defined]
        assert active_children() == []
