"""Which set stands for an object at a time; nothing is lost on the way."""

import time
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from dueregard.model.elements import ELEMENT_SCHEMA
from dueregard.sky.select import default_start, newest_not_after

START = datetime(2031, 5, 10, 6, tzinfo=UTC)


def sets_of(*rows: tuple[int, float], names: tuple[str, ...] = ()) -> pl.DataFrame:
    """Return element sets of (number, days before START)."""
    return pl.DataFrame(
        {
            "norad_cat_id": [number for number, _ in rows],
            "object_name": list(names) or [f"OBJECT {i}" for i in range(len(rows))],
            "epoch": [START.replace(tzinfo=None) - timedelta(days=d) for _, d in rows],
        },
        schema_overrides={"norad_cat_id": pl.Int64, "epoch": pl.Datetime("us")},
    ).select(
        pl.col(name) if name in ("norad_cat_id", "object_name", "epoch") else pl.lit(None, kind).alias(name)
        for name, kind in ELEMENT_SCHEMA.items()
    )


def test_the_newest_set_not_after_the_start_is_taken() -> None:
    chosen = newest_not_after(sets_of((7, 3.0), (7, 1.0), (7, -0.5), (5, 0.0), (5, 2.0)), START)
    assert chosen.elements["norad_cat_id"].to_list() == [5, 7]
    assert chosen.age_d.tolist() == [0.0, 1.0]
    assert chosen.history.height == 3
    assert chosen.after_start == 0


def test_an_object_with_later_sets_only_is_kept_with_its_earliest_and_counted() -> None:
    chosen = newest_not_after(sets_of((9, -2.0), (9, -1.0), (3, 1.0)), START)
    assert chosen.age_d.tolist() == [1.0, -1.0]
    assert chosen.after_start == 1
    assert chosen.history["epoch"].to_list() == [datetime(2031, 5, 12, 6)]


def test_of_several_sets_at_one_epoch_the_first_is_taken() -> None:
    for first, second in (("A", "B"), ("B", "A")):
        chosen = newest_not_after(sets_of((4, 1.0), (4, 1.0), names=(first, second)), START)
        assert chosen.elements["object_name"].to_list() == [first]
        assert chosen.history["object_name"].to_list() == [second]


def test_age_leaves_no_object_out_unless_asked() -> None:
    table = sets_of((1, 900.0), (2, -40.0), (3, 5.0), (3, 50.0))
    assert newest_not_after(table, START).elements.height == 3
    chosen = newest_not_after(table, START, max_age_d=30.0)
    assert chosen.elements["norad_cat_id"].to_list() == [3]
    assert chosen.too_old["norad_cat_id"].to_list() == [1, 2]
    assert chosen.too_old["age_d"].to_list() == [900.0, -40.0]
    assert chosen.after_start == 0
    assert newest_not_after(table, START, max_age_d=5.0).elements.height == 1  # the limit itself is within


def test_a_start_in_another_zone_is_the_same_instant() -> None:
    table = sets_of((1, 0.01), (1, -0.01))
    elsewhere = START.astimezone(__import__("zoneinfo").ZoneInfo("Etc/GMT-9"))
    assert newest_not_after(table, elsewhere).age_d.tolist() == newest_not_after(table, START).age_d.tolist()


def test_a_table_without_rows_selects_nothing() -> None:
    chosen = newest_not_after(sets_of(), START, max_age_d=1.0)
    assert (chosen.elements.height, chosen.history.height, chosen.too_old.height) == (0, 0, 0)
    with pytest.raises(ValueError, match="no element set"):
        default_start(sets_of())


def test_a_missing_epoch_is_told() -> None:
    table = sets_of((1, 0.0)).with_columns(pl.lit(None, pl.Datetime("us")).alias("epoch"))
    with pytest.raises(ValueError, match="have no epoch"):
        newest_not_after(table, START)


def test_a_negative_limit_of_age_is_told() -> None:
    for limit in (-1.0, float("nan")):
        with pytest.raises(ValueError, match="max_age_d"):
            newest_not_after(sets_of((1, 0.0)), START, max_age_d=limit)


def test_no_set_is_lost_or_doubled_and_the_choice_agrees_with_a_plain_search() -> None:
    rng = np.random.default_rng(11)
    rows = [
        (int(n), float(d))
        for n, d in zip(rng.integers(1, 60, 400), rng.integers(-40, 40, 400) / 4, strict=True)
    ]
    table = sets_of(*rows)
    chosen = newest_not_after(table, START, max_age_d=3.0)
    parts = [chosen.elements, chosen.history, chosen.too_old.drop("age_d")]
    names = pl.concat([part["object_name"] for part in parts])
    assert sorted(names) == sorted(table["object_name"])
    for number in {n for n, _ in rows}:
        ages = [(i, d) for i, (n, d) in enumerate(rows) if n == number]
        not_after = [(d, i) for i, d in ages if d >= 0]
        index = min(not_after)[1] if not_after else min((-d, i) for i, d in ages)[1]
        taken = chosen.elements if abs(rows[index][1]) <= 3.0 else chosen.too_old
        assert taken.filter(pl.col("norad_cat_id") == number)["object_name"].to_list() == [f"OBJECT {index}"]


def test_thirty_thousand_objects_with_thirty_epochs_take_well_under_a_second() -> None:
    rng = np.random.default_rng(5)
    epochs = np.datetime64("2031-05-01", "us") + rng.integers(0, 12 * 86_400_000_000, 900_000)
    table = pl.DataFrame({"norad_cat_id": np.tile(np.arange(30_000), 30), "epoch": epochs})
    started = time.process_time()
    chosen = newest_not_after(table, START)
    assert time.process_time() - started < 2.0  # process time of all threads, on a busy machine; alone 0.2 s
    assert chosen.elements.height == 30_000
    assert chosen.history.height == 870_000


def test_the_default_start_is_the_99th_percentile_of_newest_epochs_rounded_up_to_the_hour() -> None:
    # 101 objects, newest epochs 0, 1, ... 100 hours 20 minutes before START; each also has an older set.
    rows = [(n, (n + 1 / 3) / 24) for n in range(101)] + [(n, 40.0) for n in range(101)]
    assert default_start(sets_of(*rows)) == START - timedelta(hours=1)


def test_a_default_start_on_the_hour_stays_there() -> None:
    assert default_start(sets_of((1, 0.0))) == START
    assert default_start(sets_of((1, -1e-6 / 86_400))) == START + timedelta(hours=1)
