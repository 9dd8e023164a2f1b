"""The worked example of docs/ledger.md: every block of it, made by the real code from keys anybody can make."""

import base64
from datetime import UTC, datetime, timedelta

from invented_log import tree

from dueregard.ledger.checkpoint import Checkpoint, checkpoint_text, cosign, sign_checkpoint
from dueregard.ledger.entry import entry_bytes, entry_id
from dueregard.ledger.envelope import envelope_json, pae, sign
from dueregard.ledger.keys import SigningKey, public_key_text
from dueregard.ledger.merkle import consistency_path, inclusion_path, leaf_hash, root
from dueregard.ledger.note import COSIGNATURE, PLAIN, NoteKey, note_bytes, note_key_text
from dueregard.ledger.policy import Policy
from dueregard.ledger.policy_file import policy_text
from dueregard.ledger.receipt import receipt_for, receipt_json
from dueregard.ledger.seal import SEALED_TYPE, opening_json, seal, sealed_payload

BOREALIA, AGENCY, LOG, WITNESS = (SigningKey(bytes([number]) * 32) for number in (1, 2, 3, 4))
ORIGIN, WITNESS_NAME = "ledger.example/borealia", "witness.example/cassavia"
RECEIVED = datetime(2031, 3, 1, 12, tzinfo=UTC)
WITNESSED = RECEIVED + timedelta(hours=1)
SAID = b"We regard 50 km as close."
SALT = bytes(range(32))


def blocks() -> dict[str, str]:
    """Return the text of every block of the example by its name."""
    envelope = sign("text/plain", SAID, [BOREALIA, AGENCY])
    opening = seal("text/plain", SAID, SALT)
    others = (sign(SEALED_TYPE, sealed_payload(opening), [BOREALIA]), sign("text/plain", b"Hello.", [AGENCY]))
    entries = [
        entry_bytes(RECEIVED + timedelta(minutes=number), one)
        for number, one in enumerate((others[0], others[1], envelope))
    ]
    leaves = [leaf_hash(entry) for entry in entries]
    hash_at = tree(leaves)
    checkpoint = Checkpoint(ORIGIN, 3, root(3, hash_at))
    signed = sign_checkpoint(checkpoint, LOG)
    witnessed = cosign(signed, WITNESS_NAME, WITNESS, WITNESSED)
    log_key, witness_key = (
        NoteKey(ORIGIN, PLAIN, LOG.public),
        NoteKey(WITNESS_NAME, COSIGNATURE, WITNESS.public),
    )
    path = inclusion_path(2, 3, hash_at)
    keys = {key.key_id: key.public for key in (BOREALIA, AGENCY)}
    receipt = receipt_for(entries[2], 2, path, note_bytes(witnessed), keys)
    return {
        "key": public_key_text(BOREALIA.public),
        "key ids": f"{BOREALIA.key_id}\n{AGENCY.key_id}\n",
        "signed": pae("text/plain", SAID).decode() + "\n",
        "signature": base64.b64encode(BOREALIA.signature(pae("text/plain", SAID))).decode() + "\n",
        "envelope": envelope_json(envelope) + "\n",
        "entry": entries[2].decode() + "\n",
        "entry id": entry_id(entries[2]) + "\n",
        "leaves": "".join(f"{leaf.hex()}\n" for leaf in leaves),
        "root": root(3, hash_at).hex() + "\n",
        "inclusion": "".join(f"{one.hex()}\n" for one in path),
        "consistency": "".join(f"{one.hex()}\n" for one in consistency_path(2, 3, hash_at)),
        "old root": root(2, hash_at).hex() + "\n",
        "checkpoint": note_bytes(signed).decode(),
        "cosigned": f"cosignature/v1\ntime {int(WITNESSED.timestamp())}\n{checkpoint_text(checkpoint)}",
        "witnessed": note_bytes(witnessed).decode(),
        "note keys": f"{note_key_text(log_key)}\n{note_key_text(witness_key)}\n",
        "policy": policy_text(Policy(log_key, (witness_key,), 1)),
        "receipt": receipt_json(receipt),
        "sealed": sealed_payload(opening).decode() + "\n",
        "opening": opening_json(opening) + "\n",
    }
