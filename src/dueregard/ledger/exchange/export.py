"""Exporting a log to a folder, for a web server, or to one zip file, for a stick. Each file appears whole or never.

The checkpoint comes last: whoever reads it finds all that it speaks of.
"""

import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import IO, Final

from dueregard.ledger.checkpoint import Checkpoint, signed_by_log
from dueregard.ledger.database import Ledger
from dueregard.ledger.exchange.published import CHECKPOINT, Publication
from dueregard.ledger.note import note_from
from dueregard.model.errors import DataError

_READABLE: Final = 0o644  # a web server is another user

Progress = Callable[[int, int], None]
"""(files done, files in all)"""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the tree that is now published, how many files are new and how many were there."""

    tree: Checkpoint
    written: int
    there: int


def export_folder(ledger: Ledger, origin: str, folder: Path, progress: Progress | None = None) -> Exported:
    """Write a log to a folder, as far as it is not there yet, and return what was written.

    Files of partial tiles that neither this checkpoint nor the one before needs are removed. What is there is not
    read again: of a damaged medium make a new one. DataError where the
    folder cannot be written, holds another log or another history of this one, or the ledger is damaged.
    """
    publication = Publication(ledger, origin)
    with _told(folder):
        before = _there(publication, folder)
        paths = list(publication.paths())
        written = there = 0
        for done, path in enumerate(paths, 1):
            if path != CHECKPOINT and (folder / path).is_file():
                there += 1
            else:
                _write(folder / path, _pieces(publication, path))
                written += 1
            if progress is not None:
                progress(done, len(paths))
        _remove_partial(folder, {*paths, *(publication.paths_at(before.size) if before else ())})
    return Exported(publication.tree, written, there)


def export_zip(
    ledger: Ledger, origin: str, file: Path, since: int = 0, progress: Progress | None = None
) -> Exported:
    """Write a log to one zip file, in place of one that is there, and return what was written.

    With ``since`` it holds what somebody needs who has so many entries of it already. DataError where the file cannot
    be written or the ledger is damaged.
    """
    publication = Publication(ledger, origin)
    paths = list(publication.paths(since))
    with _told(file), _whole_file(file) as opened, zipfile.ZipFile(opened, "w") as packed:
        for done, path in enumerate(paths, 1):
            # Hashes cannot be packed; entries, base64 in JSON, can. No time of writing: the same log, the same file.
            info = zipfile.ZipInfo(path)
            info.compress_type = zipfile.ZIP_STORED if path.startswith("tile/") else zipfile.ZIP_DEFLATED
            info.external_attr = _READABLE << 16
            with packed.open(info, "w", force_zip64=True) as inside:
                for piece in _pieces(publication, path):
                    inside.write(piece)
            if progress is not None:
                progress(done, len(paths))
    return Exported(publication.tree, len(paths), 0)


def _there(publication: Publication, folder: Path) -> Checkpoint | None:
    """Return the checkpoint that the folder holds, None where it holds none; DataError where it cannot be continued."""
    try:
        data = (folder / CHECKPOINT).read_bytes()
    except FileNotFoundError:
        return None
    try:
        tree = signed_by_log(note_from(data), publication.key)
        if not publication.began_as(tree):
            raise ValueError(
                f"its {tree.size} entries are not the beginning of this log of {publication.tree.size}"
            )
    except ValueError as error:
        raise DataError(
            f"the folder holds something else than this log ({error})",
            where=str(folder),
            expected=f"an empty folder, or an earlier export of {publication.tree.origin}",
            do="name another folder; nothing was written",
        ) from error
    return tree


def _pieces(publication: Publication, path: str) -> Iterator[bytes]:
    pieces = publication.file(path)
    if pieces is None:
        raise ValueError(f"the log has no file {path}")
    return pieces


def _remove_partial(folder: Path, needed: Iterable[str]) -> None:
    keep = {str(folder / path) for path in needed}
    for kind in ("tile", "entries"):
        for file in folder.glob(f"{kind}/**/*.p/*"):
            if str(file) not in keep:
                file.unlink(missing_ok=True)
                with suppress(OSError):  # others are in it
                    file.parent.rmdir()


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with _whole_file(path) as file:
        for piece in pieces:
            file.write(piece)


@contextmanager
def _whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Hand out a new file that takes the place of ``path`` once it is on the disk; nothing of it stays otherwise."""
    number, name = mkstemp(prefix=".part-", dir=path.parent)
    try:
        with open(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _READABLE)
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


@contextmanager
def _told(where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DataError(
            f"it cannot be written ({error.strerror or error})",
            where=str(error.filename or where),
            expected="a place with room, which this user may write to",
            do="make room or name another place, and export again: files that are there already stay",
        ) from error
