"""A criterion reads aloud as a sentence; distances and durations read as people say them.

What a text states (a threshold) is written exactly, in digits. What was measured is rounded to what such a figure
can mean: two or three significant figures of a distance, the two largest units of a duration.
"""

import dataclasses
import math
from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from dueregard.model.criterion import Criterion, RtnBox, Sphere, Zone
from dueregard.model.filing import Commitment

UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
NO_NAMES: Mapping[str, str] = MappingProxyType({})
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def criterion_sentence(c: Criterion, names: Mapping[str, str] = NO_NAMES) -> str:
    """Return the criterion as a sentence: what, whose reading, of what kind, for what purpose, how far checked.

    A criterion that elements cannot answer is named by its title (its text is often not about two catalogued objects
    at all), and a second sentence says why it is not measured. ``names`` gives the name to say for an actor's code.
    """
    c = _named(c, names)
    if c.zone is None or not c.measured:
        return f"{c.title} ({_whose(c)}). Not measured: {c.why_not_measured}"
    return f"{_subject(c)} {_near(c, c.zone)}{_exemptions(c)} ({_whose(c)})."


def commitment_sentence(c: Commitment, names: Mapping[str, str] = NO_NAMES) -> str:
    """Return what the actor took upon itself, as a sentence, with its instrument, legal nature and time of validity."""
    actor = names.get(c.actor, c.actor)
    lifted = {"notice": "a notice is on record beforehand", "consent": "there is consent"}
    unless = ", unless " + " or ".join(lifted[word] for word in c.unless) if c.unless else ""
    text = _named(c.criterion, names)
    if text.zone is None:
        taken = f"undertakes: {text.title}"
    else:
        verb = "stay" if text.dwell_s else "come"
        taken = f"undertakes that its own objects do not {verb} {_near(text, text.zone)}"
    until = f" until {day_words(c.until)}" if c.until else ""
    instrument = f"{c.instrument}, " if c.instrument else ""
    return f"{actor} {taken}{unless} ({instrument}{c.legal_nature}, since {day_words(c.since)}{until})."


def zone_words(zone: Zone) -> str:
    """Return the zone as the words that stand before "of", with its lengths exactly as stated.

    >>> zone_words(RtnBox(0.75, 25, 25))
    'within 750 m radially, 25 km along the track and 25 km across the track'
    """
    if isinstance(zone, Sphere):
        return f"within {_stated_km(zone.radius_km)}"
    if isinstance(zone, RtnBox):
        return (
            f"within {_stated_km(zone.radial_km)} radially, {_stated_km(zone.in_track_km)} along the track "
            f"and {_stated_km(zone.cross_track_km)} across the track"
        )
    return f"within {_exact(zone.half_width_deg)}° of longitude"


def distance_words(km: float) -> str:
    """Return a measured distance: three significant figures from 100 km on, else two; metres below 1 km.

    Raises ``ValueError`` for a distance that is negative or not a number.

    >>> distance_words(23.96), distance_words(0.8512), distance_words(1.8), distance_words(42164.2)
    ('24 km', '850 m', '1.8 km', '42,200 km')
    """
    if not 0 <= km < math.inf:
        raise ValueError(f"a distance of {km} km: expected a number of kilometres, 0 or more")
    metres = _rounded(km * 1000, 3 if km >= 99.95 else 2)
    if km and metres < 1:
        return "less than 1 m"
    if metres < 1000:
        return f"{_plain(metres)} m"
    return f"{_plain(metres / 1000)} km"


def degrees_words(degrees: float) -> str:
    """Return a measured angle to two significant figures; below a thousandth of a degree (740 m on the belt) so much.

    >>> degrees_words(0.0312), degrees_words(1.8), degrees_words(0.0004)
    ('0.031°', '1.8°', 'less than 0.001°')
    """
    return "less than 0.001°" if degrees < 0.001 else f"{_plain(_rounded(degrees, 2))}°"


def day_words(at: datetime) -> str:
    """Return a day written out, as it stands in the time's own zone.

    >>> day_words(datetime(2031, 5, 9, 23, 59))
    '9 May 2031'
    """
    return f"{at.day} {at:%B %Y}"


def duration_words(seconds: float) -> str:
    """Return a measured duration in its two largest units, rounded, numbers up to ten in words.

    From 30 days on whole days, from 10 minutes to an hour whole minutes. Raises ``ValueError`` for a duration that is
    negative or not a number.

    >>> duration_words(6 * 86400 + 5 * 3600 + 600), duration_words(1512), duration_words(3600)
    ('six days and five hours', '25 minutes', 'one hour')
    """
    if not 0 <= seconds < math.inf:
        raise ValueError(f"a duration of {seconds} s: expected a number of seconds, 0 or more")
    if 0 < seconds < 0.5:
        return "less than one second"
    whole = seconds
    # Rounding up to the next unit (59.6 s is a minute) can make a coarser rounding right, hence the loop.
    while (rounded := _nearest(whole, _grain(whole))) != whole:
        whole = rounded
    return _joined([f"{_number(count)} {unit}" for count, unit in _counts(int(whole))])


