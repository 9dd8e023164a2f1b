"""How fast and how exactly states are computed on one core: the kernels beside python-sgp4 and astroz.

    python benchmarks/propagation.py CATALOGUE [--start ISO] [--hours 168] [--states 1500000] [--repeats 7] [--json]

CATALOGUE is any file of element sets; objects are taken as they come until a grid of one-minute instants has about
that many states. Times are of the processor, not of the clock, so that a busy machine shows less; medians and the best
of the repeats are printed. Accuracy is over the hours given, every object, at 20 instants, against python-sgp4.
"""

import argparse
import json
import platform
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from peer_states import accuracy_of_astroz, of_astroz

import dueregard.orbit.sgp4.prepared as kernels
from dueregard.model.time import parse_instant
from dueregard.orbit import reference
from dueregard.orbit.sgp4 import fields, grid, scattered
from dueregard.orbit.sgp4.grid import lone_states
from dueregard.sky.read import read_elements

CACHED = 64  # instants of a chunk that stays in the processor's own memory
OBJECTS = 250
TWICE = 2.0  # an orbit that has doubled or halved is not compared: a set that has long decayed
KINDS = (("near-earth", False), ("deep space", True))
KERNEL, SCATTERED, REFERENCE, ASTROZ = "kernel", "each at its own time", "python-sgp4", "astroz"


def rate(states: int, work: Callable[[], object], repeats: int) -> dict[str, float]:
    """Return millions of states per second of one processor: the median of the repeats, the best, the least."""
    work()
    spent = []
    for _ in range(repeats):
        begin = time.process_time()
        work()
        spent.append(time.process_time() - begin)
    return {
        "median": round(states / np.median(spent) / 1e6, 2),
        "best": round(states / min(spent) / 1e6, 2),
        "least": round(states / max(spent) / 1e6, 2),
    }


def first_use(elements, start) -> float:
    """Return the seconds that the kernels take to be there: compiled, or taken from the cache."""
    begin = time.process_time()
    some = kernels.prepare(elements[:64], start)
    grid(some.constants, some.lead_min, np.zeros(2))
    grid(some.constants, some.lead_min, np.zeros(2), time_major=True)
    scattered(some.constants, np.zeros(1, np.int64), np.zeros(1))
    return round(time.process_time() - begin, 2)


