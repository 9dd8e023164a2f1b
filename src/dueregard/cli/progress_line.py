"""One line on stderr that says how far long work is; nothing where stderr is not a terminal."""

import sys
import time
from collections.abc import Callable

_EVERY_S = 0.2


def progress_line(what: str, unit: str) -> Callable[[int, int | None], None]:
    """Return a function to be told what is done and how much there is; it shows a line that replaces itself."""
    shown_at = 0.0

    def show(done: int, total: int | None) -> None:
        nonlocal shown_at
        complete = done == total
        if not sys.stderr.isatty() or (not complete and time.monotonic() - shown_at < _EVERY_S):
            return
        shown_at = time.monotonic()
        of = f" of {total:,}" if total is not None else ""
        sys.stderr.write(f"\r{what}: {done:,}{of} {unit}\x1b[K" + ("\n" if complete else ""))
        sys.stderr.flush()

    return show
