"""Whole lines out of blocks of bytes, each with its number, and text that is safe to show."""

from collections.abc import Iterable, Iterator
from typing import Final

from dueregard.model.errors import DataError

LINE_LIMIT_BYTES: Final = 2**16  # the longest line of any element-set format we know is under 2 kB
SHOWN_CHARACTERS: Final = 80
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_TRAILING: Final = b" \r\x1a"  # 1a: the end-of-file mark of old systems


def line_batches(
    blocks: Iterable[bytes], where: str, *, limit_bytes: int = LINE_LIMIT_BYTES
) -> Iterator[tuple[int, list[bytes]]]:
    r"""Yield batches of whole lines: the number of the first (from 1), and the lines without their ends.

    Ends are LF, CR LF, or CR alone where the first block has no LF; trailing spaces go with them (tabs stay: they
    may part empty cells), a byte-order mark at the very beginning is dropped. Raises :class:`DataError` for a line
    longer than ``limit_bytes``, without holding more than a block of it.

    >>> list(line_batches([b"one\r\ntw", b"o"], "here"))
    [(1, [b'one']), (2, [b'two'])]
    """
    number, rest, first, old_mac = 1, b"", True, False
    for raw in blocks:
        block = raw
        if first:
            block = block.removeprefix(BYTE_ORDER_MARK)
            old_mac = b"\n" not in block and b"\r" in block
            first = False
        if old_mac:
            block = block.replace(b"\r", b"\n")
        *lines, last = block.split(b"\n")
        if lines:
            lines[0] = rest + lines[0]
            rest = last
        else:
            rest += last
        longest = max(map(len, lines), default=0)
        if longest > limit_bytes or len(rest) > limit_bytes:
            after = next((i for i, line in enumerate(lines) if len(line) > limit_bytes), len(lines))
            raise DataError(
                f"a line of more than {limit_bytes:,} bytes",
                where=f"{where}, line {number + after}",
                expected="lines of element sets, each well under 2,000 characters",
                do="check that this is the right file and that its line ends were not lost",
            )
        if lines:
            yield number, [line.rstrip(_TRAILING) for line in lines]
            number += len(lines)
    if rest.strip():
        yield number, [rest.rstrip(_TRAILING)]


def decoded(raw: bytes) -> str:
    r"""Return the bytes as text: UTF-8, or Latin-1 where they are not UTF-8 (old catalogues).

    >>> decoded(b"CAF\xc9 1")
    'CAFÉ 1'
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def printable(text: str) -> str:
    r"""Return the text with every control character written out, so that a name cannot steer a terminal.

    >>> printable("A\x1b[2J")
    'A\\x1b[2J'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def quoted(text: str | bytes) -> str:
    """Return the text between single quotes, printable and cut to one short line.

    >>> quoted("VANGUARD 1")
    "'VANGUARD 1'"
    """
    whole = printable(decoded(text) if isinstance(text, bytes) else text)
    if len(whole) <= SHOWN_CHARACTERS:
        return f"'{whole}'"
    return f"'{whole[:SHOWN_CHARACTERS]}...' ({len(whole)} long)"
