"""Brute force: every pair at every second with the reference SGP4, roots polished, and a table held against it.

Nothing here comes from the package under test. Objects are carried until the reference's first error (looked for at
every second); two sets that are equal in what SGP4 uses are left out and returned as merged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
from invented_orbits import Row, julian, satrec
from sgp4.api import Satrec, SatrecArray

EDGE_KM = 0.002  # what is nearer to D than this may fall on either side; 20 m are promised, ten times as much
MISS_KM = 0.001  # 10 m are promised
TCA_S = 0.02  # 0.1 s are promised
SLOW_KM_S = 0.1
COVER_S = 1.0

USED = (
    "epoch", "mean_motion_rev_day", "eccentricity", "inclination_deg", "ra_of_asc_node_deg",
    "arg_of_pericenter_deg", "mean_anomaly_deg", "bstar",
)  # fmt: skip


@dataclass(frozen=True)
class Near:
    """One interval of a pair, seconds after the start."""

    entry_s: float
    exit_s: float


@dataclass(frozen=True)
class Sky:
    """The objects of a scene, ready for the reference."""

    rows: Sequence[Row]
    records: Sequence[Satrec]
    jd: float
    fraction: float
    window_s: float
    covered_s: np.ndarray
    t: np.ndarray
    r: np.ndarray  # (n, t, 3)


def sky(rows: Sequence[Row], start: datetime, hours: float) -> Sky:
    """Return the scene sampled every second, and how far each object is carried."""
    records = [satrec(row) for row in rows]
    jd, fraction = julian(start)
    window = hours * 3600.0
    t = np.unique(np.append(np.arange(0.0, window), window))
    error, r, _ = SatrecArray(records).sgp4(np.full(len(t), jd), fraction + t / 86_400)
    covered = np.full(len(rows), window)
    for i in np.flatnonzero(error.any(axis=1)):
        k = int(np.argmax(error[i] != 0))
        good, bad = (float(t[k - 1]), float(t[k])) if k else (0.0, 0.0)
        while bad - good > 1e-4:
            middle = (good + bad) / 2
            if records[i].sgp4(jd, fraction + middle / 86_400)[0]:
                bad = middle
            else:
                good = middle
        covered[i] = good
    return Sky(rows, records, jd, fraction, window, covered, t, r)


def offset(scene: Sky, i: int, j: int, at_s: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the position and velocity of j relative to i at one instant."""
    f = scene.fraction + at_s / 86_400
    _, r1, v1 = scene.records[i].sgp4(scene.jd, f)
    _, r2, v2 = scene.records[j].sgp4(scene.jd, f)
    return np.subtract(r2, r1), np.subtract(v2, v1)


def distance(scene: Sky, i: int, j: int, at_s: float) -> float:
    """Return the range at one instant, km."""
    return float(np.linalg.norm(offset(scene, i, j, at_s)[0]))


def _turn(scene: Sky, i: int, j: int, lo: float, hi: float, least: bool) -> float:
    """Return where the range is least (greatest) in [lo, hi], where it has one turn: golden section."""
    golden, sign = (5**0.5 - 1) / 2, 1.0 if least else -1.0
    a, b = hi - golden * (hi - lo), lo + golden * (hi - lo)
    fa, fb = sign * distance(scene, i, j, a), sign * distance(scene, i, j, b)
    while hi - lo > 2e-4:
        if fa < fb:
            hi, b, fb = b, a, fa
            a = hi - golden * (hi - lo)
            fa = sign * distance(scene, i, j, a)
        else:
            lo, a, fa = a, b, fb
            b = lo + golden * (hi - lo)
            fb = sign * distance(scene, i, j, b)
    return (lo + hi) / 2


