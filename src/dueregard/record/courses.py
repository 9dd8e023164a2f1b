"""The path of a proximity notice: drafted, cleared or returned, filed, sent, acknowledged, and how the operation went.

In life steps come out of order: an operation starts before anybody has acknowledged, a report comes before the word
that it is complete. That is noted with the steps and refused nowhere here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dueregard.record.forms.handling import Acknowledgement, Circulation, ClearingDecision
from dueregard.record.forms.progress import AfterActionReport, OperationProgress
from dueregard.record.happenings import Happening, Step, ended, happened, in_force, thread
from dueregard.record.judged import Judged

Handling = Literal["drafted", "returned", "filed", "circulated", "acknowledged", "withdrawn", "replaced"]
Operation = Literal["not begun", "under way", "interrupted", "broken off", "completed", "cancelled"]

_OPERATION: dict[str, Operation] = {
    "started": "under way",
    "phase begun": "under way",
    "resumed": "under way",
    "interrupted": "interrupted",
    "broken off": "broken off",
    "completed": "completed",
    "cancelled": "cancelled",
}
_OVER = ("broken off", "completed", "cancelled")


@dataclass(frozen=True, slots=True)
class NoticeCourse:
    """Where a notice stands at a time.

    ``in_force``: the versions that count, more than one where one was amended twice. ``sent_to`` and
    ``acknowledged_by``: who, with the time at which that stood on the record. ``notes``: steps out of order.
    """

    first: str
    in_force: tuple[str, ...]
    handling: Handling
    operation: Operation
    reported: bool
    steps: tuple[Step, ...]
    sent_to: dict[str, datetime]
    acknowledged_by: dict[str, datetime]
    notes: tuple[str, ...]

    @property
    def silent(self) -> tuple[str, ...]:
        """To whom it was sent and who has not acknowledged it. Nothing follows from that."""
        return tuple(actor for actor in self.sent_to if actor not in self.acknowledged_by)


def notice_course(judged: Iterable[Judged], entry_id: str, at: datetime) -> NoticeCourse:
    """Return where the notice (form N1) with this id, or the one it amends, stands at ``at``.

    ``judged``: entries of the log in order; those about other filings are passed over. Raises ``ValueError`` where no
    such notice stood on the record then.
    """
    every = happened(judged, at)
    versions = thread(every, entry_id)
    if versions[0].filed.number != "N1":
        raise ValueError(
            f"entry {entry_id} is of form {versions[0].filed.number}, not a proximity notice (N1)"
        )
    ids = frozenset(one.filed.entry_id for one in versions)
    about = [one for one in every if one.filed.subject in ids and one.filed.number != "H5"]
    places = {one.filed.entry_id: max(one.filed.place, versions[0].filed.place) for one in every}
    steps = sorted(
        (*_paper(every, versions, about), *_going_on(about)),
        key=lambda step: (step.at, places[step.entry_id]),
    )
    end = ended(every, ids)
    if end is not None:
        steps.append(end)
    sent = _first_times((actor, one.filed.stood_at) for one in about for actor in one.filed.recipients)
    acknowledged = _first_times(
        (actor, one.filed.stood_at)
        for one in about
        if isinstance(one.form, Acknowledgement)
        for actor in one.filed.speakers
    )
    return NoticeCourse(
        first=versions[0].filed.entry_id,
        in_force=in_force(versions),
        handling=_handling(steps, end),
        operation=_operation(about),
        reported=any(isinstance(one.form, AfterActionReport) for one in about),
        steps=tuple(steps),
        sent_to=sent,
        acknowledged_by=acknowledged,
        notes=tuple(_out_of_order(about, steps)),
    )


def _paper(
    every: tuple[Happening, ...], versions: tuple[Happening, ...], about: list[Happening]
) -> Iterator[Step]:
    first = versions[0]
    waits = first.filed.needs_clearing
    yield first.step("drafted" if waits else "filed")
    for one in versions[1:]:
        yield one.step("amended")
    filed = not waits
    for one in every:
        # A decision on the draft may be older than the notice; it counts from the notice on.
        if one.filed.entry_id == first.judged.draft_decision and isinstance(one.form, ClearingDecision):
            word, at = one.form.decision, first.filed.stood_at
            yield one.step("cleared" if word == "cleared" else "returned")._replace(at=at)
            if word == "cleared" and not filed:
                filed = True
                yield first.step("filed")
    for one in about:
        if isinstance(one.form, ClearingDecision):
            cleared = one.form.decision == "cleared"
            yield one.step("cleared" if cleared else "returned")
            if cleared and not filed:
                filed = True
                yield one.step("filed")
        elif isinstance(one.form, Circulation):
            yield one.step("circulated", one.form.sent)
        elif isinstance(one.form, Acknowledgement):
            yield one.step("acknowledged", one.form.received)


def _going_on(about: list[Happening]) -> Iterator[Step]:
    for one in about:
        if isinstance(one.form, OperationProgress):
            yield one.step(one.form.step, one.form.at)
        elif isinstance(one.form, AfterActionReport):
            yield one.step("after-action report", one.form.ended)


def _first_times(pairs: Iterable[tuple[str, datetime]]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for actor, at in pairs:
        found.setdefault(actor, at)
    return found


def _handling(steps: list[Step], end: Step | None) -> Handling:
    if end is not None:
        return "withdrawn" if end.what == "withdrawn" else "replaced"
    words = {step.what for step in steps}
    if "acknowledged" in words:
        return "acknowledged"
    if "circulated" in words:
        return "circulated"
    decisions = [step.what for step in steps if step.what in ("cleared", "returned")]
    if decisions and decisions[-1] == "returned":
        return "returned"
    return "filed" if "filed" in words else "drafted"


def _operation(about: list[Happening]) -> Operation:
    """Return how the operation stands by what happened last, whenever that was filed."""
    steps = [one for one in about if isinstance(one.form, OperationProgress)]
    corrected = {one.filed.amends for one in steps}
    said = [
        (one.form.at, one.filed.place, one.form.step)
        for one in steps
        if isinstance(one.form, OperationProgress) and one.filed.entry_id not in corrected
    ]
    return _OPERATION[max(said)[2]] if said else "not begun"


def _out_of_order(about: list[Happening], steps: list[Step]) -> Iterator[str]:
    seen: set[str] = set()
    sent: set[str] = set()
    for step in steps:
        match step.what:
            case "started" if "filed" not in seen:
                yield f"started (entry {step.entry_id}) before it was filed"
            case "started" if "circulated" not in seen:
                yield f"started (entry {step.entry_id}) before it was sent to anybody"
            case "completed" | "broken off" | "interrupted" if "started" not in seen:
                yield f"{step.what} (entry {step.entry_id}) before it was said to have started"
            case "resumed" if "interrupted" not in seen:
                yield f"resumed (entry {step.entry_id}) before it was said to be interrupted"
            case "after-action report" if not seen & {*_OVER}:
                yield f"reported on (entry {step.entry_id}) before it was said to be over"
            case "circulated":
                sent.update(*(one.filed.recipients for one in about if one.filed.entry_id == step.entry_id))
            case "acknowledged" if not sent & {*step.by}:
                yield f"acknowledged (entry {step.entry_id}) by one to whom it had not been sent"
        if step.what in _OPERATION and seen & {*_OVER}:
            yield f"{step.what} (entry {step.entry_id}) after it was said to be over"
        seen.add(step.what)
