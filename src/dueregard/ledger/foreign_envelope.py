"""Envelopes as other tools write them: any DSSE JSON (secure-systems-lab/dsse, envelope.md), read into ours.

What was signed does not depend on the JSON, so an envelope keeps its signatures when it is written again in the one
spelling an entry needs. DSSE lets a signature come without the id of its key; ours need it, for the ledger looks up
nothing by trying.
"""

import json
from typing import Any

from dueregard.ledger.envelope import MAX_ENVELOPE_BYTES, Envelope, EnvelopeError, envelope_from_parts


def envelope_of_any_spelling(text: str) -> Envelope:
    r"""Return the envelope of a DSSE JSON text, whatever its spaces, its order and its base64 alphabet.

    Raises EnvelopeError where it is none, has a key twice, has fields DSSE does not know, or has a signature without
    key id.

    >>> signed = '{"sig": "%s", "keyid": "%s"}' % ("A" * 86, "0f" * 32)
    >>> text = '{"payload": "-_8=", "signatures": [%s], "payloadType": "text/plain"}' % signed
    >>> envelope_of_any_spelling(text).payload
    b'\xfb\xff'
    """
    if len(text) > MAX_ENVELOPE_BYTES:
        raise EnvelopeError(f"{len(text)} characters; at most {MAX_ENVELOPE_BYTES} are taken")
    try:
        parts = json.loads(text, object_pairs_hook=_each_once)
    except EnvelopeError:
        raise
    except (ValueError, RecursionError) as error:
        raise EnvelopeError(f"this is not JSON: {error}") from error
    if not isinstance(parts, dict) or not isinstance(parts.get("signatures"), list):
        raise EnvelopeError("expected a table with payloadType, payload and signatures")
    signatures = [_ordered(one, ("keyid", "sig")) for one in parts["signatures"]]
    signatures.sort(key=lambda one: str(one["keyid"]))
    # DSSE, envelope.md: "Empty fields may be omitted", so a payload that is not there is an empty one.
    whole = _ordered(
        {"payload": "", **parts, "signatures": signatures}, ("payloadType", "payload", "signatures")
    )
    return envelope_from_parts(whole)


def _ordered(parts: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    """Return the table with its keys in our order and its base64 in the standard alphabet."""
    if not isinstance(parts, dict) or set(parts) != set(keys):
        raise EnvelopeError(f"expected a table with {', '.join(keys)}")
    return {key: _standard(parts[key]) if key in ("payload", "sig") else parts[key] for key in keys}


def _standard(text: Any) -> Any:
    """Return base64 in the standard alphabet with its padding (DSSE: "Either standard or URL-safe")."""
    if not isinstance(text, str):
        return text
    return text.translate(str.maketrans("-_", "+/")).rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the table; a key that stands twice would let two readers read two different things."""
    if len(dict(pairs)) != len(pairs):
        raise EnvelopeError("a key stands twice in a table")
    return dict(pairs)
