"""What all commands share: errors turned into exit codes, progress on stderr, one way to print JSON."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from dueregard.cli.progress_line import progress_line
from dueregard.jobs.kernels import FIRST_USE
from dueregard.model.errors import UsageError
from dueregard.model.time import format_instant, parse_instant


def show_progress() -> Callable[[str, float], None]:
    """Return a function to be told what is being done and how far it is (0 to 1); shown where stderr is a terminal.

    That kernels are compiled is said anywhere: it is why a first use takes a minute.
    """
    lines: dict[str, Callable[[int, int | None], None]] = {}

    def show(what: str, done: float) -> None:
        if what == FIRST_USE and what not in lines:
            warn("First use of this installation: its kernels are compiled once, which takes about a minute.")
        line = lines.setdefault(what, progress_line(what, "%"))
        line(int(100 * done), 100)

    return show


def print_json(value: Any) -> None:
    """Print a value as JSON on stdout."""
    sys.stdout.write(json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False, default=_plain) + "\n")


def _plain(value: object) -> str:
    return format_instant(value) if isinstance(value, datetime) else str(value)


def window(start: str | None, hours: float) -> datetime | None:
    """Return the start of a window as an instant (None where none is given), or raise ``UsageError``.

    The window must end within the calendar: years to 9999.
    """
    at = None if start is None else parse_instant(start)
    try:
        _ = (at or datetime(2100, 1, 1, tzinfo=UTC)) + timedelta(hours=hours)
    except OverflowError as error:
        raise UsageError(
            f"a window of {hours:g} hours from {start or 'the default start'} ends after the year 9999",
            expected="a window within the calendar",
            do="give fewer --hours or an earlier --start",
        ) from error
    return at


def say(text: str) -> None:
    """Print a line for a person on stdout."""
    sys.stdout.write(text + "\n")


def warn(text: str) -> None:
    """Print a line for a person on stderr."""
    sys.stderr.write(text + "\n")
