"""The first use of an installation: kernels are compiled beside the reading, and what goes wrong there ends cleanly."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from installed import COMMAND, START

OWN_FAULT, INTERRUPTED, DATA = 70, 130, 3
WINDOW = ("--start", START, "--hours", "2", "--within", "50")
# What every long verb does first, held up for so many seconds before the file is found to be none.
READ_SLOWLY = """
import sys, time
from dueregard.jobs.kernels import kernels_ready
from dueregard.model.errors import DataError
from dueregard.sky.read import read_elements
try:
    with kernels_ready(None):
        time.sleep(float(sys.argv[1]))
        read_elements(sys.argv[2])
except DataError as error:
    print(error.diagnostics(), file=sys.stderr)
    sys.exit(error.exit_code)
"""


def ended(*words: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a program with settings of Numba's in its environment; return how it ended."""
    environment = os.environ | settings
    call = [str(word) for word in words]
    return subprocess.run(call, env=environment, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.parametrize("verb", ["screen", "monitor"])
def test_an_input_that_is_none_ends_with_3_while_kernels_are_being_compiled(verb, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7\n")
    rest = WINDOW if verb == "screen" else (*WINDOW, "--out", tmp_path / "out")
    one = ended(COMMAND, verb, tmp_path / "paper.pdf", *rest, NUMBA_CACHE_DIR=str(tmp_path / "cache"))
    assert one.returncode == DATA, one.stderr
    assert one.stderr.splitlines()[0].startswith(
        f"dueregard: {tmp_path / 'paper.pdf'}: not a file of element"
    )
    assert len(one.stderr.splitlines()) == 3  # what, expected, what to do, and nothing of the thread


@pytest.mark.parametrize("after_s", [0.0, 1.5, 4.0])
def test_the_compiler_is_left_in_the_middle_without_a_word(after_s, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7\n")
    one = ended(
        sys.executable, "-c", READ_SLOWLY, str(after_s), tmp_path / "paper.pdf",
        NUMBA_CACHE_DIR=str(tmp_path / "cache"),
    )  # fmt: skip
    assert one.returncode == DATA, one.stderr
    assert len(one.stderr.splitlines()) == 3, one.stderr


def test_kernels_that_cannot_be_compiled_are_told_of_once(files):
    """Without its compiler Numba cannot run them: the one error that is told comes from where they are used."""
    one = ended(COMMAND, "screen", files["sets"], *WINDOW, NUMBA_DISABLE_JIT="1")
    assert one.returncode == OWN_FAULT
    assert one.stderr.count("Traceback") == 1
    assert one.stderr.count("\nNotImplementedError: ") == 1
    assert "Exception in thread" not in one.stderr
    assert one.stderr.endswith("please report it with the lines above.\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
@pytest.mark.parametrize("verb", ["screen", "monitor", "demo"])
def test_the_first_use_is_said_and_can_be_interrupted(verb, files, tmp_path):
    words = {
        "screen": ("screen", files["sets"], *WINDOW, "--out", "table.csv"),
        "monitor": ("monitor", files["sets"], *WINDOW, "--out", "out"),
        "demo": ("demo", "--out", "out"),
    }[verb]
    cache = tmp_path / "cache"
    (tmp_path / "here").mkdir()
    process = subprocess.Popen(
        [str(COMMAND), *(str(word) for word in words)], cwd=tmp_path / "here", stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, env=os.environ | {"NUMBA_CACHE_DIR": str(cache)},
    )  # fmt: skip
    assert process.stderr.readline().startswith(
        "First use of this installation: its kernels are compiled once"
    )
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED, err
    assert out == ""
    assert err == "\ndueregard: interrupted; nothing half-done was left behind.\n"
    assert list((tmp_path / "here").iterdir()) == []


STUCK = """
import atexit, sys, time
import dueregard.orbit.warm
dueregard.orbit.warm.warm = lambda *given, **more: time.sleep(60)
atexit.register(lambda: print("taken down"))
sys.argv = ["dueregard", *sys.argv[1:]]
from dueregard.cli.main import main
main()
"""


def test_an_error_while_kernels_are_loaded_ends_the_process_with_its_code_before_the_compiler_is_taken_down(
    tmp_path,
):
    (tmp_path / "empty.csv").write_text("")
    given = ("monitor", str(tmp_path / "empty.csv"), "--out", str(tmp_path / "out"))
    ended = subprocess.run(
        [sys.executable, "-c", STUCK, *given], capture_output=True, text=True, check=False, timeout=50
    )
    assert ended.returncode == 3, ended
    assert "empty.csv" in ended.stderr
    assert "taken down" not in ended.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
def test_an_interruption_while_kernels_are_waited_for_does_not_take_the_compiler_down_either(files, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", STUCK, "screen", str(files["sets"]), *WINDOW, "--out", str(tmp_path / "t.csv")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr.readline().startswith("First use of this installation")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED, err
    assert "taken down" not in out
