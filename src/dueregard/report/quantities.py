"""Numbers for a reader: as many figures as the uncertainty carries, thin spaces between thousands."""

import math

from dueregard.model.criterion import Criterion, LongitudeBand, RtnBox, Sphere
from dueregard.model.finding import Interval

THIN = "\u202f"  # narrow no-break space: groups thousands without being read as a decimal sign
MINUS = "\u2212"
NONE = "–"


def count(number: int) -> str:
    """Return a whole number with thin spaces between thousands, from five figures on.

    >>> count(1280), count(26834).replace(THIN, "_")
    ('1280', '26_834')
    """
    return grouped(f"{number:d}")


def grouped(digits: str) -> str:
    """Return a written number with thin spaces between thousands where it has five figures or more."""
    sign, rest = (MINUS, digits[1:]) if digits.startswith("-") else ("", digits)
    whole, dot, fraction = rest.partition(".")
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", THIN)
    return f"{sign}{whole}{dot}{fraction}"


def counted(number: float, one: str, several: str = "") -> str:
    """Return a number of things for a sentence of plain text, the noun in its number.

    >>> counted(1, "object"), counted(26834, "object"), counted(0.5, "hour"), counted(0, "approach", "approaches")
    ('1 object', '26,834 objects', '0.5 hours', '0 approaches')
    """
    figure = f"{number:,}" if isinstance(number, int) else f"{number:g}"
    return f"{figure} {one}" if number == 1 else f"{figure} {several or one + 's'}"


def decimals_for(width: float) -> int:
    """Return how many decimals a value carries whose uncertainty is ``width``: one or two figures of the width.

    >>> [decimals_for(width) for width in (12.0, 2.0, 0.3, 0.02)]
    [0, 1, 2, 3]
    """
    if math.isinf(width):
        return 0
    if not width > 0:
        return 1
    return min(max(0, math.ceil(-math.log10(width / 5.0))), 4)


def km(value: float) -> str:
    """Return a distance in kilometres to two figures or more; nothing is 0.

    >>> km(0), km(0.1534), km(5.514), km(73.6), km(42164.2).replace(THIN, "_")
    ('0 km', '0.15 km', '5.5 km', '74 km', '42_164 km')
    """
    return NONE if not math.isfinite(value) else f"{_plain(value)} km"


def km_interval(interval: Interval | None) -> str:
    """Return a measured distance with its 95 % interval, to as many figures as the interval carries.

    >>> km_interval(Interval(24.3, 19.1, 29.2)), km_interval(Interval(5.52, 5.38, 5.71))
    ('24 km (19–29)', '5.52 km (5.38–5.71)')
    """
    if interval is None:
        return NONE
    width = max(interval.high - interval.value, interval.value - interval.low)
    places = decimals_for(width)
    value, low, high = (
        grouped(f"{number:.{places}f}") if math.isfinite(number) else "∞"
        for number in (interval.value, interval.low, interval.high)
    )
    return f"{value} km ({low}–{high})"


def km_interval_of(value: float | None, low: float | None, high: float | None) -> str:
    """Return a measured distance as ``km_interval`` does, from numbers of which those without limit are None."""
    if value is None:
        return NONE
    return km_interval(Interval(value, -math.inf if low is None else low, math.inf if high is None else high))


def longitude(degrees: float | None) -> str:
    """Return a longitude with its letter, to a tenth of a degree; empty outside the geostationary region.

    >>> longitude(78.31), longitude(-24.4), longitude(None)
    ('78.3°E', '24.4°W', '')
    """
    if degrees is None or not math.isfinite(degrees):
        return ""
    turned = (degrees + 180.0) % 360.0 - 180.0
    return f"{abs(turned):.1f}°{'E' if turned >= 0 else 'W'}"


def threshold(criterion: Criterion) -> str:
    """Return the extent of a criterion's zone: a radius, three half-widths, or degrees of longitude."""
    match criterion.zone:
        case Sphere(radius_km=radius):
            return f"{grouped(f'{radius:g}')} km"
        case RtnBox(radial_km=radial, in_track_km=in_track, cross_track_km=cross):
            return f"±{radial:g} × ±{in_track:g} × ±{cross:g} km"
        case LongitudeBand(half_width_deg=half):
            return f"±{half:g}° of longitude"
    return NONE


def short_hash(sha256: str) -> str:
    """Return the first and last figures of a hash, for a line of text; the whole one stands in the files.

    >>> short_hash("5f0c" + "0" * 56 + "a91e")
    '5f0c0000…a91e'
    """
    return sha256 if len(sha256) <= 16 else f"{sha256[:8]}…{sha256[-4:]}"


def size(number: int) -> str:
    """Return a number of bytes in the unit that suits it.

    >>> size(912), size(4_100_000)
    ('912 bytes', '4.1 MB')
    """
    if number < 1000:
        return f"{number} bytes"
    return f"{number / 1e3:.0f} kB" if number < 1e6 else f"{number / 1e6:.1f} MB"


def _plain(value: float) -> str:
    if value == 0.0 or abs(value) >= 10:
        return grouped(f"{value:.0f}")
    return f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}"


def meridian(degrees: float) -> str:
    """Return a meridian with its letter; that of Greenwich and its antipode have none.

    >>> meridian(30), meridian(-60), meridian(0), meridian(180), meridian(-180)
    ('30°E', '60°W', '0°', '180°', '180°')
    """
    letter = "" if degrees % 180 == 0 else "E" if degrees > 0 else "W"
    return f"{abs(degrees):g}°{letter}"
