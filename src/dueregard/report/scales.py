"""Where the ticks of a plot stand and what they say. Pure: numbers in, positions and labels out."""

import math
from datetime import UTC, datetime, timedelta
from typing import Final

from dueregard.report.dates import MONTHS
from dueregard.report.quantities import MINUS, grouped

_HOUR: Final = 3600.0
_DAY: Final = 86400.0
_MINUTE: Final = 60.0
_TIME_STEPS: Final = tuple(
    [1.0 * seconds for seconds in (1, 2, 5, 10, 15, 30)]
    + [_MINUTE * minutes for minutes in (1, 2, 5, 10, 15, 30)]
    + [_HOUR * hours for hours in (1, 2, 3, 6, 12)]
    + [_DAY * days for days in (1, 2, 5, 7, 14, 30, 60, 120, 365)]
)

Ticks = tuple[list[float], list[str]]


def time_ticks(start: datetime, seconds: float, most: int) -> Ticks:
    """Return ticks at round UTC times as seconds from ``start``, at most about ``most`` of them.

    Below a day the hour is written, with the day where it begins, and below a minute the second too (a fast pass lasts
    two or three); from a day on only the day.
    """
    step = next((step for step in _TIME_STEPS if seconds / step <= most), _TIME_STEPS[-1])
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    offset = (start - midnight).total_seconds()
    first = math.ceil(offset / step - 1e-9) * step
    positions: list[float] = []
    labels: list[str] = []
    at = first
    while at - offset <= seconds * (1 + 1e-9):
        moment = midnight + timedelta(seconds=at)
        whole_day = moment.hour == 0 and moment.minute == 0
        positions.append(at - offset)
        if step >= _DAY or whole_day:
            labels.append(f"{moment.day} {_month(moment)}")
        else:
            labels.append(f"{moment:%H:%M}" if step >= _MINUTE else f"{moment:%H:%M:%S}")
        at += step
    return positions, labels


def log_ticks(low: float, high: float) -> Ticks:
    """Return ticks at the decades between two positive limits, with 2 and 5 between them where there are few."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    few = math.log10(high / low) < 2.2
    values = [factor * 10.0**power for power in decades for factor in ((1, 2, 5) if few else (1,))]
    kept = [value for value in values if low * 0.999 <= value <= high * 1.001]
    return kept, [f"{grouped(f'{value:g}')} km" for value in kept]


def linear_ticks(low: float, high: float, most: int, unit: str = " km") -> Ticks:
    """Return ticks at round values between two limits, at most ``most`` of them.

    >>> linear_ticks(0.0, 60.0, 4)
    ([0.0, 20.0, 40.0, 60.0], ['0 km', '20 km', '40 km', '60 km'])
    """
    raw = max(high - low, 1e-9) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    values = [number * step for number in range(first, last + 1)]
    return values, [f"{grouped(f'{value:.6g}').replace('-', MINUS)}{unit}" for value in values]


def at_utc(microseconds: int) -> datetime:
    """Return the instant that many microseconds after 1970, in UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def _month(moment: datetime) -> str:
    name = MONTHS[moment.month - 1]
    return name if len(name) <= 5 else name[:3]