def speeds_of(part, elements, start, states: int, repeats: int) -> dict[str, dict[str, float]]:
    """Return the speeds for the objects ``part``; ``elements`` are the same objects."""
    few = kernels.subset(part, np.arange(min(OBJECTS, len(part))))
    c, lead, minutes = few.constants, few.lead_min, np.arange(CACHED, dtype=np.float64)
    out, again = grid(c, lead, minutes, time_major=True), max(1, 200_000 // (len(few) * CACHED))

    def kernel() -> None:
        for _ in range(again):
            grid(c, lead, minutes, time_major=True, out=out)

    m = max(CACHED, states // len(part))
    offsets_s, some_s = np.arange(m) * 60.0, np.arange(max(2, m // 4)) * 60.0
    whole = kernels.on_grid_by_time(part, offsets_s)
    r = np.random.default_rng(1)
    asked = r.integers(0, len(part), states // 2), r.uniform(0.0, 86_400.0, states // 2)
    theirs = reference.prepare(elements, start)
    found = {
        name: rate(count, work, repeats)
        for name, count, work in (
            (KERNEL, len(few) * CACHED * again, kernel),
            ("whole grid, by object", len(part) * m, lambda: kernels.on_grid(part, offsets_s)),
            ("whole grid, by time", len(part) * m, lambda: kernels.on_grid_by_time(part, offsets_s, whole)),
            (SCATTERED, len(asked[0]), lambda: kernels.at_times(part, *asked)),
            (REFERENCE, len(part) * len(some_s), lambda: reference.on_grid(theirs, some_s)),
        )
    }
    # Its better shape of the two: a chunk that stays in the cache, or everything at once.
    shapes = [
        rate(count, work, repeats)
        for count, work in of_astroz(elements, start, ((OBJECTS, CACHED, again), (len(elements), m, 1)))
    ]
    return found | ({ASTROZ: max(shapes, key=lambda one: one["median"])} if shapes else {})


def accuracy(made, elements, start, hours: float) -> dict[str, Any]:
    """Return how far states are from those of python-sgp4, and whose error codes differ."""
    offsets_s = np.round(np.sort(np.random.default_rng(2).uniform(0.0, hours * 3600.0, 20)), 6)
    theirs = reference.on_grid(reference.prepare(elements, start), offsets_s)
    ours = kernels.on_grid(made, offsets_s)
    gap_mm = np.linalg.norm(ours.positions_km - theirs.positions_km, axis=2) * 1e6
    axis = (398600.8 / (elements["mean_motion_rev_day"].to_numpy() * 2 * np.pi / 86_400) ** 2) ** (1 / 3)
    r, v = (np.linalg.norm(one, axis=2) for one in (theirs.positions_km, theirs.velocities_km_s))
    part = axis[:, None] * (2.0 / r - v * v / 398600.8)
    whole = (ours.error == 0) & (part > 1 / TWICE) & (part < TWICE)
    found: dict[str, Any] = {
        "hours": hours,
        "states": gap_mm.size,
        "with_error": int((ours.error != 0).sum()),
        "error_codes_that_differ": int((ours.error != theirs.error).sum()),
        "not_compared": int(((ours.error == 0) & ~whole).sum()),
        "no_lane_gave": lone_states(made.constants, made.lead_min, offsets_s / 60.0)
        - int((ours.error != 0).sum()),
    }
    for name, deep in KINDS:
        chosen = whole & ((made.constants.kind != fields.NEAR) == deep)[:, None]
        if chosen.any():
            i, k = np.unravel_index(np.where(chosen, gap_mm, -1.0).argmax(), gap_mm.shape)
            age = start + timedelta(seconds=float(offsets_s[k])) - elements["epoch"][int(i)]
            found[name] = {
                "worst_mm": round(float(gap_mm[i, k]), 4),
                "worst_object": int(elements["norad_cat_id"][int(i)]),
                "its_age_d": round(age / timedelta(days=1), 1),
                "most_below_mm": round(float(np.quantile(gap_mm[chosen], 0.999)), 4),
                **accuracy_of_astroz(elements, start, offsets_s, chosen),
            }
    return found


def measured(path: Path, start, hours: float, states: int, repeats: int) -> dict[str, Any]:
    """Return everything this module measures of a catalogue."""
    elements, rejects = read_elements(path)
    start = start or elements["epoch"].quantile(0.99)
    start = start.replace(tzinfo=None)
    found: dict[str, Any] = {"file": path.name, "objects": len(elements), "rejects": len(rejects)}
    found |= {"start": start.isoformat(), "first_use_s": first_use(elements, start)}
    begin = time.process_time()
    made = kernels.prepare(elements, start)
    found |= {"prepared_ms": round((time.process_time() - begin) * 1e3, 1), "speed": {}}
    for name, deep in KINDS:
        rows = np.flatnonzero((made.constants.kind != fields.NEAR) == deep)
        if len(rows):
            speeds = speeds_of(kernels.subset(made, rows), elements[rows], start, states, repeats)
            found["speed"][name] = {"objects": len(rows), "million_states_s": speeds}
    return found | {"accuracy": accuracy(made, elements, start, hours)}


def say(found: dict[str, Any]) -> None:
    compiled = "compiled now" if found["first_use_s"] > 2 else "taken from the cache"
    print(
        f"{found['file']}: {found['objects']} element sets, {found['rejects']} rejects, from {found['start']}"
    )
    print(f"Python {platform.python_version()}, {platform.machine()}, one thread")
    print(f"first use of every kernel: {found['first_use_s']:.1f} s ({compiled})")
    print(f"prepared in {found['prepared_ms']:.0f} ms")
    for name, one in found["speed"].items():
        print(f"{name}, {one['objects']} objects")
        for what, speed in one["million_states_s"].items():
            print(f"  {what:24s} {speed['median']:6.1f} (best {speed['best']:5.1f}) M states/s")
    print("accuracy, beside python-sgp4:")
    for name, one in found["accuracy"].items():
        print(f"  {name.replace('_', ' ')}: {one}")


def main() -> None:
    about = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    about.add_argument("catalogue", type=Path)
    about.add_argument("--start", type=parse_instant)
    about.add_argument("--hours", type=float, default=168.0)
    about.add_argument("--states", type=int, default=1_500_000)
    about.add_argument("--repeats", type=int, default=7)
    about.add_argument("--json", action="store_true")
    asked = about.parse_args()
    found = measured(asked.catalogue, asked.start, asked.hours, asked.states, asked.repeats)
    if asked.json:
        print(json.dumps(found))
    else:
        say(found)


if __name__ == "__main__":
    main()
