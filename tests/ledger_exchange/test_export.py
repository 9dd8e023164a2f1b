"""The published files: what they are called and hold, that each is whole, and that only what is new is written."""

import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from exchange_made import SIZE
from ledger_made import BEGIN, LOG_KEY, NOTE_KEY, ORIGIN, OTHER_KEY, envelopes, filled
from sqlalchemy import update

from dueregard.ledger.append import append
from dueregard.ledger.checkpoint import signed_by_log
from dueregard.ledger.database import Ledger, open_ledger, writing
from dueregard.ledger.entry import entry_from
from dueregard.ledger.exchange.bundle import bundle_bytes
from dueregard.ledger.exchange.export import export_folder, export_zip
from dueregard.ledger.exchange.published import Publication
from dueregard.ledger.log import begin_log
from dueregard.ledger.merkle import leaf_hash
from dueregard.ledger.note import note_from
from dueregard.ledger.schema import entry_table, tile_table
from dueregard.model.errors import DataError

NAMES = {
    "checkpoint",
    "entries/000",
    "entries/001",
    "entries/002",
    "entries/003.p/40",
    "tile/0/000",
    "tile/0/001",
    "tile/0/002",
    "tile/0/003.p/40",
    "tile/1/000.p/3",
}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def in_bundle(data: bytes) -> list[bytes]:
    """Return the entries of a bundle, read without our own reader: four bytes of length, then the entry."""
    found = []
    while data:
        length = int.from_bytes(data[:4], "big")
        found.append(data[4 : 4 + length])
        data = data[4 + length :]
    return found


def test_the_layout_is_that_of_the_decision(node: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "log"
    exported = export_folder(node, ORIGIN, folder)
    found = files(folder)
    assert set(found) == NAMES
    assert (exported.tree.size, exported.written, exported.there) == (SIZE, len(NAMES), 0)
    assert signed_by_log(note_from(found["checkpoint"]), NOTE_KEY) == exported.tree
    bundles = [in_bundle(found[name]) for name in sorted(found) if name.startswith("entries/")]
    assert [len(one) for one in bundles] == [256, 256, 256, 40]
    for number, bodies in enumerate(bundles):
        tile = found[f"tile/0/00{number}" if len(bodies) == 256 else "tile/0/003.p/40"]
        assert tile == b"".join(map(leaf_hash, bodies))
    whole = [entry_from(body).envelope for bodies in bundles for body in bodies]
    assert whole == envelopes(0, SIZE)
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in folder.rglob("*") if path.is_file())


def test_a_web_server_can_give_the_same_files_from_the_database(node: Ledger, tmp_path: Path) -> None:
    export_folder(node, ORIGIN, tmp_path / "log")
    publication = Publication(node, ORIGIN)
    for name, content in files(tmp_path / "log").items():
        pieces = publication.file(name)
        assert pieces is not None
        assert b"".join(pieces) == content
    for name, content in (("tile/0/001.p/7", "tile/0/001"), ("tile/0/003.p/1", "tile/0/003.p/40")):
        part = publication.file(name)
        assert part is not None
        whole = (tmp_path / "log" / content).read_bytes()
        assert b"".join(part) == whole[: 32 * int(name.rpartition("/")[2])]
    part = publication.file("entries/002.p/3")
    assert part is not None
    assert in_bundle(b"".join(part)) == in_bundle((tmp_path / "log/entries/002").read_bytes())[:3]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Checkpoint",
        "checkpoint/",
        "/checkpoint",
        "tile/0/003",
        "tile/0/003.p/41",
        "tile/0/004.p/1",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/007",
        "tile/1/000",
        "tile/1/000.p/4",
        "tile/2/000.p/1",
        "tile/00/000",
        "tile/-1/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/64/000.p/1",
        "tile/99/000.p/1",
        "tile/entries/000",
        "entries/x000/000",
        "entries/../checkpoint",
        "entries/٠٠٠",
        "tile/0/" + "x999/" * 6 + "999",
        "tile/0/" + "x999/" * 60 + "999",
    ],
)
def test_no_other_name_gives_anything(node: Ledger, name: str) -> None:
    assert Publication(node, ORIGIN).file(name) is None


