"""How commands end: each exit code provoked for real, each error with what, where, what was expected and what to do."""

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from installed import COMMAND, START, dueregard

from dueregard.cli.monitor import FailOn, met

WINDOW = ("--start", START, "--hours", "2")
INTERRUPTED, USAGE, DATA, NETWORK = 130, 2, 3, 4


def broken_inputs(folder: Path) -> dict[str, Path]:
    """Write one file for each way to be no file of element sets."""
    made = {
        name: folder / name
        for name in ("empty.csv", "paper.pdf", "header.csv", "text.txt", "cut.csv.gz", "noise")
    }
    made["empty.csv"].write_text("")
    made["paper.pdf"].write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    made["header.csv"].write_text("OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION\n")
    made["text.txt"].write_text("Dear colleague, the elements are attached.\n")
    made["cut.csv.gz"].write_bytes(gzip.compress(b"OBJECT_NAME,EPOCH\n" * 1000)[:40])
    made["noise"].write_bytes(bytes(range(256)) * 8)
    made["folder"] = folder / "folder"
    made["folder"].mkdir()
    made["missing"] = folder / "missing"
    return made


CASES = ("empty.csv", "paper.pdf", "header.csv", "text.txt", "cut.csv.gz", "noise", "folder", "missing")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("verb", ["screen", "monitor"])
def test_an_input_that_is_none_ends_with_3_and_says_what_where_and_what_to_do(verb, case, tmp_path):
    path = broken_inputs(tmp_path)[case]
    rest = ("--within", "50") if verb == "screen" else ("--out", tmp_path / "out")
    ended = dueregard(verb, path, *WINDOW, *rest)
    assert ended.code == DATA
    assert ended.out == ""
    assert ended.err.startswith("dueregard: ")
    assert path.name in ended.err
    assert "expected: " in ended.err
    assert "what to do: " in ended.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("option", ["--satcat", "--record", "--criteria", "--owners"])
@pytest.mark.parametrize("case", ["empty.csv", "paper.pdf", "folder", "missing"])
def test_a_second_input_that_is_none_ends_with_3_and_leaves_no_report(option, case, files, tmp_path):
    path = broken_inputs(tmp_path)[case]
    ended = dueregard("monitor", files["sets"], *WINDOW, option, path, "--out", tmp_path / "out")
    if option == "--criteria" and case == "empty.csv":
        assert ended.code in (0, DATA)  # no criterion more is a choice; either way nothing is hidden
        return
    assert ended.code == DATA, ended
    assert path.name in ended.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("screen",),
        ("screen", "SETS", *WINDOW),
        ("screen", "SETS", "--start", "yesterday", "--hours", "2", "--within", "50"),
        ("screen", "SETS", *WINDOW, "--within", "0"),
        ("screen", "SETS", *WINDOW, "--within", "inf"),
        ("screen", "SETS", *WINDOW, "--within", "nan"),
        ("screen", "SETS", "--start", START, "--hours", "inf", "--within", "50"),
        ("screen", "SETS", "--start", START, "--hours", "1e12", "--within", "50"),
        ("screen", "SETS", "--start", START, "--hours", "0", "--within", "50"),
        ("screen", "SETS", *WINDOW, "--within", "50", "--max-age", "nan"),
        ("screen", "SETS", *WINDOW, "--within", "50", "--out", "table.xls"),
        ("screen", "SETS", *WINDOW, "--within", "50", "--pairs", "foreign"),
        ("screen", "SETS", *WINDOW, "--within", "50", "--fail-on", "anything"),
        ("monitor", "SETS"),
        ("monitor", "SETS", "--hours", "nan", "--out", "OUT"),
        ("monitor", "SETS", "--hours", "inf", "--out", "OUT"),
        ("monitor", "SETS", "--start", "9999-12-31T23:00:00", "--hours", "2", "--out", "OUT"),
        ("monitor", "SETS", *WINDOW, "--within", "inf", "--out", "OUT"),
        ("monitor", "SETS", *WINDOW, "--stay", "-1", "--out", "OUT"),
        ("monitor", "SETS", *WINDOW, "--fail-on", "blame", "--out", "OUT"),
        ("demo", "--seed", "-1", "--out", "OUT"),
        ("verify",),
        ("fetch", "--nosuch"),
        ("nosuch",),
        (),
    ],
    ids=" ".join,
)
def test_a_call_that_is_not_well_formed_ends_with_2_and_does_nothing(words, files, tmp_path):
    names = {"SETS": str(files["sets"]), "OUT": str(tmp_path / "out")}
    ended = dueregard(*(names.get(w, w) for w in words), cwd=tmp_path)
    assert ended.code == USAGE
    assert ended.err + ended.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--fail-on", "approach"), 1),
        (("--fail-on", "rejects"), 0),
        ((), 0),
    ],
)
def test_screen_ends_with_1_only_where_the_condition_asked_for_is_met(words, code, files):
    assert dueregard("screen", files["sets"], *WINDOW, "--within", "30", *words).code == code


