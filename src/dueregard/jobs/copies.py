"""Ledgers that hold copies of others' logs: a node's own, or one that somebody keeps without a node."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dueregard.jobs.node_file import ledger_address, read_node_file, refuse_password
from dueregard.ledger.database import Ledger, open_ledger
from dueregard.ledger.log import find_log
from dueregard.ledger.note import note_key_text
from dueregard.model.errors import UsageError


@contextmanager
def ledger_for_copies(node: Path | None, ledger: str | None) -> Iterator[Ledger]:
    """Hand out the open ledger of a node, or the one at an address, which is made if there is none.

    UsageError where none or two are named; DataError and NetworkError as for ``open_ledger``.
    """
    if (node is None) == (ledger is None):
        raise UsageError(
            "where the copy is kept is not said" if node is None else "two places are named",
            expected="--node FOLDER, or --ledger PATH or address",
            do="name the folder of a node, or a new file such as copies.db",
        )
    if node is not None:
        with open_ledger(ledger_address(node, read_node_file(node).ledger)) as opened:
            yield opened
        return
    refuse_password(ledger or "")
    with open_ledger(ledger or "", create=True) as opened:
        yield opened


def known_key(ledger: Ledger, origin: str) -> str:
    """Return the key of a log that is held already, as ``policy_given`` takes it; DataError where it is not."""
    return note_key_text(find_log(ledger, origin).key)
