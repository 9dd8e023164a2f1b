"""``dueregard fetch`` against a server on this machine: what it says, as text and as JSON, and how it ends."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import typer
from typer.testing import CliRunner, Result

from dueregard.cli.fetch import register
from dueregard.model.errors import DueRegardError

SETS = (
    b"OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,NORAD_CAT_ID\r\n"
    b"INVENTED,2030-001A,2031-05-10T00:00:00.000000,15.2,390001\r\n"
)
SATCAT = b"OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE\nINVENTED,2030-001A,390001,PAY\n"

app = typer.Typer()
app.callback()(lambda: None)  # so that one verb stays a verb
register(app)


class Mirror(ThreadingHTTPServer):
    """A server that gives element sets for gp.php, a catalogue for satcat.csv, and 403 when told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.refuses = False
        super().__init__(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Mirror

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        body = SATCAT if self.path.endswith("satcat.csv") else SETS
        self.send_response(403 if self.server.refuses else 200)
        body = b"You have had enough for now." if self.server.refuses else body
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    server = Mirror()
    monkeypatch.setenv("DUEREGARD_CELESTRAK", server.base)
    monkeypatch.setenv("DUEREGARD_CACHE", str(tmp_path / "cache"))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["fetch", *words])


def test_the_file_comes_to_the_cache_and_json_says_where(mirror: Mirror, tmp_path: Path) -> None:
    ended = run("--json")
    told = json.loads(ended.stdout)
    assert (ended.exit_code, told["how"], told["bytes"], told["age_s"]) == (0, "fetched", len(SETS), 0.0)
    assert Path(told["file"]).parent == tmp_path / "cache"
    assert Path(told["file"]).read_bytes() == SETS
    assert told["url"] == f"{mirror.base}/NORAD/elements/gp.php?GROUP=active&FORMAT=csv"


def test_a_second_call_says_the_age_and_when_the_server_may_be_asked_again(mirror: Mirror) -> None:
    first = run("--group", "geo").stdout
    second = run("--group", "GEO").stdout
    assert "fetched just now" in first
    assert "from the cache, less than a minute old" in second
    assert "may be asked again from" in second
    assert first.splitlines()[0] == second.splitlines()[0]
    assert mirror.asked == ["/NORAD/elements/gp.php?GROUP=geo&FORMAT=csv"]


def test_the_satellite_catalogue_is_fetched_from_its_own_place(mirror: Mirror) -> None:
    told = json.loads(run("--satcat", "--json").stdout)
    assert Path(told["file"]).read_bytes() == SATCAT
    assert mirror.asked == ["/pub/satcat.csv"]


def test_a_refusal_ends_with_exit_code_4_and_the_servers_words_twice(mirror: Mirror) -> None:
    mirror.refuses = True
    for _ in range(2):
        error = run().exception
        assert isinstance(error, DueRegardError)
        assert error.exit_code == 4
        assert 'answered 403: "You have had enough for now."' in str(error)
    assert len(mirror.asked) == 1


def test_offline_without_a_copy_ends_with_exit_code_3(mirror: Mirror) -> None:
    error = run("--offline").exception
    assert isinstance(error, DueRegardError)
    assert error.exit_code == 3
    assert mirror.asked == []


@pytest.mark.parametrize(
    "words",
    [
        ("--group", "a b"),
        ("--format", "tle"),
        ("--satcat", "--group", "geo"),
        ("--satcat", "--format", "json"),
        ("--url", "http://celestrak.org"),
    ],
)
def test_what_cannot_be_asked_for_ends_with_exit_code_2(mirror: Mirror, words: tuple[str, ...]) -> None:
    error = run(*words).exception
    assert isinstance(error, DueRegardError)
    assert error.exit_code == 2
    assert mirror.asked == []


def test_there_is_no_option_to_ask_more_often() -> None:
    told = run("--help").stdout
    assert "--offline" in told
    assert not any(word in told for word in ("--force", "--refresh", "--no-cache", "--max-age"))
