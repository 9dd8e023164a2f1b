"""The approaches that have a page, grouped by region and by explanation, in an order that ranks nobody.

Regions from low to high, explanations in the order in which they are tried, and within a group by the time of entry,
then by catalogue numbers. Every list of the report uses this order.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dueregard.model.criterion import Criterion
from dueregard.model.finding import Explanation, Finding
from dueregard.model.run import MonitorRun, Shown
from dueregard.model.time import naive_utc
from dueregard.report.dates import between, instant, span
from dueregard.report.quantities import km_interval, longitude
from dueregard.report.words import EXPLANATIONS, KINDS, OUTCOMES, region_words

# Which finding speaks first on its page: what was met before what was not, and never by whose criterion it is.
_SPEAKS: Final = ("inside", "indeterminate", "not verifiable", "outside", "not applicable")
_REGION_ORDER: Final = ("LEO", "MEO", "GEO", "HEO")
_LAST: Final = datetime.max


@dataclass(frozen=True, slots=True)
class StayRow:
    """One line of a list of stays."""

    page: str
    name1: str
    name2: str
    owners: str
    longitude: str
    when: str
    dwell: str
    least: str
    outcomes: tuple[tuple[str, int], ...]  # only those that occur, in the fixed order
    commitments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The stays of one region with one explanation."""

    anchor: str
    region: str
    explanation: Explanation
    title: str
    rows: tuple[StayRow, ...]


def leading(shown: Shown, criteria: tuple[Criterion, ...]) -> Finding:
    """Return the finding whose sentence heads the page: by outcome, then in the order of the run's criteria."""
    order = {criterion.id: number for number, criterion in enumerate(criteria)}
    return min(
        shown.findings,
        key=lambda finding: (
            _SPEAKS.index(finding.outcome),
            order.get(finding.criterion, len(order)),
            finding.criterion,
            finding.id,
        ),
    )


def groups(run: MonitorRun) -> tuple[Group, ...]:
    """Return all groups that have a stay, in the fixed order."""
    by_group: dict[tuple[str, Explanation], list[tuple[Finding, Shown]]] = {}
    for shown in run.shown:
        lead = leading(shown, run.criteria)
        by_group.setdefault((shown.region, lead.explanation), []).append((lead, shown))
    regions = [*_REGION_ORDER, *sorted({region for region, _ in by_group} - set(_REGION_ORDER))]
    found = []
    for region in regions:
        for explanation in EXPLANATIONS:
            members = by_group.get((region, explanation), [])
            if members:
                members.sort(key=lambda member: _order(*member))
                found.append(_group(region, explanation, members))
    return tuple(found)


def when(finding: Finding) -> str:
    """Return when it was; where there is no time, why: two objects of one element set, or none that could be seen."""
    if finding.entry is None:
        return KINDS.get(finding.kind, finding.kind)
    return span(finding.entry, finding.exit) if finding.exit else instant(finding.entry)


def _order(lead: Finding, shown: Shown) -> tuple[datetime, int, int, str]:
    entry = naive_utc(lead.entry) if lead.entry else _LAST
    return entry, lead.object1_norad_cat_id, lead.object2_norad_cat_id, shown.page


def _group(region: str, explanation: Explanation, members: list[tuple[Finding, Shown]]) -> Group:
    place = region_words(region)
    return Group(
        anchor=f"{region.lower()}-{explanation}",
        region=region,
        explanation=explanation,
        title=f"{place}: {EXPLANATIONS[explanation]}",
        rows=tuple(_row(lead, shown) for lead, shown in members),
    )


def _row(lead: Finding, shown: Shown) -> StayRow:
    counts = Counter(finding.outcome for finding in shown.findings)
    owners = (
        shown.object1_owner
        if shown.object1_owner == shown.object2_owner
        else f"{shown.object1_owner}; {shown.object2_owner}"
    )
    return StayRow(
        page=shown.page,
        name1=lead.object1_name or str(lead.object1_norad_cat_id),
        name2=lead.object2_name or str(lead.object2_norad_cat_id),
        owners=owners,
        longitude=longitude(shown.longitude_deg),
        when=when(lead),
        dwell=between(lead.entry, lead.exit),
        least=km_interval(lead.least_range_km),
        outcomes=tuple((outcome, counts[outcome]) for outcome in OUTCOMES if counts[outcome]),
        commitments=tuple(
            sorted({finding.commitment_outcome for finding in shown.findings if finding.commitment_outcome})
        ),
    )
