"""A page as an answer: made from a template, with the one style sheet inside and a policy that lets nothing else in."""

from functools import lru_cache
from typing import Final

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import Response

from dueregard.report.dates import instant
from dueregard.report.environment import environment
from dueregard.report.quantities import count
from dueregard.report.style import style_hash
from dueregard.web.answer import CHANGES, NOT_KEPT, OWN, answer
from dueregard.web.parameters import instant_of
from dueregard.web.problem import Problem

HTML: Final = "text/html; charset=utf-8"


def page(request: Request, template: str, reader: str | None = None, **values: object) -> Response:
    """Return the page made from ``template``; one that depends on who reads is kept by nobody between."""
    data = _environment().get_template(f"{template}.html.j2").render(here=request.url.path, **values)
    cache = CHANGES if reader is None else OWN
    return answer(
        request, data.encode("utf-8"), HTML, cache=cache, headers={"Vary": "Signature", **_policy()}
    )


def problem_page(request: Request, problem: Problem) -> Response:
    """Return a problem as a page: the same words as in its JSON."""
    text = _environment().get_template("problem.html.j2").render(here=request.url.path, problem=problem)
    headers = {"Cache-Control": NOT_KEPT, **problem.headers, **_policy()}
    return Response(text.encode("utf-8"), problem.status, media_type=HTML, headers=headers)


def wants_page(request: Request) -> bool:
    """Return whether a person asks: a browser says that it takes HTML, and a program for values does not."""
    return "text/html" in request.headers.get("accept", "")


def _policy() -> dict[str, str]:
    return {
        "Content-Security-Policy": f"default-src 'none'; style-src '{style_hash()}'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    }


def _when(text: str | None) -> str:
    """Return an instant as it is answered, written out for a reader."""
    return instant(instant_of(text))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = environment("dueregard.web.pages")
    made.filters.update(instant=_when, number=count)
    return made
