"""Appending: what comes back, what stands on record, what happens twice, at once, or to a clock."""

from datetime import UTC, datetime, timedelta

import pytest
from ledger_made import (
    BEGIN,
    LOG_ALONE,
    LOG_KEY,
    ORIGIN,
    OTHER_KEY,
    PUBLIC_KEYS,
    SIGNER,
    envelope,
    envelopes,
    filled,
    postgres_schema,
    server_answers,
    ticking,
)
from sqlalchemy import update

from dueregard.ledger.append import append
from dueregard.ledger.check import check
from dueregard.ledger.database import Ledger, open_ledger, reading, writing
from dueregard.ledger.envelope import MAX_PAYLOAD_BYTES, MAX_PAYLOAD_TYPE, sign
from dueregard.ledger.log import begin_log, find_log
from dueregard.ledger.read import entries, latest_checkpoint
from dueregard.ledger.receipt import receipt_from_json, receipt_json, verify_receipt
from dueregard.ledger.schema import checkpoint_table, entry_table, tile_table
from dueregard.model.errors import DataError


def test_every_envelope_gets_a_receipt_that_verifies_offline(ledger: Ledger) -> None:
    given = envelopes(0, 300)
    receipts = append(ledger, given, ticking(), LOG_KEY, PUBLIC_KEYS)
    for index, (one, receipt) in enumerate(zip(given, receipts, strict=True)):
        verified = verify_receipt(receipt_from_json(receipt_json(receipt)), LOG_ALONE)
        assert verified.index == index
        assert verified.entry.envelope == one
        assert verified.entry.received_at == BEGIN
        assert verified.signed_by == (SIGNER.key_id,)


def test_batches_of_any_size_make_one_log(ledger: Ledger) -> None:
    clock, first = ticking(), 0
    for count in (1, 1, 253, 1, 1, 255, 256, 257, 600, 3):
        append(ledger, envelopes(first, count), clock, LOG_KEY)
        first += count
    found = list(entries(ledger, ORIGIN))
    assert [one.entry.envelope for one in found] == envelopes(0, first)
    assert [one.index for one in found] == list(range(first))
    checked = check(ledger, ORIGIN)
    assert (checked.problems, checked.entries, checked.checkpoints) == ((), first, 11)


def test_nothing_to_append_is_nothing_appended(ledger: Ledger) -> None:
    def never() -> datetime:
        raise AssertionError("the clock is not needed")

    before = latest_checkpoint(ledger, ORIGIN)
    assert append(ledger, [], never, LOG_KEY) == ()
    assert latest_checkpoint(ledger, ORIGIN) == before


def test_the_same_envelope_again_gets_the_receipt_of_the_first(ledger: Ledger) -> None:
    first = append(ledger, envelopes(0, 5), ticking(), LOG_KEY)
    append(ledger, envelopes(5, 5), ticking(), LOG_KEY)

    def never() -> datetime:
        raise AssertionError("nothing is received now")

    assert append(ledger, envelopes(0, 5), never, LOG_KEY) == first
    # Together with new ones too, in the order in which they are given.
    mixed = append(ledger, [envelope(10), envelope(2), envelope(11), envelope(0)], ticking(), LOG_KEY)
    assert [one.index for one in mixed] == [10, 2, 11, 0]
    assert (mixed[1], mixed[3]) == (first[2], first[0])
    assert find_log(ledger, ORIGIN).size == 12


def test_the_same_envelope_twice_in_one_call_is_one_entry(ledger: Ledger) -> None:
    one, other, again = append(ledger, [envelope(1), envelope(2), envelope(1)], ticking(), LOG_KEY)
    assert (one.index, other.index) == (0, 1)
    assert again == one
    assert find_log(ledger, ORIGIN).size == 2


def test_a_signature_more_is_another_entry(ledger: Ledger) -> None:
    alone = sign("text/plain", b"said", [SIGNER])
    joined = sign("text/plain", b"said", [SIGNER, OTHER_KEY])
    assert [one.index for one in append(ledger, [alone, joined], ticking(), LOG_KEY)] == [0, 1]


@pytest.mark.parametrize("back_s", [0.000001, 1.0, 5.0])
def test_a_clock_up_to_five_seconds_back_stands_still(ledger: Ledger, back_s: float) -> None:
    append(ledger, [envelope(0)], lambda: BEGIN, LOG_KEY)
    (receipt,) = append(ledger, [envelope(1)], lambda: BEGIN - timedelta(seconds=back_s), LOG_KEY)
    assert verify_receipt(receipt, LOG_ALONE).entry.received_at == BEGIN


