"""What was said about a pair of objects: notices, commitments, declarations, replies, with whose words they are."""

from dataclasses import dataclass

from dueregard.assess.sentence import commitment_sentence, criterion_sentence
from dueregard.model.filing import Filing, Record
from dueregard.model.finding import Finding
from dueregard.model.run import Shown
from dueregard.report.dates import instant, span
from dueregard.report.quantities import km


@dataclass(frozen=True, slots=True)
class Said:
    """One filing in words. ``origin`` tells "filed by" from "entered from a public document by"."""

    words: str
    origin: str
    id: str


@dataclass(frozen=True, slots=True)
class WhatWasSaid:
    """All filings that concern one approach, each kind in order of filing."""

    notices: tuple[Said, ...]
    commitments: tuple[Said, ...]
    declarations: tuple[Said, ...]
    replies: tuple[Said, ...]
    other_replies: tuple[str, ...]  # in a finding, but not in the record that came with the run


def what_was_said(record: Record, shown: Shown) -> WhatWasSaid:
    """Return the filings on record that concern the approach: notices and replies for its pair of objects,
    commitments and declarations that its findings were held against.
    """
    first = shown.findings[0]
    pair = {first.object1_norad_cat_id, first.object2_norad_cat_id}
    notices = tuple(
        Said(
            _notice_words(notice.purpose, span(notice.start, notice.end), notice.least_planned_km)
            + (f" Consent stated of: {', '.join(notice.consent_of)}." if notice.consent_of else ""),
            _origin(notice.filing),
            notice.filing.id,
        )
        for notice in record.notices
        if {notice.object_norad_cat_id, notice.target_norad_cat_id} == pair
    )
    held = {finding.commitment for finding in shown.findings if finding.commitment}
    commitments = tuple(
        Said(
            commitment_sentence(commitment),
            _origin(commitment.filing),
            commitment.filing.id,
        )
        for commitment in record.commitments
        if {commitment.filing.id, commitment.criterion.id, commitment.instrument} & held
    )
    used = {finding.criterion for finding in shown.findings}
    declarations = tuple(
        Said(
            criterion_sentence(declaration.criterion),
            _origin(declaration.filing),
            declaration.filing.id,
        )
        for declaration in record.declarations
        if declaration.criterion.id in used
    )
    replies = tuple(
        Said(f"“{reply.text}”", _origin(reply.filing), reply.filing.id)
        for reply in record.replies
        if {reply.object1_norad_cat_id, reply.object2_norad_cat_id} == pair
        and _touches(first, reply.start.timestamp(), reply.end.timestamp())
    )
    return WhatWasSaid(notices, commitments, declarations, replies, _others(shown, record))


def _notice_words(purpose: str, when: str, least_km: float | None) -> str:
    planned = f"least distance planned {km(least_km)}" if least_km is not None else "no least distance given"
    return f"A proximity operation notified for {when}; {planned}; purpose stated: {purpose or 'none'}."


def _origin(filing: Filing) -> str:
    """Return whose words these are and how they came here; the two ways are never merged (DESIGN §5.5)."""
    if filing.entered_by:
        return (
            f"{filing.filed_by}, {instant(filing.filed_at)}; entered by {filing.entered_by} "
            f"from a public document: {filing.source}"
        )
    return f"filed by {filing.filed_by}, {instant(filing.filed_at)}; {filing.source}"


def _touches(finding: Finding, start: float, end: float) -> bool:
    if finding.entry is None or finding.exit is None:
        return True
    return finding.entry.timestamp() <= end and finding.exit.timestamp() >= start


def _others(shown: Shown, record: Record) -> tuple[str, ...]:
    """Return the replies of the findings that the record holds neither by id nor by words: shown as given."""
    known = {reply.filing.id for reply in record.replies} | {reply.text for reply in record.replies}
    seen: dict[str, None] = {}
    for finding in shown.findings:
        for reply in finding.replies:
            if reply not in known and not any(text and text in reply for text in known):
                seen.setdefault(reply)
    return tuple(seen)
