"""``node.toml``: which log a node keeps, where its ledger and its key lie, and who its root is."""

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dueregard.ledger.place import place_of
from dueregard.model.errors import DataError, UsageError

NODE_FILE: Final = "node.toml"
ASKED_OF: Final = "the environment (PGPASSWORD) or ~/.pgpass"  # where libpq looks for a password

_MAX_BYTES: Final = 100_000
_FIELDS: Final = {"": ("origin", "ledger", "key", "root"), "root": ("actor", "key_id")}


@dataclass(frozen=True, slots=True)
class NodeFile:
    """What ``node.toml`` says. ``ledger`` is a path or an address; paths are meant from the node's folder on.

    ``root_actor`` and ``root_key_id``: whose actor entry and key entry the log begins with.
    """

    origin: str
    ledger: str
    key: str
    root_actor: str
    root_key_id: str


def ledger_address(folder: Path, ledger: str) -> str | Path:
    """Return where a node's ledger is; UsageError where the address is none, or has a password in it.

    >>> ledger_address(Path("borealia"), "ledger.db").as_posix()
    'borealia/ledger.db'
    """
    address = ledger if "://" in ledger else folder / ledger
    refuse_password(address)
    return address


def refuse_password(address: str | Path) -> None:
    """Raise UsageError where an address of a database has a password in it, without repeating the address."""
    url = place_of(address).url
    if url is not None and (url.password is not None or "password" in url.query):
        raise UsageError(
            "the address of the ledger has a password in it, which others could read there",
            where=place_of(address).name,
            expected="an address without a password",
            do=f"leave it out; it is taken from {ASKED_OF}",
        )


def read_node_file(folder: Path) -> NodeFile:
    """Return what the folder's ``node.toml`` says; DataError names every field that is missing, wrong or unknown."""
    path = folder / NODE_FILE
    try:
        with path.open("rb") as file:
            text = file.read(_MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DataError(
            f"there is no node here: {NODE_FILE} is missing",
            where=str(folder),
            expected="the folder of a node",
            do="check the name, or begin a node with `dueregard node begin`",
        ) from error
    except OSError as error:
        raise DataError(
            f"it cannot be read ({error.strerror})",
            where=str(path),
            expected="a file that this user may read",
            do="check the rights of the file",
        ) from error
    try:
        parts = tomllib.loads(text.decode("utf-8"))
    except ValueError as error:
        raise _wrong(path, [f"it is not TOML: {error}"]) from error
    wrong = [*_wrong_fields(parts, ""), *_wrong_fields(parts.get("root"), "root")]
    if wrong:
        raise _wrong(path, wrong)
    root = parts["root"]
    return NodeFile(parts["origin"], parts["ledger"], parts["key"], root["actor"], root["key_id"])


def write_node_file(folder: Path, node: NodeFile) -> None:
    """Write ``node.toml`` into the folder, where there is none yet, and bring it to the disk. OSError as it comes."""
    text = f"""\
# A node of Due Regard. Made by `dueregard node begin`; paths are meant from this folder on.

# The name of the log, which stands on every checkpoint and receipt. It cannot be changed.
origin = {_quoted(node.origin)}

# Where the entries are kept: a file, or postgresql+psycopg://USER@HOST/DATABASE. No password here: it is taken
# from {ASKED_OF}.
ledger = {_quoted(node.ledger)}

# The file of the key that signs the log. Whoever has it can speak as this log.
key = {_quoted(node.key)}

# Whose actor entry (K1) and key entry (K2) the log begins with: who may enter others follows from them.
[root]
actor = {_quoted(node.root_actor)}
key_id = {_quoted(node.root_key_id)}
"""
    with (folder / NODE_FILE).open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _wrong_fields(table: Any, name: str) -> list[str]:
    """Return a sentence for each field of a table that is missing, wrong or unknown."""
    if not isinstance(table, dict):
        return []  # said where the table is looked for
    wrong = []
    before = f"{name}." if name else ""
    for field in _FIELDS[name]:
        value = table.get(field)
        if field == "root":
            if not isinstance(value, dict):
                wrong.append("the table [root] is missing")
        elif not isinstance(value, str) or not value:
            wrong.append(f"{before}{field} is {'missing' if value is None else 'not a text'}")
    return wrong + [f"{before}{field} is unknown" for field in table if field not in _FIELDS[name]]


def _wrong(path: Path, wrong: list[str]) -> DataError:
    return DataError(
        "; ".join(wrong),
        where=str(path),
        expected="the texts origin, ledger, key, and a table [root] with the texts actor and key_id",
        do="correct it with any editor",
    )


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's (TOML 1.0, "Basic strings").
    return json.dumps(text, ensure_ascii=False)
