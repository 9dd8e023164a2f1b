"""What the OpenAPI document says of answers: their shapes, their headers, and every problem that may come."""

from typing import Any, Final

from dueregard.web.answer import CSV
from dueregard.web.problem import KINDS, MEDIA_TYPE, TYPE_PREFIX
from dueregard.web.shapes import ProblemShape, Shape

Answers = dict[int | str, dict[str, Any]]

KEPT: Final = {
    "ETag": {
        "description": "Changes whenever the answer does (RFC 9110 §8.8.3).",
        "schema": {"type": "string"},
    },
    "Cache-Control": {"description": "How long the answer may be kept.", "schema": {"type": "string"}},
}
LINK: Final = {
    "Link": {"description": "Where the list goes on, as rel=next (RFC 8288).", "schema": {"type": "string"}}
}
RATE: Final = {
    "RateLimit-Policy": {
        "description": "How often one may ask: q requests in w seconds.",
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": "What is left of it: r requests; all again in t seconds.",
        "schema": {"type": "string"},
    },
}
AGAIN: Final = {
    "Retry-After": {"description": "After how many seconds to ask again.", "schema": {"type": "string"}}
}

BINARY: Final = {"type": "string", "format": "binary"}
TABLE: Final = {"type": "object"}

# What any request may meet, whatever it asks for.
ALWAYS: Final = ("wrong-parameter", "address-too-long", "too-many", "own-fault", "cannot-now")


def problems(*kinds: str) -> Answers:
    """Return what is said of these kinds of problem, and of those that any request may meet."""
    by_status: dict[int, list[str]] = {}
    for kind in dict.fromkeys((*kinds, *ALWAYS)):
        by_status.setdefault(KINDS[kind].status, []).append(kind)
    return {status: _problem(status, found) for status, found in sorted(by_status.items())}


def shaped(
    shape: type[Shape], description: str, *, status: int = 200, headers: dict[str, Any] | None = None
) -> Answers:
    """Return what is said of an answer in JSON, and that who has it already gets 304."""
    said = {"model": shape, "description": description, "headers": {**KEPT, **RATE, **(headers or {})}}
    return {status: said, **(_not_again() if status == 200 else {})}


def raw(
    media_type: str, description: str, example: str | None = None, *, schema: dict[str, Any] | None = None
) -> Answers:
    """Return what is said of an answer that is a file: text, unless its schema says otherwise."""
    content: dict[str, Any] = {"schema": schema or {"type": "string"}}
    if example is not None:
        content["example"] = example
    said = {
        "description": description,
        "content": {media_type.partition(";")[0]: content},
        "headers": {**KEPT, **RATE},
    }
    return {200: said, **_not_again()}


def table(shape: type[Shape]) -> Answers:
    """Return what is said of a list as CSV."""
    header = ",".join(shape.model_fields)
    return raw(CSV, f"A header and a line for each: {header.replace(',', ', ')}.", header + "\n")


def _not_again() -> Answers:
    return {304: {"description": "Who asks has it already (If-None-Match).", "headers": {**KEPT, **RATE}}}


def _problem(status: int, kinds: list[str]) -> dict[str, Any]:
    words = "; ".join(f"{KINDS[kind].title} (`{TYPE_PREFIX}{kind}`)" for kind in kinds)
    example = {
        "type": TYPE_PREFIX + kinds[0],
        "title": KINDS[kinds[0]].title,
        "status": status,
        "detail": "what was found",
        "do": "what to do next",
    }
    return {
        "description": words + ".",
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": f"#/components/schemas/{ProblemShape.__name__}"},
                "example": example,
            }
        },
        "headers": {**RATE, **(AGAIN if status in (429, 503) else {})},
    }
