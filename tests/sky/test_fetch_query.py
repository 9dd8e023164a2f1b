"""What is asked for, where, and whether an answer has the form of what was asked."""

import pytest

from dueregard.model.errors import UsageError
from dueregard.sky.fetch_query import (
    CELESTRAK,
    checked_base,
    gp_query,
    query_url,
    satcat_query,
    wrong_content,
)

HEADER = b"OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,NORAD_CAT_ID\r\n"
ROW = b"INVENTED,2030-001A,2031-05-10T00:00:00.000000,15.2,390001\r\n"
RECORD = b'{"OBJECT_NAME":"INVENTED {1}","NORAD_CAT_ID":390001,"EPOCH":"2031-05-10T00:00:00"}'
XML = b'<?xml version="1.0"?>\n<ndm><omm id="CCSDS_OMM_VERS"><body/></omm>'
KVN = b"CCSDS_OMM_VERS = 2.0\nOBJECT_NAME = INVENTED\nMEAN_MOTION_DOT = 0\n"
SATCAT = b"OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE\nINVENTED,2030-001A,390001,PAY\n"


def test_the_addresses_are_those_celestrak_gives() -> None:
    assert query_url(gp_query()) == "https://celestrak.org/NORAD/elements/gp.php?GROUP=active&FORMAT=csv"
    assert query_url(gp_query("GEO", "JSON")).endswith("gp.php?GROUP=geo&FORMAT=json")
    assert query_url(gp_query("gpz-plus")).endswith("gp.php?SPECIAL=gpz-plus&FORMAT=csv")
    assert query_url(satcat_query()) == "https://celestrak.org/pub/satcat.csv"


@pytest.mark.parametrize("group", ["", "a b", "active&FORMAT=tle", "../x", "é", "x" * 65, "-x", "a\nb"])
def test_a_group_that_cannot_be_one_is_told(group: str) -> None:
    with pytest.raises(UsageError, match="is not the name of a group"):
        gp_query(group)


def test_a_format_that_carries_no_large_numbers_is_not_asked_for() -> None:
    with pytest.raises(UsageError, match="'tle' is not a format"):
        gp_query("geo", "tle")


def test_the_base_comes_from_the_call_then_the_environment_then_celestrak() -> None:
    there = {"DUEREGARD_CELESTRAK": "https://mirror.example/ct/"}
    assert checked_base(None, {}) == CELESTRAK
    assert checked_base(None, there) == "https://mirror.example/ct"
    assert checked_base("https://other.example:8443", there) == "https://other.example:8443"
    assert checked_base("http://127.0.0.1:80", {}) == "http://127.0.0.1:80"
    assert checked_base("http://[::1]:80", {}) == "http://[::1]:80"


@pytest.mark.parametrize(
    "base",
    [
        "http://celestrak.org",
        "http://127.0.0.1.example.org",
        "file:///etc/passwd",
        "ftp://127.0.0.1",
        "https://",
        "celestrak.org",
        "https://user:word@celestrak.org",
        "https://celestrak.org?x=1",
        "https://celestrak.org#x",
        "https://celestrak.org:x",
        "https://[::1",
        "https://a b",
        "https://a\r\nHost: b",
    ],
)
def test_an_address_without_encryption_or_sense_is_told(base: str) -> None:
    with pytest.raises(UsageError):
        checked_base(base, {})


@pytest.mark.parametrize(
    ("format", "good"),
    [
        ("csv", HEADER + ROW),
        ("csv", b"\xef\xbb\xbf" + HEADER.replace(b"\r", b"") + ROW.replace(b"\r", b"")),
        ("json", b"[" + RECORD + b"]"),
        ("json", b"[\n " + RECORD + b",\n" + RECORD + b"\n]\n"),
        ("xml", XML + b"</ndm>\n"),
        ("kvn", KVN + b"MEAN_MOTION_DDOT = 0\n" + KVN + b"MEAN_MOTION_DDOT = 0\n"),
    ],
)
def test_whole_answers_pass_and_each_cut_at_a_record_or_in_it_is_told(format: str, good: bytes) -> None:
    query = gp_query("geo", format)
    assert wrong_content(query, good, good, length_was_said=False) == ""
    # Cut exactly between two records, CSV and KVN are whole in form; only the length said by the server can tell.
    between = {"kvn": len(KVN + b"MEAN_MOTION_DDOT = 0\n")}.get(format, 0)
    for cut in range(1, len(good.rstrip())):
        assert cut == between or wrong_content(query, good[:cut], good[:cut], length_was_said=False), good[
            :cut
        ]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"<!DOCTYPE html><title>Sorry</title>", "web page"),
        (b"\n<HTML lang=en>", "web page"),
        (b"Invalid query: 'GROUP=nope' (GROUP=nope not found)", "not a CSV header"),
        (b"No GP data found", "not a CSV header"),
        (b"a,b,c\n1,2,3\n", "not a CSV header"),
        (HEADER, "no record"),
        (HEADER + ROW + ROW[:30], "not complete"),
        (SATCAT, "not a CSV header"),
    ],
)
def test_what_is_not_element_sets_is_told(body: bytes, why: str) -> None:
    assert why in wrong_content(gp_query(), body, body, length_was_said=True)


def test_a_satellite_catalogue_is_known_by_its_columns() -> None:
    assert wrong_content(satcat_query(), SATCAT, SATCAT, length_was_said=True) == ""
    assert wrong_content(satcat_query(), HEADER + ROW, HEADER + ROW, length_was_said=True)


@pytest.mark.parametrize("format", ["json", "xml", "kvn"])
def test_a_csv_is_not_taken_for_another_format(format: str) -> None:
    assert wrong_content(gp_query("geo", format), HEADER + ROW, HEADER + ROW, length_was_said=True)
