"""Our approaches held against the events of astroz: how many are the same, and why the others are not.

    python matched.py APPROACHES.csv EVENTS.npy --start ISO --hours H --within KM [--given-up NUMBER ...]
        [--rounded NUMBER ...]

The two count different things: an approach is an interval within the distance, an event a minimum of the range. They
are the same where pair and time of closest approach agree to a second. Each of the others gets the first reason that
holds, in the order of the lists below; what none explains is counted as such, and listed.
"""

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from dueregard.model.time import naive_utc, parse_instant

SAME_S = 1.0
EDGE_KM = 0.02  # two-line text holds the epoch to 0.9 ms: 6 m along the path, and more for a pair
SLOW_KM_S = 0.01  # astroz says that its search fails well below it
ROUNDED = "an object whose two-line text is more than 5 m off its element set"
FEW = 10  # of those without a reason that are listed


def read_approaches(path: Path, start: datetime) -> pl.DataFrame:
    """Return the table with times as seconds after the start, ``a`` and ``b`` the numbers in ascending order."""
    zero = pl.lit(naive_utc(start)).cast(pl.Datetime("us"))
    numbers = pl.concat_list("object1_norad_cat_id", "object2_norad_cat_id")

    def seconds(name: str) -> pl.Expr:
        at = pl.col(name).str.strip_suffix("Z").str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us")
        return ((at - zero).dt.total_microseconds() / 1e6).alias(name)

    table = pl.read_csv(path, infer_schema_length=None)
    return table.with_columns(
        numbers.list.min().alias("a"), numbers.list.max().alias("b"), *map(seconds, ("entry", "tca", "exit"))
    )


def events_of(path: Path) -> pl.DataFrame:
    rows = np.load(path)
    names = ("t", "range_km", "speed_km_s")
    return pl.DataFrame(
        {"a": rows[:, 0].astype(np.int64), "b": rows[:, 1].astype(np.int64)}
        | {name: rows[:, 2 + k] for k, name in enumerate(names)}
    )


def matched(
    approaches: pl.DataFrame,
    events: pl.DataFrame,
    window_s: float,
    within_km: float,
    given_up: list[int],
    rounded: list[int],
) -> dict[str, Any]:
    """Return counts: the same, only ours by reason, only theirs by reason, and how far the same ones differ.

    ``given_up``: objects that SGP4 gives up within the window; ``rounded``: those whose two-line text, which is all
    that astroz was given, is not quite their element set. Differences are of the others.
    """
    merged = approaches.filter(pl.col("kind") == "merged").select("a", "b").with_columns(one_set=True)
    ours = approaches.filter(pl.col("kind") != "merged").with_row_index("row")
    theirs = events.with_row_index("event")
    both = ours.join(theirs, on=["a", "b"]).with_columns(off_s=(pl.col("tca") - pl.col("t")).abs())
    # Each to the nearest of the other, so that nothing is counted twice.
    same = (
        both.filter(pl.col("off_s") <= SAME_S)
        .sort("off_s")
        .unique("row", keep="first", maintain_order=True)
        .unique("event", keep="first", maintain_order=True)
    )
    inside = both.filter(pl.col("t").is_between(pl.col("entry") - SAME_S, pl.col("exit") + SAME_S))
    inside = inside.select("event").unique().with_columns(inside=True)
    theirs_alone = (
        theirs.join(same, on="event", how="anti")
        .join(inside, on="event", how="left")
        .join(merged, on=["a", "b"], how="left")
    )
    is_given_up = pl.col("a").is_in(given_up) | pl.col("b").is_in(given_up)
    is_rounded = pl.col("a").is_in(rounded) | pl.col("b").is_in(rounded)
    alike = same.filter(~is_rounded)
    ours_alone = ours.join(same, on="row", how="anti")
    edge = pl.col("miss_distance_km") > within_km - EDGE_KM
    ends = (pl.col("tca") < SAME_S) | (pl.col("tca") > window_s - SAME_S)
    return {
        "ours": len(ours),
        "ours_merged": len(merged),
        "theirs": len(theirs),
        "the_same": len(same),
        "most_off_m": _most((alike["miss_distance_km"] - alike["range_km"]).abs() * 1000.0),
        "most_off_s": _most(alike["off_s"]),
        "only_ours": _by_reason(
            ours_alone,
            {
                "slower than 10 m/s, where its search does not hold": pl.col("relative_speed_km_s")
                < SLOW_KM_S,
                "least range at the window's ends, no minimum inside": ends,
                "within 20 m of the distance asked for": edge,
                ROUNDED: is_rounded,
            },
        ),
        "only_theirs": _by_reason(
            theirs_alone,
            {
                "a further minimum within an approach that is counted once": pl.col("inside").fill_null(
                    False
                ),
                "one element set for two objects": pl.col("one_set").fill_null(False),
                "an object that SGP4 gives up within the window": is_given_up,
                "within 20 m of the distance asked for": pl.col("range_km") > within_km - EDGE_KM,
                "a second within the window's ends": (pl.col("t") < SAME_S)
                | (pl.col("t") > window_s - SAME_S),
                ROUNDED: is_rounded,
            },
        ),
    }


def _most(values: pl.Series) -> float | None:
    return round(float(values.max()), 3) if len(values) else None


def _by_reason(rows: pl.DataFrame, reasons: dict[str, pl.Expr]) -> dict[str, Any]:
    counted: dict[str, Any] = {}
    for reason, holds in reasons.items():
        counted[reason] = int(rows.select(holds.sum()).item() or 0)
        rows = rows.filter(~holds)
    counted["no reason found"] = len(rows)
    if len(rows):
        columns = [c for c in ("a", "b", "tca", "t", "miss_distance_km", "range_km", "relative_speed_km_s",
                               "speed_km_s") if c in rows.columns]  # fmt: skip
        counted["for example"] = rows.select(columns).head(FEW).rows()
    return counted


def main() -> None:
    about = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    about.add_argument("approaches", type=Path)
    about.add_argument("events", type=Path)
    about.add_argument("--start", type=parse_instant, required=True)
    about.add_argument("--hours", type=float, required=True)
    about.add_argument("--within", type=float, required=True)
    about.add_argument("--given-up", type=int, nargs="*", default=[])
    about.add_argument("--rounded", type=int, nargs="*", default=[])
    asked = about.parse_args()
    found = matched(
        read_approaches(asked.approaches, asked.start),
        events_of(asked.events),
        asked.hours * 3600.0,
        asked.within,
        asked.given_up,
        asked.rounded,
    )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
