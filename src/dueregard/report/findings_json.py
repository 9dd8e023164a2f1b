"""Findings as JSON: a list of objects with the fields of ``model.finding.Finding``, in its own words."""

import dataclasses
import json
import math
from collections.abc import Iterable
from datetime import datetime

from dueregard.model.finding import Finding
from dueregard.model.time import format_instant

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def findings_json(findings: Iterable[Finding]) -> str:
    """Return the findings as a JSON list, one finding a line: times as ISO 8601 in UTC with a Z,
    ``least_range_km`` as ``{value, low, high}`` or null. JSON knows no infinity: a bound without limit is null.
    """
    lines = (json.dumps(finding_object(one), ensure_ascii=False, allow_nan=False) for one in findings)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def finding_object(finding: Finding) -> dict[str, Json]:
    """Return one finding as plain values, field by field."""
    plain = _plain(dataclasses.asdict(finding))
    if not isinstance(plain, dict):
        raise TypeError("a finding is an object")
    return plain


def _plain(value: object) -> Json:
    match value:
        case datetime():
            return format_instant(value)
        case dict():
            return {str(key): _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case float():
            return value if math.isfinite(value) else None
        case None | bool() | int() | str():
            return value
    raise TypeError(f"a finding holds a {type(value).__name__}, which JSON cannot say")
