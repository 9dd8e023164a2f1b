"""A published log on a web server. Every request is bounded in time and size; no redirect is followed."""

import http.client
import ipaddress
import re
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from socket import SHUT_RDWR, socket
from typing import Final, TypeVar
from urllib.parse import urlsplit

from dueregard.ledger.exchange.bundle import Read
from dueregard.model.errors import NetworkError, UsageError
from dueregard.version import __version__

USER_AGENT: Final = f"DueRegard/{__version__} (copies a public log and checks its proofs)"
_PIECE: Final = 64 * 1024
_WORDS: Final = 400  # bytes of a refusal that are read and quoted
_AGAIN: Final = "try again later: what was taken before stays, and is not asked for again"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait without a byte, and how long for one file in all. A bundle that did not come whole in that time
    is gone on with the next time, so that a slow line gets there too.
    """

    silence_s: float = 30.0
    file_s: float = 300.0


class HttpSource:
    """A log published under an address, ``http://`` or ``https://``."""

    def __init__(self, url: str, limits: Limits | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise UsageError(
                "this is no address of a published log",
                expected="https://HOST/PATH, without a question mark",
                do="ask who publishes the log for its address",
            )
        if parts.username or parts.password:
            raise UsageError(
                "a published log needs no password, and this address has one in it",
                expected="https://HOST/PATH",
                do="leave the user and the password out",
            )
        self.name = url.rstrip("/")
        self._host = parts.hostname
        self._limits = limits or Limits()

    @contextmanager
    def opened(self, path: str, offset: int) -> Iterator[Read | None]:
        """Open a file from a byte on; see ``Source``."""
        url = f"{self.name}/{path}"
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
        if offset:
            headers["Range"] = f"bytes={offset}-"
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the scheme was checked
        watch = _Watch(self._limits.file_s)
        silence_s = min(self._limits.silence_s, self._limits.file_s)

        def got(part: Callable[[], T]) -> T:
            """Return what came from the network; whatever goes wrong there becomes NetworkError."""
            try:
                found = part()
            except urllib.error.URLError as error:
                what = f"no connection to {urlsplit(url).netloc} ({error.reason})"
            except TimeoutError:
                what = f"the server said nothing for {silence_s:g} s"
            except (http.client.HTTPException, OSError) as error:
                what = f"the connection broke ({str(error).strip() or type(error).__name__})"
            else:
                if not watch.rang:
                    return found
                what = ""
            if watch.rang:
                what = f"the answer was not complete after {self._limits.file_s:g} s"
            raise NetworkError(what, where=url, expected="the whole file", do=_AGAIN)

        with watch, got(lambda: _opener(self._host, watch).open(request, timeout=silence_s)) as response:
            if response.status in (404, 410):
                yield None
            else:
                _check(response, url, offset, got)
                yield _reader(response, url, 0 if response.status == 206 else offset, got)


def _reader(
    response: http.client.HTTPResponse, url: str, skip: int, got: Callable[[Callable[[], bytes]], bytes]
) -> Read:
    def read(most: int) -> bytes:
        # read1 gives what has arrived; read would wait for all of it, however slowly it drips in.
        found = got(lambda: response.read1(min(most, _PIECE)))
        if not found and response.length:
            raise NetworkError(
                f"the connection ended {response.length:,} bytes before the end",
                where=url,
                expected="the whole file",
                do=_AGAIN,
            )
        return found

    while skip:  # a server that knows no ranges sends from the beginning
        passed = read(skip)
        if not passed:
            break  # shorter than what is held of it already: its end is where the caller reads nothing
        skip -= len(passed)
    return read


def _check(
    response: http.client.HTTPResponse, url: str, offset: int, got: Callable[[Callable[[], bytes]], bytes]
) -> None:
    """Return where this is the file asked for; else raise NetworkError with the server's words."""
    status = response.status
    if status == 200 or (status == 206 and offset):
        beginning = f"bytes {offset}-"
        if status == 206 and not response.headers.get("Content-Range", "").startswith(beginning):
            what = "the server sent another part of the file than was asked for"
        elif response.headers.get("Content-Encoding", "identity").lower() != "identity":
            what = "the answer is packed, which was not asked for"
        else:
            return
    elif 300 <= status < 400:
        aim = _clean(response.headers.get("Location", "nowhere").encode("latin-1", "replace"))
        what = f"the server answered {status} and wanted to go to {aim}"
    else:
        what = f"the server answered {status}"
        if words := _clean(got(lambda: response.read1(_WORDS))):
            what += f": {words}"
    raise NetworkError(
        what, where=url, expected="the file itself", do="ask who publishes this log for its address"
    )


def _clean(words: bytes) -> str:
    """Return a server's words fit for a terminal: without markup and control characters, on one line."""
    text = re.sub(r"(?s)<[^>]*>", " ", words.decode("utf-8", "replace"))
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


class _Watch:
    """Ends the connection when the time is over, wherever the exchange stands: a server that sends a byte now and
    then would pass every limit on silence.
    """

    def __init__(self, total_s: float) -> None:
        self.rang = False
        self._ends = time.monotonic() + total_s
        self._timer = threading.Timer(total_s, self._ring)
        self._timer.daemon = True
        self._sockets: list[socket] = []

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def over(self, connection: socket) -> None:
        self._sockets.append(connection)
        if time.monotonic() > self._ends:
            self._ring()

    def _ring(self) -> None:
        self.rang = True
        for connection in self._sockets:
            with suppress(OSError):  # closed in the meantime
                connection.shutdown(SHUT_RDWR)


def _opener(host: str, watch: _Watch) -> urllib.request.OpenerDirector:
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
    for handler in (
        # A proxy of the environment is used, but not for this machine itself.
        urllib.request.ProxyHandler({} if _is_loopback(host) else None),
        urllib.request.UnknownHandler(),
        HttpHandler(),
        HttpsHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
