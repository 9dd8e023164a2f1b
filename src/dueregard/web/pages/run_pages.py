"""The pages of a run: findings, approaches, objects, criteria, what it was made from; and the search over all."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import timedelta
from functools import lru_cache
from itertools import islice
from typing import Annotated, Final

import polars as pl
from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from dueregard.model.reject import Reject
from dueregard.report.approach_page import approach_page, known_criteria
from dueregard.report.approach_rows import NO_ROW, approach_key, approach_rows
from dueregard.report.belt import BENT_DEG
from dueregard.report.findings_json import findings_json
from dueregard.report.plot_belt import NARROW, WIDE, plot_belt
from dueregard.report.quantities import km_interval_of, longitude, meridian
from dueregard.report.reference_pages import (
    MOST_UNCERTAINTIES,
    coverage_page,
    criteria_page,
    methods_page,
    rejects_page,
)
from dueregard.report.run_file.read import (
    RunFile,
    approach,
    criteria_used,
    finding_content,
    listed,
    pictures,
    uncertainties,
)
from dueregard.report.tables import rows_csv
from dueregard.report.words import EXPLANATIONS, KINDS, OUTCOMES, REGIONS
from dueregard.web.answer import CHANGES, CSV, JSON, answer
from dueregard.web.filing_routes import shown
from dueregard.web.pages.page import made_page, page, run_render
from dueregard.web.pages.record_pages import TITLES, as_json
from dueregard.web.parameters import as_csv
from dueregard.web.problem import not_found
from dueregard.web.readers import reader_of
from dueregard.web.run_shapes import BeltRow, FindingRow, ObjectRow
from dueregard.web.run_values import (
    MOST_NUMBER,
    BeltAsked,
    FindingsAsked,
    ObjectsAsked,
    SearchAsked,
    address_of,
    belt_tracks,
    belt_value,
    every_finding,
    every_object,
    findings_value,
    found_value,
    object_value,
    objects_value,
    page_of,
    run_of,
    run_value,
)
from dueregard.web.served import Served
from dueregard.web.shapes import HASH_PATTERN, Shape, table_csv

# By address: the table in the file, and its columns, which stand also where there is no row.
_TABLES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "coverage": (
        "coverage",
        (
            "owner", "name", "on_orbit", "with_elements", "without_elements", "median_age_d", "objects_on_orbit",
            "objects_with_elements", "objects_without_elements",
        ),
    ),
    "not_covered": ("not_covered", ("norad_cat_id", "object_name", "from", "reason")),
    "rejects": ("reject", tuple(one.name for one in fields(Reject))),
}  # fmt: skip

_ROWS_AT_ONCE: Final = 1_000

Stem = Annotated[str, Path(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,99}$")]
Number = Annotated[int, Path(ge=1, le=MOST_NUMBER)]
FindingPath = Annotated[str, Path(pattern=HASH_PATTERN)]


def run_pages(served: Served) -> APIRouter:
    """Return the routes of a run's pages, each there as ``.json`` too, and every table as ``.csv``."""
    pages = APIRouter(include_in_schema=False)

    @pages.get("/findings")
    @pages.get("/findings.json")
    @pages.get("/findings.csv")
    def findings(request: Request, asked: Annotated[FindingsAsked, Query()]) -> Response:
        """List findings, the latest first."""
        run = run_of(served)
        if as_csv(request):
            return _whole_csv(FindingRow, every_finding(run, asked))
        found = findings_value(run, asked, request.url.path)
        if as_json(request):
            return answer(request, found.json_bytes(), JSON)
        return page(
            request,
            "findings",
            run=run.head,
            asked=asked,
            found=found,
            total=sum(one.findings for one in found.counts),
            criteria={one.id: one.title for one in run.head.criteria},
            kinds=KINDS,
            explanations=EXPLANATIONS,
            regions=REGIONS,
            outcomes=OUTCOMES,
            range_of=km_interval_of,
            query=request.url.query,
        )

    @pages.get("/findings/{finding_id}")
    @pages.get("/findings/{finding_id}.json")
    def finding(request: Request, finding_id: FindingPath) -> Response:
        """Show a finding: on the page of its approach, or by itself where it has none."""
        run = run_of(served)
        found = finding_content(run, finding_id)
        if found is None:
            raise not_found()
        content, name = found
        if as_json(request):
            return answer(request, json.dumps(content, ensure_ascii=False).encode("utf-8"), JSON)
        if name is not None:
            return RedirectResponse(f"{address_of(name)}#{finding_id}", 303)
        least = content["least_range_km"] or {}
        measured = km_interval_of(*(least.get(one) for one in ("value", "low", "high")))
        return page(
            request, "finding", run=run.head, one=content, measured=measured, explanations=EXPLANATIONS
        )

    @pages.get("/approaches/{stem}")
    @pages.get("/approaches/{stem}.json")
    def one_approach(request: Request, stem: Stem) -> Response:
        """Show an approach: its sentence, pictures, outcomes, explanations, what was said, evidence."""
        run = run_of(served)
        part = approach(run, page_of(stem))
        if part is None:
            raise not_found()
        (one,) = part.shown
        if as_json(request):
            return answer(request, findings_json(one.findings).encode("utf-8"), JSON)
        row = approach_rows(part).get(approach_key(one.findings[0]), NO_ROW)
        text = approach_page(part, one, row, run_render(request.url.path), pictures(run, one))
        return made_page(request, text)

    @pages.get("/objects")
    @pages.get("/objects.json")
    @pages.get("/objects.csv")
    def objects(request: Request, asked: Annotated[ObjectsAsked, Query()]) -> Response:
        """List objects in order of catalogue number."""
        run = run_of(served)
        if as_csv(request):
            return _whole_csv(ObjectRow, every_object(run))
        found = objects_value(run, asked, request.url.path)
        if as_json(request):
            return answer(request, found.json_bytes(), JSON)
        return page(request, "objects", run=run.head, found=found, regions=REGIONS, query=request.url.query)

    @pages.get("/objects/{number}")
    @pages.get("/objects/{number}.json")
    def one_object(request: Request, number: Number) -> Response:
        """Show an object: what is known of it, its findings, approaches and filings."""
        reader = reader_of(request, served)
        found = object_value(served, number, reader)
        if as_json(request):
            return shown(request, found.json_bytes(), JSON, reader)
        return page(
            request, "object", reader, run=run_of(served).head, found=found, titles=TITLES, kinds=KINDS,
            regions=REGIONS, range_of=km_interval_of, explanations=EXPLANATIONS,
            criteria={one.id: one.title for one in run_of(served).head.criteria},
        )  # fmt: skip

    @pages.get("/belt")
    @pages.get("/belt.json")
    @pages.get("/belt.csv")
    def belt(request: Request, asked: Annotated[BeltAsked, Query()]) -> Response:
        """Show a part of the geostationary belt: longitude against time."""
        run = run_of(served)
        tracks = belt_tracks(run, asked)
        found = belt_value(asked, tracks)
        if as_csv(request):
            return answer(request, table_csv(BeltRow, found.objects), CSV)
        if as_json(request):
            return answer(request, found.json_bytes(), JSON)
        end = run.head.start + timedelta(hours=run.head.hours)
        east = asked.west + asked.width
        pictures = [
            plot_belt(tracks, asked.west, east, run.head.start, end, field) for field in (WIDE, NARROW)
        ]
        return page(
            request,
            "belt",
            run=run.head,
            asked=asked,
            found=found,
            svgs=pictures if tracks else (),
            end=end,
            parts=tuple(range(-180, 180, 30)),
            longitude=longitude,
            meridian=meridian,
            bent_from=BENT_DEG,
            query=request.url.query,
        )

    @pages.get("/sources")
    @pages.get("/sources.json")
    def sources(request: Request) -> Response:
        """Show what the run was made from, and how to make it again."""
        run = run_of(served)
        found = run_value(run)
        if as_json(request):
            return answer(request, found.json_bytes(), JSON)
        return page(request, "sources", run=run.head, found=found)

    for name, made in (
        ("criteria", _criteria),
        ("coverage", _coverage),
        ("rejects", _rejects),
        ("methods", _methods),
    ):
        pages.add_api_route(f"/{name}", _reference(served, made), methods=["GET"], name=name)
    for name, (table, columns) in _TABLES.items():
        route = _table(served, table, columns)
        for ending in ("csv", "json"):
            pages.add_api_route(f"/{name}.{ending}", route, methods=["GET"], name=f"{name}_{ending}")

    @pages.get("/search")
    @pages.get("/search.json")
    def search(request: Request, asked: Annotated[SearchAsked, Query()]) -> Response:
        """Search objects, actors, filings and criteria."""
        reader = reader_of(request, served)
        found = found_value(served, asked.q, reader)
        if as_json(request):
            return shown(request, found.json_bytes(), JSON, reader)
        head = None if served.run is None else served.run.head
        return page(request, "search", reader, found=found, titles=TITLES, run=head)

    return pages


