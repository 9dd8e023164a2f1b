"""Policies as files: C2SP tlog-policy (c2sp.org/tlog-policy), of which one log and groups of witnesses are read."""

import re
from typing import Final

from dueregard.ledger.note import NoteError, NoteKey, note_key_from_text, note_key_text
from dueregard.ledger.policy import Policy, PolicyError

_MAX_TEXT: Final = 100_000
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,3}")
_NONE: Final = "none"  # tlog-policy: the quorum of nobody

Quorum = tuple[int, tuple[NoteKey, ...]]
"""How many of which witnesses: one of one for a witness, k of n for a group."""


def policy_text(policy: Policy) -> str:
    """Return the policy as a tlog-policy file."""
    aliases = [f"W{number}" for number, _ in enumerate(policy.witnesses, 1)]
    lines = [f"log {note_key_text(policy.log)}"]
    lines += [
        f"witness {name} {note_key_text(one)}" for name, one in zip(aliases, policy.witnesses, strict=True)
    ]
    if policy.log_alone:
        lines.append(f"quorum {_NONE}")
    else:
        lines += [f"group witnesses {policy.at_least} {' '.join(aliases)}", "quorum witnesses"]
    return "".join(f"{line}\n" for line in lines)


def policy_from_text(text: str) -> Policy:
    """Return the policy of a tlog-policy file; PolicyError says which line cannot be read, and why.

    Several logs, and groups of groups, are refused, never half understood. Of several witnesses only those that
    count for the quorum are in the policy; with a quorum of none, all of them, to be shown where they have signed.
    """
    if len(text) > _MAX_TEXT:
        raise PolicyError(f"{len(text)} characters are no policy; expected a few lines")
    logs: list[NoteKey] = []
    named: dict[str, Quorum] = {}
    quorums: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        words = [word for word in re.split("[ \t]+", line) if word]
        if not words or words[0].startswith("#"):
            continue
        try:
            _read_line(words, logs, named, quorums)
        except (NoteError, PolicyError) as error:
            raise PolicyError(f"line {number}: {error}") from error
    if len(logs) != 1 or len(quorums) != 1:
        raise PolicyError(f"{len(logs)} logs and {len(quorums)} quorums; expected one line of each")
    if quorums[0] == _NONE:
        witnesses = tuple(keys[0] for _, keys in named.values() if len(keys) == 1)
        return Policy(logs[0], tuple(dict.fromkeys(witnesses)), log_alone=True)
    needed, witnesses = named[quorums[0]]
    return Policy(logs[0], witnesses, needed)


def _read_line(words: list[str], logs: list[NoteKey], named: dict[str, Quorum], quorums: list[str]) -> None:
    """Add what the line says to what was read before it."""
    match words:
        case ["log", key] | ["log", key, _]:  # the third word is an address, which is not used here
            logs.append(note_key_from_text(key))
        case ["witness", name, key] | ["witness", name, key, _]:
            _check_new(name, named)
            named[name] = (1, (note_key_from_text(key),))
        case ["group", name, needed, *members] if members:
            _check_new(name, named)
            named[name] = _group(needed, members, named)
        case ["quorum", name]:
            if name != _NONE and name not in named:
                raise PolicyError(f"quorum {name!a}: expected none, or a witness or group defined above it")
            quorums.append(name)
        case _:
            raise PolicyError(
                "expected log KEY, witness NAME KEY, group NAME all|any|NUMBER WITNESS..., or quorum NAME"
            )


def _check_new(name: str, named: dict[str, Quorum]) -> None:
    if name == _NONE or name in named:
        raise PolicyError(f"the name {name!a} is taken; each witness and group has one of its own")


def _group(needed: str, members: list[str], named: dict[str, Quorum]) -> Quorum:
    keys: list[NoteKey] = []
    for member in members:
        if member not in named or len(named[member][1]) != 1 or members.count(member) != 1:
            raise PolicyError(f"{member!a} in a group: expected witnesses defined above it, each once")
        keys += named[member][1]
    if needed in ("all", "any"):
        return len(keys) if needed == "all" else 1, tuple(keys)
    if not _NUMBER.fullmatch(needed) or int(needed) > len(keys):
        raise PolicyError(f"{needed[:20]!a} of a group: expected all, any or a number from 1 to {len(keys)}")
    return int(needed), tuple(keys)