def test_a_clock_further_back_appends_nothing_and_both_times_are_told(ledger: Ledger) -> None:
    append(ledger, [envelope(0)], lambda: BEGIN, LOG_KEY)
    with pytest.raises(DataError) as told:
        append(ledger, [envelope(1)], lambda: BEGIN - timedelta(seconds=5, microseconds=1), LOG_KEY)
    assert "2031-03-01T11:59:54.999999Z" in str(told.value)
    assert "2031-03-01T12:00:00.000000Z" in str(told.value)
    assert find_log(ledger, ORIGIN).size == 1
    append(ledger, [envelope(1)], lambda: BEGIN, LOG_KEY)


@pytest.mark.parametrize("already", [0, 1])
def test_a_clock_without_a_zone_appends_nothing(ledger: Ledger, already: int) -> None:
    filled(ledger, already)
    with pytest.raises(ValueError, match="without a zone"):
        append(ledger, [envelope(1)], lambda: datetime(2032, 3, 1, 12), LOG_KEY)
    assert find_log(ledger, ORIGIN).size == already
    assert check(ledger, ORIGIN).problems == ()


def test_the_longest_entry_there_can_be_is_taken_and_comes_back(ledger: Ledger) -> None:
    longest = sign("t" * MAX_PAYLOAD_TYPE, bytes(MAX_PAYLOAD_BYTES), [SIGNER])
    (receipt,) = append(ledger, [longest], ticking(), LOG_KEY)
    assert verify_receipt(receipt_from_json(receipt_json(receipt)), LOG_ALONE).entry.envelope == longest
    assert check(ledger, ORIGIN).problems == ()


def test_only_the_key_of_an_own_log_appends(ledger: Ledger) -> None:
    with pytest.raises(DataError, match="none of its own logs is signed by this key"):
        append(ledger, [envelope(0)], ticking(), OTHER_KEY)
    begin_log(ledger, "ledger.example/second", LOG_KEY)
    with pytest.raises(DataError, match="signs 2 of its own logs"):
        append(ledger, [envelope(0)], ticking(), LOG_KEY)


def test_several_logs_in_one_database_do_not_mix(ledger: Ledger) -> None:
    second = "ledger.example/second"
    begin_log(ledger, second, OTHER_KEY)
    for number in range(20):
        append(ledger, [envelope(number)], ticking(), (LOG_KEY, OTHER_KEY)[number % 2])
        append(ledger, [envelope(number)], ticking(), (OTHER_KEY, LOG_KEY)[number % 2])
    for origin in (ORIGIN, second):
        assert [one.entry.envelope for one in entries(ledger, origin)] == envelopes(0, 20)
        assert check(ledger, origin).problems == ()


def test_what_is_appended_is_there_for_others_at_once(address: str, ledger: Ledger) -> None:
    with open_ledger(address) as other:
        filled(ledger, 3)
        assert find_log(other, ORIGIN).size == 3
        filled(other, 3, first=3)
        assert [one.index for one in entries(ledger, ORIGIN)] == list(range(6))


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize("what", ["tile", "checkpoint", "size", "last entry"])
def test_nothing_is_signed_over_what_is_damaged(ledger: Ledger, what: str) -> None:
    filled(ledger, 300)
    with writing(ledger) as connection:
        match what:
            case "tile":
                at = (tile_table.c.level == 0) & (tile_table.c.number == 1)
                tile = connection.execute(tile_table.select().where(at)).one().hashes
                connection.execute(update(tile_table).where(at).values(hashes=flip(tile, 40)))
            case "checkpoint":
                at = checkpoint_table.c.size == 300
                note = connection.execute(checkpoint_table.select().where(at)).one().note
                connection.execute(update(checkpoint_table).where(at).values(note=flip(note, 30)))
            case "size":
                connection.execute(update(entry_table.metadata.tables["log"]).values(size=299))
            case "last entry":
                connection.execute(entry_table.delete().where(entry_table.c.entry_index == 299))
    with pytest.raises(DataError, match=f"the log {ORIGIN} is damaged"):
        append(ledger, [envelope(1000)], lambda: datetime(2032, 1, 1, tzinfo=UTC), LOG_KEY)
    with writing(ledger) as connection:
        assert connection.execute(checkpoint_table.select().where(checkpoint_table.c.size == 301)).all() == []


def test_a_server_that_never_counts_by_itself_knows_how_much_there_is() -> None:
    """Without statistics PostgreSQL goes through a whole log for each batch: it is told to count as a log doubles."""
    if not server_answers():
        pytest.skip("no PostgreSQL server answers; set DUEREGARD_TEST_POSTGRES to the address of one")
    with postgres_schema() as address, open_ledger(address, create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
        with writing(ledger) as connection:
            connection.exec_driver_sql("ALTER TABLE entry SET (autovacuum_enabled = false)")
        clock = ticking()
        for first in range(0, 1_200, 400):
            append(ledger, envelopes(first, 400), clock, LOG_KEY)
        with reading(ledger) as connection:
            counted = "SELECT reltuples FROM pg_class WHERE oid = 'entry'::regclass"
            assert connection.exec_driver_sql(counted).scalar_one() == 1_200
