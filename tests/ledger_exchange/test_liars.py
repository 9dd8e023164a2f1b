"""Sources that lie or misbehave: a clear error each time, and nothing of what was not proven is stored."""

import random
import struct
import time
import zipfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from exchange_made import SIZE, held, pulled, same_log
from ledger_made import BEGIN, LOG_KEY, ORIGIN, envelope, filled
from web_server import Behaviour, WebServer, answer, drips

from dueregard.ledger.check import check
from dueregard.ledger.checkpoint import Checkpoint, sign_checkpoint
from dueregard.ledger.database import Ledger, open_ledger
from dueregard.ledger.entry import MAX_ENTRY_BYTES, entry_bytes
from dueregard.ledger.exchange.bundle import bundle_bytes
from dueregard.ledger.exchange.export import export_folder, export_zip
from dueregard.ledger.log import logs
from dueregard.ledger.merkle import leaf_hash, root
from dueregard.ledger.note import note_bytes
from dueregard.ledger.tiles import grown, hash_in_tiles
from dueregard.model.errors import DataError, DueRegardError, NetworkError


@pytest.fixture
def published(node: Ledger, tmp_path: Path) -> Path:
    """Return the folder of the published log."""
    export_folder(node, ORIGIN, tmp_path / "log")
    return tmp_path / "log"


FILES = [
    "checkpoint",
    "entries/000",
    "entries/001",
    "entries/003.p/40",
    "tile/0/000",
    "tile/0/002",
    "tile/0/003.p/40",
    "tile/1/000.p/3",
]


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_byte_anywhere_is_not_believed(
    node: Ledger, tmp_path: Path, published: Path, name: str
) -> None:
    path = published / name
    good, drawn = path.read_bytes(), random.Random(name)
    for place in {0, len(good) - 2, *(drawn.randrange(len(good)) for _ in range(4))}:
        path.write_bytes(good[:place] + bytes([good[place] ^ (1 << drawn.randrange(8))]) + good[place + 1 :])
        with open_ledger(tmp_path / f"{place}.db", create=True) as other:
            with pytest.raises(DataError) as told:
                pulled(other, published)
            assert str(published) in str(told.value)
            if name in ("checkpoint", "tile/0/003.p/40", "tile/1/000.p/3"):  # without these no root is proven
                assert logs(other) == ()
            if logs(other):
                assert check(other, ORIGIN).problems == ()
                assert held(other) < SIZE
            # What was proven stays, and the honest file is taken up from there.
            path.write_bytes(good)
            pulled(other, published)
            assert same_log(node, other)


@pytest.mark.parametrize("name", FILES[1:])
@pytest.mark.parametrize("how", ["cut", "longer", "empty", "gone", "another"])
def test_a_file_that_is_not_the_one_is_not_believed(
    node: Ledger, other: Ledger, published: Path, name: str, how: str
) -> None:
    path = published / name
    good = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        another = published / ("entries/002" if name.startswith("entries") else "tile/0/001")
        path.write_bytes(
            {"cut": good[:-5], "longer": good + good[:64], "empty": b"", "another": another.read_bytes()}[how]
        )
    if how == "longer" and name.startswith("tile") and ".p/" in name:
        pulled(other, published)  # a partial tile that has grown begins with what was asked for
    else:
        with pytest.raises(DataError):
            pulled(other, published)
        if logs(other):
            assert check(other, ORIGIN).problems == ()
            assert held(other) < SIZE or (how == "longer" and name == "entries/003.p/40")
    path.write_bytes(good)
    pulled(other, published)
    assert same_log(node, other)


def test_a_bundle_with_a_huge_entry_or_without_end_is_left_at_once(
    node: Ledger, other: Ledger, web: WebServer, published: Path
) -> None:
    export_folder(node, ORIGIN, web.folder)
    good = (web.folder / "entries/001").read_bytes()
    first = good[: 4 + int.from_bytes(good[:4], "big")]
    sent = 0

    def lies(length: bytes) -> Behaviour:
        def behaviour(handler: object) -> bool:
            nonlocal sent
            if not handler.path.endswith("entries/001"):  # type: ignore[attr-defined]
                return False
            answer(handler, first + length, said=-1)  # type: ignore[arg-type]
            for sent in range(100):  # noqa: B007
                handler.wfile.write(bytes(1_000_000))  # type: ignore[attr-defined]
            return True

        return behaviour

    for length in (MAX_ENTRY_BYTES + 1, 2**32 - 1):
        web.behaviour = lies(struct.pack(">I", length))
        with pytest.raises(DataError, match="would have"):
            pulled(other, web.url)
        assert held(other) == 257  # the one entry that was proven
        assert sent < 20
    web.behaviour = lies(struct.pack(">I", MAX_ENTRY_BYTES))
    with pytest.raises(DataError, match="entry 257 is not the one"):
        pulled(other, web.url)
    assert sent < 20


