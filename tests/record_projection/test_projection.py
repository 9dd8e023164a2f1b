"""The projection says what the log says, at any time asked for, in both databases, and comes out alike when rebuilt."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import inspect, select, update

from dueregard.ledger.database import reading, writing
from dueregard.record.forms import FORMS, example, write_filing
from dueregard.record.projection.mentions import mentions, places_in
from dueregard.record.projection.needed import SPANS, TITLES, needed
from dueregard.record.projection.read import Sought, filing, filings, said_since
from dueregard.record.projection.rows import Seen
from dueregard.record.projection.schema import filing_table, indexes, mention_table, position_table
from dueregard.record.projection.write import next_index, rebuild, write, written_up_to

LOG = "ledger.example/borealia"
BEGIN = datetime(2031, 3, 1, tzinfo=UTC)
NUMBERS = tuple(FORMS)


def entry_id(index):
    return f"{index:064x}"


def seen(index, number="N1", on_record=True, **changed):
    """Return an entry an hour after the one before, its filing the example of its form."""
    body = json.loads(write_filing(example(number))) | changed
    at = BEGIN + timedelta(hours=index)
    reason = "" if on_record else "no key of BOR was valid then"
    payload = json.dumps(body).encode()
    return Seen(index, entry_id(index), int(at.timestamp() * 1e6), on_record, reason, number, payload)


def every_form():
    return [seen(k, number) for k, number in enumerate(NUMBERS)]


def tables(ledger):
    with reading(ledger) as connection:
        return [sorted(map(tuple, connection.execute(select(t)))) for t in (filing_table, mention_table)]


def test_every_form_is_listed_with_its_number_filer_and_time(ledger):
    assert write(ledger, LOG, every_form()) == len(NUMBERS)
    listed = filings(ledger, Sought())
    assert [one.number for one in reversed(listed)] == list(NUMBERS)
    assert all(one.filed_by and one.on_record and one.entry_id == entry_id(one.index) for one in listed)
    notice = filing(ledger, entry_id(0))
    assert (notice.title, notice.received_at) == ("Inspection of Cassia Relay 4 before life extension", BEGIN)
    assert (notice.starts, notice.ends) == (BEGIN, datetime(2031, 3, 20, tzinfo=UTC))


def test_filings_are_found_by_whom_and_what_they_mention(ledger):
    write(ledger, LOG, every_form())
    for what, field in (("actor", "actor"), ("object", "norad_cat_id")):
        values = {
            v
            for one in every_form()
            for w, _, v in mentions(NUMBERS[one.index], json.loads(one.payload))
            if w == what
        }
        for value in values:
            named = {
                one.index
                for one in every_form()
                if str(value) in _values(json.loads(one.payload), what, NUMBERS[one.index])
            }
            assert {one.index for one in filings(ledger, Sought(**{field: value}))} == named
    assert filings(ledger, Sought(norad_cat_id=1)) == ()


def _values(body, what, number):
    return {str(value) for w, _, value in mentions(number, body) if w == what}


def test_mentions_are_all_the_catalogue_numbers_a_filing_holds():
    for number in NUMBERS:
        body = json.loads(write_filing(example(number)))
        assert {str(v) for w, _, v in mentions(number, body) if w == "object"} == {
            str(n) for n in _numbers(body)
        }
    assert {place.path for place in places_in("H2")} >= {("recipients", "actor"), ("entry",)}


def _numbers(value):
    if isinstance(value, dict):
        own = [value["norad_cat_id"]] if value.get("norad_cat_id") is not None else []
        return own + [n for v in value.values() for n in _numbers(v)]
    return [n for v in value for n in _numbers(v)] if isinstance(value, list) else []


def test_as_of_a_time_only_what_was_in_the_log_then_is_there(ledger):
    write(ledger, LOG, every_form())
    for hours in (0, 5, 20):
        at = BEGIN + timedelta(hours=hours)
        assert len(filings(ledger, Sought(as_of=at))) == hours + 1
        assert filing(ledger, entry_id(hours + 1), as_of=at) is None
        assert filing(ledger, entry_id(hours), as_of=at) is not None


def test_what_was_said_about_an_entry_comes_in_its_order(ledger):
    about = entry_id(0)
    write(ledger, LOG, [seen(0), seen(1, "H1", entry=about), seen(2, "H2", entry=about), seen(3, "H3", entry=about),
                        seen(4, "N2", notice=about), seen(5, "H3", entry=entry_id(9))])  # fmt: skip
    assert [one.number for one in said_since(ledger, about)] == ["H1", "H2", "H3", "N2"]
    assert [one.number for one in said_since(ledger, about, BEGIN + timedelta(hours=2))] == ["H1", "H2"]


def test_what_is_not_on_the_record_is_kept_with_its_reason_and_not_listed_unless_asked(ledger):
    unread = Seen(
        1, entry_id(1), int((BEGIN + timedelta(hours=1)).timestamp() * 1e6), False, "no form", None, b"\x00"
    )
    write(ledger, LOG, [seen(0), unread, seen(2, on_record=False)])
    assert [one.index for one in filings(ledger, Sought())] == [0]
    assert [(one.index, one.reason) for one in filings(ledger, Sought(on_record=False))] == [
        (2, "no key of BOR was valid then"),
        (1, "no form"),
    ]
    assert len(filings(ledger, Sought(on_record=None))) == 3


def test_a_long_list_is_read_in_parts_without_gap_or_double(ledger):
    write(ledger, LOG, [seen(k) for k in range(23)])
    write(ledger, "ledger.example/cassia", [seen(k) for k in range(23)])
    got, before = [], None
    while part := filings(ledger, Sought(before=before), most=5):
        got += [(one.log, one.index) for one in part]
        before = part[-1].received_at, part[-1].log, part[-1].index
    assert len(got) == len(set(got)) == 46


def test_spans_that_touch_are_found(ledger):
    spans = [
        ("2031-03-01T00:00:00Z", "2031-03-05T00:00:00Z"),
        ("2031-03-10T00:00:00Z", "2031-03-12T00:00:00Z"),
    ]
    write(ledger, LOG, [seen(k, window={"start": a, "end": b}) for k, (a, b) in enumerate(spans)])

    def found(begin, end):
        days = (datetime(2031, 3, begin, tzinfo=UTC), datetime(2031, 3, end, tzinfo=UTC))
        return {one.index for one in filings(ledger, Sought(touching=days))}

    assert (found(1, 2), found(5, 10), found(6, 9), found(11, 30)) == ({0}, {0, 1}, set(), {1})


def test_rebuilt_it_is_the_same(ledger):
    write(ledger, LOG, every_form()[:10])
    assert written_up_to(ledger, LOG) == next_index(ledger, LOG) == 10
    write(ledger, LOG, every_form()[10:])
    before = tables(ledger)
    rebuild(ledger, LOG)
    assert filings(ledger, Sought()) == ()
    write(ledger, LOG, every_form())
    assert tables(ledger) == before


def test_tables_of_another_version_are_written_anew(ledger):
    write(ledger, LOG, every_form())
    with writing(ledger) as connection:
        connection.execute(update(position_table).values(version=0))
    assert next_index(ledger, LOG) == 0
    assert tables(ledger) == [[], []]
    write(ledger, LOG, every_form())
    assert len(filings(ledger, Sought())) == len(NUMBERS)


def test_a_gap_is_refused_and_what_was_written_stays(ledger):
    write(ledger, LOG, [seen(0)])
    with pytest.raises(ValueError, match=r"entry 2 of .* where entry 1 is the next"):
        write(ledger, LOG, [seen(2)])
    assert next_index(ledger, LOG) == 1


def test_a_failure_in_the_middle_leaves_whole_transactions(ledger, monkeypatch):
    monkeypatch.setattr("dueregard.record.projection.write.AT_ONCE", 4)

    def breaks():
        yield from every_form()[:10]
        raise OSError("the log cannot be read on")

    with pytest.raises(OSError, match="read on"):
        write(ledger, LOG, breaks())
    assert next_index(ledger, LOG) == 8
    assert write(ledger, LOG, every_form()[8:]) == len(NUMBERS) - 8


def index_names(ledger):
    with reading(ledger) as connection:
        looked_at = inspect(connection)
        found = (looked_at.get_indexes(t.name) for t in (filing_table, mention_table))
        return {one["name"] for some in found for one in some}


def test_indexes_are_there_after_a_long_writing_and_after_one_that_was_broken_off(ledger, monkeypatch):
    monkeypatch.setattr("dueregard.record.projection.write.AT_ONCE", 4)
    wanted = {str(one.name) for one in indexes}

    def breaks():
        yield from every_form()[:8]
        assert not index_names(ledger) & wanted, "many rows into empty tables are written without them"
        raise OSError("the log cannot be read on")

    with pytest.raises(OSError, match="read on"):
        write(ledger, LOG, breaks())
    write(ledger, LOG, every_form()[8:])
    assert index_names(ledger) >= wanted


def test_another_log_keeps_its_indexes(ledger, monkeypatch):
    monkeypatch.setattr("dueregard.record.projection.write.AT_ONCE", 4)
    write(ledger, LOG, every_form())

    def looks():
        for one in every_form():
            assert index_names(ledger) >= {str(index.name) for index in indexes}
            yield one

    write(ledger, "ledger.example/cassia", looks())


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_read_of_a_filing_is_all_that_the_tables_need(number):
    body = json.loads(write_filing(example(number)))
    found = needed(number, json.dumps(body).encode())
    assert mentions(number, found) == mentions(number, body)
    assert {name: found.get(name) for name in ("filed_by", *TITLES)} == {
        name: body.get(name) for name in ("filed_by", *TITLES)
    }
    for table, first, last in SPANS:
        (read, whole) = (found.get(table) or {}, body.get(table) or {}) if table else (found, body)
        assert (read.get(first), read.get(last)) == (whole.get(first), whole.get(last))
    for name in ("entered_by", "symbol"):
        assert (found.get("entered_from") or {}).get(name) == (body.get("entered_from") or {}).get(name)
