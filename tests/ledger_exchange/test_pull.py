"""Pulling a log: from a folder, a zip file and a web server; a part at a time; on a line that breaks anywhere."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from exchange_made import SIZE, everything, held, pulled, same_log
from ledger_made import BEGIN, LOG_ALONE, LOG_KEY, NOTE_KEY, ORIGIN, OTHER_KEY, PUBLIC_KEYS, filled
from web_server import WebServer

from dueregard.ledger.append import append
from dueregard.ledger.check import check
from dueregard.ledger.checkpoint import cosign, cosigned_by, signed_by_log
from dueregard.ledger.database import Ledger, open_ledger
from dueregard.ledger.envelope import MAX_PAYLOAD_BYTES, sign
from dueregard.ledger.exchange.cosignatures import keep_cosignatures
from dueregard.ledger.exchange.export import export_folder, export_zip
from dueregard.ledger.exchange.pull import pull
from dueregard.ledger.exchange.source_at import source_at
from dueregard.ledger.keys import SigningKey
from dueregard.ledger.log import begin_log, find_log, logs
from dueregard.ledger.note import COSIGNATURE, PLAIN, NoteKey
from dueregard.ledger.policy import Policy
from dueregard.ledger.prove import consistency_proof, receipt
from dueregard.ledger.read import entries, latest_checkpoint
from dueregard.ledger.receipt import verify_receipt
from dueregard.ledger.replay import replay
from dueregard.model.errors import DataError, NetworkError, UsageError


def test_a_log_comes_whole_from_a_folder_a_stick_and_a_web_server(
    node: Ledger, other_in_both: Ledger, web: WebServer, tmp_path: Path
) -> None:
    other = other_in_both
    filled(node, 0)
    export_folder(node, ORIGIN, web.folder)
    found = pulled(other, web.url)
    assert (found.before, found.tree.size) == (0, SIZE)
    assert same_log(node, other)
    filled(node, 300, first=SIZE)
    export_zip(node, ORIGIN, tmp_path / "log.zip")
    found = pulled(other, tmp_path / "log.zip")
    assert (found.before, found.tree.size) == (SIZE, SIZE + 300)
    assert same_log(node, other)
    filled(node, 1, first=SIZE + 300)
    export_folder(node, ORIGIN, web.folder)
    assert pulled(other, web.folder).before == SIZE + 300
    assert same_log(node, other)
    assert pulled(other, web.folder).before == SIZE + 301
    copy = find_log(other, ORIGIN)
    assert (copy.own, copy.size, copy.key) == (False, SIZE + 301, NOTE_KEY)


def test_of_a_copy_everything_can_be_proven_and_nothing_appended(
    node: Ledger, other: Ledger, tmp_path: Path
) -> None:
    export_folder(node, ORIGIN, tmp_path / "log")
    pulled(other, tmp_path / "log")
    for index in (0, 300, SIZE - 1):
        assert verify_receipt(receipt(other, ORIGIN, index), LOG_ALONE).index == index
    assert consistency_proof(other, ORIGIN, 100, SIZE) == consistency_proof(node, ORIGIN, 100, SIZE)
    assert len(list(replay(other, ORIGIN, PUBLIC_KEYS))) == SIZE
    with pytest.raises(DataError, match="none of its own logs"):
        filled(other, 1)
    # A copy can be published in its turn.
    export_folder(other, ORIGIN, tmp_path / "again")
    with open_ledger(tmp_path / "third.db", create=True) as third:
        pulled(third, tmp_path / "again")
        assert same_log(node, third)


@pytest.mark.parametrize("sizes", [(1, 2, 255, 256, 257, 512, 513), (256, 512), (0, 1), (700, 701, 900)])
def test_it_can_be_pulled_at_any_size_on_the_way(
    other: Ledger, tmp_path: Path, sizes: tuple[int, ...]
) -> None:
    with open_ledger(tmp_path / "growing.db", create=True) as node:
        begin_log(node, ORIGIN, LOG_KEY)
        before = 0
        for size in sizes:
            filled(node, size - before, first=before)
            export_folder(node, ORIGIN, tmp_path / "log")
            assert pulled(other, tmp_path / "log").before == before
            assert signed_by_log(latest_checkpoint(other, ORIGIN), NOTE_KEY).size == size
            assert same_log(node, other)
            before = size


def test_only_what_is_new_is_asked_for(node: Ledger, other: Ledger, web: WebServer) -> None:
    export_folder(node, ORIGIN, web.folder)
    pulled(other, web.url)
    filled(node, 20, first=SIZE)
    export_folder(node, ORIGIN, web.folder)
    web.asked.clear()
    web.headers.clear()
    pulled(other, web.url)
    assert set(web.asked) == {"checkpoint", "tile/0/003.p/60", "tile/1/000.p/3", "entries/003.p/60"}
    assert len(web.asked) == 4
    ranged = dict(zip(web.asked, web.headers, strict=True))["entries/003.p/60"]["range"]
    skipped = int(ranged.removeprefix("bytes=").removesuffix("-"))
    assert 0 < skipped < len((web.folder / "entries/003.p/60").read_bytes())
    web.asked.clear()
    pulled(other, web.url)
    assert not [path for path in web.asked if path.startswith("entries")]
    assert same_log(node, other)
    assert web.headers[-1]["user-agent"].startswith("DueRegard/")


def test_the_rest_on_a_stick_is_enough_for_who_has_the_beginning(
    node: Ledger, other: Ledger, tmp_path: Path
) -> None:
    export_folder(node, ORIGIN, tmp_path / "log")
    pulled(other, tmp_path / "log")
    filled(node, 500, first=SIZE)
    export_zip(node, ORIGIN, tmp_path / "rest.zip", since=SIZE)
    pulled(other, tmp_path / "rest.zip")
    assert same_log(node, other)
    with (
        open_ledger(tmp_path / "new.db", create=True) as new,
        pytest.raises(DataError, match="there is no file"),
    ):
        pulled(new, tmp_path / "rest.zip")


def came_whole(ledger: Ledger, web: WebServer) -> bool:
    try:
        pulled(ledger, web.url)
    except NetworkError:
        return False
    return True


@pytest.mark.parametrize(("ranges", "most"), [(True, 90_000), (False, 180_000)])
def test_a_line_that_breaks_at_any_byte_is_gone_on_from(
    node: Ledger, other: Ledger, web: WebServer, ranges: bool, most: int
) -> None:
    """A server that knows no ranges sends a bundle from its beginning: then a line must carry one whole in one go."""
    export_folder(node, ORIGIN, web.folder)
    whole = sum(path.stat().st_size for path in web.folder.rglob("*") if path.is_file())
    drawn, before, pulls = random.Random(3), 0, 0
    web.ranges = ranges
    web.cut_after = 0
    while not came_whole(other, web):
        web.cut_after = drawn.randrange(10_000, most)
        pulls += 1
        assert pulls < 200
        assert held(other) >= before
        before = held(other)
        if before:
            assert check(other, ORIGIN).problems == ()
            with pytest.raises(DataError, match="never been pulled to the end"):
                list(entries(other, ORIGIN))
    assert pulls > 2
    assert same_log(node, other)
    if (
        ranges
    ):  # each break costs the checkpoint, the last tiles, a tile of leaves and a part of one entry again
        assert web.sent < whole + pulls * 20_000


def test_wherever_a_small_bundle_breaks_the_whole_entries_before_stay(
    node: Ledger, other: Ledger, web: WebServer, tmp_path: Path
) -> None:
    export_folder(node, ORIGIN, web.folder)
    pulled(other, web.url)
    filled(node, 3, first=SIZE)
    export_folder(node, ORIGIN, web.folder)
    other.close()
    start = Path(other.name).read_bytes()
    before = sum(
        (web.folder / name).stat().st_size for name in ("checkpoint", "tile/0/003.p/43", "tile/1/000.p/3")
    )
    part = len((web.folder / "entries/003.p/43").read_bytes()) - len(
        (web.folder / "entries/003.p/40").read_bytes()
    )
    path, seen = tmp_path / "cut.db", set()
    for cut in range(0, part, 41):
        path.write_bytes(start)
        with open_ledger(path) as ledger:
            web.cut_after = before + cut
            with pytest.raises(NetworkError, match="bytes before the end"):
                pulled(ledger, web.url)
            seen.add(held(ledger) - SIZE)
            web.cut_after = None
            pulled(ledger, web.url)
            assert list(entries(ledger, ORIGIN, SIZE)) == list(entries(node, ORIGIN, SIZE))
    assert seen == {0, 1, 2}


def test_a_pull_killed_at_any_moment_is_gone_on_from(node: Ledger, web: WebServer, tmp_path: Path) -> None:
    export_folder(node, ORIGIN, web.folder)
    path = tmp_path / "other.db"
    open_ledger(path, create=True).close()
    code = (
        "import sys; from exchange_made import *; from dueregard.ledger.database import open_ledger\n"
        "with open_ledger(sys.argv[1]) as ledger:\n"
        "    print('ready', flush=True); pulled(ledger, sys.argv[2])\n"
    )
    folders = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "ledger_store")]
    drawn = random.Random(9)
    for _ in range(6):
        command = [sys.executable, "-c", f"import sys; sys.path += {folders}\n{code}", str(path), web.url]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(drawn.uniform(0, 0.12))
            process.kill()
        with open_ledger(path) as ledger:
            if logs(ledger):
                assert check(ledger, ORIGIN).problems == ()
    with open_ledger(path) as ledger:
        pulled(ledger, web.url)
        assert same_log(node, ledger)


def test_the_longest_entries_come_too(other: Ledger, web: WebServer, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "long.db", create=True) as node:
        begin_log(node, ORIGIN, LOG_KEY)
        long = [sign("text/plain", bytes([n]) * MAX_PAYLOAD_BYTES, [OTHER_KEY]) for n in range(5)]
        append(node, long, lambda: BEGIN, LOG_KEY)
        export_folder(node, ORIGIN, web.folder)
        web.cut_after = 14_000_000
        with pytest.raises(NetworkError):
            pulled(other, web.url)
        assert held(other) == 3
        web.cut_after = None
        pulled(other, web.url)
        assert same_log(node, other)


def test_progress_is_told(node: Ledger, other: Ledger, tmp_path: Path) -> None:
    export_folder(node, ORIGIN, tmp_path / "log")
    told: list[tuple[int, int]] = []
    with source_at(tmp_path / "log") as source:
        pull(other, source, LOG_ALONE, lambda: BEGIN, lambda done, whole: told.append((done, whole)))
    assert told == [(256, SIZE), (512, SIZE), (768, SIZE), (SIZE, SIZE)]


WITNESSES = [SigningKey(bytes([n]) * 32) for n in (1, 2)]
WITNESS_KEYS = tuple(
    NoteKey(f"witness.example/{n}", COSIGNATURE, key.public) for n, key in enumerate(WITNESSES)
)


def test_a_checkpoint_without_the_witnesses_asked_for_is_not_believed(
    node: Ledger, other: Ledger, tmp_path: Path
) -> None:
    policy = Policy(NOTE_KEY, WITNESS_KEYS, 2)
    note = latest_checkpoint(node, ORIGIN)
    for n, key in enumerate(WITNESSES):
        export_folder(node, ORIGIN, tmp_path / "log")
        with pytest.raises(DataError, match=f"2 of 2 witnesses are needed.* has {n}"):
            pulled(other, tmp_path / "log", policy)
        assert logs(other) == ()
        note = cosign(note, f"witness.example/{n}", key, BEGIN)
        assert keep_cosignatures(node, ORIGIN, note, WITNESS_KEYS) == n + 1
    export_folder(node, ORIGIN, tmp_path / "log")
    pulled(other, tmp_path / "log", policy)
    for witness in WITNESS_KEYS:  # they came with it, and are given on
        assert cosigned_by(latest_checkpoint(other, ORIGIN), witness) is not None
    assert len(verify_receipt(receipt(other, ORIGIN, 5), policy).believed.cosignatures) == 2
    assert check(other, ORIGIN).cosignatures == 2
    with pytest.raises(DataError, match="the cosignatures are not taken"):
        keep_cosignatures(node, "ledger.example/borealia", cosign(note, "x", OTHER_KEY, BEGIN), [NOTE_KEY])


def test_only_another_nodes_log_with_the_key_it_had_is_pulled(
    node: Ledger, other: Ledger, tmp_path: Path
) -> None:
    export_folder(node, ORIGIN, tmp_path / "log")
    wrong = Policy(NoteKey(ORIGIN, PLAIN, OTHER_KEY.public), log_alone=True)
    renamed = Policy(NoteKey("ledger.example/other", PLAIN, LOG_KEY.public), log_alone=True)
    for policy, words in ((wrong, "has not signed"), (renamed, "is a checkpoint of the log")):
        before = everything(other)
        with pytest.raises(DataError, match=words):
            pulled(other, tmp_path / "log", policy)
        assert everything(other) == before
    with pytest.raises(DataError, match="this node's own"):
        pulled(node, tmp_path / "log")
    pulled(other, tmp_path / "log")
    with open_ledger(tmp_path / "impostor.db", create=True) as impostor:
        begin_log(impostor, ORIGIN, OTHER_KEY)
        export_folder(impostor, ORIGIN, tmp_path / "impostor")
    with pytest.raises(DataError, match="another key here"):
        pulled(other, tmp_path / "impostor", wrong)
    assert same_log(node, other)


@pytest.mark.parametrize(
    ("where", "kind"),
    [
        ("{}/nowhere", DataError),
        ("{}/empty", DataError),
        ("{}/text.zip", DataError),
        ("ftp://host/log", UsageError),
        ("file:///etc", UsageError),
        ("https://", UsageError),
        ("https://host/log?query", UsageError),
        ("https://anna:secret@host/log", UsageError),
        ("http://127.0.0.1:1/log", NetworkError),
        ("http://nowhere.invalid/log", NetworkError),
    ],
)
def test_a_source_that_is_none_is_told(
    other: Ledger, tmp_path: Path, where: str, kind: type[Exception]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.zip").write_text("text")
    with pytest.raises(kind) as told:
        pulled(other, where.format(tmp_path))
    assert "secret" not in str(told.value)
    assert "expected" in str(told.value)
