"""A file that cannot be used is a clear error: what was read, where, what was expected, what to do; exit code 3."""

import gzip
import lzma
import os
import random
import tracemalloc

import polars as pl
import pytest
import zstandard
from element_writing import FORMATS, as_3le, as_csv, as_xml, invented

from dueregard.model.errors import DataError
from dueregard.sky.open_file import fingerprint, read_blocks
from dueregard.sky.read import read_elements

SETS = [invented(1, n) for n in range(1, 250)]
TEXT = as_3le(SETS).encode()


def refused(path, **options) -> str:
    with pytest.raises(DataError) as caught:
        read_elements(path, **options)
    assert caught.value.exit_code == 3
    assert str(path if not isinstance(path, list) else path[-1]) in caught.value.where
    assert caught.value.expected
    assert caught.value.do
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (gzip.compress(b"", mtime=0), "empty"),
        (b" \n\n  \r\n", "nothing but blanks"),
        (b"%PDF-1.7\n" + bytes(range(256)), "PDF"),
        (b"PK\x03\x04" + bytes(200), "ZIP"),
        (b"\x7fELF" + bytes(200), "not text"),
        (random.Random(1).randbytes(5000), "not text"),
        (b"\xff\xfe" + "1 00005U".encode("utf-16-le"), "UTF-16"),
        (gzip.compress(gzip.compress(TEXT)), "compressed file within"),
        (b"<!DOCTYPE html><html><body>Forbidden</body></html>", "web page"),
        (b"<?xml version='1.0'?><cdm/>", "neither <omm> nor <ndm>"),
        (b"CCSDS_CDM_VERS = 1.0\nCREATION_DATE = 2024-01-01T00:00:00\n", "kind CDM"),
        (b"No GP data found\n", "begins with 'No GP data found'"),
        (b"# only\n# comments\n", "only comments"),
        (b'{"error": "You must be logged in"}', "not given"),
        (b"[]", "no record can be used, 0 were"),
        (b"[" * 200_000, "nested more deeply"),
        (
            b"OBJECT_NAME,NORAD_CAT_ID,EPOCH,MEAN_MOTION\nFELT,5,2026-01-01T00:00:00,15\n",
            "no column ECCENTRICITY",
        ),
        (b"PAR1 and then nothing of the kind PAR1", "Parquet file is damaged"),
    ],
)
def test_what_is_no_file_of_element_sets_is_named(tmp_path, content, words):
    path = tmp_path / "sets.tle"
    path.write_bytes(content)
    assert words in refused(path)


def test_no_file_a_folder_a_pipe_and_no_path_at_all_are_refused(tmp_path):
    assert "no such file" in refused(tmp_path / "absent")
    assert "is a folder" in refused(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert "not a regular file" in refused(tmp_path / "pipe")
    assert "no such file" in refused([__file__.replace("test_read_wrong_files.py", "absent")])
    with pytest.raises(DataError, match="no file was named"):
        read_elements([])


def test_a_table_without_sets_in_parquet_names_its_columns(tmp_path):
    path = tmp_path / "sets"
    pl.DataFrame({"owner": ["A"], "launch": ["B"]}).write_parquet(path)
    assert "owner, launch" in refused(path)
    path.write_bytes(path.read_bytes()[:-30])
    assert "damaged or truncated" in refused(path)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, zstandard.compress], ids=["gz", "xz", "zst"])
@pytest.mark.parametrize("part", [0.02, 0.5, 0.9, 0.999])
def test_a_compressed_file_that_ends_early_says_so_and_nothing_of_it_is_used(tmp_path, pack, part):
    path = tmp_path / "sets"
    packed = pack(TEXT)
    path.write_bytes(packed[: max(12, int(len(packed) * part))])
    message = refused(path)
    assert "ends early" in message
    assert "nothing of it was used" in message


