"""Fetching, held against a real server on this machine that behaves well and badly."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from dueregard.model.errors import DataError, NetworkError
from dueregard.sky.fetch import USER_AGENT, Fetched, fetch, fetched_when
from dueregard.sky.fetch_query import Query, gp_query, satcat_query
from dueregard.sky.http_get import Limits
from dueregard.version import __version__

NOW = datetime(2031, 5, 10, 12, tzinfo=UTC)
SOON = NOW + timedelta(hours=1, minutes=59)
LATER = NOW + timedelta(hours=2)
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


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.http.shutdown()
    thread.join()
    server.http.server_close()


def ask(
    server: Server, cache: Path, now: datetime = NOW, query: Query | None = None, **more: object
) -> Fetched:
    options: dict[str, object] = {"limits": LIMITS, **more}
    return fetch(query or gp_query(), cache=cache, now=now, base=server.base, **options)  # type: ignore[arg-type]


def test_what_the_server_gave_is_in_the_cache_with_its_side_file(server: Server, tmp_path: Path) -> None:
    server.behaviour = gives(SETS, ETag='"one"', Last_Modified="Sat, 10 May 2031 11:00:00 GMT")
    got = ask(server, tmp_path)
    assert (got.how, got.age_s, got.size, got.path.read_bytes()) == ("fetched", 0.0, len(SETS), SETS)
    assert got.may_ask_again_at == LATER
    path, headers = server.asked[0]
    assert path == "/NORAD/elements/gp.php?GROUP=active&FORMAT=csv"
    assert headers["user-agent"] == USER_AGENT
    assert f"DueRegard/{__version__}" in USER_AGENT
    side = json.loads(next(p for p in tmp_path.glob("gp-active-*.json") if "asked" not in p.name).read_text())
    assert side["url"] == got.url == server.base + path
    assert (side["file"], side["sha256"], side["size"]) == (got.path.name, got.sha256, len(SETS))
    assert side["fetched_at"] == "2031-05-10T12:00:00.000000Z"
    assert side["headers"]["etag"] == '"one"'
    assert not list(tmp_path.glob(".*.part"))
    assert fetched_when(got.path) == NOW
    assert fetched_when(tmp_path / "elsewhere-1.csv") is None


def test_inside_two_hours_the_cached_copy_is_used_and_its_age_said(server: Server, tmp_path: Path) -> None:
    ask(server, tmp_path)
    got = ask(server, tmp_path, SOON)
    assert (got.how, got.age_s) == ("cached", 7140.0)
    assert got.path.read_bytes() == SETS
    assert len(server.asked) == 1


def test_after_two_hours_the_server_is_asked_and_the_newer_copy_replaces_the_old(
    server: Server, tmp_path: Path
) -> None:
    old = ask(server, tmp_path)
    server.behaviour = gives(NEWER)
    got = ask(server, tmp_path, LATER)
    assert (got.how, got.path.read_bytes()) == ("fetched", NEWER)
    assert not old.path.exists()
    assert "if-none-match" not in server.asked[1][1]  # the first answer carried nothing to compare with


def test_a_conditional_request_that_finds_nothing_new_confirms_the_copy(
    server: Server, tmp_path: Path
) -> None:
    modified = "Sat, 10 May 2031 11:00:00 GMT"
    server.behaviour = gives(SETS, ETag='"one"', Last_Modified=modified)
    ask(server, tmp_path)
    server.behaviour = sends(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n")
    got = ask(server, tmp_path, LATER)
    assert server.asked[1][1]["if-none-match"] == '"one"'
    assert server.asked[1][1]["if-modified-since"] == modified
    assert (got.how, got.fetched_at, got.confirmed_at) == ("not modified", NOW, LATER)
    assert got.path.read_bytes() == SETS
    assert ask(server, tmp_path, LATER + timedelta(hours=1)).how == "cached"
    assert len(server.asked) == 2


def test_different_things_rest_apart(server: Server, tmp_path: Path) -> None:
    ask(server, tmp_path)
    ask(server, tmp_path, SOON, gp_query("geo"))
    server.behaviour = gives(b"OBJECT_NAME,NORAD_CAT_ID,OBJECT_TYPE\nINVENTED,390001,PAY\n")
    got = ask(server, tmp_path, SOON, satcat_query())
    assert got.path.name.startswith("satcat-")
    assert [path for path, _ in server.asked][1:] == [
        "/NORAD/elements/gp.php?GROUP=geo&FORMAT=csv",
        "/pub/satcat.csv",
    ]


REFUSED = "GP data has not updated since your last\r\nsuccessful download of \x1b[31mGROUP=active\x07\u202e"
QUOTED = "GP data has not updated since your last successful download of [31mGROUP=active"


@pytest.mark.parametrize("status", [204, 206, 400, 403, 404, 429, 500, 503])
def test_any_other_status_stops_with_the_servers_words_and_is_remembered(
    server: Server, tmp_path: Path, status: int
) -> None:
    old = ask(server, tmp_path)
    server.behaviour = gives(b"" if status == 204 else REFUSED.encode(), status)
    for now in (LATER, LATER + timedelta(hours=1, minutes=59)):
        with pytest.raises(NetworkError) as refused:
            ask(server, tmp_path, now)
        assert refused.value.exit_code == 4
        assert f"answered {status}" in str(refused.value)
        assert status == 204 or QUOTED in str(refused.value)
        assert all(c.isprintable() or c == "\n" for c in str(refused.value))
        assert "--offline" in str(refused.value)
    assert len(server.asked) == 2  # the second call inside two hours did not ask
    assert ask(server, tmp_path, LATER, offline=True).path == old.path
    assert old.path.read_bytes() == SETS
    server.behaviour = gives(NEWER)
    assert ask(server, tmp_path, LATER + timedelta(hours=2)).how == "fetched"


def test_a_304_that_was_not_asked_for_is_no_answer(server: Server, tmp_path: Path) -> None:
    server.behaviour = sends(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n")
    with pytest.raises(NetworkError, match="answered 304"):
        ask(server, tmp_path)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "where", ["/elsewhere", "http://127.0.0.2:9/x", "https://example.org/x", "file:///etc/passwd"]
)
def test_no_redirect_is_followed_and_its_target_is_said(
    server: Server, tmp_path: Path, status: int, where: str
) -> None:
    server.behaviour = gives(b"Moved", status, Location=where)
    with pytest.raises(NetworkError) as told:
        ask(server, tmp_path)
    assert f"answered {status} and wanted to go to {where}" in str(told.value)
    assert ("another server" in str(told.value)) == (where != "/elsewhere")
    assert len(server.asked) == 1
    assert not list(tmp_path.glob("*.csv"))


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
NO_LENGTH = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
HALF = {
    "less than was said": (gives(SETS[:-20], said=len(SETS)), "only .* of .* bytes arrived"),
    "nothing of what was said": (gives(b"", said=len(SETS)), "only 0 of"),
    "whole lines, less than was said": (gives(SETS, said=len(SETS) + 1), "bytes arrived"),
    "a chunk that ends early": (sends(CHUNKED + b"500\r\n" + SETS), "connection broke"),
    "no last chunk": (sends(CHUNKED + b"%x\r\n" % len(SETS) + SETS + b"\r\n"), "connection broke"),
    "no length and a cut line": (sends(NO_LENGTH + SETS[:-2]), "not complete"),
    "no answer at all": (sends(), "connection broke"),
    "not HTTP": (sends(b"220 ready\r\n"), "connection broke"),
    "half a header": (sends(b"HTTP/1.1 200"), "connection broke|empty"),
    "packed": (gives(SETS, Content_Encoding="gzip"), "packed"),
}


@pytest.mark.parametrize("case", HALF)
def test_half_an_answer_is_told_and_the_copy_from_before_stands(
    server: Server, tmp_path: Path, case: str
) -> None:
    old = ask(server, tmp_path)
    server.behaviour, why = HALF[case]
    for _ in range(2):
        with pytest.raises(NetworkError, match=why):
            ask(server, tmp_path, LATER)
    assert len(server.asked) == 2
    assert ask(server, tmp_path, LATER, offline=True).path == old.path
    assert old.path.read_bytes() == SETS
    assert not list(tmp_path.glob(".*.part"))


def test_chunks_and_answers_without_a_length_are_taken_when_whole(server: Server, tmp_path: Path) -> None:
    server.behaviour = sends(CHUNKED + b"%x\r\n" % len(SETS) + SETS + b"\r\n0\r\n\r\n")
    assert ask(server, tmp_path).path.read_bytes() == SETS
    server.behaviour = sends(NO_LENGTH + NEWER)
    assert ask(server, tmp_path, LATER).path.read_bytes() == NEWER


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (
            b"<html><script>x()</script><h1>Down for\nmaintenance</h1></html>",
            "web page.*Down for maintenance",
        ),
        (b"", "it is empty"),
        (b"Invalid query: GROUP=nope", 'not a CSV header.*"Invalid query: GROUP=nope"'),
        (HEADER, "no record"),
    ],
)
def test_something_else_with_status_200_is_told(
    server: Server, tmp_path: Path, body: bytes, why: str
) -> None:
    old = ask(server, tmp_path)
    server.behaviour = gives(body)
    for _ in range(2):
        with pytest.raises(NetworkError, match=why):
            ask(server, tmp_path, LATER)
    assert len(server.asked) == 2
    assert ask(server, tmp_path, LATER, offline=True).path.read_bytes() == SETS == old.path.read_bytes()


SLOW = {
    "silence": (lambda handler: time.sleep(1.0), "said nothing for 0.4 s"),
    "silence after the header": (lambda h: (gives(b"", said=9)(h), time.sleep(1.0)), "said nothing"),
    "a byte now and then": (sends(NO_LENGTH, for_ever=b"x", pause_s=0.05), "not complete after 0.8 s"),
    "a header now and then": (
        sends(b"HTTP/1.1 200 OK\r\n", for_ever=b"X: y\r\n", pause_s=0.05),
        "not complete after 0.8 s",
    ),
    "half a header line now and then": (
        sends(b"HTTP/1.1 200 OK\r\nX:", for_ever=b"y", pause_s=0.05),
        "after 0.8 s",
    ),
    "an endless body": (sends(NO_LENGTH + HEADER, for_ever=b"x" * 60_000), "larger than 200,000 bytes"),
    "a length beyond all": (gives(b"x", said=10**12), "larger than 200,000 bytes"),
    "endless headers": (sends(b"HTTP/1.1 200 OK\r\n", for_ever=b"X: y\r\n" * 50), "connection broke"),
}


@pytest.mark.parametrize("case", SLOW)
def test_slow_and_endless_answers_end_in_bounded_time(server: Server, tmp_path: Path, case: str) -> None:
    server.behaviour, why = SLOW[case]
    started = time.monotonic()
    with pytest.raises(NetworkError, match=why):
        ask(server, tmp_path)
    assert time.monotonic() - started < 3.0
    with pytest.raises(NetworkError, match="not asked again"):
        ask(server, tmp_path, SOON)
    assert len(server.asked) == 1
    assert [
        path.name for path in tmp_path.iterdir() if path.suffix not in (".json", "") and path.name != ".lock"
    ] == []


def test_an_endless_refusal_is_quoted_from_its_beginning(server: Server, tmp_path: Path) -> None:
    server.behaviour = sends(b"HTTP/1.1 403 No\r\nConnection: close\r\n\r\nNot now. ", for_ever=b"x" * 60_000)
    with pytest.raises(NetworkError) as told:
        ask(server, tmp_path)
    assert "answered 403" in str(told.value)
    assert "Not now." in str(told.value)
    assert len(str(told.value)) < 1500


def test_a_refusal_that_comes_slowly_is_still_a_refusal(server: Server, tmp_path: Path) -> None:
    head = b"HTTP/1.1 403 No\r\nConnection: close\r\n\r\nNot now."
    server.behaviour = sends(head, for_ever=b".", pause_s=0.05)
    with pytest.raises(NetworkError, match=r"answered 403|not complete after 0\.8 s"):
        ask(server, tmp_path)
    with pytest.raises(NetworkError, match="not asked again"):
        ask(server, tmp_path)


def test_where_nobody_listens_the_next_call_may_ask_again(server: Server, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: a connection is refused
        port = taken.getsockname()[1]
        for _ in range(2):
            with pytest.raises(NetworkError, match=f"no connection to 127.0.0.1:{port}"):
                fetch(gp_query(), cache=tmp_path, now=NOW, base=f"http://127.0.0.1:{port}", limits=LIMITS)
    assert not list(tmp_path.glob("*.asked.json"))


def test_offline_never_asks(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no copy"):
        ask(server, tmp_path / "none", offline=True)
    assert not (tmp_path / "none").exists()
    ask(server, tmp_path)
    got = ask(server, tmp_path, NOW + timedelta(days=9), offline=True)
    assert (got.how, got.age_s) == ("cached", 9 * 86_400.0)
    assert got.may_ask_again_at is None
    assert len(server.asked) == 1


def test_a_damaged_copy_is_told_and_replaced_when_the_server_may_be_asked(
    server: Server, tmp_path: Path
) -> None:
    path = ask(server, tmp_path).path
    path.write_bytes(SETS.replace(b"15.2", b"15.3"))
    for offline in (True, False):
        with pytest.raises(DataError, match="damaged"):
            ask(server, tmp_path, SOON, offline=offline)
    assert fetched_when(path) is None
    assert ask(server, tmp_path, LATER).path.read_bytes() == SETS
    assert "if-none-match" not in server.asked[1][1]


def test_an_unreadable_note_of_the_last_request_is_no_way_around_the_rest(
    server: Server, tmp_path: Path
) -> None:
    ask(server, tmp_path)
    next(tmp_path.glob("*.asked.json")).write_bytes(b"\xff{")
    with pytest.raises(NetworkError, match="cannot be read"):
        ask(server, tmp_path, datetime.now(UTC))
    assert len(server.asked) == 1


def test_a_clock_that_was_set_back_does_not_bar_the_server_for_ever(server: Server, tmp_path: Path) -> None:
    ask(server, tmp_path)
    assert ask(server, tmp_path, NOW - timedelta(minutes=5)).how == "cached"
    assert ask(server, tmp_path, NOW - timedelta(days=400)).how == "fetched"


def test_an_interrupted_request_leaves_the_old_copy_and_is_not_repeated_at_once(
    server: Server, tmp_path: Path
) -> None:
    old = ask(server, tmp_path)

    def interrupt(done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask(server, tmp_path, LATER, progress=interrupt)
    assert not list(tmp_path.glob(".*.part"))
    with pytest.raises(NetworkError, match="broke off"):
        ask(server, tmp_path, LATER + timedelta(minutes=1))
    assert len(server.asked) == 2
    assert ask(server, tmp_path, LATER, offline=True).path == old.path


def test_two_processes_do_not_ask_at_once(server: Server, tmp_path: Path) -> None:
    def meanwhile(done: int, total: int | None) -> None:
        with pytest.raises(DataError, match="in use by another process"):
            ask(server, tmp_path, query=gp_query("geo"))

    ask(server, tmp_path, progress=meanwhile)
    assert len(server.asked) == 1


def test_progress_tells_the_bytes(server: Server, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    ask(server, tmp_path, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (len(SETS), len(SETS))


def test_a_proxy_of_the_environment_is_not_used_for_this_machine(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert ask(server, tmp_path).how == "fetched"


def test_a_cache_that_cannot_be_written_is_told(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(DataError, match="cannot be made"):
        ask(server, tmp_path / "file" / "cache")
    assert server.asked == []
