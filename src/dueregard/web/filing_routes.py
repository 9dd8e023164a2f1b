"""Filings: the list, one with what was said of it since, its receipt, its bytes, what a seal holds for its readers."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from pydantic import AfterValidator, Field, WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from dueregard.jobs.on_record import Row, listed_for, shown_for
from dueregard.jobs.openings import opened_for
from dueregard.jobs.standing import Standing
from dueregard.ledger.entry import entry_bytes
from dueregard.ledger.envelope import signed_by
from dueregard.ledger.prove import receipt
from dueregard.ledger.read import LogEntry, entry_by_id
from dueregard.ledger.receipt import receipt_json
from dueregard.ledger.seal import opening_json
from dueregard.model.time import format_instant
from dueregard.record.forms import FORMS, Form, form_of, read_filing, write_filing
from dueregard.record.projection.read import Sought
from dueregard.web.answer import CHANGES, CSV, JSON, NEVER_CHANGES, OWN, answer
from dueregard.web.cursor import PATTERN, CursorError, cursor, place_of
from dueregard.web.described import LINK, TABLE, problems, raw, shaped, table
from dueregard.web.filing_shapes import FilingRow, Filings, FilingShape, SealedShape, SignatureRow
from dueregard.web.parameters import PREFIX, ActorName, AsOf, Time, as_csv, instant_of, wrong_parameters
from dueregard.web.problem import Wrong, not_found
from dueregard.web.readers import reader_of
from dueregard.web.served import Served
from dueregard.web.shapes import HASH_PATTERN, table_csv

MOST_LISTED: Final = 1_000


def _a_form(number: str) -> str:
    form_of(number)
    return number


FormNumber = Annotated[str, AfterValidator(_a_form), WithJsonSchema({"type": "string", "enum": list(FORMS)})]

EARLIEST: Final = datetime(1, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(9999, 12, 31, tzinfo=UTC)
NO_ENTRY: Final = "0" * 64  # what is looked for in place of what may not be read: as long, and never there

EntryPath = Annotated[
    str, Path(description="The id of an entry.", pattern=HASH_PATTERN, examples=["38" * 32])
]


class FilingsAsked(AsOf):
    """Which filings."""

    form: list[FormNumber] = Field(
        [], description="Numbers of forms; all, if left out.", examples=[["N1"]], max_length=len(FORMS)
    )
    filed_by: ActorName | None = Field(None, description="Whose words they are.", examples=["BOR"])
    actor: ActorName | None = Field(
        None, description="An actor mentioned anywhere in them.", examples=["CAS"]
    )
    norad_cat_id: int | None = Field(
        None, description="An object mentioned anywhere in them.", ge=1, le=10**18 - 1, examples=[99201]
    )
    about: str | None = Field(
        None,
        description="The id of an entry that they are about.",
        pattern=HASH_PATTERN,
        examples=["38" * 32],
    )
    touching_from: Time | None = Field(
        None,
        description="What they are about holds or happens at this time or later.",
        examples=["2031-03-01T00:00:00Z"],
    )
    touching_until: Time | None = Field(
        None,
        description="What they are about holds or happens at this time or before.",
        examples=["2031-04-01T00:00:00Z"],
    )
    on_record: bool | None = Field(
        True,
        description="`false` for what is in the log and not on the record, with the reasons.",
        examples=[True],
    )
    limit: int = Field(100, description="At most so many.", ge=1, le=MOST_LISTED, examples=[100])
    cursor: str | None = Field(
        None,
        description="Where to go on: from `next` of an answer to the same question.",
        pattern=PATTERN,
        examples=[None],
    )


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
        sought, question = _sought(asked)
        with current.in_turn() as standing:
            found = listed_for(standing, sought, reader, asked.limit + 1)
        rows = tuple(row_of(one) for one in found[: asked.limit])
        following = None
        if len(found) > asked.limit:
            last = found[asked.limit - 1].listed
            goes_on = cursor((last.received_at, last.log, last.index), question)
            following = f"{request.url.path}?{_query(asked, goes_on)}"
        headers = {
            "Vary": "Signature",
            **({} if following is None else {"Link": f'<{following}>; rel="next"'}),
        }
        cache = CHANGES if reader is None else OWN
        if as_csv(request):
            return answer(request, table_csv(FilingRow, rows), CSV, cache=cache, headers=headers)
        data = Filings(filings=rows, next=following).json_bytes()
        return answer(request, data, JSON, cache=cache, headers=headers)

    @api.get(
        "/filings/{entry_id}",
        responses={**shaped(FilingShape, "The filing."), **problems("not-believed", "not-found")},
    )
    def one_filing(request: Request, entry_id: EntryPath, asked: Annotated[AsOf, Query()]) -> Response:
        """Show a filing, who signed it, and what was said of it since."""
        reader = reader_of(request, served)
        with current.in_turn() as standing:
            wanted = readable(standing, entry_id, reader)
            found = shown_for(standing, wanted, reader, asked.at)
            held = entry_by_id(ledger, origin, wanted)
            if found is None or held is None:
                raise not_found()
            envelope = held.entry.envelope
            owners = {one.key_id: standing.bench.keys.owner(one.key_id) for one in envelope.signatures}
            holding = signed_by(envelope, standing.public_keys(envelope))
        form = read_filing(envelope.payload)
        row, since = found
        here = f"{PREFIX}/filings/{entry_id}"
        said = FilingShape(
            **row_of(row).model_dump(),
            payload_type=envelope.payload_type,
            payload_sha256=sha256(envelope.payload).hexdigest(),
            filing=json.loads(write_filing(form)) if isinstance(form, Form) else None,
            signatures=tuple(
                SignatureRow(key_id=one.key_id, actor=owners[one.key_id], holds=one.key_id in holding)
                for one in envelope.signatures
            ),
            said_since=tuple(row_of(one) for one in since),
            receipt=f"{here}/receipt",
            entry=f"{here}/entry",
        )
        return shown(request, said.json_bytes(), JSON, reader)

    @api.get(
        "/filings/{entry_id}/since.csv",
        responses={**table(FilingRow), **problems("not-believed", "not-found")},
    )
    def since_csv(request: Request, entry_id: EntryPath, asked: Annotated[AsOf, Query()]) -> Response:
        """List what was said of a filing since, as CSV."""
        reader = reader_of(request, served)
        with current.in_turn() as standing:
            found = shown_for(standing, readable(standing, entry_id, reader), reader, asked.at)
        if found is None:
            raise not_found()
        rows = (row_of(one) for one in found[1])
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


def readable(standing: Standing, entry_id: str, reader: str | None) -> str:
    """Return the id to look for: the one asked for, or one that is not there where the reader may not read it.

    Either way the same is then done.
    """
    return entry_id if standing.visible(entry_id, reader) else NO_ENTRY


def row_of(row: Row) -> FilingRow:
    """Return a filing as a row of a list."""
    one = row.listed
    return FilingRow(
        entry_id=one.entry_id,
        log=one.log,
        index=one.index,
        received_at=format_instant(one.received_at),
        number=one.number,
        filed_by=one.filed_by,
        entered_by=one.entered_by or None,
        symbol=one.symbol or None,
        title=one.title or None,
        starts=None if one.starts is None else format_instant(one.starts),
        ends=None if one.ends is None else format_instant(one.ends),
        on_record=one.on_record,
        reason=one.reason,
        become=row.become,
    )


def shown(
    request: Request, data: bytes, media_type: str, reader: str | None, *, cache: str = CHANGES, tag: str = ""
) -> Response:
    """Return an answer that may depend on who reads: one to a signed request is kept by nobody between."""
    kept = cache if reader is None else OWN
    return answer(request, data, media_type, cache=kept, tag=tag, headers={"Vary": "Signature"})


def _sought(asked: FilingsAsked) -> tuple[Sought, str]:
    """Return the question and its text, which a cursor is bound to."""
    question = urlencode(
        sorted(asked.model_dump(exclude={"cursor", "limit"}, exclude_none=True).items()), doseq=True
    )
    wrong = []
    begin = instant_of(asked.touching_from) or EARLIEST
    end = instant_of(asked.touching_until) or LATEST
    if end < begin:
        wrong.append(
            Wrong("touching_until", "touching_until", str(asked.touching_until), "a time after touching_from")
        )
    touching = None if (begin, end) == (EARLIEST, LATEST) else (begin, end)
    before = None
    if asked.cursor is not None:
        try:
            before = place_of(asked.cursor, question)
        except CursorError as error:
            wrong.append(
                Wrong("cursor", "cursor", str(error), "the cursor in next of an answer to the same question")
            )
    if wrong:
        raise wrong_parameters(wrong)
    sought = Sought(
        as_of=asked.at,
        numbers=tuple(asked.form) or None,
        filed_by=asked.filed_by,
        actor=asked.actor,
        norad_cat_id=asked.norad_cat_id,
        about_entry=asked.about,
        touching=touching,
        on_record=asked.on_record,
        before=before,
    )
    return sought, question


def _query(asked: FilingsAsked, goes_on: str) -> str:
    given = asked.model_dump(exclude={"cursor"}, exclude_unset=True, exclude_none=True)
    given["limit"] = asked.limit
    for name, value in given.items():
        if isinstance(value, bool):
            given[name] = "true" if value else "false"
    return urlencode({**given, "cursor": goes_on}, doseq=True)
