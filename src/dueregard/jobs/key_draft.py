"""The draft of a key entry (form K2), made from the file of a public key: what is long and easily mistyped is there."""

from datetime import datetime

from dueregard.ledger.keys import PublicKey, public_key_text
from dueregard.record.forms.key import KeyEntry


def key_entry(
    actor: str,
    key: PublicKey,
    since: datetime,
    *,
    filed_by: str = "",
    language: str = "en",
    fictional: bool = False,
) -> KeyEntry:
    """Return the key entry that says that this key may sign for the actor from ``since`` on.

    ``filed_by``: who enters it, the actor itself where nobody is named. Pydantic's ValidationError for an id of an
    actor that is none.
    """
    fields = {
        "filed_by": filed_by or actor,
        "language": language,
        "sensitivity": "public",
        "fictional": fictional,
        "actor": actor,
        "step": "add",
        "key_id": key.key_id,
        "public_key": public_key_text(key),
        "since": since,
        "reason": "first key",
    }
    return KeyEntry.model_validate(fields)
