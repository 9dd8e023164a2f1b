"""The kernels made ready while files are read; where that takes long, it is their first use, and is said so."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Final

FIRST_USE: Final = "first use: compiling, once"
PATIENCE_S: Final = 1.5  # from the cache all kernels are there in half a second


@contextmanager
def kernels_ready(progress: Callable[[str, float], None] | None, *, paths: bool = False) -> Iterator[None]:
    """Load or compile the kernels beside what the block does, those of ``paths`` too; at its end they are ready.

    A failure to compile is raised where the kernels are used, not here: another thread's error says less. Where the
    block raises, nobody waits for the rest.
    """
    done = [0.0]

    def load() -> None:
        from dueregard.orbit.warm import warm

        with suppress(Exception):
            warm(lambda share: done.__setitem__(0, share), paths=paths)

    thread = Thread(target=load, name="kernels", daemon=True)
    thread.start()
    yield
    thread.join(PATIENCE_S)
    told = False
    while thread.is_alive():
        if progress is not None:
            progress(FIRST_USE, done[0])
            told = True
        thread.join(0.5)
    if progress is not None and told:
        progress(FIRST_USE, 1.0)
