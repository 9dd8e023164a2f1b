"""The pages of the record: home, filings and one of them, actors, the log. Each is there as ``.json`` too."""

import json
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from dueregard.ledger.checkpoint import checkpoint_from_text
from dueregard.ledger.note import note_bytes, note_key_text
from dueregard.ledger.read import latest_checkpoint
from dueregard.record.forms import FORMS, Form, read_filing
from dueregard.report.quantities import km_interval_of
from dueregard.web.answer import CSV, JSON, answer
from dueregard.web.filing_lists import FilingsAsked, filings_value
from dueregard.web.filing_routes import EntryPath, shown
from dueregard.web.filing_shapes import ActorRow, FilingRow
from dueregard.web.filing_values import filing_value
from dueregard.web.pages.fields import fields_of
from dueregard.web.pages.page import page
from dueregard.web.parameters import AsOf, as_csv
from dueregard.web.readers import reader_of
from dueregard.web.register_routes import RegisterAsked, actors_value
from dueregard.web.run_values import FindingsAsked, findings_value
from dueregard.web.served import Served
from dueregard.web.shapes import CheckpointShape, table_csv

NEWEST: Final = 12  # filings on the home page
TITLES: Final = {number: form.ABOUT.title for number, form in FORMS.items()}


def record_pages(served: Served) -> APIRouter:
    """Return the routes of the record's pages. They stand beside the interface and are no part of its document."""
    pages = APIRouter(include_in_schema=False)
    node = served.node

    @pages.get("/")
    def home(request: Request) -> Response:
        """Show what this node is and what is new on its record."""
        reader = reader_of(request, served)
        newest = filings_value(served, FilingsAsked(limit=NEWEST), reader, "/filings")
        return page(
            request,
            "home",
            reader,
            node=node,
            titles=TITLES,
            rows=newest.filings,
            more=newest.next is not None,
            size=checkpoint_from_text(latest_checkpoint(node.ledger, node.origin).text).size,
            **_of_run(served),
        )

    @pages.get("/filings")
    @pages.get("/filings.json")
    @pages.get("/filings.csv")
    def filings(request: Request, asked: Annotated[FilingsAsked, Query()]) -> Response:
        """List filings, the latest first."""
        reader = reader_of(request, served)
        found = filings_value(served, asked, reader, request.url.path)
        if as_csv(request):
            return shown(request, table_csv(FilingRow, found.filings), CSV, reader)
        if as_json(request):
            return shown(request, found.json_bytes(), JSON, reader)
        return page(
            request,
            "filings",
            reader,
            node=node,
            titles=TITLES,
            asked=asked,
            rows=found.filings,
            following=found.next,
            query=request.url.query,
        )

    @pages.get("/filings/{entry_id}")
    @pages.get("/filings/{entry_id}.json")
    def filing(request: Request, entry_id: EntryPath, asked: Annotated[AsOf, Query()]) -> Response:
        """Show a filing: what it says, where it stands, what was said of it since, and what proves it."""
        reader = reader_of(request, served)
        found = filing_value(served, entry_id, reader, asked.at)
        if as_json(request):
            return shown(request, found.json_bytes(), JSON, reader)
        form = None if found.filing is None else read_filing(json.dumps(found.filing).encode("utf-8"))
        return page(
            request,
            "filing",
            reader,
            node=node,
            titles=TITLES,
            one=found,
            fields=fields_of(form) if isinstance(form, Form) else (),
            fictional=isinstance(form, Form) and form.fictional,
        )

    @pages.get("/actors")
    @pages.get("/actors.json")
    @pages.get("/actors.csv")
    def actors(request: Request, asked: Annotated[RegisterAsked, Query()]) -> Response:
        """List who is an actor, in which roles, by whose word."""
        found = actors_value(served, asked)
        if as_csv(request):
            return answer(request, table_csv(ActorRow, found.actors), CSV)
        if as_json(request):
            return answer(request, found.json_bytes(), JSON)
        return page(request, "actors", node=node, asked=asked, found=found)

    @pages.get("/log")
    @pages.get("/log.json")
    def log(request: Request) -> Response:
        """Show the state of the log, and how anybody can check it."""
        note = latest_checkpoint(node.ledger, node.origin)
        tree = checkpoint_from_text(note.text)
        said = CheckpointShape(
            origin=node.origin, size=tree.size, root=tree.root.hex(), note=note_bytes(note).decode("utf-8")
        )
        if as_json(request):
            return answer(request, said.json_bytes(), JSON)
        key = note_key_text(node.log.key)
        witnesses = sorted({one.name for one in note.signatures if not one.by(node.log.key)})
        return page(request, "log", node=node, said=said, key=key, witnesses=witnesses)

    return pages


def as_json(request: Request) -> bool:
    """Return whether a page is asked for as JSON."""
    return str(request.url.path).endswith(".json")


def _of_run(served: Served) -> dict[str, object]:
    """Return what the home page says of the run that is shown, if one is."""
    if served.run is None:
        return {"run": None}
    found = findings_value(served.run, FindingsAsked(limit=NEWEST), "/findings")
    return {
        "run": served.run.head,
        "found": found.findings,
        "counts": found.counts,
        "criteria": {one.id: one.title for one in served.run.head.criteria},
        "range_of": km_interval_of,
    }
