"""What a run reads: files turned into tables, each with its fingerprint and its rejects."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from dueregard.knowledge.criteria import read_criteria
from dueregard.knowledge.owners import load_owners
from dueregard.model.actor import Owner
from dueregard.model.criterion import Criterion
from dueregard.model.errors import DataError
from dueregard.model.filing import AnyFiling, Record
from dueregard.model.reject import Reading, Reject
from dueregard.model.run import Source
from dueregard.model.satcat import empty_satcat
from dueregard.record.record_file import filings_of, read_record, record_of
from dueregard.report.quantities import counted
from dueregard.sky.open_file import fingerprint
from dueregard.sky.read import read_elements
from dueregard.sky.satcat import read_satcat
from dueregard.sky.told_apart import told_apart


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a run was given, read. ``criteria`` are only those of files named by the user."""

    elements: pl.DataFrame
    satcat: pl.DataFrame
    owners: dict[str, Owner]
    record: Record
    criteria: tuple[Criterion, ...]
    sources: tuple[Source, ...]
    rejects: tuple[Reject, ...]


def read_inputs(
    paths: Sequence[Path],
    satcat: Path | None = None,
    owners: Path | None = None,
    records: Sequence[Path] = (),
    criteria: Sequence[Path] = (),
    *,
    strict: bool = False,
) -> Inputs:
    """Return what the files hold. ``strict`` raises ``DataError`` where anything was rejected."""
    single = [[path] if path is not None else [] for path in (satcat, owners)]
    files = [*paths, *single[0], *records, *single[1], *criteria]
    called = dict(zip(files, told_apart(files), strict=True))
    sets = read_elements(list(paths), called=[called[path] for path in paths])
    rejects = sets.rejects
    sources = [_sets(path, called[path], sets) for path in paths]
    catalogue = empty_satcat()
    if satcat is not None:
        reading = read_satcat(satcat)
        catalogue, rejects = reading.values, (*rejects, *_called(reading.rejects, called[satcat]))
        sources.append(
            _plain(satcat, called[satcat], "satellite catalogue", len(catalogue), len(reading.rejects))
        )
    said: list[AnyFiling] = []
    for record in records:
        filed = _read_said(record)
        said += (found := filings_of(filed.values))
        rejects = (*rejects, *_called(filed.rejects, called[record]))
        sources.append(_plain(record, called[record], "record", len(found), len(filed.rejects)))
    rules = dict(load_owners(owners))
    if owners is not None:
        sources.append(_plain(owners, called[owners], "owner rules", len(rules) - len(load_owners()), 0))
    own = tuple(c for path in criteria for c in read_criteria(path))
    sources += [_plain(path, called[path], "criteria", len(read_criteria(path)), 0) for path in criteria]
    stop_if_strict(rejects, strict)
    return Inputs(sets.values, catalogue, rules, record_of(said), own, tuple(sources), rejects)


def _read_said(record: Path) -> Reading[Record]:
    """Return the record of a file of filings, or of a log published as one zip file."""
    if record.suffix != ".zip":
        return read_record(record)
    from dueregard.jobs.record_log import read_published_log  # databases and forms: half a second to load

    return read_published_log(record)


def stop_if_strict(rejects: Sequence[Reject], strict: bool) -> None:
    """Raise ``DataError`` naming the first reject where ``strict`` asks for a clean reading."""
    if strict and rejects:
        first = rejects[0]
        raise DataError(
            f"{counted(len(rejects), 'record')} rejected, and --strict was given; the first: {first.what}",
            where=f"{first.file}, line {first.line}",
            expected=first.expected,
            do=first.do,
        )


def _called(rejects: Sequence[Reject], name: str) -> tuple[Reject, ...]:
    return tuple(replace(one, file=name) for one in rejects)


def _sets(path: Path, name: str, found: Reading[pl.DataFrame]) -> Source:
    mine = found.values.filter(pl.col("source") == name)["epoch"]
    first, last = mine.min(), mine.max()
    return replace(
        _plain(path, name, "element sets", len(mine), sum(r.file == name for r in found.rejects)),
        first_epoch=first.replace(tzinfo=UTC) if isinstance(first, datetime) else None,
        last_epoch=last.replace(tzinfo=UTC) if isinstance(last, datetime) else None,
    )


def _plain(path: Path, name: str, role: str, records: int, rejects: int) -> Source:
    mark = fingerprint(path)
    return Source(name, role, mark.sha256, mark.size_bytes, records, rejects)
