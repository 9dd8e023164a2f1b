"""Instants, spans and durations written out for a reader: UTC, the month as a word."""

from datetime import datetime, timedelta

from dueregard.model.time import naive_utc, seconds_between

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NONE = "–"


def day(at: datetime) -> str:
    """Return the day in UTC, without the hour.

    >>> day(datetime(2031, 5, 9, 23, 59))
    '9 May 2031'
    """
    utc = naive_utc(at)
    return f"{utc.day} {MONTHS[utc.month - 1]} {utc.year}"


def instant(at: datetime | None) -> str:
    """Return the instant in UTC to the minute, rounded to the nearest; a dash where there is none.

    >>> instant(datetime(2031, 5, 9, 8, 9, 40))
    '9 May 2031, 08:10 UTC'
    """
    if at is None:
        return NONE
    # half a minute up, then cut: 08:09:40 is nearer to 08:10 than to 08:09
    utc = naive_utc(at) + timedelta(seconds=30)
    return f"{day(utc)}, {utc:%H:%M} UTC"


def span(start: datetime | None, end: datetime | None) -> str:
    """Return a span in UTC to the minute, a short one to the second; what both ends share is said once.

    >>> span(datetime(2031, 5, 9, 2, 0), datetime(2031, 5, 15, 7, 0))
    '9 May, 02:00 UTC to 15 May 2031, 07:00 UTC'
    >>> span(datetime(2031, 5, 9, 2, 0), datetime(2031, 5, 9, 7, 0))
    '9 May 2031, 02:00 to 07:00 UTC'
    >>> span(datetime(2031, 5, 9, 2, 0, 7), datetime(2031, 5, 9, 2, 0, 9))
    '9 May 2031, 02:00:07 to 02:00:09 UTC'
    """
    if start is None or end is None:
        return NONE
    if abs(seconds_between(end, start)) < 90.0:
        # To the minute both ends would read alike.
        first, last = (naive_utc(at) + timedelta(milliseconds=500) for at in (start, end))
        if first.date() == last.date():
            ends = (
                f"{first:%H:%M:%S}"
                if f"{first:%H:%M:%S}" == f"{last:%H:%M:%S}"
                else f"{first:%H:%M:%S} to {last:%H:%M:%S}"
            )
            return f"{day(first)}, {ends} UTC"
    first, last = (naive_utc(at) + timedelta(seconds=30) for at in (start, end))
    if first.date() == last.date():
        return f"{day(first)}, {first:%H:%M} to {last:%H:%M} UTC"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]}, {first:%H:%M} UTC to {instant(end)}"
    return f"{instant(start)} to {instant(end)}"


def duration(seconds: float) -> str:
    """Return a duration in its two largest units; days are of 86,400 s.

    >>> duration(6 * 86400 + 5 * 3600 + 1200)
    '6 days 5 hours'
    >>> duration(59.6)
    '60 s'
    """
    if seconds < 90:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    if seconds < 5400:
        return _count(round(seconds / 60), "minute")
    minutes = round(seconds / 60)
    if minutes < 2880:
        return _two(minutes // 60, "hour", minutes % 60, "minute")
    hours = round(seconds / 3600)
    return _two(hours // 24, "day", hours % 24, "hour")


def between(start: datetime | None, end: datetime | None) -> str:
    """Return the duration from ``start`` to ``end``; a dash where one of them is missing."""
    return NONE if start is None or end is None else duration(seconds_between(end, start))


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    words = _count(large, large_unit)
    return words if small == 0 else f"{words} {_count(small, small_unit)}"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
