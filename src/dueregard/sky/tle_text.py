"""Two-line and three-line text (2LE, 3LE): which lines belong together.

Names stand on the line before, with or without a leading "0 "; comments (#) and blank lines are passed over.
A line that belongs to no record is a reject, and never costs its neighbours more than itself.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import polars as pl

from dueregard.model.reject import Reading, Reject
from dueregard.sky.check import ASK_PUBLISHER
from dueregard.sky.lines import decoded, printable, quoted
from dueregard.sky.tle import TwoLines, decode_two_lines

# A broken line 1 or 2 must not pass for a name: after its number comes a catalogue number, or nothing, or too much.
_LINE: Final = re.compile(
    rb"[12] (?:[ 0-9A-Z][ 0-9]{3}[0-9](?:[A-Z ]|$)|.{23})|[12](?: [ 0-9A-Z]?[ 0-9]{0,4})?$"
)
_NAME_LIMIT: Final = (
    60  # names are cut at 24 characters; what is longer is an element line whose start was lost
)
_PAIR: Final = "a line 1 followed by its line 2"

_Marked = tuple[
    int, bytes, str
]  # number in the file, text, kind: "1", "2", "name" or "?" (long and unlike either)


def is_element_line(line: bytes, which: bytes) -> bool:
    """Return whether the text looks like line ``which`` (b"1" or b"2") of a set, whole or broken.

    >>> is_element_line(b"1 00005U 58002B   24187.49", b"1"), is_element_line(b"1 HOPPER", b"1")
    (True, False)
    """
    return line.startswith(which) and _LINE.match(line) is not None


def read_two_line_text(
    batches: Iterable[tuple[int, list[bytes]]], file: str
) -> Iterator[Reading[pl.DataFrame]]:
    """Yield, batch by batch, the sets of a two- or three-line file and the rejects."""
    held: list[_Marked] = []
    for first, lines in batches:
        held += _marked(first, lines)
        # a record has three lines at most: the last two may belong to one that goes on in the next batch
        reading, done = _paired(held, file, upto=len(held) - 2)
        yield reading
        held = held[done:]
    yield _paired(held, file, upto=len(held))[0]


def _marked(first: int, lines: list[bytes]) -> Iterator[_Marked]:
    """Yield the lines that say something."""
    for number, line in enumerate(lines, first):
        if not line or line.startswith(b"#"):
            continue
        lead = line[:1]
        if lead in b"12" and _LINE.match(line):
            yield number, line, lead.decode()
        else:
            yield number, line, "?" if len(line) >= _NAME_LIMIT else "name"


def _paired(marked: list[_Marked], file: str, *, upto: int) -> tuple[Reading[pl.DataFrame], int]:
    """Return the sets that begin before index ``upto``, the rejects, and the index of the first line not used."""
    pairs: list[tuple[_Marked, _Marked]] = []
    names: list[str | None] = []
    rejects: list[Reject] = []
    kinds = [kind for _, _, kind in marked] + ["end", "end"]
    at = 0
    while at < upto:
        named = kinds[at] == "name" and (kinds[at + 1] in "1?" or kinds[at + 1] == "2")
        one = at + named
        if (kinds[one], kinds[one + 1]) in (("1", "2"), ("1", "?"), ("?", "2")):
            pairs.append((marked[one], marked[one + 1]))
            names.append(object_name(marked[at][1]) if named else None)
            at = one + 2
        else:
            rejects.append(_alone(file, *marked[one]))
            at = one + 1
    sets = TwoLines(
        line1=[one[1] for one, _ in pairs],
        line2=[two[1] for _, two in pairs],
        number1=[one[0] for one, _ in pairs],
        number2=[two[0] for _, two in pairs],
        name=names,
    )
    sound = decode_two_lines(sets, file)
    return Reading(sound.values, (*rejects, *sound.rejects)), at


def object_name(line: bytes) -> str | None:
    """Return the name on a name line, without the leading "0 " of the three-line form; None if nothing is left.

    >>> object_name(b"0 VANGUARD 1")
    'VANGUARD 1'
    """
    return printable(decoded(line).removeprefix("0 ").strip()) or None


def _alone(file: str, number: int, line: bytes, kind: str) -> Reject:
    if kind == "1":
        return Reject(
            file, number, "line2_missing", f"line 1 without its line 2: {quoted(line)}", _PAIR, ASK_PUBLISHER
        )
    if kind == "2":
        return Reject(
            file, number, "line1_missing", f"line 2 without its line 1: {quoted(line)}", _PAIR, ASK_PUBLISHER
        )
    return Reject(
        file,
        number,
        "not_an_element_line",
        f"neither an element line nor the name before one: {quoted(line)}",
        "a name, a line that begins with '1 ', a line that begins with '2 '",
        "remove the line, or put # before it if it is a comment",
    )
