"""The front page, and the pages of its long lists. What has no room there is counted and linked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from dueregard.model.criterion import Criterion
from dueregard.model.finding import Finding
from dueregard.model.run import MonitorRun
from dueregard.report.approach_page import MeasuredRow, measured_row, names, ordered
from dueregard.report.notices import notice_rows, proximity_rows
from dueregard.report.pages import LIMIT_BYTES, render, weight
from dueregard.report.stays import Group, StayRow, groups, when
from dueregard.report.words import COMMITMENT_OUTCOMES, EXPLANATIONS, OUTCOMES, region_words

_STAYS_A_PAGE: Final = 110
_FINDINGS_A_PAGE: Final = 40


@dataclass(frozen=True, slots=True)
class FrontRoom:
    """How many rows of each long list stand on the front page itself."""

    stays: int  # all of them up to here, else a few of each group
    each_group: int
    owners: int
    listed: int  # sources, criteria, and the like


_ROOMS: Final = (
    FrontRoom(60, 3, 60, 60),
    FrontRoom(20, 2, 30, 40),
    FrontRoom(0, 1, 0, 20),
    FrontRoom(0, 0, 0, 8),
)


@dataclass(frozen=True, slots=True)
class ListedGroup:
    """A group as far as a page shows it: where it begins in full, and how many rows stand there."""

    group: Group
    rows: tuple[StayRow, ...]
    link: str


@dataclass(frozen=True, slots=True)
class OtherFinding:
    """A finding of no drawn approach (a notice that could not be seen, or an approach without a page)."""

    row: MeasuredRow
    name1: str
    name2: str
    when: str


@dataclass(frozen=True, slots=True)
class HeldFinding:
    """A finding held to its own actor's word: the pair, its page (empty where it has none), and when it was."""

    finding: Finding
    name1: str
    name2: str
    page: str
    when: str


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """How often each outcome came out for one criterion, in the fixed order of outcomes."""

    criterion: str
    title: str
    whose: str  # empty where the title alone tells it from the others
    counts: tuple[int, ...]


def front_pages(
    run: MonitorRun, criteria: dict[str, Criterion], others: tuple[Finding, ...]
) -> dict[str, str]:
    """Return ``index.html`` and the pages of its long lists by file name.

    ``others`` are the findings that stand on no approach's page. The stays have pages of their own where the front
    page does not hold them all.
    """
    found = groups(run)
    stays = _stay_pages(found)
    other_pages = _other_pages(run, criteria, others)
    pages = {
        name: render("stays.html.j2", run, groups=shown, links=tuple(stays), here=name, total=len(run.shown))
        for name, shown in stays.items()
    }
    pages |= {
        name: render("others.html.j2", run, rows=rows, links=tuple(other_pages), here=name, total=len(others))
        for name, rows in other_pages.items()
    }
    links = {
        shown.group.anchor: f"{name}#{shown.group.anchor}"
        for name, listed in _reversed(stays)
        for shown in listed
    }
    context = _context(run, criteria, found, links) | {
        "other_page": next(iter(other_pages), ""),
        "others": len(others),
    }
    for room in _ROOMS:
        listed, complete = _listed(found, links, room)
        index = render(
            "index.html.j2",
            run,
            **context,
            listed=listed,
            complete=complete,
            room=room,
            stay_page=next(iter(stays), ""),
        )
        if weight(index) < LIMIT_BYTES:
            break
    return {"index.html": index} | pages


def _listed(
    found: tuple[Group, ...], links: Mapping[str, str], room: FrontRoom
) -> tuple[tuple[ListedGroup, ...], bool]:
    total = sum(len(group.rows) for group in found)
    complete = total <= room.stays
    most = total if complete else room.each_group
    return tuple(ListedGroup(group, group.rows[:most], links[group.anchor]) for group in found), complete


def _stay_pages(found: tuple[Group, ...]) -> dict[str, tuple[ListedGroup, ...]]:
    """Return the pages of the complete list: groups in order, a long group going on over several pages."""
    pages: dict[str, tuple[ListedGroup, ...]] = {}
    rows = [(group, row) for group in found for row in group.rows]
    for number, first in enumerate(range(0, len(rows), _STAYS_A_PAGE), start=1):
        here: dict[str, ListedGroup] = {}
        for group, row in rows[first : first + _STAYS_A_PAGE]:
            listed = here.get(group.anchor, ListedGroup(group, (), ""))
            here[group.anchor] = replace(listed, rows=(*listed.rows, row))
        pages[f"stays-{number}.html"] = tuple(here.values())
    return pages


