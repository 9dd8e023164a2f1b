"""What all commands share: errors turned into exit codes, progress on stderr, one way to print JSON."""

import json
import sys
from collections.abc import Callable
from typing import Any

from dueregard.cli.progress_line import progress_line

INTERRUPTED = 130  # what shells expect of a command ended with Ctrl-C


def show_progress() -> Callable[[str, float], None]:
    """Return a function to be told what is being done and how far it is (0 to 1); shown where stderr is a terminal."""
    lines: dict[str, Callable[[int, int | None], None]] = {}

    def show(what: str, done: float) -> None:
        line = lines.setdefault(what, progress_line(what, "%"))
        line(int(100 * done), 100)

    return show


def print_json(value: Any) -> None:
    """Print a value as JSON on stdout."""
    sys.stdout.write(json.dumps(value, indent=1, ensure_ascii=False, default=str) + "\n")


def say(text: str) -> None:
    """Print a line for a person on stdout."""
    sys.stdout.write(text + "\n")


def warn(text: str) -> None:
    """Print a line for a person on stderr."""
    sys.stderr.write(text + "\n")
