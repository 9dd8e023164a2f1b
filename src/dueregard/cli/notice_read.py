"""``dueregard notice list`` and ``show``: what is on the record, as of a time, as far as a reader may read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dueregard.cli.common import print_json, say
from dueregard.cli.ledger import AsJson, OfLedger, OfLog, OfNode, meant
from dueregard.cli.progress_line import progress_line
from dueregard.model.time import format_instant, parse_instant

if TYPE_CHECKING:
    from dueregard.jobs.course import Course
    from dueregard.jobs.on_record import Row
    from dueregard.jobs.standing import Standing

AsOf = Annotated[
    str | None, typer.Option(metavar="TIME", help="What was on the record then, in UTC; else now.")
]
Reader = Annotated[
    str | None,
    typer.Option("--as", metavar="ACTOR", help="What this actor may read; else what anybody may."),
]


def register(group: typer.Typer) -> None:
    """Add the verbs to the group."""
    group.command("list", short_help="List the filings on the record of a log.")(list_command)
    group.command("show", short_help="Show a filing, and what was filed about it since.")(show_command)


def list_command(
    node: OfNode = None,
    ledger: OfLedger = None,
    log: OfLog = None,
    as_of: AsOf = None,
    form: Annotated[
        list[str] | None, typer.Option(help="Only this form, such as N1; may be repeated.")
    ] = None,
    filed_by: Annotated[str | None, typer.Option(metavar="ACTOR", help="Only what this actor said.")] = None,
    object_: Annotated[
        int | None,
        typer.Option("--object", metavar="NUMBER", help="Only what names this object, by catalogue number."),
    ] = None,
    off_record: Annotated[
        bool, typer.Option("--off-record", help="What is in the log and not on the record, with the reasons.")
    ] = False,
    most: Annotated[int, typer.Option(min=1, help="At most so many, the latest first.")] = 50,
    reader: Reader = None,
    as_json: AsJson = False,
) -> None:
    """List the filings on the record of a log, the latest first: as of a time, and as a reader may read them.

    --as is believed: whoever has the ledger can read all that is in it.
    """
    from dueregard.jobs.begin_draft import form_number
    from dueregard.jobs.on_record import listed_for
    from dueregard.record.projection.read import Sought

    at = None if as_of is None else parse_instant(as_of)
    sought = Sought(
        as_of=at,
        numbers=None if form is None else tuple(form_number(one) for one in form),
        filed_by=filed_by,
        norad_cat_id=object_,
        on_record=not off_record,
    )
    with _standing(node, ledger, log) as standing:
        found = listed_for(standing, sought, reader, most + 1)
    rows, more = found[:most], len(found) > most
    origin = standing.origin
    if as_json:
        print_json({"log": origin, "as_of": at, "more": more, "filings": [_as_json(row) for row in rows]})
        return
    for row in rows:
        say(_line(row))
        if off_record:
            say(f"         {row.listed.reason}")
    then = "" if at is None else f" as of {format_instant(at)}"
    whose = "anybody" if reader is None else reader
    count = f"the latest {len(rows):,} of those" if more else f"{len(rows):,}"
    say(f"{origin}{then}: {count} {'not on' if off_record else 'on'} the record, as {whose} may read it.")
    if more:
        say("More with --most.")


def show_command(
    which: Annotated[
        str, typer.Argument(metavar="ENTRY", help="A filing, by its index from 0 or by its id.")
    ],
    node: OfNode = None,
    ledger: OfLedger = None,
    log: OfLog = None,
    as_of: AsOf = None,
    reader: Reader = None,
    as_json: AsJson = False,
) -> None:
    """Show a filing: what it says, how it stands on the record, and what was filed about it since."""
    from datetime import UTC, datetime

    from dueregard.jobs.course import course_for
    from dueregard.jobs.held_log import entry_meant, no_such_entry
    from dueregard.jobs.on_record import shown_for
    from dueregard.jobs.openings import opened_for
    from dueregard.jobs.sealed import opened_by
    from dueregard.record.forms import Form, read_filing, to_text

    at = None if as_of is None else parse_instant(as_of)
    with _standing(node, ledger, log) as standing:
        origin = standing.origin
        one = entry_meant(standing.ledger, origin, which)
        found = shown_for(standing, one.entry_id, reader, at)
        opened = opened_for(standing.ledger, one.entry_id, reader)
        if found is None:
            raise no_such_entry(standing.ledger, origin, which)
        course = course_for(standing, one.entry_id, reader, at or datetime.now(UTC))
    row, since = found
    form = read_filing(one.entry.envelope.payload)
    held = opened[1] if opened is not None else opened_by(form) if isinstance(form, Form) else None
    if as_json:
        print_json(
            {
                "log": origin,
                **_as_json(row),
                "key_ids": [signature.key_id for signature in one.entry.envelope.signatures],
                "filing": _plain(form),
                "opened": _plain(held),
                "since": [_as_json(later) for later in since],
                "course": None if course is None else _course_json(course),
            }
        )
        return
    say(_line(row))
    say(f"  id {row.listed.entry_id}")
    say(f"  {'on' if row.listed.on_record else 'NOT on'} the record of {origin}: {row.listed.reason}")
    for later in since:
        say(f"  since: {_line(later)}")
    if course is not None:
        for line in _course_lines(course):
            say(f"  {line}")
    for shown in (form, held):
        if isinstance(shown, Form):
            say("")
            say(to_text(shown).rstrip("\n"))


@contextmanager
def _standing(node: Path | None, ledger: str | None, log: str | None) -> "Iterator[Standing]":
    from dueregard.jobs.held_log import held_log
    from dueregard.jobs.standing import Standing

    with held_log(*meant(node, ledger), log) as (opened, origin):
        standing = Standing(opened, origin, progress_line("judging", "entries"))
        standing.catch_up()
        yield standing


def _line(row: "Row") -> str:
    from dueregard.record.forms import form_of

    one = row.listed
    title = "no filing" if one.number is None else f"{one.number} {form_of(one.number).ABOUT.title}"
    who = one.filed_by or ""
    if one.entered_by:
        who += f" (entered by {one.entered_by} from {one.symbol})"
    named = f": {one.title}" if one.title else ""
    state = f" [{', '.join(row.become)}]" if row.become else ""
    return f"{one.index:>7}  {format_instant(one.received_at)}  {who}  {title}{named}{state}"


def _course_lines(course: "Course") -> Iterator[str]:
    """Yield where it stands, who has not spoken since when, and steps out of order. Steps are listed elsewhere."""
    yield f"stands: {course.state}"
    for one in course.silent:
        heard = (
            "has not acknowledged it"
            if one.acknowledged_at is None
            else f"acknowledged it {format_instant(one.acknowledged_at)} and has not answered"
        )
        overdue = (
            ""
            if one.overdue_since is None
            else f"; an answer was asked for by {format_instant(one.overdue_since)}"
        )
        yield f"silence: {one.actor} {heard}, since {format_instant(one.since)}{overdue}. Nothing follows from it."
    for note in course.notes:
        yield f"note: {note}"


def _course_json(course: "Course") -> dict[str, Any]:
    return {
        "state": course.state,
        "in_force": list(course.in_force),
        "steps": [step._asdict() for step in course.steps],
        "silent": [one._asdict() for one in course.silent],
        "notes": list(course.notes),
    }


def _as_json(row: "Row") -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(row.listed), "become": list(row.become)}


def _plain(form: object) -> Any:
    from dueregard.record.forms import Form

    return form.model_dump(mode="json", exclude_none=True) if isinstance(form, Form) else None
