"""A node with an invented cast, served on loopback; requests as a client makes them. No test by itself."""

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from invented_record import SECRETARIAT, actor_entry, form, key_entry, key_of

from dueregard.jobs.begin_node import begin_node
from dueregard.jobs.node import Node, log_key
from dueregard.jobs.signing import sign_filing
from dueregard.ledger.envelope import Envelope, envelope_json
from dueregard.ledger.keys import SigningKey
from dueregard.record.forms import Form
from dueregard.report.run_file.read import RunFile
from dueregard.web.app import make_app
from dueregard.web.rates import Quota
from dueregard.web.served import Quotas, Served, served
from dueregard.web.serving import listening, server
from dueregard.web.signed_request import Message, sign_request

ORIGIN = "ledger.example/aurelia"
BEGIN = datetime(2031, 1, 1, tzinfo=UTC)
API = "/api/v1"
PLENTY = Quotas(*(Quota(name, 10**6, 60) for name in ("reading", "writing", "key")))
CAST = (
    ("BOR", ("State focal point",), None),
    ("CAS", ("State focal point",), None),
    ("MERIDIAN-RELAY", ("operator",), "BOR"),
)


class Clock:
    """A clock that goes on by a second each time it is asked, from a day after the log has begun."""

    def __init__(self, begin: datetime = BEGIN + timedelta(days=60)) -> None:
        self.now = begin

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def never_asked(path: Path) -> str:
    raise AssertionError(f"the passphrase of {path} was asked for")


def made_node(folder: Path, ledger: str = "ledger.db") -> Node:
    """Return a node begun by a secretariat."""
    root, key = actor_entry(SECRETARIAT, ("secretariat",)), key_of(SECRETARIAT)
    node, _ = begin_node(
        folder, ORIGIN, root, key_entry(SECRETARIAT, key), key, lambda: BEGIN, ledger=ledger, ask=never_asked
    )
    return node


def signed(said: Form, *keys: SigningKey) -> Envelope:
    """Return the filing, signed by its filer or by these keys."""
    return sign_filing(said, keys or (key_of(said.filed_by),)).envelope


def serves(
    node: Node,
    quotas: Quotas = PLENTY,
    clock: Callable[[], datetime] | None = None,
    run: RunFile | None = None,
) -> Served:
    """Return the node as it is served, with plenty to ask."""
    return served(node, log_key(node, never_asked), clock or Clock(), quotas, run=run)


def enter_cast(standing: Served) -> None:
    """Have the cast and their keys entered by the secretariat."""
    for actor, roles, acts_for in CAST:
        for entry in (actor_entry(actor, roles, acts_for), key_entry(actor, key_of(actor))):
            _, refused = standing.current.file([signed(entry)])
            assert refused is None, refused


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass(frozen=True)
class Client:
    """Requests over real HTTP to one address, each on a connection of its own unless one is handed in."""

    base: str
    clock: Clock

    def ask(
        self, path, method="GET", body=None, by: SigningKey | None = None, source=None, **headers
    ) -> Answer:
        """Return the answer. ``by``: the key that signs the request. Header names have underscores for hyphens."""
        parts = urlsplit(self.base)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None and not isinstance(body, bytes):
            body = body.encode()
        target = path if path.startswith("/") else f"{API}/{path}"
        if by is not None:
            where, _, query = target.partition("?")
            message = Message(method, parts.netloc, where, query, body)
            given |= sign_request(message, by, self.clock.now)
        connection = http.client.HTTPConnection(
            parts.hostname, parts.port, timeout=20, source_address=source and (source, 0)
        )
        try:
            connection.request(method, target, body, given)
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, told, response.read())
        finally:
            connection.close()

    def file(self, *envelopes: Envelope, **headers) -> Answer:
        """Return the answer to filing these envelopes."""
        text = f'{{"envelopes":[{",".join(map(envelope_json, envelopes))}]}}'
        return self.ask("filings", "POST", text, Content_Type="application/json", **headers)


@contextmanager
def on_loopback(what: Served) -> Iterator[Client]:
    """Serve on loopback, over real HTTP, from a thread of this process."""
    listener = listening("127.0.0.1", 0)
    running = server(make_app(what))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    host, port = listener.getsockname()
    try:
        yield Client(f"http://{host}:{port}", what.clock)
    finally:
        running.should_exit = True
        thread.join(20)
        listener.close()


__all__ = ["SECRETARIAT", "actor_entry", "form", "key_entry", "key_of"]
