"""Bodies: bounded in size and time, of a type that is read here, JSON strictly."""

import asyncio
import json
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request

from dueregard.web.problem import Problem

MOST_S: Final = 60.0  # for the whole body: a filing with a plan has 3 MB, so a line of 50 kB/s will do


async def read_body(request: Request, most: int, types: tuple[str, ...]) -> bytes:
    """Return the body; Problem where it has more than ``most`` bytes, another type, or does not arrive in time."""
    given = request.headers.get("content-type", "")
    if given.partition(";")[0].strip().lower() not in types:
        raise Problem(
            "wrong-type",
            f"the body is said to be of the type {given[:80]!a}"
            if given
            else "the type of the body is not said",
            where="Content-Type",
            expected=" or ".join(types),
            do="say the type of the body in Content-Type",
            headers={"Accept-Post": ", ".join(types)},
        )
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(
            "wrong-type",
            "the body is packed",
            where="Content-Encoding",
            expected="the body as it is",
            do="send it without Content-Encoding",
        )
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise _too_large(most)
    found = bytearray()
    try:
        async with asyncio.timeout(MOST_S):
            async for part in request.stream():
                found += part
                if len(found) > most:
                    raise _too_large(most)
    except TimeoutError:
        raise Problem(
            "too-slow",
            f"after {MOST_S:g} s the body was not complete",
            expected=f"the whole body within {MOST_S:g} s",
            do="send it again, in smaller parts where the line is slow; nothing was filed",
        ) from None
    except ClientDisconnect:
        raise Problem("too-slow", "the line broke before the body was complete", do="send it again") from None
    return bytes(found)


def parsed(body: bytes) -> Any:
    """Return the values of a JSON body; Problem where it is none, or a name stands twice in one table."""
    expected = "JSON in UTF-8 (RFC 8259), each name once in a table"
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        what = f"byte {error.start + 1} is not UTF-8"
    except RecursionError:
        what = "tables within tables without end"
    except ValueError as error:
        what = str(error)[:300]
    raise Problem(
        "unreadable", what, where="the body", expected=expected, do="correct the body; nothing was filed"
    )


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise ValueError("a name stands twice in one table")
    return table


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _too_large(most: int) -> Problem:
    return Problem(
        "too-large",
        f"the body has more than {most:,} bytes",
        where="the body",
        expected=f"at most {most:,} bytes",
        do="send fewer filings at a time; nothing was filed",
    )
