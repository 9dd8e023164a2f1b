"""What was on record, what was in force, and what touches a pair."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from dueregard.record.as_of import as_of, in_force, notices_for, replies_for
from dueregard.record.record_file import filings_of, record_from_text

INSTANT = timedelta(microseconds=1)


def day(number: int) -> datetime:
    return datetime(2030, 1, number, tzinfo=UTC)


def text(at: datetime) -> str:
    return at.isoformat()


def notice(filed: int, start: int, end: int, object1: int = 1, object2: int = 2) -> dict:
    return {
        "format": "proximity-operation notice",
        "filed_by": "Borealia",
        "filed_at": text(day(filed)),
        "object_norad_cat_id": object1,
        "target_norad_cat_id": object2,
        "start": text(day(start)),
        "end": text(day(end)),
        "purpose": "inspection",
    }


def reply(filed: int, start: int, end: int) -> dict:
    head = {key: notice(filed, start, end)[key] for key in ("filed_by", "filed_at", "start", "end")}
    return {
        "format": "reply",
        **head,
        "object1_norad_cat_id": 2,
        "object2_norad_cat_id": 1,
        "text": "as notified",
    }


def criterion(name: str, radius_km: float, **fields: object) -> dict:
    zone = {"shape": "sphere", "radius_km": radius_km}
    shared = {"purpose": "security", "region": "GEO", "object_class": "any", "zone": zone}
    return {"id": name, "title": name, **shared, **fields}


def declaration(filed: int, name: str, radius_km: float = 50, by: str = "Borealia", **fields: object) -> dict:
    return {
        "format": "declared distance",
        "filed_by": by,
        "filed_at": text(day(filed)),
        "criterion": criterion(name, radius_km, **fields),
    }


def commitment(filed: int, since: int, until: int | None = None, radius_km: float = 20) -> dict:
    return {
        "format": "commitment",
        "filed_by": "Cassavia",
        "filed_at": text(day(filed)),
        "criterion": criterion("stay-out", radius_km),
        "legal_nature": "political commitment",
        "since": text(day(since)),
        "until": None if until is None else text(day(until)),
    }


def record(*filings: dict):
    values, rejects = record_from_text(json.dumps(filings), "record.json")
    assert rejects == ()
    return values


EVERYTHING = record(
    notice(3, 10, 20), declaration(4, "near"), commitment(5, since=5), reply(6, 10, 20), notice(8, 10, 20)
)


def test_what_was_filed_at_the_instant_or_before_was_on_record():
    for at, count in ((day(2), 0), (day(3) - INSTANT, 0), (day(3), 1), (day(5), 3), (day(6), 4), (day(9), 5)):
        assert len(filings_of(as_of(EVERYTHING, at))) == count
    assert as_of(EVERYTHING, day(31)) == EVERYTHING


def test_a_declaration_is_in_force_from_its_date_or_its_filing_until_before_its_end():
    said = record(
        declaration(4, "open"), declaration(4, "bounded", valid_from=text(day(6)), valid_to=text(day(9)))
    )

    def names(at: datetime) -> set[str]:
        return {d.criterion.id for d in in_force(said, at).declarations}

    assert names(day(4) - INSTANT) == set()
    assert names(day(4)) == {"open"}
    assert names(day(6)) == {"open", "bounded"}
    assert names(day(9) - INSTANT) == {"open", "bounded"}
    assert names(day(9)) == {"open"}


def test_a_commitment_is_in_force_from_since_until_before_until():
    taken = record(commitment(filed=8, since=5, until=12))
    counts = [len(in_force(taken, at).commitments) for at in (day(4), day(5), day(12) - INSTANT, day(12))]
    assert counts == [0, 1, 1, 0]
    # In force by its own date, but nobody could know before it was filed.
    assert in_force(as_of(taken, day(6)), day(6)).commitments == ()


def test_of_two_valid_texts_of_one_actor_the_last_filed_stands_and_both_stay_on_record():
    said = record(
        declaration(4, "near", 50),
        declaration(6, "near", 30, version="2"),
        declaration(5, "near", 9, "Doria"),
    )
    assert [d.criterion.zone.radius_km for d in in_force(said, day(5)).declarations] == [50, 9]
    assert [d.criterion.zone.radius_km for d in in_force(said, day(6)).declarations] == [9, 30]
    assert len(as_of(said, day(6)).declarations) == 3
    taken = record(commitment(4, since=4, radius_km=20), commitment(6, since=10, radius_km=10))
    assert [c.criterion.zone.radius_km for c in in_force(taken, day(9)).commitments] == [20]
    assert [c.criterion.zone.radius_km for c in in_force(taken, day(10)).commitments] == [10]


def test_notices_and_replies_are_no_matter_of_force():
    now = in_force(EVERYTHING, day(1))
    assert (now.notices, now.replies) == (EVERYTHING.notices, EVERYTHING.replies)
    assert (now.declarations, now.commitments) == ((), ())


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (day(1), day(10) - INSTANT, 0),
        (day(1), day(10), 1),  # they share one instant
        (day(12), day(13), 1),
        (day(5), day(25), 1),
        (day(15), day(15), 1),
        (day(20), day(25), 1),
        (day(20) + INSTANT, day(25), 0),
    ],
)
def test_a_notice_touches_an_approach_when_their_times_overlap(start, end, found):
    said = record(notice(3, 10, 20), reply(3, 10, 20), notice(3, 10, 20, object1=1, object2=3))
    assert len(notices_for(said, 1, 2, start, end)) == found
    assert len(replies_for(said, 1, 2, start, end)) == found


def test_a_pair_is_the_same_in_either_order():
    said = record(notice(3, 10, 20, 7, 5), reply(3, 10, 20))
    assert notices_for(said, 5, 7, day(1), day(30)) == notices_for(said, 7, 5, day(1), day(30)) != ()
    assert replies_for(said, 1, 2, day(1), day(30)) == replies_for(said, 2, 1, day(1), day(30)) != ()
    assert notices_for(said, 5, 8, day(1), day(30)) == ()
    assert notices_for(said, 7, 7, day(1), day(30)) == ()


def test_a_time_without_a_zone_or_a_span_that_ends_before_it_starts_is_refused():
    naive = datetime(2030, 1, 1)
    for ask in (lambda: as_of(EVERYTHING, naive), lambda: in_force(EVERYTHING, naive)):
        with pytest.raises(ValueError, match="no time zone"):
            ask()
    with pytest.raises(ValueError, match="before it starts"):
        notices_for(EVERYTHING, 1, 2, day(2), day(1))
