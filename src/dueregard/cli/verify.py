"""``dueregard verify``: check a report without trusting it."""

from pathlib import Path
from typing import Annotated

import typer

from dueregard.cli.common import print_json, say, show_progress, warn

FAULTY = 3


def register(app: typer.Typer) -> None:
    """Add the verb to the app."""
    app.command("verify")(verify_command)


def verify_command(
    folder: Annotated[Path, typer.Argument(help="A folder written by monitor or demo.")],
    recompute: Annotated[
        bool, typer.Option("--recompute", help="Make every finding anew from the inputs.")
    ] = False,
    inputs: Annotated[Path | None, typer.Option(help="Where the inputs lie, if not where they did.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Check every hash of a report and, if asked, every finding by computing it again. Offline."""
    from dueregard.jobs.verify import verify

    found = verify(folder, recompute=recompute, inputs=inputs, progress=show_progress())
    if as_json:
        print_json(
            {"sound": not found.faults, "files": found.files, "findings": found.findings,
             "recomputed": found.recomputed, "faults": list(found.faults)}
        )  # fmt: skip
    else:
        for fault in found.faults:
            warn(fault)
        say(f"{found.files:,} files and {found.findings:,} findings checked, {len(found.faults):,} faults.")
        if found.recomputed is not None:
            say(f"{found.recomputed:,} of {found.findings:,} findings came out again, identical.")
    if found.faults:
        raise typer.Exit(FAULTY)
