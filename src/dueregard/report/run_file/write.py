"""Writing a run's file, whole: the same run gives the same rows."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import polars as pl

from dueregard.assess.identity import comparison_object, finding_object
from dueregard.model.approach import APPROACH_SCHEMA
from dueregard.model.errors import DataError
from dueregard.model.finding import Finding
from dueregard.model.run import MonitorRun, Shown
from dueregard.report.approach_page import pictures_of
from dueregard.report.approach_pictures import Pictures
from dueregard.report.run_file.drawn import pictures_bytes
from dueregard.report.run_file.head import head_json
from dueregard.report.run_file.schema import INDEXES, TABLES, VERSION
from dueregard.report.run_file.series import series_bytes

Draw = Callable[[MonitorRun, Shown], Pictures]

NAME: Final = "run.db"
OBJECT_COLUMNS: Final = (
    "norad_cat_id", "object_name", "object_id", "object_type", "owner", "owner_words", "launch_date", "region",
    "epoch", "age_d",
)  # fmt: skip
BELT_COLUMNS: Final = ("norad_cat_id", "at", "longitude_deg", "carried", "west_deg", "span_deg")
_APPROACH_COLUMNS: Final = (*APPROACH_SCHEMA, "foreign")
_FAST: Final = (
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"  # a file that is not whole is thrown away
)


def write_run_file(run: MonitorRun, path: Path, drawn: Draw = pictures_of) -> None:
    """Write the run into a new file of SQLite; DataError where that cannot be done.

    ``drawn``: how the pictures of an approach are drawn, which takes most of the time.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            _write(run, connection, drawn)
    except sqlite3.Error as error:
        raise DataError(
            f"the file of the run cannot be written ({error})",
            where=str(path),
            expected="room on the disk, and a folder that this user may write to",
            do="make room, or choose another folder with --out",
        ) from error


def _write(run: MonitorRun, connection: sqlite3.Connection, drawn: Draw) -> None:
    connection.executescript(_FAST + TABLES)
    connection.execute("BEGIN")
    connection.execute("INSERT INTO run VALUES (?, ?)", (VERSION, head_json(run)))
    _put(connection, "finding", _findings(run))
    _put(connection, "shown", _shown(run, drawn))
    _put(connection, "object", _frame(run.objects, OBJECT_COLUMNS))
    _put(connection, "belt", _frame(run.belt, BELT_COLUMNS))
    approaches = _frame(run.approaches, _APPROACH_COLUMNS)
    _put(connection, "approach", ((place, *row) for place, row in enumerate(approaches)))
    for table, rows in (
        ("coverage", _json_rows(run.coverage)),
        ("not_covered", _json_rows(run.not_covered)),
        ("reject", (_json(asdict(one)) for one in run.rejects)),
    ):
        _put(connection, table, enumerate(rows))
    notices = (
        (place, one.id, one.notice, _json(comparison_object(one))) for place, one in enumerate(run.notices)
    )
    _put(connection, "notice", notices)
    connection.execute("COMMIT")
    connection.executescript(INDEXES + "ANALYZE;")


def _put(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        return
    statement = f"INSERT INTO {table} VALUES ({', '.join('?' * len(first))})"  # noqa: S608 - a name of our own
    connection.execute(statement, first)
    connection.executemany(statement, iterator)


def _findings(run: MonitorRun) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each finding, in the order of the list."""
    pages = {one.id: shown for shown in run.shown for one in shown.findings}
    order = {criterion.id: number for number, criterion in enumerate(run.criteria)}

    def key(one: Finding) -> tuple[float, int, int, int, str]:
        at = -one.entry.timestamp() if one.entry else float("inf")
        criterion = order.get(one.criterion, len(order))
        return at, one.object1_norad_cat_id, one.object2_norad_cat_id, criterion, one.id

    for place, one in enumerate(sorted(run.findings, key=key)):
        content = finding_object(one)
        shown = pages.get(one.id)
        least: Any = content["least_range_km"] or {}
        yield (
            place, one.id, None if shown is None else shown.page,
            one.object1_norad_cat_id, one.object1_name, one.object2_norad_cat_id, one.object2_name,
            one.kind, content["entry"], content["tca"], content["exit"],
            least.get("value"), least.get("low"), least.get("high"),
            one.criterion, one.outcome, one.commitment, one.commitment_outcome,
            one.explanation, one.foreign, None if shown is None else shown.region, one.text, _json(content),
        )  # fmt: skip


def _shown(run: MonitorRun, drawn: Draw) -> Iterator[tuple[Any, ...]]:
    for one in sorted(run.shown, key=lambda shown: shown.page):
        series = None if one.series is None else series_bytes(one.series)
        pictures = pictures_bytes(drawn(run, one))
        yield one.page, one.object1_owner, one.object2_owner, one.region, one.longitude_deg, series, pictures


def _frame(frame: pl.DataFrame, columns: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table in these columns; one that the table has not is empty."""
    if frame.is_empty():
        return
    times = [
        pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").alias(name)
        for name, kind in frame.schema.items()
        if isinstance(kind, pl.Datetime)
    ]
    days = [
        pl.col(name).dt.strftime("%Y-%m-%d").alias(name)
        for name, kind in frame.schema.items()
        if kind == pl.Date
    ]
    said = frame.with_columns(times + days)
    missing = [pl.lit(None).alias(name) for name in columns if name not in frame.columns]
    yield from said.with_columns(missing).select(tuple(columns)).iter_rows()


def _json_rows(frame: pl.DataFrame) -> Iterator[str]:
    names = frame.columns
    for row in _frame(frame, names):
        yield _json(dict(zip(names, row, strict=True)))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
