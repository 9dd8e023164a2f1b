"""Tables to files: whole or not at all, under the names asked for."""

from datetime import datetime

import polars as pl
import pytest

from dueregard.jobs.write import table_ending, write_table
from dueregard.model.errors import DataError, UsageError

TABLE = pl.DataFrame({"name": ["A", None], "at": [datetime(2031, 5, 1, 2, 3, 4, 5), None], "km": [1.5, None]})


@pytest.mark.parametrize("name", ["t.csv", "t.JSON", "T.Parquet"])
def test_a_table_is_written_by_the_ending_of_its_name_and_nothing_else_is_left(name, tmp_path):
    write_table(TABLE, tmp_path / name)
    write_table(TABLE, tmp_path / name)  # over the earlier one
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_instants_carry_microseconds_and_a_z(tmp_path):
    for name in ("t.csv", "t.json"):
        write_table(TABLE, tmp_path / name)
        assert "2031-05-01T02:03:04.000005Z" in (tmp_path / name).read_text()


@pytest.mark.parametrize("name", ["t", "t.txt", "t.csv.gz", ".csv"])
def test_another_ending_is_an_error_of_usage_and_writes_nothing(name, tmp_path):
    for ask in (lambda: write_table(TABLE, tmp_path / name), lambda: table_ending(tmp_path / name)):
        with pytest.raises(UsageError, match="cannot be written as"):
            ask()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["missing/t.csv", "file/t.json", "folder.csv"])
def test_a_place_that_cannot_be_written_is_an_error_of_data(place, tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(DataError, match="cannot be written"):
        write_table(TABLE, tmp_path / place)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder.csv"]


def test_a_value_json_does_not_know_leaves_the_earlier_table(tmp_path):
    path = tmp_path / "t.json"
    write_table(TABLE, path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="JSON compliant"):
        write_table(pl.DataFrame({"km": [float("nan")]}), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["t.json"]
