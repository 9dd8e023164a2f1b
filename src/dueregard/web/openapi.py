"""The OpenAPI document, completed: what the framework says by itself of errors is taken out, what we answer put in."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from dueregard.web.shapes import ProblemShape, WrongPart

DESCRIPTION: Final = """\
What States, organisations and operators have said on the record of this node, and the log that proves it.
Filings are signed on the filer's own machine; no key of a filer ever comes to the node.
Times are UTC. Lists are also CSV. Every error is a problem (RFC 9457). See docs/api.md.
"""
_OURS: Final = "#/components/schemas/"


def complete(app: FastAPI) -> None:
    """Have the application hand out the completed document."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title=app.title,
        version=app.version,
        description=DESCRIPTION,
        routes=app.routes,
        openapi_version="3.1.0",
    )
    schemas = made["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for shape in (WrongPart, ProblemShape):
        schemas[shape.__name__] = shape.model_json_schema(
            ref_template=_OURS + "{model}", mode="serialization"
        )
        schemas[shape.__name__].pop("$defs", None)
    for operations in made["paths"].values():
        for operation in operations.values():
            answers = operation["responses"]
            if "HTTPValidationError" in str(answers.get("422")):
                del answers["422"]
            for status, said in answers.items():
                if status == "304":
                    said.pop("content", None)
    return made