def knots(scene: Sky, i: int, j: int, within_km: float) -> list[tuple[float, float]]:
    """Return (time, range) of the ends and of every turn that matters: between two the range is monotonic or far."""
    end = min(scene.covered_s[i], scene.covered_s[j])
    k = int(np.searchsorted(scene.t, end, side="right"))
    t, d = scene.t[:k], np.linalg.norm(scene.r[j, :k] - scene.r[i, :k], axis=1)
    if not k or end <= 0:
        return []
    out = [(0.0, float(d[0]))]
    down = np.diff(d) < 0
    reach = 17.0  # km in a second: nothing in orbit meets faster
    for q in np.flatnonzero(down[1:] != down[:-1]):
        if d[q + 1] < within_km + reach:
            at = _turn(scene, i, j, float(t[q]), float(t[q + 2]), bool(down[q]))
            out.append((at, distance(scene, i, j, at)))
        else:
            out.append((float(t[q + 1]), float(d[q + 1])))
    if k > 1 or end > t[-1]:  # a turn may hide in the last or first second
        for lo, hi in {(0.0, min(1.0, end)), (max(0.0, end - 1.0), end)}:
            at = _turn(scene, i, j, lo, hi, True)
            if lo + 1e-3 < at < hi - 1e-3:
                out.append((at, distance(scene, i, j, at)))
    out.append((end, distance(scene, i, j, end)))
    return sorted(set(out))


def _crossing(scene: Sky, i: int, j: int, lo: float, hi: float, level_km: float) -> float:
    above = distance(scene, i, j, lo) > level_km
    while hi - lo > 1e-5:
        middle = (lo + hi) / 2
        if (distance(scene, i, j, middle) > level_km) == above:
            lo = middle
        else:
            hi = middle
    return (lo + hi) / 2


def below(scene: Sky, i: int, j: int, turns: list[tuple[float, float]], level_km: float) -> list[Near]:
    """Return the maximal intervals with a range of at most ``level_km``."""
    entry = turns[0][0] if turns and turns[0][1] <= level_km else None
    out: list[Near] = []
    for (a, da), (b, db) in pairwise(turns):
        if da > level_km >= db:
            entry = _crossing(scene, i, j, a, b, level_km)
        if da <= level_km < db:
            out.append(Near(entry, _crossing(scene, i, j, a, b, level_km)))
            entry = None
    if entry is not None:
        out.append(Near(entry, turns[-1][0]))
    return out


def merged(scene: Sky) -> set[tuple[int, int]]:
    """Return the pairs of numbers whose sets are equal in what SGP4 uses."""
    keys = [tuple(row[name] + 0.0 if name != "epoch" else row[name] for name in USED) for row in scene.rows]
    numbers = [row["norad_cat_id"] for row in scene.rows]
    return {
        (min(numbers[i], numbers[j]), max(numbers[i], numbers[j]))
        for i in range(len(keys)) for j in range(i) if keys[i] == keys[j]
    }  # fmt: skip


def hold(
    table: pl.DataFrame,
    scene: Sky,
    start: datetime,
    within_km: float,
    *,
    miss_km: float = MISS_KM,
    tca_s: float = TCA_S,
) -> int:
    """Assert that a table says what brute force says; return how many intervals there are.

    Every interval below D - 20 m is in one row, every row in an interval at D + 20 m, with its ends on D or on the end
    of what is covered, its least range, its TCA, its speed and its RTN offset right.
    """
    naive = start.replace(tzinfo=None)
    rows: dict[tuple[int, int], list[dict]] = {}
    for row in table.filter(pl.col("kind") != "merged").iter_rows(named=True):
        times = {name: (row[name] - naive) / timedelta(seconds=1) for name in ("entry", "tca", "exit")}
        rows.setdefault((row["object1_norad_cat_id"], row["object2_norad_cat_id"]), []).append(row | times)
    same = merged(scene)
    said = table.filter(pl.col("kind") == "merged").select("object1_norad_cat_id", "object2_norad_cat_id")
    assert sorted(said.rows()) == sorted(same), "the merged pairs are the equal sets"
    count = 0
    order = sorted(range(len(scene.rows)), key=lambda k: scene.rows[k]["norad_cat_id"])
    for p, i in enumerate(order):
        for j in order[p + 1 :]:
            pair = (scene.rows[i]["norad_cat_id"], scene.rows[j]["norad_cat_id"])
            if pair in same:
                continue
            mine = sorted(rows.pop(pair, []), key=lambda row: row["entry"])
            turns = knots(scene, i, j, within_km)
            if not mine and (not turns or min(d for _, d in turns) > within_km - EDGE_KM):
                continue
            sure = below(scene, i, j, turns, within_km - EDGE_KM)
            may = below(scene, i, j, turns, within_km + EDGE_KM)
            count += len(sure)
            _hold_pair(scene, i, j, turns, mine, sure, may, within_km, miss_km, tca_s)
    assert not rows, f"rows for pairs that are not in the scene: {list(rows)}"
    return count