def _whole_csv(shape: type[Shape], rows: Iterator[Shape]) -> Response:
    """Return a whole table as CSV, sent as it is read: a file of which the first page alone was sent would deceive."""

    def parts() -> Iterator[bytes]:
        yield table_csv(shape, ())
        while some := tuple(islice(rows, _ROWS_AT_ONCE)):
            yield table_csv(shape, some).partition(b"\n")[2]

    return StreamingResponse(parts(), media_type=CSV, headers={"Cache-Control": CHANGES})


def _reference(served: Served, made: Callable[[RunFile], str]) -> Callable[[Request], Response]:
    def route(request: Request) -> Response:
        return made_page(request, made(run_of(served)))

    return route


def _table(served: Served, table: str, columns: Sequence[str]) -> Callable[[Request], Response]:
    def route(request: Request) -> Response:
        rows = list(listed(run_of(served), table))
        if as_csv(request):
            text = rows_csv(columns, (tuple(row.get(one) for one in columns) for row in rows))
            return answer(request, text.encode("utf-8"), CSV)
        return answer(request, json.dumps(rows, ensure_ascii=False).encode("utf-8"), JSON)

    return route


# What holds for a whole run is drawn once: its file does not change while it is open.
@lru_cache(maxsize=4)
def _criteria(run: RunFile) -> str:
    return criteria_page(run.head, known_criteria(run.head), run_render("/criteria"), criteria_used(run))


@lru_cache(maxsize=4)
def _coverage(run: RunFile) -> str:
    owners, missing = (
        pl.DataFrame(list(listed(run, one)), infer_schema_length=None) for one in ("coverage", "not_covered")
    )
    return coverage_page(replace(run.head, coverage=owners, not_covered=missing), run_render("/coverage"))


@lru_cache(maxsize=4)
def _rejects(run: RunFile) -> str:
    rejects = tuple(Reject(**row) for row in listed(run, "reject"))
    return rejects_page(replace(run.head, rejects=rejects), run_render("/rejects"))


@lru_cache(maxsize=4)
def _methods(run: RunFile) -> str:
    return methods_page(run.head, run_render("/methods"), uncertainties(run, MOST_UNCERTAINTIES))
