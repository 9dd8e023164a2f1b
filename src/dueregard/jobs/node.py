"""A node: a folder with ``node.toml``, the ledger of its log, and the key that signs the log.

Whoever begins a node names its root: an actor and a key, whose entries (forms K1 and K2) are the first two of the log.
Who else may enter what follows from them (decision 0010).
"""

from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from dueregard.jobs.node_file import NODE_FILE, NodeFile, ledger_address, read_node_file
from dueregard.jobs.unlock import Ask, unlock
from dueregard.ledger.database import Ledger, open_ledger
from dueregard.ledger.keys import SigningKey
from dueregard.ledger.log import Log, find_log
from dueregard.ledger.read import entries
from dueregard.model.errors import DataError
from dueregard.record.forms import read_filing
from dueregard.record.forms.actor import ActorEntry
from dueregard.record.forms.key import KeyEntry

LEDGER_FILE: Final = "ledger.db"
KEY_FILE: Final = "node.key"
ROOT_ENTRIES: Final = 2


@dataclass(frozen=True, slots=True)
class Root:
    """The actor whose entry opens the log, and the key that signs its first two entries."""

    actor: str
    key_id: str


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """An open node. Its key stays in its file until something is to be signed."""

    folder: Path
    log: Log
    root: Root
    ledger: Ledger = field(repr=False)
    key_file: Path = field(repr=False)

    @property
    def origin(self) -> str:
        """The name of the node's own log."""
        return self.log.origin

    def close(self) -> None:
        """Close the ledger; a second time does nothing."""
        self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_node(folder: Path) -> Node:
    """Return the node of a folder, open.

    Raises DataError where the folder has no node, its ledger or log is missing, or the log does not begin with the
    entries of the root that ``node.toml`` names; UsageError where the address of the ledger is none or has a password
    in it; NetworkError where its server does not answer.
    """
    said = read_node_file(folder)
    ledger = open_ledger(ledger_address(folder, said.ledger))
    try:
        log = find_log(ledger, said.origin)
        if not log.own:
            raise _wrong(
                folder, f"the log {said.origin} in {ledger.name} is a copy", "a log that this node writes"
            )
        root = Root(said.root_actor, said.root_key_id)
        _check_root(folder, ledger, log, root)
    except BaseException:
        ledger.close()
        raise
    return node_of(folder, said, log, ledger)


def node_of(folder: Path, said: NodeFile, log: Log, ledger: Ledger) -> Node:
    """Return the node of these parts."""
    return Node(folder, log, Root(said.root_actor, said.root_key_id), ledger, folder / said.key)


def log_key(node: Node, ask: Ask) -> SigningKey:
    """Return the key that signs the node's log; DataError where the file holds another one."""
    key = unlock(node.key_file, ask)
    if key.public != node.log.key.public:
        raise DataError(
            f"this is not the key of the log {node.origin}",
            where=str(node.key_file),
            expected=f"the key with the id {node.log.key.public.key_id}, with which the log was begun",
            do="put the node's own key back; nothing was signed",
        )
    return key


def _check_root(folder: Path, ledger: Ledger, log: Log, root: Root) -> None:
    if log.size < ROOT_ENTRIES:
        raise _wrong(
            folder,
            f"the log {log.origin} has not begun: its first two entries are not there",
            f"the entries of {root.actor} and its key",
            "run `dueregard node begin` again, with what it was given; it goes on where it stopped",
        )
    first, second = entries(ledger, log.origin, 0, ROOT_ENTRIES)
    actor, key = (read_filing(one.entry.envelope.payload) for one in (first, second))
    named = isinstance(actor, ActorEntry) and actor.actor == root.actor
    keyed = isinstance(key, KeyEntry) and key.actor == root.actor and key.key_id == root.key_id
    if not (named and keyed):
        raise _wrong(
            folder,
            f"the log {log.origin} does not begin with {root.actor} and the key {root.key_id}",
            "as [root] the actor and the key of the log's first two entries",
        )


def _wrong(folder: Path, what: str, expected: str, do: str = "") -> DataError:
    where = str(folder / NODE_FILE)
    return DataError(
        what, where=where, expected=expected, do=do or f"put {NODE_FILE} right, or restore a copy of it"
    )
