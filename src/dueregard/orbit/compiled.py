"""The one place where functions are compiled: Numba, without the interpreter lock, cached on disk.

A compiled function holds those it calls, and Numba looks only at its own file when it asks whether the cache is still
good. So the stamp of the cache is made of all files that kernels are written in: change one, and all are compiled anew.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


@cache
def source_stamp() -> tuple[float, int]:
    """Return the newest time of change and the size of all files in the folder of kernels together."""
    files = [path.stat() for path in Path(__file__).parent.rglob("*.py")]
    return max(file.st_mtime for file in files), sum(file.st_size for file in files)


def compiled(function: F) -> F:
    """Return the function compiled to machine code. Strict IEEE arithmetic: the same rows on every run."""
    dispatcher = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    file: Any = getattr(getattr(dispatcher, "_cache", None), "_cache_file", None)
    if hasattr(file, "_source_stamp"):
        file._source_stamp = source_stamp()
    return cast(F, dispatcher)
