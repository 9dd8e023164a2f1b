"""The OpenAPI document, completed: what the framework says by itself of errors is taken out, what we answer put in."""

import json
import re
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.requests import Request

from dueregard.web.parameters import wrong_parameters
from dueregard.web.problem import Wrong
from dueregard.web.shapes import ProblemShape, WrongPart
from dueregard.web.signed_request import ACCEPTED

DESCRIPTION: Final = """\
What States, organisations and operators have said on the record of this node, and the log that proves it.
Filings are signed on the filer's own machine; no key of a filer ever comes to the node.
Times are UTC. Every list is also there as CSV. Every error is a problem (RFC 9457). See docs/api.md.
"""
_SIGNED: Final = f"""\
A request may be signed with an actor's key (HTTP Message Signatures, RFC 9421): then it is answered as to that actor.
Without it, it is answered as to anybody. `Signature-Input` goes with `Signature`: {ACCEPTED}. See docs/api.md.
"""
_COMPONENTS: Final = "#/components/"


def operation_id(route: APIRoute) -> str:
    """Return the name of an operation: that of its function, and whether it gives CSV."""
    return route.name + ("_csv" if route.path.endswith(".csv") and not route.name.endswith("_csv") else "")


def complete(app: FastAPI) -> None:
    """Have the application hand out the completed document."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def known_parameters(request: Request) -> None:
    """Return if the query has only parameters that the document names, each once unless it is a list; else Problem."""
    route = request.scope["route"]
    if not route.include_in_schema:  # a page: its parameters are those of its model, which lets no other in
        return
    operation = request.app.openapi()["paths"].get(route.path, {}).get(request.method.lower(), {})
    known = {one["name"]: one["schema"] for one in operation.get("parameters", ()) if one["in"] == "query"}
    names = [name for name, _ in request.query_params.multi_items()]
    wrong = []
    for name in dict.fromkeys(names):
        shown = name[:40]
        if name not in known:
            expected = "one of " + ", ".join(known) if known else "no parameters"
            wrong.append(Wrong(shown, shown, "a parameter that is not known here", expected))
        elif names.count(name) > 1 and known[name].get("type") != "array":
            wrong.append(Wrong(name, name, f"given {names.count(name)} times", "one value"))
    if wrong:
        raise wrong_parameters(wrong)


def _document(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title=app.title,
        version=app.version,
        description=DESCRIPTION,
        routes=app.routes,
        openapi_version="3.1.0",
    )
    components = made["components"]
    for name in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(name, None)
    for shape in (WrongPart, ProblemShape):
        schema = shape.model_json_schema(ref_template=_COMPONENTS + "schemas/{model}", mode="serialization")
        schema.pop("$defs", None)
        components["schemas"][shape.__name__] = schema
    components["securitySchemes"] = {
        "signature": {"type": "apiKey", "in": "header", "name": "Signature", "description": _SIGNED}
    }
    responses: dict[str, Any] = {}
    headers: dict[str, Any] = {}
    for path, operations in made["paths"].items():
        for operation in operations.values():
            _described(operation, path.endswith(".csv"))
            answers = operation["responses"]
            if "HTTPValidationError" in json.dumps(answers.get("422", {})):
                del answers["422"]
            for status, said in answers.items():
                if status == "304":
                    said.pop("content", None)
                _shared(said.get("headers", {}), headers, "headers")
            if "401" in answers:
                operation["security"] = [{}, {"signature": []}]
            for status in answers:
                if status == "304" or int(status) >= 400:
                    name = _name(answers[status], responses, status)
                    answers[status] = {"$ref": f"{_COMPONENTS}responses/{name}"}
    return {**made, "components": {**components, "headers": headers, "responses": responses}}


def _described(operation: dict[str, Any], as_csv: bool) -> None:
    """Give the operation its first sentence as a summary, and each parameter its example."""
    first = re.split(r"(?<=\.)\s", operation.get("description", ""), maxsplit=1)[0].rstrip(".")
    operation["summary"] = first + (", as CSV" if as_csv and "CSV" not in first else "")
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        schema.pop("title", None)
        schema.pop("description", None)
        examples = [one for one in schema.pop("examples", ()) if one is not None]
        if "anyOf" in schema:  # an absent parameter is left out, never null
            (schema,) = (one for one in schema["anyOf"] if one.get("type") != "null")
            parameter["schema"] = schema
        if examples:
            parameter["example"] = examples[0]


def _shared(said: dict[str, Any], shared: dict[str, Any], kind: str) -> None:
    for name in said:
        shared[name] = shared.get(name) or said[name]
        said[name] = {"$ref": f"{_COMPONENTS}{kind}/{name}"}


def _name(said: dict[str, Any], shared: dict[str, Any], status: str) -> str:
    """Return the name under which the answer is shared: one answer, one name."""
    for number in range(1, 100):
        name = f"Status{status}" + (f"Kind{number}" if number > 1 else "")
        if shared.setdefault(name, said) == said:
            return name
    raise ValueError(f"more than 100 kinds of answers have the status {status}")
