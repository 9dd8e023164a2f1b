"""Whether a checkpoint a log shows continues the history it has shown before."""

from dataclasses import dataclass
from enum import Enum

from dueregard.ledger.checkpoint import Checkpoint
from dueregard.ledger.exchange.fork import Fork
from dueregard.ledger.merkle import HashAt, consistency_path, root


class Course(Enum):
    """How what is shown stands to what was shown before, where both can be true."""

    SAME = "same"
    GROWN = "grown"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Shown:
    """A checkpoint whose signature holds, and the note it came in, with the log's signature alone."""

    checkpoint: Checkpoint
    note: bytes


def course(before: Shown, now: Shown, hash_at: HashAt) -> Course | Fork:
    """Return how ``now`` stands to ``before``, or the evidence that they are of two histories.

    ``hash_at`` finds the hashes of the larger of the two trees and must have proven them under its root; some forty of
    them are asked for, and none where both have one size. What it raises passes through.
    """
    old, new = before.checkpoint, now.checkpoint
    if old.size == new.size:
        return Course.SAME if old.root == new.root else Fork(before.note, now.note, new.root, ())
    smaller, larger, kind = (
        (before, now, Course.GROWN) if old.size < new.size else (now, before, Course.OLDER)
    )
    size = smaller.checkpoint.size
    found = root(size, hash_at)
    if found == smaller.checkpoint.root:
        return kind
    path = consistency_path(size, larger.checkpoint.size, hash_at)
    return Fork(smaller.note, larger.note, found, path)
