"""What several validations need: real catalogues where they are, and the screen held against the acceptance script."""

import importlib.util
import json
import lzma
import os
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from dueregard.orbit.screen import ASTRAY_WORDS, Screened, screen
from dueregard.sky.read import read_elements

REPOSITORY = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("DUEREGARD_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
STEP_S, MIN_DWELL_S = 30, 300


def there(path: Path) -> Path:
    """Return the path of a real file or folder; skip where it is not."""
    if not path.exists():
        pytest.skip(f"real data are not here: {path} (set DUEREGARD_TEST_DATA)")
    return path


def catalogue(name: str) -> Path:
    """Return the path of a real catalogue; skip where it is not."""
    return there(DATA / "catalogue" / name)


@cache
def acceptance_script() -> ModuleType:
    """Return the acceptance script as a module; skip where it is not."""
    path = there(DATA.parent / "acceptance" / "check_screen.py")
    spec = importlib.util.spec_from_file_location("check_screen", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def _files_left_open() -> Iterator[None]:
    """Bear with the script: it leaves closing its files to the interpreter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield


def script_sets(path: Path) -> list[tuple[str, str]]:
    """Return the element sets of a file of two-line elements as the acceptance script reads them."""
    with _files_left_open():
        return acceptance_script().read_tle(path)


def mixed_subset(n: int, full: Path, part: Path) -> None:
    """Write the script's mixed part of a catalogue: whole launches, company, a stretch of the belt, identical sets."""
    with _files_left_open():
        acceptance_script().subset(n, full, part)


def two_line_text(name: str) -> str:
    """Return a catalogue as two-line elements; skip where it is not."""
    path = catalogue(name)
    text = lzma.decompress(path.read_bytes()).decode()
    if ".json" not in name:
        return text
    return "\n".join(f"{record['TLE1']}\n{record['TLE2']}" for record in json.loads(text)) + "\n"


@dataclass(frozen=True, slots=True)
class Compared:
    """The screen's table of one window beside the script's brute force.

    ``of`` approaches lie within the distance, ``slow`` of them below the script's bound of a slow pair; ``missing``,
    ``off`` and ``extra`` are the script's complaints. ``merged`` pairs have one element set; ``given_up``: catalogue
    numbers that the reference, not the screen, gives up.
    """

    objects: int
    of: int
    slow: int
    missing: list[Any]
    off: list[Any]
    extra: list[Any]
    merged: int
    given_up: set[int]
    found: Screened
    brute_s: float
    screen_s: float

    def words(self) -> str:
        """Return the counts that stand in docs/accuracy.md."""
        return (
            f"{self.objects} objects, {len(self.given_up)} given up, {self.merged} merged, {self.slow} slow pairs, "
            f"{self.of - len(self.missing)} of {self.of} found, {len(self.off)} off, {len(self.extra)} extra; "
            f"brute force {self.brute_s:.0f} s, screen {self.screen_s:.1f} s"
        )

    def faults(self) -> list[Any]:
        """Return all that is missing, off or invented, and the objects that only one of the two gives up."""
        # SGP4 gives no error for what it puts astray; such objects meet nobody there, and the script takes no notice.
        reported = self.found.not_covered.filter(pl.col("reason") != ASTRAY_WORDS)
        return [*self.missing, *self.off, *self.extra, *(self.given_up ^ set(reported["norad_cat_id"]))]


def compared(
    part: Path, table: Path, start: datetime, hours: float, within_km: float, *, threads: int = 2
) -> Compared:
    """Return what the screen makes of a file of two-line elements beside brute force; its rows stay in ``table``."""
    script = acceptance_script()
    sets = script_sets(part)
    begun = time.perf_counter()
    truth, bad, twins = script.brute(sets, start, hours, within_km, STEP_S)
    brute_s = time.perf_counter() - begun
    elements = read_elements(part).values
    begun = time.perf_counter()
    found = screen(elements, start, hours, within_km, min_dwell_s=MIN_DWELL_S, threads=threads)
    screen_s = time.perf_counter() - begun
    times = pl.col("entry", "tca", "exit").dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
    found.approaches.with_columns(times).write_csv(table)
    with _files_left_open():
        rows, merged = script.load(table, start)
    of, missing, off, extra = script.compare(
        truth, bad, twins, rows, merged, within_km, hours * 3600, MIN_DWELL_S
    )
    slow = sum(1 for x in truth if x[4] and min(k[2] for k in x[3]) < script.SLOW_KM_S)
    return Compared(
        len(sets), of, slow, missing, off, extra, len(twins), set(bad), found, brute_s, screen_s
    )  # fmt: skip
