"""Where a notice or a question stands, for whoever asks: its steps with their times, and silence as silence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dueregard.jobs.sealed import opened_by
from dueregard.jobs.standing import Standing
from dueregard.ledger.read import entry_by_id
from dueregard.record.courses import notice_course
from dueregard.record.filed import Filed
from dueregard.record.forms import Form, read_filing
from dueregard.record.happenings import Step
from dueregard.record.judged import Judged, Kept
from dueregard.record.projection.read import said_since
from dueregard.record.questions import Silence, question_course, silence

NOTICE: Final = "N1"
QUESTIONS: Final = ("Q1", "Q3", "Q5")


@dataclass(frozen=True, slots=True)
class Course:
    """Where a notice (form N1) or a question (Q1, Q3, Q5) stands at a time.

    ``state``: in words. ``steps``: in order, each with since when it stands on the record and when it happened by its
    own word. ``silent``: who was sent or asked and has not acknowledged or answered. ``notes``: steps out of order.
    """

    state: str
    in_force: tuple[str, ...]
    steps: tuple[Step, ...]
    silent: tuple[Silence, ...]
    notes: tuple[str, ...]


def course_for(standing: Standing, entry_id: str, reader: str | None, at: datetime) -> Course | None:
    """Return the course of a filing at a time, from what the reader may read; None where its form has none."""
    filed = standing.bench.memory.kept(entry_id)
    if filed is None or filed.number not in (NOTICE, *QUESTIONS):
        return None
    related = tuple(_related(standing, filed.thread, reader, at))
    try:
        return (
            _notice(related, entry_id, at)
            if filed.number == NOTICE
            else _question(standing, related, entry_id, at)
        )
    except ValueError:  # it did not stand on the record then, or is not believed any more
        return None


def _notice(related: tuple[Judged, ...], entry_id: str, at: datetime) -> Course:
    found = notice_course(related, entry_id, at)
    state = f"{found.handling}; operation {found.operation}" + ("; reported on" if found.reported else "")
    silent = tuple(Silence(actor, found.sent_to[actor], None, None, None) for actor in found.silent)
    return Course(state, found.in_force, found.steps, silent, found.notes)


def _question(standing: Standing, related: tuple[Judged, ...], entry_id: str, at: datetime) -> Course:
    actors = standing.bench.memory.actors
    found = question_course(related, entry_id, at, lambda actor, then: actors.chain(actor, then.date()))
    return Course(found.state, found.in_force, found.steps, silence(found, at), found.notes)


def _related(standing: Standing, thread: str, reader: str | None, at: datetime) -> Iterator[Judged]:
    """Yield the versions of a filing and all that is about them, in the order of the log."""
    memory, found, versions = standing.bench.memory, dict[str, Filed](), [thread]
    while versions:
        version = memory.kept(versions.pop())
        if version is None:
            continue
        found[version.entry_id] = version
        if (decision := memory.draft_decision(version)) is not None:
            found[decision.entry_id] = decision
        for later in said_since(standing.ledger, version.entry_id, at, standing.origin):
            about = memory.kept(later.entry_id)
            if about is not None and about.entry_id not in found:
                found[about.entry_id] = about
                if about.amends == version.entry_id:
                    versions.append(about.entry_id)
    for one in sorted(found.values(), key=lambda filed: filed.place):
        if standing.visible(one.entry_id, reader) and memory.belief.believed(one.entry_id, at):
            decision = memory.draft_decision(one)
            yield Judged(
                one.place,
                one.entry_id,
                one.stood_at,
                None,
                _form(standing, one.entry_id),
                (),
                kept=Kept(one, ()),
                draft_decision=None if decision is None else decision.entry_id,
            )


def _form(standing: Standing, entry_id: str) -> Form | None:
    """Return the form in an entry on the record; of an opened seal, what it held."""
    held = entry_by_id(standing.ledger, standing.origin, entry_id)
    form = None if held is None else read_filing(held.entry.envelope.payload)
    return (opened_by(form) or form) if isinstance(form, Form) else None