def _named(c: Criterion, names: Mapping[str, str]) -> Criterion:
    return dataclasses.replace(
        c, author=names.get(c.author, c.author), protects=names.get(c.protects, c.protects)
    )


def _subject(c: Criterion) -> str:
    if c.standing == "commitment":
        return f"One of {_possessive(c.author)} objects"
    return "A foreign object" if c.pairs == "foreign" else "An object"


def _centre(c: Criterion) -> str:
    """Return in words the objects that the zone is centred on."""
    if c.object_class == "named":
        numbers = [str(number) for number in c.objects]
        listed = f"object {numbers[0]}" if len(numbers) == 1 else "one of the objects " + _joined(numbers)
        return (
            (f"{_possessive(c.protects)} {listed}" if len(numbers) == 1 else listed) if c.protects else listed
        )
    kind = {"payload": "payload", "crewed": "crewed spacecraft"}.get(c.object_class, "object")
    if c.object_class == "not in the catalogue":
        kind = "object of a class that catalogues do not tell"
    if c.protects:
        return f"one of {_possessive(c.protects)} {_plural(kind)}"
    if c.standing == "commitment" and c.pairs == "foreign":
        return f"a foreign {kind}"
    if c.object_class == "any":
        return "another object"
    return f"an {kind}" if kind.startswith("object") else f"a {kind}"


def _near(c: Criterion, zone: Zone) -> str:
    """Return where, around what, for how long and how slowly."""
    words = f"{zone_words(zone)} of {_centre(c)}"
    words += "" if c.region == "any" else f" in {c.region}"
    if c.dwell_s:
        words += f" for at least {_stated_duration(c.dwell_s)}"
    if c.max_relative_speed_km_s:
        words += f" at a relative speed of at most {_stated_speed(c.max_relative_speed_km_s)}"
    return words


def _exemptions(c: Criterion) -> str:
    exempt = ["notified"] * c.notice_exempts + ["consented to"] * c.consent_exempts
    return f", unless {' or '.join(exempt)}" if exempt else ""


def _whose(c: Criterion) -> str:
    if c.standing == "question of this run":
        return f"the question of this run; purpose: {c.purpose}"
    article = "an" if c.standing[0] in "aeiou" else "a"
    year = f" of {c.year}" if c.year else ""
    checked = "; read in a secondary source" if c.verified == "secondary" else ""
    fictional = "; fictional" if c.verified == "fictional" else ""
    return f"{c.author}, {article} {c.standing}{year}; purpose: {c.purpose}{checked}{fictional}"


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _plural(kind: str) -> str:
    if kind.startswith("object of"):
        return kind.replace("object", "objects", 1)
    return kind if kind.endswith("spacecraft") else kind + "s"


def _exact(value: float) -> str:
    """Return the number as stated: every digit, no exponent, thousands marked."""
    return f"{Decimal(repr(float(value))).normalize():,f}"


def _stated_km(km: float) -> str:
    metres = Decimal(repr(float(km))) * 1000
    return f"{metres.normalize():,f} m" if km < 1 else f"{_exact(km)} km"


def _stated_speed(km_s: float) -> str:
    metres = Decimal(repr(float(km_s))) * 1000
    return f"{metres.normalize():,f} m/s" if km_s < 1 else f"{_exact(km_s)} km/s"


def _stated_duration(seconds: float) -> str:
    """Return the duration exactly, in digits, in as many units as it takes."""
    if seconds != int(seconds):
        return f"{_exact(seconds)} seconds"
    # "24 hours" and "90 minutes" stay what texts call them; a day is named as such from two days on.
    whole = int(seconds)
    if whole <= 86_400 and whole % 3_600 == 0:
        counts = [(whole // 3_600, "hour" if whole == 3_600 else "hours")]
    elif whole < 7_200 and whole % 60 == 0:
        counts = [(whole // 60, "minute" if whole == 60 else "minutes")]
    else:
        counts = _counts(whole)
    return _joined([f"{count} {unit}" for count, unit in counts])


def _counts(seconds: int) -> list[tuple[int, str]]:
    counts: list[tuple[int, str]] = []
    left = seconds
    for unit, length in UNITS:
        count, left = divmod(left, length)
        if count:
            counts.append((count, unit if count == 1 else unit + "s"))
    return counts or [(0, "seconds")]


def _grain(seconds: float) -> int:
    """Return the unit, in seconds, to which a duration of this size is rounded."""
    steps = ((30 * 86_400, 86_400), (86_400, 3_600), (600, 60))
    return next((grain for least, grain in steps if seconds >= least), 1)


def _nearest(seconds: float, grain: int) -> int:
    return math.floor(seconds / grain + 0.5) * grain


def _number(count: int) -> str:
    return WORDS[count] if count < len(WORDS) else f"{count:,}"


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _rounded(value: float, figures: int) -> Decimal:
    """Return the value to so many significant figures, halves away from zero."""
    exact = Decimal(repr(float(value)))
    if not exact:
        return Decimal(0)
    return exact.quantize(Decimal(1).scaleb(exact.adjusted() - figures + 1), rounding=ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}"
