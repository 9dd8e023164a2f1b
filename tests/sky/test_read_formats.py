"""Every format gives the same table, and one broken record costs no other."""

import gzip
import lzma
import math
from datetime import datetime, timedelta

import polars as pl
import pytest
import zstandard
from element_writing import FORMATS, OMM_ONLY, as_3le, as_csv, invented, two_lines, with_check_digit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueregard.model.elements import ELEMENT_SCHEMA
from dueregard.sky.read import read_elements

quick = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)


def expected_row(s: dict) -> dict:
    epoch = datetime(s["year"], 1, 1) + timedelta(days=s["day"] - 1, microseconds=864 * s["day_e8"])
    return {
        "norad_cat_id": s["number"],
        "object_id": f"{s['launch'][0]}-{s['launch'][1]:03d}{s['launch'][2]}",
        "epoch": epoch,
        "mean_motion_rev_day": s["motion_e8"] / 1e8,
        "eccentricity": s["eccentricity_e7"] / 1e7,
        "inclination_deg": s["inclination_e4"] / 1e4,
        "ra_of_asc_node_deg": s["node_e4"] / 1e4,
        "arg_of_pericenter_deg": s["pericentre_e4"] / 1e4,
        "mean_anomaly_deg": s["anomaly_e4"] / 1e4,
        "bstar": float(f"{s['bstar'][0]}e{s['bstar'][1] - 5}"),
        "mean_motion_dot": s["dot_e8"] / 1e8,
        "mean_motion_ddot": float(f"{s['ddot'][0]}e{s['ddot'][1] - 5}"),
        "element_set_no": s["set_no"],
        "rev_at_epoch": s["rev"],
    }


@pytest.mark.parametrize("form", FORMATS)
@quick
@given(seed=st.integers(0, 10**6), first=st.sampled_from([1, 42, 99_990, 100_000, 269_995, 339_960]))
def test_a_set_survives_writing_and_reading_to_the_last_bit(tmp_path, form, seed, first):
    sets = [invented(seed, first + i) for i in range(7)]
    path = tmp_path / "sets"
    path.write_text(FORMATS[form](sets))
    table, rejects = read_elements(path)
    assert rejects == ()
    assert dict(table.schema) == ELEMENT_SCHEMA
    names = list(expected_row(sets[0]))
    assert table.select(names).rows(named=True) == [expected_row(s) for s in sets]
    assert table["source"].unique().to_list() == ["sets"]
    if form != "2le":
        assert table["object_name"].to_list() == [s["name"] for s in sets]


@pytest.mark.parametrize("form", FORMATS)
@quick
@given(data=st.data())
def test_one_broken_record_never_costs_its_neighbours(tmp_path, form, data):
    """Any stretch of one record is overwritten or cut out; the records before and after stay, line and all."""
    sets = [invented(data.draw(st.integers(0, 1000)), 500 + i) for i in range(5)]
    write = FORMATS[form]
    text, mark = write(sets), sets[2]["name"] if form != "2le" else two_lines(sets[2])[0]
    following = sets[3]["name"] if form != "2le" else two_lines(sets[3])[0]
    begin = text.index(mark) + len(mark) + 2
    end = text.index(following) - 4  # not the words in which the next record begins
    if form == "xml":
        begin, end = begin, text.index("</data>", begin)
    elif form == "tsv":
        end = text.index("\n", begin)
    elif form == "kvn":
        end = text.index("\n\n", begin)
    elif form.startswith("json"):
        end = min(text.index("}" if "arrays" not in form else "]", begin), end)
    at = data.draw(st.integers(begin, end - 1))
    upto = min(at + data.draw(st.integers(1, 12)), end)
    noise = data.draw(st.sampled_from(["", "x", "?!", '"', "<", "#", "9" * 5, "{", "é"]))
    path = tmp_path / "sets"
    path.write_text(text[:at] + noise + text[upto:], encoding="utf-8")
    table, rejects = read_elements(path)
    kept = table["norad_cat_id"].to_list()
    assert [n for n in kept if n in (500, 501, 503, 504)] == [500, 501, 503, 504]
    if len([n for n in kept if n not in (500, 501, 503, 504)]) == 0:
        assert rejects
    whole = read_elements(_written(tmp_path, write(sets))).values
    columns = [c for c in ELEMENT_SCHEMA if c not in ("source", "line", "object_name")]
    for number in (500, 501, 503, 504):
        same = pl.col("norad_cat_id") == number
        assert table.filter(same).select(columns).rows() == whole.filter(same).select(columns).rows()


def _written(tmp_path, text):
    path = tmp_path / "whole"
    path.write_text(text)
    return path


@pytest.mark.parametrize("form", OMM_ONLY)
def test_catalogue_numbers_of_any_size_are_whole_numbers(tmp_path, form):
    numbers = [100_000, 339_999, 340_000, 799_500_000, 999_999_999_999]
    path = tmp_path / "sets"
    path.write_text(FORMATS[form]([invented(1, n) for n in numbers]))
    table, rejects = read_elements(path)
    assert table["norad_cat_id"].to_list() == numbers
    assert rejects == ()


