"""A page as an answer: made from a template, with the one style sheet inside and a policy that lets nothing else in."""

from datetime import datetime
from functools import lru_cache
from typing import Final

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import Response

from dueregard.model.run import MonitorRun
from dueregard.report.dates import day, instant
from dueregard.report.environment import environment
from dueregard.report.pages import Render, with_words
from dueregard.report.style import style_hash
from dueregard.web.answer import CHANGES, NOT_KEPT, OWN, answer
from dueregard.web.parameters import instant_of
from dueregard.web.problem import Problem

HTML: Final = "text/html; charset=utf-8"


def page(request: Request, template: str, reader: str | None = None, **values: object) -> Response:
    """Return the page made from ``template``; one that depends on who reads is kept by nobody between."""
    data = (
        _environment()
        .get_template(f"{template}.html.j2")
        .render(here=request.url.path, shows_run=request.app.state.shows_run, **values)
    )
    cache = CHANGES if reader is None else OWN
    return answer(
        request, data.encode("utf-8"), HTML, cache=cache, headers={"Vary": "Signature", **_policy()}
    )


def run_render(here: str) -> Render:
    """Return how the templates of a run become pages of this node at the address ``here``."""

    def made(template: str, run: MonitorRun, /, **context: object) -> str:
        return (
            _environment().get_template(template).render(**{"here": here, **context}, shows_run=True, run=run)
        )

    return made


def made_page(request: Request, text: str) -> Response:
    """Return a page that is made already."""
    headers = {"Vary": "Signature", **_policy()}
    return answer(request, text.encode("utf-8"), HTML, cache=CHANGES, headers=headers)


def problem_page(request: Request, problem: Problem) -> Response:
    """Return a problem as a page: the same words as in its JSON."""
    text = (
        _environment()
        .get_template("problem.html.j2")
        .render(here=request.url.path, shows_run=request.app.state.shows_run, problem=problem)
    )
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


def address_in(name: str) -> str:
    """Return the address here of what is called so in the folder of a report.

    >>> address_in("approach-1-2-merged.html"), address_in("criteria.html"), address_in("findings.json")
    ('/approaches/1-2-merged', '/criteria', '/findings.json')
    """
    if name.startswith("approach-"):
        return "/approaches/" + name.removeprefix("approach-").removesuffix(".html")
    return "/" + name.removesuffix(".html")


def _when(at: str | datetime | None) -> str:
    """Return an instant, as it is answered or as a value, written out for a reader."""
    return instant(at if isinstance(at, datetime) else instant_of(at))


def _day(at: str | datetime) -> str:
    """Return a day, as it is answered or as a value, written out for a reader."""
    return day(at if isinstance(at, datetime) else datetime.fromisoformat(at))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = with_words(environment("dueregard.web.pages", "dueregard.report"))
    # Pages of a run stand in the frame of this node's pages, at its addresses.
    made.globals.update(layout="site.html.j2", to=address_in, of_object=lambda number: f"/objects/{number}")
    made.filters.update(instant=_when, day=_day)
    return made
