"""``dueregard ledger``: what is proven of a log, what stands in it, and copies of it."""

from pathlib import Path
from typing import Annotated

import typer

OfNode = Annotated[Path | None, typer.Option("--node", envvar="DUEREGARD_NODE", help="The folder of a node.")]
OfLedger = Annotated[
    str | None, typer.Option("--ledger", help="A ledger without a node: a file, or a database's address.")
]
OfLog = Annotated[
    str | None, typer.Option("--log", metavar="NAME", help="Another log than the node's own, by its name.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the verbs to the app."""
    from dueregard.cli import ledger_check, ledger_read

    group = typer.Typer(
        no_args_is_help=True, help="Prove what a log says, look into it, copy it: bytes, keys and order."
    )
    for verbs in (ledger_check, ledger_read):
        verbs.register(group)
    app.add_typer(group, name="ledger")
