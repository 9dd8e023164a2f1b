"""Kept element sets: added once, never lost, never half written, and as known at a past time."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread

import polars as pl
import pytest

from dueregard.model.elements import ELEMENT_SCHEMA, empty_elements
from dueregard.model.errors import DataError
from dueregard.sky.catalogue import catalogue
from dueregard.sky.store import Kept, keep, load

DAY = datetime(2031, 5, 10)
SEEN = datetime(2031, 5, 20, tzinfo=UTC)


def one(number: int = 90001, epoch: datetime = DAY, **changes: object) -> pl.DataFrame:
    """Return a table with one invented element set."""
    row: dict[str, object] = {
        "norad_cat_id": number,
        "object_name": "INVENTED",
        "object_id": "2030-001A",
        "epoch": epoch,
        "mean_motion_rev_day": 15.2,
        "eccentricity": 0.001,
        "inclination_deg": 51.6,
        "ra_of_asc_node_deg": 10.0,
        "arg_of_pericenter_deg": 20.0,
        "mean_anomaly_deg": 30.0,
        "bstar": 1e-4,
        "mean_motion_dot": 1e-5,
        "mean_motion_ddot": 0.0,
        "element_set_no": 999,
        "rev_at_epoch": 1,
        "source": "one.csv",
        "line": 2,
        "first_seen": None,
    }
    return pl.DataFrame(
        {**{k: [v] for k, v in row.items()}, **{k: [v] for k, v in changes.items()}}, ELEMENT_SCHEMA
    )


def test_keeping_the_same_sets_again_changes_nothing(tmp_path: Path) -> None:
    sets = pl.concat([one(), one(90002), one(epoch=DAY + timedelta(days=1))])
    assert keep(tmp_path, sets, SEEN) == Kept(added=3, already_there=0, conflicting=0, days_written=2)
    files = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.parquet")}
    assert keep(tmp_path, sets, SEEN + timedelta(days=9)) == Kept(0, already_there=3, conflicting=0)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.parquet")} == files
    assert load(tmp_path)["first_seen"].to_list() == [SEEN.replace(tzinfo=None)] * 3


def test_what_was_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    sets = pl.concat([one(first_seen=DAY), one(390001, object_name=None, object_id=None, first_seen=DAY)])
    keep(tmp_path, sets, SEEN)
    assert load(tmp_path).equals(sets)


def test_the_earliest_first_seen_stands_whatever_the_order(tmp_path: Path) -> None:
    early, late = (
        one(first_seen=DAY, source="early.csv"),
        one(first_seen=DAY + timedelta(days=3), source="late.csv"),
    )
    for name, order in {"a": (early, late), "b": (late, early), "c": (pl.concat([late, early]),)}.items():
        kept = [keep(tmp_path / name, sets, SEEN) for sets in order]
        assert sum(k.added for k in kept) == 1
        assert sum(k.already_there for k in kept) == 1
        assert sum(k.seen_earlier for k in kept) == (1 if name == "b" else 0)
        assert load(tmp_path / name).select("first_seen", "source").rows() == [(DAY, "early.csv")]


def test_different_elements_at_one_epoch_both_stand_and_are_counted(tmp_path: Path) -> None:
    keep(tmp_path, one(), SEEN)
    kept = keep(tmp_path, one(mean_anomaly_deg=30.0001), SEEN)
    assert (kept.added, kept.already_there, kept.conflicting) == (1, 0, 1)
    assert load(tmp_path).height == 2
    assert catalogue(tmp_path).conflicting == 2
    at_once = keep(tmp_path / "new", pl.concat([one(), one(eccentricity=0.0010001), one()]), SEEN)
    assert (at_once.added, at_once.already_there, at_once.conflicting) == (2, 1, 2)


@pytest.mark.parametrize(
    "column",
    [
        "mean_motion_rev_day",
        "eccentricity",
        "inclination_deg",
        "ra_of_asc_node_deg",
        "arg_of_pericenter_deg",
        "mean_anomaly_deg",
        "bstar",
    ],
)
def test_the_last_printed_digit_makes_another_set_and_the_last_bit_does_not(
    tmp_path: Path, column: str
) -> None:
    printed = {"mean_motion_rev_day": 1e-8, "eccentricity": 1e-8, "bstar": 1e-9}.get(column, 1e-4)
    value = one()[column].item()
    keep(tmp_path, one(), SEEN)
    assert keep(tmp_path, one(**{column: value * (1 + 3e-16)}), SEEN).added == 0
    assert keep(tmp_path, one(**{column: value + printed}), SEEN).added == 1


def test_names_and_set_numbers_do_not_make_another_set(tmp_path: Path) -> None:
    keep(tmp_path, one(), SEEN)
    assert keep(tmp_path, one(object_name="RENAMED", element_set_no=1, rev_at_epoch=7), SEEN).added == 0


def test_as_known_at_leaves_out_what_was_seen_later(tmp_path: Path) -> None:
    keep(tmp_path, pl.concat([one(first_seen=DAY + timedelta(hours=h)) for h in (1,)]), SEEN)
    keep(tmp_path, one(90002, first_seen=DAY + timedelta(hours=5)), SEEN)
    assert load(tmp_path, as_known_at=DAY + timedelta(hours=1))["norad_cat_id"].to_list() == [90001]
    assert load(tmp_path, as_known_at=DAY).is_empty()
    assert catalogue(tmp_path, as_known_at=DAY + timedelta(hours=2)).objects == 1


def test_only_the_days_asked_for_are_opened(tmp_path: Path) -> None:
    keep(tmp_path, pl.concat([one(epoch=DAY + timedelta(days=n, hours=1)) for n in range(4)]), SEEN)
    damaged = next(tmp_path.glob("2031-05-13.*.parquet"))
    damaged.write_bytes(b"no longer Parquet")
    between = load(tmp_path, DAY + timedelta(days=1), DAY + timedelta(days=2, hours=1))
    assert between["epoch"].to_list() == [DAY + timedelta(days=1, hours=1), DAY + timedelta(days=2, hours=1)]
    assert load(tmp_path, last=datetime(2031, 5, 10, 0, 59, tzinfo=UTC)).is_empty()
    with pytest.raises(DataError, match=r"2031-05-13"):
        load(tmp_path, DAY + timedelta(days=3))


def test_every_flipped_byte_is_told_with_the_name_of_the_file(tmp_path: Path) -> None:
    keep(tmp_path, one(), SEEN)
    path = next(tmp_path.glob("*.parquet"))
    good = path.read_bytes()
    for at in range(0, len(good), 97):
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        with pytest.raises(DataError, match=path.name):
            load(tmp_path)
        with pytest.raises(DataError, match=path.name):
            keep(tmp_path, one(), SEEN)
    path.write_bytes(good[: len(good) // 2])
    with pytest.raises(DataError, match=path.name):
        catalogue(tmp_path)


@pytest.mark.parametrize("name", ["notes.txt", "2031-05-10.parquet", "2031-13-45." + "a" * 32 + ".parquet"])
def test_a_foreign_file_is_told_by_name(tmp_path: Path, name: str) -> None:
    keep(tmp_path, one(), SEEN)
    one().write_parquet(tmp_path / name)
    with pytest.raises(DataError, match=name):
        load(tmp_path)
    with pytest.raises(DataError, match=name):
        keep(tmp_path, one(90002), SEEN)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="dueregard import"):
        load(tmp_path / "nowhere")


def test_an_interruption_between_the_new_and_the_old_file_loses_and_doubles_nothing(tmp_path: Path) -> None:
    keep(tmp_path, one(first_seen=DAY + timedelta(days=2)), SEEN)
    old = next(tmp_path.glob("*.parquet"))
    content = old.read_bytes()
    keep(tmp_path, pl.concat([one(first_seen=DAY), one(90002, first_seen=DAY)]), SEEN)
    expected = load(tmp_path)
    old.write_bytes(content)  # as if the process had ended just before it removed the old version
    assert load(tmp_path).equals(expected)
    assert keep(tmp_path, one(first_seen=DAY), SEEN).added == 0
    assert len(list(tmp_path.glob("*.parquet"))) == 1
    assert load(tmp_path).equals(expected)


KILLED_IN_THE_MIDDLE = """
import os, sys
from pathlib import Path
import polars as pl
from dueregard.sky import store
sets = pl.read_parquet(sys.argv[2])
def stop(done, total):
    if done == 3:
        (Path(sys.argv[1]) / ".2031-05-13.x.parquet.1.part").write_bytes(b"half")
        os._exit(9)
