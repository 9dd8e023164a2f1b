"""Reading a run's file: lists of its findings and objects, one finding, one approach as it is drawn.

A file is opened for reading alone, by each thread for itself. What is read of a finding is believed only where it
hashes to the finding's id.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from dueregard.assess.identity import content_id
from dueregard.assess.read_back import finding_from
from dueregard.model.errors import DataError
from dueregard.model.finding import Finding
from dueregard.model.run import MonitorRun, Shown
from dueregard.report.approach_pictures import Pictures
from dueregard.report.run_file.drawn import pictures_from
from dueregard.report.run_file.head import NO_APPROACHES, head_from
from dueregard.report.run_file.schema import VERSION
from dueregard.report.run_file.series import series_from

Row = dict[str, Any]
_LIST: Final = (
    "place, id, page, object1_norad_cat_id, object1_name, object2_norad_cat_id, object2_name, kind, entry, tca, exit, "
    "least_range_km, least_range_low_km, least_range_high_km, criterion, outcome, commitment_outcome, explanation, "
    "is_foreign, region, text"
)


@dataclass(frozen=True, slots=True)
class FindingsSought:
    """Which findings; what is None is not asked. ``object`` by catalogue number; ``after``: behind this place."""

    outcome: str | None = None
    criterion: str | None = None
    explanation: str | None = None
    region: str | None = None
    object: int | None = None
    is_foreign: str | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RunFile:
    """A run's file, open for reading, and what holds for the whole run."""

    path: Path
    head: MonitorRun  # with all its tables empty
    _local: threading.local = field(default_factory=threading.local, repr=False)

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return the rows that a statement of ours finds; DataError where the file is damaged."""
        with _in_words(self.path):
            connection = getattr(self._local, "connection", None)
            if connection is None:
                connection = self._local.connection = _connect(self.path)
            return [dict(row) for row in connection.execute(statement, values)]


def open_run(path: Path) -> RunFile:
    """Return the run in a file or in the folder of a report; DataError where none can be read."""
    file = path / "run.db" if path.is_dir() else path
    if not file.is_file():
        raise DataError(
            "there is no run",
            where=str(file),
            expected="run.db as 'dueregard monitor' writes it, or the folder it lies in",
            do="check the path, or run 'dueregard monitor' again: runs of older versions have no run.db",
        )
    with _in_words(file):
        connection = _connect(file)
        found = connection.execute("SELECT version, head FROM run").fetchall()
        connection.close()
    if len(found) != 1 or found[0]["version"] != VERSION:
        raise DataError(
            f"this run's file is of version {found[0]['version'] if found else 'none'}",
            where=str(file),
            expected=f"version {VERSION}",
            do="run 'dueregard monitor' again with this version of the program",
        )
    with _in_words(file):
        return RunFile(file, head_from(found[0]["head"]))


def findings(run: RunFile, sought: FindingsSought, most: int) -> list[Row]:
    """Return the findings sought as rows of a list, at most ``most``."""
    where, values = _where(sought)
    return run.rows(f"SELECT {_LIST} FROM finding {where} ORDER BY place LIMIT ?", (*values, most))  # noqa: S608


def findings_counted(run: RunFile, sought: FindingsSought) -> dict[str, int]:
    """Return how many of the findings sought have each outcome, wherever the list goes on."""
    where, values = _where(sought, from_the_start=True)
    rows = run.rows(f"SELECT outcome, count(*) AS n FROM finding {where} GROUP BY outcome", values)  # noqa: S608
    return {row["outcome"]: row["n"] for row in rows}


def finding_content(run: RunFile, finding_id: str) -> tuple[Row, str | None] | None:
    """Return a finding's plain values and the page it stands on; None where the run has none of this id."""
    rows = run.rows("SELECT content, page FROM finding WHERE id = ?", (finding_id,))
    return (json.loads(rows[0]["content"]), rows[0]["page"]) if rows else None


