"""The bytes of a file, decompressed, a bounded block at a time.

Compression is recognised by the first bytes, never by the name. Nothing here knows what the bytes mean. A
compressed file that ends early raises an error in mid-stream, so a caller that has not finished has nothing.

Sources of the magic numbers: RFC 1952 section 2.3.1 (gzip), the .xz file format 1.2 section 2.1.1.1,
RFC 8878 section 3.1.1 (Zstandard).
"""

import hashlib
import lzma
import stat
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import zstandard

from dueregard.model.errors import DataError

BLOCK_BYTES: Final = 4 * 2**20
PACKED_BYTES: Final = (
    2**19
)  # read at once of a packed file: some 2 MB unpacked, so that tables come in few batches
LIMIT_BYTES: Final = 2**30  # the largest real history we know (five months of all objects) is some 130 MB
ZSTD_WINDOW_BYTES: Final = 2**27  # what `zstd --long=27` writes
XZ_MEMORY_BYTES: Final = 2**28  # `xz -9` needs 65 MiB to decompress
ZSTD_STEP_BYTES: Final = 1024  # one block of 4 bytes can unfold to 128 KiB, so a step gives 32 MiB at most

_MAGIC: Final = {b"\x1f\x8b": "gzip", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zstd"}


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a file was, bit for bit: its name without folder, the sha256 (hex) of its raw bytes, and their number."""

    name: str
    sha256: str
    size_bytes: int


def fingerprint(path: str | Path) -> Fingerprint:
    """Return name, sha256 and size of the file as it lies on disk, before any decompression.

    Raises :class:`DataError` where there is no file, or a folder, or a file that may not be read.
    """
    digest, size = hashlib.sha256(), 0
    with _opened(Path(path)) as file:
        while chunk := file.read(2**20):
            digest.update(chunk)
            size += len(chunk)
    return Fingerprint(Path(path).name, digest.hexdigest(), size)


def read_blocks(
    path: str | Path, *, limit_bytes: int = LIMIT_BYTES, block_bytes: int = BLOCK_BYTES
) -> Iterator[bytes]:
    """Yield the decompressed bytes of the file in blocks of some megabytes, in order.

    Plain, .gz, .xz and .zst (window up to 128 MiB), several members one after the other included. Memory is
    bounded by a few blocks whatever the file holds. Raises :class:`DataError` for no file, a folder, an empty
    file, a damaged or truncated compressed file, and more than ``limit_bytes`` after decompression.
    """
    path = Path(path)
    total = 0
    with _opened(path) as file:
        for block in _decompressed(file, path, block_bytes):
            total += len(block)
            if total > limit_bytes:
                raise DataError(
                    f"more than {limit_bytes:,} bytes after decompression",
                    where=str(path),
                    expected=f"at most {limit_bytes:,} bytes, several times the largest catalogue with its history",
                    do="split the file by day or by object, or check that it is the right file",
                )
            yield block
    if total == 0:
        raise _empty(path)


def _opened(path: Path) -> BinaryIO:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise DataError(
                "is a folder", where=str(path), expected="a file", do="name the files in it, one by one"
            )
        if not stat.S_ISREG(mode):  # a pipe or a device could wait for ever or never end
            raise DataError(
                "is not a regular file",
                where=str(path),
                expected="a file on disk",
                do="save it to a file first",
            )
        return path.open("rb")
    except FileNotFoundError as error:
        raise DataError(
            "there is no such file", where=str(path), expected="an existing file", do="check the path"
        ) from error
    except (OSError, ValueError) as error:
        raise DataError(
            f"cannot be opened ({error})",
            where=str(path),
            expected="a readable file",
            do="check path and rights",
        ) from error


def _empty(path: Path) -> DataError:
    return DataError(
        "the file is empty", where=str(path), expected="at least one record", do="fetch or export it again"
    )


def _decompressed(file: BinaryIO, path: Path, block_bytes: int) -> Iterator[bytes]:
    head = file.read(8)
    file.seek(0)
    if not head:
        raise _empty(path)
    kind = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), "plain")
    unfold: dict[str, Callable[[BinaryIO, int], Iterator[bytes]]] = {
        "plain": _plain,
        "gzip": _gunzip,
        "xz": _unxz,
        "zstd": _unzstd,
    }
    try:
        yield from unfold[kind](file, block_bytes)
    except EOFError as error:
        raise DataError(
            f"the {kind} file ends early: it is truncated, nothing of it was used",
            where=str(path),
            expected=f"a complete {kind} stream",
            do="fetch or copy the file again",
        ) from error
    except (zlib.error, lzma.LZMAError, zstandard.ZstdError) as error:
        raise DataError(
            f"the {kind} file is damaged ({error}); nothing of it was used",
            where=str(path),
            expected=f"a sound {kind} stream (zstd: window up to 128 MiB)",
            do="fetch or copy the file again, or compress it with the usual settings",
        ) from error
    except OSError as error:
        raise DataError(
            f"cannot be read ({error})", where=str(path), expected="a readable file", do="check the disk"
        ) from error


def _plain(file: BinaryIO, block_bytes: int) -> Iterator[bytes]:
    while block := file.read(block_bytes):
        yield block


def _gunzip(file: BinaryIO, block_bytes: int) -> Iterator[bytes]:
    raw = file.read(PACKED_BYTES)
    while raw.strip(b"\0"):  # zero padding after the last member is allowed (tapes, some servers)
        member = zlib.decompressobj(wbits=31)  # 31: gzip wrapper, 32 KiB window
        while not member.eof:
            if not raw and not (raw := file.read(PACKED_BYTES)):
                raise EOFError
            block = member.decompress(raw, block_bytes)
            raw = member.unconsumed_tail
            if block:
                yield block
        raw = member.unused_data or file.read(PACKED_BYTES)


def _unxz(file: BinaryIO, block_bytes: int) -> Iterator[bytes]:
    raw = file.read(PACKED_BYTES)
    while raw.strip(b"\0"):  # stream padding, .xz format section 2.2
        stream = lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=XZ_MEMORY_BYTES)
        while not stream.eof:
            if stream.needs_input and not raw and not (raw := file.read(PACKED_BYTES)):
                raise EOFError
            block = stream.decompress(raw, block_bytes)
            raw = b""
            if block:
                yield block
        raw = stream.unused_data.lstrip(b"\0") or file.read(PACKED_BYTES).lstrip(b"\0")


def _unzstd(file: BinaryIO, block_bytes: int) -> Iterator[bytes]:
    # The library's own stream reader takes a truncated frame for a short one; a frame object says whether it ended.
    context = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_BYTES)
    raw = file.read(ZSTD_STEP_BYTES)
    held: list[bytes] = []
    size = 0
    while raw:
        frame = context.decompressobj()
        while not frame.eof:
            if not raw and not (raw := file.read(ZSTD_STEP_BYTES)):
                raise EOFError
            block = frame.decompress(raw)
            raw = b""
            held.append(block)
            size += len(block)
            if size >= block_bytes:
                yield b"".join(held)
                held, size = [], 0
        raw = frame.unused_data or file.read(ZSTD_STEP_BYTES)
    yield b"".join(held)