def test_alpha_5_leaves_out_i_and_o(tmp_path):
    numbers = [100_000, 179_999, 180_000, 229_999, 230_000, 339_999]
    path = tmp_path / "sets"
    path.write_text(as_3le([invented(1, n) for n in numbers]))
    assert [line[2:7] for line in path.read_text().splitlines() if line[0] == "1"] == [
        "A0000", "H9999", "J0000", "N9999", "P0000", "Z9999",
    ]  # fmt: skip
    assert read_elements(path).values["norad_cat_id"].to_list() == numbers


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        lzma.compress,
        zstandard.compress,
        lambda b: gzip.compress(b[:300]) + gzip.compress(b[300:]),
    ],
)
def test_compression_is_told_from_the_content_not_the_name(tmp_path, pack):
    path = tmp_path / "sets.pdf"
    path.write_bytes(pack(as_3le([invented(1, n) for n in (5, 6, 7)]).encode()))
    assert read_elements(path).values["norad_cat_id"].to_list() == [5, 6, 7]


@pytest.mark.parametrize(
    "change",
    [
        lambda t: "\ufeff" + t,
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("\n", "\r"),
        lambda t: t.replace("\n", "   \n"),
        lambda t: "# made up\n\n" + t.replace("\n0 ", "\n\n# note\n0 "),
        lambda t: t.replace("\n0 ", "\n").removeprefix("0 "),
        lambda t: t.removesuffix("\n"),
        lambda t: t + "\x1a",
    ],
    ids=[
        "byte-order mark",
        "CR LF",
        "CR",
        "trailing blanks",
        "comments",
        "names without 0",
        "no last line end",
        "^Z",
    ],
)
def test_the_ways_old_files_are_written_make_no_difference(tmp_path, change):
    sets = [invented(4, n) for n in (5, 6, 7)]
    path = tmp_path / "sets"
    path.write_bytes(change(as_3le(sets)).encode())
    table, rejects = read_elements(path)
    assert rejects == ()
    assert table["object_name"].to_list() == ["FELT 5", "FELT 6", "FELT 7"]
    assert table["bstar"].to_list() == [expected_row(s)["bstar"] for s in sets]


def test_blank_padded_and_zero_padded_numbers_are_the_same(tmp_path):
    one, two = two_lines(
        invented(9, 42) | {"inclination_e4": 12_345, "set_no": 7, "rev": 3, "launch": (1992, 52, "A")}
    )
    padded1 = with_check_digit(one.replace("1 00042U", "1    42U").replace("92052A  ", "92052  A"))
    padded2 = with_check_digit(two.replace("2 00042   1.2345", "2    42 001.2345"))
    path, other = tmp_path / "zeros", tmp_path / "blanks"
    path.write_text(f"{one}\n{two}\n")
    other.write_text(f"{padded1}\n{padded2}\n")
    assert padded1 != one
    assert padded2 != two
    drop = ["source"]
    assert read_elements(other).values.drop(drop).rows() == read_elements(path).values.drop(drop).rows()


def test_plus_signs_of_the_2017_catalogue_are_numbers(tmp_path):
    one, two = two_lines(invented(9, 42) | {"dot_e8": 144, "ddot": (0, 0), "bstar": (16234, -3)})
    one = with_check_digit(
        one.replace("  .00000144", " +.00000144").replace("  00000-0  16234-3", " +00000-0 +16234-3")
    )
    assert " +.00000144 +00000-0 +16234-3 0" in one
    path = tmp_path / "sets"
    path.write_text(f"{one}\n{two}\n")
    row = read_elements(path).values.row(0, named=True)
    assert (row["mean_motion_dot"], row["mean_motion_ddot"], row["bstar"]) == (1.44e-6, 0.0, 0.16234e-3)


def test_numbers_off_their_columns_are_read_when_they_are_plain(tmp_path):
    one, two = two_lines(invented(9, 42))
    two = with_check_digit(two[:17] + " -1.0   " + two[25:])
    path = tmp_path / "sets"
    path.write_text(f"{one}\n{two}\n")
    assert read_elements(path).values["ra_of_asc_node_deg"].to_list() == [-1.0]


def test_text_after_the_last_column_of_line_2_is_let_be(tmp_path):
    one, two = two_lines(invented(9, 42))
    path = tmp_path / "sets"
    path.write_text(f"{one}\n{two}      0.0      1440.0         20.00\n")
    assert read_elements(path).values.height == 1


@pytest.mark.parametrize(("two_digits", "year"), [("57", 1957), ("99", 1999), ("00", 2000), ("56", 2056)])
def test_two_digit_years_57_to_99_are_of_the_last_century(tmp_path, two_digits, year):
    one, two = two_lines(invented(9, 42))
    path = tmp_path / "sets"
    path.write_text(with_check_digit(one[:18] + two_digits + "001.00000001" + one[32:]) + f"\n{two}\n")
    assert read_elements(path).values["epoch"].to_list() == [datetime(year, 1, 1, 0, 0, 0, 864)]


