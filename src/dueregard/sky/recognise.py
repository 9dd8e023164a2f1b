"""What a file of element sets is written in, told from its first bytes, never from its name."""

import csv
import re
from dataclasses import dataclass
from typing import Final, Literal

from dueregard.model.errors import DataError
from dueregard.sky.lines import BYTE_ORDER_MARK, LINE_LIMIT_BYTES, decoded, quoted
from dueregard.sky.omm import REQUIRED
from dueregard.sky.omm_csv import holds_keywords
from dueregard.sky.table import split_row
from dueregard.sky.tle_table import holds_two_lines
from dueregard.sky.tle_text import is_element_line

Kind = Literal["two-line text", "two-line table", "OMM CSV", "OMM JSON", "OMM XML", "OMM KVN", "Parquet"]

HEAD_BYTES: Final = LINE_LIMIT_BYTES
DELIMITERS: Final = ("\t", ",", ";", "|")
READ: Final = "OMM as CSV, JSON, XML or KVN, two- or three-line sets, tables with both lines, Parquet"
OTHERS: Final = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"SQLite format 3": "an SQLite database",
    b"BZh": "a bzip2 file",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x1f\x8b": "a compressed file within a compressed file",
    b"\xfd7zXZ": "a compressed file within a compressed file",
    b"\x28\xb5\x2f\xfd": "a compressed file within a compressed file",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}
CONTROL_SHARE: Final = 0.05  # random bytes hold 10 %; a stray one in a text costs its record, not the file
_KVN: Final = re.compile(r"[A-Z_0-9]+\s*=")
_CCSDS: Final = re.compile(r"CCSDS_([A-Z]+)_VERS")
_CONTROL: Final = re.compile(rb"[\0-\x08\x0e-\x19\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is written in, and for tables the character between the cells."""

    kind: Kind
    delimiter: str = ""


def recognise(head: bytes, where: str) -> Recognised:
    """Return what a file is written in, from its first ``HEAD_BYTES`` decompressed bytes (fewer: that is all of it).

    Raises :class:`DataError` that says what the file seems to be instead.
    """
    if head.startswith(b"PAR1"):
        return Recognised("Parquet")
    for magic, name in OTHERS.items():
        if head.startswith(magic):
            raise _not_elements(f"is {name}", where)
    body = head.removeprefix(BYTE_ORDER_MARK)
    text = body.lstrip()
    if not text:
        raise _not_elements("holds nothing but blanks", where)
    if text[:1] in b"[{":
        return Recognised("OMM JSON")
    if text[:1] == b"<":
        return _markup(text, where)
    if len(_CONTROL.findall(body)) > CONTROL_SHARE * len(body):
        raise _not_elements("is not text", where)
    if len(head) >= HEAD_BYTES and b"\n" not in body and b"\r" not in body:
        raise DataError(
            f"a line of more than {LINE_LIMIT_BYTES:,} bytes",
            where=f"{where}, line 1",
            expected="lines of element sets, each well under 2,000 characters",
            do="check that this is the right file and that its line ends were not lost",
        )
    lines = [line for line in body.splitlines() if line.strip() and not line.startswith((b"#", b"COMMENT"))]
    if not lines:
        raise _not_elements("holds only comments", where)
    first = decoded(lines[0])
    message = _CCSDS.match(first)
    if message and message[1] == "OEM":
        raise _trajectory(where)
    if message and message[1] != "OMM":
        raise _not_elements(f"is a CCSDS message of kind {message[1]}", where)
    if message or _KVN.match(first):
        return Recognised("OMM KVN")
    table = _table(first)
    if table is not None:
        return table
    if any(is_element_line(line, which) for line in lines for which in (b"1", b"2")):
        return Recognised("two-line text")
    if any(line.startswith(b"CCSDS_OMM_VERS") for line in lines):  # the first line is broken, the rest is not
        return Recognised("OMM KVN")
    raise _not_elements(f"begins with {quoted(first)}", where)


def _table(header: str) -> Recognised | None:
    for delimiter in DELIMITERS:
        try:
            columns = split_row(header, delimiter)
        except csv.Error:  # quoted for another delimiter
            continue
        complete = set(REQUIRED) <= {column.strip().upper() for column in columns}
        if holds_two_lines(columns) and not complete:
            return Recognised("two-line table", delimiter)
        if holds_keywords(
            columns
        ):  # also where both lines are there, as in Space-Track's: OMM prints more digits
            return Recognised("OMM CSV", delimiter)
    return None


def _markup(text: bytes, where: str) -> Recognised:
    lower = text.lower()
    if re.search(rb"<html[\s>]|<!doctype html|<head>", lower):
        raise _not_elements(f"is a web page: {quoted(text[:200])}", where)
    trajectory = re.search(rb"<(?:[\w.-]+:)?oem[\s>/]", lower)
    if trajectory and not re.search(rb"<(?:[\w.-]+:)?omm[\s>/]", lower):
        raise _trajectory(where)
    root = re.search(rb"<(?:[\w.-]+:)?(omm|ndm)[\s>/]", lower)
    if root is None and not re.search(rb"<!(doctype|entity)", lower):
        raise _not_elements(f"is XML, but neither <omm> nor <ndm>: {quoted(text[:200])}", where)
    return Recognised("OMM XML")


def _trajectory(where: str) -> DataError:
    return DataError(
        "not a file of element sets: it is a stated trajectory (CCSDS OEM), one object's path on a grid of states",
        where=where,
        expected=READ,
        do="give a catalogue of element sets here, and the trajectory with --trajectory",
    )


def _not_elements(what: str, where: str) -> DataError:
    return DataError(
        f"not a file of element sets: it {what}",
        where=where,
        expected=READ,
        do="check that this is the right file; if a server sent it, read what the server says in it",
    )