def test_a_log_without_entries_is_its_checkpoint(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "new.db", create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
        export_folder(ledger, ORIGIN, tmp_path / "log")
        assert set(files(tmp_path / "log")) == {"checkpoint"}


def test_only_what_is_new_is_written_and_old_partial_files_go(node: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "log"
    export_folder(node, ORIGIN, folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    again = export_folder(node, ORIGIN, folder)
    assert (again.written, again.there) == (
        1,
        len(NAMES) - 1,
    )  # the checkpoint alone: it may have new cosignatures
    filled(node, 250, first=SIZE)
    exported = export_folder(node, ORIGIN, folder)
    # The former partial files stay for whoever is reading by the checkpoint before.
    assert set(files(folder)) == NAMES | {
        "entries/003",
        "entries/004.p/34",
        "tile/0/003",
        "tile/0/004.p/34",
        "tile/1/000.p/4",
    }
    assert exported.written == 6
    filled(node, 1, first=SIZE + 250)
    export_folder(node, ORIGIN, folder)
    assert not {"entries/003.p/40", "tile/0/003.p/40", "tile/1/000.p/3"} & set(files(folder))
    assert "entries/004.p/34" in files(folder)
    for path in (folder / "entries/000", folder / "tile/0/002"):
        assert path.stat().st_mtime_ns == before[path]
    fresh = tmp_path / "fresh"
    export_folder(node, ORIGIN, fresh)
    assert files(fresh).items() <= files(folder).items()


def test_a_folder_with_something_else_in_it_is_left_alone(node: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "log"
    with open_ledger(tmp_path / "forked.db", create=True) as forked:
        begin_log(forked, ORIGIN, LOG_KEY)
        append(forked, envelopes(5000, 3), lambda: BEGIN, LOG_KEY)
        export_folder(forked, ORIGIN, folder)
        before = files(folder)
        with pytest.raises(DataError, match="not the beginning of this log"):
            export_folder(node, ORIGIN, folder)
        begin_log(forked, "ledger.example/another", OTHER_KEY)
        with pytest.raises(DataError, match="not of ledger"):
            export_folder(forked, "ledger.example/another", folder)
    (tmp_path / "log2").mkdir()
    export_folder(node, ORIGIN, tmp_path / "log2")
    assert files(folder) == before
    (folder / "checkpoint").write_bytes(b"something")
    with pytest.raises(DataError, match="something else than this log"):
        export_folder(node, ORIGIN, folder)


def test_an_older_ledger_does_not_take_a_folder_back(node: Ledger, node_file: Path, tmp_path: Path) -> None:
    filled(node, 5, first=SIZE)
    export_folder(node, ORIGIN, tmp_path / "log")
    before = files(tmp_path / "log")
    with open_ledger(node_file) as older, pytest.raises(DataError, match="not the beginning"):
        export_folder(older, ORIGIN, tmp_path / "log")
    assert files(tmp_path / "log") == before


def test_a_zip_file_holds_the_same_and_is_always_the_same(node: Ledger, tmp_path: Path) -> None:
    export_folder(node, ORIGIN, tmp_path / "log")
    export_zip(node, ORIGIN, tmp_path / "log.zip")
    with zipfile.ZipFile(tmp_path / "log.zip") as packed:
        assert packed.testzip() is None
        assert {name: packed.read(name) for name in packed.namelist()} == files(tmp_path / "log")
    first = (tmp_path / "log.zip").read_bytes()
    time.sleep(2.1)  # zip counts in two seconds
    export_zip(node, ORIGIN, tmp_path / "log.zip")
    assert (tmp_path / "log.zip").read_bytes() == first
    export_zip(node, ORIGIN, tmp_path / "rest.zip", since=600)
    with zipfile.ZipFile(tmp_path / "rest.zip") as packed:
        assert set(packed.namelist()) == NAMES - {"entries/000", "entries/001", "tile/0/000", "tile/0/001"}


def test_nothing_damaged_is_published(node: Ledger, tmp_path: Path) -> None:
    with writing(node) as connection:
        at = entry_table.c.entry_index == 300
        connection.execute(update(entry_table).where(at).values(body=b"{}"))
    with pytest.raises(DataError, match="entry 300"):
        export_folder(node, ORIGIN, tmp_path / "log")
    with pytest.raises(DataError, match="entry 300"):
        export_zip(node, ORIGIN, tmp_path / "log.zip")
    assert not (tmp_path / "log.zip").exists()
    assert set(files(tmp_path / "log")) == {"entries/000"}
    with writing(node) as connection:
        at = (tile_table.c.level == 0) & (tile_table.c.number == 0)
        connection.execute(update(tile_table).where(at).values(hashes=bytes(256 * 32)))
    with pytest.raises(DataError, match="tile 0/0"):
        export_folder(node, ORIGIN, tmp_path / "log2")


def test_an_entry_in_the_place_of_another_is_not_published(node: Ledger, tmp_path: Path) -> None:
    """Each of the two has the bytes and the hash that belong together: only the tile tells."""
    with writing(node) as connection:
        for index, place in ((300, 2**40), (301, 300), (2**40, 301)):
            moved = entry_table.update().where(entry_table.c.entry_index == index)
            connection.execute(moved.values(entry_index=place))
    with pytest.raises(DataError, match="entry 300 is not the one under the signed root"):
        export_folder(node, ORIGIN, tmp_path / "log")


def test_a_place_that_cannot_be_written_is_told(node: Ledger, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for export, place in (
        (export_folder, tmp_path / "file"),
        (export_folder, tmp_path / "file" / "below"),
        (export_zip, tmp_path / "none" / "log.zip"),
    ):
        with pytest.raises(DataError, match="cannot be written"):
            export(node, ORIGIN, place)


def test_an_export_killed_at_any_moment_leaves_only_whole_files(
    node: Ledger, node_file: Path, tmp_path: Path
) -> None:
    reference, folder = tmp_path / "reference", tmp_path / "log"
    export_folder(node, ORIGIN, reference)
    expected = files(reference)
    code = (
        "import sys; from pathlib import Path; from dueregard.ledger.exchange.export import *\n"
        "from dueregard.ledger.database import open_ledger\n"
        "with open_ledger(sys.argv[1]) as ledger:\n"
        "    print('ready', flush=True)\n"
        "    while True:\n"
        "        export_folder(ledger, sys.argv[2], Path(sys.argv[3]))\n"
        "        export_zip(ledger, sys.argv[2], Path(sys.argv[3] + '.zip'))\n"
    )
    drawn = random.Random(4)
    for _ in range(5):
        command = [sys.executable, "-c", code, str(node_file), ORIGIN, str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(drawn.uniform(0, 0.15))
            process.kill()
        for name, content in files(folder).items():
            if not Path(name).name.startswith(".part-"):
                assert content == expected[name]
        if (packed := folder.with_suffix(".zip")).exists():
            with zipfile.ZipFile(packed) as opened:
                assert opened.testzip() is None
                assert set(opened.namelist()) == set(expected)
    export_folder(node, ORIGIN, folder)
    assert files(folder).items() >= expected.items()


def test_progress_is_told_to_the_end(node: Ledger, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    export_zip(node, ORIGIN, tmp_path / "log.zip", progress=lambda done, whole: told.append((done, whole)))
    assert told == [(n, len(NAMES)) for n in range(1, len(NAMES) + 1)]


def test_a_bundle_is_what_its_entries_say() -> None:
    assert in_bundle(bundle_bytes([b"", b"a", bytes(70_000)])) == [b"", b"a", bytes(70_000)]
