"""``dueregard import`` and ``dueregard catalogue``: what is kept, what is said, and how they end."""

import hashlib
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from dueregard.cli.keep import register
from dueregard.model.errors import DataError, DueRegardError, UsageError
from dueregard.sky.fetch_cache import Copy, place, write_copy
from dueregard.sky.fetch_query import CELESTRAK, gp_query
from dueregard.sky.folders import element_sets_folder
from dueregard.sky.store import load

HEADER = (
    "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,"
    "EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,MEAN_MOTION_DOT,MEAN_MOTION_DDOT"
)

app = typer.Typer()
register(app)


def row(number: int, epoch: str = "2031-05-10T00:00:00.000000", anomaly: str = "30.0") -> str:
    return f"INVENTED,2030-001A,{epoch},15.2,.001,51.6,10.0,20.0,{anomaly},0,U,{number},999,1,.0001,.00001,0"


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def json_of(*words: str | Path) -> dict[str, object]:
    ended = run(*words, "--json")
    assert ended.exit_code == 0, ended.output
    told = json.loads(ended.stdout)
    assert isinstance(told, dict)
    return told


def test_importing_twice_adds_nothing_the_second_time(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", row(390001), row(5))
    first = json_of("import", file, "--data", tmp_path / "data")
    second = json_of("import", file, "--data", tmp_path / "data")
    assert (first["added"], first["already_there"]) == (2, 0)
    assert (second["added"], second["already_there"]) == (0, 2)
    kept = load(element_sets_folder(tmp_path / "data"))
    assert kept["norad_cat_id"].to_list() == [5, 390001]
    age = datetime.now(UTC).replace(tzinfo=None) - kept["first_seen"][0]
    assert timedelta(0) <= age < timedelta(minutes=1)


def test_two_files_that_differ_at_one_epoch_both_stand_and_are_said(tmp_path: Path) -> None:
    one = write(tmp_path / "one.csv", row(7))
    other = write(tmp_path / "other.csv", row(7, anomaly="30.0001"))
    ended = run("import", one, other, "--data", tmp_path / "data")
    assert ended.exit_code == 0
    assert "2 element sets added, 0 already there" in ended.stdout
    assert (
        "different from another set of the same object at the same epoch: 2 of the added; both stand"
        in ended.stdout
    )
    assert (
        "different from another of the same object at the same epoch: 2 sets"
        in run("catalogue", "--data", tmp_path / "data").stdout
    )


def test_files_of_one_name_are_two_sources(tmp_path: Path) -> None:
    for day, number in (("monday", 5), ("tuesday", 6)):
        (tmp_path / day).mkdir()
        write(tmp_path / day / "gp.csv", row(number))
    json_of(
        "import", tmp_path / "monday" / "gp.csv", tmp_path / "tuesday" / "gp.csv", "--data", tmp_path / "data"
    )
    told = json_of("catalogue", "--data", tmp_path / "data")
    assert sorted((one["source"], one["sets"]) for one in told["by_source"]) == [
        ("monday/gp.csv", 1), ("tuesday/gp.csv", 1),
    ]  # fmt: skip


def test_rejects_are_counted_and_listed_and_the_rest_is_kept(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", row(1), row(2).replace("51.6", "nan"), row(3))
    ended = run("import", file, "--data", tmp_path / "data")
    assert ended.exit_code == 0
    assert "2 element sets added" in ended.stdout
    assert "1 record rejected (1 " in ended.stdout
    assert "a.csv:3: " in ended.stderr
    assert "what to do: " in ended.stderr
    told = json_of("import", file, "--data", tmp_path / "data")
    assert [(r["file"], r["line"]) for r in told["rejects"]] == [("a.csv", 3)]  # type: ignore[attr-defined]


def test_strict_keeps_nothing_where_a_record_cannot_be_used(tmp_path: Path) -> None:
    good = write(tmp_path / "good.csv", row(4))
    bad = write(tmp_path / "bad.csv", row(1), row(2).replace("51.6", "nan"))
    error = run("import", good, bad, "--strict", "--data", tmp_path / "data").exception
    assert isinstance(error, DataError)
    assert "bad.csv:3" in str(error)
    assert not (tmp_path / "data").exists()
    assert json_of("import", good, "--strict", "--data", tmp_path / "data")["added"] == 1


def test_a_file_of_the_fetch_cache_counts_as_seen_when_it_was_fetched(tmp_path: Path) -> None:
    fetched_at = datetime(2021, 5, 10, 12, tzinfo=UTC)
    at = place(tmp_path, gp_query(), CELESTRAK)
    file = write(at.data(fetched_at), row(7))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    write_copy(at, Copy("https://x", file.name, fetched_at, fetched_at, digest, file.stat().st_size, {}))
    told = json_of("import", file, "--data", tmp_path / "data")
    assert told["files"][0]["seen_at"] == "2021-05-10T12:00:00.000000Z"  # type: ignore[index]
    assert load(element_sets_folder(tmp_path / "data"))["first_seen"][0] == fetched_at.replace(tzinfo=None)
    elsewhere = write(tmp_path / "copied.csv", row(7))
    assert json_of("import", elsewhere, "--data", tmp_path / "data")["seen_earlier"] == 0


def test_the_catalogue_says_what_is_there_and_as_known_at_a_past_time(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", row(1), row(2, "2031-05-11T00:00:00.000000"))
    run("import", tmp_path / "a.csv", "--data", tmp_path / "data")
    told = json_of("catalogue", "--data", tmp_path / "data")
    assert (told["objects"], told["sets"], told["conflicting"]) == (2, 2, 0)
    assert told["last_epoch"] == "2031-05-11T00:00:00.000000Z"
    assert [day["day"] for day in told["by_day"]] == ["2031-05-10", "2031-05-11"]  # type: ignore[attr-defined]
    assert [source["source"] for source in told["by_source"]] == ["a.csv"]  # type: ignore[attr-defined]
    then = json_of("catalogue", "--data", tmp_path / "data", "--as-known-at", "2001-01-01")
    assert (then["sets"], then["median_age_d"], then["as_known_at"]) == (
        0,
        None,
        "2001-01-01T00:00:00.000000Z",
    )
    words = run("catalogue", "--data", tmp_path / "data").stdout
    assert "2 objects, 2 element sets" in words
    assert "from a.csv: 2 sets of 2 objects" in words
    assert (
        "0 element sets"
        in run("catalogue", "--data", tmp_path / "data", "--as-known-at", "2001-01-01").stdout
    )


def test_the_data_folder_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUEREGARD_DATA", str(tmp_path / "kept"))
    json_of("import", write(tmp_path / "a.csv", row(1)))
    assert json_of("catalogue")["folder"] == str(tmp_path / "kept" / "element-sets")


def test_nothing_kept_a_missing_file_and_a_time_that_is_none_end_with_their_codes(tmp_path: Path) -> None:
    for words, kind in (
        (("catalogue", "--data", tmp_path / "none"), DataError),
        (("import", tmp_path / "none.csv", "--data", tmp_path), DataError),
        (("catalogue", "--data", tmp_path, "--as-known-at", "yesterday"), UsageError),
    ):
        error = run(*words).exception
        assert isinstance(error, kind)
        assert isinstance(error, DueRegardError)


def _series() -> Path:
    folder = Path(os.environ.get("DUEREGARD_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
    return folder / "series" / "2026-03_05_geo.tsv.zst"


@pytest.mark.skipif(
    not _series().exists(), reason="the real series is not beside the repository (../shared/data)"
)
def test_a_real_series_of_geostationary_objects_is_kept_whole_and_known_by_its_own_times(
    tmp_path: Path,
) -> None:
    told = json_of("import", _series(), "--data", tmp_path)
    assert told["added"] + len(told["rejects"]) == 114_719  # type: ignore[operator,arg-type]  # rows of the file
    assert {r["reason"] for r in told["rejects"]} == {"duplicate"}  # type: ignore[attr-defined]
    now = json_of("catalogue", "--data", tmp_path)
    then = json_of("catalogue", "--data", tmp_path, "--as-known-at", "2026-04-01T00:00:00Z")
    assert 0 < then["sets"] < now["sets"] == told["added"]  # type: ignore[operator]
    assert str(then["newest_first_seen"]) <= "2026-04-01T00:00:00"
    assert 0 < then["median_age_d"] < 3  # type: ignore[operator]
