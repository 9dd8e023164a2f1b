"""Tables to files: CSV, JSON or Parquet by the name's ending, whole or not at all, and never over what is read."""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import polars as pl

from dueregard.model.errors import DataError, UsageError
from dueregard.report.tables import frame_csv


def table_ending(path: Path) -> str:
    """Return how a table is to be written by its name, or raise: ``UsageError`` for another ending, ``DataError`` where
    the folder is missing. Worth asking before a long computation.
    """
    ending = path.suffix.lower()
    if ending not in (".csv", ".json", ".parquet"):
        raise UsageError(
            f"a table cannot be written as '{path.name}'", expected="a name ending in .csv, .json or .parquet"
        )
    if not path.parent.is_dir() or path.is_dir():
        raise DataError(
            "the table cannot be written there",
            where=str(path),
            expected="the name of a file in a folder that exists",
            do="make the folder first, or choose another name with --out",
        )
    return ending


def refuse_inputs(place: Path, inputs: Iterable[Path | None], option: str = "--out") -> None:
    """Raise ``UsageError`` where writing to ``place``, a file or a folder, could replace a file that is to be read.

    By whatever name the two are called: links, and spellings that the file system holds for one, are seen through.
    Worth asking before anything is read. ``option``: what the user chose the place with.
    """
    for path in inputs:
        if path is not None and _lies_at(path, place):
            raise UsageError(
                "this file is to be read, and what is written could replace it",
                where=str(path),
                expected=f"inputs apart from what is written ({place})",
                do=f"choose another name with {option}",
            )


def _lies_at(path: Path, place: Path) -> bool:
    """Return whether the file is the place itself or lies somewhere in it; False where either is not there."""
    with suppress(OSError):
        return path.exists() and any(
            where.samefile(place)
            for one in (path.absolute(), path.resolve())
            for where in (one, *one.parents)
        )
    return False


def write_table(table: pl.DataFrame, path: Path) -> None:
    """Write the table; times are ISO 8601 with microseconds and Z in CSV and JSON. Interrupted, it leaves nothing.

    Raises ``UsageError`` for another ending, ``DataError`` where the file cannot be written.
    """
    ending = table_ending(path)
    scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if ending == ".parquet":
            table.write_parquet(scratch)
        elif ending == ".csv":
            scratch.write_text(frame_csv(table), encoding="utf-8", newline="\n")
        else:
            times = [
                pl.col(n).dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
                for n, d in table.schema.items()
                if d == pl.Datetime("us")
            ]
            rows = table.with_columns(times).to_dicts()
            scratch.write_text(json.dumps(rows, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
        os.replace(scratch, path)
    except OSError as error:
        raise DataError(f"the table cannot be written ({error.strerror})", where=str(path)) from error
    finally:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)
