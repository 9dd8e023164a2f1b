"""Verify a receipt with nothing of Due Regard: docs/ledger.md is enough to write this.

    python independent_verifier.py receipt.json 'ledger.example/borealia+…' ['witness.example/cassavia+…' ...]

The first key is the log's; the others are of witnesses that must have countersigned. Exit code 0 and what was
proven if everything holds; else 1 and what does not.
"""

import base64
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)


def check_signature(key: bytes, signature: bytes, message: bytes, whose: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        raise ValueError(f"the signature of {whose} does not hold") from None


def root_from_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.3.2, with its own names."""
    demand(0 <= index < size, "there is no such entry")
    fn, sn, r = index, size - 1, leaf
    for p in path:
        demand(sn > 0, "the path is too long")
        if fn % 2 or fn == sn:
            r = sha256(b"\x01", p, r)
            while fn % 2 == 0 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = sha256(b"\x01", r, p)
        fn, sn = fn >> 1, sn >> 1
    demand(sn == 0, "the path is too short")
    return r


def check_note(note: str, vkey: str) -> str:
    """Return what the key's lines under the note say, once all of them hold; there is one at least."""
    text, lines = note.rpartition("\n\n")[0] + "\n", note.rpartition("\n\n")[2].splitlines()
    name, _, material = vkey.split("+", 2)
    kind, key = base64.b64decode(material)[:1], base64.b64decode(material)[1:]
    hint, said = sha256(name.encode(), b"\n", kind, key)[:4], ""
    for _dash, signer, encoded in (line.split(" ") for line in lines):
        signature = base64.b64decode(encoded)[4:]
        if signer != name or base64.b64decode(encoded)[:4] != hint:
            continue
        if kind == b"\x04":  # a cosignature: eight bytes of time, in seconds since 1970, before the signature
            seconds = int.from_bytes(signature[:8], "big")
            check_signature(key, signature[8:], f"cosignature/v1\ntime {seconds}\n{text}".encode(), name)
            said = f"witnessed by {name} {seconds} s after 1970"
        else:
            check_signature(key, signature, text.encode(), name)
            said = f"checkpoint signed by {name}"
    demand(bool(said), f"{name} has not signed the checkpoint")
    return said


def main(path: str, log: str, *witnesses: str) -> None:
    with open(path, encoding="ascii") as file:
        receipt = json.load(file)
    said = [check_note(receipt["checkpoint"], key) for key in (log, *witnesses)]
    origin, size, root = receipt["checkpoint"].split("\n")[:3]
    demand(origin == log.split("+")[0], f"this is a checkpoint of {origin}")
    line = receipt["entry"].encode("ascii")
    leaf, proof = sha256(b"\x00", line), [bytes.fromhex(one) for one in receipt["path"]]
    found = root_from_path(leaf, receipt["index"], int(size), proof)
    demand(found == base64.b64decode(root), "the path does not lead to the signed root")
    entry = json.loads(line)
    demand(json.dumps(entry, separators=(",", ":")).encode() == line, "the entry is spelt in another way")
    kind, payload = entry["envelope"]["payloadType"].encode(), base64.b64decode(entry["envelope"]["payload"])
    message = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
    keys = {sha256(bytes.fromhex(key)).hex(): bytes.fromhex(key) for key in receipt["keys"]}
    for one in entry["envelope"]["signatures"]:
        demand(one["keyid"] in keys, f"the receipt does not hold the key {one['keyid']}")
        check_signature(keys[one["keyid"]], base64.b64decode(one["sig"]), message, one["keyid"])
        said.append(f"entry signed by {one['keyid']}")
    said.append(f"entry {receipt['index']} of {size}, id {leaf.hex()}, received at {entry['received_at']}")
    print(*said, payload.decode("utf-8", "backslashreplace"), sep="\n")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (ValueError, KeyError, TypeError, IndexError, OSError) as error:
        sys.exit(f"NOT VERIFIED: {error}")
