"""How the cost of a screen grows with objects, window, distance and threads, beside what it cannot be cheaper than.

    python growth.py CATALOGUE [--start ISO] [--runs 3] [--quick]

The screen alone, on element sets in memory, in one process after a first run: no reading, no writing. Of each point
the run of median wall time is kept. Catalogues of other sizes are those of ``enlarged``. Prints JSON.
"""

import argparse
import json
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from enlarged import chosen, of_size
from limit import Speeds, limit, speeds

from dueregard.model.time import format_instant, parse_instant
from dueregard.orbit.screen import screen

OBJECTS = (5_000, 10_000, 0, 54_000, 80_000)  # 0: the catalogue as it is
HOURS = (6.0, 24.0, 72.0, 168.0)
DISTANCES_KM = (1.0, 5.0, 20.0, 50.0)
THREADS = (1, 2)
USUAL = {"hours": 24.0, "within_km": 5.0, "threads": 2}
QUICK = 24.0  # windows are shorter by so much where it is only tried out


def point(
    elements: pl.DataFrame, start: datetime, speed: Speeds, runs: int, label: str, at: float, **asked: float
) -> dict[str, Any]:
    """Return what one screen took, and its limit."""
    hours, within_km, threads = asked["hours"], asked["within_km"], int(asked["threads"])
    spent = []
    for _ in range(runs):
        begin, begin_cpu = time.perf_counter(), time.process_time()
        found = screen(elements, start, hours, within_km, threads=threads)
        spent.append((time.perf_counter() - begin, time.process_time() - begin_cpu))
    wall_s, cpu_s = sorted(spent)[len(spent) // 2]
    rows = len(found.approaches)
    print(f"  {label}: {wall_s:.2f} s, CPU {cpu_s:.2f} s, {rows:,} rows", file=sys.stderr, flush=True)
    return {
        "label": label,
        "at": at,
        "wall_s": round(wall_s, 4),
        "cpu_s": round(cpu_s, 4),
        "walls_s": [round(wall, 4) for wall, _ in spent],
        "rows": rows,
        "limit": limit(elements, start, hours, within_km, rows, speed),
    }


def power(points: list[dict[str, Any]]) -> float:
    """Return the slope of CPU time in the logarithms of both, by least squares."""
    x, y = (np.log([one[key] for one in points]) for key in ("at", "cpu_s"))
    return round(float(np.polyfit(x, y, 1)[0]), 3)


def measured(elements: pl.DataFrame, start: datetime, runs: int, quick: bool) -> dict[str, Any]:
    shorter = QUICK if quick else 1.0
    usual = USUAL | {"hours": USUAL["hours"] / shorter}
    speed = speeds(elements, start)
    screen(elements, start, 0.5, 5.0)  # warm

    def one(table: pl.DataFrame, label: str, at: float, **other: float) -> dict[str, Any]:
        return point(table, start, speed, runs, label, at, **(usual | other))

    sizes = [n or len(elements) for n in OBJECTS]
    hours = [h / shorter for h in HOURS]
    curves = [
        ("objects", "objects", [one(of_size(elements, n), f"{n:,}", n) for n in sizes]),
        ("window", "window", [one(elements, _window(h), h, hours=h) for h in hours]),
        ("distance", "distance", [one(elements, f"{d:g} km", d, within_km=d) for d in DISTANCES_KM]),
        ("threads", "threads", [one(elements, f"{k}", k, threads=k) for k in THREADS]),
    ]
    fixed = {"objects": f"{len(elements):,} objects", "window": _window(usual["hours"]), "distance": "5 km",
             "threads": "2 threads"}  # fmt: skip
    return {
        "objects": len(elements),
        "start": format_instant(start.astimezone(UTC)),
        "runs": runs,
        "speeds": {name: round(value, 2) for name, value in asdict(speed).items()},
        "curves": [
            {
                "name": name,
                "of": of,
                "title": f"Growth with {of}: "
                + ", ".join(text for key, text in fixed.items() if key != name),
                "power": None if name in ("threads", "distance") else power(points),
                "points": points,
            }
            for name, of, points in curves
        ],
    }


def _window(hours: float) -> str:
    return f"{hours / 24:g} d" if hours >= 48 else f"{hours:g} h" if hours >= 1 else f"{hours * 60:g} min"


def main() -> None:
    about = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    about.add_argument("catalogue", type=Path)
    about.add_argument("--start", type=parse_instant)
    about.add_argument("--runs", type=int, default=3)
    about.add_argument("--quick", action="store_true")
    asked = about.parse_args()
    elements, start = chosen(asked.catalogue, asked.start)
    print(json.dumps({"file": asked.catalogue.name} | measured(elements, start, asked.runs, asked.quick)))


if __name__ == "__main__":
    main()