def approach(run: RunFile, page: str) -> MonitorRun | None:
    """Return the run with this one approach in it, as it is drawn on its page; None where there is none of the name."""
    columns = "object1_owner, object2_owner, region, longitude_deg, series"
    shown = run.rows(f"SELECT {columns} FROM shown WHERE page = ?", (page,))  # noqa: S608
    if not shown:
        return None
    rows = run.rows("SELECT content FROM finding WHERE page = ? ORDER BY place", (page,))
    found = tuple(_finding(run, row["content"]) for row in rows)
    row = shown[0]
    with _in_words(run.path):
        series = None if row["series"] is None else series_from(row["series"])
    one = Shown(
        page, found, row["object1_owner"], row["object2_owner"], row["region"], row["longitude_deg"], series
    )
    return replace(run.head, findings=found, shown=(one,), approaches=_approaches(run, found[0]))


def pictures(run: RunFile, shown: Shown) -> Pictures:
    """Return the pictures of an approach of the run, as they were drawn when the file was written."""
    rows = run.rows("SELECT pictures FROM shown WHERE page = ?", (shown.page,))
    with _in_words(run.path):
        if not rows:
            raise ValueError(f"there are no pictures of {shown.page}")
        return pictures_from(rows[0]["pictures"], shown.series)


def compared_with(run: RunFile, notice: str) -> list[Row]:
    """Return what the sky shows of a notice, by the id of its filing: comparisons as ``notices.json`` has them.

    DataError where one does not say what its id was made of.
    """
    rows = run.rows("SELECT id, content FROM notice WHERE notice = ? ORDER BY place", (notice,))
    found = [json.loads(row["content"]) for row in rows]
    with _in_words(run.path):
        for row, content in zip(rows, found, strict=True):
            if content_id(content) != row["id"]:
                raise ValueError(f"the comparison {row['id']} does not say what its id was made of")
    return found


def belt_between(run: RunFile, west_deg: float, east_deg: float) -> list[Row]:
    """Return the longitudes over time of every geostationary object that was between two meridians at some time.

    ``norad_cat_id, object_name, owner_words, at, longitude_deg, carried``, by object and time. ``west_deg`` in
    [-180, 180); ``east_deg`` at most 360 degrees east of it, past 180 where it is over the date line.
    """
    return run.rows(
        "SELECT b.norad_cat_id, o.object_name, o.owner_words, b.at, b.longitude_deg, b.carried "
        "FROM belt b LEFT JOIN object o ON o.norad_cat_id = b.norad_cat_id WHERE b.norad_cat_id IN "
        "(SELECT norad_cat_id FROM belt WHERE west_deg <= ?2 AND west_deg + span_deg >= ?1 "
        "OR west_deg + 360 <= ?2 OR west_deg + span_deg - 360 >= ?1) ORDER BY b.norad_cat_id, b.at",
        (west_deg, east_deg),
    )


def objects(run: RunFile, after: int, most: int) -> list[Row]:
    """Return the objects behind a catalogue number, in its order."""
    return run.rows(
        "SELECT * FROM object WHERE norad_cat_id > ? ORDER BY norad_cat_id LIMIT ?", (after, most)
    )


def one_object(run: RunFile, number: int) -> Row | None:
    """Return what the run knows of an object; None where it knows none of this number."""
    rows = run.rows("SELECT * FROM object WHERE norad_cat_id = ?", (number,))
    return rows[0] if rows else None


def objects_named(run: RunFile, words: str, most: int) -> list[Row]:
    """Return objects whose name or COSPAR designator holds the words in any case, or whose number they are.

    One that is called just so comes first, the others by number.
    """
    pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return run.rows(
        "SELECT * FROM object WHERE object_name LIKE ?1 ESCAPE '\\' OR object_id LIKE ?1 ESCAPE '\\' "
        "OR norad_cat_id = ?2 ORDER BY object_name LIKE ?4 ESCAPE '\\' DESC, norad_cat_id LIMIT ?3",
        (
            pattern,
            int(words) if words.isascii() and words.isdigit() and len(words) < 19 else -1,
            most,
            pattern[1:-1],
        ),
    )


