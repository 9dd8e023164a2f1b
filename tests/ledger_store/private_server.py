"""A PostgreSQL server of a test's own, which can be crashed, stopped, misconfigured, damaged. No test by itself."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
WORDS = "the programs of a PostgreSQL server are not installed"


class PrivateServer:
    """A server with its data in a folder, reached over loopback by everybody on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def start(self, **settings: str) -> None:
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        fixed = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c shared_buffers=8MB"
        self._run(
            "pg_ctl", "-w", "-D", self.data, "-l", self.folder / "said", "-o", f"{fixed} {options}", "start"
        )

    def stop(self, how: str = "fast") -> None:
        """Stop it; ``immediate`` is a crash: nothing is written out, no session is told."""
        self._run("pg_ctl", "-w", "-D", self.data, "-m", how, "stop")

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        plain = self.address.replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True, client_encoding="utf8") as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(BINARIES[-1] / program), *map(str, arguments)]
        # A server refuses to run as root.
        user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        with (self.folder / "output").open("ab") as output:
            subprocess.run([*user, *command], check=True, cwd=self.folder, stdout=output, stderr=output)

    def initialise(self) -> None:
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        # Without an encoding, as databases made with the locale C are; with checksums on pages.
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-k", "-N", "--locale=C")


@contextmanager
def private_server(folder: Path) -> Iterator[PrivateServer]:
    """Hand out a server that is made but not started; whatever runs of it at the end is stopped."""
    server = PrivateServer(folder)
    server.initialise()
    try:
        yield server
    finally:
        if (server.data / "postmaster.pid").exists():
            server.stop("immediate")
