"""Serving a node from this process, until it is told to end."""

import logging
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from dueregard.jobs.node import log_key, open_node
from dueregard.jobs.unlock import Ask
from dueregard.model.errors import UsageError
from dueregard.report.run_file.read import RunFile, open_run
from dueregard.web.app import make_app
from dueregard.web.parameters import PREFIX
from dueregard.web.served import served

MOST_AT_ONCE: Final = 200  # connections; beyond them 503 is answered
_HEAD_BYTES: Final = 16_384  # of request line and headers


def serve(
    folder: Path,
    host: str,
    port: int,
    behind_proxy: str | None,
    ask: Ask,
    say: Callable[[str], None],
    run: Path | None = None,
) -> None:
    """Serve the node in a folder, and return once the process was told to end and what was under way is answered.

    ``run``: the run whose findings it shows. Raises UsageError where nothing can listen at this address, and where
    a run of real objects would be shown to others; errors as ``open_node``, ``open_run`` and ``log_key``.
    """
    shown = None if run is None else open_run(run)
    if shown is not None:
        refuse_edition(shown, host, behind_proxy)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.Formatter.converter = lambda *_: datetime.now(UTC).timetuple()
    with open_node(folder) as node, listening(host, port) as listener:
        key = log_key(node, ask)
        say(f"Judging the {node.log.size:,} entries of {node.origin} ...")
        app = make_app(served(node, key, lambda: datetime.now(UTC), run=shown))
        shown_host, shown_port = listener.getsockname()[:2]
        at = f"[{shown_host}]" if ":" in shown_host else shown_host
        say(f"Pages for a browser at http://{at}:{shown_port}/")
        say(f"Serving {node.origin} at http://{at}:{shown_port}{PREFIX}/ (Ctrl-C ends it)")
        server(app, behind_proxy).run(sockets=[listener])


def refuse_edition(run: RunFile, host: str, behind_proxy: str | None) -> None:
    """Raise UsageError where serving there would publish findings about real objects.

    Before others see a State's object named as not explained, its contact has been sent the draft and the days to
    answer have run. As long as no policy says that this was done, such a run is shown on this machine alone.
    """
    if run.head.fictional or (behind_proxy is None and _of_this_machine(host)):
        return
    raise UsageError(
        "this run is about real objects, and serving it there would publish it",
        where=str(run.path),
        expected="an address of this machine alone (127.0.0.1), and no proxy before it",
        do="leave out --host and --behind-proxy, or serve the node without --run",
    )


def _of_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def server(app: ASGIApp, behind_proxy: str | None = None) -> uvicorn.Server:
    """Return the server for an application, with its bounds."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,  # it would name addresses
            server_header=False,
            proxy_headers=behind_proxy is not None,
            forwarded_allow_ips=behind_proxy or "",
            limit_concurrency=MOST_AT_ONCE,
            h11_max_incomplete_event_size=_HEAD_BYTES,
            timeout_graceful_shutdown=10,
            log_config=None,
            log_level="warning",
            http="h11",
            ws="none",
        )
    )


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address; UsageError where none can."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=512)
        # Head and body of an answer are two writes: held back until the first is acknowledged, the second takes 40 ms
        # more. What is accepted inherits it; asyncio sets it on sockets of its own alone.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        raise UsageError(
            f"nothing can listen at {host}, port {port} ({error.strerror or error})",
            expected="an address of this machine and a port that is free",
            do="choose another --port, or end what listens there",
        ) from error
