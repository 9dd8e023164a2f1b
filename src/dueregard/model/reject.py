"""Records that could not be used: counted and listed, never swallowed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reject:
    """One record that was read and could not be used.

    ``line`` counts from 1 in the (decompressed) text; 0 where the format has no lines. ``reason`` is a
    short stable word for counting (``checksum``, ``truncated``, ``impossible_element``, ...); ``what``
    says what was found, ``expected`` what should have stood there, ``do`` what the reader can do.
    """

    file: str
    line: int
    reason: str
    what: str
    expected: str
    do: str
    norad_cat_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What a reader returns: the values and the rejects. Unpacks into the two: ``values, rejects = ...``."""

    values: T
    rejects: tuple[Reject, ...]

    def __iter__(self) -> Iterator[object]:
        yield self.values
        yield self.rejects
