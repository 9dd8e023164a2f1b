"""An invented log of a few entries, with keys from fixed seeds, so that every test sees the same bytes."""

from datetime import UTC, datetime, timedelta
from functools import cache

from dueregard.ledger.checkpoint import Checkpoint, cosign, sign_checkpoint
from dueregard.ledger.entry import entry_bytes
from dueregard.ledger.envelope import sign
from dueregard.ledger.keys import SigningKey
from dueregard.ledger.merkle import HashAt, inclusion_path, leaf_hash, node_hash, root
from dueregard.ledger.note import COSIGNATURE, PLAIN, Note, NoteKey, note_bytes
from dueregard.ledger.policy import Policy
from dueregard.ledger.receipt import Receipt, receipt_for

ORIGIN = "ledger.example/borealia"
RECEIVED = datetime(2031, 3, 1, 12, tzinfo=UTC)
PAYLOAD_TYPE = "application/vnd.dueregard.notice+json"

FILER, AGENCY, LOG_KEY, WITNESS_KEY, SECOND_WITNESS_KEY = (
    SigningKey(bytes([number]) * 32) for number in range(1, 6)
)
LOG = NoteKey(ORIGIN, PLAIN, LOG_KEY.public)
WITNESS = NoteKey("witness.example/cassavia", COSIGNATURE, WITNESS_KEY.public)
SECOND_WITNESS = NoteKey("witness.example/deltora", COSIGNATURE, SECOND_WITNESS_KEY.public)
LOG_ALONE = Policy(LOG, log_alone=True)
ONE_WITNESS = Policy(LOG, (WITNESS,), 1)


def tree(leaf_hashes: list[bytes]) -> HashAt:
    """Return the hashes of a tree by asking its leaves, however high: the plain meaning of (level, index)."""

    @cache
    def hash_at(level: int, index: int) -> bytes:
        if level == 0:
            return leaf_hashes[index]
        return node_hash(hash_at(level - 1, 2 * index), hash_at(level - 1, 2 * index + 1))

    return hash_at


def numbered_leaves(count: int) -> list[bytes]:
    """Return the leaf hashes of that many different leaves."""
    return [leaf_hash(b"leaf %d" % number) for number in range(count)]


def entries(count: int, signers: tuple[SigningKey, ...] = (FILER,)) -> list[bytes]:
    """Return the bytes of that many entries, a minute apart, the last one received at ``RECEIVED``."""
    first = RECEIVED - timedelta(minutes=count - 1)
    return [
        entry_bytes(first + timedelta(minutes=number), sign(PAYLOAD_TYPE, b'{"notice":%d}' % number, signers))
        for number in range(count)
    ]


def checkpoint_note(leaf_hashes: list[bytes], witnessed_at: datetime | None = None) -> Note:
    """Return the log's signed checkpoint of these leaves, cosigned by the witness if a time is given."""
    size = len(leaf_hashes)
    note = sign_checkpoint(Checkpoint(ORIGIN, size, root(size, tree(leaf_hashes))), LOG_KEY)
    return note if witnessed_at is None else cosign(note, WITNESS.name, WITNESS_KEY, witnessed_at)


def receipt(
    index: int = 4,
    size: int = 7,
    signers: tuple[SigningKey, ...] = (FILER,),
    witnessed_at: datetime | None = RECEIVED + timedelta(seconds=30),
) -> Receipt:
    """Return the receipt of one entry of an invented log."""
    log = entries(size, signers)
    leaf_hashes = [leaf_hash(entry) for entry in log]
    path = inclusion_path(index, size, tree(leaf_hashes))
    note = checkpoint_note(leaf_hashes, witnessed_at)
    return receipt_for(log[index], index, path, note_bytes(note), {key.key_id: key.public for key in signers})
