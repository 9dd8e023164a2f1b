"""What ``dueregard import`` and ``dueregard catalogue`` do: element sets kept, and what is there."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import typer

from dueregard.cli.progress_line import progress_line
from dueregard.jobs.write import refuse_inputs
from dueregard.model.errors import DataError
from dueregard.model.reject import Reject
from dueregard.model.time import format_instant, naive_utc, parse_instant
from dueregard.report.quantities import counted
from dueregard.sky.catalogue import Catalogue, catalogue
from dueregard.sky.fetch import fetched_when
from dueregard.sky.folders import data_folder, element_sets_folder
from dueregard.sky.read import read_elements
from dueregard.sky.store import keep
from dueregard.sky.told_apart import told_apart

_REJECTS_SHOWN = 5
_SOURCES_SHOWN = 20


def keep_files(paths: list[Path], data: Path | None, strict: bool, as_json: bool) -> None:
    """Keep the element sets of files, with the time they were first seen.

    A set without a time of its own counts as first seen when its file was fetched, else now. What is already there
    stays; different sets of one object at one epoch both stand. Records that cannot be used are counted and listed.
    """
    now = datetime.now(UTC)
    folder = element_sets_folder(data if data is not None else data_folder())
    refuse_inputs(folder, paths, "--data")
    tables: list[pl.DataFrame] = []
    rejects: list[Reject] = []
    files: list[dict[str, object]] = []
    show = progress_line("reading", "files")
    for done, (path, name) in enumerate(zip(paths, told_apart(paths), strict=True), start=1):
        # File by file: what two sources say of one object at one epoch both stands, and is not a repeat to reject.
        sets, bad = (reading := read_elements(path, called=[name])).values, reading.rejects
        seen_at = fetched_when(path) or now
        tables.append(sets.with_columns(pl.col("first_seen").fill_null(naive_utc(seen_at))))
        rejects += bad
        files.append(
            {"file": str(path), "sets": sets.height, "rejects": len(bad), "seen_at": format_instant(seen_at)}
        )
        show(done, len(paths))
    if strict and rejects:
        raise DataError(
            f"{counted(len(rejects), 'record')} rejected ({_tally(rejects)}), and --strict was given; nothing was kept",
            where=_where(rejects[0]),
            expected=rejects[0].expected,
            do=rejects[0].do,
        )
    kept = keep(folder, pl.concat(tables), now, progress_line("keeping", "days of epoch"))
    if as_json:
        listed = [asdict(reject) for reject in rejects]
        typer.echo(
            json.dumps({"folder": str(folder), **asdict(kept), "files": files, "rejects": listed}, indent=1)
        )
        return
    typer.echo(f"{counted(kept.added, 'element set')} added, {kept.already_there:,} already there: {folder}")
    if kept.conflicting:
        typer.echo(
            f"  different from another set of the same object at the same epoch: {kept.conflicting:,} of the added;"
            " both stand"
        )
    if kept.seen_earlier:
        typer.echo(f"  now known to have been seen earlier: {kept.seen_earlier:,} of those already there")
    typer.echo(f"  {counted(len(rejects), 'record')} rejected" + (f" ({_tally(rejects)})" if rejects else ""))
    for reject in rejects[:_REJECTS_SHOWN]:
        typer.echo(
            f"  {_where(reject)}: {reject.what}; expected: {reject.expected}; what to do: {reject.do}",
            err=True,
        )
    if len(rejects) > _REJECTS_SHOWN:
        typer.echo(f"  and {len(rejects) - _REJECTS_SHOWN:,} more: --json lists every one", err=True)


def tell_catalogue(data: Path | None, as_known_at: str | None, as_json: bool) -> None:
    """Say which element sets are there, how old they are and where they come from."""
    known_at = parse_instant(as_known_at) if as_known_at is not None else None
    folder = element_sets_folder(data if data is not None else data_folder())
    there = catalogue(folder, known_at, at=datetime.now(UTC))
    typer.echo(
        json.dumps(_as_json(folder, known_at, there), indent=1)
        if as_json
        else _in_words(folder, known_at, there)
    )


def _as_json(folder: Path, known_at: datetime | None, there: Catalogue) -> dict[str, object]:
    return {
        "folder": str(folder),
        "as_known_at": _text(known_at),
        "objects": there.objects,
        "sets": there.sets,
        "conflicting": there.conflicting,
        "first_epoch": _text(there.first_epoch),
        "last_epoch": _text(there.last_epoch),
        "newest_first_seen": _text(there.newest_first_seen),
        "age_at": _text(there.age_at),
        "median_age_d": there.median_age_d,
        "by_source": [{k: _text(v) for k, v in row.items()} for row in there.by_source.to_dicts()],
        "by_day": [{k: _text(v) for k, v in row.items()} for row in there.by_day.to_dicts()],
    }


def _in_words(folder: Path, known_at: datetime | None, there: Catalogue) -> str:
    lines = [f"{counted(there.objects, 'object')}, {counted(there.sets, 'element set')}: {folder}"]
    if known_at is not None:
        lines.append(
            f"  as known at {format_instant(known_at)}: what was first seen later is left out"
            " (files without times of their own count from their import)"
        )
    if there.sets:
        lines += [
            f"  epochs from {_text(there.first_epoch)} to {_text(there.last_epoch)},"
            f" {counted(there.by_day.height, 'day')}; newest first seen {_text(there.newest_first_seen)}",
            f"  median age of the newest set of each object: {there.median_age_d:.2f} days"
            f" at {_text(there.age_at)}",
        ]
    if there.conflicting:
        lines.append(
            f"  different from another of the same object at the same epoch: {counted(there.conflicting, 'set')}"
        )
    for row in there.by_source.head(_SOURCES_SHOWN).to_dicts():
        lines.append(
            f"  from {row['source']}: {counted(row['sets'], 'set')} of {counted(row['objects'], 'object')},"
            f" first seen {_text(row['first_seen'])} to {_text(row['last_seen'])}"
        )
    if there.by_source.height > _SOURCES_SHOWN:
        lines.append(
            f"  and from {counted(there.by_source.height - _SOURCES_SHOWN, 'further source')}: --json lists every one"
        )
    return "\n".join(lines)


def _text(value: object) -> object:
    if isinstance(value, datetime):
        return format_instant(value)
    return value.isoformat() if isinstance(value, date) else value


def _where(reject: Reject) -> str:
    return f"{reject.file}:{reject.line}" if reject.line else reject.file


def _tally(rejects: list[Reject]) -> str:
    return ", ".join(
        f"{count:,} {reason}" for reason, count in Counter(r.reason for r in rejects).most_common()
    )
