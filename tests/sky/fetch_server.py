"""A real server on this machine whose behaviour can be set, for the tests of fetching. No test by itself."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from dueregard.sky.fetch import Fetched, fetch
from dueregard.sky.fetch_query import Query, gp_query
from dueregard.sky.http_get import Limits

NOW = datetime(2031, 5, 10, 12, tzinfo=UTC)
HEADER = b"OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,NORAD_CAT_ID\r\n"
SETS = HEADER + b"INVENTED,2030-001A,2031-05-10T00:00:00.000000,15.2,390001\r\n"
NEWER = HEADER + b"INVENTED,2030-001A,2031-05-10T09:00:00.000000,15.2,390001\r\n"
LIMITS = Limits(silence_s=0.4, total_s=0.8, size_bytes=200_000)

Behaviour = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """A server whose behaviour can be set, and what it was asked."""

    def __init__(self) -> None:
        self.behaviour: Behaviour = gives(SETS)
        self.asked: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                self.close_connection = True
                try:
                    outer.behaviour(self)
                except (ConnectionError, TimeoutError):
                    pass  # the client had enough

            def log_message(self, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.http.server_address[1]}"


def gives(body: bytes, status: int = 200, said: int | None = None, **headers: str) -> Behaviour:
    """Answer with these bytes; ``said`` is the length announced where it is not the true one, -1 for none."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if said != -1:
            handler.send_header("Content-Length", str(len(body) if said is None else said))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def sends(*parts: bytes, pause_s: float = 0.0, for_ever: bytes = b"") -> Behaviour:
    """Send these raw bytes, then ``for_ever`` again and again until the client goes or five seconds are over."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        for part in parts:
            handler.wfile.write(part)
        ends = time.monotonic() + 5
        while for_ever and time.monotonic() < ends:
            handler.wfile.write(for_ever)
            time.sleep(pause_s)

    return answer


@contextmanager
def serving() -> Iterator[Server]:
    """Serve on loopback while the block runs."""
    server = Server()
    thread = Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        thread.join()
        server.http.server_close()


def ask(
    server: Server, cache: Path, now: datetime = NOW, query: Query | None = None, **more: object
) -> Fetched:
    options: dict[str, object] = {"limits": LIMITS, **more}
    return fetch(query or gp_query(), cache=cache, now=now, base=server.base, **options)  # type: ignore[arg-type]
