"""Filers and nodes for the tests of commands: drafts written, keys made, a node begun, all by the command itself."""

import os
import pty
import subprocess
from pathlib import Path

from installed import COMMAND, Ended, dueregard

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


def sound(*words: str | Path, cwd: Path) -> Ended:
    """Run the command, which must end well."""
    ended = dueregard(*words, cwd=cwd)
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
