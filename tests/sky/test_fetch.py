"""Fetching from a real server on this machine that behaves well: the cache, its age, and how seldom it is asked."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fetch_server import NEWER, NOW, SETS, Server, ask, gives, sends, serving

from dueregard.model.errors import DataError, NetworkError
from dueregard.sky.fetch import USER_AGENT, fetched_when
from dueregard.sky.fetch_query import gp_query, satcat_query
from dueregard.version import __version__

SOON = NOW + timedelta(hours=1, minutes=59)
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


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
