"""Hearing a log: its entries replayed and judged, one after the other."""

from collections.abc import Iterator
from typing import Final

from dueregard.ledger.database import Ledger
from dueregard.ledger.keys import PublicKey, public_key_from_text
from dueregard.ledger.log import find_log
from dueregard.ledger.read import entries
from dueregard.ledger.replay import replay
from dueregard.model.errors import DataError
from dueregard.record.bench import Bench
from dueregard.record.forms import read_filing
from dueregard.record.forms.actor import ActorEntry
from dueregard.record.forms.key import KeyEntry
from dueregard.record.judged import Judged, Root

ROOT_ENTRIES: Final = 2


def root_of(ledger: Ledger, origin: str) -> Root:
    """Return the actor and key whose entries open the log. Who trusts the log's own key trusts it to name them.

    Raises DataError where the first two entries are not an actor and its key.
    """
    if find_log(ledger, origin).size >= ROOT_ENTRIES:
        actor, key = (
            read_filing(one.entry.envelope.payload) for one in entries(ledger, origin, 0, ROOT_ENTRIES)
        )
        if isinstance(actor, ActorEntry) and isinstance(key, KeyEntry) and key.actor == actor.actor:
            if key.public_key is not None:
                return Root(actor.actor, public_key_from_text(key.public_key))
    raise DataError(
        f"the log {origin} does not begin with an actor and its key",
        where=ledger.name,
        expected="forms K1 and K2 of whoever keeps the log, as its first two entries",
        do="ask who keeps it; nothing of it was taken as said",
    )


def keys_named(ledger: Ledger, origin: str) -> dict[str, PublicKey]:
    """Return every public key that any entry of the log names, by id, whether that entry counts or not."""
    mark = KeyEntry.ABOUT.name.encode("ascii")
    found: dict[str, PublicKey] = {}
    for one in entries(ledger, origin):
        said = one.entry.envelope.payload
        # Without a backslash in it, JSON holds the form's name as it is; with one, it may be spelt in another way.
        if mark not in said and b"\\" not in said:
            continue
        form = read_filing(said)
        if isinstance(form, KeyEntry) and form.public_key is not None:
            found[form.key_id] = public_key_from_text(form.public_key)
    return found


def heard(ledger: Ledger, origin: str) -> Iterator[Judged]:
    """Yield the judgement on every entry of the log, in order."""
    bench = Bench(root_of(ledger, origin))
    for one in replay(ledger, origin, keys_named(ledger, origin)):
        yield bench.hear(one.index, one.entry_id, one.entry, one.signed_by)
