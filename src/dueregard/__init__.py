"""Due Regard: what was declared and notified, held against what the sky shows.

>>> import dueregard as dr
>>> callable(dr.read) and callable(dr.screen)
True

Nothing heavy is loaded until it is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dueregard.version import __version__ as __version__

if TYPE_CHECKING:
    from dueregard.api import monitor as monitor
    from dueregard.api import read as read
    from dueregard.api import read_satcat as read_satcat
    from dueregard.api import screen as screen

_PUBLIC = ("monitor", "read", "read_satcat", "screen")


def __getattr__(name: str) -> Any:
    """Load the public functions when first asked for."""
    if name in _PUBLIC:
        return getattr(import_module("dueregard.api"), name)
    raise AttributeError(f"module 'dueregard' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*_PUBLIC, "__version__"])
