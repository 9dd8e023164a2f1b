"""Policies: whose signatures a checkpoint needs before it is believed.

A policy names one log by its key, and how many of which witnesses must have countersigned. To believe the log alone
has to be said in so many words. ``policy_file`` reads and writes them.
"""

from dataclasses import dataclass
from typing import Final

from dueregard.ledger.checkpoint import Checkpoint, CheckpointError, Cosignature, cosigned_by, signed_by_log
from dueregard.ledger.note import (
    COSIGNATURE,
    PLAIN,
    Note,
    NoteKey,
)

MAX_WITNESSES: Final = 100  # as many lines as a note may have


class PolicyError(ValueError):
    """A policy asks for nothing, for the impossible, or cannot be read."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The log's key and how many (``at_least``) of the witnesses must have countersigned.

    ``log_alone`` says that no witness is needed; without it a policy that needs none is refused.
    """

    log: NoteKey
    witnesses: tuple[NoteKey, ...] = ()
    at_least: int = 0
    log_alone: bool = False

    def __post_init__(self) -> None:
        if self.log.kind != PLAIN or any(one.kind != COSIGNATURE for one in self.witnesses):
            raise PolicyError("expected a log's key of signature type 0x01 and witnesses' keys of type 0x04")
        keys = [self.log.public, *(one.public for one in self.witnesses)]
        if len(set(keys)) != len(keys):
            raise PolicyError(
                "a key stands twice in the policy: nobody is its own witness, nor two witnesses"
            )
        if len({one.name for one in self.witnesses}) != len(self.witnesses):
            raise PolicyError("two witnesses have one name: two keys of a witness do not make it two")
        if len(self.witnesses) > MAX_WITNESSES:
            raise PolicyError(f"{len(self.witnesses)} witnesses; at most {MAX_WITNESSES} are taken")
        if self.log_alone:
            if self.at_least:
                raise PolicyError(
                    "the policy believes the log alone and asks for witnesses: it is one or the other"
                )
        elif not 1 <= self.at_least <= len(self.witnesses):
            raise PolicyError(
                f"at least {self.at_least} of {len(self.witnesses)} witnesses: expected at least 1 and no more than "
                "there are, or log_alone where the log is to be believed without any"
            )


@dataclass(frozen=True, slots=True)
class Believed:
    """A checkpoint that satisfies a policy, and the cosignatures of the policy's witnesses on it."""

    checkpoint: Checkpoint
    cosignatures: tuple[Cosignature, ...]


def believe(note: Note, policy: Policy) -> Believed:
    """Return the checkpoint if it satisfies the policy; else raise CheckpointError saying which signature is missing.

    Cosignatures of witnesses that the policy names are all checked and returned, also beyond those needed; lines of
    anybody else are not looked at (signed-note, "Signatures").
    """
    checkpoint = signed_by_log(note, policy.log)
    found = tuple(one for one in (cosigned_by(note, witness) for witness in policy.witnesses) if one)
    if len(found) < policy.at_least:
        names = ", ".join(one.witness.name for one in found) or "none"
        raise CheckpointError(
            f"{policy.at_least} of {len(policy.witnesses)} witnesses are needed; the checkpoint of {checkpoint.size} "
            f"entries of {checkpoint.origin} has {len(found)} ({names})"
        )
    return Believed(checkpoint, found)
