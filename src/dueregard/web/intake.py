"""What is sent to be filed: envelopes signed on the filer's own machine. No key of a filer ever comes here."""

import json
from dataclasses import dataclass
from typing import Any, Final

from dueregard.jobs.standing import Refused
from dueregard.ledger.envelope import Envelope, EnvelopeError
from dueregard.ledger.foreign_envelope import envelope_of_any_spelling
from dueregard.ledger.receipt import receipt_json
from dueregard.model.time import format_instant
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import Form, FormErrors, read_filing
from dueregard.web.body import parsed
from dueregard.web.current import Current, FiledNow
from dueregard.web.filing_shapes import FiledRow, FiledShape
from dueregard.web.idempotency import Kept
from dueregard.web.problem import Problem, Wrong, wrong_fields

MOST_ENVELOPES: Final = 100
MOST_BYTES: Final = 16 * 2**20
_ENVELOPE: Final = ("payloadType", "payload", "signatures")


@dataclass(frozen=True, slots=True)
class Sent:
    """An envelope and the filing in it."""

    envelope: Envelope
    form: Form


def sent(body: bytes) -> tuple[Sent, ...]:
    """Return the envelopes of a body; Problem names everything that is wrong with any of them, in one answer.

    A body is one envelope, or ``{"envelopes": [...]}``.
    """
    found = parsed(body)
    if isinstance(found, dict) and set(found) == {"envelopes"} and isinstance(found["envelopes"], list):
        given = [(f"/envelopes/{place}", one) for place, one in enumerate(found["envelopes"])]
    else:
        given = [("", found)]
    if not 1 <= len(given) <= MOST_ENVELOPES:
        raise Problem(
            "unreadable",
            f"{len(given)} envelopes",
            where="/envelopes",
            expected=f"1 to {MOST_ENVELOPES} envelopes",
            do="send them in several requests",
        )
    wrong: list[Wrong] = []
    read: list[Sent] = []
    more = 0
    for pointer, one in given:
        filing = _sent(pointer, one)
        if isinstance(filing, Sent):
            read.append(filing)
        else:
            wrong += filing[0]
            more += filing[1]
    if wrong:
        raise Problem(
            "wrong-filing",
            f"{len(wrong) + more} thing{'s are' if len(wrong) + more != 1 else ' is'} not as expected",
            where="the body",
            expected="DSSE envelopes (docs/ledger.md), each with a filing (docs/filings.md)",
            do="correct it, sign it again and send it again; nothing was filed",
            wrong=wrong,
            more=more,
        )
    return tuple(read)


def file(current: Current, given: tuple[Sent, ...]) -> Kept:
    """Return the answer, once all is on the disk; Problem where the rules do not let one of them be filed."""
    filed, refused = current.file([one.envelope for one in given])
    rows = tuple(_row(one) for one in filed)
    if refused is not None:
        raise _not_allowed(refused, rows, len(given))
    status = 201 if any(one.new for one in filed) else 200
    return Kept(status, FiledShape(filed=rows).json_bytes())


def _sent(pointer: str, parts: Any) -> Sent | tuple[list[Wrong], int]:
    where = pointer or "the body"
    if not isinstance(parts, dict) or not set(parts) <= set(_ENVELOPE):
        expected = "a table with payloadType, payload and signatures"
        return [Wrong(pointer, where, "something else", expected)], 0
    try:
        envelope = envelope_of_any_spelling(json.dumps(parts))
    except EnvelopeError as error:
        return [Wrong(pointer, where, str(error), "a DSSE envelope as docs/ledger.md has it")], 0
    if envelope.payload_type != FILING_TYPE:
        at = pointer + "/payloadType"
        return [Wrong(at, f"{where}, payloadType", repr(envelope.payload_type), FILING_TYPE)], 0
    form = read_filing(envelope.payload)
    if isinstance(form, FormErrors):
        return list(wrong_fields(form, pointer + "/payload")), form.more
    if form.sensitivity != "public":
        # A log is copied to anybody: what only some may read stands in it as its seal alone.
        at, expected = pointer + "/payload/sensitivity", "public, or the filing's seal (form S1) in its place"
        return [Wrong(at, f"{where}, sensitivity", f'"{form.sensitivity}"', expected)], 0
    return Sent(envelope, form)


def _row(one: FiledNow) -> FiledRow:
    return FiledRow(
        entry_id=one.listed.entry_id,
        index=one.receipt.index,
        received_at=format_instant(one.listed.received_at),
        new=one.new,
        on_record=one.listed.on_record,
        reason=one.listed.reason,
        receipt=receipt_json(one.receipt),
    )


def _not_allowed(refused: Refused, filed: tuple[FiledRow, ...], given: int) -> Problem:
    judged = refused.judged
    behind = given - refused.place - 1
    what = f"envelope {refused.place + 1} of {given} would not stand on the record: {judged.reason}"
    if filed:
        what += f". The {len(filed)} before it are filed"
    if behind:
        what += f". The {behind} behind it were not looked at"
    return Problem(
        "not-allowed",
        what,
        where=f"/envelopes/{refused.place}" if given > 1 else "the body",
        expected="a filing that a rule of docs/permissions.md lets its filer file, signed with a key valid now",
        do="read the reason; what was not filed can be corrected, signed and sent again",
        extra={"filed": [row.model_dump() for row in filed]} if filed else {},
    )
