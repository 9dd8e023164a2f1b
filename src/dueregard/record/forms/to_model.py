"""Turns a filing into what ``assess`` understands already: the values of ``model.filing``.

Where a form says more than those values can hold, nothing is made up and nothing passes in silence: ``left_out`` says
in words what of the filing is not in them.
"""

from datetime import datetime
from typing import Final

from dueregard.model.criterion import Criterion, Standing
from dueregard.model.filing import AnyFiling, Declaration, Filing, NoticePhase, ProximityNotice, Reply
from dueregard.model.filing import Commitment as ModelCommitment
from dueregard.record.forms.commitment import Commitment
from dueregard.record.forms.declared_distance import DeclaredDistance
from dueregard.record.forms.distance import Distance, criterion_of
from dueregard.record.forms.documents import DocumentRef
from dueregard.record.forms.head import Form
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.proximity import ProximityNotice as ProximityForm
from dueregard.record.forms.reply import ReplyToFinding

_NO_NUMBER: Final = "without a catalogue number it cannot be held against the sky"


def parties(form: Form) -> tuple[str, ...]:
    """Return whose words these are, each once: those it is filed for (the filer, if nobody else), then those joint."""
    return tuple(dict.fromkeys((*(form.on_behalf_of or (form.filed_by,)), *form.jointly_with)))


def head_of(form: Form, entry_id: str, filed_at: datetime, party: str | None = None) -> Filing:
    """Return what every value of ``model.filing`` carries, for one party to the filing (the first, if none is named).

    ``filed_at`` is when that party's words came on record: for one that joins later, when it joined. Raises
    ``ValueError`` for a time without a zone.
    """
    if filed_at.tzinfo is None:
        raise ValueError(f"{filed_at.isoformat()} has no time zone; times of a record are aware, in UTC")
    document = form.entered_from
    if document is None:
        entered_by, source = "", form.reference or ""
    else:
        entered_by = document.entered_by
        source = f"{document.title}, {document.symbol}, {document.dated.isoformat()}, {document.place}"
    return Filing(entry_id, party or parties(form)[0], filed_at, entered_by, source)


def to_model(form: Form, head: Filing) -> tuple[AnyFiling, ...]:
    """Return the values that ``assess`` works from; none where it knows no value for this form.

    A notice gives one value for each pair of a moved and an approached object that both have a catalogue number.
    """
    if isinstance(form, ProximityForm):
        return _notices(form, head)
    if isinstance(form, DeclaredDistance):
        return (Declaration(head, _criterion(form, form.distance, head, "declared distance", head.filed_by)),)
    if isinstance(form, Commitment):
        return _commitments(form, head)
    if isinstance(form, ReplyToFinding):
        return _replies(form, head)
    return ()


def left_out(form: Form) -> tuple[str, ...]:
    """Return in words what of the filing the values of ``to_model`` do not hold and the sky could be asked about."""
    if isinstance(form, ProximityForm):
        return tuple(f"{name}: {_NO_NUMBER}" for name in _unnumbered(*_objects(form)))
    if isinstance(form, Commitment) and form.distance is None:
        return ("the undertaking stands in words alone and cannot be held against the sky",)
    if isinstance(form, Commitment) and form.conditions:
        return ("the conditions stand in words alone and cannot be held against the sky",)
    if isinstance(form, ReplyToFinding):
        return tuple(f"{name}: {_NO_NUMBER}" for name in _unnumbered(form.object1, form.object2))
    return ()


def _notices(form: ProximityForm, head: Filing) -> tuple[ProximityNotice, ...]:
    phases = tuple(NoticePhase(p.name, p.start, p.end, p.least_distance_km) for p in form.phases)
    without_number = _unnumbered(*_objects(form))
    return tuple(
        ProximityNotice(
            filing=head,
            object_norad_cat_id=moved.object.norad_cat_id,
            target_norad_cat_id=near.object.norad_cat_id,
            start=form.window.start,
            end=form.window.end,
            least_planned_km=form.least_planned_km,
            purpose=form.purpose,
            consent_of=(near.owner,) if near.consent == "given" else (),
            phases=phases,
            without_number=without_number,
        )
        for moved in form.objects
        for near in form.approached_objects
        if moved.object.norad_cat_id is not None and near.object.norad_cat_id is not None
    )


def _commitments(form: Commitment, head: Filing) -> tuple[ModelCommitment, ...]:
    if form.distance is None:
        return ()
    criterion = _criterion(form, form.distance, head, "commitment", form.towards or "")
    return (
        ModelCommitment(
            filing=head,
            actor=head.filed_by,
            criterion=criterion,
            unless=form.unless,
            legal_nature=form.legal_nature,
            instrument=_named(form.instrument),
            since=form.since,
            until=form.until,
        ),
    )


def _replies(form: ReplyToFinding, head: Filing) -> tuple[Reply, ...]:
    one, other = form.object1.norad_cat_id, form.object2.norad_cat_id
    if one is None or other is None:
        return ()
    return (Reply(head, one, other, form.window.start, form.window.end, form.text),)


def _criterion(form: Form, distance: Distance, head: Filing, standing: Standing, protects: str) -> Criterion:
    return criterion_of(
        distance,
        author=head.filed_by,
        standing=standing,
        source=head.source or "the filing itself",
        year=str(head.filed_at.year),
        verified=_verified(form),
        pin=form.entered_from.place if form.entered_from else "",
        protects=protects,
    )


def _verified(form: Form) -> str:
    """Return how far the words were checked: what an actor filed itself is the document."""
    if form.fictional:
        return "fictional"
    return "secondary" if form.entered_from and form.entered_from.read_in == "a text about it" else "yes"


def _named(document: DocumentRef | None) -> str:
    if document is None:
        return ""
    parts = (document.title, document.symbol, document.place)
    return ", ".join(part for part in parts if part)


def _objects(form: ProximityForm) -> tuple[ObjectRef, ...]:
    return (*(one.object for one in form.objects), *(one.object for one in form.approached_objects))


def _unnumbered(*objects: ObjectRef) -> tuple[str, ...]:
    """Return the names of those objects that have no catalogue number; a rule sees to it that they have another."""
    return tuple(one.name or str(one.object_id) for one in objects if one.norad_cat_id is None)
