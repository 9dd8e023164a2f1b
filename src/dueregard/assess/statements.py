"""What a notice states, one statement at a time, beside what was measured: nearer, earlier, longer.

The interval of plausible values is compared, never the value (DESIGN §5.1).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dueregard.assess.least import least_range
from dueregard.assess.nearness import Nearness
from dueregard.assess.sentence import distance_words, duration_words
from dueregard.model.filing import ProximityNotice
from dueregard.model.finding import Interval
from dueregard.model.notified import Aspect, AspectAnswer, Compared
from dueregard.model.time import seconds_between
from dueregard.orbit.tracks import Tracks

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ADJOINING_S = 86_400.0  # with nothing seen for a day beside the notified span, nothing is said of that side


@dataclass(frozen=True, slots=True)
class Span:
    """A notified span, seconds after the run's start: ``begin_s`` to ``end_s``; what was looked at of the run, from 0
    to ``seen_s``; and the times of other notices on this record about the same pair.
    """

    begin_s: float
    end_s: float
    seen_s: float
    others: tuple[tuple[float, float], ...] = ()


def statements(
    tracks: Tracks, numbers: tuple[int, int], notice: ProximityNotice, near: Nearness, span: Span
) -> tuple[Compared, ...]:
    """Return every statement of the notice that can be held beside what was measured, each with its answer."""
    return (
        *_nearer(tracks, numbers, notice, near, span),
        _earlier(near, span),
        _longer(near, span),
    )


def touching(near: Nearness, span: Span) -> tuple[tuple[float, float], ...]:
    """Return the stays of which some part lies in the notified span."""
    return tuple((a, b) for a, b in near.stays if a <= span.end_s and b >= span.begin_s)


def _nearer(
    tracks: Tracks, numbers: tuple[int, int], notice: ProximityNotice, near: Nearness, span: Span
) -> list[Compared]:
    origin = tracks.start
    asked = [("", span.begin_s, span.end_s, notice.least_planned_km)]
    asked += [
        (p.name, seconds_between(p.start, origin), seconds_between(p.end, origin), p.least_planned_km)
        for p in notice.phases
        if p.least_planned_km is not None
    ]
    return [_one_nearer(tracks, numbers, near, *one) for one in asked]


def _one_nearer(
    tracks: Tracks,
    numbers: tuple[int, int],
    near: Nearness,
    phase: str,
    begin_s: float,
    end_s: float,
    planned_km: float | None,
) -> Compared:
    t = near.path.t_s
    at = near.apart & (t >= begin_s) & (t <= end_s)
    of = f" in the phase “{phase}”" if phase else ""
    least = least_range(tracks, numbers, near.path, at) if at.any() else None
    if planned_km is None:
        return Compared("nearer", "not stated", least, "The notice gives no least distance.")
    planned = distance_words(planned_km) if planned_km else "0 km, which is contact"
    if least is None:
        return Compared(
            "nearer", "not verifiable", None, f"Planned{of}: {planned}. No distance was measured then.", phase
        )
    answer: AspectAnswer = "indeterminate"
    if least.high < planned_km:
        answer = "yes"
    elif least.low >= planned_km:
        answer = "no"
    said = {
        "yes": "every plausible distance is less",
        "no": "no plausible distance is less",
        "indeterminate": "some plausible distances are less and some are not",
    }[answer]
    words = (
        f"Planned{of}: no nearer than {planned}. Measured: {distance_words(least.value)}, between "
        f"{distance_words(least.low)} and {distance_words(least.high)} with 95 % probability; {said}."
    )
    return Compared("nearer", answer, least, words, phase)


def _earlier(near: Nearness, span: Span) -> Compared:
    t = near.path.t_s
    found = touching(near, span)
    # What another notice covers, and what lies before that, is not earlier than this one.
    covered = max((end for begin, end in span.others if begin < span.begin_s), default=-np.inf)
    begin = min((a for a, _ in found), default=span.begin_s)
    before = (t >= begin) & (t < span.begin_s) & (t > covered)
    if span.begin_s <= 0.0:
        words = "The notified span begins before this run: what was before it was not looked at."
        return Compared("earlier", "not verifiable", None, words)
    return _outside_span("earlier", near, before, span.begin_s - t, begin <= 0.0)


def _longer(near: Nearness, span: Span) -> Compared:
    t = near.path.t_s
    found = touching(near, span)
    covered = min((begin for begin, end in span.others if end > span.end_s), default=np.inf)
    end = max((b for _, b in found), default=span.end_s)
    after = (t <= end) & (t > span.end_s) & (t < covered)
    if span.end_s >= span.seen_s:
        words = "The notified span ends after what was looked at: whether the two stay on is not known yet."
        return Compared("longer", "not verifiable", None, words)
    return _outside_span("longer", near, after, t - span.end_s, end >= span.seen_s)


def _outside_span(aspect: Aspect, near: Nearness, where: Flags, by_s: Floats, cut: bool) -> Compared:
    """Return whether and by how much the two were near outside the notified span, at the instants ``where``."""
    value, low, high = (
        float(by_s[where & flags].max()) if (where & flags).any() else 0.0
        for flags in (near.measured, near.surely, near.possibly)
    )
    side = "before the notified span begins" if aspect == "earlier" else "after the notified span ends"
    if not (near.path.good & (by_s > 0.0) & (by_s <= ADJOINING_S)).any():
        return Compared(aspect, "not verifiable", None, f"The day {side} has no states of both objects.")
    if not high:
        return Compared(aspect, "no", None, f"No plausible distance has the two near each other {side}.")
    interval = Interval(value, min(low, value), high)
    most = (
        f"{duration_words(high)} or more, since what was looked at ends there"
        if cut
        else duration_words(high)
    )
    if low:
        words = (
            f"The two were near each other {side}, by {duration_words(low)} at least and by {most} at most."
        )
        return Compared(aspect, "yes", interval, words)
    words = (
        f"Some plausible distances have the two near each other {side}, by {most} at most, and some do not."
    )
    return Compared(aspect, "indeterminate", interval, words)
