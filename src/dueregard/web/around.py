"""What goes round every request, whatever it is: limits of rate and length, headers, HEAD, a line in the log.

Nothing about who asked, and nothing of what was asked for but the route, is ever written down.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dueregard.web.answer import problem_answer
from dueregard.web.problem import Problem
from dueregard.web.rates import Left, Limiter, address_of

MOST_ADDRESS: Final = 4_096  # characters of path and query
LOG: Final = logging.getLogger("dueregard.web")

# What a browser that is led here is told: load nothing, frame nothing, guess no types, tell nobody.
SECURITY: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


def with_security_headers(app: ASGIApp) -> ASGIApp:
    """Return the application with the security headers on every answer."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)  # a page has a policy of its own: it brings a style sheet
            await send(message)

        await app(scope, receive, sending if scope["type"] == "http" else send)

    return wrapped


def with_plain_forms(app: ASGIApp, but_under: str) -> ASGIApp:
    """Return the application that hears of no field left empty in a form of a page; the interface is left as it is."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and not scope["path"].startswith(but_under):
            pairs = scope["query_string"].split(b"&")
            kept = [pair for pair in pairs if pair.partition(b"=")[1:] != (b"=", b"")]
            scope = {**scope, "query_string": b"&".join(kept)}
        await app(scope, receive, send)

    return wrapped


def with_head(app: ASGIApp) -> ASGIApp:
    """Return the application that answers HEAD as GET, without the body (RFC 9110 §9.3.2)."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await app({**scope, "method": "GET", "asked_by_head": True}, receive, sending)

    return wrapped


def with_bounded_address(app: ASGIApp) -> ASGIApp:
    """Return the application that is asked with addresses of bounded length alone."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and len(scope["raw_path"]) + len(scope["query_string"]) > MOST_ADDRESS:
            problem = Problem(
                "address-too-long",
                f"path and query have more than {MOST_ADDRESS:,} characters",
                expected=f"at most {MOST_ADDRESS:,}",
                do="ask for less",
            )
            await problem_answer(problem)(scope, receive, send)
            return
        await app(scope, receive, send)

    return wrapped


def with_rates(app: ASGIApp, reading: Limiter, writing: Limiter) -> ASGIApp:
    """Return the application that each address may ask so often, with what is left in the headers of every answer."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        limiter = reading if scope["method"] in ("GET", "HEAD") else writing
        left = limiter.take(address_of((scope.get("client") or ("", 0))[0]))
        charged: list[Left] = [left]
        scope.setdefault("state", {})["charged"] = charged

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["RateLimit-Policy"] = ", ".join(one.policy for one in charged)
                headers["RateLimit"] = ", ".join(one.state for one in charged)
            await send(message)

        if left.within:
            await app(scope, receive, sending)
        else:
            await problem_answer(too_many(left))(scope, receive, sending)

    return wrapped


def too_many(left: Left) -> Problem:
    """Return what is told to who asked more often than a quota lets."""
    return Problem(
        "too-many",
        f"more than {left.quota.requests:,} requests in {left.quota.window_s:,} s ({left.quota.name})",
        expected="requests at the rate that RateLimit-Policy says",
        do=f"wait {left.again_in_s} s, then go on",
        headers={"Retry-After": str(left.again_in_s)},
    )


def with_log(app: ASGIApp, now: Callable[[], float] = time.perf_counter) -> ASGIApp:
    """Return the application that writes a line for each request: method, route, status, milliseconds."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        began = now()
        said: dict[str, Any] = {"status": 0}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                said["status"] = message["status"]
            await send(message)

        try:
            await app(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            LOG.info("%s %s %s %.1f ms", scope["method"], route, said["status"], 1000 * (now() - began))

    return wrapped
