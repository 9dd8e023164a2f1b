"""The sky of a monitor run: the window by the day, the screenings the criteria ask for, one table of approaches."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from dueregard.assess.scene import ObjectFacts
from dueregard.jobs.passes import Pass, plan
from dueregard.jobs.reach import reachable
from dueregard.jobs.seams import joined
from dueregard.model.actor import Owner
from dueregard.model.approach import APPROACH_SCHEMA, MERGED
from dueregard.model.criterion import Criterion
from dueregard.model.errors import DataError
from dueregard.model.time import naive_utc
from dueregard.orbit.screen import NOT_COVERED_SCHEMA, screen
from dueregard.orbit.tracks import Tracks, make_tracks
from dueregard.sky.select import Selection, newest_not_after

Progress = Callable[[str, float], None]
MIN_DWELL_S = 300.0
PIECE_H = 24.0  # with a history, every object is carried by a fresh set from each day's beginning
FOLLOWED_SHARE = 0.2  # of the objects with several epochs in the window, for it to be a history


@dataclass(frozen=True, slots=True)
class Skies:
    """``tracks`` of all objects; how many ``pieces`` the window was cut into; all ``approaches``, each once, with
    ``to_check``: whether it could touch a criterion; what is ``not_covered``; the ``passes`` made; and the choice of
    element sets at the window's start.
    """

    tracks: Tracks
    pieces: int
    approaches: pl.DataFrame
    not_covered: pl.DataFrame
    passes: tuple[Pass, ...]
    first: Selection


def is_history(elements: pl.DataFrame, start: datetime, hours: float) -> bool:
    """Return whether enough objects have several epochs within the window for their sets to be followed through it."""
    begin, end = naive_utc(start), naive_utc(start + timedelta(hours=hours))
    counts = elements.filter(pl.col("epoch").is_between(begin, end)).group_by("norad_cat_id").len()
    several = int((counts["len"] > 1).sum())
    return several > FOLLOWED_SHARE * elements["norad_cat_id"].n_unique()


def look(
    elements: pl.DataFrame,
    start: datetime,
    hours: float,
    criteria: Sequence[Criterion],
    facts: Mapping[int, ObjectFacts],
    crewed: frozenset[int],
    owners: Mapping[str, Owner],
    *,
    max_age_d: float | None = None,
    progress: Progress | None = None,
) -> Skies:
    """Return the sky over the window, screened for the criteria.

    A single catalogue is one piece; where objects have several epochs in the window it is cut by the day, and each day
    every object is carried by its newest set not after the day's beginning: what could be known then.
    """
    count = int(np.ceil(hours / PIECE_H)) if is_history(elements, start, hours) else 1
    edges = [k * PIECE_H * 3600.0 for k in range(count)] + [hours * 3600.0]
    tables: dict[tuple[bool, str], list[pl.DataFrame]] = {}
    lost: list[pl.DataFrame] = []
    passes: dict[tuple[bool, str], Pass] = {}
    first: Selection | None = None
    for k in range(count):
        begin, lasting_h = start + timedelta(seconds=edges[k]), (edges[k + 1] - edges[k]) / 3600.0
        chosen = newest_not_after(elements, begin, max_age_d)
        first = first or chosen
        if first.elements.is_empty():
            raise DataError(
                f"no object is left: all {len(first.too_old):,} have element sets farther from the start than allowed",
                expected="at least one object with an element set near the start",
                do="give a greater --max-age, or another --start",
            )
        sets = chosen.elements
        # Objects come, go and change their region from piece to piece, and screenings with them: each is known by key.
        planned = plan(criteria, sets, facts, crewed, owners, 1.0 + lasting_h / 24.0)
        for number, one in enumerate(planned):
            tell = _share_of(progress, (k + number / len(planned)) / count, 1.0 / len(planned) / count)
            near = reachable(sets, one.focus, one.within_km, begin, lasting_h)
            screened = screen(
                sets.filter(near), begin, lasting_h, one.within_km,
                min_dwell_s=MIN_DWELL_S, focus=one.focus[near], prolonged_only=one.prolonged_only, progress=tell,
            )  # fmt: skip
            tables.setdefault(one.key, []).append(screened.approaches)
            passes[one.key] = _widest(passes.get(one.key, one), one)
            lost.append(screened.not_covered)
    if first is None:
        raise ValueError("the window must be above zero")
    seams = [naive_utc(start + timedelta(seconds=edge)) for edge in edges[1:-1]]
    whole = [joined(tables[key], MIN_DWELL_S, seams) for key in passes]
    made = tuple(passes.values())
    # One catalogue carries every object by one set; a history by all of its sets.
    tracks = make_tracks(elements if count > 1 else first.elements, start)
    return Skies(tracks, count, _once(whole, made), _lost(lost), made, first)


def _widest(before: Pass, now: Pass) -> Pass:
    """Return one screening for two times: the greater distance, all criteria of either, the least dwell."""
    wider = now if now.focus.sum() > before.focus.sum() else before
    return replace(
        wider,
        within_km=max(before.within_km, now.within_km),
        criteria=tuple(dict.fromkeys((*before.criteria, *now.criteria))),
        min_dwell_s=min(before.min_dwell_s, now.min_dwell_s),
        foreign_only=before.foreign_only and now.foreign_only,
    )


def _share_of(progress: Progress | None, before: float, share: float) -> Callable[[float], None]:
    def tell(done: float) -> None:
        if progress is not None:
            progress("screening", before + done * share)

    return tell


def _lost(tables: Sequence[pl.DataFrame]) -> pl.DataFrame:
    if not tables:
        return pl.DataFrame(schema=NOT_COVERED_SCHEMA)
    return (
        pl.concat(list(tables))
        .sort("norad_cat_id", "from")
        .unique("norad_cat_id", keep="first", maintain_order=True)
    )


def _once(tables: Sequence[pl.DataFrame], passes: Sequence[Pass]) -> pl.DataFrame:
    """Return the approaches of all passes, each pair and time once: the pass with the greater distance has the row."""
    # A stay shorter than any criterion of its pass asks for cannot touch one, unless the window cuts it: then it may
    # last longer than what is seen.
    marked = [
        table.with_columns(
            pl.lit(one.within_km).alias("within_km"),
            (
                (pl.col("kind") == MERGED)
                | (pl.col("dwell_s") >= one.min_dwell_s)
                | (one.min_dwell_s <= 0.0)
                | pl.col("entry_cut")
                | pl.col("exit_cut")
            ).alias("to_check"),
        )
        for table, one in zip(tables, passes, strict=True)
    ]
    if not marked:
        return pl.DataFrame(schema={**APPROACH_SCHEMA, "within_km": pl.Float64(), "to_check": pl.Boolean()})
    marked.sort(key=lambda table: -(table["within_km"][0] if len(table) else 0.0))
    pair = ["object1_norad_cat_id", "object2_norad_cat_id"]
    kept = marked[0]
    for table in marked[1:]:
        seen = kept.select(*pair, pl.col("entry").alias("from"), pl.col("exit").alias("to"))
        inside = table.join(seen, on=pair, how="inner").filter(
            pl.col("tca").is_null() & pl.col("from").is_null() | pl.col("tca").is_between("from", "to")
        )
        known = inside.select(*pair, "entry", "to_check").unique([*pair, "entry"])
        # A row already there is checked where either pass asks for it.
        touched = inside.filter("to_check").select(*pair, pl.col("from").alias("entry")).unique()
        kept = kept.join(
            touched.with_columns(pl.lit(True).alias("also")),
            on=[*pair, "entry"],
            how="left",
            nulls_equal=True,
        )
        kept = kept.with_columns(pl.col("to_check") | pl.col("also").fill_null(False)).drop("also")
        kept = pl.concat([kept, table.join(known, on=[*pair, "entry"], how="anti", nulls_equal=True)])
    return kept.sort([*pair, "entry"], maintain_order=True)
