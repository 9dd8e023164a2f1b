"""What a check found: each thing that is not as it was written, by its name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """``where`` names the entry, tile, checkpoint or row; ``what`` says in words what is wrong with it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Checked:
    """How much of a log was looked at and what is wrong with it: nothing where ``problems`` is empty.

    ``more`` counts the problems beyond those that are listed.
    """

    origin: str
    entries: int
    tiles: int
    checkpoints: int
    cosignatures: int
    problems: tuple[Problem, ...]
    more: int
