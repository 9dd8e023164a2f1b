"""``dueregard notice``: a filing from its blank form to its place on the record, on whatever form it is."""

from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask: what would be asked has been read.")]
OfNode = Annotated[Path, typer.Option("--node", envvar="DUEREGARD_NODE", help="The folder of the node.")]
Keys = Annotated[
    list[Path],
    typer.Option("--key", help="The private key of whoever signs; repeated where several sign here."),
]


def register(app: typer.Typer) -> None:
    """Add the verbs to the app."""
    from dueregard.cli import (
        notice_check,
        notice_draft,
        notice_file,
        notice_read,
        notice_sign,
        notice_verify,
    )

    group = typer.Typer(
        no_args_is_help=True,
        help="Draft, check, sign, file and read filings: notices of proximity operations and all other forms.",
    )
    for verbs in (notice_draft, notice_check, notice_sign, notice_file, notice_read, notice_verify):
        verbs.register(group)
    app.add_typer(group, name="notice")
