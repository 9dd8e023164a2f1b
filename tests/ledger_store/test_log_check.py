"""Checking a log: every single change is found, and named for what it is."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ledger_made import BEGIN, LOG_KEY, ORIGIN, OTHER_KEY, envelope, filled
from sqlalchemy import Table, delete, insert, select, update

from dueregard.ledger.append import append
from dueregard.ledger.check import check
from dueregard.ledger.checkpoint import Checkpoint, sign_checkpoint
from dueregard.ledger.database import Ledger, open_ledger, reading, writing
from dueregard.ledger.entry import entry_bytes
from dueregard.ledger.log import begin_log
from dueregard.ledger.merkle import leaf_hash
from dueregard.ledger.note import note_bytes
from dueregard.ledger.schema import checkpoint_table, cosignature_table, entry_table, log_table, tile_table

SIZE = 256 * 3 + 40


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a ledger with three full tiles and the beginning of a fourth, without a problem."""
    path = tmp_path_factory.mktemp("good") / "ledger.db"
    with open_ledger(path, create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
        filled(ledger, SIZE, batch=100)
    return path


@pytest.fixture
def checked(good: Path, tmp_path: Path) -> Iterator[Ledger]:
    """Hand out a copy of the good one."""
    with open_ledger(shutil.copy(good, tmp_path)) as ledger:
        yield ledger


def test_a_log_as_it_was_written_has_no_problem(ledger: Ledger) -> None:
    filled(ledger, SIZE, batch=100)
    found = check(ledger, ORIGIN)
    assert found.problems == ()
    assert (found.entries, found.tiles, found.checkpoints, found.more) == (SIZE, 5, 10, 0)


def test_what_is_changed_is_found_in_both_databases(ledger: Ledger) -> None:
    filled(ledger, SIZE, batch=100)
    changed(ledger, entry_table, entry_at(600), body=flip(150))
    changed(ledger, tile_table, tile_at(0, 1), hashes=flip(5))
    changed(ledger, checkpoint_table, checkpoint_table.c.size == 300, note=flip(40))
    assert [one.partition(":")[0] for one in said(ledger)] == ["tile 0/1", "checkpoint of 300", "entry 600"]


def said(ledger: Ledger) -> list[str]:
    return [str(one) for one in check(ledger, ORIGIN).problems]


def changed(ledger: Ledger, table: Table, where: Any, **columns: Any) -> None:
    """Write values past the program; a function of the old value is called with it."""
    with writing(ledger) as connection:
        row = connection.execute(select(table).where(where)).mappings().one()
        new = {name: value(row[name]) if callable(value) else value for name, value in columns.items()}
        connection.execute(update(table).where(where).values(new))


def flip(at: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def entry_at(index: int) -> Any:
    return entry_table.c.entry_index == index


def tile_at(level: int, number: int) -> Any:
    return (tile_table.c.level == level) & (tile_table.c.number == number)


INDICES = [0, 255, 256, 600, SIZE - 1]


@pytest.mark.parametrize("index", INDICES)
def test_a_byte_of_an_entry(checked: Ledger, index: int) -> None:
    changed(checked, entry_table, entry_at(index), body=flip(150))
    assert said(checked) == [f"entry {index}: its bytes were changed"]


def test_every_byte_of_an_entry_counts(checked: Ledger) -> None:
    with reading(checked) as connection:
        length = len(connection.execute(select(entry_table.c.body).where(entry_at(3))).scalar_one())
    for at in range(0, length, 37):
        changed(checked, entry_table, entry_at(3), body=flip(at))
        assert said(checked) == ["entry 3: its bytes were changed"]
        changed(checked, entry_table, entry_at(3), body=flip(at))
    assert said(checked) == []


@pytest.mark.parametrize("index", INDICES)
def test_what_is_stored_beside_an_entry(checked: Ledger, index: int) -> None:
    for column, value, words in (
        ("leaf_hash", flip(3), "the hash stored beside it was changed"),
        ("envelope_hash", flip(31), "the envelope's hash stored beside it was changed"),
        ("received_at_us", lambda us: us + 1, "the time stored beside it was changed"),
    ):
        before = dict.fromkeys([column])
        with reading(checked) as connection:
            before[column] = connection.execute(select(entry_table.c[column]).where(entry_at(index))).scalar()
        changed(checked, entry_table, entry_at(index), **{column: value})
        assert said(checked) == [f"entry {index}: {words}"]
        changed(checked, entry_table, entry_at(index), **before)


@pytest.mark.parametrize("index", INDICES)
def test_an_entry_that_is_gone(checked: Ledger, index: int) -> None:
    with writing(checked) as connection:
        connection.execute(delete(entry_table).where(entry_at(index)))
    found = said(checked)
    if index == SIZE - 1:
        assert found[0] == f"log: it says {SIZE} entries, and the last one there is entry {SIZE - 2}"
        assert f"checkpoint of {SIZE}: there are only {SIZE - 1} entries" in found
    else:
        assert found == [f"entry {index}: it is not there, or cannot be read"]


@pytest.mark.parametrize("index", INDICES)
def test_a_hash_of_a_tile(checked: Ledger, index: int) -> None:
    number, place = divmod(index, 256)
    changed(checked, tile_table, tile_at(0, number), hashes=flip(place * 32 + 5))
    assert said(checked) == [f"tile 0/{number}: the hash of entry {index} was changed"]


def test_a_hash_of_a_tile_above(checked: Ledger) -> None:
    changed(checked, tile_table, tile_at(1, 0), hashes=flip(32 + 5))
    assert said(checked) == ["tile 1/0: its hash over the entries 256 to 511 is not theirs"]


@pytest.mark.parametrize(("level", "number"), [(0, 0), (0, 3), (1, 0)])
def test_a_tile_that_is_gone_too_short_or_too_long(checked: Ledger, level: int, number: int) -> None:
    where = tile_at(level, number)
    with reading(checked) as connection:
        hashes = bytes(connection.execute(select(tile_table.c.hashes).where(where)).scalar_one())
    for other in (hashes[:-32], hashes[:-1], hashes + bytes(32), b""):
        changed(checked, tile_table, where, hashes=other)
        assert said(checked) == [
            f"tile {level}/{number}: it has {len(other)} bytes; {len(hashes) // 32} hashes have {len(hashes)}"
        ]
    with writing(checked) as connection:
        connection.execute(delete(tile_table).where(where))
    assert said(checked) == [f"tile {level}/{number}: it is not there, or cannot be read"]


def test_a_tile_too_many(checked: Ledger) -> None:
    with writing(checked) as connection:
        connection.execute(insert(tile_table).values(log=1, level=2, number=0, hashes=bytes(32)))
    assert said(checked) == ["tile 2/0: the log does not reach it"]


@pytest.mark.parametrize("index", INDICES)
def test_an_entry_replaced_with_all_that_stands_beside_it(checked: Ledger, index: int) -> None:
    """Body, hash and all are those of another envelope: what stands above the tile says which of the two is true."""
    body = entry_bytes(BEGIN, envelope(10**6))
    changed(checked, entry_table, entry_at(index), body=body, leaf_hash=leaf_hash(body))
    assert f"entry {index}: another entry stands in its place" in said(checked)
    assert not [one for one in said(checked) if one.startswith(("tile", "checkpoint"))]


def replaced_with_its_tiles(ledger: Ledger, index: int) -> None:
    number, place = divmod(index, 256)
    body = entry_bytes(BEGIN, envelope(10**6))
    changed(ledger, entry_table, entry_at(index), body=body, leaf_hash=leaf_hash(body))
    changed(
        ledger,
        tile_table,
        tile_at(0, number),
        hashes=lambda old: old[: place * 32] + leaf_hash(body) + old[place * 32 + 32 :],
    )


def test_an_entry_replaced_with_its_tile_is_located_by_the_tile_above(checked: Ledger) -> None:
    replaced_with_its_tiles(checked, 300)
    found = said(checked)
    assert "tile 1/0: its hash over the entries 256 to 511 is not theirs" in found
    assert (
        "checkpoint of 400: it signs other entries than are there; that of 300 still fits: what differs is among the "
        "entries 300 to 399"
    ) in found
    assert "checkpoint of 500: nor does it fit, after that of 400" in found


def test_an_entry_replaced_at_the_end_is_located_by_the_checkpoints(checked: Ledger) -> None:
    replaced_with_its_tiles(checked, SIZE - 1)
    assert (
        f"checkpoint of {SIZE}: it signs other entries than are there; that of 800 still fits: what differs is among "
        f"the entries 800 to {SIZE - 1}"
    ) in said(checked)


@pytest.mark.parametrize("size", [0, 100, 800, SIZE])
def test_a_checkpoint(checked: Ledger, size: int) -> None:
    where = checkpoint_table.c.size == size
    with reading(checked) as connection:
        note = bytes(connection.execute(select(checkpoint_table.c.note).where(where)).scalar_one())
    for at in (3, len(ORIGIN) + 1, len(ORIGIN) + 12, len(note) - 20):
        changed(checked, checkpoint_table, where, note=flip(at))
        found = said(checked)
        assert len(found) == 1, (at, found)
        assert found[0].startswith(f"checkpoint of {size}: it was changed")
        changed(checked, checkpoint_table, where, note=note)
    other = sign_checkpoint(Checkpoint(ORIGIN, size or 1, bytes(32)), OTHER_KEY)
    changed(checked, checkpoint_table, where, note=note_bytes(other))
    assert "has not signed" in said(checked)[0]


def test_checkpoints_of_another_size_of_none_and_beyond_the_end(checked: Ledger) -> None:
    with writing(checked) as connection:
        notes = dict(connection.execute(select(checkpoint_table.c.size, checkpoint_table.c.note)).all())
        connection.execute(insert(checkpoint_table).values(log=1, size=SIZE + 1, note=notes[SIZE]))
        connection.execute(delete(checkpoint_table).where(checkpoint_table.c.size == SIZE))
        connection.execute(
            update(checkpoint_table).where(checkpoint_table.c.size == 300).values(note=notes[200])
        )
    assert said(checked) == [
        "checkpoint of 300: it is one of 200 entries",
        f"checkpoint of {SIZE}: it is not there",
        f"checkpoint of {SIZE + 1}: there are only {SIZE} entries",
    ]


@pytest.mark.parametrize("size", [0, SIZE - 10, SIZE + 1, 2**40])
def test_a_size_that_is_not_the_logs(checked: Ledger, size: int) -> None:
    changed(checked, log_table, log_table.c.id == 1, size=size)
    assert said(checked)[0] == f"log: it says {size} entries, and the last one there is entry {SIZE - 1}"


def test_an_entry_far_behind_the_end_does_not_make_the_check_endless(checked: Ledger) -> None:
    with writing(checked) as connection:
        row = dict(connection.execute(select(entry_table).where(entry_at(5))).mappings().one())
        row |= {"entry_index": 2**50, "envelope_hash": bytes(32), "leaf_hash": bytes(32)}
        connection.execute(insert(entry_table).values(row))
    assert said(checked) == [f"log: it says {SIZE} entries, and the last one there is entry {2**50}"]


def test_a_cosignature_that_does_not_hold(checked: Ledger) -> None:
    with writing(checked) as connection:
        for size, witness in ((100, "witness.example"), (5, "w+00000000+AAAA")):
            connection.execute(
                insert(cosignature_table).values(
                    log=1, size=size, witness=witness, line=b"\xe2\x80\x94 w AAAA\n"
                )
            )
    found = said(checked)
    assert len(found) == 2
    assert found[0] == "cosignature of 5 by w: the checkpoint it stands under is not there"
    assert found[1].startswith("cosignature of 100 by witness.example: it was changed")


def test_time_that_runs_backwards(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    import dueregard.ledger.append as module

    filled(ledger, 3)
    monkeypatch.setattr(module, "STANDS_STILL", -BEGIN.resolution)
    monkeypatch.setattr(module, "received_last", lambda *_: None)
    append(ledger, [envelope(50)], lambda: BEGIN.replace(year=2030), LOG_KEY)
    assert said(ledger) == [
        "entry 3: received at 2030-03-01T12:00:00.000000Z, before the one before it (2031-03-01T12:00:00.000000Z)"
    ]


def test_many_problems_are_counted_and_not_all_listed(ledger: Ledger) -> None:
    filled(ledger, 1500, batch=1500)
    with writing(ledger) as connection:
        connection.execute(update(entry_table).values(received_at_us=0))
    found = check(ledger, ORIGIN)
    assert (len(found.problems), found.more) == (1000, 500)


def test_progress_is_told_to_the_end(checked: Ledger) -> None:
    told: list[tuple[int, int]] = []
    check(checked, ORIGIN, lambda done, whole: told.append((done, whole)))
    assert told == [(256, SIZE), (512, SIZE), (768, SIZE), (SIZE, SIZE)]
