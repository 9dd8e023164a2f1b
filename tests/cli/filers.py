"""Filers and nodes for the tests of commands: drafts written, keys made, a node begun, all by the command itself."""

import io
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from installed import COMMAND, Ended

from dueregard.cli.main import main

ORIGIN = "ledger.example/borealia"

BOREALIA = """\
format = "DR-K1/1 actor entry"
filed_by = "BOR"
language = "en"
sensitivity = "public"
fictional = true
actor = "BOR"
kind = "State"
name = "Borealia"
iso_3166 = "BOR"
roles = ["State focal point"]
valid_from = 2026-01-01
"""


def told(*words: str | Path, cwd: Path) -> Ended:
    """Run the command within this process, as ``main`` runs it, without the second that a new process takes."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with chdir(cwd), redirect_stdout(out), redirect_stderr(err), called_with(["dueregard", *map(str, words)]):
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    assert "Traceback" not in err.getvalue(), err.getvalue()
    return Ended(code, out.getvalue(), err.getvalue())


@contextmanager
def called_with(words: list[str]) -> Iterator[None]:
    before, sys.argv = sys.argv, words
    try:
        yield
    finally:
        sys.argv = before


def sound(*words: str | Path, cwd: Path) -> Ended:
    """Run the command, which must end well."""
    ended = told(*words, cwd=cwd)
    assert ended.code == 0, ended.err
    return ended


def begin(cwd: Path) -> None:
    """Begin Borealia's node in the folder ``bor``, with its actor's key beside it."""
    (cwd / "actor.toml").write_text(BOREALIA)
    sound("key", "new", "bor.key", "--no-passphrase", cwd=cwd)
    sound("node", "begin", "bor", "--origin", ORIGIN, "--actor", "actor.toml", "--key", "bor.key", cwd=cwd)


def at_a_terminal(*words: str | Path, cwd: Path, types: str) -> Ended:
    """Run the command at a terminal of its own and type; what it says on both streams comes back as ``out``."""
    pid, handle = pty.fork()
    if pid == 0:  # the child: the terminal is its stdin, stdout and stderr
        os.chdir(cwd)
        os.execv(COMMAND, [str(COMMAND), *(str(word) for word in words)])
    said = b""
    waiting = types.encode()
    while True:
        try:
            piece = os.read(handle, 4096)
        except OSError:  # the terminal closes with the child
            break
        if not piece:
            break
        said += piece
        # Each prompt ends without a newline; the next line is typed when one stands there.
        if waiting and said.rstrip(b" ").endswith((b":", b"]")):
            line, _, waiting = waiting.partition(b"\n")
            os.write(handle, line + b"\n")
    os.close(handle)
    text = said.decode()
    assert "Traceback" not in text, text
    return Ended(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), text, "")


def piped(*words: str | Path, cwd: Path, text: str) -> Ended:
    """Run the command with a text on its standard input."""
    ended = subprocess.run(
        [str(COMMAND), *(str(w) for w in words)], cwd=cwd, input=text, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert "Traceback" not in ended.stderr, ended.stderr
    return Ended(ended.returncode, ended.stdout, ended.stderr)


MERIDIAN = """\
format = "DR-K1/1 actor entry"
filed_by = "BOR"
language = "en"
sensitivity = "public"
fictional = true
actor = "MERIDIAN-RELAY"
kind = "operator"
name = "Meridian Relay"
roles = ["operator"]
acts_for = "BOR"
valid_from = 2026-01-01
"""


def enter_operator(cwd: Path) -> None:
    """Enter the operator Meridian Relay, with its key ``mer.key``, into the node in the folder ``bor``."""
    (cwd / "k1.toml").write_text(MERIDIAN)
    sound("key", "new", "mer.key", "--no-passphrase", cwd=cwd)
    sound(
        "key", "entry", "mer.key.pub", "--actor", "MERIDIAN-RELAY", "--filed-by", "BOR", "--fictional", "--since",
        "2026-01-01T00:00:00Z", "--out", "k2.toml", cwd=cwd,
    )  # fmt: skip
    for name in ("k1", "k2"):
        sound("notice", "sign", f"{name}.toml", "--key", "bor.key", "--out", f"{name}.json", "--yes", cwd=cwd)
    sound("notice", "file", "k1.json", "k2.json", "--node", "bor", "--yes", cwd=cwd)


def draft_notice(cwd: Path, name: str = "n1.toml", **changed: str) -> Path:
    """Write the example of a proximity notice as the operator's draft; lines of TOML that begin so are changed."""
    text = sound("notice", "new", "--example", cwd=cwd).out
    for field, value in {"filed_by": '"MERIDIAN-RELAY"', **changed}.items():
        lines = [
            f"{field} = {value}" if line.startswith(f"{field} = ") else line for line in text.split("\n")
        ]
        assert "\n".join(lines) != text, field
        text = "\n".join(lines)
    (cwd / name).write_text(text)
    return cwd / name
