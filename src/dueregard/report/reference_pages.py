"""The pages that stand beside the findings: criteria, coverage, rejects, how this is computed."""

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any, Final

from dueregard.assess.sentence import criterion_sentence
from dueregard.model.criterion import Criterion
from dueregard.model.run import MonitorRun
from dueregard.report.dates import day
from dueregard.report.pages import LIMIT_BYTES, Render, render, weight
from dueregard.report.quantities import threshold

_ROWS: Final = (400, 250, 120, 50, 20)  # tried in turn until the page is light enough
MOST_UNCERTAINTIES: Final = 12


def reference_pages(
    run: MonitorRun, criteria: dict[str, Criterion], render: Render = render
) -> dict[str, str]:
    """Return the four reference pages by file name. Where one would grow too heavy it shows fewer rows, says how many
    are left, and names the CSV that holds them all.
    """
    return {
        "criteria.html": criteria_page(run, criteria, render),
        "coverage.html": coverage_page(run, render),
        "rejects.html": rejects_page(run, render),
        "methods.html": methods_page(run, render),
    }


def criteria_page(
    run: MonitorRun,
    criteria: dict[str, Criterion],
    render: Render = render,
    used: Collection[str] | None = None,
) -> str:
    """Return the page of all criteria, measured ones first, each as its sentence, standing, source, pin and mark.

    ``used``: the criteria that findings name; those of the run's findings where nothing is said.
    """
    used = {finding.criterion for finding in run.findings} if used is None else used
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
        unknown=sorted(set(used) - set(criteria)),
    )


def validity(criterion: Criterion) -> str:
    """Return from when to when the criterion is in force; empty where it gives no dates."""
    since, until = criterion.valid_from, criterion.valid_to
    if since and until:
        return f"in force from {day(since)} to {day(until)}"
    if since:
        return f"in force since {day(since)}"
    return f"in force until {day(until)}" if until else ""


def coverage_page(run: MonitorRun, render: Render = render) -> str:
    """Return coverage by owner, alphabetical, and the objects that could not be followed for the whole window."""
    owners = run.coverage.sort("name", "owner").to_dicts() if run.coverage.height else []
    reasons = Counter(run.not_covered["reason"].to_list()) if run.not_covered.height else Counter[str]()
    return _that_fits(
        render,
        "coverage.html.j2",
        run,
        {"owners": owners, "reasons": sorted(reasons.items())},
        lambda rows: {
            "missing": run.not_covered.head(rows).to_dicts(),
            "shown_owners": owners[: max(rows, 150)],
        },
    )


def rejects_page(run: MonitorRun, render: Render = render) -> str:
    """Return the records that could not be used, as far as the page has room, and their counts by reason and file."""
    return _that_fits(
        render,
        "rejects.html.j2",
        run,
        {
            "reasons": sorted(Counter(reject.reason for reject in run.rejects).items()),
            "files": sorted(Counter(reject.file for reject in run.rejects).items()),
        },
        lambda rows: {"rejects": run.rejects[:rows]},
    )


def methods_page(
    run: MonitorRun, render: Render = render, uncertainties: tuple[tuple[str, ...], int] | None = None
) -> str:
    """Return how this is computed, what uncertainty was used, the limits, the command and the sources.

    ``uncertainties``: some of those that findings name and how many others there are; of the run's findings where
    nothing is said.
    """
    if uncertainties is None:
        found = tuple(dict.fromkeys(finding.uncertainty for finding in run.findings))
        uncertainties = found[:MOST_UNCERTAINTIES], max(0, len(found) - MOST_UNCERTAINTIES)
    return _that_fits(
        render,
        "methods.html.j2",
        run,
        {"uncertainties": uncertainties[0], "uncertainties_left": uncertainties[1]},
        lambda rows: {"sources": run.sources[:rows]},
    )


def _that_fits(
    render: Render,
    template: str,
    run: MonitorRun,
    context: dict[str, Any],
    cut: Callable[[int], dict[str, Any]],
) -> str:
    page = ""
    for rows in _ROWS:
        page = render(template, run, **context, **cut(rows))
        if weight(page) < LIMIT_BYTES:
            break
    return page
