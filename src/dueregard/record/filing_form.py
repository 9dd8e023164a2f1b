"""The form of a filing in a record file: a table in, a value of ``model.filing`` out, and back without loss.

Every filing is identified by its content: sha256 of its canonical JSON. Two spellings of the same filing (a default
written out or left out, 50 or 50.0, +00:00 or Z) have the same id, because the id is taken from the value.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from dueregard.knowledge.criterion_form import criterion_from, criterion_to_dict, plain_number
from dueregard.knowledge.form import Field, Wrong, read_fields
from dueregard.model.criterion import Criterion
from dueregard.model.filing import (
    AnyFiling,
    Commitment,
    Declaration,
    Filing,
    NoticePhase,
    ProximityNotice,
    Reply,
)
from dueregard.model.time import format_instant

NOTICE, DECLARATION = "proximity-operation notice", "declared distance"
COMMITMENT, REPLY = "commitment", "reply"

# What every filing carries. entered_by is empty where the actor filed its words itself.
COMMON_FIELDS = (
    Field("format", "text"),
    Field("id", "text", required=False, default="", filled=False),
    Field("filed_by", "text"),
    Field("filed_at", "instant"),
    Field("entered_by", "text", required=False, default="", filled=False),
    Field("source", "text", required=False, default="", filled=False),
    Field("ended_at", "instant", required=False, nullable=True),
)

PHASE_FIELDS = (
    Field("name", "text"),
    Field("start", "instant"),
    Field("end", "instant"),
    Field("least_planned_km", "number", required=False, nullable=True, positive=False),
)

FIELDS_OF: dict[str, tuple[Field, ...]] = {
    NOTICE: (
        Field("object_norad_cat_id", "whole number"),
        Field("target_norad_cat_id", "whole number"),
        Field("start", "instant"),
        Field("end", "instant"),
        Field("least_planned_km", "number", required=False, nullable=True, positive=False),
        Field("purpose", "text"),
        Field("consent_of", "texts", required=False, default=()),
        Field("phases", "tables", required=False, default=()),
        Field("without_number", "texts", required=False, default=()),
    ),
    DECLARATION: (Field("criterion", "table"),),
    COMMITMENT: (
        Field("actor", "text", required=False),
        Field("criterion", "table"),
        Field("unless", "texts", required=False, default=(), choices=("notice", "consent")),
        Field("legal_nature", "text"),
        Field("instrument", "text", required=False, default="", filled=False),
        Field("since", "instant"),
        Field("until", "instant", required=False, nullable=True),
    ),
    REPLY: (
        Field("object1_norad_cat_id", "whole number"),
        Field("object2_norad_cat_id", "whole number"),
        Field("start", "instant"),
        Field("end", "instant"),
        Field("text", "text"),
    ),
}

FORMAT_OF: dict[type, str] = {
    ProximityNotice: NOTICE,
    Declaration: DECLARATION,
    Commitment: COMMITMENT,
    Reply: REPLY,
}


def filing_from(raw: Mapping[str, object]) -> tuple[AnyFiling | None, tuple[Wrong, ...]]:
    """Return the filing with its id, or None with every wrong field of the table named."""
    format_name = raw.get("format")
    if not isinstance(format_name, str) or format_name not in FIELDS_OF:
        found = "missing" if format_name is None else repr(format_name)
        return None, (Wrong("format", found, "one of " + ", ".join(FIELDS_OF)),)
    values, wrong = read_fields(raw, (*COMMON_FIELDS, *FIELDS_OF[format_name]))
    problems = list(wrong)
    if isinstance(raw.get("criterion"), Mapping):
        criterion, wrong_criterion = _criterion(format_name, values)
        problems += [Wrong(f"criterion.{w.field}", w.what, w.expected) for w in wrong_criterion]
        values["criterion"] = criterion
    if values.get("phases"):
        values["phases"], wrong_phases = _phases(values["phases"])
        problems += wrong_phases
    problems += _contradictions(values)
    if problems:
        return None, tuple(problems)
    filing = _value(format_name, values)
    if values["id"] not in ("", filing.filing.id):
        return None, (
            Wrong(
                "id", repr(values["id"]), f"{filing.filing.id} (the hash of this content), or no id at all"
            ),
        )
    return filing, ()


def filing_to_dict(filing: AnyFiling) -> dict[str, object]:
    """Return the filing as a table that ``filing_from`` reads back to an equal value.

    Fields at their default are left out. The id written is the hash of the content. Raises ``ValueError`` where the
    value carries another id than that.
    """
    table = _content(filing)
    identity = content_id(table)
    if filing.filing.id not in ("", identity):
        raise ValueError(f"a filing carries the id {filing.filing.id}; its content has the id {identity}")
    return {"format": table.pop("format"), "id": identity, **table}


def content_id(table: Mapping[str, object]) -> str:
    """Return the sha256 (hex) of the table's canonical JSON: keys sorted, no spaces, UTF-8, its own id left out."""
    content = {key: value for key, value in table.items() if key != "id"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _criterion(format_name: str, values: Mapping[str, Any]) -> tuple[Criterion | None, tuple[Wrong, ...]]:
    """Return the criterion of a filing. What the filing itself already says need not be said again in it."""
    given: dict[str, object] = {"standing": format_name}
    if values["filed_by"]:
        given["author"] = values["filed_by"]
        if format_name == DECLARATION:
            given["protects"] = values["filed_by"]
    if values["filed_at"]:
        given["year"] = str(values["filed_at"].year)
    given["source"] = values["source"] or "the filing itself"
    # What the actor filed itself is the document; what others entered, they must say how far they checked.
    if not values["entered_by"]:
        given["verified"] = "yes"
    raw = {**given, **values["criterion"]}
    criterion, wrong = criterion_from(raw)
    if not values["filed_by"]:  # named as missing already; do not ask for an author too
        wrong = tuple(w for w in wrong if w.field != "author")
    own = []
    if values["filed_by"] and raw["author"] != values["filed_by"]:
        own.append(Wrong("author", repr(raw["author"]), f"{values['filed_by']!r}, whose words these are"))
    if raw["standing"] != format_name and not any(w.field == "standing" for w in wrong):
        own.append(Wrong("standing", repr(raw["standing"]), repr(format_name)))
    if format_name == DECLARATION and not raw.get("protects"):
        own.append(Wrong("protects", "empty", "whose objects the distance is declared for"))
    return criterion, (*wrong, *own)


def _phases(tables: Sequence[Mapping[str, object]]) -> tuple[tuple[NoticePhase, ...], list[Wrong]]:
    """Return the phases of a notice, and what is wrong with them, each named by its place in the list."""
    phases, wrong = [], []
    for place, table in enumerate(tables, 1):
        values, found = read_fields(table, PHASE_FIELDS)
        wrong += [Wrong(f"phases {place}.{one.field}", one.what, one.expected) for one in found]
        if not found and not values["start"] < values["end"]:
            wrong.append(Wrong(f"phases {place}.end", format_instant(values["end"]), "a time after start"))
        phases.append(NoticePhase(**values))
    return tuple(phases), wrong


def _phase_table(phase: NoticePhase) -> dict[str, object]:
    table: dict[str, object] = {
        "name": phase.name,
        "start": format_instant(phase.start),
        "end": format_instant(phase.end),
    }
    if phase.least_planned_km is not None:
        table["least_planned_km"] = plain_number(phase.least_planned_km)
    return table


def _contradictions(values: Mapping[str, Any]) -> list[Wrong]:
    """Return what is wrong between fields that are each well formed. A wrong field is None here and is passed over."""
    wrong: list[Wrong] = []
    if values["entered_by"] and not values["source"]:
        wrong.append(
            Wrong("source", "missing", "the public document, because entered_by names who entered it")
        )
    if values["entered_by"] and values["entered_by"] == values["filed_by"]:
        wrong.append(
            Wrong("entered_by", repr(values["entered_by"]), "nothing where the actor filed its words itself")
        )
    first, second = ("object", "target") if "target_norad_cat_id" in values else ("object1", "object2")
    one, other = values.get(f"{first}_norad_cat_id"), values.get(f"{second}_norad_cat_id")
    if one is not None and one == other:
        wrong.append(Wrong(f"{second}_norad_cat_id", str(other), f"another object than {first}_norad_cat_id"))
    for begin, finish in (("start", "end"), ("since", "until")):
        if values.get(begin) and values.get(finish) and not values[begin] < values[finish]:
            wrong.append(Wrong(finish, format_instant(values[finish]), f"a time after {begin}"))
    actor = values.get("actor")
    if actor and values["filed_by"] and actor != values["filed_by"]:
        # Nobody can take a commitment upon somebody else; an entry from a document says so in entered_by.
        wrong.append(Wrong("actor", repr(actor), f"{values['filed_by']!r}: an actor commits only itself"))
    return wrong


def _value(format_name: str, values: dict[str, Any]) -> AnyFiling:
    head = Filing("", *(values[field.name] for field in COMMON_FIELDS[2:]))
    body = {field.name: values[field.name] for field in FIELDS_OF[format_name]}
    filing: AnyFiling
    if format_name == NOTICE:
        filing = ProximityNotice(filing=head, **body)
    elif format_name == DECLARATION:
        filing = Declaration(filing=head, **body)
    elif format_name == COMMITMENT:
        filing = Commitment(filing=head, **{**body, "actor": body["actor"] or values["filed_by"]})
    else:
        filing = Reply(filing=head, **body)
    return dataclasses.replace(filing, filing=dataclasses.replace(head, id=content_id(_content(filing))))


def _content(filing: AnyFiling) -> dict[str, object]:
    """Return the filing as a table of JSON values without its id; optional fields at their default are left out."""
    format_name = FORMAT_OF[type(filing)]
    table: dict[str, object] = {"format": format_name}
    for field in (*COMMON_FIELDS[2:], *FIELDS_OF[format_name]):
        value = getattr(filing.filing if field in COMMON_FIELDS else filing, field.name)
        if value is not None:
            if field.kind == "instant":
                value = format_instant(value)
            elif field.kind == "number":
                value = plain_number(value)
            elif field.kind == "table":
                value = criterion_to_dict(value)
            elif field.kind == "tables":
                value = tuple(_phase_table(phase) for phase in value)
        if field.required or value != field.default:
            table[field.name] = list(value) if isinstance(value, tuple) else value
    return table
