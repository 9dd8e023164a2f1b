"""The kernels made ready while files are read; where that takes long, it is their first use, and is said so."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Final

FIRST_USE: Final = "first use: compiling, once"
PATIENCE_S: Final = 1.5  # from the cache all kernels are there in half a second
# One token for each thread that loads. Whether a thread is alive cannot be asked: in Python 3.11 a join that Ctrl-C
# interrupts takes the thread for stopped (bpo-45274).
_loading: Final = set[object]()


class _LeftError(Exception):
    """Nobody waits for the kernels any more."""


@contextmanager
def kernels_ready(progress: Callable[[str, float], None] | None, *, paths: bool = False) -> Iterator[None]:
    """Load or compile the kernels beside what the block does, those of ``paths`` too; at its end they are ready.

    A failure to compile is raised where the kernels are used, not here: another thread's error says less. Where the
    block raises, nobody waits: what is being compiled then is the last.
    """
    done = [0.0]
    left = Event()

    def told(share: float) -> None:
        if left.is_set():
            raise _LeftError
        done[0] = share

    def load() -> None:
        try:
            with suppress(Exception):
                from dueregard.orbit.warm import warm

                warm(told, paths=paths)
        finally:
            _loading.discard(left)

    thread = Thread(target=load, name="kernels", daemon=True)
    _loading.add(left)
    thread.start()
    try:
        yield
    except BaseException:
        left.set()
        raise
    thread.join(PATIENCE_S)
    said = False
    while thread.is_alive():
        if progress is not None:
            progress(FIRST_USE, done[0])
            said = True
        thread.join(0.5)
    if progress is not None and said:
        progress(FIRST_USE, 1.0)


def still_loading() -> bool:
    """Return whether kernels are being loaded or compiled at this moment, because an error came in between."""
    return bool(_loading)
