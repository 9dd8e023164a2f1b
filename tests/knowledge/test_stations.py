"""Stations: parts by table and SATCAT, visitors by name only together with a nearness that the caller measures."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from dueregard.knowledge.stations import crewed_objects, station_evidence, station_members, station_of, visits
from dueregard.model.satcat import SATCAT_SCHEMA

AT = datetime(2024, 11, 1, 6, tzinfo=UTC)


def catalogue(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([{**dict.fromkeys(SATCAT_SCHEMA), **row} for row in rows], schema=SATCAT_SCHEMA)


def test_the_modules_of_both_stations_are_known() -> None:
    assert {station_of(number, AT) for number in (25544, 25575, 26400, 26700, 36086, 49044)} == {"ISS"}
    assert {station_of(number, AT) for number in (48274, 53239, 54216)} == {"CSS"}
    assert station_of(5, AT) is None


def test_a_module_belongs_to_the_station_from_its_docking_on() -> None:
    assert station_of(49044, datetime(2021, 7, 28, tzinfo=UTC)) is None
    assert station_of(49044, datetime(2021, 7, 29, tzinfo=UTC)) == "ISS"


def test_a_station_that_came_down_is_no_longer_crewed() -> None:
    assert 41765 in crewed_objects(datetime(2018, 8, 20, tzinfo=UTC))
    assert 41765 not in crewed_objects(AT)
    assert {25544, 48274} <= crewed_objects(AT)


@pytest.mark.parametrize(
    ("name", "station"),
    [
        ("PROGRESS-MS 28", "ISS"),  # as CelesTrak writes it
        ("PROGRESS MS-28", "ISS"),  # as Space-Track writes it
        ("SOYUZ MS-26", "ISS"),
        ("CREW DRAGON 9", "ISS"),
        ("DRAGON FREEDOM-2", "ISS"),
        ("CYGNUS NG-21", "ISS"),
        ("TIANZHOU-8", "CSS"),
        ("SHENZHOU-19 (SZ-19)", "CSS"),
        ("SZ-19", "CSS"),
        ("SZ-18 MODULE", None),  # the orbital module, left behind
        ("CREW DRAGON 8 DEB [TRUNK]", None),
        ("MICRODRAGON", None),
        ("SZYMON", None),
        ("", None),
    ],
)
def test_visitors_are_told_by_the_beginning_of_their_name(name: str, station: str | None) -> None:
    assert visits(name, date(2024, 8, 15), AT) == station


def test_a_visitor_name_counts_only_from_launch_to_the_end_of_the_usual_stay() -> None:
    assert visits("SOYUZ MS-26", date(2024, 11, 2), AT) is None
    assert visits("SOYUZ MS-26", date(2024, 11, 1), AT) == "ISS"
    assert visits("SOYUZ MS-26", date(2023, 9, 28), AT) == "ISS"  # 400 days
    assert visits("SOYUZ MS-26", date(2023, 9, 27), AT) is None
    assert visits("SOYUZ MS-26", None, AT) is None


def test_satcat_comments_add_to_the_table_and_say_so() -> None:
    satcat = catalogue(
        {"norad_cat_id": 900001, "owner": "XX", "launch_date": date(2024, 3, 1), "comment": "DOCKED TO ISS"},
        {
            "norad_cat_id": 900002,
            "owner": "XX",
            "launch_date": date(2024, 3, 1),
            "comment": "DOCKED TO 48274",
        },
        {"norad_cat_id": 26400, "owner": "ISS", "launch_date": date(2000, 7, 12), "comment": "DOCKED TO ISS"},
    )
    members = station_members(satcat, AT)
    assert (members[900001], members[900002], members[26400]) == ("ISS", "CSS", "ISS")
    evidence = station_evidence(satcat, AT)
    assert evidence[900001][1] == "SATCAT comment 'DOCKED TO ISS'"
    assert evidence[26400][1].startswith("table of stations: ISS (ZVEZDA)")
    assert evidence[26400][1].endswith("SATCAT comment 'DOCKED TO ISS' and owner code ISS")


def test_what_decayed_was_launched_later_or_docked_elsewhere_is_no_member() -> None:
    docked = {"comment": "DOCKED TO ISS", "owner": "XX"}
    satcat = catalogue(
        {"norad_cat_id": 900001, "launch_date": date(2024, 3, 1), "decay_date": date(2024, 10, 1), **docked},
        {"norad_cat_id": 900002, "launch_date": date(2024, 12, 1), **docked},
        {
            "norad_cat_id": 900003,
            "launch_date": date(1997, 11, 28),
            "comment": "DOCKED TO ETS 7",
            "owner": "XX",
        },
        {"norad_cat_id": 900004, "launch_date": date(1998, 11, 20), "comment": None, "owner": "ISS"},
    )
    assert not set(station_members(satcat, AT)) & {900001, 900002, 900003, 900004}
