"""An entry has one spelling, and the spelling is the leaf."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_log import AGENCY, FILER, PAYLOAD_TYPE, RECEIVED, entries

from dueregard.ledger.entry import MAX_ENTRY_BYTES, Entry, EntryError, entry_bytes, entry_from, entry_id
from dueregard.ledger.envelope import (
    MAX_PAYLOAD_BYTES,
    MAX_SIGNATURES,
    Envelope,
    Signature,
    envelope_json,
    sign,
)
from dueregard.ledger.merkle import leaf_hash

ENVELOPE = sign(PAYLOAD_TYPE, b'{"notice":1}', [FILER, AGENCY])
LINE = entry_bytes(RECEIVED, ENVELOPE)


def test_the_line_is_the_one_that_was_decided():
    """docs/decisions/0008: keys in this order, ASCII, no spaces, microseconds and a Z."""
    assert LINE == (
        b'{"received_at":"2031-03-01T12:00:00.000000Z","envelope":' + envelope_json(ENVELOPE).encode() + b"}"
    )
    assert entry_id(LINE) == leaf_hash(LINE).hex()


@given(
    st.datetimes(timezones=st.timezones(), min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)),
    st.binary(max_size=100),
)
def test_what_is_written_is_read_again_at_the_same_instant(received_at, payload):
    envelope = sign(PAYLOAD_TYPE, payload, [FILER])
    entry = entry_from(entry_bytes(received_at, envelope))
    assert entry == Entry(received_at.astimezone(UTC), envelope)
    assert entry.received_at.utcoffset() == timedelta(0)


@settings(max_examples=300)
@given(st.integers(0, len(LINE) * 8 - 1))
def test_every_flipped_bit_makes_another_entry_or_none(bit):
    changed = bytearray(LINE)
    changed[bit // 8] ^= 1 << bit % 8
    try:
        entry = entry_from(bytes(changed))
    except EntryError:
        return
    assert entry != Entry(RECEIVED, ENVELOPE)
    assert entry_id(bytes(changed)) != entry_id(LINE)


def line_with(received_at: str) -> bytes:
    return LINE.replace(b"2031-03-01T12:00:00.000000Z", received_at.encode())


OTHER_SPELLINGS = {
    "a newline at the end": LINE + b"\n",
    "a space": LINE.replace(b",", b", ", 1),
    "keys in another order": json.dumps(
        dict(reversed(json.loads(LINE).items())), separators=(",", ":")
    ).encode(),
    "signatures in another order": LINE.replace(b'"signatures":[', b'"signatures":[ ', 1),
    "a key twice": LINE.replace(b'{"received_at"', b'{"received_at":"x","received_at"', 1),
    "a key more": LINE.replace(b'{"received_at"', b'{"a":1,"received_at"', 1),
    "no envelope": b'{"received_at":"2031-03-01T12:00:00.000000Z"}',
    "an envelope that is none": b'{"received_at":"2031-03-01T12:00:00.000000Z","envelope":1}',
    "another zone": line_with("2031-03-01T13:00:00.000000+01:00"),
    "zero as an offset": line_with("2031-03-01T12:00:00.000000+00:00"),
    "no zone": line_with("2031-03-01T12:00:00.000000"),
    "no microseconds": line_with("2031-03-01T12:00:00Z"),
    "a space for the T": line_with("2031-03-01 12:00:00.000000Z"),
    "the hour 24": line_with("2031-02-28T24:00:00.000000Z"),
    "a day that is none": line_with("2031-02-29T12:00:00.000000Z"),
    "a leap second": line_with("2016-12-31T23:59:60.000000Z"),
    "the year 0": line_with("0000-01-01T00:00:00.000000Z"),
    "a time that is a number": LINE.replace(b'"2031-03-01T12:00:00.000000Z"', b"1930219200"),
    "a day before the first in UTC": line_with("0001-01-01T00:00:00.000000+14:00"),
    "other digits": LINE.replace(b"2031", b"\\u0662031", 1),
    "a word beyond ASCII": LINE.replace(b"2031", "2031é".encode(), 1),
    "a zero byte": LINE + b"\0",
    "a list": b"[]",
    "a list of the keys": b'["received_at","envelope"]',
    "a number": b"1",
    "a text": b'"x"',
    "nothing": b"",
    "depth": b"[" * 100_000,
    "length": LINE + b" " * MAX_ENTRY_BYTES,
}


@pytest.mark.parametrize("data", OTHER_SPELLINGS.values(), ids=OTHER_SPELLINGS.keys())
def test_other_spellings_are_refused(data):
    with pytest.raises(EntryError):
        entry_from(data)


@given(st.binary(max_size=200))
def test_whatever_bytes_come_are_refused_by_name(data):
    with pytest.raises(EntryError):
        entry_from(data)


@settings(max_examples=300)
@given(st.data())
def test_a_line_changed_anywhere_is_refused_or_an_entry_in_its_one_spelling(data):
    start = data.draw(st.integers(0, len(LINE)))
    end = data.draw(st.integers(start, len(LINE)))
    changed = LINE[:start] + data.draw(st.binary(max_size=3)) + LINE[end:]
    try:
        entry = entry_from(changed)
    except EntryError:
        return
    assert entry_bytes(entry.received_at, entry.envelope) == changed


def test_times_that_are_no_instant_are_refused():
    with pytest.raises(EntryError, match="has no zone"):
        entry_bytes(datetime(2031, 3, 1), ENVELOPE)
    for extreme, offset in ((datetime.min, 1), (datetime.max, -1)):
        with pytest.raises(EntryError, match="outside the years 1 to 9999"):
            entry_bytes(extreme.replace(tzinfo=timezone(timedelta(hours=offset))), ENVELOPE)


def test_every_envelope_makes_an_entry_within_the_bound():
    """The largest payload, the most signatures, and the payload type whose every character JSON escapes."""
    many = tuple(Signature(f"{number:064x}", b"\xff" * 64) for number in range(MAX_SIGNATURES))
    largest = Envelope('"' * 255, bytes(MAX_PAYLOAD_BYTES), many)
    line = entry_bytes(RECEIVED, largest)
    assert len(base64.b64encode(bytes(MAX_PAYLOAD_BYTES))) < len(line) <= MAX_ENTRY_BYTES
    assert entry_from(line).envelope == largest


def test_more_bytes_than_an_entry_has_are_not_looked_at():
    with pytest.raises(EntryError, match=f"{MAX_ENTRY_BYTES + 1} bytes; an entry has at most"):
        entry_from(b"{" * (MAX_ENTRY_BYTES + 1))


def test_entries_of_one_log_have_ids_of_their_own():
    assert len({entry_id(entry) for entry in entries(50)}) == 50
