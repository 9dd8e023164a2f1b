"""The verbs of the ``dueregard`` command, and what is true of all of them."""

import sys
from typing import Annotated

import typer

from dueregard.cli import demo, fetch, keep, key, ledger, monitor, node, notice, screen, serve, verify
from dueregard.version import __version__

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="What was declared and notified near each other's satellites, held against what the sky shows.",
)


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"dueregard {__version__}\n")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Say what is true of all verbs."""


for verb in (demo, monitor, screen, verify, fetch, keep, key, node, ledger, notice, serve):
    verb.register(app)
