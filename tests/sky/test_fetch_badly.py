"""Fetching from a real server on this machine that behaves badly: what is said, and that nothing good is lost."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fetch_server import HEADER, LIMITS, NEWER, NOW, SETS, Server, ask, gives, sends, serving

from dueregard.model.errors import NetworkError
from dueregard.sky.fetch import fetch
from dueregard.sky.fetch_query import gp_query

SOON = NOW + timedelta(hours=1, minutes=59)
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


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
