"""The page of one approach: the sentence, the pictures, the table, what cannot be known, the evidence."""

from dataclasses import dataclass
from typing import Any, Final

from dueregard.model.criterion import Criterion
from dueregard.model.finding import Evidence, Finding, Reason
from dueregard.model.run import MonitorRun, Shown
from dueregard.report.approach_pictures import Pictures, draw_pictures
from dueregard.report.approach_rows import NO_ROW, ApproachRow, speed_at
from dueregard.report.dates import NONE, between, span
from dueregard.report.pages import LIMIT_BYTES, Render, inked, render, weight
from dueregard.report.quantities import km_interval, longitude, threshold
from dueregard.report.said import what_was_said
from dueregard.report.sentences import headline
from dueregard.report.stays import leading


@dataclass(frozen=True, slots=True)
class Room:
    """How much of the long lists a page carries; what is left out is counted and stands in findings.json."""

    evidence: int
    table: int
    sentences: int


# The first that keeps the page under its weight is taken.
_ROOMS: Final = (Room(120, 24, 60), Room(40, 24, 30), Room(15, 12, 15), Room(5, 6, 5))


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """One line of the table of findings."""

    finding: Finding
    title: str
    whose: str
    purpose: str
    standing: str
    threshold: str
    measured: str


@dataclass(frozen=True, slots=True)
class Explained:
    """The visible order of explanations, once for all findings that share it."""

    criteria: tuple[str, ...]
    reasons: tuple[Reason, ...]


def pictures_of(run: MonitorRun, shown: Shown) -> Pictures:
    """Return the drawings of an approach of the run."""
    lead = leading(shown, run.criteria)
    return draw_pictures(shown, lead, known_criteria(run), names(lead))


def approach_page(
    run: MonitorRun,
    shown: Shown,
    approach: ApproachRow = NO_ROW,
    render: Render = render,
    pictures: Pictures | None = None,
) -> str:
    """Return the page of one approach as HTML.

    ``approach`` is its row of the table of approaches; ``pictures`` are its drawings, drawn where none are given.
    """
    criteria = known_criteria(run)
    lead = leading(shown, run.criteria)
    first, rest = headline(lead.text)
    name1, name2 = names(lead)
    pictures = pictures_of(run, shown) if pictures is None else pictures
    limits = _by_words([(limit, finding) for finding in shown.findings for limit in finding.limits])
    evidence = tuple(dict.fromkeys(item for finding in shown.findings for item in finding.evidence))
    context: dict[str, Any] = {
        "shown": shown,
        "lead": lead,
        "name1": name1,
        "name2": name2,
        "headline": inked(first, name1, name2),
        "rest": inked(rest, name1, name2),
        "when": span(lead.entry, lead.exit),
        "dwell": between(lead.entry, lead.exit),
        "least": km_interval(lead.least_range_km),
        "longitude": longitude(shown.longitude_deg),
        "approach": approach,
        "speed": speed_at(approach, lead.tca),
        "rows": tuple(measured_row(finding, criteria) for finding in ordered(shown.findings, run.criteria)),
        "explained": _explained(shown, criteria),
        "who_moved": tuple(
            dict.fromkeys(finding.who_moved for finding in shown.findings if finding.who_moved)
        ),
        "said": what_was_said(run.record, shown),
        "uncertainties": tuple(dict.fromkeys(finding.uncertainty for finding in shown.findings)),
        "limits": limits,
        "software": tuple(sorted({finding.software for finding in shown.findings})),
    }
    return _that_fits(run, context, pictures, evidence, render)


def known_criteria(run: MonitorRun) -> dict[str, Criterion]:
    """Return every criterion the run knows by its id: in force, declared on record, or part of a commitment."""
    known = {commitment.criterion.id: commitment.criterion for commitment in run.record.commitments}
    known |= {declaration.criterion.id: declaration.criterion for declaration in run.record.declarations}
    return known | {criterion.id: criterion for criterion in run.criteria}


def names(finding: Finding) -> tuple[str, str]:
    """Return what the two objects are called: the catalogue's name, or its number where it has none."""
    return (
        finding.object1_name or str(finding.object1_norad_cat_id),
        finding.object2_name or str(finding.object2_norad_cat_id),
    )


def ordered(findings: tuple[Finding, ...], criteria: tuple[Criterion, ...]) -> tuple[Finding, ...]:
    """Return the findings in the order of the run's criteria, the same on every page."""
    order = {criterion.id: number for number, criterion in enumerate(criteria)}
    return tuple(
        sorted(findings, key=lambda one: (order.get(one.criterion, len(order)), one.criterion, one.id))
    )


def _that_fits(
    run: MonitorRun,
    context: dict[str, Any],
    pictures: Pictures,
    evidence: tuple[Evidence, ...],
    render: Render,
) -> str:
    page = ""
    for room in _ROOMS:
        page = render(
            "approach.html.j2",
            run,
            **context,
            pictures=pictures,
            values=pictures.values(room.table),
            evidence=evidence[: room.evidence],
            evidence_left=max(0, len(evidence) - room.evidence),
            sentences=room.sentences,
        )
        if weight(page) < LIMIT_BYTES:
            break
    return page


def measured_row(finding: Finding, criteria: dict[str, Criterion]) -> MeasuredRow:
    """Return a finding as a line of a table: the criterion's title, whose it is, its threshold, the least range."""
    criterion = criteria.get(finding.criterion)
    measured = km_interval(finding.least_range_km)
    if criterion is None:  # a finding may rest on a criterion that is no longer in force
        return MeasuredRow(finding, finding.criterion, NONE, NONE, NONE, NONE, measured)
    whose = criterion.author if not criterion.year else f"{criterion.author}, {criterion.year}"
    return MeasuredRow(
        finding, criterion.title, whose, criterion.purpose, criterion.standing, threshold(criterion), measured
    )


def _explained(shown: Shown, criteria: dict[str, Criterion]) -> tuple[Explained, ...]:
    shared: dict[tuple[Reason, ...], dict[str, None]] = {}
    for finding in shown.findings:
        criterion = criteria.get(finding.criterion)
        title = criterion.title if criterion else finding.criterion
        shared.setdefault(finding.reasons, {}).setdefault(title)
    return tuple(Explained(tuple(titles), reasons) for reasons, titles in shared.items())


def _by_words(pairs: list[tuple[str, Finding]]) -> tuple[str, ...]:
    """Return each limit once, those that hold for most findings first, otherwise in the order given."""
    counts: dict[str, int] = {}
    for words, _ in pairs:
        counts[words] = counts.get(words, 0) + 1
    return tuple(sorted(counts, key=lambda words: -counts[words]))