def _hold_pair(
    scene: Sky,
    i: int,
    j: int,
    turns: list[tuple[float, float]],
    mine: list[dict],
    sure: list[Near],
    may: list[Near],
    within_km: float,
    miss_km: float,
    tca_s: float,
) -> None:
    pair = (scene.rows[i]["norad_cat_id"], scene.rows[j]["norad_cat_id"])
    end = min(scene.covered_s[i], scene.covered_s[j])
    for one, next_ in pairwise(mine):
        assert one["exit"] <= next_["entry"], f"{pair}: two rows overlap"
    for near in sure:
        inside = [m for m in mine if m["entry"] - 0.02 <= near.entry_s and near.exit_s <= m["exit"] + 0.02]
        assert len(inside) == 1, f"{pair}: {near} is in {len(inside)} rows of {mine}"
    for m in mine:
        around = [n for n in may if n.entry_s - 0.02 <= m["entry"] and m["exit"] <= n.exit_s + 0.02]
        assert around, f"{pair}: nothing is there from {m['entry']} to {m['exit']}: {may}"
        for side, edge, cut in (("entry", 0.0, m["entry_cut"]), ("exit", end, m["exit_cut"])):
            if cut:
                assert abs(m[side] - edge) < 0.01, f"{pair}: cut at {m[side]}, which is no end ({edge})"
            else:
                off = distance(scene, i, j, m[side]) - within_km
                assert abs(off) <= EDGE_KM, f"{pair}: range at {side} is off by {off * 1000:.1f} m"
        inner = [(distance(scene, i, j, x), x) for x in (m["entry"], m["exit"])]
        least, at = min(inner + [(d, x) for x, d in turns if m["entry"] <= x <= m["exit"]])
        assert abs(m["miss_distance_km"] - least) <= miss_km, (
            f"{pair}: {m['miss_distance_km']}, least {least}"
        )
        if np.linalg.norm(offset(scene, i, j, at)[1]) > SLOW_KM_S:
            assert abs(m["tca"] - at) <= tca_s, f"{pair}: TCA {m['tca']}, least at {at}"
        assert abs(distance(scene, i, j, m["tca"]) - least) <= miss_km
        dr, dv = offset(scene, i, j, m["tca"])
        assert abs(m["relative_speed_km_s"] - np.linalg.norm(dv)) < 1e-6 + 1e-5 * np.linalg.norm(dv)
        assert abs(m["dwell_s"] - (m["exit"] - m["entry"])) < 2e-6
        assert np.allclose(
            _rtn(scene, i, j, m["tca"]), [m["radial_km"], m["in_track_km"], m["cross_track_km"]], atol=1e-4
        )
        assert np.isclose(np.linalg.norm(dr), m["miss_distance_km"], atol=1e-4)


def _rtn(scene: Sky, i: int, j: int, at_s: float) -> np.ndarray:
    _, r, v = scene.records[i].sgp4(scene.jd, scene.fraction + at_s / 86_400)
    dr = offset(scene, i, j, at_s)[0]
    radial, normal = np.array(r), np.cross(r, v)
    along = np.cross(normal, radial)
    return np.array([dr @ axis / np.linalg.norm(axis) for axis in (radial, along, normal)])
