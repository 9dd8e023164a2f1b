"""Instants: UTC everywhere, written with a Z; ``datetime64[us]`` in arrays, aware datetimes in values."""

from datetime import UTC, datetime, timedelta

from dueregard.model.errors import UsageError


def parse_instant(text: str | datetime) -> datetime:
    """Return the instant as an aware UTC datetime. A text or datetime without a zone is taken as UTC.

    >>> parse_instant("2024-11-01T06:00:00Z").isoformat()
    '2024-11-01T06:00:00+00:00'
    """
    if isinstance(text, str):
        try:
            value = datetime.fromisoformat(text.strip())
        except ValueError as error:
            raise UsageError(
                f"'{text}' is not a time",
                expected="ISO 8601, for example 2024-11-01T06:00:00Z",
                do="give the time in UTC",
            ) from error
    else:
        value = text
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def format_instant(at: datetime) -> str:
    """Return ISO 8601 in UTC with microseconds and a Z.

    >>> format_instant(datetime(2024, 11, 1, tzinfo=UTC))
    '2024-11-01T00:00:00.000000Z'
    """
    return naive_utc(at).isoformat(timespec="microseconds") + "Z"


def naive_utc(at: datetime) -> datetime:
    """Return the same instant in UTC without its zone, as arrays and tables carry it."""
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at


def seconds_between(later: datetime, earlier: datetime) -> float:
    """Return ``later - earlier`` in seconds (days of 86,400 s)."""
    return (later - earlier) / timedelta(seconds=1)
