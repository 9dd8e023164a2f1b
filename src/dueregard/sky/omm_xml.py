"""Element sets as OMM in XML (CCSDS 505.0): one ``<omm>``, or an ``<ndm>`` with many.

Each ``<omm>`` is cut out and parsed by itself, so a broken one costs only itself. Document types and entities are
refused: no message needs them, and they can be made to fill the memory or to read other files.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final
from xml.parsers import expat  # one record at a time, without document type: nothing to expand

import polars as pl

from dueregard.model.errors import DataError
from dueregard.model.reject import Reading, Reject
from dueregard.sky.check import ASK_PUBLISHER
from dueregard.sky.lines import decoded, quoted
from dueregard.sky.omm import KEYWORDS, decode_keywords

BATCH_RECORDS: Final = 20_000
RECORD_LIMIT_BYTES: Final = 2**18  # the longest message we know, with its covariance, is 4 kB
MARK_LIMIT_BYTES: Final = 64  # no mark is longer, so the last bytes of a block may hold the beginning of one

_MARK: Final = re.compile(
    rb"<!--|<!DOCTYPE|<!ENTITY|<(/?)(?:[\w.-]{1,32}:)?(omm|ndm)(?=[\s>/])", re.IGNORECASE
)


def read_omm_xml(blocks: Iterable[bytes], file: str, where: str) -> Iterator[Reading[pl.DataFrame]]:
    """Yield, batch by batch, the messages of an XML file and the rejects.

    Raises :class:`DataError` where the file declares a document type or an entity.
    """
    records: list[dict[str, str]] = []
    lines: list[int] = []
    rejects: list[Reject] = []
    for line, piece in _messages(blocks, where):
        found = (
            _reject(file, line, "truncated", piece)
            if isinstance(piece, str)
            else _keywords(piece, file, line)
        )
        if isinstance(found, Reject):
            rejects.append(found)
        else:
            records.append(found)
            lines.append(line)
        if len(records) >= BATCH_RECORDS:
            yield _decoded(records, lines, rejects, file)
            records, lines, rejects = [], [], []
    yield _decoded(records, lines, rejects, file)


def _messages(blocks: Iterable[bytes], where: str) -> Iterator[tuple[int, bytes | str]]:
    """Yield each ``<omm>...</omm>`` with the line it begins in, or the words for what is not whole."""
    buffer, at, line, counted = b"", 0, 1, 0  # line: the line of buffer[counted]
    start, start_line, comment, ndm_open = -1, 0, False, False  # start: where the open message begins, or -1
    for block in chain(blocks, (b"",)):
        buffer += block
        while True:
            if comment:
                end = buffer.find(b"-->", at)
                if end < 0:
                    at = max(at, len(buffer) - 2)
                    break
                at, comment = end + 3, False
            mark = _MARK.search(buffer, at)
            if mark is None:
                at = max(at, len(buffer) - MARK_LIMIT_BYTES)
                break
            at = mark.end()
            line += buffer.count(b"\n", counted, mark.start())
            counted = mark.start()
            closing, element = mark.group(1), mark.group(2)
            if mark.group() == b"<!--":
                comment = True
            elif element is None:
                raise DataError(
                    f"an XML declaration {mark.group().decode()}",
                    where=f"{where}, line {line}",
                    expected="plain XML without document type and entities",
                    do="remove the declaration, after looking at what it is for",
                )
            elif element.lower() == b"ndm":
                ndm_open = not closing
            elif not closing:
                if start >= 0:
                    yield start_line, "an <omm> that is not closed before the next one"
                start, start_line = mark.start(), line
            elif start < 0:
                yield line, "an </omm> without its <omm>"
            else:
                yield start_line, buffer[start:at] + b">"
                start = -1
        if start >= 0 and len(buffer) - start > RECORD_LIMIT_BYTES:
            yield start_line, f"an <omm> of more than {RECORD_LIMIT_BYTES:,} bytes"
            start = -1
        used = start if start >= 0 else at
        if used > counted:
            line, counted = line + buffer.count(b"\n", counted, used), used
        buffer, at, counted, start = buffer[used:], at - used, counted - used, 0 if start >= 0 else -1
    if start >= 0:
        yield start_line, "an <omm> that is not closed before the end of the file"
    elif ndm_open or comment:
        yield line, f"{'a comment' if comment else 'an <ndm>'} that is not closed: records may be missing"


def _keywords(piece: bytes, file: str, line: int) -> dict[str, str] | Reject:
    """Return keyword and text of every element without children, or the reject of what is no sound message."""
    found: dict[str, str] = {}
    twice: list[str] = []
    text: list[str] = []
    leaf = False

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal leaf
        leaf = True
        text.clear()

    def end(name: str) -> None:
        nonlocal leaf
        key = name.rpartition(":")[2].upper()
        value = "".join(text).strip()
        if leaf and found.setdefault(key, value) != value and key in KEYWORDS:
            twice.append(f"{key} is given twice, {quoted(found[key])} and {quoted(value)}")
        leaf = False

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text.append
    try:
        parser.Parse(decoded(piece).encode(), True)
    except expat.ExpatError as error:
        what = f"not well-formed XML in line {line + error.lineno - 1} ({expat.ErrorString(error.code)})"
        return _reject(file, line, "layout", what)
    return _reject(file, line, "contradiction", twice[0]) if twice else found


def _decoded(
    records: list[dict[str, str]], lines: list[int], rejects: list[Reject], file: str
) -> Reading[pl.DataFrame]:
    columns = {name: [record.get(name) for record in records] for name in KEYWORDS}
    sound = decode_keywords(columns, lines, file, message=True)
    return Reading(sound.values, (*rejects, *sound.rejects))


def _reject(file: str, line: int, reason: str, what: str) -> Reject:
    return Reject(
        file, line, reason, what, "a whole <omm> ... </omm>, each keyword in it once", ASK_PUBLISHER
    )
