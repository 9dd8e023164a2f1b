"""Element sets from files, whatever they are written in: one table, and what could not be used."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

import polars as pl

from dueregard.model.elements import empty_elements
from dueregard.model.errors import DataError
from dueregard.model.reject import Reading, Reject
from dueregard.sky.check import without_repeats
from dueregard.sky.element_parquet import read_parquet
from dueregard.sky.lines import line_batches
from dueregard.sky.omm_csv import read_omm_csv
from dueregard.sky.omm_json import read_json
from dueregard.sky.omm_kvn import read_omm_kvn
from dueregard.sky.omm_xml import read_omm_xml
from dueregard.sky.open_file import LIMIT_BYTES, read_blocks
from dueregard.sky.recognise import HEAD_BYTES, READ, recognise
from dueregard.sky.tle_table import read_two_line_table
from dueregard.sky.tle_text import read_two_line_text
from dueregard.sky.told_apart import told_apart

QUOTED_REJECTS: Final = 3
REJECT_LIMIT: Final = (
    1_000_000  # per file: more than the largest history has records, and some 500 MB of memory
)


def read_elements(
    paths: str | Path | Sequence[str | Path],
    *,
    called: Sequence[str] | None = None,
    limit_bytes: int = LIMIT_BYTES,
) -> Reading[pl.DataFrame]:
    """Return the element sets of one file or several as one table, and a reject for every record not used.

    The table has the columns of ``model.elements.ELEMENT_SCHEMA``, one row per set, in the order of the files
    and of the records in them. Several epochs of one object are history and stay; the same object at the same epoch
    again, in whichever file, is a reject ``duplicate``. Rejects come in the order of the files and their lines,
    duplicates last. Both name their file as ``called`` says, one word for each file; else as ``told_apart`` does.

    Formats (told from the content): OMM as CSV, JSON, XML and KVN (CCSDS 502.0 and 505.0), two- and three-line
    sets with Alpha-5, tables and JSON records that carry both lines, Parquet; plain, .gz, .xz or .zst.

    Raises :class:`DataError` for a file that cannot be read to its end, that is something else, or that has no
    record that can be used; it then quotes the first rejects. ``limit_bytes`` bounds each file, decompressed.
    """
    files = [paths] if isinstance(paths, (str, Path)) else list(paths)
    if not files:
        raise DataError("no file was named", expected="at least one file of element sets", do="name a file")
    tables: list[pl.DataFrame] = []
    rejects: list[Reject] = []
    for file, name in zip(map(Path, files), called or told_apart(files), strict=True):
        found = _read_one(file, name, limit_bytes)
        tables.append(found.values)
        rejects += found.rejects
    distinct = without_repeats(pl.concat(tables, rechunk=True))
    return Reading(distinct.values, (*rejects, *distinct.rejects))


def _read_one(path: Path, name: str, limit_bytes: int) -> Reading[pl.DataFrame]:
    tables, rejects = [empty_elements()], list[Reject]()
    for found in _readings(path, name, limit_bytes):
        tables.append(found.values)
        rejects += found.rejects
        if len(rejects) > REJECT_LIMIT:
            what = f"more than {REJECT_LIMIT:,} records cannot be used, and reading stopped there"
            raise _unusable(path, rejects, what)
    values = pl.concat(tables, rechunk=True)
    rejects.sort(key=lambda reject: reject.line)
    if values.is_empty():
        raise _unusable(path, rejects, f"no record can be used, {len(rejects):,} were rejected")
    return Reading(values, tuple(rejects))


def _readings(path: Path, name: str, limit_bytes: int) -> Iterator[Reading[pl.DataFrame]]:
    """Yield what is read from one file, batch by batch, by the reader for what it is written in."""
    where = str(path)
    blocks = read_blocks(path, limit_bytes=limit_bytes)
    begin: list[bytes] = []
    for block in blocks:
        begin.append(block)
        if sum(map(len, begin)) >= HEAD_BYTES:
            break
    found = recognise(b"".join(begin)[:HEAD_BYTES], where)
    whole = chain(begin, blocks)
    if found.kind == "Parquet":
        yield read_parquet(b"".join(whole), name, where)
    elif found.kind == "OMM JSON":
        yield from read_json(whole, name, where)
    elif found.kind == "OMM XML":
        yield from read_omm_xml(whole, name, where)
    else:
        lines = line_batches(whole, where)
        if found.kind == "OMM CSV":
            yield from read_omm_csv(lines, name, found.delimiter, where)
        elif found.kind == "two-line table":
            yield from read_two_line_table(lines, name, found.delimiter)
        elif found.kind == "OMM KVN":
            yield from read_omm_kvn(lines, name)
        else:
            yield from read_two_line_text(lines, name)


def _unusable(path: Path, rejects: list[Reject], what: str) -> DataError:
    counts = Counter(reject.reason for reject in rejects)
    tally = ", ".join(f"{count:,} {reason}" for reason, count in counts.most_common())
    first = "; ".join(f"line {r.line}: {r.what}" for r in rejects[:QUOTED_REJECTS])
    return DataError(
        what + (f" ({tally}). First: {first}" if rejects else ""),
        where=str(path),
        expected=READ,
        do="check that this is the right file; the first rejects say what was found",
    )
