"""``dueregard import`` and ``dueregard catalogue``. What they do is loaded when they are called."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None, typer.Option(help="The data folder; else $DUEREGARD_DATA, else the platform's own.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the verbs ``import`` and ``catalogue`` to the command line."""
    app.command("import")(import_command)
    app.command("catalogue")(catalogue_command)


def import_command(
    paths: Annotated[
        list[Path], typer.Argument(help="Files of element sets: OMM, TLE, tables; plain or packed.")
    ],
    data: Data = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Keep nothing where a record cannot be used.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Keep the element sets of files, with the time they were first seen.

    A set without a time of its own counts as first seen when its file was fetched, else now. What is already there
    stays; different sets of one object at one epoch both stand. Records that cannot be used are counted and listed.
    """
    from dueregard.cli.kept import keep_files

    keep_files(paths, data, strict, as_json)


def catalogue_command(
    data: Data = None,
    as_known_at: Annotated[
        str | None,
        typer.Option(help="Only what had been seen by then: a time in UTC, such as 2026-04-01T00:00:00Z."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say which element sets are there, how old they are and where they come from."""
    from dueregard.cli.kept import tell_catalogue

    tell_catalogue(data, as_known_at, as_json)
