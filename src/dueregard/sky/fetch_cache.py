"""What was fetched before and when: a copy with a side file that says where it came from, and the last request."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dueregard.model.errors import DueRegardError
from dueregard.model.time import format_instant, parse_instant
from dueregard.sky.fetch_query import Query, query_url
from dueregard.sky.folders import write_whole

# CelesTrak updates no list more often than every two hours and asks that none is requested more often (its usage
# policy of 22 May 2026 and the words of its refusals).
REST = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Copy:
    """A good answer in the cache: ``file`` is its name in the folder, ``confirmed_at`` when the server last said that
    it is still the newest. ``headers`` are those of the answer that tell what it is and how to ask for a newer one.
    """

    url: str
    file: str
    fetched_at: datetime
    confirmed_at: datetime
    sha256: str
    size: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """The last request that may have reached the server. ``outcome`` is ``ok``, ``refused`` or ``no answer``; ``words``
    is what went wrong, with the server's own words.
    """

    url: str
    at: datetime
    outcome: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one query's files are in a cache folder."""

    folder: Path
    stem: str
    ending: str

    @property
    def side(self) -> Path:
        """Return the side file of the good copy."""
        return self.folder / f"{self.stem}.json"

    @property
    def asked(self) -> Path:
        """Return the note of the last request."""
        return self.folder / f"{self.stem}.asked.json"

    def data(self, fetched_at: datetime) -> Path:
        """Return the file for an answer of this time: a name of its own, so that no good copy is overwritten."""
        return self.folder / f"{self.stem}-{fetched_at:%Y%m%dT%H%M%SZ}.{self.ending}"


def place(folder: Path, query: Query, base: str) -> Place:
    """Return where the query's files are; the address is part of the name, so that mirrors are told apart."""
    mark = hashlib.sha256(query_url(query, base).encode()).hexdigest()[:8]
    return Place(folder, f"{query.name}-{mark}", query.format)


def read_copy(at: Place) -> tuple[Copy | None, str]:
    """Return the good copy and an empty text, or None and in words why there is none."""
    try:
        stored = json.loads(at.side.read_text("utf-8"))
        copy = Copy(
            url=str(stored["url"]),
            file=Path(str(stored["file"])).name,
            fetched_at=parse_instant(str(stored["fetched_at"])),
            confirmed_at=parse_instant(str(stored["confirmed_at"])),
            sha256=str(stored["sha256"]),
            size=int(stored["size"]),
            headers={str(k): str(v) for k, v in stored["headers"].items()},
        )
        with (at.folder / copy.file).open("rb") as file:
            intact = hashlib.file_digest(file, "sha256").hexdigest() == copy.sha256
    except FileNotFoundError as error:
        return None, "there is no copy" if error.filename == str(at.side) else "the copy is gone"
    except (OSError, ValueError, KeyError, TypeError, AttributeError, DueRegardError):
        return None, "the side file of the copy cannot be read"
    return (copy, "") if intact else (None, "the copy is damaged: its bytes are not the ones that came")


def write_copy(at: Place, copy: Copy) -> None:
    """Write the side file, whole or not at all: from then on this is the good copy."""
    write_whole(at.side, _json(asdict(copy)))


def read_asked(at: Place) -> Asked | None:
    """Return the last request, None where there was none. A note that cannot be read counts as a request made when
    it was written: it must not become a way around the rest.
    """
    try:
        stored = json.loads(at.asked.read_text("utf-8"))
        return Asked(
            str(stored["url"]), parse_instant(str(stored["at"])), str(stored["outcome"]), str(stored["words"])
        )
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError, DueRegardError):
        written = datetime.fromtimestamp(at.asked.stat().st_mtime, UTC)
        return Asked("", written, "no answer", "the note of the last request cannot be read")


def write_asked(at: Place, asked: Asked) -> None:
    """Note a request; done before it is made, so that an interruption does not hide it."""
    write_whole(at.asked, _json(asdict(asked)))


def forget_asked(at: Place, before: Asked | None) -> None:
    """Put back the note of the request before: this one never reached the server."""
    if before is None:
        at.asked.unlink(missing_ok=True)
    else:
        write_asked(at, before)


def resting(asked: Asked | None, now: datetime) -> bool:
    """Return whether the last request is less than two hours away, on either side (clocks get corrected)."""
    return asked is not None and abs(now - asked.at) < REST


def fetched_when(path: Path) -> datetime | None:
    """Return when a file of a fetch cache was fetched, None for any other file.

    What a file says was public from then on at the latest, however late it is imported.
    """
    stem, dash, _ = path.name.rpartition("-")
    if not dash:
        return None
    at = Place(path.parent, stem, path.suffix[1:])
    copy, _ = read_copy(at)
    return copy.fetched_at if copy is not None and copy.file == path.name else None


def _json(values: dict[str, Any]) -> bytes:
    def as_text(value: object) -> str:
        return format_instant(value) if isinstance(value, datetime) else str(value)

    return json.dumps(values, indent=1, default=as_text, ensure_ascii=False).encode() + b"\n"
