"""Filing over HTTP: envelopes in, receipts by return; openings of seals left for their readers."""

import json
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from dueregard.jobs.openings import keep_opening, who_reads
from dueregard.ledger.envelope import signed_by
from dueregard.ledger.read import entry_by_id
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import read_filing
from dueregard.record.forms.seal import SealedFiling
from dueregard.web.answer import JSON, NOT_KEPT
from dueregard.web.body import parsed, read_body
from dueregard.web.described import KEPT, problems, shaped
from dueregard.web.filing_shapes import FiledShape, SealKept
from dueregard.web.idempotency import SPELLING, InProgress, Kept, OtherRequest
from dueregard.web.intake import MOST_BYTES, MOST_ENVELOPES, Sent, file, sent
from dueregard.web.openings import NoOpening, opening_of
from dueregard.web.parameters import PREFIX
from dueregard.web.problem import Problem, Wrong
from dueregard.web.readers import charge
from dueregard.web.served import Served
from dueregard.web.shapes import HASH_PATTERN

DSSE: Final = "application/vnd.dsse.envelope.v1+json"
MOST_OPENING: Final = 3_000_000

_SIGNATURE: Final = {
    "type": "object",
    "required": ["keyid", "sig"],
    "additionalProperties": False,
    "properties": {
        "keyid": {"type": "string", "pattern": HASH_PATTERN, "description": "The id of the key."},
        "sig": {"type": "string", "description": "The signature, in base64."},
    },
}
ENVELOPE_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A DSSE envelope (docs/ledger.md).",
    "required": ["payloadType", "payload", "signatures"],
    "additionalProperties": False,
    "properties": {
        "payloadType": {"const": FILING_TYPE, "description": "That the payload is a filing."},
        "payload": {"type": "string", "description": "The filing's bytes, in base64."},
        "signatures": {"type": "array", "minItems": 1, "maxItems": 256, "items": _SIGNATURE},
    },
}
_MANY: Final = {
    "type": "object",
    "required": ["envelopes"],
    "additionalProperties": False,
    "properties": {
        "envelopes": {"type": "array", "minItems": 1, "maxItems": MOST_ENVELOPES, "items": ENVELOPE_SCHEMA}
    },
}
_OPENING_SCHEMA: Final = {
    "type": "object",
    "description": "The opening of a seal, exactly as `dueregard notice sign` wrote it (docs/ledger.md).",
    "required": ["sealed", "salt", "payloadType", "payload"],
    "additionalProperties": False,
    "properties": {
        "sealed": {"type": "string", "pattern": HASH_PATTERN, "description": "The seal."},
        "salt": {"type": "string", "pattern": HASH_PATTERN, "description": "The 32 bytes that open it."},
        "payloadType": {"const": FILING_TYPE, "description": "That the payload is a filing."},
        "payload": {"type": "string", "description": "What was sealed, in base64."},
    },
}

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="A text of 8 to 128 characters that you give to no other request, such as a UUID. A repetition "
        "within seven days gets the very same answer.",
        examples=['"5f0c4f0e-6a2b-4a51-9d0c-2f1f6f6b7f10"'],
    ),
]


