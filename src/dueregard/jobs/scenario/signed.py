"""The scenario's words as signed filings: who its actors are, their keys, and each table as the form it belongs to.

The secretariat of the scenario enters actors and keys; each actor signs its own words. Keys come from the seed: the
same scenario has the same log, to the byte. They protect nothing but a fiction.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from dueregard.jobs.scenario.cast import Cast
from dueregard.ledger.envelope import Envelope, sign
from dueregard.ledger.keys import SigningKey, public_key_text
from dueregard.model.time import parse_instant
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import Form, write_filing
from dueregard.record.forms.actor import ActorEntry
from dueregard.record.forms.commitment import Commitment
from dueregard.record.forms.declared_distance import DeclaredDistance
from dueregard.record.forms.desks import Desk
from dueregard.record.forms.distance import Distance
from dueregard.record.forms.documents import DocumentRef
from dueregard.record.forms.key import KeyEntry
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.proximity import ApproachedObject, OperatedObject, ProximityNotice
from dueregard.record.forms.reply import ReplyToFinding
from dueregard.record.forms.spans import Window
from dueregard.record.forms.zones import SphereZone

Table = Mapping[str, Any]

SECRETARIAT: Final = "SECRETARIAT"
ORIGIN: Final = "record.example/thirty-days"
# Of a table of a record file, what the filing itself says and a distance does not repeat.
SAID_BY_THE_FILING: Final = ("verified", "zone")


def signing_key(seed: int, actor: str) -> SigningKey:
    """Return the key with which an actor of the scenario of this seed signs."""
    return SigningKey(hashlib.sha256(f"due regard scenario {seed} {actor}".encode()).digest())


def signed_filings(
    cast_: Cast, tables: Sequence[Table], seed: int, owners: Mapping[int, str]
) -> Iterator[tuple[datetime, Envelope]]:
    """Yield (received at, envelope) in order of time: the secretariat, actors and their keys, then what they said.

    ``tables``: of the record file, in order of filing. ``owners``: the owner's code of each object a notice names.
    """
    first = min(parse_instant(str(table["filed_at"])) for table in tables)
    begin = datetime(first.year, 1, 1, tzinfo=UTC) - timedelta(days=30)
    keeper = signing_key(seed, SECRETARIAT)
    for actor in (SECRETARIAT, *sorted(cast_.names)):
        own = signing_key(seed, actor)
        for entered in (_actor(cast_, actor, begin), _key(actor, own, begin)):
            yield begin, sign(FILING_TYPE, write_filing(entered), [keeper])
    for table in tables:
        said = form_of_table(cast_, table, owners)
        keys = [signing_key(seed, said.filed_by)]
        yield parse_instant(str(table["filed_at"])), sign(FILING_TYPE, write_filing(said), keys)


def form_of_table(cast_: Cast, table: Table, owners: Mapping[int, str]) -> Form:
    """Return the filing that a table of the record file says, on its form."""
    head = {
        "filed_by": table["filed_by"],
        "reference": table["source"],
        "language": "en",
        "sensitivity": "public",
        "fictional": True,
    }
    kind = table["format"]
    if kind == "declared distance":
        return DeclaredDistance(
            **head, distance=_distance(table["criterion"]), explanation=table["criterion"].get("note")
        )
    if kind == "commitment":
        return Commitment(
            **head,
            undertaking=table["criterion"]["title"],
            legal_nature=table["legal_nature"],
            instrument=DocumentRef(title=table["instrument"]),
            since=parse_instant(table["since"]),
            distance=_distance(table["criterion"]),
            unless=tuple(table["unless"]),
        )
    window = Window(start=parse_instant(table["start"]), end=parse_instant(table["end"]))
    if kind == "reply":
        one, other = table["object1_norad_cat_id"], table["object2_norad_cat_id"]
        return ReplyToFinding(
            **head,
            object1=ObjectRef(norad_cat_id=one),
            object2=ObjectRef(norad_cat_id=other),
            window=window,
            text=table["text"],
        )
    return _notice(cast_, table, head, window, owners)


def _notice(
    cast_: Cast, table: Table, head: dict[str, Any], window: Window, owners: Mapping[int, str]
) -> ProximityNotice:
    filer, target = table["filed_by"], table["target_norad_cat_id"]
    owner = owners[target]
    consented = table["consent_of"]
    consent = "given" if owner in consented else "own object" if owner == filer else "not asked"
    return ProximityNotice(
        **head,
        operation=f"{str(table['purpose']).capitalize()} ({cast_.names[filer]})",
        kind="other",
        purpose=table["purpose"],
        objects=(
            OperatedObject(object=ObjectRef(norad_cat_id=table["object_norad_cat_id"]), operator=filer),
        ),
        approached_objects=(
            ApproachedObject(object=ObjectRef(norad_cat_id=target), owner=owner, consent=cast(Any, consent)),
        ),
        window=window,
        least_planned_km=table["least_planned_km"],
        contact=Desk(office=f"Operations desk of {cast_.names[filer]}", other_channel="fictional"),
    )


def _distance(table: Table) -> Distance:
    given = {name: value for name, value in table.items() if name not in SAID_BY_THE_FILING}
    return Distance(**given, zone=SphereZone(shape="sphere", radius_km=float(table["zone"]["radius_km"])))


def _actor(cast_: Cast, actor: str, begin: datetime) -> ActorEntry:
    kind, role, acts_for = "secretariat", "secretariat", None
    if actor != SECRETARIAT:
        kind = cast_.kinds[actor]
        role = "State focal point" if kind == "State" else kind
        acts_for = cast_.responsible[actor][0] if kind == "operator" else None
    return ActorEntry(
        **_entered(),
        actor=actor,
        kind=cast(Any, kind),
        name="Secretariat of the exercise" if actor == SECRETARIAT else cast_.names[actor],
        iso_3166=actor if kind == "State" else None,
        roles=(cast(Any, role),),
        acts_for=acts_for,
        valid_from=begin.date(),
    )


def _key(actor: str, key: SigningKey, begin: datetime) -> KeyEntry:
    return KeyEntry(
        **_entered(),
        actor=actor,
        step="add",
        key_id=key.key_id,
        public_key=public_key_text(key.public),
        since=begin,
        reason="first key",
    )


def _entered() -> dict[str, Any]:
    return {"filed_by": SECRETARIAT, "language": "en", "sensitivity": "public", "fictional": True}
