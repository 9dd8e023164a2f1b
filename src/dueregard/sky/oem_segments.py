"""From a block as written to segments that may be interpolated: in order, possible, in TEME and UTC, without holes."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dueregard.model.ephemeris import Segment
from dueregard.model.reject import Reject
from dueregard.orbit.path_error import interval_errors_km, velocity_misfit
from dueregard.orbit.path_states import method
from dueregard.sky.oem_frames import to_teme
from dueregard.sky.oem_metadata import Metadata
from dueregard.sky.oem_parts import ASK_AUTHOR, Block
from dueregard.sky.oem_times import LEAPS_US, to_utc_us

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Nothing that circles the Earth is nearer than its polar radius, or farther than the edge of its gravity's reach.
NEAREST_KM: Final = 6356.7  # WGS-84
FARTHEST_KM: Final = 1.5e6  # Hill's radius
FASTEST_KM_S: Final = 20.0  # nearly twice the speed of escape at the surface
SLACK_US: Final = 1_000_000  # spans are often rounded to a second
JOIN_LIMIT_KM: Final = 1.0  # as much as a fresh element set is off: a path less sure than that is not joined
MISFIT_LIMIT: Final = 0.02  # of the velocity: Earth-fixed taken for inertial is 0.06 in a low orbit, 1 in GEO
LISTED: Final = 1000  # states of one kind that a segment names one by one
LONG_STEP: Final = 1.5  # times the usual step: first of all the holes are cut out


def segments(block: Block, metadata: Metadata, file: str) -> tuple[list[Segment], list[Reject]]:
    """Return the segments of a block, in order, and the rejects of what could not be used of it.

    Lost, each listed: states out of order or at the same epoch again, outside the stated span, in a leap second, or
    impossible near the Earth; all of them, where the velocities do not fit the positions. A block is cut where it
    cannot be joined to ``JOIN_LIMIT_KM`` and at leap seconds; single states that are left over are lost too.
    """
    utc, in_leap = to_utc_us(block.epochs_us, metadata.time_system.upper())
    kept, rejects = _sound(block, metadata, utc, in_leap, file)

    def reject(line: int, reason: str, what: str, expected: str, do: str = ASK_AUTHOR) -> None:
        rejects.append(Reject(file, line, reason, what, expected, do))

    if kept.sum() < 2:
        what = f"{kept.sum()} states that can be used of {len(utc)}"
        reject(block.line, "too_few_states", what, "two states or more")
        return [], rejects
    utc, lines, states = utc[kept], block.lines[kept], block.states[kept]
    r, v = to_teme(
        metadata.frame_kind, utc, states[:, :3].copy(), states[:, 3:].copy(), metadata.frame_epoch_us
    )
    misfit = velocity_misfit(utc, r, v)
    if np.isfinite(misfit).any() and np.nanmedian(misfit) > MISFIT_LIMIT:
        what = f"velocities that miss the way between positions by {np.nanmedian(misfit):.0%}"
        what += f"; {len(utc):,} states not used"
        expected = f"velocities in km/s with respect to {metadata.ref_frame}, positions in km"
        reject(block.line, "contradiction", what, expected)
        return [], rejects

    hermite, window = method(metadata.interpolation, metadata.interpolation_degree)
    cuts, worst = _cuts(utc, r, v, hermite, window)
    if worst is not None:
        at, estimate = worst
        seconds = (utc[at + 1] - utc[at]) / 1e6
        what = f"{len(cuts):,} intervals too long to join, one of {seconds:,.0f} s to line {lines[at + 1]} (off by some"
        what += f" {estimate:,.0f} km)" if estimate < 1e5 else " 100,000 km or more)"
        expected = f"states so near that the path between them is sure to {JOIN_LIMIT_KM:g} km"
        reject(
            int(lines[at]),
            "gap",
            what,
            expected,
            "ask for a denser one; nothing is said about these intervals",
        )
    leaps = np.flatnonzero(np.diff(np.searchsorted(LEAPS_US, utc, side="right")))
    for k in leaps.tolist():
        what = f"a leap second before the state of {_utc(utc[k + 1])} UTC: the path from the state before is not joined"
        reject(int(lines[k + 1]), "leap_second", what, "instants that days of 86,400 s have")
    cuts = np.union1d(cuts, leaps)
    found, alone = [], 0
    for first, last in zip(np.append(0, cuts + 1), np.append(cuts, len(utc) - 1), strict=True):
        start = max(metadata.useable_start_us, int(utc[first]))
        stop = min(metadata.useable_stop_us, int(utc[last]))
        if last == first:
            alone += 1
        elif start < stop:
            part = slice(first, last + 1)
            error = float(interval_errors_km(utc[part], r[part], v[part], hermite, window).max())
            whole = len(cuts) == 0
            span = (metadata.start_us, metadata.stop_us) if whole else (int(utc[first]), int(utc[last]))
            e, p, w = utc[part].copy(), r[part].copy(), v[part].copy()
            found.append(Segment(*span, start, stop, e, p, w, block.line, error))
    if alone:
        what = f"{alone:,} states that stand alone between such intervals"
        reject(block.line, "gap", what, "two states or more")
    wanted = metadata.useable_start_us + SLACK_US, metadata.useable_stop_us - SLACK_US
    if utc[0] > wanted[0] or utc[-1] < wanted[1]:
        what = f"states from {_utc(utc[0])} to {_utc(utc[-1])} only, of a span stated as useable from "
        what += f"{_utc(metadata.useable_start_us)} to {_utc(metadata.useable_stop_us)} UTC"
        reject(block.line, "truncated", what, "states from one end of it to the other")
    return found, rejects


def _sound(
    block: Block, metadata: Metadata, utc: Ints, in_leap: Mask, file: str
) -> tuple[Mask, list[Reject]]:
    """Return which states of the block can be used, and a reject for each of the others (one for all out of span)."""
    rejects: list[Reject] = []

    def reject(k: int, reason: str, what: str, expected: str) -> None:
        rejects.append(Reject(file, int(block.lines[k]), reason, what, expected, ASK_AUTHOR))

    def each(rows: Ints, judge: Callable[[int], tuple[str, str, str]]) -> None:
        for k in rows[:LISTED].tolist():
            reject(k, *judge(k))
        if len(rows) > LISTED:
            k = int(rows[LISTED])
            reason, what, expected = judge(k)
            reject(k, reason, f"{what}; and {len(rows) - LISTED - 1:,} more states of this kind", expected)

    def impossible(k: int) -> tuple[str, str, str]:
        what = f"{radius[k]:,.6g} km from the Earth's centre at {speed[k]:,.6g} km/s"
        expected = f"{NEAREST_KM:,} to {FARTHEST_KM:,.0f} km, at most {FASTEST_KM_S:g} km/s (km, not metres)"
        return "impossible_state", what, expected

    def unordered(k: int) -> tuple[str, str, str]:
        before = int(rows[np.searchsorted(rows, k) - 1])
        if utc[k] != utc[before]:
            return "order", "an epoch that is not after those before it", "epochs in order"
        if np.array_equal(block.states[k], block.states[before]):
            return "duplicate", "the state of the line before again", "each epoch once"
        what, expected = (
            "another state at the epoch of the line before",
            "a segment of its own after a manoeuvre",
        )
        return "duplicate", what, expected

    outside = (utc < metadata.start_us - SLACK_US) | (utc > metadata.stop_us + SLACK_US)
    if outside.any():
        what = f"{outside.sum():,} states before START_TIME or after STOP_TIME, this the first"
        reject(
            int(np.argmax(outside)), "contradiction", what, "states within the span that the metadata state"
        )
    with np.errstate(over="ignore"):  # 1e300 is a number, and not a place
        radius = np.linalg.norm(block.states[:, :3], axis=1)
        speed = np.linalg.norm(block.states[:, 3:], axis=1)
    possible = (radius >= NEAREST_KM) & (radius <= FARTHEST_KM) & (speed <= FASTEST_KM_S)
    each(np.flatnonzero(~possible & ~outside), impossible)
    kept = possible & ~outside
    leap = "leap_second", "an epoch within a leap second of UTC", "an instant that days of 86,400 s have"
    each(np.flatnonzero(in_leap & kept), lambda _: leap)
    kept &= ~in_leap
    rows = np.flatnonzero(kept)
    late = rows[1:][utc[rows[1:]] <= np.maximum.accumulate(utc[rows])[:-1]]
    each(late, unordered)
    kept[late] = False
    return kept, rejects


def _cuts(
    utc: Ints, r: Floats, v: Floats, hermite: bool, window: int
) -> tuple[Ints, tuple[int, float] | None]:
    """Return after which states the path is cut, and the worst of these intervals with its estimate in km."""
    cuts = np.empty(0, np.int64)
    worst: tuple[int, float] | None = None
    step = np.diff(utc)
    long = step > LONG_STEP * np.median(step)
    only_long = bool(
        long.any()
    )  # a hole spoils the estimate of its neighbours: cut the holes out, then look again
    while True:
        fresh = []
        for first, last in zip(np.append(0, cuts + 1), np.append(cuts, len(utc) - 1), strict=True):
            if last == first:
                continue
            part = slice(first, last + 1)
            error = interval_errors_km(utc[part], r[part], v[part], hermite, window)
            bad = np.flatnonzero(~(error <= JOIN_LIMIT_KM) & (long[first:last] if only_long else True))
            fresh += (first + bad).tolist()
            if len(bad) and (worst is None or not error[bad].max() <= worst[1]):
                worst = int(first + bad[np.argmax(error[bad])]), float(error[bad].max())
        if not fresh and not only_long:
            return cuts, worst
        only_long = False
        cuts = np.union1d(cuts, np.array(fresh, np.int64))


def _utc(at_us: int) -> str:
    return str(np.datetime64(int(at_us), "us").astype("datetime64[s]"))
