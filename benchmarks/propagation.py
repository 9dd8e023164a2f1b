"""How fast and how exactly states are computed: the kernels beside python-sgp4, on one core.

    python benchmarks/propagation.py CATALOGUE [--hours 168] [--states 1500000] [--repeats 7]

CATALOGUE is any file of element sets; objects are taken as they come until a grid of one-minute instants has about
that many states. Times are of the processor, not of the clock, so that a busy machine shows less; medians and the best
of the repeats are printed. Accuracy is over the hours given, every object, at 20 instants, against python-sgp4.
"""

import argparse
import platform
import time
from collections.abc import Callable
from datetime import timedelta

import numpy as np

import dueregard.orbit.sgp4.prepared as kernels
from dueregard.orbit import reference
from dueregard.orbit.sgp4 import fields, grid, scattered
from dueregard.orbit.sgp4.grid import lone_states
from dueregard.sky.read import read_elements

CACHED = 64  # instants of a chunk that stays in the processor's own memory
OBJECTS = 250
TWICE = 2.0  # an orbit that has doubled or halved is not compared: a set that has long decayed


def rate(states: int, work: Callable[[], object], repeats: int) -> str:
    work()
    spent = []
    for _ in range(repeats):
        begin = time.thread_time()
        work()
        spent.append(time.thread_time() - begin)
    return f"{states / np.median(spent) / 1e6:6.1f} (best {states / min(spent) / 1e6:5.1f}) M states/s"


def first_use(elements, start) -> None:
    begin = time.process_time()
    some = kernels.prepare(elements[:64], start)
    grid(some.constants, some.lead_min, np.zeros(2))
    grid(some.constants, some.lead_min, np.zeros(2), time_major=True)
    scattered(some.constants, np.zeros(1, np.int64), np.zeros(1))
    spent = time.process_time() - begin
    print(
        f"first use of every kernel: {spent:.1f} s (compiled {'now' if spent > 2 else 'before: taken from the cache'})"
    )


def speed_of(part, theirs, states: int, repeats: int) -> None:
    """Print the speeds for the objects ``part``; ``theirs`` are the same objects in python-sgp4."""
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
    for name, count, work in (
        (f"kernel, {len(few)} objects", len(few) * CACHED * again, kernel),
        ("whole grid, by object", len(part) * m, lambda: kernels.on_grid(part, offsets_s)),
        ("whole grid, by time", len(part) * m, lambda: kernels.on_grid_by_time(part, offsets_s, whole)),
        ("each at its own time", len(asked[0]), lambda: kernels.at_times(part, *asked)),
        ("python-sgp4", len(part) * len(some_s), lambda: reference.on_grid(theirs, some_s)),
    ):
        print(f"  {name:24s} {rate(count, work, repeats)}")


def speed(made, elements, start, states: int, repeats: int) -> None:
    for name, deep in (("near-earth", False), ("deep space", True)):
        rows = np.flatnonzero((made.constants.kind != fields.NEAR) == deep)
        print(f"{name}, {len(rows)} objects")
        if len(rows):
            theirs = reference.prepare(elements[rows], start)
            speed_of(kernels.subset(made, rows), theirs, states, repeats)


def accuracy(made, elements, start, hours: float) -> None:
    offsets_s = np.round(np.sort(np.random.default_rng(2).uniform(0.0, hours * 3600.0, 20)), 6)
    theirs = reference.on_grid(reference.prepare(elements, start), offsets_s)
    ours = kernels.on_grid(made, offsets_s)
    gap_mm = np.linalg.norm(ours.positions_km - theirs.positions_km, axis=2) * 1e6
    axis = (398600.8 / (elements["mean_motion_rev_day"].to_numpy() * 2 * np.pi / 86_400) ** 2) ** (1 / 3)
    r, v = (np.linalg.norm(one, axis=2) for one in (theirs.positions_km, theirs.velocities_km_s))
    part = axis[:, None] * (2.0 / r - v * v / 398600.8)
    whole = (ours.error == 0) & (part > 1 / TWICE) & (part < TWICE)
    lone = lone_states(made.constants, made.lead_min, offsets_s / 60.0)
    errors = int((ours.error != 0).sum())
    print(f"accuracy over {hours:g} h, {gap_mm.size} states, {errors} of them with an error code")
    print(f"  error codes that differ from python-sgp4's: {int((ours.error != theirs.error).sum())}")
    for name, deep in (("near-earth", False), ("deep space", True)):
        chosen = whole & ((made.constants.kind != fields.NEAR) == deep)[:, None]
        if chosen.any():
            i, k = np.unravel_index(np.where(chosen, gap_mm, -1.0).argmax(), gap_mm.shape)
            age = (
                start + timedelta(seconds=float(offsets_s[k])) - elements["epoch"][int(i)]
            ).total_seconds() / 86_400
            print(
                f"  {name}: worst {gap_mm[i, k]:.3f} mm (object {elements['norad_cat_id'][int(i)]}, set {age:.0f} days "
                f"old), 99.9 % below {np.quantile(gap_mm[chosen], 0.999):.3f} mm"
            )
    print(f"  not compared (orbit doubled or halved): {int(((ours.error == 0) & ~whole).sum())}")
    print(f"  valid states that no lane gave: {lone - errors}; states left to python-sgp4: 0")


def main() -> None:
    about = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    about.add_argument("catalogue")
    about.add_argument("--hours", type=float, default=168.0)
    about.add_argument("--states", type=int, default=1_500_000)
    about.add_argument("--repeats", type=int, default=7)
    asked = about.parse_args()
    elements, rejects = read_elements(asked.catalogue)
    start = elements["epoch"].quantile(0.99)
    print(
        f"{asked.catalogue.rsplit('/', 1)[-1]}: {len(elements)} element sets, {len(rejects)} rejects, from {start}"
    )
    print(f"Python {platform.python_version()}, {platform.machine()}, one thread")
    first_use(elements, start)
    begin = time.thread_time()
    made = kernels.prepare(elements, start)
    print(f"prepared in {(time.thread_time() - begin) * 1e3:.0f} ms")
    speed(made, elements, start, asked.states, asked.repeats)
    accuracy(made, elements, start, asked.hours)


if __name__ == "__main__":
    main()
