"""Public keys to verify signatures with: those that a log's key entries (form K2) name.

A key's id is the hash of the key, so whoever hands over a key cannot hand over a wrong one. Whose it is, and whether it
could sign then, is what ``record`` judges.
"""

from collections.abc import Iterable, Iterator

from dueregard.jobs.node import ROOT_ENTRIES
from dueregard.ledger.database import Ledger
from dueregard.ledger.keys import PublicKey, public_key_from_text
from dueregard.ledger.read import entries
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import read_filing
from dueregard.record.forms.key import KeyEntry


def keys_named_up_to(ledger: Ledger, origin: str, index: int, wanted: Iterable[str]) -> dict[str, PublicKey]:
    """Return those of the wanted keys, by id, that the key entries up to and with one entry of a log name.

    The log is read from its beginning, where its keys are, and no further than the last of those wanted. The first
    entry is signed by the key that the second one names.
    """
    missing, found = set(wanted), dict[str, PublicKey]()
    for key in _keys_named(ledger, origin, max(index + 1, ROOT_ENTRIES)) if missing else ():
        if key.key_id in missing:
            found[key.key_id] = key
            missing.remove(key.key_id)
            if not missing:
                break
    return found


def _keys_named(ledger: Ledger, origin: str, stop: int) -> Iterator[PublicKey]:
    mark = KeyEntry.ABOUT.name.encode("ascii")
    for one in entries(ledger, origin, 0, stop):
        envelope = one.entry.envelope
        said = envelope.payload
        # Without a backslash in it, JSON holds the name as it is; with one, it may be spelt in another way.
        if envelope.payload_type != FILING_TYPE or (mark not in said and b"\\" not in said):
            continue
        form = read_filing(said)
        if isinstance(form, KeyEntry) and form.public_key is not None:
            yield public_key_from_text(form.public_key)
