"""``dueregard node``: begin a node, which keeps a log, and say what it is."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dueregard.cli import ask
from dueregard.cli.common import print_json, say
from dueregard.model.time import format_instant

if TYPE_CHECKING:
    from dueregard.jobs.node import Node

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the verbs to the app."""
    group = typer.Typer(
        no_args_is_help=True, help="Begin a node, which keeps a log of filings, and say what it is."
    )
    group.command("begin", short_help="Begin a node: its folder, its key, its log, its root.")(begin_command)
    group.command("show", short_help="Say what a node is, and the key of its log.")(show_command)
    app.add_typer(group, name="node")


def begin_command(
    folder: Annotated[Path, typer.Argument(help="A new folder for the node.")],
    origin: Annotated[
        str, typer.Option(help="The name of its log, such as ledger.example/borealia. It cannot be changed.")
    ],
    actor: Annotated[
        Path, typer.Option(help="The actor entry (form K1) of whoever begins the node, filled in.")
    ],
    key: Annotated[Path, typer.Option(help="The private key of that actor, which signs the first entries.")],
    key_entry: Annotated[
        Path | None,
        typer.Option(help="The key entry (form K2) of that key; else it is made, valid from now."),
    ] = None,
    ledger: Annotated[
        str, typer.Option(help="A file, or postgresql+psycopg://USER@HOST/DATABASE without a password.")
    ] = "ledger.db",
    passphrase: Annotated[
        bool,
        typer.Option("--passphrase", help="Encrypt the node's own key; it is then asked for at each filing."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Begin a node: its folder, its own key, and a log whose first two entries say who its root is.

    The root is the actor that begins the node; who else may enter what follows from it. The password of a
    PostgreSQL server is taken from the environment (PGPASSWORD) or ~/.pgpass.
    """
    from dueregard.jobs.begin_node import begin_node, root_key_entry
    from dueregard.jobs.draft import whole_draft
    from dueregard.jobs.unlock import unlock
    from dueregard.model.errors import UsageError
    from dueregard.record.forms.actor import ActorEntry
    from dueregard.record.forms.key import KeyEntry

    root = whole_draft(actor)
    if not isinstance(root, ActorEntry):
        raise UsageError(
            f"this is the form {root.format}", where=str(actor), expected="form K1, an actor entry"
        )
    signing_key = unlock(key, ask.passphrase)
    now = datetime.now(UTC).replace(microsecond=0)
    entered = root_key_entry(root, signing_key, now) if key_entry is None else whole_draft(key_entry)
    if not isinstance(entered, KeyEntry):
        raise UsageError(
            f"this is the form {entered.format}", where=str(key_entry), expected="form K2, a key entry"
        )
    node, receipts = begin_node(
        folder, origin, root, entered, signing_key, lambda: datetime.now(UTC),
        ledger=ledger, new_passphrase=ask.new_passphrase if passphrase else lambda _path: None, ask=ask.passphrase,
    )  # fmt: skip
    with node:
        shown = _shown(node)
    if as_json:
        print_json(shown)
        return
    say(f"The node {origin} has begun, with {root.name} ({root.actor}) as its root.")
    say(f"  {len(receipts)} entries: {root.format}; {entered.format}")
    _say_keys(shown)
    say(
        f"Keep a copy of {node.key_file}: without it the log cannot go on, and whoever else has it can speak as it."
    )


def show_command(
    folder: Annotated[Path, typer.Argument(help="The folder of the node.")],
    as_json: AsJson = False,
) -> None:
    """Say what a node is: its log and how many entries it has, its root, the key by which others know it."""
    from dueregard.jobs.node import open_node

    with open_node(folder) as node:
        shown = _shown(node)
    if as_json:
        print_json(shown)
        return
    say(f"The node {shown['origin']}: {shown['entries']:,} entries in {shown['ledger']}")
    if shown["last_received_at"]:
        say(f"  the last one received at {shown['last_received_at']}")
    for copy in shown["copies"]:
        say(f"  a copy of {copy['origin']}: {copy['entries']:,} entries")
    say(f"  root: {shown['root']['actor']}, with the key {shown['root']['key_id']}")
    _say_keys(shown)


def _shown(node: "Node") -> dict[str, Any]:
    from dueregard.ledger.log import logs
    from dueregard.ledger.note import note_key_text
    from dueregard.ledger.read import entries

    last = list(entries(node.ledger, node.origin, node.log.size - 1, node.log.size))
    return {
        "origin": node.origin,
        "folder": str(node.folder),
        "ledger": node.ledger.name,
        "entries": node.log.size,
        "last_received_at": format_instant(last[0].entry.received_at) if last else None,
        "root": {"actor": node.root.actor, "key_id": node.root.key_id},
        "log_key": note_key_text(node.log.key),
        "copies": [
            {"origin": one.origin, "entries": one.size}
            for one in logs(node.ledger)
            if one.number != node.log.number
        ],
    }


def _say_keys(shown: dict[str, Any]) -> None:
    say("The key of its log, for everybody who will check a receipt of it or copy it:")
    say(f"  {shown['log_key']}")