def test_screen_without_an_approach_does_not_meet_the_condition(files):
    assert dueregard("screen", files["sets"], *WINDOW, "--within", "1", "--fail-on", "rejects").code == 0


@pytest.mark.parametrize(
    ("condition", "more", "code"),
    [
        ("inside", (), 1),
        ("inside", ("--within", "5"), 0),
        ("indeterminate", ("--within", "24"), 1),
        ("not-explained", (), 1),
    ],
)
def test_monitor_ends_with_1_only_where_the_condition_asked_for_is_met(
    condition, more, code, files, tmp_path
):
    ended = dueregard(
        "monitor", files["sets"], *WINDOW, "--satcat", files["satcat"], "--owners", files["owners"], "--stay", "1",
        *more, "--out", tmp_path / "out", "--fail-on", condition, "--json",
    )  # fmt: skip
    assert ended.code == code, ended
    assert (tmp_path / "out" / "index.html").is_file()  # the report is written all the same


def test_every_condition_of_fail_on_looks_at_its_own_field_alone():
    def run(rejects=(), **said):
        usual = {"outcome": "outside", "commitment_outcome": None, "explanation": "debris"}
        return SimpleNamespace(rejects=rejects, findings=(SimpleNamespace(**{**usual, **said}),))

    meets = {
        FailOn.INSIDE: run(outcome="inside"),
        FailOn.INDETERMINATE: run(outcome="indeterminate"),
        FailOn.NOT_EXPLAINED: run(outcome="indeterminate", explanation="none"),
        FailOn.NOT_CONSISTENT: run(commitment_outcome="not consistent"),
        FailOn.REJECTS: run(rejects=("one",)),
    }
    assert set(meets) == set(FailOn)
    # What may be inside and is not explained is not yet inside: only what is sure ends a command.
    meets[FailOn.NOT_EXPLAINED] = run(outcome="inside", explanation="none")
    assert not met(run(outcome="indeterminate", explanation="none"), FailOn.NOT_EXPLAINED)
    for condition, one in meets.items():
        assert met(one, condition)
        for other in set(FailOn) - {condition}:
            shared = condition == FailOn.NOT_EXPLAINED and other == FailOn.INSIDE
            assert met(one, other) == shared, (condition, other)
    assert not any(met(run(), condition) for condition in FailOn)


def test_one_condition_of_several_suffices(spoiled, tmp_path):
    ended = dueregard(
        "monitor", spoiled["sets"], *WINDOW, "--out", tmp_path / "out", "--within", "0.5",
        "--fail-on", "not-consistent", "--fail-on", "rejects",
    )  # fmt: skip
    assert ended.code == 1


@pytest.mark.parametrize("verb", ["screen", "monitor"])
def test_strict_ends_with_3_on_the_first_reject_and_writes_nothing(verb, spoiled, files, tmp_path):
    out = ("--within", "50", "--out", "t.csv") if verb == "screen" else ("--out", "run")
    ended = dueregard(verb, spoiled["sets"], *WINDOW, *out, "--strict", cwd=tmp_path)
    assert ended.code == DATA
    assert "sets.csv, line 4" in ended.err
    assert "MEAN_MOTION is 'fifteen'" in ended.err
    assert list(tmp_path.iterdir()) == []
    assert dueregard(verb, files["sets"], *WINDOW, *out, "--strict", cwd=tmp_path).code == 0


