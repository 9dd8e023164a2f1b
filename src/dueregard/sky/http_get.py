"""One GET, bounded in time and size: what the server answered, or why there is no answer. Follows no redirect."""

import hashlib
import http.client
import re
import ssl
import threading
import time
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from socket import SHUT_RDWR, socket
from typing import TypeVar
from urllib.parse import urlsplit

from dueregard.sky.fetch_query import HEAD_BYTES, is_loopback

T = TypeVar("T")
Progress = Callable[[int, int | None], None]
_CHUNK = 64 * 1024
_WORDS_READ = 8 * 1024  # how much of a refusal is read at all
_WORDS_SHOWN = 400  # characters of it that are quoted


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait without a byte, how long in all, and how much to take."""

    silence_s: float = 30.0
    total_s: float = 300.0
    size_bytes: int = 200_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer. ``headers`` have lower-case names. With status 200 the body is in the file given, and
    ``head`` and ``tail`` are its first and last bytes; else ``words`` is the beginning of the body, cleaned.
    """

    status: int
    headers: Mapping[str, str]
    size: int = 0
    sha256: str = ""
    head: bytes = b""
    tail: bytes = b""
    words: str = ""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Why there is no complete answer. ``reached`` is False where the request cannot have got to the server."""

    what: str
    reached: bool


def get(
    url: str, headers: Mapping[str, str], body_to: Path, limits: Limits, progress: Progress | None = None
) -> Answer | NoAnswer:
    """Ask once for ``url`` and return the answer; with status 200 the body is written to ``body_to``.

    Any other status, a redirect too, comes back as it is: the caller decides. Proxies of the environment are
    used, but not for this machine itself. OSError only where ``body_to`` cannot be written.
    """
    request = urllib.request.Request(url, headers=dict(headers))  # noqa: S310 - the caller has checked the scheme
    watch = _Watch(limits.total_s)
    try:
        silence_s = min(limits.silence_s, limits.total_s)
        with watch, _arrived(lambda: _opener(url, watch).open(request, timeout=silence_s)) as response:
            answer = _read(response, body_to, limits, watch, progress)
    except urllib.error.URLError as error:
        return NoAnswer(f"no connection to {urlsplit(url).netloc} ({error.reason})", reached=False)
    except TimeoutError:
        answer = NoAnswer(f"the server said nothing for {limits.silence_s:g} s", reached=True)
    except (http.client.HTTPException, ConnectionError) as error:
        answer = NoAnswer(f"the connection broke ({_name(error)})", reached=True)
    if watch.rang:
        return NoAnswer(f"the answer was not complete after {limits.total_s:g} s", reached=True)
    return answer


def clean_words(body: bytes) -> str:
    r"""Return a server's words fit for a terminal: markup and control characters gone, one line, bounded.

    >>> clean_words(b"<h1>Slow\x1b[31m down</h1>")
    'Slow[31m down'
    """
    text = body.decode("utf-8", errors="replace")
    if "<" in text:
        text = re.sub(r"(?is)<(script|style)\b.*?</\1>|<[^>]*>", " ", text)
    # Cc and Cf are control and direction characters, Cs and Co have no glyph; line ends become spaces first.
    text = "".join(c for c in " ".join(text.split()) if not unicodedata.category(c).startswith("C"))
    text = " ".join(text.split())
    return text if len(text) <= _WORDS_SHOWN else text[:_WORDS_SHOWN] + " ..."


def _read(
    response: http.client.HTTPResponse,
    body_to: Path,
    limits: Limits,
    watch: "_Watch",
    progress: Progress | None,
) -> Answer | NoAnswer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if response.status != 200:
        return Answer(response.status, headers, words=clean_words(_beginning(response, watch)))
    if headers.get("content-encoding", "identity").lower() != "identity":
        return NoAnswer("the answer is packed, which was not asked for", reached=True)
    length = response.length  # None where the server did not say, or sends in chunks
    too_large = NoAnswer(f"the answer is larger than {limits.size_bytes:,} bytes", reached=True)
    if length is not None and length > limits.size_bytes:
        return too_large
    size, digest, head, tail = 0, hashlib.sha256(), b"", b""
    with body_to.open("wb") as file:
        # read1 gives what has arrived: read would wait for a full chunk, however slowly it drips in.
        while chunk := _arrived(lambda: response.read1(_CHUNK)):
            size += len(chunk)
            if size > limits.size_bytes:
                return too_large
            digest.update(chunk)
            head = head if len(head) >= HEAD_BYTES else (head + chunk)[:HEAD_BYTES]
            tail = (tail + chunk)[-HEAD_BYTES:]
            file.write(chunk)
            if progress is not None:
                progress(size, length)
    if length is not None and size != length:
        return NoAnswer(f"only {size:,} of {length:,} bytes arrived", reached=True)
    return Answer(200, headers, size, digest.hexdigest(), head, tail)


def _beginning(response: http.client.HTTPResponse, watch: "_Watch") -> bytes:
    body = b""
    # A refusal that breaks off half-way is still a refusal.
    with suppress(TimeoutError, ConnectionError, http.client.HTTPException):
        while (
            len(body) < _WORDS_READ
            and not watch.rang
            and (chunk := _arrived(lambda: response.read1(_WORDS_READ)))
        ):
            body += chunk
    watch.done()
    return body[:_WORDS_READ]


class _Watch:
    """Ends the connection when the time is over, wherever the exchange stands: a server that sends a byte now and
    then would pass every limit on silence.
    """

    def __init__(self, total_s: float) -> None:
        self.rang = False
        self._ends = time.monotonic() + total_s
        self._timer = threading.Timer(total_s, self._ring)
        self._sockets: list[socket] = []

    def __enter__(self) -> None:
        self._timer.daemon = True
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def over(self, connection: socket) -> None:
        self._sockets.append(connection)
        if time.monotonic() > self._ends:
            self._ring()

    def done(self) -> None:
        """Stop the clock: what was needed has arrived in time."""
        self._timer.cancel()
        self.rang = False

    def _ring(self) -> None:
        self.rang = True
        for connection in self._sockets:
            with suppress(OSError):  # closed in the meantime
                connection.shutdown(SHUT_RDWR)


def _opener(url: str, watch: _Watch) -> urllib.request.OpenerDirector:
    """Return an opener that knows http and https alone: no redirect, no file, no ftp, no reading of statuses."""

    class Http(http.client.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            watch.over(self.sock)

    class Https(http.client.HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            watch.over(self.sock)

    class HttpHandler(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Http, req)

    class HttpsHandler(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Https, req, context=ssl.create_default_context())

    opener = urllib.request.OpenerDirector()
    here = is_loopback(urlsplit(url).hostname or "")
    for handler in (
        urllib.request.ProxyHandler({} if here else None),
        urllib.request.UnknownHandler(),
        HttpHandler(),
        HttpsHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _arrived(part: Callable[[], T]) -> T:
    """Return what came from the network; its many errors become ConnectionError, apart from those of the disk."""
    try:
        return part()
    except (TimeoutError, urllib.error.URLError):
        raise
    except OSError as error:
        raise ConnectionError(_name(error)) from error


def _name(error: BaseException) -> str:
    return str(error).strip() or type(error).__name__
