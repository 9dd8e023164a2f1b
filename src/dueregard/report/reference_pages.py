"""The pages that stand beside the findings: criteria, coverage, rejects, how this is computed."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from dueregard.assess.sentence import criterion_sentence
from dueregard.model.criterion import Criterion
from dueregard.model.run import MonitorRun
from dueregard.report.dates import day
from dueregard.report.pages import LIMIT_BYTES, render, weight
from dueregard.report.quantities import threshold

_ROWS: Final = (400, 250, 120, 50, 20)  # tried in turn until the page is light enough
_MOST_UNCERTAINTIES: Final = 12


def reference_pages(run: MonitorRun, criteria: dict[str, Criterion]) -> dict[str, str]:
    """Return the four reference pages by file name. Where one would grow too heavy it shows fewer rows, says how many
    are left, and names the CSV that holds them all.
    """
    return {
        "criteria.html": criteria_page(run, criteria),
        "coverage.html": coverage_page(run),
        "rejects.html": rejects_page(run),
        "methods.html": methods_page(run),
    }


def criteria_page(run: MonitorRun, criteria: dict[str, Criterion]) -> str:
    """Return the page of all criteria, measured ones first, each as its sentence, standing, source, pin and mark."""
    used = {finding.criterion for finding in run.findings}
    inside = [one for one in run.criteria if one.measured]
    others = [
        criteria[identifier] for identifier in sorted(criteria) if criteria[identifier] not in run.criteria
    ]
    measured = [(one, criterion_sentence(one), threshold(one), validity(one)) for one in inside + others]
    return render(
        "criteria.html.j2",
        run,
        measured=measured,
        unmeasured=[one for one in run.criteria if not one.measured],
        unknown=sorted(used - set(criteria)),
    )


def validity(criterion: Criterion) -> str:
    """Return from when to when the criterion is in force; empty where it gives no dates."""
    since, until = criterion.valid_from, criterion.valid_to
    if since and until:
        return f"in force from {day(since)} to {day(until)}"
    if since:
        return f"in force since {day(since)}"
    return f"in force until {day(until)}" if until else ""


def coverage_page(run: MonitorRun) -> str:
    """Return coverage by owner, alphabetical, and the objects that could not be followed for the whole window."""
    owners = run.coverage.sort("name", "owner").to_dicts() if run.coverage.height else []
    reasons = Counter(run.not_covered["reason"].to_list()) if run.not_covered.height else Counter[str]()
    return _that_fits(
        "coverage.html.j2",
        run,
        {"owners": owners, "reasons": sorted(reasons.items())},
        lambda rows: {
            "missing": run.not_covered.head(rows).to_dicts(),
            "shown_owners": owners[: max(rows, 150)],
        },
    )


def rejects_page(run: MonitorRun) -> str:
    """Return the records that could not be used, as far as the page has room, and their counts by reason and file."""
    return _that_fits(
        "rejects.html.j2",
        run,
        {
            "reasons": sorted(Counter(reject.reason for reject in run.rejects).items()),
            "files": sorted(Counter(reject.file for reject in run.rejects).items()),
        },
        lambda rows: {"rejects": run.rejects[:rows]},
    )


def methods_page(run: MonitorRun) -> str:
    """Return how this is computed, what uncertainty was used, the limits, the command and the sources."""
    uncertainties = tuple(dict.fromkeys(finding.uncertainty for finding in run.findings))
    return _that_fits(
        "methods.html.j2",
        run,
        {
            "uncertainties": uncertainties[:_MOST_UNCERTAINTIES],
            "uncertainties_left": max(0, len(uncertainties) - _MOST_UNCERTAINTIES),
        },
        lambda rows: {"sources": run.sources[:rows]},
    )


def _that_fits(
    template: str, run: MonitorRun, context: dict[str, Any], cut: Callable[[int], dict[str, Any]]
) -> str:
    page = ""
    for rows in _ROWS:
        page = render(template, run, **context, **cut(rows))
        if weight(page) < LIMIT_BYTES:
            break
    return page
