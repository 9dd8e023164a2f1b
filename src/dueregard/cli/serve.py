"""``dueregard serve``: serve a node's record and log over HTTP, and the findings of a run beside them."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from dueregard.cli import ask
from dueregard.cli.common import print_json, warn


def register(app: typer.Typer) -> None:
    """Add the verb to the app."""
    app.command("serve")(serve_command)


def serve_command(
    node: Annotated[
        Path, typer.Option(envvar="DUEREGARD_NODE", help="The folder of the node.", metavar="FOLDER")
    ],
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 for any that is free.", min=0, max=65535)] = 8031,
    run: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Show the findings of a run beside the record: a folder that 'monitor' wrote, or its run.db.",
        ),
    ] = None,
    behind_proxy: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Believe what a proxy at this address says of who asks (X-Forwarded-For). Without it quotas count "
            "all that comes through a proxy as one.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what is said while it starts as JSON, a value at a time.")
    ] = False,
) -> None:
    """Serve a node: pages for a browser at /, the REST interface under /api/v1, its log to be pulled under /api/v1/log.

    One process. The node's own key is unlocked once, to sign its log; no key of a filer ever comes here. It speaks
    HTTP: put a proxy with TLS before it where others can reach it. The log on stderr has no addresses and no contents.
    """
    from dueregard.model.errors import UsageError

    try:
        from dueregard.web.serving import serve
    except ModuleNotFoundError as error:
        raise UsageError(
            f"what serving needs is not installed ({error.name})",
            expected="the packages FastAPI and uvicorn",
            do="python3 -m pip install 'dueregard[web]'",
        ) from error

    def said(text: str) -> None:
        if as_json:
            print_json({"said": text})
            sys.stdout.flush()
        else:
            warn(text)

    serve(node, host, port, behind_proxy, ask.passphrase, said, run)