def test_first_seen_is_kept_where_the_table_has_it(tmp_path):
    one, two = two_lines(invented(9, 42))
    path = tmp_path / "sets"
    text = f"first_seen_unix\tline1\tline2\n1777181310\t{one}\t{two}\n"
    later = with_check_digit(one[:18] + "26001.00000000" + one[32:])
    path.write_text(text + f"\t{later}\t{two}\n")
    assert read_elements(path).values["first_seen"].to_list() == [datetime(2026, 4, 26, 5, 28, 30), None]


def test_numbers_as_celestrak_prints_them(tmp_path):
    path = tmp_path / "sets"
    text = as_csv([invented(1, 5)]).splitlines()
    head, cells = text[0].split(","), text[1].split(",")
    cells[head.index("BSTAR")], cells[head.index("ECCENTRICITY")] = ".16091E-2", ".1842"
    path.write_text(",".join(head) + "\n" + ",".join(cells))
    row = read_elements(path).values.row(0, named=True)
    assert (row["bstar"], row["eccentricity"]) == (0.0016091, 0.1842)


def test_quoted_cells_may_hold_commas(tmp_path):
    path = tmp_path / "sets"
    path.write_text(as_csv([invented(1, 5) | {"name": "FELT, PART 2"}, invented(1, 6)], quoting=1))
    assert read_elements(path).values["object_name"].to_list() == ["FELT, PART 2", "FELT 6"]


def test_parquet_with_two_lines_and_our_own_tables_are_read(tmp_path):
    sets = [invented(3, n) for n in (5, 6)]
    lines = [two_lines(s) for s in sets]
    path, own = tmp_path / "sets", tmp_path / "own"
    pl.DataFrame(
        {
            "norad_id": [5, 6, 7],
            "name": ["A", "B", "C"],
            "tle_line1": [lines[0][0], lines[1][0], None],
            "tle_line2": [lines[0][1], lines[1][1], None],
        }
    ).write_parquet(path)
    table, rejects = read_elements(path)
    assert table["norad_cat_id"].to_list() == [5, 6]
    assert [(r.reason, r.norad_cat_id, r.line) for r in rejects] == [("lines_missing", 7, 0)]
    assert rejects[0].what.startswith("row 3:")
    first_seen = table.with_columns(first_seen=pl.lit(datetime(2026, 5, 1)).cast(pl.Datetime("us")))
    first_seen.write_parquet(own)
    again = read_elements(own).values
    assert again.drop("source").rows() == first_seen.drop("source").rows()


def test_several_files_are_one_history(tmp_path):
    old, new = invented(1, 5) | {"day": 10}, invented(1, 5) | {"day": 11}
    (tmp_path / "a").write_text(as_3le([old, invented(1, 6)]))
    (tmp_path / "b").write_text(as_csv([new]))
    table, rejects = read_elements([tmp_path / "a", tmp_path / "b"])
    assert table.select("norad_cat_id", "source", "line").rows() == [(5, "a", 2), (6, "a", 5), (5, "b", 2)]
    assert rejects == ()


def test_every_value_of_the_table_is_finite(tmp_path):
    path = tmp_path / "sets"
    path.write_text(as_3le([invented(2, n) for n in range(1, 200)]))
    table = read_elements(path).values
    assert table.height == 199
    assert all(math.isfinite(v) for row in table.select(pl.col(pl.Float64)).rows() for v in row)


def test_parquet_may_be_compressed_once_more(tmp_path):
    one, two = two_lines(invented(3, 5))
    plain, packed = tmp_path / "plain", tmp_path / "packed"
    pl.DataFrame({"TLE_LINE1": [one], "TLE_LINE2": [two]}).write_parquet(plain)
    packed.write_bytes(zstandard.compress(plain.read_bytes()))
    assert read_elements(packed).values["norad_cat_id"].to_list() == [5]


def test_tables_that_carry_both_forms_are_read_as_omm_and_without_all_keywords_as_two_lines(tmp_path):
    s = invented(3, 5)
    one, two = two_lines(s)
    head, row = as_csv([s | {"number": 799_500_005}]).splitlines()
    path = tmp_path / "sets"
    path.write_text(f"{head},TLE_LINE1,TLE_LINE2\n{row},{one},{two}\n")
    assert read_elements(path).values["norad_cat_id"].to_list() == [799_500_005]
    path.write_text(f"EPOCH,MEAN_MOTION,TLE_LINE1,TLE_LINE2\n2026-01-01,1.0,{one},{two}\n")
    assert read_elements(path).values["mean_motion_rev_day"].to_list() == [s["motion_e8"] / 1e8]


@pytest.mark.parametrize("form", FORMATS)
def test_a_stray_control_character_costs_its_record_not_the_file(tmp_path, form):
    path = tmp_path / "sets"
    text = FORMATS[form]([invented(3, n) for n in (500, 501, 502)])
    middle = text.index("501") + 40
    path.write_bytes(text[:middle].encode() + b"\0\x07" + text[middle + 2 :].encode())
    assert {500, 502} <= set(read_elements(path).values["norad_cat_id"].to_list())
