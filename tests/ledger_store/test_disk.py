"""What the disk does to a ledger: full, only to be read, damaged; and that nothing is told before it is synced."""

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from ledger_made import BEGIN, LOG_ALONE, LOG_KEY, ORIGIN, envelope, filled
from sqlalchemy import select

from dueregard.ledger.append import append
from dueregard.ledger.check import check
from dueregard.ledger.database import Ledger, open_ledger, reading
from dueregard.ledger.log import begin_log, find_log
from dueregard.ledger.read import entries
from dueregard.ledger.receipt import Receipt, verify_receipt
from dueregard.ledger.schema import metadata
from dueregard.model.errors import DataError

# Where a process of its own finds ledger_made.
BESIDE = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(Path(__file__).parent)]))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Hand out a folder on a disk of its own of four megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(disk)], capture_output=True
    )
    if not made or made.returncode:
        pytest.skip("a disk of its own can only be mounted by root")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def held_together(ledger: Ledger, receipts: list[Receipt]) -> None:
    """Hold that all that was acknowledged is there and nothing is wrong."""
    found = [one.entry_id for one in entries(ledger, ORIGIN)]
    assert [verify_receipt(one, LOG_ALONE).entry_id for one in receipts] == found
    assert check(ledger, ORIGIN).problems == ()


@pytest.mark.parametrize("count", [1, 100])
def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(small_disk: Path, count: int) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_500_000))
    with open_ledger(small_disk / "ledger.db", create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
        receipts: list[Receipt] = []

        def append_more() -> None:
            while True:
                first = len(receipts)
                batch = [envelope(n, size=4000) for n in range(first, first + count)]
                receipts.extend(append(ledger, batch, lambda: BEGIN, LOG_KEY))

        with pytest.raises(DataError, match=r"the disk is full|the disk did not do") as told:
            append_more()
        assert "ledger.db" in str(told.value)
        assert "nothing was written" in str(told.value)
        assert receipts
        held_together(ledger, receipts)
        with pytest.raises(DataError):
            append_more()
        held_together(ledger, receipts)
        ballast.unlink()
        before = len(receipts)
        with pytest.raises(DataError):
            append_more()
        assert len(receipts) > before
    with open_ledger(small_disk / "ledger.db") as ledger:
        held_together(ledger, receipts)


def test_no_ledger_is_begun_on_a_disk_without_room(small_disk: Path) -> None:
    with (small_disk / "ballast").open("wb", buffering=0) as file:
        while shutil.disk_usage(small_disk).free:
            file.write(bytes(4096))
    with pytest.raises(DataError, match=r"ledger\.db"):
        open_ledger(small_disk / "ledger.db", create=True)
    (small_disk / "ballast").unlink()
    open_ledger(small_disk / "ledger.db", create=True).close()


def test_a_file_that_must_not_grow_loses_nothing(tmp_path: Path) -> None:
    """As a quota does it: here by a limit on the size of files, in a process of its own."""
    path = tmp_path / "ledger.db"
    with open_ledger(path, create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
    code = (
        "import resource, sys; from ledger_made import *; from dueregard.ledger.database import open_ledger\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({400_000}, {400_000}))\n"
        "with open_ledger(sys.argv[1]) as ledger:\n"
        "    n = 0\n"
        "    while True:\n"
        "        append(ledger, [envelope(n, 4000)], lambda: BEGIN, LOG_KEY); print(n, flush=True); n += 1\n"
    )
    environment = {**os.environ, "PYTHONPATH": BESIDE}
    ended = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, env=environment
    )
    assert "DataError" in ended.stderr
    assert "nothing was written" in ended.stderr
    with open_ledger(path) as ledger:
        acknowledged = [int(line) for line in ended.stdout.split()]
        assert find_log(ledger, ORIGIN).size == len(acknowledged) == acknowledged[-1] + 1
        assert check(ledger, ORIGIN).problems == ()
        filled(ledger, 10, first=10**6)


def test_a_folder_that_is_only_to_be_read_is_told(small_disk: Path) -> None:
    path = small_disk / "ledger.db"
    with open_ledger(path, create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
        receipts = filled(ledger, 5)
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(remount, check=True)
    for create in (False, True):
        with pytest.raises(DataError) as told:
            open_ledger(path, create=create)
        assert str(path) in str(told.value)
        assert "may write" in told.value.expected or "copy it" in told.value.do
    with pytest.raises(DataError, match=r"other\.db"):
        open_ledger(small_disk / "other.db", create=True)
    subprocess.run([*remount[:2], "remount,rw", str(small_disk)], check=True)
    with open_ledger(path) as ledger:
        held_together(ledger, receipts)


def everything(ledger: Ledger) -> list[tuple[object, ...]]:
    """Return every row of every table; reading them may raise DataError."""
    rows: list[tuple[object, ...]] = []
    with reading(ledger) as connection:
        for table in metadata.sorted_tables:
            found = connection.execute(select(table).order_by(*table.primary_key.columns)).all()
            rows += [tuple(row) for row in found]
    return rows


def test_a_flipped_byte_anywhere_in_the_file_is_found_or_changes_nothing(tmp_path: Path) -> None:
    path, other = tmp_path / "ledger.db", tmp_path / "flipped.db"
    with open_ledger(path, create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
        filled(ledger, 300)
        before = everything(ledger)
    whole = path.read_bytes()
    assert not path.with_name("ledger.db-wal").exists()
    drawn, found = random.Random(8), 0
    positions = [*range(0, 100, 9), *(drawn.randrange(len(whole)) for _ in range(80))]
    for at in positions:
        other.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << drawn.randrange(8))]) + whole[at + 1 :])
        for beside in tmp_path.glob("flipped.db-*"):
            beside.unlink()
        fine = False
        with suppress(DataError), open_ledger(other) as ledger:
            fine = not check(ledger, ORIGIN).problems
        if fine:
            with open_ledger(other) as ledger:
                assert everything(ledger) == before, f"byte {at} of {len(whole)}"
        found += not fine
    assert found > len(positions) // 2


@pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace shows what reaches the disk; it is not there"
)
def test_every_acknowledgement_comes_after_its_bytes_were_synced(tmp_path: Path) -> None:
    path, trace = tmp_path / "ledger.db", tmp_path / "trace"
    with open_ledger(path, create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
    code = (
        "import os, sys; from ledger_made import *; from dueregard.ledger.database import open_ledger\n"
        "with open_ledger(sys.argv[1]) as ledger:\n"
        "    for n in range(5):\n"
        "        append(ledger, [envelope(n)], lambda: BEGIN, LOG_KEY); os.write(1, b'ACKNOWLEDGED')\n"
    )
    environment = {**os.environ, "PYTHONPATH": BESIDE}
    command = ["strace", "-f", "-y", "-e", "trace=fdatasync,fsync,pwrite64,write", "-o", str(trace)]
    ended = subprocess.run(
        [*command, sys.executable, "-c", code, str(path)], capture_output=True, env=environment
    )
    if b"ptrace" in ended.stderr.lower():
        pytest.skip("this system does not allow to trace processes")
    assert ended.stdout == b"ACKNOWLEDGED" * 5, ended.stderr
    unsynced = acknowledged = 0
    for line in trace.read_text(errors="replace").splitlines():
        if re.search(r"pwrite64\(\d+<[^>]*ledger\.db-wal>", line):
            unsynced += 1
        elif re.search(r"f(?:data)?sync\(\d+<[^>]*ledger\.db-wal>\)\s+= 0", line):
            unsynced = 0
        elif "ACKNOWLEDGED" in line and "write(1" in line:
            acknowledged += 1
            assert unsynced == 0, f"acknowledgement {acknowledged} came before {unsynced} writes were synced"
    assert acknowledged == 5
