"""Catalogue numbers and international designators, visibly fictional: numbers from 900001, launches from 901."""

from collections.abc import Sequence

from dueregard.jobs.scenario.body import Body

FIRST_NUMBER = 900_001
FIRST_LAUNCH_OF_YEAR = 901
# The letters of pieces of a launch: I and O are left out, as in the real ones.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def piece(index: int) -> str:
    """Return the letters of a launch's piece, counted from 0.

    >>> piece(0), piece(23), piece(24)
    ('A', 'Z', 'AA')
    """
    letters = ""
    index += 1
    while index > 0:
        index, rest = divmod(index - 1, len(LETTERS))
        letters = LETTERS[rest] + letters
    return letters


def in_catalogue_order(bodies: Sequence[Body]) -> list[Body]:
    """Return the bodies by launch, so that numbers and designators grow with time as in a real catalogue."""
    first = {body.launch: body.launched for body in reversed(bodies)}
    return sorted(bodies, key=lambda b: (first[b.launch], b.launch))


def designators(ordered: Sequence[Body]) -> list[str]:
    """Return the international designator of each body, in the same order. Raises ValueError beyond 99 launches a
    year, where the number would no longer be visibly fictional.
    """
    launch_of: dict[str, str] = {}
    count: dict[int, int] = {}
    pieces: dict[str, int] = {}
    names: list[str] = []
    for body in ordered:
        if body.launch not in launch_of:
            year = body.launched.year
            number = FIRST_LAUNCH_OF_YEAR + count.get(year, 0)
            if number > 999:
                raise ValueError(
                    f"{year} has more than 99 fictional launches; spread the launches over more years"
                )
            count[year] = count.get(year, 0) + 1
            launch_of[body.launch] = f"{year}-{number}"
        launch = launch_of[body.launch]
        names.append(launch + piece(pieces.get(launch, 0)))
        pieces[launch] = pieces.get(launch, 0) + 1
    return names
