"""The one place where functions are compiled: Numba, without the interpreter lock, cached on disk."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Return the function compiled to machine code. Strict IEEE arithmetic: the same rows on every run."""
    return cast(F, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