@pytest.mark.parametrize(
    "pack", [gzip.compress, lzma.compress, zstandard.ZstdCompressor(write_checksum=True).compress]
)
def test_a_compressed_file_with_a_flipped_byte_is_damaged(tmp_path, pack):
    path = tmp_path / "sets"
    packed = bytearray(pack(TEXT))
    packed[len(packed) // 2] ^= 0xFF
    path.write_bytes(packed)
    message = refused(path)
    assert "damaged" in message or "ends early" in message


@pytest.mark.parametrize(
    "start", [b"", b"1 00005U 58002B ", b"[", b'[{"OBJECT_NAME": "', b"<omm><EPOCH>", b"<!--", b"A,"]
)
def test_one_endless_line_is_refused_with_little_memory(tmp_path, start):
    """300 MB of one line in a file of 300 kB: neither the line nor the file is ever held whole."""
    path = tmp_path / "sets.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(start)
        for _ in range(300):
            file.write(b"x" * 1_000_000)
    tracemalloc.start()
    refused(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100e6  # bytes: a dozen blocks


def test_an_over_large_file_is_refused_at_the_bound(tmp_path):
    path = tmp_path / "sets"
    path.write_bytes(TEXT)
    assert read_elements(path, limit_bytes=len(TEXT)).values.height == len(SETS)
    assert "after decompression" in refused(path, limit_bytes=len(TEXT) - 1)


def test_a_long_line_between_good_ones_is_refused_by_its_number(tmp_path):
    path = tmp_path / "sets"
    path.write_bytes(TEXT + b"x" * 70_000 + b"\n" + TEXT)
    assert f"line {len(SETS) * 3 + 1}" in refused(path)


def test_document_types_and_entities_are_refused(tmp_path):
    path = tmp_path / "sets"
    bomb = '<!DOCTYPE ndm [<!ENTITY a "FELT"><!ENTITY b "&a;&a;&a;">]>\n'
    path.write_text(as_xml(SETS[:3]).replace("<ndm>", bomb + "<ndm>"))
    message = refused(path)
    assert "<!DOCTYPE" in message
    assert "line 2" in message


def test_no_usable_record_quotes_the_count_and_the_first_rejects(tmp_path):
    path = tmp_path / "sets"
    path.write_bytes(b"".join(line[:-1] + b"x\n" for line in TEXT.splitlines() if line[:1] != b"0"))
    message = refused(path)
    assert f"{len(SETS)} were rejected ({len(SETS)} checksum)" in message
    assert "line 1: line 1 ends in 'x'" in message


def test_a_file_of_endless_rejects_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("dueregard.sky.read.REJECT_LIMIT", 500)
    path = tmp_path / "sets"
    path.write_bytes(TEXT + b"x\n" * 501)
    assert "more than 500 records cannot be used" in refused(path)
    path.write_bytes(TEXT + b"x\n" * 500)
    assert read_elements(path).values.height == len(SETS)


def test_one_bad_file_among_several_stops_the_call(tmp_path):
    (tmp_path / "a").write_bytes(TEXT)
    (tmp_path / "b").write_bytes(gzip.compress(TEXT)[:-40])
    assert "ends early" in refused([tmp_path / "a", tmp_path / "b"])


def test_the_fingerprint_is_of_the_raw_bytes(tmp_path):
    path = tmp_path / "abc.txt"
    path.write_bytes(b"abc")
    found = fingerprint(path)
    # FIPS 180-2, appendix B.1
    assert found.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (found.name, found.size_bytes) == ("abc.txt", 3)


@pytest.mark.parametrize("form", FORMATS)
def test_records_across_the_edges_of_blocks_are_whole(tmp_path, form, monkeypatch):
    path = tmp_path / "sets"
    path.write_text(FORMATS[form](SETS))
    whole = read_elements(path)
    monkeypatch.setattr(
        "dueregard.sky.read.read_blocks",
        lambda p, limit_bytes: read_blocks(p, limit_bytes=limit_bytes, block_bytes=997),
    )
    pieces = read_elements(path)
    assert whole.values.height == len(SETS)
    assert pieces.rejects == whole.rejects == ()
    assert pieces.values.rows() == whole.values.rows()


def test_the_csv_header_may_come_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "sets"
    path.write_text("\ufeff" + as_csv(SETS), encoding="utf-8")
    assert read_elements(path).values.height == len(SETS)
