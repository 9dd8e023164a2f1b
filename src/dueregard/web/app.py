"""The application: all routes, what goes round them, and the document that describes them."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import anyio.to_thread
from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from dueregard.version import __version__
from dueregard.web.answer import JSON, answer
from dueregard.web.around import (
    with_bounded_address,
    with_head,
    with_log,
    with_plain_forms,
    with_rates,
    with_security_headers,
)
from dueregard.web.errors_told import tell_errors
from dueregard.web.filing_routes import filing_routes
from dueregard.web.form_routes import form_routes
from dueregard.web.intake_routes import intake_routes
from dueregard.web.log_routes import log_routes
from dueregard.web.openapi import complete, known_parameters, operation_id
from dueregard.web.pages.record_pages import record_pages
from dueregard.web.pages.run_pages import run_pages
from dueregard.web.parameters import PREFIX
from dueregard.web.register_routes import register_routes
from dueregard.web.served import Served

THREADS: Final = 12  # fewer than the database has connections, so that none waits for one in vain


def make_app(served: Served) -> ASGIApp:
    """Return the application that serves a node."""
    app = make_routes(served)
    wrapped: ASGIApp = with_bounded_address(with_plain_forms(app, f"{PREFIX}/"))
    wrapped = with_rates(wrapped, served.reading, served.writing)
    return with_security_headers(with_log(with_head(wrapped)))


def make_routes(served: Served) -> FastAPI:
    """Return the routes alone, with their OpenAPI document."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        yield

    app = FastAPI(
        title="Due Regard: the record",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # handed out below, with a tag like everything else
        lifespan=lifespan,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        dependencies=[Depends(known_parameters)],
    )
    app.state.shows_run = served.run is not None
    routers = (
        filing_routes(served),
        intake_routes(served),
        form_routes(),
        register_routes(served),
        log_routes(served),
        record_pages(served),
        run_pages(served),
    )
    for router in routers:
        app.include_router(router)

    @app.get(f"{PREFIX}/openapi.json", include_in_schema=False)
    def openapi_document(request: Request) -> Response:
        """Hand out the OpenAPI document."""
        return answer(request, json.dumps(app.openapi(), ensure_ascii=False).encode("utf-8"), JSON)

    tell_errors(app, [route for router in routers for route in router.routes if isinstance(route, APIRoute)])
    complete(app)
    return app
