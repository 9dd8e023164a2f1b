"""The folder a run is shown in: pages that open offline, tables, findings. The manifest is the caller's."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from dueregard.model.errors import DataError
from dueregard.model.finding import Finding
from dueregard.model.run import MonitorRun, Shown
from dueregard.model.time import naive_utc
from dueregard.report.approach_page import approach_page, known_criteria
from dueregard.report.findings_json import findings_json
from dueregard.report.front import front_pages
from dueregard.report.quantities import grouped
from dueregard.report.reference_pages import reference_pages
from dueregard.report.tables import findings_csv, frame_csv, rejects_csv

_SAFE: Final = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


def write_report(run: MonitorRun, folder: Path) -> tuple[str, ...]:
    """Write the report of a run into ``folder`` (made where missing) and return the names of the files, in order.

    The same run gives the same bytes. Files of an earlier report are overwritten where names are equal and otherwise
    left: the caller chooses an empty folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, None] = {}
    for name, text in _files(run):
        if name in written:
            raise DataError(
                f"two pages are named '{name}'", where=str(folder), expected="one name for each approach"
            )
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        written[name] = None
    return tuple(written)


def _files(run: MonitorRun) -> Iterator[tuple[str, str]]:
    """Yield each file's name and text; approach pages one at a time, so that they are never all in memory."""
    criteria = known_criteria(run)
    paged = {finding.id for shown in run.shown for finding in shown.findings}
    others = tuple(finding for finding in run.findings if finding.id not in paged)
    yield from front_pages(run, criteria, others).items()
    yield from reference_pages(run, criteria).items()
    rows = _approach_rows(run)
    for shown in run.shown:
        yield _page_name(shown), approach_page(run, shown, rows.get(_key(shown.findings[0]), {}))
    yield "findings.json", findings_json(run.findings)
    yield "findings.csv", findings_csv(run.findings)
    yield "approaches.csv", frame_csv(run.approaches)
    yield "coverage.csv", frame_csv(run.coverage)
    yield "not_covered.csv", frame_csv(run.not_covered)
    yield "rejects.csv", rejects_csv(run.rejects)


def _page_name(shown: Shown) -> str:
    """Return the name of an approach's page, refused where it could leave the folder or clash with a page of ours."""
    if set(shown.page) <= _SAFE and shown.page.startswith("approach-") and shown.page.endswith(".html"):
        return shown.page
    raise DataError(
        f"'{shown.page}' cannot be the name of an approach's page",
        expected="approach-….html of letters, figures, dots, dashes and underscores",
    )


def _key(finding: Finding) -> tuple[int, int, Any]:
    entry = naive_utc(finding.entry) if finding.entry else None
    return finding.object1_norad_cat_id, finding.object2_norad_cat_id, entry


def _approach_rows(run: MonitorRun) -> dict[tuple[int, int, Any], Mapping[str, Any]]:
    """Return the rows of the approaches that have a page, by pair and entry."""
    wanted = {_key(shown.findings[0]) for shown in run.shown}
    first = [key[0] for key in wanted]
    rows = (
        run.approaches.filter(pl.col("object1_norad_cat_id").is_in(first))
        if wanted
        else run.approaches.head(0)
    )
    found: dict[tuple[int, int, Any], Mapping[str, Any]] = {}
    for row in rows.iter_rows(named=True):
        key = (row["object1_norad_cat_id"], row["object2_norad_cat_id"], row["entry"])
        if key in wanted:
            found[key] = _in_words(row)
    return found


def _in_words(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row with what the page says of it in words: relative speed and the ages of the elements."""
    speed = row["relative_speed_km_s"]
    ages = [row["object1_element_age_d"], row["object2_element_age_d"]]
    known = [f"{age:.1f} days" if age is not None else "not known" for age in ages]
    return {
        **row,
        "relative_speed_m_s": "" if speed is None else _metres_a_second(speed * 1000),
        "ages": f"object 1 {known[0]}, object 2 {known[1]} at the closest point"
        if any(a is not None for a in ages)
        else "",
    }


def _metres_a_second(speed: float) -> str:
    return grouped(f"{speed:.0f}" if speed >= 100 else f"{speed:.1f}" if speed >= 1 else f"{speed:.2f}")
