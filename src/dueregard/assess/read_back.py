"""A finding read back from its plain values. Believed only where they hash to the id that it bears."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dueregard.assess.identity import content_id
from dueregard.model.finding import Evidence, Finding, Interval, Reason

_TIMES = ("entry", "tca", "exit")


def finding_from(content: Mapping[str, Any]) -> Finding:
    """Return the finding that ``finding_object`` made these values of.

    A bound without limit, which JSON cannot say, is infinite again. Raises ValueError where the values are not those
    that the id was made of, or are no finding.
    """
    if content_id(content) != content.get("id"):
        raise ValueError(f"finding {content.get('id')} does not say what its id was made of")
    try:
        values = {
            **content,
            **{name: _at(content[name]) for name in _TIMES},
            "least_range_km": _interval(content["least_range_km"]),
            "reasons": tuple(Reason(**one) for one in content["reasons"]),
            "evidence": tuple(_evidence(one) for one in content["evidence"]),
            "limits": tuple(content["limits"]),
            "replies": tuple(content["replies"]),
        }
        return Finding(**values)
    except (KeyError, TypeError) as error:
        raise ValueError(f"finding {content.get('id')} lacks something, or has too much: {error}") from error


def _at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _evidence(one: Mapping[str, Any]) -> Evidence:
    return Evidence(**{**one, "observed": _at(one["observed"]), "known": _at(one["known"])})


def _interval(one: Mapping[str, Any] | None) -> Interval | None:
    if one is None:
        return None
    value, low, high = one["value"], one["low"], one["high"]
    return Interval(
        math.inf if value is None else value,
        -math.inf if low is None else low,
        math.inf if high is None else high,
    )
