"""Forms: which there are, their blanks, schemas, examples; drafts held against them, of which nothing is kept."""

import base64
import json
from hashlib import sha256
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import (
    FORMS,
    MOST_BYTES,
    Form,
    FormErrors,
    blank,
    example,
    from_toml,
    read_filing,
    to_toml,
    write_filing,
)
from dueregard.record.forms.schema import schema_text
from dueregard.web.answer import CSV, JSON, NOT_KEPT, TEXT, answer
from dueregard.web.body import read_body
from dueregard.web.described import TABLE, problems, raw, shaped, table
from dueregard.web.form_shapes import CheckShape, FormRow, Forms, FormShape
from dueregard.web.parameters import PREFIX, Asked, as_csv
from dueregard.web.problem import not_found, wrong_fields
from dueregard.web.shapes import WrongPart, table_csv

TOML = "application/toml"
SCHEMA = "application/schema+json"

Number = Annotated[str, Path(description="The number of a form.", examples=["N1"], max_length=4)]


class BlankAsked(Asked):
    """In which way."""

    as_: Literal["toml", "text"] = Field(
        "toml",
        alias="as",
        description="`toml` to fill in with any editor, `text` to print or to send by e-mail.",
        examples=["toml"],
    )


def form_routes() -> APIRouter:
    """Return the routes of forms and drafts. They need no ledger."""
    api = APIRouter(prefix=PREFIX, tags=["forms"])

    @api.get("/forms", responses={**shaped(Forms, "All forms."), **problems()})
    @api.get("/forms.csv", responses={**table(FormRow), **problems()})
    def forms(request: Request) -> Response:
        """List all forms."""
        rows = tuple(FormRow(**_row(number)) for number in FORMS)
        if as_csv(request):
            return answer(request, table_csv(FormRow, rows), CSV)
        return answer(request, Forms(forms=rows).json_bytes(), JSON)

    @api.get("/forms/{number}", responses={**shaped(FormShape, "The form."), **problems("not-found")})
    def form(request: Request, number: Number) -> Response:
        """Show what a form is for, what it rests on, and what it is not."""
        about = _form(number).ABOUT
        here = f"{PREFIX}/forms/{number}"
        said = FormShape(
            **_row(number),
            basis=about.basis,
            limits=about.limits,
            version=about.version,
            schema_address=f"{here}/schema",
            blank_address=f"{here}/blank",
            example_address=f"{here}/example",
        )
        return answer(request, said.json_bytes(), JSON)

    @api.get(
        "/forms/{number}/schema",
        responses={**raw(SCHEMA, "JSON Schema, draft 2020-12.", schema=TABLE), **problems("not-found")},
    )
    def schema(request: Request, number: Number) -> Response:
        """Hand out the JSON Schema of a form, with the rules between its fields in words."""
        _form(number)
        return answer(request, schema_text(number).encode("utf-8"), SCHEMA)

    @api.get(
        "/forms/{number}/blank",
        responses={**raw(TEXT, "The blank form, each field explained."), **problems("not-found")},
    )
    def blank_form(request: Request, number: Number, asked: Annotated[BlankAsked, Query()]) -> Response:
        """Hand out a blank form."""
        _form(number)
        return answer(request, blank(number, as_=asked.as_).encode("utf-8"), TEXT)

    @api.get(
        "/forms/{number}/example",
        responses={**raw(TEXT, "The example, filled in as TOML."), **problems("not-found")},
    )
    def example_form(request: Request, number: Number) -> Response:
        """Hand out an invented example of a form, filled in."""
        _form(number)
        return answer(request, to_toml(example(number)).encode("utf-8"), TEXT)

    draft = {
        "requestBody": {
            "required": True,
            "description": f"The draft, at most {MOST_BYTES:,} bytes: as JSON, or as TOML on the blank form.",
            "content": {
                JSON: {
                    "schema": {"type": "object", "description": "A filing; see the JSON Schema of its form."},
                    "example": json.loads(write_filing(example("D8"))),
                },
                TOML: {"schema": {"type": "string"}, "example": to_toml(example("D8"))},
            },
        }
    }

    @api.post(
        "/checks",
        openapi_extra=draft,
        responses={
            **shaped(CheckShape, "What is to be said of the draft."),
            **problems("wrong-type", "too-large", "too-slow"),
        },
    )
    async def check(request: Request) -> Response:
        """Hold a draft against its form. Every wrong field is named in one answer; nothing is stored or logged."""
        body = await read_body(request, MOST_BYTES, (JSON, TOML))
        media_type = request.headers["content-type"].partition(";")[0].strip().lower()
        said = await run_in_threadpool(checked, body, media_type == TOML)
        return answer(request, said.json_bytes(), JSON, cache=NOT_KEPT)

    return api


def checked(body: bytes, toml: bool) -> CheckShape:
    """Return what is to be said of a draft."""
    found = from_toml(body.decode("utf-8", "replace")) if toml else read_filing(body)
    if isinstance(found, FormErrors):
        errors = tuple(
            WrongPart(
                at=one.at, field=one.field, found=one.found, expected=one.expected, suggestion=one.suggestion
            )
            for one in wrong_fields(found)
        )
        return CheckShape(
            ready=False, format=None, errors=errors, more=found.more, payload=None, payload_sha256=None,
            payload_type=None, filing=None,
        )  # fmt: skip
    payload = write_filing(found)
    return CheckShape(
        ready=True,
        format=found.ABOUT.name,
        errors=(),
        more=0,
        payload=base64.b64encode(payload).decode("ascii"),
        payload_sha256=sha256(payload).hexdigest(),
        payload_type=FILING_TYPE,
        filing=json.loads(payload),
    )


def _form(number: str) -> type[Form]:
    if number not in FORMS:
        raise not_found()
    return FORMS[number]


def _row(number: str) -> dict[str, str]:
    about = FORMS[number].ABOUT
    return {"number": number, "format": about.name, "title": about.title, "purpose": about.purpose}
