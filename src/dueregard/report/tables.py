"""The report's tables as CSV: UTC with microseconds and a Z, empty cells for what is not there, no formulas."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import polars as pl

from dueregard.model.finding import Finding
from dueregard.model.reject import Reject
from dueregard.model.time import format_instant

# A cell that begins so is taken for a formula by spreadsheets; tab and carriage return hide one behind them.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_FORMULA_PATTERN: Final = r"^[=+\-@\t\r]"


def safe_text(text: str) -> str:
    """Return free text that no spreadsheet takes for a formula: with an apostrophe before it where it begins like one.

    >>> safe_text("=SUM(A1)"), safe_text("ISS (ZARYA)")
    ("'=SUM(A1)", 'ISS (ZARYA)')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def frame_csv(frame: pl.DataFrame) -> str:
    """Return a table as CSV: times as ISO 8601 in UTC with microseconds and a Z, null as an empty cell, free text made
    safe; numbers are left alone.
    """
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    times = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
    safe = frame.with_columns(
        [
            pl.when(pl.col(name).str.contains(_FORMULA_PATTERN))
            .then(pl.concat_str(pl.lit("'"), pl.col(name)))
            .otherwise(pl.col(name))
            .alias(name)
            for name in texts
        ]
        + [pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").alias(name) for name in times]
    )
    return safe.write_csv()


def foreign_bases(approaches: pl.DataFrame) -> pl.DataFrame:
    """Return how many approaches each basis of "foreign" stands behind, most first: ``foreign, approaches, basis``.

    ``approaches`` as screening with a satellite catalogue gives them; without ``foreign_basis`` the table is empty.
    """
    if "foreign_basis" not in approaches.columns:
        return pl.DataFrame(schema={"foreign": pl.String, "approaches": pl.UInt32, "basis": pl.String})
    by = ["foreign", pl.col("foreign_basis").alias("basis")]
    counted = approaches.group_by(by).agg(pl.len().alias("approaches"))
    ordered = counted.sort(["approaches", "basis"], descending=[True, False])
    return ordered.select("foreign", "approaches", "basis")


def findings_csv(findings: Iterable[Finding]) -> str:
    """Return one line per finding: the fields that a table can hold; reasons, evidence and limits stand in the JSON."""
    header = (
        "id,object1_norad_cat_id,object1_name,object2_norad_cat_id,object2_name,kind,entry,tca,exit,least_range_km,"
        "least_range_low_km,least_range_high_km,criterion,outcome,commitment,commitment_outcome,explanation,foreign,"
        "who_moved,text,evidence_count,limits"
    ).split(",")
    return _csv(
        header,
        (
            (
                one.id,
                one.object1_norad_cat_id,
                one.object1_name,
                one.object2_norad_cat_id,
                one.object2_name,
                one.kind,
                _time(one.entry),
                _time(one.tca),
                _time(one.exit),
                *(
                    (one.least_range_km.value, one.least_range_km.low, one.least_range_km.high)
                    if one.least_range_km
                    else ("", "", "")
                ),
                one.criterion,
                one.outcome,
                one.commitment,
                one.commitment_outcome or "",
                one.explanation,
                one.foreign,
                one.who_moved,
                one.text,
                len(one.evidence),
                " | ".join(one.limits),
            )
            for one in findings
        ),
    )


def rejects_csv(rejects: Iterable[Reject]) -> str:
    """Return every reject, one line each."""
    header = ("file", "line", "norad_cat_id", "reason", "what", "expected", "do")
    return _csv(
        header,
        (
            (
                one.file,
                one.line or "",
                "" if one.norad_cat_id is None else one.norad_cat_id,
                one.reason,
                one.what,
                one.expected,
                one.do,
            )
            for one in rejects
        ),
    )


def rows_csv(header: Iterable[str], rows: Iterable[tuple[object, ...]]) -> str:
    """Return rows as CSV: times as ISO 8601 in UTC with a Z, None as an empty cell, free text made safe."""
    return _csv(header, (tuple(map(_cell, row)) for row in rows))


def _cell(value: object) -> str | int | float:
    if isinstance(value, datetime):
        return format_instant(value)
    if value is None:
        return ""
    return value if isinstance(value, int | float) else str(value)


def _csv(header: Iterable[str], rows: Iterable[tuple[str | int | float, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([safe_text(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def _time(at: datetime | None) -> str:
    return "" if at is None else format_instant(at)
