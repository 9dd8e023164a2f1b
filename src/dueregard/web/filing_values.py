"""What is answered about filings, made from what the record holds."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from dueregard.jobs.course import Course, course_for
from dueregard.jobs.on_record import Row, shown_for
from dueregard.jobs.standing import Standing
from dueregard.ledger.envelope import signed_by
from dueregard.ledger.read import entry_by_id
from dueregard.model.time import format_instant
from dueregard.record.forms import Form, read_filing, write_filing
from dueregard.report.run_file.read import compared_with
from dueregard.web.filing_shapes import (
    ComparedRow,
    CourseShape,
    FilingRow,
    FilingShape,
    SignatureRow,
    SilenceRow,
    SkyRow,
    StepRow,
)
from dueregard.web.parameters import PREFIX
from dueregard.web.problem import not_found
from dueregard.web.served import Served

NO_ENTRY: Final = "0" * 64  # what is looked for in place of what may not be read: as long, and never there


def readable(standing: Standing, entry_id: str, reader: str | None) -> str:
    """Return the id to look for: the one asked for, or one that is not there where the reader may not read it.

    Either way the same is then done.
    """
    return entry_id if standing.visible(entry_id, reader) else NO_ENTRY


def filing_value(served: Served, entry_id: str, reader: str | None, at: datetime | None) -> FilingShape:
    """Return a filing, who signed it, where it stands and what was said of it since; Problem where none can be read.

    ``at``: as it was known then; None for now.
    """
    ledger, origin = served.node.ledger, served.node.origin
    with served.current.in_turn() as standing:
        wanted = readable(standing, entry_id, reader)
        found = shown_for(standing, wanted, reader, at)
        held = entry_by_id(ledger, origin, wanted)
        if found is None or held is None:
            raise not_found()
        envelope = held.entry.envelope
        owners = {one.key_id: standing.bench.keys.owner(one.key_id) for one in envelope.signatures}
        holding = signed_by(envelope, standing.public_keys(envelope))
        course = course_for(standing, wanted, reader, at or served.clock())
    form = read_filing(envelope.payload)
    row, since = found
    here = f"{PREFIX}/filings/{entry_id}"
    return FilingShape(
        **row_of(row).model_dump(),
        payload_type=envelope.payload_type,
        payload_sha256=sha256(envelope.payload).hexdigest(),
        filing=json.loads(write_filing(form)) if isinstance(form, Form) else None,
        signatures=tuple(
            SignatureRow(key_id=one.key_id, actor=owners[one.key_id], holds=one.key_id in holding)
            for one in envelope.signatures
        ),
        said_since=tuple(row_of(one) for one in since),
        course=None if course is None else course_of(course),
        seen=()
        if served.run is None
        else tuple(_sky_row(one) for one in compared_with(served.run, entry_id)),
        receipt=f"{here}/receipt",
        entry=f"{here}/entry",
    )


def _sky_row(one: Mapping[str, Any]) -> SkyRow:
    names = set(SkyRow.model_fields) - {"compared"}
    compared = tuple(
        ComparedRow(**{name: said[name] for name in ComparedRow.model_fields}) for said in one["compared"]
    )
    return SkyRow(**{name: one[name] for name in names}, compared=compared)


def row_of(row: Row) -> FilingRow:
    """Return a filing as a row of a list."""
    one = row.listed
    return FilingRow(
        entry_id=one.entry_id,
        log=one.log,
        index=one.index,
        received_at=format_instant(one.received_at),
        number=one.number,
        filed_by=one.filed_by,
        entered_by=one.entered_by or None,
        symbol=one.symbol or None,
        title=one.title or None,
        starts=None if one.starts is None else format_instant(one.starts),
        ends=None if one.ends is None else format_instant(one.ends),
        on_record=one.on_record,
        reason=one.reason,
        become=row.become,
    )


def course_of(course: Course) -> CourseShape:
    """Return where a notice or a question stands, as it is answered."""

    def when(at: datetime | None) -> str | None:
        return None if at is None else format_instant(at)

    return CourseShape(
        state=course.state,
        in_force=course.in_force,
        steps=tuple(
            StepRow(
                what=one.what,
                by=one.by,
                entry_id=one.entry_id,
                at=format_instant(one.at),
                said=format_instant(one.said),
            )
            for one in course.steps
        ),
        silent=tuple(
            SilenceRow(
                actor=one.actor,
                since=format_instant(one.since),
                acknowledged_at=when(one.acknowledged_at),
                overdue_since=when(one.overdue_since),
                until=when(one.until),
            )
            for one in course.silent
        ),
        notes=course.notes,
    )
