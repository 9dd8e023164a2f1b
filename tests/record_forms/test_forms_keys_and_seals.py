"""The packaged example of a key is a key, and the packaged seal is opened by the packaged opening."""

import base64
import hashlib
import hmac

from dueregard.record.forms import example, read_filing


def test_the_example_of_an_opening_opens_the_example_of_a_seal():
    seal, opening = example("S1"), example("S2")
    payload = base64.b64decode(opening.payload, validate=True)
    key = bytes.fromhex(opening.opens_with)
    assert hmac.new(key, payload, hashlib.sha256).hexdigest() == seal.commitment
    sealed = read_filing(payload)
    assert sealed == example("D8").model_copy(update={"sensitivity": "sealed"})


def test_the_id_of_the_example_key_is_the_hash_of_its_32_bytes():
    """The key is that of RFC 8410, section 10.1; the last 32 bytes of its DER are the key."""
    entry = example("K2")
    der = base64.b64decode("".join(entry.public_key.splitlines()[1:-1]))
    assert entry.key_id == hashlib.sha256(der[-32:]).hexdigest()
    assert der[-32:].hex() == "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1"


def test_a_seal_has_the_same_length_whatever_was_sealed():
    assert len(example("S1").commitment) == 64
    assert set(type(example("S1")).model_fields) & {"payload", "about", "text", "title"} == set()
