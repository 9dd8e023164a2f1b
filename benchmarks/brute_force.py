"""A table of approaches held against brute force with python-sgp4: some objects, drawn, against the whole catalogue.

    python brute_force.py CATALOGUE APPROACHES.csv --start ISO --hours H --within KM [--objects 200]
        [--trajectory ORBIT APPROACHES.csv ...]

Every ten seconds the distance of every drawn object to every other is looked at, without any sieve; pairs that can be
within D in the five seconds before or after are followed second by second, and their minima made exact. Reading apart
it shares no code with the screen. Pairs of which SGP4 gives one up, and pairs of one element set, are left out on both
sides. What is within 20 m of D may fall on either side. A table of a planned trajectory is held against the invented
orbit it was written from, to the end of the same window. Prints counts as JSON.
"""

import argparse
import json
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numba
import numpy as np
import polars as pl
from enlarged import chosen
from made_files import invented
from matched import read_approaches
from numpy.typing import NDArray

from dueregard.model.elements import SGP4_COLUMNS
from dueregard.model.time import parse_instant
from dueregard.orbit import reference

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Pair = tuple[int, int]

SEED = 1967
STEP_S = 10.0
FASTEST_KM_S = 22.5  # relative: twice the escape velocity at the ground
# What a straight line may miss in five seconds: two objects 120 km apart are pulled apart or together by 3e-4 km/s²,
# which makes 4 m. Single precision of positions makes 3 m in GEO.
PAD_KM = 0.1
EDGE_KM, SLOW_KM_S = 0.02, 0.1
DAY = "day"
INSTANTS = 60  # at once: some 100 MB


@numba.njit(fastmath=True)
def _look(p: NDArray[np.float32], drawn: Ints, reach2: np.float32, hits: NDArray[np.bool_]) -> None:
    """Write into ``hits`` (drawn, objects) which objects are within reach: ``p`` (3, objects), one instant."""
    x, y, z = p[0], p[1], p[2]
    for k in range(len(drawn)):
        i, row = drawn[k], hits[k]
        xi, yi, zi = x[i], y[i], z[i]
        for j in range(len(x)):
            dx, dy, dz = x[j] - xi, y[j] - yi, z[j] - zi
            row[j] = dx * dx + dy * dy + dz * dz < reach2


def near_instants(
    prepared: reference.Prepared, drawn: Ints, window_s: float, within_km: float
) -> tuple[dict[Pair, set[float]], NDArray[np.bool_]]:
    """Return for each pair the instants around which it may be within D, and which objects are given up."""
    t = np.append(np.arange(0.0, window_s, STEP_S), window_s)
    near: dict[Pair, set[float]] = defaultdict(set)
    given_up = np.zeros(len(prepared), np.bool_)
    hits = np.empty((len(drawn), len(prepared)), np.bool_)
    reach_km = within_km + PAD_KM + FASTEST_KM_S * STEP_S / 2.0
    for begin in range(0, len(t), INSTANTS):
        some = t[begin : begin + INSTANTS]
        states = reference.on_grid(prepared, some)
        given_up |= (states.error != 0).any(axis=1)
        r, v = states.positions_km, states.velocities_km_s
        for k, at in enumerate(some.tolist()):
            p = np.ascontiguousarray(np.nan_to_num(r[:, k].T, nan=1e9), np.float32)
            _look(p, drawn, np.float32(reach_km * reach_km), hits)
            which, j = np.nonzero(hits)
            i = drawn[which]
            dr, dv = r[j, k] - r[i, k], v[j, k] - v[i, k]
            w2 = np.maximum(np.einsum("nk,nk->n", dv, dv), 1e-12)
            s = np.clip(-np.einsum("nk,nk->n", dr, dv) / w2, -STEP_S / 2.0, STEP_S / 2.0)
            soon = np.linalg.norm(dr + dv * s[:, None], axis=1) < within_km + PAD_KM
            for a, b in zip(i[soon].tolist(), j[soon].tolist(), strict=True):
                if a != b:
                    near[(min(a, b), max(a, b))].add(at)
    return near, given_up


def knots(prepared: reference.Prepared, pair: Pair, instants: set[float], window_s: float) -> list[Floats]:
    """Return for each stretch of instants the range along it: (k, 2) of seconds and km, every second and minimum."""
    at = np.array(sorted(instants))
    found = []
    for stretch in np.split(at, np.flatnonzero(np.diff(at) > 1.5 * STEP_S) + 1):
        t0, t1 = max(0.0, stretch[0] - STEP_S), min(window_s, stretch[-1] + STEP_S)
        t = np.linspace(t0, t1, max(3, int(np.ceil(t1 - t0)) + 1))
        rate = _range_and_rate(prepared, pair, t)[1]
        k = np.flatnonzero((rate[:-1] < 0.0) & (rate[1:] >= 0.0))
        low, high = t[k], t[k + 1]
        for _ in range(40):  # halving a second so often leaves a picosecond
            middle = (low + high) / 2.0
            closing = _range_and_rate(prepared, pair, middle)[1] < 0.0
            low, high = np.where(closing, middle, low), np.where(closing, high, middle)
        t = np.unique(np.concatenate((t, (low + high) / 2.0)))
        found.append(np.stack((t, _range_and_rate(prepared, pair, t)[0]), axis=1))
    return found


def _range_and_rate(prepared: reference.Prepared, pair: Pair, t: Floats) -> tuple[Floats, Floats]:
    jd, fraction = np.full(len(t), prepared.jd), prepared.fraction + t / 86_400.0
    (_, r1, v1), (_, r2, v2) = (prepared.records[i].sgp4_array(jd, fraction) for i in pair)
    return np.linalg.norm(r2 - r1, axis=1), np.einsum("nk,nk->n", r2 - r1, v2 - v1)


