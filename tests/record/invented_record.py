"""An invented record: its actors, their keys, and a bench that hears what they say. Every actor in it is fictional."""

import base64
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256

from dueregard.ledger.entry import Entry, entry_bytes, entry_id
from dueregard.ledger.envelope import Envelope, sign
from dueregard.ledger.keys import SigningKey, public_key_text
from dueregard.ledger.seal import seal
from dueregard.record.bench import Bench
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import FORMS, example, write_filing
from dueregard.record.judged import Root

BEGIN = datetime(2031, 1, 1, tzinfo=UTC)
SECRETARIAT = "AURELIA-SECRETARIAT"
STATE = "State focal point"

# Who is who: the roles, and for whom it acts. Doria has no agency that licenses.
CAST = {
    "BOR": ((STATE,), None),
    "CAS": ((STATE,), None),
    "DOR": ((STATE,), None),
    "BOR-SPACE-AGENCY": (("licensing agency",), "BOR"),
    "BOR-MINISTRY": (("ministry",), "BOR"),
    "MERIDIAN-RELAY": (("operator",), "BOR"),
    "DORIA-SAT": (("operator",), "DOR"),
    "UNION": (("intergovernmental organisation",), None),
    "INSTITUTE": (("observer",), None),
}
KINDS = {
    STATE: "State",
    "licensing agency": "agency",
    "ministry": "ministry",
    "operator": "operator",
    "intergovernmental organisation": "intergovernmental organisation",
    "observer": "observer",
    "secretariat": "secretariat",
}


@cache
def key_of(actor: str, number: int = 1) -> SigningKey:
    """Return a key of the actor: the first, or another one."""
    return SigningKey(sha256(f"invented {actor} {number}".encode()).digest())


def form(number: str, filed_by: str, **changes):
    """Return the form's example with other words in it, public unless it says otherwise."""
    values = example(number).model_dump()
    values |= {"filed_by": filed_by, "sensitivity": "public", "readers": ()}
    for field in ("on_behalf_of", "jointly_with"):
        values[field] = ()
    for field in ("entered_from", "amends", "replaces"):
        values[field] = None
    return FORMS[number].model_validate(values | changes)


def actor_entry(actor, roles, acts_for=None, by=SECRETARIAT, **changes):
    """Return a K1."""
    kind = KINDS[roles[0]]
    values = {
        "actor": actor,
        "kind": kind,
        "name": f"{actor} of the example",
        "name_in_own_language": None,
        "iso_3166": actor if kind == "State" else None,
        "roles": tuple(roles),
        "acts_for": acts_for,
        "valid_from": BEGIN.date(),
        "valid_to": None,
    }
    return form("K1", by, **(values | changes))


def key_entry(actor, key, by=SECRETARIAT, step="add", old=None, **changes):
    """Return a K2. ``old``: the key that makes room, for a rotation."""
    new = step in ("add", "rotate")
    values = {
        "actor": actor,
        "step": step,
        "key_id": key.key_id,
        "public_key": public_key_text(key.public) if new else None,
        "old_key_id": old.key_id if old else None,
        "since": BEGIN,
        "until": None,
        "reason": "first key" if new else "other",
    }
    return form("K2", by, **(values | changes))


def sealed(inner, salt=bytes(range(32)), by=None, **changes):
    """Return (S1, S2 for a given entry) of the form sealed."""
    payload = write_filing(inner)
    opening = seal(FILING_TYPE, payload, salt)
    filer = by or inner.filed_by

    def opens(entry: str, opener=filer, **other):
        values = {
            "seal": entry,
            "opens_with": salt.hex(),
            "payload": base64.b64encode(payload).decode(),
        }
        return form("S2", opener, **(values | other))

    closed = form("S1", filer, commitment=opening.commitment.hex(), opens_not_later_than=None, **changes)
    return closed, opens


class Invented:
    """A bench, a clock that goes on by a minute for each entry, and what was judged."""

    def __init__(self, root: str = SECRETARIAT, cast: bool = True, root_roles=("secretariat",)) -> None:
        self.root = root
        self.bench = Bench(Root(root, key_of(root).public))
        self.clock = BEGIN
        self.judged = []
        self.entries: list[tuple[str, Entry]] = []
        self.say(actor_entry(root, root_roles, by=root))
        self.say(key_entry(root, key_of(root), by=root))
        if cast:
            for actor, (roles, acts_for) in CAST.items():
                self.enter(actor, roles, acts_for)

    def enter(self, actor, roles, acts_for=None, by=None):
        """Have the actor and its first key entered."""
        by = by or self.root
        assert self.say(actor_entry(actor, roles, acts_for, by=by)).refusal is None
        assert self.say(key_entry(actor, key_of(actor), by=by)).refusal is None

    def say(self, said, *signers, at: datetime | None = None):
        """Return the judgement of the form, signed by its filer or by these actors or keys."""
        own = said.entered_from.entered_by if said.entered_from else said.filed_by
        keys = [one if isinstance(one, SigningKey) else key_of(one) for one in signers or (own,)]
        return self.hear(sign(FILING_TYPE, write_filing(said), keys), at)

    def hear(self, envelope: Envelope, at: datetime | None = None):
        """Return the judgement of an envelope, as the next entry."""
        self.clock = at or self.clock + timedelta(minutes=1)
        entry = Entry(self.clock, envelope)
        identity = entry_id(entry_bytes(self.clock, envelope))
        self.entries.append((identity, entry))
        judged = self.bench.hear(len(self.judged), identity, entry)
        self.judged.append(judged)
        return judged

    def file(self, number, filed_by, *signers, **changes) -> str:
        """Return the id of a filing that must come on the record."""
        judged = self.say(form(number, filed_by, **changes), *signers)
        assert judged.refusal is None, judged.reason
        return judged.entry_id
