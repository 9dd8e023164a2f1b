"""Where things are kept by default on each platform, and how a file is put there whole or not at all."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from dueregard.model.errors import DataError

PART = ".part"  # ending of a file that is still being written; never read, safe to delete


def cache_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Return the folder for what can be fetched again: ``$DUEREGARD_CACHE``, else the platform's cache folder.

    >>> cache_folder({"DUEREGARD_CACHE": "/tmp/here"}).name
    'here'
    """
    if environ.get("DUEREGARD_CACHE"):
        return Path(environ["DUEREGARD_CACHE"])
    if platform == "win32":
        return _under(environ, "LOCALAPPDATA", "AppData/Local") / "dueregard" / "Cache"
    if platform == "darwin":
        return Path.home() / "Library" / "Caches" / "dueregard"
    return _under(environ, "XDG_CACHE_HOME", ".cache") / "dueregard"


def data_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Return the folder for what is kept: ``$DUEREGARD_DATA``, else the platform's user data folder.

    >>> data_folder({"XDG_DATA_HOME": "/tmp/share"}, "linux").parts[-2:]
    ('share', 'dueregard')
    """
    if environ.get("DUEREGARD_DATA"):
        return Path(environ["DUEREGARD_DATA"])
    if platform == "win32":
        return _under(environ, "LOCALAPPDATA", "AppData/Local") / "dueregard" / "Data"
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "dueregard"
    return _under(environ, "XDG_DATA_HOME", ".local/share") / "dueregard"


def make_folder(folder: Path) -> Path:
    """Create the folder with its parents where it is not there yet and return it; DataError where impossible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            f"the folder cannot be made ({error.strerror or error})",
            where=str(folder),
            expected="a folder this user may write to",
            do="name another folder",
        ) from error
    return folder


def part_of(final: Path) -> Path:
    """Return the name under which ``final`` is written until it is whole: same folder, of this process only."""
    return final.with_name(f".{final.name}.{os.getpid()}{PART}")


def write_whole(final: Path, content: bytes) -> None:
    """Write the file so that a reader sees all of the old content or all of the new, also after a power cut."""
    part = part_of(final)
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(part, final)
    except OSError as error:
        raise DataError(
            f"the file cannot be written ({error.strerror or error})",
            where=str(final),
            expected="a folder with room that this user may write to",
            do="free some space or name another folder; what was there before is unchanged",
        ) from error
    finally:
        part.unlink(missing_ok=True)


def put_in_place(part: Path, final: Path) -> None:
    """Rename a file that is already written and synced to its final name, and sync the folder."""
    part.replace(final)
    if sys.platform != "win32":  # Windows cannot open a folder; its rename is journalled
        folder = os.open(final.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def remove_leftovers(folder: Path) -> int:
    """Delete files that an interrupted run left half written and return how many. Call it under the lock only."""
    leftovers = [path for path in folder.iterdir() if path.name.startswith(".") and path.name.endswith(PART)]
    for path in leftovers:
        path.unlink(missing_ok=True)
    return len(leftovers)


def _under(environ: Mapping[str, str], variable: str, otherwise: str) -> Path:
    return Path(environ[variable]) if environ.get(variable) else Path.home() / otherwise


def element_sets_folder(data: Path) -> Path:
    """Return where the element sets of a data folder are kept: the ``folder`` of ``sky.store``."""
    return data / "element-sets"
