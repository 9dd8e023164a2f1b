"""A run on disk: the report's folder, and a manifest from which anyone can check and recompute it."""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from dueregard.jobs.monitor import Asked
from dueregard.model.errors import DataError
from dueregard.model.run import MonitorRun
from dueregard.model.time import format_instant
from dueregard.report.folder import write_report

MANIFEST = "manifest.json"


def write_run(run: MonitorRun, asked: Asked, folder: Path, *, inputs: str = "") -> tuple[str, ...]:
    """Write the report and its manifest into ``folder`` and return the names written.

    The files are made beside the folder and moved into it at the end: interrupted, it leaves no half report. A folder
    that holds an earlier run is replaced file by file; anything else in it is refused. ``inputs`` names where the
    inputs lie inside the folder (the demo), and is empty where they lie elsewhere.
    """
    _refuse_others(folder, inputs)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        fresh = Path(scratch) / "run"
        names = write_report(run, fresh)
        text = json.dumps(_manifest(run, asked, fresh, names, inputs), indent=1, ensure_ascii=False) + "\n"
        (fresh / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
        for old in _names_of(folder):
            (folder / old).unlink(missing_ok=True)
        for name in (*names, MANIFEST):
            shutil.move(fresh / name, folder / name)
    return (*names, MANIFEST)


def _manifest(
    run: MonitorRun, asked: Asked, fresh: Path, names: tuple[str, ...], inputs: str
) -> dict[str, Any]:
    return {
        "software": run.software,
        "command": run.command,
        "title": run.title,
        "fictional": run.fictional,
        "start": format_instant(run.start),
        "hours": run.hours,
        "within_km": asked.within_km,
        "stay_hours": asked.stay_hours,
        "max_age_d": asked.max_age_d,
        "inputs_in": inputs,
        "sources": [
            {"role": s.role, "name": s.name, "sha256": s.sha256, "bytes": s.bytes, "records": s.records,
             "rejects": s.rejects, "path": str(path)}
            for s, path in zip(run.sources, _paths(asked), strict=True)
        ],
        "criteria": [c.id for c in run.criteria],
        "findings": [f.id for f in run.findings],
        "files": {name: hashlib.sha256((fresh / name).read_bytes()).hexdigest() for name in names},
    }  # fmt: skip


def _paths(asked: Asked) -> list[Path]:
    """Return the files of a run in the order in which they were read."""
    single = [asked.satcat, asked.record, asked.owners]
    return [*asked.paths, *(p for p in single if p is not None), *asked.criteria]


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run, or raise ``DataError`` where there is none or it cannot be read."""
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(
            f"no manifest could be read ({error.strerror})",
            where=str(path),
            expected="a folder written by 'dueregard monitor' or 'dueregard demo'",
        ) from error
    except ValueError as error:
        raise DataError(f"the manifest is not JSON ({error})", where=str(path)) from error
    if not isinstance(found, dict) or not isinstance(found.get("files"), dict):
        raise DataError("the manifest does not list any files", where=str(path))
    return found


def _names_of(folder: Path) -> list[str]:
    """Return the files an earlier run left in the folder, by its manifest; plain names only."""
    if not (folder / MANIFEST).is_file():
        return []
    names = [*read_manifest(folder)["files"], MANIFEST]
    return [name for name in names if Path(name).name == name]


def _refuse_others(folder: Path, inputs: str) -> None:
    if folder.exists() and not folder.is_dir():
        raise DataError("this is a file", where=str(folder), expected="a folder, or a name for a new one")
    if not folder.is_dir():
        return
    known = {*_names_of(folder), inputs}
    others = sorted(p.name for p in folder.iterdir() if p.name not in known)
    if others:
        raise DataError(
            f"the folder holds something else ({', '.join(others[:3])}{', ...' if len(others) > 3 else ''})",
            where=str(folder),
            expected="an empty or new folder, or one with an earlier run",
            do="choose another folder with --out",
        )
