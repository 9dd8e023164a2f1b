"""Beginning a node: its folder, its key, its log, and the first two entries, which name its root."""

import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from dueregard.jobs.key_draft import key_entry
from dueregard.jobs.node import KEY_FILE, LEDGER_FILE, Node, node_of
from dueregard.jobs.node_file import (
    NODE_FILE,
    NodeFile,
    ledger_address,
    read_node_file,
    write_node_file,
)
from dueregard.jobs.note_keys import note_key
from dueregard.jobs.unlock import Ask, unlock
from dueregard.ledger.append import Clock, append
from dueregard.ledger.database import open_ledger
from dueregard.ledger.envelope import Envelope, sign
from dueregard.ledger.key_file import write_key
from dueregard.ledger.keys import SigningKey, make_key
from dueregard.ledger.log import begin_log, find_log
from dueregard.ledger.note import PLAIN
from dueregard.ledger.place import place_of
from dueregard.ledger.receipt import Receipt
from dueregard.model.errors import DataError, UsageError
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import write_filing
from dueregard.record.forms.actor import ActorEntry
from dueregard.record.forms.key import KeyEntry

NewPassphrase = Callable[[Path], str | None]
"""(file of a key to be written) -> the passphrase to encrypt it with, None for none"""

_SQLITE_BESIDE: Final = ("", "-wal", "-shm")


def root_key_entry(actor: ActorEntry, key: SigningKey, since: datetime) -> KeyEntry:
    """Return the key entry (K2) that says that this key may sign for this actor from ``since`` on."""
    return key_entry(actor.actor, key.public, since, language=actor.language, fictional=actor.fictional)


def begin_node(
    folder: Path,
    origin: str,
    actor: ActorEntry,
    actor_key: KeyEntry,
    signing_key: SigningKey,
    clock: Clock,
    *,
    ledger: str = LEDGER_FILE,
    new_passphrase: NewPassphrase = lambda _path: None,
    ask: Ask,
) -> tuple[Node, tuple[Receipt, ...]]:
    """Return the new node, open, and the receipts of the first two entries of its log.

    ``actor`` and ``actor_key`` are its root, both signed with ``signing_key``, which stays where it is. The log gets
    a key of its own, in the node's folder. ``ledger``: a path, meant from the folder on, or a database's address.
    Called again after an interruption it goes on where it stopped; after a failure nothing is left behind.

    Raises UsageError where actor, key entry and key do not belong together, the origin is no name, or the folder has
    another node or anything else in it; DataError and NetworkError as ``open_ledger``.
    """
    _check_together(origin, actor, actor_key, signing_key)
    said = NodeFile(origin, ledger, KEY_FILE, actor.actor, signing_key.key_id)
    envelopes = [_signed(form, signing_key) for form in (actor, actor_key)]
    address = ledger_address(folder, ledger)
    with ExitStack() as undo:
        begun = _make_folder(folder, said, undo)
        file = place_of(address).file
        if file is not None and not file.exists():
            undo.callback(_remove, *(file.with_name(file.name + end) for end in _SQLITE_BESIDE))
        opened = open_ledger(address, create=True)
        undo.callback(opened.close)
        if not begun:
            undo.callback(_remove, folder / NODE_FILE, folder / KEY_FILE)
        key = _own_key(folder, said, begun, new_passphrase, ask)
        log = begin_log(opened, origin, key)
        if log.size:
            raise UsageError(
                f"the log {origin} has begun already, with {log.size:,} entries",
                where=str(folder),
                expected="a log without entries",
                do="use the node as it is: `dueregard node show`",
            )
        if file is None:
            # A server keeps the log that has begun now, so its key must stay too.
            undo.pop_all()
            undo.callback(opened.close)
        receipts = append(opened, envelopes, clock, key, {signing_key.key_id: signing_key.public})
        undo.pop_all()
    return node_of(folder, said, find_log(opened, origin), opened), receipts


def _check_together(origin: str, actor: ActorEntry, actor_key: KeyEntry, signing_key: SigningKey) -> None:
    """Return if these can open a log; else raise UsageError with everything that does not fit."""
    note_key(origin, PLAIN, signing_key.public)
    wrong = []
    if actor.filed_by != actor.actor:
        wrong.append(f"the actor entry of {actor.actor} is filed by {actor.filed_by}; a root enters itself")
    if actor_key.actor != actor.actor or actor_key.filed_by != actor.actor:
        wrong.append(
            f"the key entry is of {actor_key.actor}, filed by {actor_key.filed_by}, not of {actor.actor}"
        )
    if actor_key.step != "add" or actor_key.key_id != signing_key.key_id:
        wrong.append(
            f"the key entry says '{actor_key.step}' of the key {actor_key.key_id}; "
            f"expected 'add' of {signing_key.key_id}, which signs"
        )
    for form in (actor, actor_key):
        if form.sensitivity != "public":
            wrong.append(f"{form.format} is not public; everybody must be able to tell who a log's root is")
    if wrong:
        raise UsageError(
            "; ".join(wrong),
            expected="the actor entry (K1) and key entry (K2) of one actor, and the key they name",
            do="correct the entries; nothing was written",
        )


def _make_folder(folder: Path, said: NodeFile, undo: ExitStack) -> bool:
    """Make the folder if there is none; return whether it holds the beginning of this very node already."""
    try:
        folder.mkdir()
        undo.callback(_remove_folder, folder)
        return False
    except FileExistsError:
        pass
    except OSError as error:
        raise _not_written(folder, error) from error
    try:
        there = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise _not_written(folder, error) from error
    if NODE_FILE in there:
        held = read_node_file(folder)
        if held == said:
            return True
        what = f"it holds a node already: {held.origin}, begun by {held.root_actor}"
    elif not there:
        return False
    else:
        what = f"it holds something else ({', '.join(there[:3])})"
    raise UsageError(
        what,
        where=str(folder),
        expected="an empty folder, or a name for a new one",
        do="choose another folder",
    )


def _own_key(
    folder: Path, said: NodeFile, begun: bool, new_passphrase: NewPassphrase, ask: Ask
) -> SigningKey:
    """Return the key that signs the log: a new one, written into the folder, or the one that lies there already."""
    path = folder / said.key
    try:
        if not begun:
            write_node_file(folder, said)
        if begun and path.exists():
            return unlock(path, ask)
    except OSError as error:
        raise _not_written(folder, error) from error
    key = make_key()
    write_key(key, path, new_passphrase(path))
    return key


def _signed(form: ActorEntry | KeyEntry, key: SigningKey) -> Envelope:
    return sign(FILING_TYPE, write_filing(form), [key])


def _remove(*paths: Path) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _remove_folder(folder: Path) -> None:
    with suppress(OSError):
        os.rmdir(folder)


def _not_written(folder: Path, error: OSError) -> DataError:
    return DataError(
        f"the node cannot be written ({error.strerror or error})",
        where=str(folder),
        expected="a folder that this user may write to, in a folder that exists",
        do="choose another folder; nothing was begun",
    )
