"""The SATCAT reader: four forms, bad rows counted, the good rest kept."""

import gzip
import json
import lzma
import os
import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import zstandard

from dueregard.assess.coverage import earth_orbiting
from dueregard.knowledge.owners import load_owners
from dueregard.model.errors import DataError
from dueregard.model.satcat import SATCAT_SCHEMA
from dueregard.model.time import parse_instant
from dueregard.sky.satcat import read_satcat

REAL = Path(os.environ.get("DUEREGARD_TEST_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
FULL_SATCAT_LIMIT_S = 3.0  # 0.6 s on an idle core; the rest is for a busy machine

SPACE_TRACK = (
    "INTLDES,NORAD_CAT_ID,OBJECT_TYPE,SATNAME,COUNTRY,LAUNCH,SITE,DECAY,PERIOD,INCLINATION,APOGEE,PERIGEE,COMMENT,"
    "COMMENTCODE,RCSVALUE,RCS_SIZE,CURRENT"
)
SPACE_TRACK_ROWS = (
    "2031-001A,900001,PAYLOAD,ALDER 1,BEL,2031-01-02,XXX,,95.10,51.60,510,490,,,0,LARGE,Y",
    "2031-001B,900002,ROCKET BODY,ALDER 1 R/B,BEL,2031-01-02,XXX,2031-02-03,,,,,,,0,LARGE,Y",
    "2031-002A,900003,PAYLOAD,BIRCH,FR,2031-03-04,XXX,,,,,,DOCKED TO ISS,5,0,,Y",
)
CELESTRAK = (
    "OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,OPS_STATUS_CODE,OWNER,LAUNCH_DATE,LAUNCH_SITE,DECAY_DATE,PERIOD,"
    "INCLINATION,APOGEE,PERIGEE,RCS,DATA_STATUS_CODE,ORBIT_CENTER,ORBIT_TYPE"
)
CELESTRAK_ROWS = (
    "ALDER 1,2031-001A,900001,PAY,+,BEL,2031-01-02,XXX,,95.10,51.60,510,490,2.5,,EA,ORB",
    "ALDER 1 R/B,2031-001B,900002,R/B,D,BEL,2031-01-02,XXX,2031-02-03,95.10,51.60,510,490,,,EA,IMP",
    "CEDAR DEB,2031-001C,900004,DEB,,BEL,2031-01-02,XXX,,,,,,,NEA,EA,ORB",
    "BIRCH,2031-002A,900003,PAY,+,FR,2031-03-04,XXX,,,,,,,,25544,DOC",
    "DOGWOOD,2031-003A,900005,PAY,+,FR,2031-03-04,XXX,,,,,,,,SU,ORB",
    "ELM,2031-004A,1234567890,UNK,,TBD,2031-03-04T10:00:00,XXX,,,,,,,NIE,MO,IMP",
)


def written(folder: Path, text: str | bytes, name: str = "satcat.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def test_space_track_csv_is_read(tmp_path: Path) -> None:
    table, rejects = read_satcat(written(tmp_path, lines(SPACE_TRACK, *SPACE_TRACK_ROWS)))
    assert rejects == ()
    assert table.schema == pl.Schema(SATCAT_SCHEMA)
    assert table.row(0, named=True) == {
        "norad_cat_id": 900001,
        "object_name": "ALDER 1",
        "object_id": "2031-001A",
        "object_type": "PAYLOAD",
        "ops_status_code": None,
        "owner": "BEL",
        "launch_date": date(2031, 1, 2),
        "launch_site": "XXX",
        "decay_date": None,
        "period_min": 95.1,
        "inclination_deg": 51.6,
        "apogee_km": 510.0,
        "perigee_km": 490.0,
        "rcs_m2": None,  # the 0 that Space-Track prints means none given
        "comment": None,
        "source": "satcat.csv",
    }
    assert table["decay_date"].to_list() == [None, date(2031, 2, 3), None]
    assert table["comment"].to_list() == [None, None, "DOCKED TO ISS"]


def test_celestrak_csv_is_read_with_its_codes_in_words(tmp_path: Path) -> None:
    table, rejects = read_satcat(written(tmp_path, lines(CELESTRAK, *CELESTRAK_ROWS)))
    assert rejects == ()
    assert table.select("norad_cat_id", "object_type", "comment").rows() == [
        (900001, "PAYLOAD", None),
        (900002, "ROCKET BODY", None),
        (900003, "PAYLOAD", "DOCKED TO ISS"),
        (900004, "DEBRIS", "NO ELEMENTS AVAILABLE"),
        (900005, "PAYLOAD", "HELIOCENTRIC ORBIT (SUN)"),
        (1234567890, "UNKNOWN", "NO INITIAL ELEMENTS; LUNAR IMPACT"),
    ]
    assert table["rcs_m2"].to_list()[0] == 2.5
    assert table["launch_date"].to_list()[-1] == date(2031, 3, 4)
    on_orbit = earth_orbiting(table, parse_instant("2032-01-01"))
    assert on_orbit["norad_cat_id"].to_list() == [900001, 900003, 900004]


def test_json_of_either_catalogue_says_the_same_as_its_csv(tmp_path: Path) -> None:
    for header, rows in ((SPACE_TRACK, SPACE_TRACK_ROWS), (CELESTRAK, CELESTRAK_ROWS)):
        from_csv = read_satcat(written(tmp_path, lines(header, *rows), "x")).values
        names = header.split(",")
        records = [
            {
                key: (int(cell) if cell.isdigit() else cell or None)
                for key, cell in zip(names, row.split(","), strict=True)
            }
            for row in rows
        ]
        from_json = read_satcat(written(tmp_path, json.dumps(records), "x")).values
        assert from_json.equals(from_csv)


def test_the_short_keys_are_read_and_types_taken_from_the_names(tmp_path: Path) -> None:
    names = ("ALDER 1", "ALDER 1 R/B", "CEDAR DEB", "OBJECT A", "DEBORAH")
    records = [
        {
            "n": name,
            "c": 900001 + i,
            "i": "2031-001A",
            "o": "BEL",
            "ls": "X",
            "ld": "2031-01-02",
            "dd": "",
            "p": "95.1",
        }
        for i, name in enumerate(names)
    ]
    table = read_satcat(written(tmp_path, json.dumps(records))).values
    assert table["object_type"].to_list() == ["PAYLOAD", "ROCKET BODY", "DEBRIS", "UNKNOWN", "PAYLOAD"]
    assert table["launch_date"].null_count() == 0


@pytest.mark.parametrize(
    ("ending", "packed"),
    [
        (".gz", gzip.compress),
        (".xz", lzma.compress),
        (".zst", zstandard.ZstdCompressor().compress),
        (".csv", bytes),
    ],
)
def test_compression_is_recognised_from_the_content(tmp_path: Path, ending: str, packed: object) -> None:
    raw = lines(SPACE_TRACK, *SPACE_TRACK_ROWS).encode()
    path = written(tmp_path, packed(raw), "no_ending")  # type: ignore[operator]
    assert read_satcat(path).values.height == 3, ending


def test_quoted_fields_windows_line_ends_and_a_byte_order_mark_are_no_obstacle(tmp_path: Path) -> None:
    quoted = [",".join(f'"{cell}"' for cell in line.split(",")) for line in (SPACE_TRACK, *SPACE_TRACK_ROWS)]
    quoted[1] = quoted[1].replace("ALDER 1", "ALDER, THE FIRST")
    table, rejects = read_satcat(written(tmp_path, "\ufeff" + "\r\n".join(quoted) + "\r\n"))
    assert rejects == ()
    assert table["object_name"].to_list()[0] == "ALDER, THE FIRST"


@pytest.mark.parametrize(
    ("reason", "row"),
    [
        (
            "catalogue_number",
            "2031-009A,9000X1,PAYLOAD,FIR,BEL,2031-01-02,XXX,,95.10,51.60,510,490,,,0,LARGE,Y",
        ),
        ("catalogue_number", "2031-009A,,PAYLOAD,FIR,BEL,2031-01-02,XXX,,95.10,51.60,510,490,,,0,LARGE,Y"),
        ("catalogue_number", "2031-009A,0,PAYLOAD,FIR,BEL,2031-01-02,XXX,,95.10,51.60,510,490,,,0,LARGE,Y"),
        ("date", "2031-009A,900009,PAYLOAD,FIR,BEL,2031-02-30,XXX,,95.10,51.60,510,490,,,0,LARGE,Y"),
        ("date", "2031-009A,900009,PAYLOAD,FIR,BEL,2031-01-02,XXX,soon,95.10,51.60,510,490,,,0,LARGE,Y"),
        (
            "impossible_value",
            "2031-009A,900009,PAYLOAD,FIR,BEL,2031-01-02,XXX,,95.10,251.6,510,490,,,0,LARGE,Y",
        ),
        ("impossible_value", "2031-009A,900009,PAYLOAD,FIR,BEL,2031-01-02,XXX,,-5,51.60,510,490,,,0,LARGE,Y"),
        (
            "impossible_value",
            "2031-009A,900009,PAYLOAD,FIR,BEL,2031-01-02,XXX,,95.10,51.60,inf,490,,,0,LARGE,Y",
        ),
        ("truncated", "2031-009A,900009,PAYLOAD,FIR,BEL"),
        (
            "field_count",
            "2031-009A,900009,PAYLOAD,FIR,BEL,2031-01-02,XXX,,95.10,51.60,510,490,,,0,LARGE,Y,more",
        ),
        ("field_count", '2031-009A,900009,PAYLOAD,"FIR,BEL,2031-01-02,XXX,,95.10,51.60,510,490,,,0,LARGE,Y'),
    ],
)
def test_a_bad_row_is_a_reject_with_its_line_and_costs_no_other(
    tmp_path: Path, reason: str, row: str
) -> None:
    text = lines(SPACE_TRACK, SPACE_TRACK_ROWS[0], row, *SPACE_TRACK_ROWS[1:])
    table, rejects = read_satcat(written(tmp_path, text))
    assert table["norad_cat_id"].to_list() == [900001, 900002, 900003]
    assert [(reject.line, reject.reason, reject.file) for reject in rejects] == [(3, reason, "satcat.csv")]
    assert rejects[0].what
    assert rejects[0].expected
    assert rejects[0].do


def test_a_number_listed_twice_keeps_the_object_on_orbit_and_counts_the_other(tmp_path: Path) -> None:
    decayed = SPACE_TRACK_ROWS[0].replace(",XXX,,", ",XXX,2031-05-06,")
    again = SPACE_TRACK_ROWS[1].replace("2031-02-03", "2031-02-04")
    superseded = SPACE_TRACK_ROWS[2].replace("BIRCH", "OLD NAME").removesuffix("Y") + "N"
    same = SPACE_TRACK_ROWS[0]
    text = lines(SPACE_TRACK, *SPACE_TRACK_ROWS, decayed, again, superseded, same)
    table, rejects = read_satcat(written(tmp_path, text))
    assert table["norad_cat_id"].to_list() == [900001, 900002, 900003]
    assert table["decay_date"].to_list() == [
        None,
        date(2031, 2, 4),
        None,
    ]  # the later row of two decayed ones
    assert table["object_name"].to_list()[2] == "BIRCH"
    assert [(reject.line, reject.reason, reject.norad_cat_id) for reject in rejects] == [
        (2, "duplicate", 900001),
        (3, "conflicting_rows", 900002),
        (5, "conflicting_rows", 900001),
        (7, "conflicting_rows", 900003),
    ]


def test_json_that_breaks_off_keeps_the_records_before_the_break(tmp_path: Path) -> None:
    records = [{"NORAD_CAT_ID": number, "OBJECT_NAME": "FIR", "OWNER": "BEL"} for number in (1, 2, 3)]
    table, rejects = read_satcat(written(tmp_path, json.dumps(records)[:-20]))
    assert table["norad_cat_id"].to_list() == [1, 2]
    assert [reject.reason for reject in rejects] == ["truncated"]
    assert "after record 2" in rejects[0].what


def test_bad_json_records_are_named_by_their_place(tmp_path: Path) -> None:
    records: list[object] = [{"NORAD_CAT_ID": 1, "OBJECT_NAME": "FIR", "OWNER": "BEL"}, 7]
    records += [{"NORAD_CAT_ID": 2.5, "OBJECT_NAME": "FIR", "OWNER": "BEL"}]
    table, rejects = read_satcat(written(tmp_path, json.dumps(records)))
    assert table.height == 1
    assert sorted(reject.reason for reject in rejects) == ["catalogue_number", "not_a_record"]
    assert {("record 2" in reject.what, "record 3" in reject.what) for reject in rejects} == {
        (True, False),
        (False, True),
    }


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "not a satellite catalogue"),
        (b"1 25544U 98067A   24305.58058399\n", "not a satellite catalogue"),
        (
            b"OBJECT_NAME,OBJECT_ID,EPOCH,NORAD_CAT_ID\nFIR,2031-009A,2031-01-01,9\n",
            "not a satellite catalogue",
        ),
        (b"[1, 2", "not a satellite catalogue"),
        (b'{"no": "list"', "not a satellite catalogue"),
        (SPACE_TRACK.encode() + b"\n", "no usable row"),
        (SPACE_TRACK.encode() + b"\nshort,row\n", "1 rejects"),
        (gzip.compress(lines(SPACE_TRACK, *SPACE_TRACK_ROWS).encode())[:-30], "ends early|damaged"),
    ],
)
def test_a_file_that_is_no_satcat_is_a_clear_error(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(DataError, match=told) as error:
        read_satcat(written(tmp_path, content))
    assert error.value.exit_code == 3
    assert "satcat.csv" in str(error.value)


def test_control_characters_in_a_name_cannot_steer_a_terminal(tmp_path: Path) -> None:
    text = lines(SPACE_TRACK, SPACE_TRACK_ROWS[0].replace("ALDER 1", "A\x1b[2J"))
    assert read_satcat(written(tmp_path, text)).values["object_name"].to_list() == ["A\\x1b[2J"]


@pytest.mark.skipif(not REAL.is_dir(), reason="no folder ../shared/data and no $DUEREGARD_TEST_DATA")
def test_the_full_space_track_satcat_is_read_whole_and_fast() -> None:
    path = REAL / "registry" / "satcat_spacetrack_full_2025-03-16.csv.xz"
    start = time.perf_counter()
    table, rejects = read_satcat(path)
    seconds = time.perf_counter() - start
    assert (table.height, rejects) == (63_108, ())
    assert earth_orbiting(table, parse_instant("2025-03-16"))["norad_cat_id"].n_unique() > 29_000
    assert seconds < FULL_SATCAT_LIMIT_S


@pytest.mark.skipif(not REAL.is_dir(), reason="no folder ../shared/data and no $DUEREGARD_TEST_DATA")
@pytest.mark.parametrize(
    "name", ["satcat_spacetrack_full_2025-03-16.csv.xz", "satcat_payloads_celestrak_2026-06-02.json.xz"]
)
def test_every_owner_code_in_the_real_catalogues_has_a_rule(name: str) -> None:
    codes = set(read_satcat(REAL / "registry" / name).values["owner"].drop_nulls())
    assert codes - set(load_owners()) == set()


@pytest.mark.skipif(not REAL.is_dir(), reason="no folder ../shared/data and no $DUEREGARD_TEST_DATA")
@pytest.mark.parametrize("day", ["2017-04-25", "2018-08-20"])
def test_every_owner_code_of_the_older_catalogues_has_a_rule(day: str) -> None:
    packed = (REAL / "catalogue" / f"{day}_full_spacetrack_json_owner_type.json.xz").read_bytes()
    codes = {record["C"] for record in json.loads(lzma.decompress(packed))}
    assert len(codes) > 60
    assert codes - set(load_owners()) == set()
