"""Whatever is raised becomes a problem: ours, the framework's, and what nobody has thought of."""

import logging
from collections.abc import Sequence
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dueregard.model.errors import DueRegardError
from dueregard.record.forms.wrong import shown
from dueregard.web.answer import problem_answer
from dueregard.web.pages.page import problem_page, wants_page
from dueregard.web.parameters import PREFIX, wrong_parameters
from dueregard.web.problem import Problem, Wrong, not_found

LOG: Final = logging.getLogger("dueregard.web")
AGAIN_S: Final = 5


def tell_errors(app: FastAPI, routes: Sequence[APIRoute]) -> None:
    """Have the application answer with problems, whatever goes wrong. ``routes``: all there are."""

    def _of_the_framework(request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 500)
        if status == 405:
            return _no_such_method(request, routes)
        if status == 404:
            return _told(request, not_found())
        what = "the request cannot be read"
        return problem_answer(
            Problem("unreadable", what, expected="a request as docs/api.md has it", do="correct it")
        )

    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _wrong_parameters)
    app.add_exception_handler(HTTPException, _of_the_framework)
    app.add_exception_handler(DueRegardError, _of_the_node)
    app.add_exception_handler(Exception, _of_nobody)


def _told(request: Request, problem: Problem) -> Response:
    """Return a problem as a page to a browser that asked for one, and as it is to everybody else."""
    as_page = not request.url.path.startswith(f"{PREFIX}/") and wants_page(request)
    return problem_page(request, problem) if as_page else problem_answer(problem)


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - it is registered for these alone
    return _told(request, error)


def _wrong_parameters(request: Request, error: Exception) -> Response:
    found: list[dict[str, Any]] = list(getattr(error, "errors", list)())
    if any(one["loc"][0] == "path" for one in found):
        # An id that is none names nothing: no other answer than for one that is not there.
        return _told(request, not_found())
    wrong = [
        Wrong(
            at=str(one["loc"][-1]),
            field=str(one["loc"][-1]),
            found="missing" if one["type"] == "missing" else shown(one.get("input")),
            expected="no such parameter" if one["type"] == "extra_forbidden" else str(one["msg"]),
        )
        for one in found
    ]
    return _told(request, wrong_parameters(wrong))


def _no_such_method(request: Request, routes: Sequence[APIRoute]) -> Response:
    methods: set[str] = set()
    for route in routes:
        if route.path_regex.match(request.scope["path"]):
            methods |= route.methods or set()
    allowed = ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
    return problem_answer(
        Problem(
            "no-such-method",
            f"{request.method[:20]} is not done here",
            expected=allowed,
            do="use one of these methods",
            headers={"Allow": allowed},
        )
    )


def _of_the_node(_request: Request, error: Exception) -> Response:
    """Answer that the node cannot. What it says of its own files is for its keeper, not for who asks."""
    LOG.error("%s", error)
    return problem_answer(
        Problem(
            "cannot-now",
            "the node cannot do this now; its keeper finds the reason in its log",
            do="try again later: what is on record is not added twice",
            headers={"Retry-After": str(AGAIN_S)},
        )
    )


def _of_nobody(_request: Request, error: Exception) -> Response:
    LOG.error("an error of the program", exc_info=error)
    return problem_answer(
        Problem(
            "own-fault",
            "the program made an error with this request",
            do="report it to the keeper of this node; what is on record is not added twice",
        )
    )
