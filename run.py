#!/usr/bin/env python3
"""Set up Due Regard in a private environment and run it.  Needs only Python 3.11 or newer and pip.

    python3 run.py demo       the main job on the packaged scenario, offline
    python3 run.py test       what CI runs: the tests
    python3 run.py check      format, lint, types, import contracts
    python3 run.py validate   the slow published comparisons
    python3 run.py bench      time, memory and exactness beside other programs (docs/performance.md)
    python3 run.py setup      only the environment
    python3 run.py ARGS...    anything else goes to the dueregard command

The environment is .venv beside this file; after any call .venv/bin/dueregard exists.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
COMMAND = BIN / ("dueregard.exe" if os.name == "nt" else "dueregard")
EXTRAS = ("", "dev", "bench")
# Test files are independent of each other: they run on two cores at a time, each as a whole.
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadfile")
FOR_USERS = {"web"}  # extras of the package that nobody who starts it here shall have to know about


def install(extra: str) -> None:
    """Install the project with this extra into .venv, once per pyproject.toml and Python.

    The benchmarks' peers are asked for together with whatever was there before: they are guests, and no tool of the
    tests may change its version for them. Nothing else ever waits for them.
    """
    state = hashlib.sha256((HERE / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    marks = {name: VENV / f".installed-{name}" for name in EXTRAS}
    there = {name for name, mark in marks.items() if mark.is_file()}
    done = {name for name in there if marks[name].read_text() == state}
    # Whatever extra was installed, the project itself was too.
    if COMMAND.exists() and (extra in done or (extra == "" and done)):
        return
    print(f"Setting up {VENV} (first time or changed requirements) ...", file=sys.stderr, flush=True)
    if not PYTHON.exists():
        venv.create(VENV, with_pip=False, symlinks=os.name != "nt")
    wanted = {extra} | (there if extra == "bench" else set())
    target = f"{HERE}[{','.join(sorted((wanted - {''}) | FOR_USERS))}]"
    # pip of the outer Python installs into the private one: works where ensurepip is split off, and where
    # PEP 668 blocks installing outside an environment.
    pip = [sys.executable, "-m", "pip", "--python", str(PYTHON), "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", "--no-warn-script-location", "-e", target], check=True)
    for name in wanted:
        marks[name].write_text(state)


def run(*args: str) -> int:
    """Run a command of the private environment in this folder."""
    return subprocess.run([str(PYTHON), *args], cwd=HERE, check=False).returncode


def check() -> int:
    """Format, lint, types and import contracts; every one is run even where an earlier one fails."""
    results = [
        run("-m", "ruff", "format", "--check", "."),
        run("-m", "ruff", "check", "."),
        run("-m", "mypy"),
        subprocess.run([str(BIN / "lint-imports")], cwd=HERE, check=False).returncode,
    ]
    return max(results)


def main(arguments: list[str]) -> int:
    """Dispatch; return the exit code."""
    if sys.version_info < (3, 11):
        print("Due Regard needs Python 3.11 or newer; this is", sys.version.split()[0], file=sys.stderr)
        return 2
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    install("dev" if verb in ("test", "check", "validate") else verb if verb == "bench" else "")
    if verb == "test":
        return run("-m", "pytest", "-m", "not slow", *SIDE_BY_SIDE, *rest)
    if verb == "validate":
        return run("-m", "pytest", "-m", "slow", "tests", "validation", *rest)
    if verb == "check":
        return check()
    if verb == "bench":  # in the caller's folder too: it may be given a catalogue
        return subprocess.run([str(PYTHON), str(HERE / "benchmarks"), *rest], check=False).returncode
    if verb == "setup":
        return 0
    # The command keeps the caller's folder, so that the paths it is given mean what they say.
    return subprocess.run([str(COMMAND), *(arguments or ["--help"])], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
