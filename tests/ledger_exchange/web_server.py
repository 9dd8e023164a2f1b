"""A real web server on this machine that publishes a folder, knows ranges, and can be made to behave. No test."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from dueregard.ledger.exchange.from_http import Limits

LIMITS = Limits(silence_s=0.5, file_s=1.0)

Behaviour = Callable[[BaseHTTPRequestHandler], bool]
"""Answers a request in its own way, or says that it did not."""


class WebServer:
    """What was asked of it, and how many bytes it sent. ``behaviour`` comes before the files; ``cut_after``: how many
    bytes of bodies it still sends before it breaks the connection off.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.behaviour: Behaviour = lambda handler: False
        self.ranges = True
        self.cut_after: int | None = None
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.sent = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.asked.append(self.path.removeprefix("/log/"))
                outer.headers.append({k.lower(): v for k, v in self.headers.items()})
                self.close_connection = True
                try:
                    if not outer.behaviour(self):
                        outer._file(self)
                except (ConnectionError, TimeoutError):
                    pass  # the client had enough

            def log_message(self, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/log"

    def _file(self, handler: BaseHTTPRequestHandler) -> None:
        path = self.folder / handler.path.removeprefix("/log/")
        if not path.is_file():
            answer(handler, b"not here", 404)
            return
        body, status, headers = path.read_bytes(), 200, {}
        asked = re.fullmatch(r"bytes=([0-9]+)-", handler.headers.get("Range", ""))
        if asked and self.ranges:
            first = int(asked[1])
            headers["Content-Range"] = f"bytes {first}-{len(body) - 1}/{len(body)}"
            body, status = body[first:], 206
        if self.cut_after is not None and len(body) > self.cut_after:
            cut, self.cut_after = self.cut_after, 0
            answer(handler, body[:cut], status, said=len(body), **headers)
            self.sent += cut
            return
        if self.cut_after is not None:
            self.cut_after -= len(body)
        self.sent += len(body)
        answer(handler, body, status, **headers)


def answer(
    handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, said: int | None = None, **headers: str
) -> bool:
    """Send an answer; ``said`` is the length announced where it is not the true one, -1 for none."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    if said != -1:
        handler.send_header("Content-Length", str(len(body) if said is None else said))
    handler.end_headers()
    handler.wfile.write(body)
    return True


def drips(handler: BaseHTTPRequestHandler, piece: bytes, pause_s: float, head: bytes = b"") -> bool:
    """Send a head and then a piece again and again until the client goes or ten seconds are over."""
    handler.wfile.write(head)
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        handler.wfile.write(piece)
        time.sleep(pause_s)
    return True


@contextmanager
def serving(folder: Path) -> Iterator[WebServer]:
    """Serve on loopback while the block runs."""
    server = WebServer(folder)
    thread = Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        thread.join()
        server.http.server_close()
