"""What files are called where several are read together."""

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path


def told_apart(paths: Sequence[str | Path]) -> list[str]:
    """Return the name of each file, and where another one is called the same, as many folders above as tell them apart.

    No more of a path than that: what is written about a run does not say where files lie. One file named twice is
    called the same twice.

    >>> told_apart(["/sky/monday/gp.csv", "/sky/tuesday/gp.csv", "/sky/satcat.csv"])
    ['monday/gp.csv', 'tuesday/gp.csv', 'satcat.csv']
    """
    whole = [Path(os.path.abspath(path)).parts for path in paths]
    of_name: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for parts in whole:
        of_name[parts[-1]].add(parts)
    return [_called(parts, of_name[parts[-1]] - {parts}) for parts in whole]


def _called(parts: tuple[str, ...], others: set[tuple[str, ...]]) -> str:
    needed = 1 + max((_common(parts, other) for other in others), default=0)
    return Path(*parts[-needed:]).as_posix()


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Return how many parts two paths have in common at their ends."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return next((k for k, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