def intake_routes(served: Served) -> APIRouter:
    """Return the routes by which filings come in."""
    api = APIRouter(prefix=PREFIX, tags=["filing"])
    answers = served.answers

    @api.post(
        "/filings",
        status_code=201,
        openapi_extra={
            "requestBody": {
                "required": True,
                "description": f"One envelope, or 1 to {MOST_ENVELOPES} in their order; {MOST_BYTES:,} bytes at most.",
                "content": {JSON: {"schema": {"anyOf": [ENVELOPE_SCHEMA, _MANY]}}, DSSE: {"schema": ENVELOPE_SCHEMA}},
            }
        },
        responses={
            **shaped(FiledShape, "Filed, and on the disk.", status=201, headers=KEPT),
            200: {"model": FiledShape, "description": "All of it was there before; the receipts are as they were."},
            **problems(
                "unreadable", "not-allowed", "too-slow", "in-progress", "too-large", "wrong-type", "wrong-filing",
                "key-used",
            ),
        },
    )  # fmt: skip
    async def file_envelopes(request: Request, idempotency_key: IdempotencyKey = None) -> Response:
        """File signed envelopes. They were signed on the filer's machine; the receipts come by return.

        Each is judged with those before it on the record; the first that no rule lets its filer file ends it.
        """
        body = await read_body(request, MOST_BYTES, (JSON, DSSE))
        return await run_in_threadpool(_filed, request, body, idempotency_key)

    def _filed(request: Request, body: bytes, idempotency_key: str | None) -> Response:
        key = _key(idempotency_key)
        if key is None:
            return _answer(file(served.current, _charged(request, sent(body))))
        try:
            kept = answers.begin(key, body)
        except InProgress:
            raise Problem(
                "in-progress", "a request with this idempotency key is being answered", where="Idempotency-Key",
                expected="one such request at a time", do="wait a moment and send it again",
                headers={"Retry-After": "1"},
            ) from None  # fmt: skip
        except OtherRequest:
            raise Problem(
                "key-used", "this idempotency key stands for a request with another body", where="Idempotency-Key",
                expected="a new key for a new request", do="draw a new key and send it again; nothing was filed",
            ) from None  # fmt: skip
        if kept is not None:
            return _answer(kept, {"Idempotency-Replayed": "true"})
        made: Kept | None = None
        try:
            made = file(served.current, _charged(request, sent(body)))
            return _answer(made)
        finally:
            # What was refused is not kept: it changed nothing, and the reason may be gone the next time.
            answers.end(key, body, made, served.clock())

    def _charged(request: Request, given: tuple[Sent, ...]) -> tuple[Sent, ...]:
        """Return the envelopes, once each key that signed them is within its quota.

        A signature that does not hold costs its alleged key nothing: anybody could have written it.
        """
        keys = (served.current.public_keys(one.envelope) for one in given)
        for key_id in sorted(
            {i for one, known in zip(given, keys, strict=True) for i in signed_by(one.envelope, known)}
        ):
            charge(request, served, key_id)
        return given

    @api.post(
        "/sealed/{entry_id}",
        openapi_extra={"requestBody": {"required": True, "content": {JSON: {"schema": _OPENING_SCHEMA}}}},
        responses={
            **shaped(SealKept, "It is kept for its readers."),
            **problems("unreadable", "not-found", "too-slow", "too-large", "wrong-type", "wrong-filing"),
        },
    )
    async def leave_opening(
        request: Request,
        entry_id: Annotated[
            str, Path(description="The entry of the seal.", pattern=HASH_PATTERN, examples=["38" * 32])
        ],
    ) -> Response:
        """Leave the opening of a seal here for the readers that the sealed filing names. It never enters the log."""
        body = await read_body(request, MOST_OPENING, (JSON,))
        return await run_in_threadpool(_kept_opening, entry_id, body)

    def _kept_opening(entry_id: str, body: bytes) -> Response:
        parsed(body)
        held = entry_by_id(served.node.ledger, served.node.origin, entry_id)
        seal = None if held is None else read_filing(held.entry.envelope.payload)
        try:
            if not isinstance(seal, SealedFiling):
                raise NoOpening("there is no seal in this entry")
            opening, form = opening_of(body.decode("utf-8"), seal)
        except NoOpening as error:
            raise Problem(
                "wrong-filing",
                "this opens nothing here",
                where="the body",
                expected="the opening of the seal in this entry",
                do="send the file that was written beside the seal, exactly as it is",
                wrong=[
                    Wrong(
                        "", "the opening", str(error), "what was sealed there, and the 32 bytes that prove it"
                    )
                ],
            ) from None
        keep_opening(served.node.ledger, entry_id, opening, form, served.clock())
        readers = tuple(sorted(who_reads(form, entry_id).named))
        said = SealKept(entry_id=entry_id, readers=readers)
        return _answer(Kept(200, said.json_bytes()))

    return api


def _key(given: str | None) -> str | None:
    if given is None:
        return None
    found = SPELLING.fullmatch(given.strip())
    if found is None:
        raise Problem(
            "wrong-parameter",
            "the idempotency key cannot be read",
            where="Idempotency-Key",
            expected='8 to 128 characters, such as "5f0c4f0e-6a2b-4a51-9d0c-2f1f6f6b7f10"',
            do="draw a UUID and send it in quotes; nothing was filed",
        )
    return found[1] or found[2]


def _answer(kept: Kept, headers: dict[str, str] | None = None) -> Response:
    first = json.loads(kept.body).get("filed", [{}])[0].get("entry_id") if kept.status == 201 else None
    located = {} if first is None else {"Location": f"/api/v1/filings/{first}"}
    return Response(
        kept.body,
        kept.status,
        media_type=JSON,
        headers={"Cache-Control": NOT_KEPT, **located, **(headers or {})},
    )
