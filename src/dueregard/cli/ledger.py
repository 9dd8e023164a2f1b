"""``dueregard ledger``: what is proven of a log, what stands in it, and copies of it."""

import os
from pathlib import Path
from typing import Annotated

import typer

OfNode = Annotated[
    Path | None, typer.Option("--node", help="The folder of a node; else $DUEREGARD_NODE, if set.")
]
OfLedger = Annotated[
    str | None, typer.Option("--ledger", help="A ledger without a node: a file, or a database's address.")
]
OfLog = Annotated[
    str | None, typer.Option("--log", metavar="NAME", help="Another log than the node's own, by its name.")
]
Witnesses = Annotated[
    list[str] | None,
    typer.Option(
        "--witness", metavar="KEY", help="The key of a witness that must have countersigned; may be repeated."
    ),
]
AtLeast = Annotated[
    int | None, typer.Option("--at-least", min=1, help="How many of the witnesses; else all of them.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def meant(node: Path | None, ledger: str | None) -> tuple[Path | None, str | None]:
    """Return the two as they were given; the node of the environment where neither was."""
    of_environment = os.environ.get("DUEREGARD_NODE")
    if node is None and ledger is None and of_environment:
        return Path(of_environment), None
    return node, ledger


def register(app: typer.Typer) -> None:
    """Add the verbs to the app."""
    from dueregard.cli import ledger_check, ledger_copy, ledger_read, ledger_watch

    group = typer.Typer(
        no_args_is_help=True, help="Prove what a log says, look into it, copy it: bytes, keys and order."
    )
    for verbs in (ledger_check, ledger_read, ledger_copy, ledger_watch):
        verbs.register(group)
    app.add_typer(group, name="ledger")
