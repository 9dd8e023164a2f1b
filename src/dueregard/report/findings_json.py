"""Findings as JSON: a list of objects with the fields of ``model.finding.Finding``, in its own words."""

import json
from collections.abc import Iterable

from dueregard.assess.identity import finding_object
from dueregard.model.finding import Finding


def findings_json(findings: Iterable[Finding]) -> str:
    """Return the findings as a JSON list, one finding a line: times as ISO 8601 in UTC with a Z,
    ``least_range_km`` as ``{value, low, high}`` or null. JSON knows no infinity: a bound without limit is null.
    """
    lines = (json.dumps(finding_object(one), ensure_ascii=False, allow_nan=False) for one in findings)
    return "[\n" + ",\n".join(lines) + "\n]\n"
