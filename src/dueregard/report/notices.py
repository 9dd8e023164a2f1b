"""Notices and what the sky shows: the lines of the front page's table, their pages, and the same as files."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from dueregard.assess.identity import comparison_object
from dueregard.model.notified import NoticeComparison
from dueregard.model.run import MonitorRun
from dueregard.report.dates import NONE, day, span
from dueregard.report.pages import render
from dueregard.report.quantities import km, km_interval
from dueregard.report.tables import rows_csv
from dueregard.report.words import EXPLANATIONS

# A line with its sentence has about a kilobyte.
_ROWS_A_PAGE: Final = 60
_SPAN_WORDS: Final = {
    "whole": "",
    "in part": "the span was looked at in part",
    "not at all": "could not be looked at",
}
_ANSWERS: Final = {
    "yes": "{aspect} than notified",
    "indeterminate": "{aspect}: cannot be told",
    "not verifiable": "{aspect}: not verifiable",
}


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One comparison as a line: the pair, whose notice, the span, what was planned and measured, what follows."""

    one: NoticeComparison
    name1: str
    name2: str
    page: str  # of the approach, empty where it has none
    said: str  # whose notice, of which day; or what explains a proximity without one
    when: str
    planned: str
    least: str
    answer: str
    more: tuple[str, ...]


def notice_rows(run: MonitorRun) -> tuple[NoticeRow, ...]:
    """Return a line for every notice, in order of filing."""
    return tuple(_row(run, one, *_known(run)) for one in run.notices if one.notice)


def proximity_rows(run: MonitorRun) -> tuple[NoticeRow, ...]:
    """Return a line for every prolonged proximity without a notice on this record, by time and catalogue numbers."""
    silent = sorted(
        (one for one in run.notices if not one.notice),
        key=lambda one: (one.start, one.object1_norad_cat_id, one.object2_norad_cat_id),
    )
    known = _known(run)
    return tuple(_row(run, one, *known) for one in silent)


def notice_pages(run: MonitorRun) -> dict[str, str]:
    """Return the pages of all lines by file name, notices first; none where nothing was compared."""
    rows = iter((*notice_rows(run), *proximity_rows(run)))
    chunks: dict[str, tuple[NoticeRow, ...]] = {}
    while chunk := tuple(islice(rows, _ROWS_A_PAGE)):
        chunks[f"notices-{len(chunks) + 1}.html"] = chunk
    return {
        name: render(
            "notices.html.j2",
            run,
            noticed=tuple(row for row in chunk if row.one.notice),
            silent=tuple(row for row in chunk if not row.one.notice),
            links=tuple(chunks),
            here=name,
        )
        for name, chunk in chunks.items()
    }


def notices_json(notices: Iterable[NoticeComparison]) -> str:
    """Return the comparisons as a JSON list, one a line, as ``findings_json`` does."""
    lines = (json.dumps(comparison_object(one), ensure_ascii=False, allow_nan=False) for one in notices)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def notices_csv(notices: Iterable[NoticeComparison]) -> str:
    """Return one line per comparison; statements, evidence and limits in full stand in the JSON."""
    header = (
        "id,outcome,object1_norad_cat_id,object1_name,object2_norad_cat_id,object2_name,notice,filed_by,filed_at,start,"
        "end,near_km,near_from,near_until,least_range_km,least_range_low_km,least_range_high_km,nearer,earlier,longer,"
        "looked,commitments,known_at,text"
    ).split(",")
    return rows_csv(header, (_cells(one) for one in notices))


def _cells(one: NoticeComparison) -> tuple[object, ...]:
    said = {c.aspect: c.answer for c in reversed(one.compared)}  # of several phases the whole stands
    least = one.least_range_km
    return (
        one.id,
        one.outcome,
        one.object1_norad_cat_id,
        one.object1_name,
        one.object2_norad_cat_id,
        one.object2_name,
        one.notice,
        one.filed_by,
        one.filed_at,
        one.start,
        one.end,
        one.near_km,
        one.near_from,
        one.near_until,
        *((least.value, least.low, least.high) if least else (None, None, None)),
        said.get("nearer"),
        said.get("earlier"),
        said.get("longer"),
        one.looked,
        " ".join(one.commitments),
        one.known_at,
        one.text,
    )


def _known(run: MonitorRun) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return by finding its page and what explains it, and by notice the least distance planned."""
    pages = {f.id: shown.page for shown in run.shown for f in shown.findings}
    explained = {f.id: EXPLANATIONS[f.explanation] for f in run.findings}
    planned = {
        n.filing.id: NONE if n.least_planned_km is None else km(n.least_planned_km)
        for n in run.record.notices
    }
    return pages, explained, planned


def _row(
    run: MonitorRun,
    one: NoticeComparison,
    pages: dict[str, str],
    explained: dict[str, str],
    planned: dict[str, str],
) -> NoticeRow:
    asked = [
        _ANSWERS[c.answer].format(aspect=c.aspect) + (f" ({c.phase})" if c.phase else "")
        for c in one.compared
        if c.answer in _ANSWERS
    ]
    if one.notice:
        said = f"{one.filed_by}, {day(one.filed_at)}" if one.filed_at else one.filed_by
        asked += [_SPAN_WORDS[one.looked]]
    else:
        said = next((explained[i] for i in one.findings if i in explained), "")
        asked += ["a commitment to notify is on this record" if one.commitments else ""]
    return NoticeRow(
        one,
        one.object1_name or str(one.object1_norad_cat_id),
        one.object2_name or str(one.object2_norad_cat_id),
        next((pages[i] for i in one.findings if i in pages), ""),
        said,
        span(one.start, one.end),
        planned.get(one.notice, NONE),
        km_interval(one.least_range_km),
        "cannot be told" if one.outcome == "indeterminate" else one.outcome,
        tuple(words for words in asked if words),
    )
