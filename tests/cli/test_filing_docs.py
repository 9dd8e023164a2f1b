"""docs/filing-a-notice.md and docs/two-nodes.md are run, block by block, in order, at a terminal where questions are
answered; what they show is what comes.
"""

import os
import pty
import re
import shutil
from pathlib import Path

import pytest
from installed import COMMAND

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("filing-a-notice.md", "two-nodes.md")
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPT = re.compile(rb"(\[y/N\]|Passphrase of [^\n]*|New passphrase for [^\n]*|The same once more): ?$")
ENDED = "(this block has ended)"

pytestmark = pytest.mark.skipif(os.name == "nt" or not shutil.which("bash"), reason="the walk is for a shell")


def steps(page: str) -> list[tuple[str, str]]:
    """Return (commands, what is shown of their output) of a page in order."""
    found: list[tuple[str, str]] = []
    for kind, text in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")):
        if kind == "sh":
            found.append((text, ""))
        else:
            assert found[-1][1] == "", "two outputs behind one block"
            found[-1] = (found[-1][0], text)
    return found


def walked(cwd: Path, blocks: list[str]) -> list[str]:
    """Run blocks in one shell at a terminal, each question answered, and return what each said."""
    script = cwd / "walk.sh"
    parts = [f"{block}\necho '{ENDED}'\n" for block in blocks]
    script.write_text("set -eu -o pipefail\n" + "".join(parts))
    handle_pid, handle = pty.fork()
    if handle_pid == 0:
        os.chdir(cwd)
        os.environ["PATH"] = f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}"
        os.environ["COLUMNS"] = "400"
        os.execvp("bash", ["bash", str(script)])
    said, answered = b"", 0
    while True:
        try:
            piece = os.read(handle, 65536)
        except OSError:  # the terminal closes with the shell
            break
        if not piece:
            break
        said += piece
        if PROMPT.search(said[answered:].rsplit(b"\n", 1)[-1]):
            os.write(handle, b"y\n" if said.rstrip(b" ").endswith(b"[y/N]:") else b"open sesame\n")
            answered = len(said)
    os.close(handle)
    code = os.waitstatus_to_exitcode(os.waitpid(handle_pid, 0)[1])
    text = re.sub(r"\x1b\[K", "", said.decode()).replace("\r\n", "\n")
    assert "Traceback" not in text, text
    assert code == 0, text
    return text.split(f"{ENDED}\n")[:-1]


@pytest.mark.parametrize("page", PAGES)
def test_the_walk_can_be_walked_and_shows_what_comes(page, tmp_path):
    (tmp_path / "walk").mkdir()
    given = steps(page)
    said = walked(tmp_path / "walk", [commands for commands, _ in given])
    assert len(said) == len(given) > 15
    for (commands, shown), output in zip(given, said, strict=True):
        lines = [line.strip() for line in output.split("\n")]
        place = 0
        for wanted in filter(None, (line.strip() for line in shown.split("\n"))):
            pattern = re.compile(".*".join(re.escape(part) for part in wanted.split("…")))
            found = next((n for n in range(place, len(lines)) if pattern.fullmatch(lines[n])), None)
            assert found is not None, (
                f"{wanted!r} does not come after line {place} of\n{output}\nof\n{commands}"
            )
            place = found + 1
