"""Policies: whose signatures a checkpoint needs before it is believed.

A policy names one log by its key, and how many of which witnesses must have countersigned. To believe the log alone
has to be said in so many words. In a file it is a C2SP tlog-policy (c2sp.org/tlog-policy) with one log and at most
one group.
"""

import re
from dataclasses import dataclass
from typing import Final

from dueregard.ledger.checkpoint import Checkpoint, CheckpointError, Cosignature, cosigned_by, signed_by_log
from dueregard.ledger.note import (
    COSIGNATURE,
    PLAIN,
    Note,
    NoteKey,
    note_key_from_text,
    note_key_text,
)

MAX_WITNESSES: Final = 100  # as many lines as a note may have
_MAX_TEXT: Final = 100_000
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,3}")


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


def policy_text(policy: Policy) -> str:
    """Return the policy as a tlog-policy file."""
    lines = [f"log {note_key_text(policy.log)}"]
    aliases = [f"W{number}" for number, _ in enumerate(policy.witnesses, 1)]
    lines += [
        f"witness {alias} {note_key_text(one)}" for alias, one in zip(aliases, policy.witnesses, strict=True)
    ]
    if policy.log_alone:
        lines.append("quorum none")
    else:
        lines += [f"group witnesses {policy.at_least} {' '.join(aliases)}", "quorum witnesses"]
    return "".join(f"{line}\n" for line in lines)


def policy_from_text(text: str) -> Policy:
    """Return the policy of a tlog-policy file; PolicyError names the line that cannot be read.

    Of that format one log, any witnesses and one group of witnesses is read; groups of groups and several logs are
    refused, never half understood.
    """
    if len(text) > _MAX_TEXT:
        raise PolicyError(f"{len(text)} characters are no policy")
    log: NoteKey | None = None
    witnesses: dict[str, NoteKey] = {}
    group: tuple[str, int, tuple[str, ...]] | None = None
    quorum: str | None = None
    for number, line in enumerate(text.split("\n"), 1):
        words = line.replace("\t", " ").split(" ")
        words = [word for word in words if word]
        if not words or words[0].startswith("#"):
            continue
        try:
            if words[0] == "log" and len(words) in (2, 3) and log is None:
                log = note_key_from_text(words[1])
            elif (
                words[0] == "witness"
                and len(words) in (3, 4)
                and words[1] not in witnesses
                and words[1] != "none"
            ):
                witnesses[words[1]] = note_key_from_text(words[2])
            elif words[0] == "group" and len(words) > 3 and group is None:
                group = _group(words, witnesses)
            elif words[0] == "quorum" and len(words) == 2 and quorum is None:
                quorum = words[1]
            else:
                raise PolicyError(
                    "expected one log, witnesses with a name each, at most one group of witnesses and one quorum"
                )
        except ValueError as error:
            raise PolicyError(f"line {number}: {error}") from error
    if log is None or quorum is None:
        raise PolicyError("a policy needs a line with the log's key and one with the quorum")
    if quorum == "none":
        return Policy(log, tuple(witnesses.values()), log_alone=True)
    if group is not None and quorum == group[0]:
        return Policy(log, tuple(witnesses[name] for name in group[2]), group[1])
    if quorum in witnesses:
        return Policy(log, (witnesses[quorum],), 1)
    raise PolicyError(f"quorum {quorum!a}: expected none, or a witness or group defined above it")


def _group(words: list[str], witnesses: dict[str, NoteKey]) -> tuple[str, int, tuple[str, ...]]:
    name, needed, members = words[1], words[2], tuple(words[3:])
    if (
        name == "none"
        or name in witnesses
        or len(set(members)) != len(members)
        or not set(members) <= set(witnesses)
    ):
        raise PolicyError("a group has a name of its own and lists witnesses defined above it, each once")
    if needed in ("all", "any"):
        return name, len(members) if needed == "all" else 1, members
    if not _NUMBER.fullmatch(needed) or int(needed) > len(members):
        raise PolicyError(f"{needed[:20]!a}: expected all, any or a number from 1 to {len(members)}")
    return name, int(needed), members