store.keep(Path(sys.argv[1]), sets, store.datetime(2031, 5, 20), stop)
"""


def test_a_killed_import_leaves_whole_days_and_no_lock(tmp_path: Path) -> None:
    sets = pl.concat([one(epoch=DAY + timedelta(days=n)) for n in range(6)])
    sets.write_parquet(tmp_path / "sets.parquet")
    store = tmp_path / "store"
    ended = subprocess.run([sys.executable, "-c", KILLED_IN_THE_MIDDLE, store, tmp_path / "sets.parquet"])
    assert ended.returncode == 9
    assert load(store).height == 3
    assert keep(store, sets, SEEN).added == 3
    assert not list(store.glob(".*.part"))
    assert load(store).height == 6


def test_a_second_writer_is_told_who_is_writing_and_changes_nothing(tmp_path: Path) -> None:
    def while_the_first_writes(done: int, total: int) -> None:
        with pytest.raises(DataError, match=f"in use by another process .*{os.getpid()}"):
            keep(tmp_path, one(90002), SEEN)

    keep(tmp_path, one(), SEEN, while_the_first_writes)
    assert load(tmp_path)["norad_cat_id"].to_list() == [90001]
    assert keep(tmp_path, one(90002), SEEN).added == 1


def test_a_reader_beside_a_writer_sees_whole_days_only(tmp_path: Path) -> None:
    keep(tmp_path, one(), SEEN)
    writing = Thread(target=lambda: [keep(tmp_path, one(90002 + n), SEEN) for n in range(60)])
    writing.start()
    heights = [load(tmp_path).height]
    while writing.is_alive():
        heights.append(load(tmp_path).height)
    writing.join()
    assert heights == sorted(heights)
    assert load(tmp_path).height == 61


@pytest.mark.parametrize("column", ["norad_cat_id", "epoch", "bstar"])
def test_a_set_that_cannot_be_kept_is_told_before_anything_is_written(tmp_path: Path, column: str) -> None:
    with pytest.raises(DataError, match=f"1 element sets have no {column}"):
        keep(tmp_path, pl.concat([one(), one(90002, **{column: None})]), SEEN)
    with pytest.raises(DataError, match=column):
        keep(tmp_path, one().drop(column), SEEN)
    assert not list(tmp_path.iterdir())


def test_nothing_to_keep_is_fine(tmp_path: Path) -> None:
    assert keep(tmp_path, empty_elements(), SEEN) == Kept(0, 0, 0)
    assert load(tmp_path).schema == pl.Schema(ELEMENT_SCHEMA)


def test_the_catalogue_says_how_many_how_old_and_from_where(tmp_path: Path) -> None:
    sets = [
        one(1, DAY, source="a.csv"),
        one(1, DAY + timedelta(days=2), source="b.csv"),
        one(2, DAY + timedelta(days=1), source="b.csv"),
        one(3, DAY + timedelta(days=1), source="b.csv", first_seen=DAY + timedelta(days=30)),
    ]
    keep(tmp_path, pl.concat(sets), SEEN)
    there = catalogue(tmp_path, at=datetime(2031, 5, 15, tzinfo=UTC))
    assert (there.objects, there.sets, there.conflicting) == (3, 4, 0)
    assert there.first_epoch == DAY.replace(tzinfo=UTC)
    assert there.last_epoch == datetime(2031, 5, 12, tzinfo=UTC)
    assert there.newest_first_seen == datetime(2031, 6, 9, tzinfo=UTC)
    assert there.median_age_d == pytest.approx(4.0)
    assert there.by_source.select("source", "sets", "objects").rows() == [("a.csv", 1, 1), ("b.csv", 3, 3)]
    assert there.by_day.rows() == [
        (date(2031, 5, 10), 1, 1),
        (date(2031, 5, 11), 2, 2),
        (date(2031, 5, 12), 1, 1),
    ]


def test_the_catalogue_of_an_empty_folder_says_nothing_is_known(tmp_path: Path) -> None:
    there = catalogue(tmp_path)
    assert (there.objects, there.sets, there.first_epoch, there.median_age_d) == (0, 0, None, None)