def _reversed(
    pages: dict[str, tuple[ListedGroup, ...]],
) -> list[tuple[str, tuple[ListedGroup, ...]]]:
    """Return the pages last first, so that a link to a group comes to mean the page where it begins."""
    return list(reversed(pages.items()))


def _other_pages(
    run: MonitorRun, criteria: dict[str, Criterion], others: tuple[Finding, ...]
) -> dict[str, tuple[OtherFinding, ...]]:
    rows = iter(
        OtherFinding(measured_row(one, criteria), *names(one), when(one))
        for one in ordered(others, run.criteria)
    )
    pages: dict[str, tuple[OtherFinding, ...]] = {}
    while chunk := tuple(islice(rows, _FINDINGS_A_PAGE)):
        pages[f"findings-{len(pages) + 1}.html"] = chunk
    return pages


def _context(
    run: MonitorRun, criteria: dict[str, Criterion], found: tuple[Group, ...], links: Mapping[str, str]
) -> dict[str, Any]:
    kinds = Counter[str](run.approaches["kind"].to_list()) if run.approaches.height else Counter[str]()
    held = [finding for finding in run.findings if finding.commitment_outcome]
    commitments = Counter(finding.commitment_outcome for finding in held)
    unexplained = sum(len(group.rows) for group in found if group.explanation == "none")
    by_cell = {(group.region, group.explanation): len(group.rows) for group in found}
    regions = tuple(dict.fromkeys(group.region for group in found))
    coverage = run.coverage
    pages = _page_of(run)
    return {
        "matrix": tuple(
            (
                EXPLANATIONS[explanation],
                tuple(
                    (
                        region,
                        by_cell.get((region, explanation), 0),
                        links.get(f"{region.lower()}-{explanation}", ""),
                    )
                    for region in regions
                ),
            )
            for explanation in EXPLANATIONS
        ),
        "regions": tuple(region_words(region) for region in regions),
        "kinds": tuple(sorted(kinds.items())),
        "untouched": _untouched(run),
        "unexplained": unexplained,
        "outcome_rows": _outcome_rows(run, criteria),
        "outcome_totals": tuple(sum(one.outcome == outcome for one in run.findings) for outcome in OUTCOMES),
        "not_verifiable": tuple(one for one in run.findings if one.outcome == "not verifiable"),
        "held": tuple(
            HeldFinding(one, *names(one), pages.get(one.id, ""), when(one))
            for one in ordered(tuple(held), run.criteria)
        ),
        "held_counts": tuple((outcome, commitments[outcome]) for outcome in COMMITMENT_OUTCOMES),
        "noticed": notice_rows(run),
        "silent": proximity_rows(run),
        "promised": sum(bool(one.commitments) for one in run.notices),
        "reject_counts": tuple(sorted(Counter(reject.reason for reject in run.rejects).items())),
        "owners": coverage.sort("name", "owner").to_dicts() if coverage.height else [],
        "on_orbit": int(coverage["on_orbit"].sum()) if coverage.height else 0,
        "without": int(coverage["without_elements"].sum()) if coverage.height else 0,
        "newest": max((one.last_epoch for one in run.sources if one.last_epoch), default=None),
        "oldest": min((one.first_epoch for one in run.sources if one.first_epoch), default=None),
    }


def _page_of(run: MonitorRun) -> dict[str, str]:
    return {finding.id: shown.page for shown in run.shown for finding in shown.findings}


def _untouched(run: MonitorRun) -> int:
    """Return how many approaches no criterion touches: rows of the table that have no page."""
    paged = {
        (one.object1_norad_cat_id, one.object2_norad_cat_id, one.entry)
        for shown in run.shown
        for one in shown.findings[:1]
    }
    return max(0, run.approaches.height - len(paged))


def _outcome_rows(run: MonitorRun, criteria: dict[str, Criterion]) -> tuple[OutcomeRow, ...]:
    counts: dict[str, Counter[str]] = {}
    for finding in run.findings:
        counts.setdefault(finding.criterion, Counter())[finding.outcome] += 1
    asked = list(dict.fromkeys([*(one.id for one in run.criteria if one.measured), *sorted(counts)]))
    titles = {one: criteria[one].title if one in criteria else one for one in asked}
    shared = Counter(titles.values())
    return tuple(
        OutcomeRow(
            identifier,
            titles[identifier],
            criteria[identifier].author if identifier in criteria and shared[titles[identifier]] > 1 else "",
            tuple(counts.get(identifier, Counter())[outcome] for outcome in OUTCOMES),
        )
        for identifier in asked
    )
