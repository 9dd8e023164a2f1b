"""Answers: what is readable bears an ETag, says how long it may be kept, and is not sent again to who has it.

RFC 9110 §8.8.3, §13.1.2 and RFC 9111 §5.2.
"""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dueregard.web.problem import MEDIA_TYPE, Problem

JSON: Final = "application/json"
CSV: Final = "text/csv; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"
BYTES: Final = "application/octet-stream"

CHANGES: Final = "public, no-cache"  # may be kept, and is asked about each time
NEVER_CHANGES: Final = "public, max-age=31536000, immutable"
OWN: Final = "private, no-cache"  # for the one who signed the request
NOT_KEPT: Final = "no-store"

_TAG: Final = re.compile(r'\s*(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)')
_RANGE: Final = re.compile(r"bytes=([0-9]{1,18})-([0-9]{0,18})")


def tag_of(data: bytes) -> str:
    """Return the strong ETag of bytes."""
    return f'"{sha256(data).hexdigest()[:32]}"'


def answer(
    request: Request,
    data: bytes,
    media_type: str,
    *,
    cache: str = CHANGES,
    tag: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the answer with these bytes, or 304 without them where the asker has them already."""
    tag = tag or tag_of(data)
    given = {"ETag": tag, "Cache-Control": cache, **(headers or {})}
    if status == 200 and _has(request, tag):
        return Response(status_code=304, headers=given)
    return Response(data, status_code=status, media_type=media_type, headers=given)


def pieces(
    request: Request, parts: Iterator[bytes], length: int, media_type: str, *, cache: str, tag: str
) -> Response:
    """Return an answer of so many bytes, sent piece by piece, or the part of it from a byte on that was asked for.

    Of ranges (RFC 9110 §14) one is read, ``bytes=FIRST-`` with or without a last byte; others are passed over.
    """
    headers = {"ETag": tag, "Cache-Control": cache, "Accept-Ranges": "bytes"}
    if _has(request, tag):
        return Response(status_code=304, headers=headers)
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None or request.headers.get("if-range", tag) != tag:
        headers["Content-Length"] = str(length)
        return StreamingResponse(parts, media_type=media_type, headers=headers)
    first = int(asked[1])
    last = min(int(asked[2]) if asked[2] else length - 1, length - 1)
    if first > last:
        raise Problem(
            "no-such-part",
            f"the file has {length} bytes",
            expected="a part of it",
            do="ask for the whole file",
            headers={"Content-Range": f"bytes */{length}"},
        )
    headers |= {"Content-Length": str(last - first + 1), "Content-Range": f"bytes {first}-{last}/{length}"}
    return StreamingResponse(_part(parts, first, last), 206, media_type=media_type, headers=headers)


def problem_answer(problem: Problem) -> Response:
    """Return the answer that tells of a problem. It is never kept: the same address may answer otherwise soon."""
    headers = {"Cache-Control": NOT_KEPT, **problem.headers}
    return Response(problem.body(), problem.status, media_type=MEDIA_TYPE, headers=headers)


def _has(request: Request, tag: str) -> bool:
    given = request.headers.get("if-none-match")
    if given is None:
        return False
    # Weak comparison (RFC 9110 §13.1.2): the mark W/ makes no difference.
    return given.strip() == "*" or tag in _TAG.findall(given)


def _part(parts: Iterator[bytes], first: int, last: int) -> Iterator[bytes]:
    at = 0
    for part in parts:
        if at > last:
            return
        yield part[max(0, first - at) : last + 1 - at]
        at += len(part)
