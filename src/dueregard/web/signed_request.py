"""Who reads: a request signed with an actor's key (HTTP Message Signatures, RFC 9421), or nobody in particular.

Of the RFC a small part, strictly: one signature, under the label ``dueregard``; Ed25519 (§3.3.6); the components
``"@method" "@authority" "@path" "@query"`` in this order, and behind them ``"content-digest"`` where there is a body;
the parameters ``created``, ``keyid`` and ``alg="ed25519"`` in this order, and nothing else. The key id is that of the
record: SHA-256 of the public key, in hex. A request is believed for five minutes around its ``created``.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from dueregard.ledger.keys import PublicKey, SigningKey

LABEL: Final = "dueregard"
WINDOW_S: Final = 300  # for clocks that differ and lines that are slow
ACCEPTED: Final = f'{LABEL}=("@method" "@authority" "@path" "@query");created;keyid;alg="ed25519"'

_COMPONENTS: Final = ("@method", "@authority", "@path", "@query")
_DIGEST: Final = "content-digest"
_INPUT: Final = re.compile(
    rf'{LABEL}=(\((?:"[a-z@-]+"(?: |(?=\))))*\);created=([1-9][0-9]{{0,11}});keyid="([0-9a-f]{{64}})";alg="ed25519")'
)
_SIGNATURE: Final = re.compile(rf"{LABEL}=:([A-Za-z0-9+/]{{86}}==):")


class NotBelieved(ValueError):
    """The request bears a signature that cannot be read or does not hold. The message says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """What of a request can be signed: method, authority, path, query as sent; the body, None where there is none."""

    method: str
    authority: str
    path: str
    query: str
    body: bytes | None = None


def content_digest(body: bytes) -> str:
    """Return the Content-Digest of a body (RFC 9530 §2).

    >>> content_digest(b"")
    'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'
    """
    return f"sha-256=:{base64.b64encode(sha256(body).digest()).decode('ascii')}:"


def sign_request(message: Message, key: SigningKey, created: datetime) -> dict[str, str]:
    """Return the headers that sign a request with an actor's key."""
    components = _COMPONENTS if message.body is None else (*_COMPONENTS, _DIGEST)
    names = " ".join(f'"{name}"' for name in components)
    params = f'({names});created={int(created.timestamp())};keyid="{key.key_id}";alg="ed25519"'
    signature = base64.b64encode(key.signature(_base(message, components, params))).decode("ascii")
    headers = {"Signature-Input": f"{LABEL}={params}", "Signature": f"{LABEL}=:{signature}:"}
    return headers if message.body is None else {**headers, "Content-Digest": content_digest(message.body)}


def signer_of(
    message: Message,
    headers: Mapping[str, str],
    key_of: Callable[[str], PublicKey | None],
    now: datetime,
) -> str | None:
    """Return the id of the key that signed the request, None where it is not signed.

    ``headers``: by lower-case name. ``key_of``: key id -> key, None where it is not known. NotBelieved where there is
    a signature and it does not hold.
    """
    given, signed = headers.get("signature-input"), headers.get("signature")
    if given is None and signed is None:
        return None
    found, written = _INPUT.fullmatch(given or ""), _SIGNATURE.fullmatch(signed or "")
    if found is None or written is None:
        raise NotBelieved("Signature-Input and Signature are not in the one spelling that is read here")
    params, created, key_id = found[1], int(found[2]), found[3]
    components = _COMPONENTS if message.body is None else (*_COMPONENTS, _DIGEST)
    if params.partition(")")[0] != "(" + " ".join(f'"{name}"' for name in components):
        raise NotBelieved(f"the components signed are not {' '.join(components)}, in this order")
    if message.body is not None and headers.get(_DIGEST) != content_digest(message.body):
        raise NotBelieved("Content-Digest is not the SHA-256 of the body that arrived")
    if abs(now.timestamp() - created) > WINDOW_S:
        raise NotBelieved(f"the request was signed more than {WINDOW_S} s from now")
    key = key_of(key_id)
    try:
        signature = base64.b64decode(written[1], validate=True)
    except (binascii.Error, ValueError):
        raise NotBelieved("the signature is not base64") from None
    if key is None or not key.signed(_base(message, components, params), signature):
        # The same words for both: who asks learns nothing about keys it does not have.
        raise NotBelieved("no key of this id on the record has signed this request")
    return key_id


def _base(message: Message, components: tuple[str, ...], params: str) -> bytes:
    """Return the signature base (RFC 9421 §2.5)."""
    values = {
        "@method": message.method,
        "@authority": message.authority.lower(),
        "@path": message.path or "/",
        "@query": "?" + message.query,
        _DIGEST: content_digest(message.body) if message.body is not None else "",
    }
    lines = [f'"{name}": {values[name]}' for name in components]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode("utf-8", "surrogateescape")