def below(stretches: list[Floats], within_km: float) -> list[tuple[float, float]]:
    """Return the runs of knots within a distance: their first and last seconds."""
    runs = []
    for stretch in stretches:
        inside = stretch[:, 1] <= within_km
        edges = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(np.int8)))
        runs += [(stretch[a, 0], stretch[b - 1, 0]) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return runs


def compared(
    elements: pl.DataFrame,
    start: Any,
    window_s: float,
    within_km: float,
    tables: dict[str, pl.DataFrame],
    objects: int,
) -> dict[str, Any]:
    """Return how many approaches each table has, misses and invents, and how far it is off.

    The table ``day`` is that of the catalogue, of which ``objects`` are drawn; any other is named as an invented orbit,
    whose trajectory it was made of.
    """
    begin = time.perf_counter()
    r = np.random.default_rng(SEED)
    drawn = r.choice(len(elements), min(objects, len(elements)), replace=False)
    orbits = [name for name in tables if name != DAY]
    more = [invented(name, start) | {"norad_cat_id": -1 - k} for k, name in enumerate(orbits)]
    place = {number: k for k, number in enumerate(elements["norad_cat_id"].to_list())}
    place |= {-1 - k: len(elements) + k for k in range(len(orbits))}
    elements = pl.concat([elements, pl.DataFrame(more, schema=elements.schema)]) if more else elements
    numbers = elements["norad_cat_id"].to_list()
    prepared = reference.prepare(elements, start)
    looked_at = np.sort(np.concatenate((drawn, np.arange(len(elements) - len(orbits), len(elements)))))
    near, given_up = near_instants(prepared, looked_at, window_s, within_km)
    sets = elements.select(pl.struct(SGP4_COLUMNS).rank("dense")).to_series().to_list()
    found: dict[str, Any] = {}
    for name, table in tables.items():
        mine: dict[Pair, list[dict[str, Any]]] = defaultdict(list)
        own = {numbers[k] for k in drawn.tolist()} if name == DAY else {-1 - orbits.index(name)}
        # A trajectory has no number, which a table writes as 0.
        if name != DAY:
            table = table.with_columns(pl.col("a", "b").replace(0, -1 - orbits.index(name)))
        for row in table.filter(pl.col("kind") != "merged", pl.col("entry") <= window_s).iter_rows(
            named=True
        ):
            if row["a"] in own or row["b"] in own:
                a, b = sorted((place[row["a"]], place[row["b"]]))
                mine[(a, b)].append(row)
        every = {p for p in near if any(numbers[k] in own for k in p)} | mine.keys()
        # Invented orbits are no part of the catalogue, nor of each other's table.
        every = {p for p in every if sum(numbers[k] < 0 for k in p) == (name != DAY)}
        left_out = {p for p in every if given_up[list(p)].any() or sets[p[0]] == sets[p[1]]}
        pairs = {
            p: knots(prepared, p, near[p], window_s) if p in near else [] for p in sorted(every - left_out)
        }
        counted = held(pairs, mine, window_s, within_km, numbers)
        found[name] = counted | {"objects": len(own), "pairs_left_out": len(left_out)}
    return found | {"took_s": round(time.perf_counter() - begin, 1)}


def held(
    pairs: dict[Pair, list[Floats]],
    mine: dict[Pair, list[dict[str, Any]]],
    window_s: float,
    within_km: float,
    numbers: list[int],
) -> dict[str, Any]:
    """Return how the rows of a table compare with the ranges of their pairs."""
    found = {"approaches": 0, "missed": 0, "invented": 0}
    off_m, off_s, examples = [0.0], [0.0], []
    for pair, stretches in pairs.items():
        rows, may = mine[pair], below(stretches, within_km + EDGE_KM)
        for first, last in below(stretches, within_km - EDGE_KM):
            found["approaches"] += 1
            if not any(row["entry"] <= first + 0.01 and last - 0.01 <= row["exit"] for row in rows):
                found["missed"] += 1
                examples.append(("missed", *(numbers[k] for k in pair), first, last))
        for row in rows:
            end = min(row["exit"], window_s)
            if not any(first - 1.0 <= row["entry"] and end <= last + 1.0 for first, last in may):
                found["invented"] += 1
                examples.append(("invented", *(numbers[k] for k in pair), row["entry"], row["exit"]))
            elif row["tca"] <= window_s:
                t, r = np.concatenate(stretches).T
                inside = (t >= row["entry"] - 1e-6) & (t <= end + 1e-6)
                if inside.any():
                    off_m.append(abs(row["miss_distance_km"] - r[inside].min()) * 1e3)
                    if row["relative_speed_km_s"] > SLOW_KM_S:
                        off_s.append(abs(row["tca"] - t[inside][r[inside].argmin()]))
    most = {"worst_m": round(max(off_m), 4), "worst_tca_s": round(max(off_s), 6)}
    return found | most | {"examples": examples[:10]}


def main() -> None:
    about = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    about.add_argument("catalogue", type=Path)
    about.add_argument("approaches", type=Path)
    about.add_argument("--start", type=parse_instant, required=True)
    about.add_argument("--hours", type=float, required=True)
    about.add_argument("--within", type=float, required=True)
    about.add_argument("--objects", type=int, default=200)
    about.add_argument("--trajectory", nargs=2, action="append", default=[], metavar=("ORBIT", "APPROACHES"))
    asked = about.parse_args()
    elements, start = chosen(asked.catalogue, asked.start)
    tables = {DAY: asked.approaches} | {name: Path(path) for name, path in asked.trajectory}
    read = {name: read_approaches(path, start) for name, path in tables.items()}
    print(json.dumps(compared(elements, start, asked.hours * 3600.0, asked.within, read, asked.objects)))


if __name__ == "__main__":
    main()