def approaches_of(run: RunFile, number: int, most: int) -> list[Row]:
    """Return approaches of an object in the order of their entry, at most ``most``."""
    return run.rows(
        "SELECT * FROM approach WHERE object1_norad_cat_id = ?1 OR object2_norad_cat_id = ?1 "
        "ORDER BY entry, place LIMIT ?2",
        (number, most),
    )


def listed(run: RunFile, table: str) -> Iterator[Row]:
    """Yield the rows of ``coverage``, ``not_covered`` or ``reject``, in their order."""
    if table not in ("coverage", "not_covered", "reject"):
        raise ValueError(f"no such table: {table}")
    for row in run.rows(f"SELECT row FROM {table} ORDER BY place"):  # noqa: S608
        yield json.loads(row["row"])


def criteria_used(run: RunFile) -> list[str]:
    """Return the criteria that findings name, by id."""
    return [row["criterion"] for row in run.rows("SELECT DISTINCT criterion FROM finding ORDER BY criterion")]


def uncertainties(run: RunFile, most: int) -> tuple[tuple[str, ...], int]:
    """Return the first of the uncertainties that findings name, each once, and how many others there are."""
    of = "json_extract(content, '$.uncertainty')"
    first = run.rows(f"SELECT {of} AS words FROM finding GROUP BY 1 ORDER BY min(place) LIMIT ?", (most,))  # noqa: S608
    total = run.rows(f"SELECT count(DISTINCT {of}) AS n FROM finding")[0]["n"]  # noqa: S608
    return tuple(row["words"] for row in first), max(0, total - most)


def _where(sought: FindingsSought, *, from_the_start: bool = False) -> tuple[str, tuple[Any, ...]]:
    parts: list[str] = []
    values: list[Any] = []
    for column in ("outcome", "criterion", "explanation", "region", "is_foreign"):
        if (value := getattr(sought, column)) is not None:
            parts.append(f"{column} = ?")
            values.append(value)
    if sought.object is not None:
        parts.append("(object1_norad_cat_id = ? OR object2_norad_cat_id = ?)")
        values += (sought.object, sought.object)
    if sought.after is not None and not from_the_start:
        parts.append("place > ?")
        values.append(sought.after)
    return ("WHERE " + " AND ".join(parts) if parts else ""), tuple(values)


def _finding(run: RunFile, content: str) -> Finding:
    with _in_words(run.path):
        return finding_from(json.loads(content))


def _approaches(run: RunFile, lead: Finding) -> pl.DataFrame:
    """Return the rows of the pair's approaches, of which the page shows the one that it is about."""
    names = list(NO_APPROACHES.schema)
    rows = run.rows(
        "SELECT * FROM approach WHERE object1_norad_cat_id = ? AND object2_norad_cat_id = ?",
        (lead.object1_norad_cat_id, lead.object2_norad_cat_id),
    )
    for row in rows:
        for name in ("entry", "tca", "exit"):
            row[name] = None if row[name] is None else datetime.fromisoformat(row[name]).replace(tzinfo=None)
        for name in ("entry_cut", "exit_cut"):
            row[name] = bool(row[name])
    return pl.DataFrame(
        [{name: row[name] for name in names} for row in rows], schema=NO_APPROACHES.schema, orient="row"
    )


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Turn what is wrong with a file into DataError."""
    try:
        yield
    except (sqlite3.Error, ValueError) as error:
        raise DataError(
            f"the run cannot be read: {error}",
            where=str(path),
            expected="run.db as 'dueregard monitor' wrote it",
            do="check it with 'dueregard verify', or make it again with 'dueregard monitor'",
        ) from error
