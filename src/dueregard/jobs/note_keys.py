"""Keys of logs and witnesses, and policies, as a person gives them: in words on the command line or in a file."""

from collections.abc import Sequence
from pathlib import Path

from dueregard.jobs.files import read_text
from dueregard.ledger.keys import PublicKey
from dueregard.ledger.note import NoteError, NoteKey, note_key_from_text
from dueregard.ledger.policy import Policy, PolicyError
from dueregard.ledger.policy_file import policy_from_text
from dueregard.model.errors import DataError, UsageError


def note_key(name: str, kind: int, key: PublicKey) -> NoteKey:
    """Return the key under a name, for notes; UsageError where the name is none."""
    try:
        return NoteKey(name, kind, key)
    except NoteError as error:
        raise UsageError(str(error), expected="a name such as ledger.example/borealia") from error


def note_key_given(text: str, option: str) -> NoteKey:
    """Return the key that somebody gave with an option; UsageError where it is none."""
    try:
        return note_key_from_text(text.strip())
    except NoteError as error:
        raise UsageError(
            str(error),
            where=option,
            expected="the key as whoever keeps the log publishes it, such as ledger.example/borealia+7cec2261+Ae1J...",
            do="ask for the key, by a way that you trust; `dueregard node show` prints that of a node",
        ) from error


def policy_given(
    file: Path | None,
    log: str | None,
    witnesses: Sequence[str],
    at_least: int | None,
    option: str = "--log-key",
) -> Policy:
    """Return the policy that somebody gave, as a file or as keys; UsageError where it is none, or none was given.

    Without ``at_least`` all of the witnesses given must have countersigned. ``option``: that of the log's key.
    """
    if (file is None) == (log is None) or (file is not None and (witnesses or at_least is not None)):
        raise UsageError(
            "whom to believe is not said"
            if file is None and log is None
            else "whom to believe is said twice",
            expected=f"--policy FILE, or {option} KEY, with --witness KEY for each witness you trust",
            do="ask whoever keeps the log for its key, by a way that you trust: nothing vouches for itself",
        )
    try:
        if file is not None:
            return policy_from_text(read_text(file, "a policy"))
        return Policy(
            note_key_given(log or "", option),
            tuple(note_key_given(one, "--witness") for one in witnesses),
            len(witnesses) if at_least is None else at_least,
            log_alone=not witnesses and at_least is None,
        )
    except PolicyError as error:
        where, kind = ("", UsageError) if file is None else (str(file), DataError)
        raise kind(
            str(error),
            where=where,
            expected="a log's key, and witnesses' keys of which at least one must have countersigned, or none",
            do="see docs/ledger.md, under Policy",
        ) from error
