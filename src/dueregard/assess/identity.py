"""Findings as plain values, and their identity: the hash of what they say."""

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping
from datetime import datetime

from dueregard.model.finding import Finding
from dueregard.model.notified import NoticeComparison
from dueregard.model.time import format_instant

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def plain(value: object) -> Json:
    """Return a value of the model as JSON says it: times in ISO 8601 with a Z, tuples as lists, no infinities."""
    match value:
        case datetime():
            return format_instant(value)
        case dict():
            return {str(key): plain(one) for key, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
        case float():
            return value if math.isfinite(value) else None
        case None | bool() | int() | str():
            return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return plain(dataclasses.asdict(value))
    raise TypeError(f"JSON cannot say a {type(value).__name__}")


def finding_object(finding: Finding) -> dict[str, Json]:
    """Return one finding as plain values, field by field, as ``findings.json`` holds it."""
    found = plain(finding)
    if not isinstance(found, dict):
        raise TypeError("a finding is an object")
    return found


def comparison_object(one: NoticeComparison) -> dict[str, Json]:
    """Return one comparison with a notice as plain values, field by field, as ``notices.json`` holds it."""
    found = plain(one)
    if not isinstance(found, dict):
        raise TypeError("a comparison is an object")
    return found


def content_id(content: Mapping[str, Json]) -> str:
    """Return the identity of a finding: sha256 (hex) of its JSON without ``id``, keys sorted, no spaces, UTF-8."""
    rest = {key: value for key, value in content.items() if key != "id"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def with_id(draft: Finding) -> Finding:
    """Return the finding with its identity."""
    return dataclasses.replace(draft, id=content_id(finding_object(draft)))


def compared_with_id(draft: NoticeComparison) -> NoticeComparison:
    """Return the comparison with its identity: the hash of what it says, as a finding's."""
    return dataclasses.replace(draft, id=content_id(comparison_object(draft)))
