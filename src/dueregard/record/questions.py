"""The path of a question: asked, acknowledged, answered, closed, each with its time; and silence, as silence.

Urgent queries (Q5 to Q8), consultations (Q1, Q2) and requests for clarification (Q3, Q4) run alike. That nobody has
answered is a fact with a beginning, and nothing is concluded from it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from dueregard.record.forms.clarification import ClarificationAnswer, ClarificationRequest
from dueregard.record.forms.consultation import ConsultationAnswer, ConsultationRequest
from dueregard.record.forms.handling import Acknowledgement
from dueregard.record.forms.urgent import (
    UrgentQuery,
    UrgentQueryAnswer,
    UrgentQueryClosed,
    UrgentQueryReceived,
)
from dueregard.record.happenings import Happening, Step, ended, happened, in_force, thread
from dueregard.record.judged import Judged

Chain = Callable[[str, datetime], tuple[str, ...]]
"""(actor, at) -> for whom it acts at that time, the nearest first."""

State = Literal["open", "acknowledged", "answered in part", "answered", "closed", "withdrawn", "replaced"]


class Silence(NamedTuple):
    """That one who was asked has not answered. ``since``: it was asked. ``overdue_since``: an answer was asked by then.

    ``until``: the question was closed or taken back; None while it is open.
    """

    actor: str
    since: datetime
    acknowledged_at: datetime | None
    overdue_since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class QuestionCourse:
    """Where a question stands at a time.

    ``acknowledged`` and ``answered``: who of those asked, with the time at which that stood on the record; an answer
    that another follows counts as acknowledged. ``closed``: how it ended. ``notes``: steps out of order.
    """

    first: str
    in_force: tuple[str, ...]
    state: State
    asked_at: datetime
    asked: tuple[str, ...]
    answer_by: datetime | None
    acknowledged: dict[str, datetime]
    answered: dict[str, datetime]
    closed: Step | None
    steps: tuple[Step, ...]
    notes: tuple[str, ...]


def question_course(
    judged: Iterable[Judged], entry_id: str, at: datetime, chain: Chain = lambda _actor, _at: ()
) -> QuestionCourse:
    """Return where the question (form Q1, Q3 or Q5) with this id stands at ``at``.

    ``chain``: for whom an actor acts, so that the answer of a State counts for its operator that was asked. Raises
    ``ValueError`` where no such question stood on the record then.
    """
    every = happened(judged, at)
    versions = thread(every, entry_id)
    first, last = versions[0], versions[-1].form
    if not isinstance(last, UrgentQuery | ConsultationRequest | ClarificationRequest):
        raise ValueError(f"entry {entry_id} is of form {first.filed.number}, not a question (Q1, Q3 or Q5)")
    ids = frozenset(one.filed.entry_id for one in versions)
    about = [one for one in every if one.filed.subject in ids and one.filed.number != "H5"]
    end = ended(every, ids)
    acknowledged: dict[str, datetime] = {}
    answered: dict[str, datetime] = {}
    for one in about:
        word = _word(one)
        for actor in last.to:
            speaks = actor in one.filed.speakers or {*chain(actor, one.filed.said_at)} & {*one.filed.speakers}
            if word in ("acknowledged", "answered in part", "answered") and speaks:
                acknowledged.setdefault(actor, one.filed.stood_at)
            if word == "answered" and speaks:
                answered.setdefault(actor, one.filed.stood_at)
    steps = [versions[0].step("asked"), *(one.step("amended") for one in versions[1:])]
    steps += [one.step(word, _said(one)) for one in about if (word := _word(one))]
    steps.sort(key=lambda step: step.at)
    closed = next((step for step in steps if step.what == "closed"), end)
    if end is not None:
        steps.append(end)
    return QuestionCourse(
        first=first.filed.entry_id,
        in_force=in_force(versions),
        state=_state(steps, last.to, answered),
        asked_at=first.filed.said_at,
        asked=last.to,
        answer_by=last.answer_by,
        acknowledged=acknowledged,
        answered=answered,
        closed=closed,
        steps=tuple(steps),
        notes=tuple(_out_of_order(steps)),
    )


def silence(question: QuestionCourse, at: datetime) -> tuple[Silence, ...]:
    """Return who has been asked and has not answered by ``at``, and since when; nobody before it was asked."""
    if at < question.asked_at:
        return ()
    until = question.closed.at if question.closed is not None and question.closed.at <= at else None
    by = question.answer_by
    end = at if until is None else until
    overdue = by if by is not None and by <= end else None
    return tuple(
        Silence(actor, question.asked_at, _by(question.acknowledged, actor, at), overdue, until)
        for actor in question.asked
        if _by(question.answered, actor, at) is None
    )


def _by(times: dict[str, datetime], actor: str, at: datetime) -> datetime | None:
    found = times.get(actor)
    return found if found is not None and found <= at else None


def _word(one: Happening) -> str:
    """Return what the entry does in the course of the question; nothing for one that does not belong to it."""
    form = one.form
    if isinstance(form, UrgentQueryReceived | Acknowledgement):
        return "acknowledged"
    if isinstance(form, UrgentQueryAnswer):
        return "answered"
    if isinstance(form, ConsultationAnswer):
        return "acknowledged" if form.answer == "will answer later" else "answered"
    if isinstance(form, ClarificationAnswer):
        later = [answer.answer for answer in form.answers if answer.answer == "will answer later"]
        if len(later) == len(form.answers):
            return "acknowledged"
        return "answered in part" if later else "answered"
    return "closed" if isinstance(form, UrgentQueryClosed) else ""


def _said(one: Happening) -> datetime | None:
    return one.form.received if isinstance(one.form, UrgentQueryReceived | Acknowledgement) else None


def _state(steps: list[Step], asked: tuple[str, ...], answered: dict[str, datetime]) -> State:
    words = [step.what for step in steps]
    if "withdrawn" in words:
        return "withdrawn"
    if "replaced" in words:
        return "replaced"
    if "closed" in words:
        return "closed"
    if all(actor in answered for actor in asked):
        return "answered"
    if answered or "answered in part" in words:
        return "answered in part"
    return "acknowledged" if "acknowledged" in words else "open"


def _out_of_order(steps: list[Step]) -> Iterator[str]:
    seen: set[str] = set()
    for step in steps:
        if "closed" in seen:
            yield f"{step.what} (entry {step.entry_id}) after it was closed"
        if step.what == "acknowledged" and "answered" in seen:
            yield f"acknowledged (entry {step.entry_id}) after an answer"
        seen.add(step.what)
