"""Tables to files: CSV, JSON or Parquet by the name's ending, whole or not at all."""

import json
import os
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