def at(path: str, behaviour: Behaviour) -> Behaviour:
    return lambda handler: handler.path.endswith(path) and behaviour(handler)


HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
MISBEHAVIOUR: dict[str, tuple[Behaviour, str]] = {
    "redirect": (
        lambda h: answer(h, b"moved", 302, Location="http://127.0.0.2/else\x1b[31m"),
        r"answered 302 and wanted to go to http://127.0.0.2/else\[31m",
    ),
    "redirect to a file": (lambda h: answer(h, b"", 301, Location="file:///etc/passwd"), "answered 301"),
    "error": (lambda h: answer(h, b"<h1>out\x07 of order</h1>" * 1000, 500), "answered 500: out of order"),
    "forbidden": (lambda h: answer(h, b"", 403), "answered 403"),
    "no content": (lambda h: answer(h, b"", 204), "answered 204"),
    "a part not asked for": (lambda h: answer(h, b"x", 206, Content_Range="bytes 0-0/5"), "answered 206"),
    "packed": (lambda h: answer(h, b"x", Content_Encoding="gzip"), "packed"),
    "silence": (lambda h: bool(time.sleep(2)) or True, "said nothing for 0.5 s"),
    "slow drip": (lambda h: drips(h, b"\0", 0.05, HEAD + b"\0\0\1"), "not complete after 1 s"),
    "slow drip of a header": (
        lambda h: drips(h, b"x", 0.05, b"HTTP/1.1 200 OK\r\nServer: "),
        "not complete after 1 s",
    ),
    "hangs up": (lambda h: True, "the connection broke"),
    "no HTTP": (lambda h: bool(h.wfile.write(b"220 welcome\r\n")) or True, "the connection broke"),
    "less than said": (lambda h: answer(h, b"abc", said=900), "897 bytes before the end"),
    "a chunk that ends early": (
        lambda h: bool(
            h.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n500\r\nabc")
        ) or True,
        "the connection broke",
    ),
    "endless header": (lambda h: drips(h, b"X: y\r\n" * 500, 0.0, b"HTTP/1.1 200 OK\r\n"), "connection broke"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("how", "path"),
    [
        *((how, "checkpoint") for how in MISBEHAVIOUR),
        *((how, "tile/0/001") for how in ("redirect", "less than said", "hangs up")),
        *((how, "entries/001") for how in ("redirect", "less than said", "hangs up", "slow drip")),
    ],
)
def test_a_server_that_misbehaves_is_told_and_gone_on_with_later(
    node: Ledger, other: Ledger, web: WebServer, how: str, path: str
) -> None:
    export_folder(node, ORIGIN, web.folder)
    behaviour, words = MISBEHAVIOUR[how]
    web.behaviour = at(path, behaviour)
    begin = time.monotonic()
    with pytest.raises(NetworkError, match=words) as told:
        pulled(other, web.url)
    assert time.monotonic() - begin < 5
    assert path in str(told.value)
    assert all(c.isprintable() or c == "\n" for c in str(told.value))
    assert held(other) == (0 if path == "checkpoint" else 256)
    web.behaviour = lambda handler: False
    pulled(other, web.url)
    assert same_log(node, other)


def test_files_without_end_are_left_at_once(node: Ledger, other: Ledger, web: WebServer) -> None:
    export_folder(node, ORIGIN, web.folder)
    for path in ("checkpoint", "tile/1/000.p/3", "tile/0/000"):
        web.behaviour = at(path, lambda h: drips(h, bytes(100_000), 0, HEAD))
        with pytest.raises(DataError, match="larger than it can be"):
            pulled(other, web.url)
    assert held(other) == 0


def test_another_part_than_was_asked_for_is_not_taken(node: Ledger, other: Ledger, web: WebServer) -> None:
    export_folder(node, ORIGIN, web.folder)
    web.cut_after = 60_000
    with pytest.raises(NetworkError):
        pulled(other, web.url)
    assert 0 < held(other) < 256
    web.cut_after = None
    web.behaviour = at("entries/000", lambda h: answer(h, b"xyz", 206, Content_Range="bytes 7-9/10"))
    with pytest.raises(NetworkError, match="another part of the file"):
        pulled(other, web.url)
    web.behaviour = at("entries/000", lambda h: answer(h, b"", 416))
    with pytest.raises(NetworkError, match="answered 416"):
        pulled(other, web.url)
    web.behaviour = at("entries/000", lambda h: answer(h, b"short"))
    with pytest.raises(DataError, match="ends in the middle"):
        pulled(other, web.url)
    web.behaviour = lambda handler: False
    pulled(other, web.url)
    assert same_log(node, other)


def test_a_damaged_zip_file_is_told(node: Ledger, other: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "log.zip"
    export_zip(node, ORIGIN, path)
    good, drawn = path.read_bytes(), random.Random(2)
    harmless = 0
    for _ in range(60):
        position = drawn.randrange(len(good))
        path.write_bytes(good[:position] + bytes([good[position] ^ 16]) + good[position + 1 :])
        with open_ledger(tmp_path / "one.db", create=True) as ledger:
            with suppress(DataError):
                pulled(ledger, path)
            if held(ledger) == SIZE:
                harmless += 1
                assert same_log(node, ledger)
        for file in tmp_path.glob("one.db*"):
            file.unlink()
    assert harmless < 20
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("something", "else")
    with pytest.raises(DataError, match="there is no checkpoint"):
        pulled(other, path)


def forged(folder: Path, bodies: list[bytes], size: int | None = None) -> None:
    """Publish any bytes as a log, signed with its true key, as a node that keeps no rule could."""
    tiles = grown(lambda level, number: b"", 0, [leaf_hash(body) for body in bodies])
    tree = Checkpoint(
        ORIGIN,
        size or len(bodies),
        root(len(bodies), hash_in_tiles(lambda level, number: tiles[level, number])),
    )
    files = {"checkpoint": note_bytes(sign_checkpoint(tree, LOG_KEY))}
    files[f"tile/0/000.p/{len(bodies)}"] = tiles[0, 0]
    files[f"entries/000.p/{len(bodies)}"] = bundle_bytes(bodies)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def entry_of(number: int, seconds: int = 0) -> bytes:
    return entry_bytes(BEGIN + timedelta(seconds=seconds), envelope(number))


@pytest.mark.parametrize(
    ("bodies", "words"),
    [
        ([entry_of(0), b"no entry"], "expected|not JSON"),
        ([entry_of(0), b" " + entry_of(1)], "not in its one spelling"),
        ([entry_of(0), b""], "not JSON"),
        ([entry_of(0, 5), entry_of(1, 4)], "before the one before it"),
        ([entry_of(0), entry_of(0)], "stands twice"),
        ([entry_of(0), entry_of(0, 9)], "stands twice"),
    ],
)
def test_a_log_that_keeps_no_rules_is_not_taken_however_well_it_is_signed(
    other: Ledger, tmp_path: Path, bodies: list[bytes], words: str
) -> None:
    forged(tmp_path / "log", bodies)
    with pytest.raises(DataError, match=words):
        pulled(other, tmp_path / "log")
    assert held(other) <= 1
    assert check(other, ORIGIN).problems == ()


@pytest.mark.parametrize("size", [3, 300, 2**30, 2**30 + 1, 2**62])
def test_a_size_that_is_not_the_trees_is_not_believed(other: Ledger, tmp_path: Path, size: int) -> None:
    forged(tmp_path / "log", [entry_of(0), entry_of(1)], size)
    with pytest.raises(DueRegardError):
        pulled(other, tmp_path / "log")
    assert logs(other) == ()


@pytest.mark.parametrize(
    ("later", "words"), [(entry_of(1, 9), "before the one before it"), (entry_of(0, 20), "stands twice")]
)
def test_time_and_envelopes_are_held_against_what_was_pulled_before(
    other: Ledger, tmp_path: Path, later: bytes, words: str
) -> None:
    forged(tmp_path / "log", [entry_of(0, 10)])
    pulled(other, tmp_path / "log")
    forged(tmp_path / "log", [entry_of(0, 10), later])
    with pytest.raises(DataError, match=words):
        pulled(other, tmp_path / "log")
    assert held(other) == 1


def test_two_pulls_at_once_do_not_mix(node: Ledger, other: Ledger, web: WebServer) -> None:
    export_folder(node, ORIGIN, web.folder)

    def meanwhile(handler: object) -> bool:
        web.behaviour = lambda handler: False
        pulled(other, web.url)
        return False

    web.behaviour = at("entries/001", meanwhile)
    with pytest.raises(DataError, match="pulled by somebody else"):
        pulled(other, web.url)
    assert same_log(node, other)
    filled(node, 5, first=SIZE)
    export_folder(node, ORIGIN, web.folder)
    web.behaviour = at("tile/1/000.p/3", meanwhile)
    with pytest.raises(DataError, match="believed meanwhile"):
        pulled(other, web.url)
    assert same_log(node, other)
