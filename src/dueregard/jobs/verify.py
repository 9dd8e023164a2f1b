"""Check a run without trusting it: every hash, every identity, and, if asked, the whole computation."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dueregard.assess.identity import content_id
from dueregard.jobs.manifest import MANIFEST, read_manifest, strict_json
from dueregard.jobs.monitor import Asked, monitor
from dueregard.model.errors import DataError
from dueregard.model.time import parse_instant
from dueregard.sky.open_file import fingerprint

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """``faults``: what is wrong, one sentence each, empty for a sound run. ``files`` and ``findings`` were checked;
    ``recomputed`` findings came out the same (None where it was not asked).
    """

    faults: tuple[str, ...]
    files: int
    findings: int
    recomputed: int | None


def verify(
    folder: Path, *, recompute: bool = False, inputs: Path | None = None, progress: Progress | None = None
) -> Verified:
    """Return what a run's folder is worth: hashes of all files, identities of all findings and of all comparisons with
    notices, and with ``recompute`` each made anew from the inputs (looked for where the manifest says, or by name in
    ``inputs``).
    """
    manifest = read_manifest(folder)
    faults = [*_own(manifest), *_files(folder, manifest), *_unlisted(folder, manifest)]
    found = _listed_in(folder, "findings")
    # Runs made before notices were compared list none.
    heard = _listed_in(folder, "notices") if "notices" in manifest else []
    ids, compared = ([str(one.get("id")) for one in several] for several in (found, heard))
    for one in (*found, *heard):
        if content_id(one) != one.get("id"):
            what = "comparison" if one in heard else "finding"
            faults.append(f"{what} {str(one.get('id'))[:12]} does not say what its identity says")
    if ids != manifest.get("findings"):
        faults.append("the findings are not those the manifest lists")
    if compared != manifest.get("notices", []):
        faults.append("the comparisons with notices are not those the manifest lists")
    again: int | None = None
    if recompute:
        try:
            asked = _asked(folder, manifest, inputs)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DataError(
                f"the manifest does not say what was asked ({type(error).__name__}: {error})",
                where=str(folder / MANIFEST),
                expected="a manifest as 'dueregard monitor' wrote it",
            ) from error
        run = monitor(asked, progress)
        fresh = {f.id for f in run.findings}
        again = len(fresh & set(ids))
        faults += [f"finding {i[:12]} did not come out again" for i in ids if i not in fresh]
        faults += [
            f"recomputing gave a finding that is not in the run: {i[:12]}" for i in sorted(fresh - set(ids))
        ]
        faults += [
            f"a comparison with a notice did not come out again: {i[:12]}"
            for i in sorted(set(compared) ^ {n.id for n in run.notices})
            if "notices" in manifest
        ]
    return Verified(tuple(faults), len(_listed(folder, manifest)), len(found), again)


def _own(manifest: dict[str, Any]) -> list[str]:
    """Return what is wrong with the manifest itself: it carries the hash of its own content."""
    sound = content_id(manifest) == manifest.get("id")
    return [] if sound else [f"{MANIFEST}: it does not say what its identity says"]


def _listed(folder: Path, manifest: dict[str, Any]) -> dict[Path, Any]:
    """Return every file the manifest lists, with the hash it should have."""
    listed = {Path(name): digest for name, digest in manifest["files"].items()}
    inside, inputs = manifest.get("inputs_in"), manifest.get("inputs")
    if isinstance(inside, str) and inside and isinstance(inputs, dict):
        listed |= {Path(inside) / name: digest for name, digest in inputs.items()}
    return listed


def _unlisted(folder: Path, manifest: dict[str, Any]) -> list[str]:
    known = {*_listed(folder, manifest), Path(MANIFEST)}
    there = sorted(p.relative_to(folder) for p in folder.rglob("*") if not p.is_dir())
    return [f"{name}: not of this run, the manifest does not list it" for name in there if name not in known]


def _files(folder: Path, manifest: dict[str, Any]) -> list[str]:
    faults = []
    for name, digest in _listed(folder, manifest).items():
        path = folder / name
        if name.is_absolute() or ".." in name.parts or len(name.parts) > 2:
            faults.append(f"{name}: not a plain file name")
        elif not path.is_file():
            faults.append(f"{name}: missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            faults.append(f"{name}: its content is not what the manifest lists")
    return faults


def _listed_in(folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / f"{name}.json"
    try:
        found = strict_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"the {name} cannot be read ({error})", where=str(path)) from error
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise DataError(f"this is not a list of {name}", where=str(path))
    return found


def _asked(folder: Path, manifest: dict[str, Any], inputs: Path | None) -> Asked:
    roles: dict[str, list[Path]] = {}
    for source in manifest["sources"]:
        roles.setdefault(source["role"], []).append(_source(folder, manifest, source, inputs))

    def one(role: str) -> Path | None:
        return roles[role][0] if role in roles else None

    return Asked(
        tuple(roles.get("element sets", ())),
        one("satellite catalogue"),
        parse_instant(manifest["start"]),
        float(manifest["hours"]),
        manifest["within_km"],
        float(manifest["stay_hours"]),
        tuple(roles.get("record", ())),
        one("owner rules"),
        tuple(roles.get("criteria", ())),
        manifest["max_age_d"],
        title=str(manifest["title"]),
        fictional=bool(manifest["fictional"]),
        command=str(manifest["command"]),
    )


def _source(folder: Path, manifest: dict[str, Any], source: dict[str, Any], inputs: Path | None) -> Path:
    inside = str(manifest.get("inputs_in") or "")
    called = Path(str(source["name"]))
    name = called.name
    places = [folder / inside / name] if inside else []
    if inputs is not None:
        # Files of one name are told apart by the folders above them, which may have been carried along.
        along = () if called.is_absolute() or ".." in called.parts else (inputs / called,)
        places += dict.fromkeys((*along, inputs / name))
    places.append(Path(str(source["path"])))
    others = []
    for path in places:
        if path.is_file():
            if fingerprint(path).sha256 == source["sha256"]:
                return path
            others.append(path)
    if others:
        raise DataError(
            "this is not the file the run was made from (its hash differs)",
            where=str(others[0]),
            expected=f"sha256 {source['sha256']}",
            do="name the folder with the original inputs with --inputs",
        )
    raise DataError(
        f"the input '{name}' was not found",
        where=", ".join(str(p) for p in places),
        do="name the folder with the original inputs with --inputs",
    )
