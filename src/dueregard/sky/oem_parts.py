"""What a trajectory message is made of, whatever it is written in: parts in their order, gathered into blocks.

A block is one metadata section with the states that follow it. Nothing here judges what the words mean.
"""

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dueregard.model.errors import DataError
from dueregard.model.reject import Reject
from dueregard.sky.lines import quoted
from dueregard.sky.oem_times import FIRST_YEAR, LAST_YEAR, parse_epoch

ASK_AUTHOR: Final = "ask the author of the trajectory for a corrected one"
METADATA: Final = (
    "OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "REF_FRAME_EPOCH", "TIME_SYSTEM", "START_TIME",
    "USEABLE_START_TIME", "USEABLE_STOP_TIME", "STOP_TIME", "INTERPOLATION", "INTERPOLATION_DEGREE",
)  # fmt: skip
HEADER: Final = ("CLASSIFICATION", "CREATION_DATE", "ORIGINATOR", "MESSAGE_ID")
EPOCH_WORDS: Final = (
    f"YYYY-MM-DDThh:mm:ss.d or YYYY-DDDThh:mm:ss.d, {FIRST_YEAR} to {LAST_YEAR}, not within a leap second"
)
COMMENT_LIMIT: Final = 1000  # kept for each block; none of them is needed to use the states
REJECT_LIMIT: Final = 100_000  # for each file: some 50 MB of them
STATE_LIMIT: Final = 2_000_000  # for each file: a month at one a second is 2.6 million, and nobody needs that


class Part(NamedTuple):
    """One part of a message: ``name`` and ``value`` of a keyword, the words of a comment, the fields of a state."""

    kind: Literal["message", "segment", "keyword", "comment", "state", "covariance"]
    line: int
    name: str = ""
    value: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One segment as written. ``header`` and ``metadata``: keyword → (value, line).

    ``epochs_us``: (n,), microseconds since 1970 of the message's own time system; ``states``: (n, 6), km and km/s;
    ``lines``: (n,). In the order of the file, nothing sorted. ``rejects``: what could not be read within it.
    """

    message: int  # counted from 1 in the file
    line: int
    header: Mapping[str, tuple[str, int]]
    metadata: Mapping[str, tuple[str, int]]
    comments: tuple[str, ...]
    covariances: int
    epochs_us: NDArray[np.int64]
    states: NDArray[np.float64]
    lines: NDArray[np.int64]
    rejects: tuple[Reject, ...]


class _Open:
    """A block that is still being read."""

    def __init__(
        self, message: int, line: int, header: dict[str, tuple[str, int]], comments: list[str]
    ) -> None:
        self.message, self.line, self.header, self.comments = message, line, header, comments
        self.metadata: dict[str, tuple[str, int]] = {}
        self.covariances = 0
        self.epochs, self.lines, self.states = array("q"), array("q"), array("d")
        self.rejects: list[Reject] = []

    def closed(self) -> Block:
        return Block(
            self.message,
            self.line,
            self.header,
            self.metadata,
            tuple(self.comments),
            self.covariances,
            np.array(self.epochs, np.int64),
            np.array(self.states, np.float64).reshape(-1, 6),
            np.array(self.lines, np.int64),
            tuple(self.rejects),
        )


def blocks(parts: Iterable[Part | Reject], file: str, where: str) -> Iterator[Block | Reject]:
    """Yield the blocks of a file, each when it is complete, and the rejects of what lies between them.

    What cannot be read between the metadata of a block and the next is among that block's rejects. Raises
    :class:`DataError` for more than ``STATE_LIMIT`` states or ``REJECT_LIMIT`` bad lines.
    """
    header: dict[str, tuple[str, int]] = {}
    remarks: list[str] = []
    block: _Open | None = None
    message, count, begun = 1, 0, False
    for part in parts:
        wrong: Reject | None = None
        if isinstance(part, Reject):
            wrong = part
        elif part.kind in ("message", "segment"):
            if block is not None:
                yield block.closed()
            block = None
            if part.kind == "message":
                message += begun
                header, remarks = {}, []
            else:
                block = _Open(message, part.line, header, list(remarks))
            begun = True
        elif part.kind == "comment":
            heard = remarks if block is None else block.comments
            if len(heard) < COMMENT_LIMIT:
                heard.append(part.value)
        elif part.kind == "keyword":
            wrong = _keyword(part, header if block is None else block.metadata, block is None, file)
        elif block is None:
            what = f"a {part.kind} before any metadata"
            wrong = Reject(file, part.line, "layout", what, "META_START", ASK_AUTHOR)
        elif part.kind == "covariance":
            block.covariances += 1
        else:
            count += 1
            if count > STATE_LIMIT:
                raise DataError(
                    f"more than {STATE_LIMIT:,} states",
                    where=f"{where}, line {part.line}",
                    expected="a trajectory with a state every ten seconds or less often",
                    do="thin it out, or split it",
                )
            wrong = _state(part, block, file)
        if wrong is not None and block is not None:
            block.rejects.append(wrong)
            if len(block.rejects) > REJECT_LIMIT:
                raise DataError(
                    f"more than {REJECT_LIMIT:,} lines cannot be used, and reading stopped there ({wrong.what})",
                    where=f"{where}, line {part.line}",
                    expected="a trajectory with a bad line here and there",
                    do="check that this is the right file",
                )
        elif wrong is not None:
            yield wrong
    if block is not None:
        yield block.closed()


def _keyword(part: Part, into: dict[str, tuple[str, int]], header: bool, file: str) -> Reject | None:
    known = HEADER if header else METADATA
    if part.name not in known:
        what = f"{quoted(part.name)} is not a keyword of the {'header' if header else 'metadata'}"
        return Reject(file, part.line, "layout", what, " or ".join(known), ASK_AUTHOR)
    value, line = into.setdefault(part.name, (part.value, part.line))
    if value == part.value:
        return None
    what = f"{part.name} is {quoted(part.value)}, but {quoted(value)} in line {line}"
    return Reject(file, part.line, "contradiction", what, "each keyword once", ASK_AUTHOR)


def _state(part: Part, block: _Open, file: str) -> Reject | None:
    """Add a state to its block, or return why it is none."""

    def reject(reason: str, what: str, expected: str) -> Reject:
        return Reject(file, part.line, reason, what, expected, ASK_AUTHOR)

    fields = part.fields
    if len(fields) not in (7, 10):
        what = f"{len(fields)} fields, {quoted(' '.join(fields))}"
        return reject("layout", what, "an epoch with 6 numbers, or 9 with accelerations")
    epoch = parse_epoch(fields[0])
    if epoch is None:
        return reject("epoch", f"epoch {quoted(fields[0])}", EPOCH_WORDS)
    try:
        numbers = [float(text) for text in fields[1:7]]
        if not math.isfinite(sum(numbers)) or "_" in "".join(fields):
            raise ValueError  # float() knows nan, inf and 1_000; the standard (7.5) does not
    except ValueError:
        return reject("layout", f"{quoted(' '.join(fields[1:7]))}", "six decimal numbers, in km and km/s")
    block.epochs.append(epoch)
    block.lines.append(part.line)
    block.states.extend(numbers)
    return None
