"""Tables to files: CSV, JSON or Parquet by the name's ending, whole or not at all."""

import json
import os
from pathlib import Path

import polars as pl

from dueregard.model.errors import DataError, UsageError
from dueregard.report.tables import frame_csv


def write_table(table: pl.DataFrame, path: Path) -> None:
    """Write the table; times are ISO 8601 with microseconds and Z in CSV and JSON. Interrupted, it leaves nothing."""
    ending = path.suffix.lower()
    if ending not in (".csv", ".json", ".parquet"):
        raise UsageError(
            f"a table cannot be written as '{path.name}'", expected="a name ending in .csv, .json or .parquet"
        )
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
        scratch.unlink(missing_ok=True)
