"""A run on disk: the report's folder, and a manifest from which anyone can check and recompute it."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dueregard.assess.identity import content_id
from dueregard.jobs.monitor import Asked
from dueregard.jobs.write import refuse_inputs
from dueregard.model.errors import DataError
from dueregard.model.run import MonitorRun
from dueregard.model.time import format_instant
from dueregard.report.folder import write_report

MANIFEST = "manifest.json"


def write_run(run: MonitorRun, asked: Asked, folder: Path, *, inputs: str = "") -> tuple[str, ...]:
    """Write the report and its manifest into ``folder`` and return the names written.

    Written whole or not at all, see ``whole``. ``inputs`` names where the inputs lie inside the folder (the demo), and
    is empty where they lie elsewhere.
    """
    with whole(folder, begun=inputs) as fresh:
        names = write_report(run, fresh)
        manifest = _manifest(run, asked, fresh, names, folder / inputs if inputs else None)
        text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        (fresh / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    return (*names, MANIFEST)


@contextmanager
def whole(folder: Path, inputs: str = "", begun: str = "") -> Iterator[Path]:
    """Yield a new folder beside ``folder`` to write into; what is in it is moved there when the block ends well.

    Interrupted or failed, nothing of it remains and ``folder`` is as it was. A folder that holds an earlier run is
    replaced; one with anything else in it is refused with ``DataError``, as is one that cannot be written. ``inputs``
    and ``begun`` as for ``refuse_others``.
    """
    refuse_others(folder, inputs, begun)
    place = folder.resolve()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=f".{place.name}-") as scratch:
            fresh = Path(scratch) / "run"
            fresh.mkdir()
            yield fresh
            _move(fresh, place)
    except OSError as error:
        raise DataError(
            f"the folder cannot be written ({error.strerror or error})",
            where=str(folder),
            expected="a folder, or a name for a new one, that this user may write to",
            do="choose another folder with --out",
        ) from error


def _move(fresh: Path, place: Path) -> None:
    if not place.exists():
        fresh.rename(place)
        return
    old = set(_names_of(place))
    for path in sorted(fresh.iterdir()):
        if path.is_dir():
            shutil.rmtree(place / path.name, ignore_errors=True)
            path.rename(place / path.name)
        else:
            path.replace(place / path.name)
        old.discard(path.name)
    for name in old:
        (place / name).unlink(missing_ok=True)


def _manifest(
    run: MonitorRun, asked: Asked, fresh: Path, names: tuple[str, ...], inputs: Path | None
) -> dict[str, Any]:
    beside = sorted(p for p in inputs.iterdir() if p.is_file()) if inputs is not None else []
    content: dict[str, Any] = {
        "software": run.software,
        "command": run.command,
        "title": run.title,
        "fictional": run.fictional,
        "start": format_instant(run.start),
        "hours": run.hours,
        "within_km": asked.within_km,
        "stay_hours": asked.stay_hours,
        "max_age_d": asked.max_age_d,
        "inputs_in": inputs.name if inputs is not None else "",
        "inputs": {path.name: _sha256(path) for path in beside},
        "sources": [
            {"role": s.role, "name": s.name, "sha256": s.sha256, "bytes": s.bytes, "records": s.records,
             "rejects": s.rejects, "path": str(path) if inputs is None else ""}
            for s, path in zip(run.sources, _paths(asked), strict=True)
        ],
        "criteria": [c.id for c in run.criteria],
        "findings": [f.id for f in run.findings],
        "notices": [n.id for n in run.notices],
        "files": {name: _sha256(fresh / name) for name in names},
    }  # fmt: skip
    # The manifest's own identity: without it a changed question or title would go unseen.
    return {"id": content_id(content), **content}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _paths(asked: Asked) -> list[Path]:
    """Return the files of a run in the order in which they were read."""
    satcat, owners = ([p] if p is not None else [] for p in (asked.satcat, asked.owners))
    return [*asked.paths, *satcat, *asked.records, *owners, *asked.criteria]


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run, or raise ``DataError`` where there is none or it cannot be read."""
    path = folder / MANIFEST
    try:
        found = strict_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(
            f"no manifest could be read ({error.strerror})",
            where=str(path),
            expected="a folder written by 'dueregard monitor' or 'dueregard demo'",
        ) from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"the manifest is not JSON ({error})", where=str(path)) from error
    if not isinstance(found, dict) or not isinstance(found.get("files"), dict):
        raise DataError("the manifest does not list any files", where=str(path))
    return found


def strict_json(text: str) -> Any:
    """Return what the text says in JSON. Raises ``ValueError`` also for NaN and Infinity, which JSON does not know."""

    def refuse(constant: str) -> None:
        raise ValueError(f"JSON knows no {constant}")

    return json.loads(text, parse_constant=refuse)


def _names_of(folder: Path) -> list[str]:
    """Return the files an earlier run left in the folder, by its manifest; plain names only."""
    if not (folder / MANIFEST).is_file():
        return []
    names = [*read_manifest(folder)["files"], MANIFEST]
    return [name for name in names if Path(name).name == name]


def refuse_folder(asked: Asked, folder: Path) -> None:
    """Raise ``UsageError`` where a run written there could replace an input of it, else as ``refuse_others`` does."""
    refuse_inputs(folder, _paths(asked))
    refuse_others(folder)


def refuse_others(folder: Path, inputs: str = "", begun: str = "") -> None:
    """Raise ``DataError`` where a run must not be written: a file, or a folder that holds anything but an earlier run.

    Worth asking before a long computation. ``inputs`` names a folder that an earlier run may have left in it, ``begun``
    one that this run itself has already made.
    """
    if folder.exists() and not folder.is_dir():
        raise DataError(
            "this is a file",
            where=str(folder),
            expected="a folder, or a name for a new one",
            do="choose another folder with --out",
        )
    if not folder.is_dir():
        return
    earlier = _names_of(folder)
    known = {*earlier, inputs, begun} if earlier else {begun}
    others = sorted(p.name for p in folder.iterdir() if p.name not in known)
    if others:
        raise DataError(
            f"the folder holds something else ({', '.join(others[:3])}{', ...' if len(others) > 3 else ''})",
            where=str(folder),
            expected="an empty or new folder, or one with an earlier run",
            do="choose another folder with --out",
        )