def test_no_network_ends_with_4(tmp_path):
    """Nothing listens on the discard port of this machine: the connection is refused, and no packet leaves it."""
    ended = dueregard(
        "fetch", "--group", "stations", "--url", "http://127.0.0.1:9", "--cache", tmp_path / "cache"
    )
    assert ended.code == NETWORK
    assert "127.0.0.1:9" in ended.err


@pytest.mark.parametrize("verb", ["monitor", "demo"])
def test_a_folder_that_holds_something_else_is_refused_at_once_and_left_alone(verb, files, tmp_path):
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "mine.csv").write_text("mine")
    words = ("monitor", files["sets"], *WINDOW) if verb == "monitor" else ("demo",)
    begun = time.monotonic()
    ended = dueregard(*words, "--out", tmp_path)
    assert ended.code == DATA
    assert "holds something else (inputs)" in ended.err
    assert time.monotonic() - begun < 20.0  # before computing, not after
    assert [p.name for p in tmp_path.rglob("*")] == ["inputs", "mine.csv"]


def test_a_place_that_cannot_be_written_ends_with_3(files, tmp_path):
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "run"):
        ended = dueregard("monitor", files["sets"], *WINDOW, "--out", out)
        assert ended.code == DATA
        assert "--out" in ended.err
    ended = dueregard("screen", files["sets"], *WINDOW, "--within", "50", "--out", tmp_path / "no" / "t.csv")
    assert ended.code == DATA
    assert "t.csv" in ended.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_ends_with_3(files, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    ended = dueregard("monitor", files["sets"], *WINDOW, "--out", locked / "run")
    assert ended.code == DATA
    assert "cannot be written" in ended.err


def interrupted_after(seconds: float, words: list[str], cwd: Path) -> subprocess.Popen:
    """Start the command in a process group of its own, interrupt it as Ctrl-C does, and return it when it has ended."""
    process = subprocess.Popen(
        [str(COMMAND), *words], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60.0
    # Interrupted in the middle: when its scratch folder stands beside the place asked for, and some time more.
    while not list(cwd.glob(".out-*")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    process.out, process.err = process.communicate(timeout=60)
    return process


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
@pytest.mark.parametrize("seconds", [0.0, 2.0])
def test_an_interrupted_demo_ends_with_130_and_leaves_nothing(seconds, tmp_path):
    ended = interrupted_after(seconds, ["demo", "--out", "out"], tmp_path)
    assert ended.returncode == INTERRUPTED, ended.err
    assert "interrupted" in ended.err
    assert "Traceback" not in ended.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
def test_an_interrupted_monitor_ends_with_130_and_leaves_nothing(files, tmp_path):
    # A year is long enough to be in the middle of.
    words = ["monitor", str(files["sets"]), "--start", START, "--hours", "8760", "--out", "out"]
    process = subprocess.Popen(
        [str(COMMAND), *words], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    time.sleep(4.0)
    assert process.poll() is None, "it ended before it could be interrupted"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED, err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


# The signal comes when a module is looked for, whatever the machine's speed.
AT_IMPORT = """
import os, signal, sys
class Interrupter:
    def find_spec(self, name, path=None, target=None):
        if name == awaited:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupter())
awaited = sys.argv.pop(1)
from dueregard.cli.main import main
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
@pytest.mark.parametrize("module", ["typer", "dueregard.cli.screen", "numpy", "polars", "numba", "sgp4.api"])
def test_an_interruption_while_modules_are_loaded_ends_with_130_and_no_traceback(module, files, tmp_path):
    words = ["screen", str(files["sets"]), *WINDOW, "--within", "50", "--out", "t.csv"]
    ended = subprocess.run(
        [sys.executable, "-c", AT_IMPORT, module, *words], cwd=tmp_path, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == INTERRUPTED, ended.stderr
    assert ended.stderr == "\ndueregard: interrupted; nothing half-done was left behind.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away_is_no_error(files):
    """`dueregard screen ... | head -1` ends quietly."""
    pipe = subprocess.Popen(
        [str(COMMAND), "screen", str(files["sets"]), *WINDOW, "--within", "50", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    pipe.stdout.close()
    err = pipe.stderr.read()
    pipe.stderr.close()
    pipe.wait(timeout=60)
    assert b"Traceback" not in err
