"""The log that somebody means: that of a node, or one in a database of logs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dueregard.jobs.node_file import ledger_address, read_node_file, refuse_password
from dueregard.ledger.database import Ledger, open_ledger, reading
from dueregard.ledger.log import find_log, logs
from dueregard.ledger.read import LogEntry, entries, entry_by_id, held
from dueregard.model.errors import DataError, UsageError

ID_DIGITS: Final = 64


@contextmanager
def held_log(node: Path | None, ledger: str | None, log: str | None) -> Iterator[tuple[Ledger, str]]:
    """Hand out the open ledger and the name of the log that is meant.

    Of a node that is its own log, of a ledger its only one, unless ``log`` names another. The node need not be sound:
    what is damaged can still be looked at. Raises UsageError where none or two are named, or the ledger has several
    logs; DataError and NetworkError as for ``open_ledger``.
    """
    if (node is None) == (ledger is None):
        raise UsageError(
            "which log is meant is not said" if node is None else "two places are named",
            expected="--node FOLDER, or --ledger PATH or address",
            do="name the folder of the node; DUEREGARD_NODE in the environment stands for --node",
        )
    if node is not None:
        said = read_node_file(node)
        address, origin = ledger_address(node, said.ledger), log or said.origin
    else:
        address, origin = ledger or "", log or ""
        refuse_password(address)
    with open_ledger(address) as opened:
        yield opened, find_log(opened, origin or _only_log(opened)).origin


def entry_meant(ledger: Ledger, origin: str, which: str) -> LogEntry:
    """Return the entry that somebody names by its index, counted from 0, or by its id; DataError where it is not there.

    An id has 64 digits, so that no index is taken for one.
    """
    if not which.isdecimal() or len(which) >= ID_DIGITS:
        found = entry_by_id(ledger, origin, which)
    else:
        with reading(ledger) as connection:
            size = held(connection, ledger, origin).checkpoint.size
        index = int(which)
        found = next(entries(ledger, origin, index, index + 1)) if index < size else None
    if found is None:
        raise no_such_entry(ledger, origin, which)
    return found


def no_such_entry(ledger: Ledger, origin: str, which: str) -> DataError:
    """Return the error for an entry that is not there; also for one that the one who asks may not read."""
    return DataError(
        f"there is no entry {which}",
        where=f"{ledger.name}, log {origin}",
        expected="the index of an entry, counted from 0, or its id of 64 digits",
        do="see `dueregard notice list` and `dueregard ledger list`",
    )


def _only_log(ledger: Ledger) -> str:
    there = [one.origin for one in logs(ledger)]
    if len(there) == 1:
        return there[0]
    raise UsageError(
        f"the ledger has {len(there)} logs",
        where=ledger.name,
        expected="the name of one of them (" + (", ".join(there) or "it has none") + ")",
        do="name it with --log",
    )
