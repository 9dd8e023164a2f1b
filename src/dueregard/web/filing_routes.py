"""Filings: the list, one with what was said of it since, its receipt, its bytes, what a seal holds for its readers."""

import json
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from dueregard.jobs.openings import opened_for
from dueregard.ledger.entry import entry_bytes
from dueregard.ledger.prove import receipt
from dueregard.ledger.read import LogEntry, entry_by_id
from dueregard.ledger.receipt import receipt_json
from dueregard.ledger.seal import opening_json
from dueregard.record.forms import write_filing
from dueregard.web.answer import CHANGES, CSV, JSON, NEVER_CHANGES, OWN, answer
from dueregard.web.described import LINK, TABLE, problems, raw, shaped, table
from dueregard.web.filing_lists import FilingsAsked, filings_value
from dueregard.web.filing_shapes import FilingRow, Filings, FilingShape, SealedShape
from dueregard.web.filing_values import filing_value, readable
from dueregard.web.parameters import PREFIX, AsOf, as_csv
from dueregard.web.problem import not_found
from dueregard.web.readers import reader_of
from dueregard.web.served import Served
from dueregard.web.shapes import HASH_PATTERN, table_csv

EntryPath = Annotated[
    str, Path(description="The id of an entry.", pattern=HASH_PATTERN, examples=["38" * 32])
]


def filing_routes(served: Served) -> APIRouter:
    """Return the routes of filings."""
    api = APIRouter(prefix=PREFIX, tags=["filings"])
    ledger, origin, current = served.node.ledger, served.node.origin, served.current

    @api.get(
        "/filings",
        responses={**shaped(Filings, "A part of the list.", headers=LINK), **problems("not-believed")},
    )
    @api.get("/filings.csv", responses={**table(FilingRow), **problems("not-believed")})
    def listed(request: Request, asked: Annotated[FilingsAsked, Query()]) -> Response:
        """List filings, the latest first, as far as the one who asks may read them."""
        reader = reader_of(request, served)
        found = filings_value(served, asked, reader, request.url.path)
        headers = {
            "Vary": "Signature",
            **({} if found.next is None else {"Link": f'<{found.next}>; rel="next"'}),
        }
        cache = CHANGES if reader is None else OWN
        if as_csv(request):
            return answer(request, table_csv(FilingRow, found.filings), CSV, cache=cache, headers=headers)
        return answer(request, found.json_bytes(), JSON, cache=cache, headers=headers)

    @api.get(
        "/filings/{entry_id}",
        responses={**shaped(FilingShape, "The filing."), **problems("not-believed", "not-found")},
    )
    def one_filing(request: Request, entry_id: EntryPath, asked: Annotated[AsOf, Query()]) -> Response:
        """Show a filing, who signed it, and what was said of it since."""
        reader = reader_of(request, served)
        said = filing_value(served, entry_id, reader, asked.at)
        return shown(request, said.json_bytes(), JSON, reader)

    @api.get(
        "/filings/{entry_id}/since.csv",
        responses={**table(FilingRow), **problems("not-believed", "not-found")},
    )
    def since_csv(request: Request, entry_id: EntryPath, asked: Annotated[AsOf, Query()]) -> Response:
        """List what was said of a filing since, as CSV."""
        reader = reader_of(request, served)
        rows = filing_value(served, entry_id, reader, asked.at).said_since
        return shown(request, table_csv(FilingRow, rows), CSV, reader)

    @api.get(
        "/filings/{entry_id}/receipt",
        responses={
            **raw(JSON, "The receipt, a file to be kept as it is (docs/ledger.md).", schema=TABLE),
            **problems("not-believed", "not-found"),
        },
    )
    def one_receipt(request: Request, entry_id: EntryPath) -> Response:
        """Hand out the receipt of an entry, over the last checkpoint that a witness has countersigned, if one has."""
        reader = reader_of(request, served)
        held = entry_for(entry_id, reader)
        if held is None:
            raise not_found()
        made = receipt(ledger, origin, held.index, current.public_keys(held.entry.envelope))
        return shown(request, receipt_json(made).encode("ascii"), JSON, reader)

    @api.get(
        "/filings/{entry_id}/entry",
        responses={
            **raw(JSON, "The entry: one line of JSON, whose hash is its id.", schema=TABLE),
            **problems("not-believed", "not-found"),
        },
    )
    def one_entry(request: Request, entry_id: EntryPath) -> Response:
        """Hand out the entry's bytes. They never change."""
        reader = reader_of(request, served)
        held = entry_for(entry_id, reader)
        if held is None:
            raise not_found()
        data = entry_bytes(held.entry.received_at, held.entry.envelope)
        return shown(request, data, JSON, reader, cache=NEVER_CHANGES, tag=f'"{entry_id}"')

    @api.get(
        "/sealed/{entry_id}",
        responses={**shaped(SealedShape, "What was sealed."), **problems("not-believed", "not-found")},
    )
    def sealed(request: Request, entry_id: EntryPath) -> Response:
        """Show what a seal holds to a reader whom the sealed filing names. Nobody else can tell whether it is here."""
        reader = reader_of(request, served)
        found = opened_for(ledger, entry_id, reader)
        if found is None:
            raise not_found()
        opening, form = found
        said = SealedShape(
            entry_id=entry_id,
            opening=opening_json(opening),
            filing=json.loads(write_filing(form)),
        )
        return shown(request, said.json_bytes(), JSON, reader)

    def entry_for(entry_id: str, reader: str | None) -> LogEntry | None:
        with current.in_turn() as standing:
            return entry_by_id(ledger, origin, readable(standing, entry_id, reader))

    return api


def shown(
    request: Request, data: bytes, media_type: str, reader: str | None, *, cache: str = CHANGES, tag: str = ""
) -> Response:
    """Return an answer that may depend on who reads: one to a signed request is kept by nobody between."""
    kept = cache if reader is None else OWN
    return answer(request, data, media_type, cache=kept, tag=tag, headers={"Vary": "Signature"})
