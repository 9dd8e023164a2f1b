"""Reading and proving: ranges, ids, checkpoints, receipts and proofs, and what is damaged on the way."""

import pytest
from ledger_made import BEGIN, LOG_ALONE, LOG_KEY, NOTE_KEY, ORIGIN, PUBLIC_KEYS, SIGNER, envelopes, filled
from sqlalchemy import update

from dueregard.ledger.append import append
from dueregard.ledger.checkpoint import signed_by_log
from dueregard.ledger.database import Ledger, reading, writing
from dueregard.ledger.envelope import sign
from dueregard.ledger.merkle import verify_consistency
from dueregard.ledger.prove import consistency_proof, receipt
from dueregard.ledger.read import MOST_BYTES, entries, entry_by_id, latest_checkpoint
from dueregard.ledger.receipt import verify_receipt
from dueregard.ledger.rows import spans
from dueregard.ledger.schema import entry_table, tile_table
from dueregard.model.errors import DataError, UsageError


def test_ranges_come_in_order_and_complete(ledger: Ledger) -> None:
    filled(ledger, 700)
    whole = list(entries(ledger, ORIGIN))
    assert [one.entry.envelope for one in whole] == envelopes(0, 700)
    for start, stop in ((0, 0), (0, 1), (255, 257), (256, 512), (699, 700), (700, 700), (1, 699)):
        assert list(entries(ledger, ORIGIN, start, stop)) == whole[start:stop]
    assert list(entries(ledger, ORIGIN, 650)) == whole[650:]


@pytest.mark.parametrize(("start", "stop"), [(-1, 3), (0, 11), (5, 4), (11, None)])
def test_a_range_outside_the_log_is_told(ledger: Ledger, start: int, stop: int | None) -> None:
    filled(ledger, 10)
    with pytest.raises(UsageError, match="there are no entries") as told:
        next(entries(ledger, ORIGIN, start, stop))
    assert "10 entries" in told.value.expected


def test_long_entries_are_read_a_few_at_a_time(ledger: Ledger) -> None:
    """A part is what one query brings: with all nine at once the peak would be more than their length together."""
    long = [sign("text/plain", bytes([n]) * (MOST_BYTES // 8), [SIGNER]) for n in range(9)]
    for one in long:
        append(ledger, [one], lambda: BEGIN, LOG_KEY)
    with reading(ledger) as connection:
        parts = spans(connection, 1, 0, 9, MOST_BYTES)
    assert [number for start, stop in parts for number in range(start, stop)] == list(range(9))
    assert max(stop - start for start, stop in parts) == 5  # base64 makes six of these longer than the bound
    assert [one.entry.envelope for one in entries(ledger, ORIGIN)] == long


def test_an_entry_is_found_by_its_id(ledger: Ledger) -> None:
    filled(ledger, 300)
    for one in entries(ledger, ORIGIN, 250, 260):
        assert entry_by_id(ledger, ORIGIN, one.entry_id) == one
    for unknown in ("0" * 64, "", "no hexadecimal", "é", one.entry_id[:-2]):
        assert entry_by_id(ledger, ORIGIN, unknown) is None


def test_the_checkpoint_is_signed_and_reaches_the_end(ledger: Ledger) -> None:
    before = 0
    for size in (0, 3, 256, 300):
        filled(ledger, size - before, first=before)
        assert signed_by_log(latest_checkpoint(ledger, ORIGIN), NOTE_KEY).size == size
        before = size


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 700])
def test_a_receipt_is_given_later_too(ledger: Ledger, size: int) -> None:
    filled(ledger, size)
    whole = list(entries(ledger, ORIGIN))
    for index in {0, size // 2, size - 1}:
        given = receipt(ledger, ORIGIN, index, PUBLIC_KEYS)
        verified = verify_receipt(given, LOG_ALONE)
        assert (verified.index, verified.entry) == (index, whole[index].entry)
        assert verified.believed.checkpoint.size == size
        assert len(verified.signed_by) == 1
        assert receipt(ledger, ORIGIN, index).keys == ()
    with pytest.raises(UsageError):
        receipt(ledger, ORIGIN, size)


def test_every_growth_is_proven(ledger: Ledger) -> None:
    sizes, roots = [0, 1, 2, 255, 256, 257, 511, 512, 513, 700], {}
    for before, size in zip([0, *sizes], sizes, strict=False):
        filled(ledger, size - before, first=before, batch=1000)
        roots[size] = signed_by_log(latest_checkpoint(ledger, ORIGIN), NOTE_KEY).root
    for old in sizes:
        for new in (one for one in sizes if one >= old):
            path = consistency_proof(ledger, ORIGIN, old, new)
            verify_consistency(old, new, roots[old], roots[new], path)
    with pytest.raises(UsageError):
        consistency_proof(ledger, ORIGIN, 5, 701)
    with pytest.raises(UsageError):
        consistency_proof(ledger, ORIGIN, 6, 5)


def damaged(ledger: Ledger, index: int, column: str) -> None:
    at = entry_table.c.entry_index == index
    with writing(ledger) as connection:
        value = bytes(connection.execute(entry_table.select().where(at)).one()._mapping[column])
        connection.execute(
            update(entry_table).where(at).values({column: value[:20] + bytes([value[20] ^ 4]) + value[21:]})
        )


@pytest.mark.parametrize("column", ["body", "leaf_hash"])
def test_a_changed_entry_is_never_read_as_if_nothing_had_happened(ledger: Ledger, column: str) -> None:
    filled(ledger, 600)
    wanted = next(entries(ledger, ORIGIN, 300, 301))
    damaged(ledger, 300, column)
    with pytest.raises(DataError, match="entry 300 has other bytes"):
        list(entries(ledger, ORIGIN))
    assert len(list(entries(ledger, ORIGIN, 0, 300))) == 300
    with pytest.raises(DataError, match="entry 300 has other bytes"):
        receipt(ledger, ORIGIN, 300)
    if column == "body":
        with pytest.raises(DataError, match="entry 300 has other bytes"):
            entry_by_id(ledger, ORIGIN, wanted.entry_id)


def test_a_missing_entry_is_named(ledger: Ledger) -> None:
    filled(ledger, 20)
    with writing(ledger) as connection:
        connection.execute(entry_table.delete().where(entry_table.c.entry_index == 7))
    with pytest.raises(DataError, match="entry 7 is not there"):
        list(entries(ledger, ORIGIN))


@pytest.mark.parametrize("index", [0, 299])
def test_no_proof_is_given_from_a_damaged_tile(ledger: Ledger, index: int) -> None:
    filled(ledger, 300)
    with writing(ledger) as connection:
        connection.execute(update(tile_table).where(tile_table.c.number == 1).values(hashes=bytes(44 * 32)))
    with pytest.raises(DataError, match="is damaged"):
        receipt(ledger, ORIGIN, index)
    with pytest.raises(DataError, match="is damaged"):
        consistency_proof(ledger, ORIGIN, 10, 300)
