"""What a server does to a ledger: it is gone, crashes, acknowledges too early, has a full disk or a damaged page."""

import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_made import BEGIN, LOG_KEY, ORIGIN, envelope, filled
from ledger_writers import Killed, drained, hold, quick_processes, write_until_killed
from private_server import BINARIES, WORDS, PrivateServer, private_server

from dueregard.ledger.append import append
from dueregard.ledger.check import check
from dueregard.ledger.database import open_ledger
from dueregard.ledger.log import begin_log, find_log
from dueregard.ledger.read import entries
from dueregard.model.errors import DataError, NetworkError

pytestmark = pytest.mark.skipif(not BINARIES, reason=WORDS)


@pytest.fixture(scope="module")
def made() -> Iterator[PrivateServer]:
    """Hand out a server; its folder is one that another user may enter, whom root starts it as."""
    with tempfile.TemporaryDirectory(prefix="dueregard-server-", ignore_cleanup_errors=True) as folder:
        path = Path(folder)
        path.chmod(0o755)
        with private_server(path) as server:
            yield server


@pytest.fixture
def own_server(made: PrivateServer) -> Iterator[PrivateServer]:
    """Hand out the server, running, with an empty database."""
    made.start()
    made.execute("DROP SCHEMA IF EXISTS public CASCADE")
    made.execute("CREATE SCHEMA public")
    yield made
    if (made.data / "postmaster.pid").exists():
        made.stop("immediate")


def test_a_server_that_acknowledges_before_the_disk_has_it_is_refused(own_server: PrivateServer) -> None:
    open_ledger(own_server.address, create=True).close()
    own_server.stop()
    own_server.start(fsync="off")
    with pytest.raises(DataError, match="fsync = off") as told:
        open_ledger(own_server.address)
    assert "postgresql.conf" in told.value.do


def test_a_server_that_is_gone_is_told_and_used_again_when_it_is_back(own_server: PrivateServer) -> None:
    with open_ledger(own_server.address, create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
        filled(ledger, 5)
        own_server.stop()
        with pytest.raises(NetworkError, match="does not answer"):
            filled(ledger, 1, first=5)
        with pytest.raises(NetworkError, match="does not answer"):
            find_log(ledger, ORIGIN)
        own_server.start()
        filled(ledger, 1, first=5)
        assert len(list(entries(ledger, ORIGIN))) == 6


def crashed(server: PrivateServer, times: int) -> Killed:
    """Crash the server so often while a writer appends, and hold each time what was acknowledged against it."""
    context, seen, drawn = quick_processes(), Killed(), random.Random()
    with open_ledger(server.address, create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
    for _ in range(times):
        seed, first = drawn.randrange(2**32), seen.size
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=write_until_killed, args=(server.address, first, seed, theirs))
        process.start()
        theirs.close()
        told = [ours.recv_bytes()]
        ends = time.monotonic() + drawn.uniform(0, 0.3)
        while (left := ends - time.monotonic()) > 0:
            if ours.poll(left):
                told.append(ours.recv_bytes())
        server.stop("immediate")
        told += drained(ours)
        process.join()
        assert process.exitcode == 1  # it ended with the error
        server.start()
        hold(server.address, first, seed, told, seen)
        seen.kills += 1
    with open_ledger(server.address) as ledger:
        assert check(ledger, ORIGIN).problems == ()
    return seen


@pytest.mark.slow
@pytest.mark.kill
def test_nothing_acknowledged_is_lost_when_the_server_crashes(own_server: PrivateServer) -> None:
    assert crashed(own_server, 30).acknowledged > 30


def test_a_full_disk_of_the_server_loses_nothing(own_server: PrivateServer) -> None:
    disk = own_server.folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a disk of its own can only be mounted by root")
    try:
        (disk / "ballast").write_bytes(bytes(1_500_000))
        (disk / "space").mkdir()
        shutil.chown(disk / "space", "postgres")
        own_server.execute(f"CREATE TABLESPACE small LOCATION '{disk / 'space'}'")
        address = f"{own_server.address}?options=-cdefault_tablespace%3Dsmall"
        with open_ledger(address, create=True) as ledger:
            begin_log(ledger, ORIGIN, LOG_KEY)
            done = 0

            def append_more() -> None:
                nonlocal done
                while True:
                    batch = [envelope(n, size=4000) for n in range(done, done + 20)]
                    append(ledger, batch, lambda: BEGIN, LOG_KEY)
                    done += 20

            with pytest.raises(DataError, match="the disk is full") as told:
                append_more()
            assert "nothing was written" in told.value.do
            assert find_log(ledger, ORIGIN).size == done > 0
            assert check(ledger, ORIGIN).problems == ()
            (disk / "ballast").unlink()
            before = done
            with pytest.raises(DataError, match="the disk is full"):
                append_more()
            assert find_log(ledger, ORIGIN).size == done > before
            assert check(ledger, ORIGIN).problems == ()
        own_server.execute("DROP SCHEMA public CASCADE")
        own_server.execute("DROP TABLESPACE small")
    finally:
        own_server.stop("immediate")
        subprocess.run(["umount", "-l", str(disk)], check=True)
        own_server.start()


def test_a_damaged_page_of_the_server_is_located(own_server: PrivateServer) -> None:
    with open_ledger(own_server.address, create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
        filled(ledger, 300)
    own_server.execute("CHECKPOINT")
    ((name,),) = own_server.execute("SELECT pg_relation_filepath('entry')")
    own_server.stop()
    path = own_server.data / str(name)
    content = bytearray(path.read_bytes())
    content[3 * 8192 + 5000] ^= 1
    path.write_bytes(content)
    own_server.start()
    with open_ledger(own_server.address) as ledger:
        problems = [str(one) for one in check(ledger, ORIGIN).problems]
        assert problems
        assert all(one.endswith("it is not there, or cannot be read") for one in problems)
        lost = [int(one.partition(":")[0].removeprefix("entry ")) for one in problems]
        assert lost == list(range(lost[0], lost[-1] + 1))  # those of one page, and no others
        assert len(lost) < 30
        with pytest.raises(DataError, match="its pages are damaged"):
            list(entries(ledger, ORIGIN))
        assert len(list(entries(ledger, ORIGIN, 0, lost[0]))) == lost[0]
