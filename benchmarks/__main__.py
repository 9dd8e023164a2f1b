"""The performance table of docs/performance.md, measured again: ``python3 run.py bench``.

Commands are run as they are typed, in processes of their own, each once to warm and then five times; peers in the same
run on the same file; how exact the rows are stands beside how fast they came. ``--growth`` measures how cost grows
instead, and draws the curves. Nothing is fetched, and nothing of the catalogue stays: files made from it are deleted.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from in_docs import into_docs
from machine import in_words, load, machine, warning
from tables import growth_tables, main_tables
from works import (
    DAY_H,
    DRAWN,
    DRAWN_QUICK,
    QUICK_H,
    WEEK_H,
    Setting,
    beside_astroz,
    sampled,
    screened,
    script,
    states,
    works,
)

REPOSITORY = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("DUEREGARD_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
CATALOGUE = DATA / "catalogue" / "2024-11-01_full_celestrak_onorbit_omm.csv.xz"
START = "2024-11-01T00:00:00Z"  # of that catalogue; of another one, the hour by which nearly all its sets are known
RUNS = 5


def told(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def table(asked: argparse.Namespace, made_in: Path) -> dict[str, Any]:
    """Return the figures of the table."""
    made = script("made_files", asked.catalogue, made_in, *(("--start", asked.start) if asked.start else ()))
    del made["process"]
    setting = Setting(
        asked.catalogue,
        made_in,
        made["start"],
        1 if asked.quick else asked.runs,
        QUICK_H if asked.quick else DAY_H,
        2 * QUICK_H if asked.quick else WEEK_H,
        DRAWN_QUICK if asked.quick else DRAWN,
        told,
    )
    found: dict[str, Any] = {"catalogue": made, "within_km": 5.0, "runs": setting.runs}
    told("states")
    found["states"] = states(setting)
    found["screens"] = {}
    for name, words, arguments, hours in works(setting):
        told(f"{words}, {hours:g} h")
        found["screens"][name] = {"words": words} | screened(setting, name, arguments, hours)
    told("astroz")
    found["astroz"] = beside_astroz(setting, found["screens"], made["rounded"])
    told(f"brute force, {setting.drawn} objects")
    found["sample"] = sampled(setting)
    return found


def growth(asked: argparse.Namespace, made_in: Path) -> dict[str, Any]:
    """Return the figures of the curves."""
    options: list[object] = ["--start", asked.start] if asked.start else []
    options += ["--runs", 1 if asked.quick else 3, *(["--quick"] if asked.quick else [])]
    return script("growth", asked.catalogue, *options)


def main() -> int:
    about = argparse.ArgumentParser(prog="run.py bench", description=__doc__.splitlines()[0])
    about.add_argument("catalogue", type=Path, nargs="?", help="element sets; else those of the test data")
    about.add_argument("--start", help="of the window, ISO 8601, UTC")
    about.add_argument("--runs", type=int, default=RUNS, help="timed runs of each command")
    about.add_argument("--growth", action="store_true", help="how cost grows, instead of the table")
    about.add_argument("--quick", action="store_true", help="windows of an hour, one run: to try it out")
    about.add_argument("--json", type=Path, help="where the figures go; else out/bench.json")
    about.add_argument(
        "--docs", action="store_true", help="also into docs/performance.md, with its JSON and curves"
    )
    about.add_argument("--from", dest="given", type=Path, help="measure nothing: the figures of this file")
    asked = about.parse_args()
    kind = "growth" if asked.growth else "table"
    if asked.given:
        found = json.loads(asked.given.read_text(encoding="utf-8"))
    else:
        if asked.catalogue is None:
            asked.catalogue, asked.start = CATALOGUE, asked.start or START
        if not asked.catalogue.is_file():
            told(f"there is no catalogue {asked.catalogue}; name one, or set DUEREGARD_TEST_DATA")
            return 2
        here = machine()
        told(in_words(here))
        told(f"warning: {said}" if (said := warning(here["load_at_start"])) else "the machine is at rest")
        with tempfile.TemporaryDirectory(prefix="dueregard-bench-") as folder:
            found = (growth if asked.growth else table)(asked, Path(folder))
        found = {"made_by": "python3 run.py bench" + " --growth" * asked.growth, "machine": here} | found
        found["load_at_end"] = load()
    print("\n".join((growth_tables if asked.growth else main_tables)(found)))
    out = asked.json or REPOSITORY / "out" / ("bench-growth.json" if asked.growth else "bench.json")
    if not asked.given:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        told(f"figures: {out}")
    if asked.docs:
        into_docs(kind, found, REPOSITORY / "docs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
